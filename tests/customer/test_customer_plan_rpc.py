from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from ..common.access import AccessCommon
from ..common.customer_plans import CustomerPlanCommon

PLANS, LINES, RECURRING = (
    "sales.customer.plan",
    "sales.customer.plan.line",
    "sales.customer.recurring",
)


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15", tick=True)
class TestCustomerPlanRpc(CustomerPlanCommon, AccessCommon, HttpCase):
    """P16, B10: what each role gets of customer plans from a server, by every way of asking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.expect(cls.acme, 100)
        cls.theirs = cls.expect(cls.bolt, 200, user=cls.colleague)
        cls.env.flush_all()

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def assertRefused(self, model, method, *args, **kwargs):  # noqa: N802
        with (
            self.assertRaises(JsonRpcException) as caught,
            mute_logger("odoo.http", "odoo.addons.base.models.ir_model"),
        ):
            self.call(model, method, *args, **kwargs)
        self.assertEqual(caught.exception.args[0], "odoo.exceptions.AccessError", method)

    def test_readers(self):
        """P16: searches, groups, names and exports have what a role may see, and no more."""
        expected = {
            self.salesperson: {100},
            self.leader: {100, 200},
            self.auditor: {100, 200},
            self.other_leader: set(),
        }
        ids = (self.mine | self.theirs).ids
        for user, amounts in expected.items():
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login):
                read = self.call(PLANS, "search_read", [["id", "in", ids]], ["amount", "status"])
                self.assertEqual({plan["amount"] for plan in read}, amounts)
                of_plans = [["customer_plan_id", "in", ids]]
                for domain, model in (([["id", "in", ids]], PLANS), (of_plans, LINES)):
                    [group] = self.call(model, "formatted_read_group", domain, [], ["amount:sum"])
                    self.assertEqual(group["amount:sum"] or 0, sum(amounts))
                exported = self.call(
                    PLANS, "export_data", [plan["id"] for plan in read], ["amount"]
                )
                self.assertEqual({float(amount) for [amount] in exported["datas"]}, amounts)

    def test_refusals(self):
        """P16: what is hidden is refused, and so is what only code writes."""
        self.authenticate(self.salesperson.login, self.salesperson.login)
        hidden = self.theirs.ids
        self.assertRefused(PLANS, "read", hidden, ["amount"])
        self.assertRefused(PLANS, "web_read", hidden, {"achieved_amount": {}})
        self.assertRefused(PLANS, "write", hidden, {"amount": 1})
        self.assertRefused(PLANS, "action_renew", hidden)
        self.assertRefused(LINES, "read", [hidden[0] * 2], ["amount"])
        self.assertRefused(LINES, "action_open", [hidden[0] * 2])
        self.assertRefused(PLANS, "unlink", self.mine.ids)
        self.assertRefused(PLANS, "write", self.mine.ids, {"told_status": "missed"})
        wizard = {"plan_ids": [[6, 0, hidden]]}
        self.assertRefused(f"{PLANS}.renew", "create", [wizard])
        self.authenticate(self.clerk.login, self.clerk.login)
        for model in (PLANS, LINES, RECURRING):
            self.assertRefused(model, "search_read", [], ["partner_id"])
        self.authenticate(self.auditor.login, self.auditor.login)
        self.assertRefused(PLANS, "write", self.mine.ids, {"amount": 1})
        self.assertRefused(PLANS, "create", [{"partner_id": self.acme.id}])
