from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestCockpitTour(TourCommon):
    """The app opens with where one stands, in a real browser: P25, P26, P27, S14, S15, R1, R2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.in_force = cls.plan(
            "team", "salesperson", "customer", year=2027, name="Tour", basis="invoiced"
        )
        north = cls.row(cls.in_force, cls.team_north)
        own, theirs = cls.rows(north, cls.salesperson, cls.colleague)
        cls.at_acme = cls.row(own, cls.acme)
        for month in range(1, 13):
            cls.target(own, 1000, month)
            cls.target(cls.at_acme, 400, month)
            cls.target(theirs, 300, month)
        cls.in_force.with_user(cls.manager).action_confirm()
        for day, price in (("2027-01-20", 1000), ("2027-04-20", 1234)):
            cls.invoice(cls.acme, day, (cls.screw, price), invoice_date_due=day)
        cls.late = cls.deal(
            cls.acme, 5000, name="Pumps", date_deadline="2027-05-03", probability=50
        )

    def test_salesperson(self):
        """From *Home* to a month, to the invoices behind a figure and back, to an activity, and to
        a deal that is put off from its row."""
        self.start_tour(
            "/odoo/sales-planning", "sales_plan_cockpit_salesperson", login="plan_salesperson"
        )
        self.env.invalidate_all()
        activity = self.late.activity_ids
        self.assertEqual((activity.summary, activity.user_id), ("Call them", self.salesperson))
        self.assertEqual(str(self.late.date_deadline), "2027-05-20")

    def test_leader(self):
        """From the team to one of its people and back, to a letter and to their forecast; a reload
        stays there."""
        self.start_tour("/odoo/cockpit", "sales_plan_cockpit_leader", login="plan_leader")

    def test_auditor(self):
        """The company by team and by person, down to invoices; nothing that writes."""
        self.start_tour("/odoo/cockpit", "sales_plan_cockpit_auditor", login="plan_auditor")
