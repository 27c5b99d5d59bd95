from decimal import Decimal

from odoo.tests import freeze_time

from ..common.base import SalesPlanCommon


@freeze_time("2025-06-15")
class MarketCommon(SalesPlanCommon):
    """What four customers bought in two years, in June 2025.

    ::

                2024 Mar   2024 Oct   2025 Feb              potential
        acme    100        50         300 (salesperson)     1000, typed, 10 employees
        bolt    200                   500 (colleague)       600, of 2024, 20 employees
        coil                          200 (stranger, South)
        drip    80
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell(cls.acme, "2024-03-10", 100)
        cls.sell(cls.acme, "2024-10-10", 50)
        cls.sell(cls.buyer, "2025-02-10", 300)
        cls.sell(cls.bolt, "2024-03-11", 200, cls.colleague)
        cls.sell(cls.bolt, "2025-02-11", 500, cls.colleague)
        cls.sell(cls.coil, "2025-02-12", 200, cls.stranger, team_id=cls.team_south.id)
        cls.sell(cls.drip, "2024-03-12", 80)
        cls.acme.sales_head_count, cls.bolt.sales_head_count = 10, 20
        cls.known = cls.give(cls.acme, 1000) | cls.give(cls.bolt, 600, year=2024)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def sell(cls, customer, day, amount, user=None, **values):
        user = user or cls.salesperson
        line = (cls.screw, amount)
        return cls.invoice(customer, day, line, invoice_user_id=user.id, **values)

    @classmethod
    def give(cls, customer, amount, user=None, **values):
        """Type the potential of a customer as a user, the manager unless told otherwise."""
        potentials = cls.env["sales.customer.potential"].with_user(user or cls.manager)
        return potentials.create({"partner_id": customer.id, "amount": amount, **values})

    def effort(self, user=None, customers=None):
        """Return ``{customer: row}`` as another request of a user reads it."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["sales.customer.effort"].with_user(user or self.manager)
        domain = [("company_id", "=", self.company.id)]
        if customers:
            domain.append(("partner_id", "in", customers.ids))
        return {row.partner_id.sudo().with_env(self.env): row for row in rows.search(domain)}

    @staticmethod
    def exact(amount):
        """Return an amount as it is stored, without what binary fractions add."""
        return Decimal(str(round(amount, 6)))
