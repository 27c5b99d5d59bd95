from odoo import fields

from .base import SalesPlanCommon


class DealCommon(SalesPlanCommon):
    """Opportunities whose probability is set by hand, and their history."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.categories = {
            category.role: category for category in cls.env["sales.forecast.category"].search([])
        }
        cls.stages = cls.env["crm.stage"].search([("team_ids", "=", False)])
        cls.won_stage = cls.stages.filtered("is_won")[:1]
        cls.open_stages = cls.stages - cls.stages.filtered("is_won")

    @classmethod
    def make_deal(cls, name="Deal", amount=1000, probability=20, **values):
        """Create an open deal of the salesperson in team North."""
        return cls.env["crm.lead"].create(
            {
                "type": "opportunity",
                "name": name,
                "expected_revenue": amount,
                "probability": probability,
                "user_id": cls.salesperson.id,
                "team_id": cls.team_north.id,
                "company_id": cls.company.id,
                "date_deadline": "2025-06-30",
                "stage_id": cls.open_stages[0].id,
                **values,
            }
        )

    def at(self, moment):
        """Record what changes in the block as of a moment, given in UTC as text."""
        return self.env["crm.lead.history"]._at(fields.Datetime.to_datetime(moment))

    def versions(self, deal, *names):
        """Return the values of a deal's versions, the earliest first."""
        self.env["crm.lead"].flush_model()
        history = self.env["crm.lead.history"]
        history.invalidate_model()
        number = deal if isinstance(deal, int) else deal.id
        found = history.search([("deal_number", "=", number)], order="valid_from, id")
        return [tuple(version[name] for name in names) for version in found]
