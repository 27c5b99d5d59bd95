from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...queries.facts.question import AT_DOCUMENT_RATES
from ...queries.facts.read import fact_query


class SalesPlanFigures(models.AbstractModel):
    """What rates did: actuals at those of the documents' days beside those at the plans'."""

    _inherit = "sales.plan.figures"

    @api.model
    def _read_dated_actuals(self, plans):
        """Return what plans counted at the rates of the documents' days, and at their own: ``{plan
        id: (amount, amount)}``; only of those that convert money.

        :param plans: whose totals the user may see
        """
        if not plans:
            return {}
        sums = [
            SQL(
                "SELECT %s AS id, SUM(fact.at_document_rates)::float8, SUM(fact.value)::float8 "
                "FROM (%s) fact",
                frame.plan_id,
                fact_query(replace(frame.facts(()), beside=(AT_DOCUMENT_RATES,))),
            )
            for frame in self._get_frames(plans).values()
            if frame.exchange and frame.currency_id
        ]
        if not sums:
            return {}
        self.env["sales.actual"]._flush_sources()
        found = self.env.execute_query(SQL(" UNION ALL ").join(sums))
        return {id_: (round(dated or 0, 6), round(own or 0, 6)) for id_, dated, own in found}
