from odoo.fields import Command

from .base import SalesPlanCommon
from .merge import MergeCalls


class CustomerChangeCommon(MergeCalls, SalesPlanCommon):
    """Plans of 2026 by customers whose salespeople change.

    ::

        flat        customer, product       Acme (salesperson) ── Screw
                                            Bolt (colleague)
                                            Coil (nobody)
        by_person   team, salesperson,      North ── Colleague ── Acme, Bolt
                    customer
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.stranger.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.flat = cls.plan("customer", "product", name="Flat", year=2026)
        cls.flat_acme, cls.flat_bolt, cls.flat_coil = cls.rows(
            cls.flat, cls.acme, cls.bolt, cls.coil
        )
        cls.flat_screw = cls.row(cls.flat_acme, cls.screw)
        cls.by_person = cls.plan("team", "salesperson", "customer", name="People", year=2026)
        cls.person = cls.row(cls.row(cls.by_person, cls.team_north), cls.colleague)
        cls.person_acme, cls.person_bolt = cls.rows(cls.person, cls.acme, cls.bolt)
        for row in (cls.flat_acme, cls.flat_bolt, cls.flat_coil, cls.flat_screw):
            cls.target(row, 100, 7)
        for row in (cls.person_acme, cls.person_bolt):
            cls.target(row, 50, 7)
        (cls.flat | cls.by_person).action_confirm()
        cls.env.flush_all()

    def take(self, customer, user, by):
        """Make somebody the salesperson of a customer, as somebody does it in Odoo's own form."""
        self.env.flush_all()
        self.env.invalidate_all()
        customer.with_user(by).write({"user_id": user.id if user else False})
        self.env.flush_all()
        self.env.invalidate_all()

    def seen(self, user, model="sales.plan.allocation"):
        """Return the rows that somebody reads, or those of the records that they read."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env[model].with_user(user).search([])
        return (found if model == "sales.plan.allocation" else found.allocation_id).sudo()

    def waiting(self, user):
        """Return what somebody finds in People Changes about customers: ``{row: reason}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        changes = self.env["sales.plan.people.change"].with_user(user)
        found = changes.search([("why", "=", "customer")])
        return {change.allocation_id.sudo(): change.reason for change in found}

    def line(self, row, user):
        self.env.flush_all()
        self.env.invalidate_all()
        changes = self.env["sales.plan.people.change"].with_user(user)
        return changes.search([("allocation_id", "=", row.id)])

    @classmethod
    def make_abroad(cls):
        """Return a planning manager of another company."""
        abroad = cls.env["res.company"].create({"name": "Abroad"})
        return cls._make_user(
            "abroad",
            "sales_plan.group_sales_plan_manager,base.group_partner_manager",
            company_id=abroad.id,
            company_ids=[Command.set(abroad.ids)],
        )
