from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common.access import AccessCommon
from ..common.customer_plans import CustomerPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestCustomerPlanAccess(CustomerPlanCommon, AccessCommon):
    """P16, B10: who sees which customer plans, and what nobody gets by cunning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.expect(cls.acme, 100)
        cls.theirs = cls.expect(cls.bolt, 200, user=cls.colleague)
        cls.far = cls.expect(cls.coil, 300, user=cls.stranger)
        cls.foreign_plan = cls.expect(cls.acme, 9, company_id=cls.abroad.id, user=cls.env.user)
        everything = cls.mine | cls.theirs | cls.far
        cls.seen_plans = {
            cls.salesperson: cls.mine,
            cls.colleague: cls.theirs,
            cls.stranger: cls.far,
            cls.leader: cls.mine | cls.theirs,
            cls.other_leader: cls.far,
            cls.manager: everything,
            cls.auditor: everything,
            cls.accountant: everything,
        }
        cls.every_plan = everything | cls.foreign_plan

    def test_plans(self):
        """P16: everybody's customer plans, by search, read, groups, names and export."""
        for user, expected in self.seen_plans.items():
            plans = self.env["sales.customer.plan"].with_user(user)
            domain = [("id", "in", self.every_plan.ids)]
            with self.subTest(user=user.login):
                self.assertEqual(plans.search(domain), expected)
                [(amount,)] = plans._read_group(domain, [], ["amount:sum"])
                self.assertEqual(amount, sum(expected.mapped("amount")))
                found = plans.name_search("", domain, limit=None)
                self.assertEqual({number for number, __ in found}, set(expected.ids))
                for hidden in (self.every_plan - expected).with_user(user):
                    self.assertForbidden(hidden.read, ["amount", "achieved_amount"])
                    self.assertForbidden(hidden.export_data, ["display_name"])
                    self.assertForbidden(hidden.action_open_deals)
                    self.assertForbidden(hidden.action_renew)

    def test_lines(self):
        """P16: the list has everybody's plans and rows in force, and no others."""
        rows = {"acme": self.tree["acme"], "bolt": self.tree["bolt"]}
        for user, expected in self.seen_plans.items():
            lines = self.env["sales.customer.plan.line"].with_user(user)
            with self.subTest(user=user.login):
                found = lines.search([("customer_plan_id", "in", self.every_plan.ids)])
                self.assertEqual(found.customer_plan_id, expected)
                of_rows = lines.search([("allocation_id", "!=", False)]).allocation_id
                names = {name for name, row in rows.items() if row in of_rows}
                self.assertEqual(names, self.seen[user] & {"acme", "bolt"})
                every = self.env["sales.customer.plan.line"].search([])
                for hidden in (every - lines.search([])).with_user(user):
                    self.env.invalidate_all()
                    self.assertForbidden(hidden.read, ["amount"])
                    self.assertForbidden(hidden.action_open)

    def test_outsiders(self):
        """P16: who has no part in planning reads nothing."""
        for user in self.outsiders:
            for model in ("sales.customer.plan", "sales.customer.plan.line"):
                self.assertForbidden(self.env[model].with_user(user).search, [])
            self.assertForbidden(self.acme.with_user(user).read, ["customer_plan_target"])

    def test_writing(self):
        """P16: salespeople and leaders write what they see; auditors nothing; nobody what code
        writes."""
        self.mine.with_user(self.salesperson).amount = 150
        self.mine.with_user(self.leader).amount = 160
        self.assertForbidden(self.mine.with_user(self.colleague).write, {"amount": 1})
        self.assertForbidden(self.mine.with_user(self.auditor).write, {"amount": 1})
        self.assertForbidden(self.mine.with_user(self.salesperson).unlink)
        for name, value in (
            ("told_status", "achieved"),
            ("customer_user_id", self.stranger.id),
            ("renewed_from_id", self.far.id),
        ):
            self.assertForbidden(self.mine.with_user(self.manager).write, {name: value})
        for name, value in (("partner_id", self.bolt.id), ("company_id", self.abroad.id)):
            self.assertForbidden(self.mine.with_user(self.manager).write, {name: value})

    def test_becoming_the_salesperson(self):
        """P16: whoever makes a customer their own does not read the plans that others have."""
        self.coil.with_user(self.salesperson).sudo(False).user_id = self.salesperson
        self.assertForbidden(self.far.with_user(self.salesperson).read, ["amount"])
        self.coil.with_user(self.manager).user_id = self.colleague
        self.assertEqual(self.far.with_user(self.colleague).amount, 300)

    def test_documents_of_others(self):
        """P16: who reads own documents only does not learn what others sold to a customer."""
        plans = self.env["sales.customer.plan"].with_user(self.salesperson)
        values = {
            "partner_id": self.bolt.id,
            "date_from": "2025-01-01",
            "date_to": "2025-12-31",
            "achieved_by": "invoiced",
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            plans.create(values)
        with self.assertRaises(UserError), self.cr.savepoint():
            self.mine.with_user(self.salesperson).achieved_by = "invoiced"
        self.mine.with_user(self.manager).achieved_by = "invoiced"
        self.assertEqual(self.mine.with_user(self.salesperson).achieved_amount, 100)
        self.assertEqual(self.mine.with_user(self.salesperson).copy().achieved_by, "deals")

    def test_renewing(self):
        """P16: nobody renews what they do not see, nor in another company."""
        dialogs = self.env["sales.customer.plan.renew"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            dialogs.create({"plan_ids": [(6, 0, self.far.ids)]})
        renewal = self.renew(self.mine, user=self.salesperson, begin_with="amount")
        self.assertEqual(renewal.user_id, self.salesperson)
