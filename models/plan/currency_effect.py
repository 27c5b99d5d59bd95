from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL

from ...queries.facts.question import AT_DOCUMENT_RATES
from ...queries.facts.read import fact_query
from ..org.nullable import NullableMonetary


class SalesPlan(models.Model):
    """What rates did: the actual at those of the documents' days beside that at the plan's."""

    _inherit = "sales.plan"

    dated_amount = NullableMonetary(
        "Actual at Documents' Rates",
        compute="_compute_currency_effect",
        currency_field="unit_currency_id",
        help="The actual at the rates that Odoo has for the days of the documents, in place of "
        "those of the plan.",
    )
    currency_effect_amount = NullableMonetary(
        "Currency Effect",
        compute="_compute_currency_effect",
        currency_field="unit_currency_id",
        help="How much more the actual is at the rates of the documents' days than at those of the "
        "plan.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("date_from", "date_to", "is_of_group", "rate_ids.rate", "rate_ids.date_from")
    def _compute_currency_effect(self):
        saved = self._origin.filtered("is_of_group")
        whole = saved._get_top_allocations().filtered(lambda row: not row.parent_id).plan_id
        sums = self.env["sales.plan.figures"]._read_dated_actuals(whole)
        for plan in self:
            dated, actual = sums.get(plan._origin.id, (None, None))
            plan.dated_amount = dated
            plan.currency_effect_amount = None if dated is None else dated - actual


class SalesPlanFigures(models.AbstractModel):
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
