from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..common.source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceAccess(SourceCommon):
    """P24, S20: who reads leads, sales and costs of sources, and who types these."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user, team, amount in (
            (cls.salesperson, cls.team_north, 100),
            (cls.colleague, cls.team_north, 50),
            (cls.stranger, cls.team_south, 30),
            (cls.env["res.users"], cls.env["crm.team"], 7),
        ):
            cls.invoice(
                cls.coil,
                "2025-02-10",
                (cls.screw, amount),
                invoice_user_id=user.id,
                team_id=team.id,
                source_id=cls.source_a.id,
            )
        cls.spent = cls.cost(20, "2025-02-01", source=cls.source_a)
        cls.account = (
            cls.env["account.analytic.account"]
            .sudo()
            .create(
                {
                    "name": "Search",
                    "plan_id": cls.env["account.analytic.plan"].sudo().create({"name": "P"}).id,
                }
            )
        )
        cls.rule = cls.env["sales.source.account"].create(
            {
                "account_id": cls.account.id,
                "source_id": cls.source_a.id,
                "company_id": cls.company.id,
            }
        )
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.env.user.company_ids |= cls.abroad
        cls.foreign = cls.cost(9, "2025-02-01", source=cls.source_a, company_id=cls.abroad.id)
        cls.all_deals = cls._make_user("all", "sales_team.group_sale_salesman_all_leads")

    def test_no_columns_of_costs(self):
        """S20: who does not see what sources cost sees no empty columns for it."""
        report = self.env["sales.source.return"]
        for user, sees in (
            (self.salesperson, False),
            (self.leader, False),
            (self.manager, True),
            (self.auditor, True),
        ):
            for kind in ("pivot", "graph", "list"):
                arch = report.with_user(user).get_view(view_type=kind)["arch"]
                with self.subTest(user=user.login, view=kind):
                    self.assertIn("invoiced_amount", arch)
                    self.assertEqual("cost_amount" in arch or "return_on_margin" in arch, sees)

    def test_return(self):
        """Salespeople see their own and nobody's, leaders their teams', and neither what it
        costs; managers and auditors see everything of their company."""
        for user, expected in (
            (self.salesperson, (107, None)),
            (self.stranger, (37, None)),
            (self.leader, (157, None)),
            (self.other_leader, (37, None)),
            (self.all_deals, (187, None)),
            (self.manager, (187, 20)),
            (self.auditor, (187, 20)),
            (self.accountant, (187, 20)),
        ):
            with self.subTest(user=user.login):
                found = self.read_return("source_id", "invoiced_amount", "cost_amount", user=user)
                self.assertEqual(found, {"Source A": expected})

    def test_costs(self):
        """Managers write costs of their companies, auditors read them, nobody else does either."""
        for record in (self.spent, self.rule):
            for user in (self.auditor, self.accountant, self.manager):
                with self.subTest(reads=user.login, model=record._name):
                    own = record.with_user(user)
                    self.assertTrue(own.read(["source_id"]))
            for user in (self.salesperson, self.leader, self.all_deals, self.clerk, self.visitor):
                with self.subTest(sees_not=user.login, model=record._name):
                    self.assertRefused(record, user, "read", [record.ids, ["source_id"]])
            for user in (self.auditor, self.accountant, self.salesperson, self.leader):
                with self.subTest(writes_not=user.login, model=record._name):
                    values = {"source_id": self.source_b.id}
                    self.assertRefused(record, user, "write", [record.ids, values])
                    self.assertRefused(record, user, "unlink", [record.ids])
                    self.assertRefused(record, user, "create", [record.copy_data()])
        self.spent.with_user(self.manager).amount = 21
        self.assertRefused(self.foreign, self.manager, "read", [self.foreign.ids, ["name"]])

    def test_other_companies(self):
        """A cost is not moved to, or made in, a company that its writer does not work in."""
        values = {"company_id": self.abroad.id}
        self.assertRefused(self.spent, self.manager, "write", [self.spent.ids, values])
        self.assertRefused(
            self.spent, self.manager, "create", [{**self.spent.copy_data()[0], **values}]
        )

    def assertRefused(self, record, user, method, arguments):  # noqa: N802
        """Assert that a call is refused, with the ORM and over RPC alike."""
        model = self.env(user=user, su=False)[record._name]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            call_kw(model, method, arguments, {})
            self.env.flush_all()
        self.env.invalidate_all()
