import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


def size_of(action):
    """Return how long an action is that is sent to a client."""
    return len(json.dumps(action, default=str))


@tagged("post_install", "-at_install")
class TestOpenDocuments(SalesPlanCommon):
    """What opens the documents behind a figure is as short for many of them as for a few, and
    opens exactly these."""

    FEW, MANY = 3, 30

    def make_invoices(self, count, **values):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.coil.id,
                    "invoice_date": "2025-02-10",
                    "date": "2025-02-10",
                    "invoice_user_id": self.salesperson.id,
                    "team_id": self.team_north.id,
                    "invoice_line_ids": [self._prepare_line((self.screw, 10), "quantity")],
                    **values,
                }
                for __ in range(count)
            ]
        )
        moves.action_post()
        return moves

    def open_listed(self, domain, user=None):
        actuals = self.env["sales.actual"].with_user(user or self.manager)
        return actuals.with_context(active_domain=domain).action_open_documents()

    def found(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.manager)
        return model.with_context(**action["context"]).search(action["domain"])

    def test_invoices(self):
        """N1: the list of a figure's invoices, for any number of them."""
        self.accountant.group_ids |= self.manager.group_ids
        domain = [["basis", "=", "invoiced"], ["partner_id", "=", self.coil.id]]
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        moves = self.make_invoices(self.FEW)
        small = self.open_listed(domain, self.accountant)
        self.assertEqual(self.found(small, self.accountant), moves)
        moves |= self.make_invoices(self.MANY - self.FEW)
        large = self.open_listed(domain, self.accountant)
        self.assertEqual(self.found(large, self.accountant), moves)
        self.assertEqual(size_of(small), size_of(large))

    def test_orders_and_deals(self):
        for basis, make in (
            ("ordered", lambda: self.order(self.coil, "2025-02-10 12:00:00", (self.screw, 10))),
            ("won", lambda: self.deal(self.coil, 5, won="2025-02-10 12:00:00")),
        ):
            domain = [["basis", "=", basis], ["partner_id", "=", self.coil.id]]
            documents, sizes = [], []
            for count in (2, 8):
                documents += [make() for __ in range(count)]
                action = self.open_listed(domain)
                self.assertEqual(set(self.found(action).ids), {one.id for one in documents})
                sizes.append(size_of(action))
            with self.subTest(basis):
                self.assertEqual(*sizes)

    def test_live(self):
        """A document that is posted later is in the list, one that is cancelled is not."""
        domain = [["basis", "=", "ordered"], ["partner_id", "=", self.coil.id]]
        first, second = [
            self.order(self.coil, "2025-02-10 12:00:00", (self.screw, 10)) for __ in range(2)
        ]
        action = self.open_listed(domain)
        third = self.order(self.coil, "2025-02-11 12:00:00", (self.screw, 10))
        first._action_cancel()
        self.assertEqual(self.found(action), second | third)

    def test_selected(self):
        """Selected actuals open their own documents."""
        orders = self.env["sale.order"].union(
            *(self.order(self.coil, "2025-02-10 12:00:00", (self.screw, 10)) for __ in range(3))
        )
        facts = self.facts("ordered", ("partner_id", "=", self.coil.id)).with_user(self.manager)
        action = facts[:2].action_open_documents()
        self.assertEqual(len(self.found(action)), 2)
        self.assertLess(self.found(action), orders)

    def test_readers(self):
        """The list is of what its reader may see, of actuals and of documents."""
        self.order(self.coil, "2025-02-10 12:00:00", (self.screw, 10))
        others = self.order(
            self.coil, "2025-02-10 12:00:00", (self.screw, 10), user_id=self.stranger.id
        )
        self.order(self.coil, "2025-02-10 12:00:00", (self.screw, 10))
        domain = [["basis", "=", "ordered"], ["partner_id", "=", self.coil.id]]
        action = self.open_listed(domain, self.salesperson)
        self.assertEqual(len(self.found(action)), 3)
        self.assertEqual(len(self.found(action, self.salesperson)), 2)
        self.assertNotIn(others, self.found(action, self.salesperson))

    def test_unplanned(self):
        """The actuals that no row below plans, below any number of rows."""
        plan = self.plan("customer")
        self.row(plan, self.acme)
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        self.invoice(self.coil, "2025-02-10", (self.screw, 7))
        sizes = []
        for count in (1, 40):
            partners = self.env["res.partner"].create(
                [{"name": f"More {count} {n}", "is_company": True} for n in range(count)]
            )
            self.rows(plan, *partners)
            action = plan.root_id.action_open_actuals("unplanned")
            sizes.append(size_of(action))
            self.assertEqual(self.opened(plan.root_id, "unplanned"), 7)
            self.assertEqual(plan.root_id.unplanned_amount, 7)
        self.assertEqual(*sizes)
        hidden = self.env["sales.actual"].with_user(self.salesperson)
        self.assertFalse(hidden.search([("unplanned_row_id", "=", plan.root_id.id)]))

    def test_dashboard(self):
        """The deals of a cell of the dashboard."""
        dashboard = self.env["sales.pipeline.dashboard"].with_user(self.manager)
        self.manager.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman_all_leads").id)
        ]
        today = self.company._get_today()
        deals, sizes = self.env["crm.lead"], []
        for count in (2, 18):
            for __ in range(count):
                deals |= self.deal(self.coil, 5, date_deadline=today)
            action = dashboard.dashboard_open_cell({}, "pipeline", self.salesperson.id, None)
            self.assertEqual(self.found(action) & deals, deals)
            sizes.append(size_of(action))
        self.assertEqual(*sizes)

    def test_hostile_figures(self):
        """What is no figure is refused with a sentence."""
        leads = self.env["crm.lead"].with_user(self.manager)
        for text in (
            "",
            "x",
            "[]",
            "{}",
            '["actuals"]',
            '["actuals", [["no_such_field", "=", 1]]]',
            '["nothing", []]',
            '["cell", {}]',
            '["cell", {"kind": "closed"}]',
            '["strays", ["overdue"]]',
            '["strays", ["all", {}]]',
            '[["actuals"], []]',
            "[" * 10_000,
            "NaN",
        ):
            with self.subTest(text=text[:40]), self.assertRaisesRegex(UserError, "This is no"):
                leads.search([("sales_plan_figure", "=", text)])
