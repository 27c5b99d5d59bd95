from odoo import api, models
from odoo.tools import SQL

from ...queries.deals import WEIGHING, weighted_of
from ...tools.amounts import weigh

#: Odoo's weighted amounts of a deal, and the amounts that they weigh.
WEIGHTED = {
    "prorated_revenue": "expected_revenue",
    "recurring_revenue_prorated": "recurring_revenue",
    "recurring_revenue_monthly_prorated": "recurring_revenue_monthly",
}


class CrmLead(models.Model):
    """Weighted amounts are what amount and probability say when they are read.

    Odoo stores them with the deal. Its nightly scoring writes probabilities by SQL and leaves
    them as they were, and they are rounded another way than in the history of deals. Read, summed,
    searched and ordered by the expression of ``queries.deals``, they are one figure on all screens.
    """

    _inherit = "crm.lead"

    def _field_to_sql(self, alias, field_expr, query=None) -> SQL:
        if field_expr == "company_currency" and alias != self._table:
            return self._get_currency_sql(alias, query)
        stored = super()._field_to_sql(alias, field_expr, query)  # checks the user's right to read
        if field_expr not in WEIGHTED:
            return stored
        amount = WEIGHTED[field_expr]
        read = [self._fields[name] for name in (field_expr, amount, *WEIGHING)]
        rounding = None if query is None else self._join_rounding(alias, query)
        weighted = weighted_of(alias, amount, rounding)
        return SQL(weighted.code, *weighted.params, to_flush=read)

    @api.model
    def _get_currency_sql(self, alias, query) -> SQL:
        """Return a deal's currency where deals are joined to something else: Odoo's own expression
        names their table, whatever it is called in the query."""
        company = query.make_alias(alias, "company_id")
        number = self._field_to_sql(alias, "company_id", query)
        query.add_join(
            "LEFT JOIN",
            company,
            "res_company",
            SQL("%s = %s", number, SQL.identifier(company, "id")),
        )
        currency = self.env["res.company"]._field_to_sql(company, "currency_id", query)
        return SQL("COALESCE(%s, %s)", currency, self.env.company.currency_id.id)

    @api.model
    def _join_rounding(self, alias, query) -> SQL:
        """Join the currency of a deal's company, which is quicker than to look it up deal by deal,
        and return its smallest coin."""
        team, owner, company, currency = (
            query.make_alias(alias, f"weighed_{name}")
            for name in ("team", "owner", "company", "currency")
        )
        of_company = SQL(
            "COALESCE(%s, %s, %s)",
            *(SQL.identifier(table, "company_id") for table in (alias, team, owner)),
        )
        for place, table, number in (
            (team, "crm_team", SQL.identifier(alias, "team_id")),
            (owner, "res_users", SQL.identifier(alias, "user_id")),
            (company, "res_company", of_company),
            (currency, "res_currency", SQL.identifier(company, "currency_id")),
        ):
            query.add_join(
                "LEFT JOIN", place, table, SQL("%s = %s", SQL.identifier(place, "id"), number)
            )
        return SQL("COALESCE(%s, 0.01)", SQL.identifier(currency, "rounding"))

    @api.depends("company_id", "team_id", "user_id", "type", "active", "won_status")
    def _compute_prorated_revenue(self):
        self._weigh("prorated_revenue")

    @api.depends("company_id", "team_id", "user_id", "type", "active", "won_status")
    def _compute_recurring_revenue_prorated(self):
        self._weigh("recurring_revenue_prorated")

    @api.depends("company_id", "team_id", "user_id", "type", "active", "won_status")
    def _compute_recurring_revenue_monthly_prorated(self):
        self._weigh("recurring_revenue_monthly_prorated")

    def _weigh(self, name):
        """Compute a weighted amount; ``queries.deals.weighted_of`` says it in SQL."""
        for lead in self:
            # sudo: every user of a deal may know what its company counts in
            known = lead.sudo()
            company = known.company_id or known.team_id.company_id or known.user_id.company_id
            is_lost = lead._get_deal_status() == "lost"
            lead[name] = weigh(
                lead[WEIGHTED[name]],
                0 if is_lost else lead.probability,
                company.currency_id.rounding or None,
            )
