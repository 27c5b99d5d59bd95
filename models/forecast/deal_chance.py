from odoo import api, fields, models

from ..org.nullable import Ratio


class CrmLead(models.Model):
    """How likely a deal is to be won in the forecast period that runs, and why."""

    _inherit = "crm.lead"

    landing_chance = Ratio(
        "Chance This Period",
        compute="_compute_landing_chance",
        digits=(16, 4),
        aggregator=None,
        help="How likely the deal is to be won before the forecast period that runs is over: "
        "learned from how long deals like it took, and what became of them.",
    )
    landing_period = fields.Char(compute="_compute_landing_chance")
    landing_reasons = fields.Text("What Raises and Lowers It", compute="_compute_landing_chance")

    @api.depends_context("lang")
    @api.depends(
        "stage_id", "date_deadline", "expected_revenue", "company_id", "team_id", "user_id"
    )
    def _compute_landing_chance(self):
        self.landing_chance = None
        self.landing_period = False
        self.landing_reasons = False
        saved = self._origin
        # sudo: which company a deal counts in is no secret to who sees the deal
        for company, leads in saved.sudo().grouped(_get_company).items():
            if company:
                self._set_landing_chances(company, leads)

    def _set_landing_chances(self, company, leads):
        """Set the chances of those of these deals that are open in a company."""
        landing, period = self.env["sales.landing"], self._get_running_period(company)
        if not period:
            return
        asked = landing._ask(company, period.date_from, period.date_to)
        learned = landing._learn(asked)
        stages = {stage.id: stage.name for stage in leads.stage_id.with_env(self.env)}
        ids = set(leads.ids)
        by_id = {lead._origin.id: lead for lead in self if lead._origin.id in ids}
        for line in landing._read_chances(asked, learned, ids):
            lead = by_id.get(line.deal.number)
            if lead is None:
                continue
            raising, lowering = landing._explain_chance(asked, learned, line.deal, stages)
            lead.landing_chance = line.chance
            lead.landing_period = period.display_name
            lead.landing_reasons = self._join_reasons(learned, raising, lowering)

    @api.model
    def _get_running_period(self, company):
        # sudo: periods have no secrets
        periods = self.env["sales.forecast.period"].sudo()
        today = company._get_today()
        return periods.search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", company.forecast_period_type),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            limit=1,
        ).with_env(self.env)

    @api.model
    def _join_reasons(self, learned, raising, lowering):
        """Say in one or two sentences why a chance is what it is."""
        if not learned.enough:
            return self.env._(
                "Too few deals have been won and lost yet to learn from: this is the deal's "
                "probability, if it is expected to close in time."
            )
        sentences = []
        if raising:
            sentences.append(self.env._("More likely: %s.", ", ".join(raising)))
        if lowering:
            sentences.append(self.env._("Less likely: %s.", ", ".join(lowering)))
        return "\n".join(sentences) or self.env._("As likely as usual.")


def _get_company(lead):
    """Return the company, which is no branch, that a deal counts in."""
    company = lead.company_id or lead.team_id.company_id or lead.user_id.company_id
    return company.root_id
