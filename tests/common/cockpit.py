from odoo.tests import freeze_time

from .base import SalesPlanCommon


class CockpitCommon(SalesPlanCommon):
    """A plan of 2026 by invoices, on Monday, 16 March 2026 in Auckland.

    ::

        Total
        ├── North                     led by leader
        │   ├── salesperson           1,000 a month
        │   │   └── acme              600 a month
        │   └── colleague             500 a month
        └── South                     led by other_leader
            └── stranger              200 in March

    The salesperson invoiced 900, 800 and 300 to acme in January, February and March, and 700 in
    January of the year before; the colleague 500 to bolt in February.
    """

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time("2026-03-16 10:00:00"))
        super().setUpClass()
        cls.first = cls.bill(cls.acme, 900, "2026-01-20")
        cls.bill(cls.acme, 800, "2026-02-20")
        cls.bill(cls.acme, 300, "2026-03-10")
        cls.bill(cls.acme, 700, "2025-01-20")
        cls.bill(cls.acme, 100, "2025-05-01")
        cls.bill(cls.bolt, 500, "2026-02-10", cls.colleague)
        cls.in_force = cls.make_plan()

    @classmethod
    def bill(cls, partner, price, day, user=None):
        user = user or cls.salesperson
        values = {"invoice_user_id": user.id, "invoice_date_due": day}
        return cls.invoice(partner, day, (cls.screw, price), **values)

    @classmethod
    def make_plan(cls, **values):
        plan = cls.plan("team", "salesperson", "customer", year=2026, basis="invoiced", **values)
        cls.north, cls.south = cls.rows(plan, cls.team_north, cls.team_south)
        cls.own, cls.theirs = cls.rows(cls.north, cls.salesperson, cls.colleague)
        cls.far = cls.row(cls.south, cls.stranger)
        cls.at_acme = cls.row(cls.own, cls.acme)
        for month in range(1, 13):
            cls.target(cls.own, 1000, month)
            cls.target(cls.at_acme, 600, month)
            cls.target(cls.theirs, 500, month)
        cls.target(cls.far, 200, 3)
        plan.with_user(cls.manager).action_confirm()
        return plan

    def cockpit(self, user=None):
        self.env.invalidate_all()
        return self.env["sales.cockpit"].with_user(user or self.salesperson)

    def opens(self, user=None, **request):
        """Return what the page shows."""
        return self.cockpit(user).cockpit_open(request)

    def figures(self, user=None, **request):
        return self.opens(user, **request)["figures"]

    def documents(self, basis, user=None, since=False, partner_id=False, **request):
        """Return the sum of the facts that a figure opens."""
        action = self.cockpit(user).cockpit_open_documents(request, basis, since, partner_id)
        facts = self.env[action["res_model"]].with_user(user or self.salesperson)
        return round(sum(facts.search(action["domain"]).mapped("amount")), 2)
