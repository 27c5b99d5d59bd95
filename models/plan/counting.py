from odoo import api, fields, models

from ...queries.dimensions import BY_CODE, COLLECTED, FIELDS, INVOICED, ORDERED

#: Dimensions whose values documents take from addresses.
_PLACES = ("country", "state")
#: Dimensions that are data of customers and products, as they are today.
_MASTER_DATA = ("industry", "country", "state", "product_category", "sales_partner")
#: Dimensions that tell the lines of a document apart.
_OF_LINES = ("product_category", "product")


class SalesPlan(models.Model):
    """Says beside a plan's levels and measure how documents count by them."""

    _inherit = "sales.plan"

    counting_notice = fields.Text(compute="_compute_counting")
    documents_warning = fields.Text(compute="_compute_counting")

    @api.depends_context("lang")
    @api.depends("basis", "measure", "level_ids.dimension", *FIELDS)
    def _compute_counting(self):
        for plan in self:
            plan.counting_notice = plan._describe_counting(plan.basis)
            plan.documents_warning = plan._warn_of_documents()

    def _get_dimension_codes(self):
        """Return the dimensions of this plan's levels and scope, in the order of the registry."""
        self.ensure_one()
        levels = set(self.level_ids.mapped("dimension"))
        return [
            code for code, dimension in BY_CODE.items() if code in levels or self[dimension.field]
        ]

    def _describe_counting(self, basis):
        """Return in sentences where documents count and what follows today's data; False where
        the plan is not told apart by such a thing.

        :param basis: whose documents, one of ``queries.dimensions.BASES``
        """
        codes = self._get_dimension_codes()
        sentences = []
        if any(code in _PLACES for code in codes):
            sentences.append(self._describe_place(basis))
        labels = dict(self.level_ids._get_dimensions())
        named = [labels[code] for code in codes if code in _MASTER_DATA]
        if named:
            sentences.append(
                self.env._(
                    "%s: as customers and products are today. One that moves takes along what was "
                    "sold before.",
                    ", ".join(named),
                )
            )
        return "\n".join(sentences) or False

    def _describe_place(self, basis):
        if basis in (INVOICED, COLLECTED):
            return self.env._(
                "Invoices count in the country and state of the customer's head office; where it "
                "has none, of the invoice's contact, else of its delivery address."
            )
        if basis == ORDERED:
            return self.env._(
                "Orders count in the country and state of the customer's address in the order; "
                "where it has none, of its invoice address, else of its delivery address, else of "
                "the head office."
            )
        return self.env._(
            "Opportunities count in the country and state written in them; where there are none, "
            "in those of the contact, else of the head office."
        )

    def _warn_of_documents(self):
        """Return a warning where by product is counted what documents have as a whole: themselves,
        and what recurs of deals; else False."""
        self.ensure_one()
        codes = self._get_dimension_codes()
        if not any(code in _OF_LINES for code in codes):
            return False
        if self.measure == "recurring":
            return self.env._(
                "What recurs of a deal counts once, with the largest of its products: the others "
                "have 0. Revenue counts every product."
            )
        if self.measure != "count":
            return False
        return self.env._(
            "A document counts once, with its largest line: one for two products counts 1 for one "
            "of them and 0 for the other. Quantity and revenue count every line."
        )
