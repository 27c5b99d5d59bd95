import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ...reports.replenishment.sales_plan_replenishment import MOST_PLANS
from ..common.base import SalesPlanCommon


class PiecesCommon(SalesPlanCommon):
    """A plan of quantities in force, and orders.

    ======== ========= ======== ======== ========== ==============================
    product  month     planned  ordered  to be sold
    ======== ========= ======== ======== ========== ==============================
    screw    January   100      80       —          is over
    screw    March     50       70       0          20 more than planned
    screw    April     60       10       50
    screw    May       40       —        40
    nail     March     30       5        25
    advice   April     —        2        —          not planned
    ======== ========= ======== ======== ========== ==============================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pieces = cls.plan("product", measure="quantity", basis="invoiced", name="Pieces")
        cls.screws_row, cls.nails_row = cls.rows(cls.pieces, cls.screw, cls.nail)
        for row, number, amount in (
            (cls.screws_row, 1, 100),
            (cls.screws_row, 3, 50),
            (cls.screws_row, 4, 60),
            (cls.screws_row, 5, 40),
            (cls.nails_row, 3, 30),
        ):
            cls.target(row, amount, number=number)
        for day, product, quantity in (
            ("2025-01-10", cls.screw, 80),
            ("2025-03-10", cls.screw, 70),
            ("2025-04-10", cls.screw, 10),
            ("2025-03-11", cls.nail, 5),
            ("2025-04-11", cls.advice, 2),
        ):
            cls.order(cls.acme, f"{day} 00:00:00", (product, 10, quantity))


@tagged("post_install", "-at_install")
@freeze_time("2025-03-15 12:00:00")
class TestReplenishment(PiecesCommon):
    """G8, G10: what a plan of quantities means for purchasing."""

    def lines(self, *names, plan=None, user=None):
        """Return ``{(product, month): (figure, …)}`` of a plan, missing ones None."""
        report = self.env["sales.plan.replenishment"].with_user(user or self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        found = report.search([("plan_id", "=", (plan or self.pieces).id)])
        return {
            (line.product_id.name, line.date_from.month): tuple(
                None if line[name] is False else line[name] for name in names
            )
            for line in found
        }

    def test_planned_less_ordered(self):
        """What is over is not to be sold any more; more than planned in one month is none less in
        the next."""
        self.assertEqual(
            self.lines("planned", "ordered", "remaining"),
            {
                ("Screw", 1): (100, 80, None),
                ("Screw", 3): (50, 70, 0),
                ("Screw", 4): (60, 10, 50),
                ("Screw", 5): (40, None, 40),
                ("Nail", 3): (30, 5, 25),
                ("Advice", 4): (None, 2, None),
            },
        )

    def skip_with_stock(self):
        """Leave out what holds only where orders make no deliveries."""
        if "stock.quant" in self.env:
            self.skipTest("Odoo's stock app is installed: what is ordered is to be delivered")

    def test_without_stock(self):
        """Where nothing is in stock, all that is to be sold is to be ordered, period by period."""
        self.skip_with_stock()
        self.assertEqual(
            self.lines("to_order", "balance", "on_hand"),
            {
                ("Screw", 1): (None, 0, None),
                ("Screw", 3): (0, 0, None),
                ("Screw", 4): (50, -50, None),
                ("Screw", 5): (40, -90, None),
                ("Nail", 3): (25, -25, None),
                ("Advice", 4): (0, 0, None),
            },
        )

    def test_sums_by_product(self):
        """Figures add up over periods; what no row names a product for is planned of none."""
        self.skip_with_stock()
        self.target(self.pieces, 500, number=4)
        report = self.env["sales.plan.replenishment"].with_user(self.manager)
        self.env.flush_all()
        groups = report._read_group(
            [("plan_id", "=", self.pieces.id)],
            ["product_id"],
            ["planned:sum", "ordered:sum", "to_order:sum"],
        )
        found = {product.name: figures for product, *figures in groups}
        self.assertEqual(found["Screw"], [250, 160, 90])
        self.assertEqual(found["Nail"], [30, 5, 25])
        self.assertEqual(found[False], [440, False, False])

    def test_rows_below_products(self):
        """Targets of a product count wherever in the tree they are, each once."""
        plan = self.plan("customer", "product", measure="quantity", name="By customer")
        for customer, amount in ((self.acme, 10), (self.bolt, 7)):
            row = self.row(plan, customer)
            self.target(self.row(row, self.screw), amount, number=6)
        self.assertEqual(self.lines("planned", plan=plan)["Screw", 6], (17,))

    def test_only_quantities(self):
        """Plans of money have nothing to be procured."""
        money = self.plan("product", name="Money")
        self.target(self.row(money, self.screw), 1000)
        self.assertEqual(self.lines("planned", plan=money), {})

    def test_vendor_and_unit(self):
        """A line names the product's category, unit and first vendor."""
        self.env["product.supplierinfo"].sudo().create(
            [
                {"partner_id": vendor.id, "product_tmpl_id": self.nail.product_tmpl_id.id}
                | {"sequence": number}
                for number, vendor in enumerate((self.drip, self.coil))
            ]
        )
        [figures] = [
            figures
            for (name, __), figures in self.lines(
                "vendor_id", "product_category_id", "uom_id"
            ).items()
            if name == "Nail"
        ]
        self.assertEqual(figures, (self.drip, self.nails, self.nail.uom_id))

    def test_roles(self):
        """Who sees whole plans reads it; nobody else, and nobody of another company."""
        for user in (self.manager, self.auditor, self.accountant):
            with self.subTest(reads=user.login):
                self.assertEqual(len(self.lines("planned", user=user)), 6)
        for user in (self.salesperson, self.leader, self.clerk, self.visitor):
            with self.subTest(refused=user.login), self.assertRaises(AccessError):
                self.lines("planned", user=user)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreigner = self._make_user(
            "foreigner",
            "sales_plan.group_sales_plan_manager",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertEqual(self.lines("planned", user=foreigner), {})

    def test_query_count(self):
        """One query, however many products and periods there are."""
        report = self.env["sales.plan.replenishment"].with_user(self.manager)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            report._read_group([("plan_id", "=", self.pieces.id)], ["product_id"], ["planned:sum"])
            return self.env.cr.sql_log_count - before

        count()
        once = count()
        self.target(self.nails_row, 4, number=7)
        self.target(self.row(self.pieces, self.advice), 4, number=8)
        self.assertEqual(count(), once)

    def test_download(self):
        """The list's button leads to the file of its plans."""
        report = self.env["sales.plan.replenishment"].with_user(self.manager)
        domain = [("plan_id", "=", self.pieces.id)]
        action = report.with_context(active_domain=domain).action_download()
        self.assertEqual(action["url"], f"/sales_plan/replenishment_xlsx?ids={self.pieces.id}")
        with self.assertRaisesRegex(UserError, "no plan of quantities"):
            report.with_context(active_domain=[("plan_id", "=", 0)]).action_download()

    def test_screens_show_what_there_is(self):
        """Stock has columns where there is a stock app; elsewhere nobody looks at empty ones."""
        report = self.env["sales.plan.replenishment"].with_user(self.manager)
        for kind in ("pivot", "list", "kanban"):
            arch = report.get_view(view_type=kind)["arch"]
            with self.subTest(view=kind):
                self.assertIn('name="planned"', arch)
                self.assertEqual('name="on_hand"' in arch, "stock.quant" in self.env)

    def test_workbook(self):
        """Products in lines; the total and the periods to come in columns. Where there is no stock
        app, there are no columns of stock."""
        self.skip_with_stock()
        content = (
            self.env["sales.plan.replenishment.xlsx"]
            .with_user(self.manager)
            ._build(self.pieces.with_user(self.manager))
        )
        sheet = load_workbook(io.BytesIO(content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        self.assertEqual(
            [value for value in rows[0] if value], ["Total", "Mar 2025", "Apr 2025", "May 2025"]
        )
        self.assertEqual(rows[1][4:7], ["Planned", "Ordered", "To Order"])
        found = {row[0]: row[4:] for row in rows[2:]}
        self.assertEqual(found["Screw"], [150, 80, 90, 50, 70, 0, 60, 10, 50, 40, None, 40])
        self.assertEqual(len(found), 3)


@tagged("post_install", "-at_install")
class TestReplenishmentFile(PiecesCommon, HttpCase):
    """G8: the workbook for purchasing, as it is downloaded."""

    @mute_logger("odoo.http")
    def test_file(self):
        """The file is sent to who may read it."""
        self.env.flush_all()
        address = f"/sales_plan/replenishment_xlsx?ids={self.pieces.id}"
        for user, status in ((self.manager, 200), (self.salesperson, 403)):
            self.authenticate(user.login, user.login)
            with self.subTest(user=user.login):
                response = self.url_open(address, allow_redirects=False)
                self.assertEqual(response.status_code, status)
        self.authenticate(self.manager.login, self.manager.login)
        none = self.url_open("/sales_plan/replenishment_xlsx?ids=x", allow_redirects=False)
        self.assertEqual(none.status_code, 404)
        many = self.pieces
        for __ in range(MOST_PLANS):
            many |= self.pieces.copy()
        self.env.flush_all()
        ids = ",".join(map(str, many.ids))
        address = f"/sales_plan/replenishment_xlsx?ids={ids}"
        self.assertEqual(self.url_open(address, allow_redirects=False).status_code, 404)


@tagged("post_install", "-at_install", "-standard", "sales_plan_stock")
@freeze_time("2025-03-15 12:00:00")
class TestReplenishmentStock(SalesPlanCommon):
    """G8, G10: the same against what Odoo's stock app knows, where it is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "stock.quant" not in cls.env:
            return
        cls.pieces = cls.plan("product", measure="quantity", name="Pieces")
        row = cls.row(cls.pieces, cls.screw)
        for number, amount in ((3, 50), (4, 60), (5, 40)):
            cls.target(row, amount, number=number)
        # sudo: people of the warehouse do this
        cls.screw.sudo().is_storable = True
        cls.warehouse = (
            cls.env["stock.warehouse"].sudo().search([("company_id", "=", cls.company.id)], limit=1)
        )
        cls.outside = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")

    def move(self, quantity, day, origin, target):
        """Make a move that is to come on a day."""
        move = (
            self.env["stock.move"]
            .sudo()
            .create(
                {
                    "product_id": self.screw.id,
                    "product_uom_qty": quantity,
                    "date": f"{day} 12:00:00",
                    "location_id": origin.id,
                    "location_dest_id": target.id,
                    "company_id": self.company.id,
                }
            )
        )
        move._action_confirm()
        move.date = f"{day} 12:00:00"

    def test_stock_covers(self):
        """What lies there and comes in covers what is to be sold, until it does not; what falls
        short before a late receipt is ordered nevertheless."""
        if "stock.quant" not in self.env:
            self.skipTest("Odoo's stock app is not installed")
        shelf = self.warehouse.lot_stock_id
        quants = self.env["stock.quant"].sudo()
        quants._update_available_quantity(self.screw, shelf, 70)
        quants._update_available_quantity(self.screw, self.outside, 999)
        self.move(10, "2025-01-02", shelf, self.outside)  # late: leaves in March
        self.move(30, "2025-04-20", self.suppliers, shelf)
        self.move(500, "2026-02-01", self.suppliers, shelf)  # after the plan
        self.env.flush_all()
        report = self.env["sales.plan.replenishment"].with_user(self.manager)
        found = {
            line.date_from.month: (
                line.on_hand or 0,
                line.incoming or 0,
                line.outgoing or 0,
                line.balance,
                line.to_order,
            )
            for line in report.search([("plan_id", "=", self.pieces.id)])
        }
        self.assertEqual(
            found,
            {3: (70, 0, 10, 10, 0), 4: (0, 30, 0, -20, 20), 5: (0, 0, 0, -60, 40)},
        )
        product = self.screw.with_company(self.company).sudo()
        self.assertEqual(product.qty_available, 70)
        self.assertEqual((product.incoming_qty, product.outgoing_qty), (530, 10))
