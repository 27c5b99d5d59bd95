from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestFirstHourTour(TourCommon):
    """The first hour of a company in a real browser: P1, P8, P14, P16, P23."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_west = cls.env["crm.team"].create(
            {
                "name": "West",
                "company_id": cls.company.id,
                "user_id": cls.leader.id,
                "member_ids": [Command.set(cls.make_westerner().ids)],
            }
        )
        cls.sold = {
            cls.team_north: cls.salesperson,
            cls.team_south: cls.stranger,
            cls.team_west: cls.westerner,
        }

    @classmethod
    def make_westerner(cls):
        cls.westerner = cls._make_user("westerner", "sales_team.group_sale_salesman")
        return cls.westerner

    def sell_last_year(self, year):
        """Post an invoice of each team in each month of the year before a plan's."""
        for month in range(1, 13):
            for number, (team, user) in enumerate(self.sold.items(), start=1):
                self.invoice(
                    self.acme,
                    date(year - 1, month, 15),
                    (self.screw, 100 * number),
                    invoice_user_id=user.id,
                    team_id=team.id,
                )

    def test_first_hour(self):
        """From an empty database to a plan in force that is published to three teams: at most 15
        clicks and two typed values, which the tour counts."""
        year = self.env["sales.plan"]._get_default_span()[0].year
        self.sell_last_year(year)
        self.assertFalse(
            self.env["sales.plan"].search([("company_id", "=", self.company.id)]),
            "nothing is there",
        )

        self.start_tour("/odoo/sales-planning", "sales_plan_first_hour", login="plan_manager")

        plan = self.env["sales.plan"].search([("company_id", "=", self.company.id)])
        self.assertEqual((plan.name, plan.state), ("Sales of next year", "confirmed"))
        teams = plan.root_id.child_ids
        self.assertEqual(teams.team_id, self.env["crm.team"].union(*self.sold))
        self.assertTrue(all(teams.mapped("is_published")))
        self.assertEqual(plan.target_amount, 12 * 660)
        self.assertEqual(
            {row.team_id: row.target_amount for row in teams},
            {team: 12 * 110 * number for number, team in enumerate(self.sold, start=1)},
        )
