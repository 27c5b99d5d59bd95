from odoo import api, models


class SalesAskedReportMixin(models.AbstractModel):
    """Reports whose query depends on what is asked of them.

    A report says in ``_asking`` what a filter, and what is summed up, mean for its rows, and leaves
    it in the context; its query reads it there. Only instances of a class of its own are trusted
    in the context, which no client can send.
    """

    _name = "sales.asked.report.mixin"
    _description = "Report That Is Asked"
    _inherit = ["sales.company.day.mixin"]

    @api.model
    def _asking(self, domain, aggregates=None):
        """Return the model with what is asked of it, or as it is where that is known already.

        :param aggregates: what is summed up; None where rows are read one by one
        """
        raise NotImplementedError

    @api.model
    def _search(self, domain, *args, **kwargs):
        report = self._asking(domain)
        return super(SalesAskedReportMixin, report)._search(domain, *args, **kwargs)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        report = self._asking(domain, aggregates)
        return super(SalesAskedReportMixin, report)._read_group(
            domain, groupby, aggregates, *args, **kwargs
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        report = self._asking(domain, aggregates)
        return super(SalesAskedReportMixin, report)._read_grouping_sets(
            domain, grouping_sets, aggregates, order
        )
