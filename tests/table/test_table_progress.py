from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestRows(SalesPlanCommon):
    """The rows of a plan as its form reads and writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan("team", "customer")
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.north_acme, cls.north_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.south_coil = cls.row(cls.south, cls.coil)
        for row, amount in (
            (cls.north, 1000),
            (cls.north_acme, 600),
            (cls.north_bolt, 0),
            (cls.south_coil, 50),
        ):
            cls.target(row, amount)
        cls.invoice(cls.acme, "2025-01-15", (cls.screw, 10, 70))
        cls.invoice(cls.coil, "2025-01-20", (cls.screw, 10, 3))
        cls.invoice(cls.coil, "2025-02-20", (cls.nail, 3, 100), team_id=cls.team_south.id)
        cls.invoice(cls.drip, "2025-02-20", (cls.nail, 3, 10), team_id=False)

    def read_rows(self, user=None, **options):
        """Read rows as another request would, as a user if one is given."""
        self.env.invalidate_all()
        plan = self.sales.with_user(user) if user else self.sales
        return plan.get_rows(**options)

    def labels(self, result):
        return [row["name"] for row in result["rows"]]

    def row_of(self, result, row):
        return next(found for found in result["rows"] if found["id"] == row.id)

    # The tree -----------------------------------------------------------------

    def test_total_comes_with_the_first_level(self):
        result = self.read_rows()
        self.assertEqual(
            self.labels(result),
            ["Total", "North", "South", "Unplanned", "of which without Sales Team"],
        )
        self.assertEqual(result["total"], 2)
        self.assertEqual(
            [row["kind"] for row in result["rows"]],
            ["total", "allocation", "allocation", "unplanned", "unassigned"],
        )
        self.assertEqual([row["depth"] for row in result["rows"]], [0, 1, 1, 1, 1])
        self.assertEqual(
            [level["label"] for level in result["plan"]["levels"]], ["Sales Team", "Customer"]
        )
        self.assertEqual(len(result["plan"]["periods"]), 12)

    def test_levels_are_called_by_their_dimension(self):
        self.assertEqual(self.sales.level_ids.mapped("display_name"), ["Sales Team", "Customer"])

    def test_figures_are_those_of_the_allocations(self):
        result = self.read_rows()
        for row in (self.sales.root_id, self.north, self.south):
            found = self.row_of(result, row)
            self.assertEqual(found["target"], row.target_amount)
            self.assertEqual(found["actual"], row.actual_amount)
            self.assertEqual(found["gap"], row.gap_amount)
            self.assertAlmostEqual(found["attainment"], row.attainment, 4)
            self.assertEqual(found["unallocated"], row.unallocated_amount)
            self.assertEqual(found["status"], row.status)
        north = self.row_of(result, self.north)
        self.assertEqual((north["target"], north["actual"]), (1000, 730))
        self.assertEqual((north["gap"], north["unallocated"]), (-270, 400))

    def test_a_row_is_its_children_and_the_unplanned(self):
        for parent in (False, self.north.id, self.south.id):
            result = self.read_rows(parent_id=parent)
            row = parent or self.sales.root_id.id
            whole = self.env["sales.plan.allocation"].browse(row).actual_amount
            parts = sum(
                found["actual"]
                for found in result["rows"]
                if found["parent_id"] == row and found["kind"] != "unassigned"
            )
            self.assertEqual(parts, whole)

    def test_unassigned_is_a_part_of_the_unplanned(self):
        rows = {row["kind"]: row for row in self.read_rows()["rows"]}
        self.assertEqual(rows["unplanned"]["actual"], 30)
        self.assertEqual(rows["unassigned"]["actual"], 30)
        self.assertIsNone(rows["unplanned"]["target"])
        below = {row["kind"]: row for row in self.read_rows(parent_id=self.north.id)["rows"]}
        self.assertEqual(below["unplanned"]["actual"], 30)
        self.assertNotIn("unassigned", below)

    def test_nothing_planned_is_not_zero(self):
        self.row(self.north, self.drip)
        result = self.read_rows(parent_id=self.north.id)
        bolt, drip = self.row_of(result, self.north_bolt), result["rows"][2]
        self.assertEqual((bolt["target"], bolt["gap"], bolt["attainment"]), (0, 0, None))
        self.assertEqual((drip["name"], drip["target"], drip["gap"]), ("Drip", None, None))

    def test_rows_without_children_say_so(self):
        result = self.read_rows(parent_id=self.south.id)
        self.assertEqual(self.labels(result), ["Coil"])
        self.assertFalse(result["rows"][0]["has_children"])
        self.assertIsNone(result["rows"][0]["unallocated"])
        self.assertTrue(self.row_of(self.read_rows(), self.south)["has_children"])

    def test_pages(self):
        first = self.read_rows(parent_id=self.north.id, limit=1)
        second = self.read_rows(parent_id=self.north.id, limit=1, offset=1)
        self.assertEqual(self.labels(first), ["Acme", "Unplanned"])
        self.assertEqual(self.labels(second), ["Bolt"])
        self.assertEqual((first["total"], second["total"]), (2, 2))

    def test_empty_plan(self):
        empty = self.plan("customer", name="Empty")
        result = empty.get_rows()
        self.assertEqual(self.labels(result), ["Total"])
        self.assertFalse(result["plan"]["has_rows"])
        self.assertTrue(result["rows"][0]["can_add"])
        self.assertIsNone(result["rows"][0]["target"])

    def test_quantities_have_no_currency(self):
        units = self.plan("customer", measure="quantity", name="Units")
        header = units.get_rows()["plan"]
        self.assertFalse(header["currency_id"])
        self.assertEqual(self.read_rows()["plan"]["currency_id"], self.company.currency_id.id)

    # Flat lists ---------------------------------------------------------------

    def test_sorted_rows_are_flat_and_unplanned_ones_last(self):
        self.row(self.north, self.drip)
        result = self.read_rows(order="gap asc")
        self.assertEqual(
            self.labels(result), ["Total", "North", "Bolt", "Acme", "South", "Coil", "Drip"]
        )
        result = self.read_rows(order="target desc", limit=2)
        self.assertEqual(self.labels(result), ["Total", "North", "Acme"])
        self.assertEqual(result["total"], 6)
        self.assertEqual(self.row_of(result, self.north_acme)["path"], ["North"])
        result = self.read_rows(order="target desc", limit=2, offset=2)
        self.assertEqual(self.labels(result), ["South", "Coil"])

    def test_sort_by_name(self):
        names = self.labels(self.read_rows(order="name desc"))
        self.assertEqual(names, ["Total", "South", "North", "Coil", "Bolt", "Acme"])

    def test_unknown_order(self):
        for order in ("password asc", "gap sideways", "gap"):
            with self.assertRaises(UserError):
                self.read_rows(order=order)

    def test_filter_by_status(self):
        self.assertEqual(
            self.labels(self.read_rows(filters={"status": "achieved"})),
            ["Total", "South", "Acme", "Coil"],
        )
        self.assertEqual(
            self.labels(self.read_rows(filters={"status": "missed"})), ["Total", "North"]
        )

    def test_filter_by_level(self):
        filters = {"level": self.sales.level_ids[1].id}
        self.assertEqual(
            self.labels(self.read_rows(filters=filters)), ["Total", "Acme", "Bolt", "Coil"]
        )

    def test_search(self):
        result = self.read_rows(filters={"search": "ACM"})
        self.assertEqual(self.labels(result), ["Total", "Acme"])
        self.assertEqual(self.read_rows(filters={"search": "nobody"})["total"], 0)

    # Periods ------------------------------------------------------------------

    def test_targets_by_period(self):
        january, february = self.sales.period_ids[:2]
        self.target(self.north_acme, 40, number=2).is_held = True
        result = self.read_rows(filters={"periods": True})
        total, north = (self.row_of(result, row) for row in (self.sales.root_id, self.north))
        self.assertEqual(north["targets"][january.id]["amount"], 1000)
        self.assertTrue(north["targets"][january.id]["is_typed"])
        self.assertEqual(north["targets"][february.id]["amount"], 40)
        self.assertFalse(north["targets"][february.id]["is_typed"])
        self.assertEqual(total["targets"][january.id]["amount"], 1050)
        self.assertEqual(sum(cell["amount"] for cell in total["targets"].values()), total["target"])
        acme = self.row_of(
            self.read_rows(parent_id=self.north.id, filters={"periods": True}), self.north_acme
        )
        self.assertTrue(acme["targets"][february.id]["is_held"])
        self.assertEqual(self.row_of(self.read_rows(), self.north)["targets"], {})

    # Cost ---------------------------------------------------------------------

    def test_query_count_does_not_grow_with_rows(self):
        def make(number):
            plan = self.plan("team", "customer", name=f"{number} rows")
            north = self.row(plan, self.team_north)
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {index}", "is_company": True} for index in range(number)]
            )
            bulk = self.env["sales.plan.bulk"]
            ids = bulk._create_allocations(
                [{"parent_id": north.id, "partner_id": partner.id} for partner in partners]
            )
            period = plan.period_ids[0]
            bulk._write_targets(plan, [(row_id, period.id, 10, None) for row_id in ids])
            return plan, north

        def count(plan, options):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.get_rows(**options)
            return self.env.cr.sql_log_count - before

        plans = [make(50), make(500)]
        for name, options in (
            ("tree", {}),
            ("all below", {"limit": 0, "filters": {"periods": True}}),
            ("sorted", {"order": "gap asc", "limit": 80}),
            ("filtered", {"filters": {"status": "missed", "periods": True}, "limit": 0}),
        ):
            for warm in (True, False):
                counts = [
                    count(plan, {**options, "parent_id": name == "all below" and north.id})
                    for plan, north in plans
                ]
                if not warm:
                    self.assertEqual(*counts, name)

    # Who sees what ------------------------------------------------------------

    def test_salesperson_sees_own_rows_as_the_highest(self):
        self.sales.action_confirm()
        result = self.read_rows(self.salesperson)
        self.assertEqual(self.labels(result), ["Acme"])
        acme = result["rows"][0]
        self.assertEqual((acme["kind"], acme["parent_id"]), ("allocation", False))
        self.assertEqual(acme["path"], ["North"])
        self.assertEqual(acme["actual"], 700)
        self.assertFalse(acme["can_edit"])
        self.assertEqual(self.read_rows(self.salesperson, parent_id=self.north.id)["rows"], [])
        self.assertEqual(self.labels(self.read_rows(self.salesperson, order="gap asc")), ["Acme"])

    def test_what_hidden_children_have_is_not_told(self):
        plan = self.plan("customer", "salesperson", name="By customer")
        acme = self.row(plan, self.acme)
        own, other = self.rows(acme, self.salesperson, self.colleague)
        self.target(acme, 100)
        self.target(other, 30)
        other.responsible_id = self.colleague
        self.sales = plan
        plan.action_confirm()
        plan.root_id.child_ids.child_ids.filtered(
            lambda row: row == other
        ).sudo().is_published = False
        result = self.read_rows(self.manager, parent_id=acme.id)
        self.assertIn(own.id, [row["id"] for row in result["rows"]])
        self.assertEqual(self.row_of(self.read_rows(self.manager), acme)["unallocated"], 70)
        if acme.with_user(self.salesperson).has_access("read") and not other.with_user(
            self.salesperson
        ).has_access("read"):
            found = self.row_of(self.read_rows(self.salesperson), acme)
            self.assertIsNone(found["unallocated"])
            kinds = {
                row["kind"] for row in self.read_rows(self.salesperson, parent_id=acme.id)["rows"]
            }
            self.assertEqual(kinds, {"allocation"})
            self.assertEqual(acme.unallocated_amount, 70)
            self.assertFalse(acme.with_user(self.salesperson).unallocated_amount)
        else:
            self.fail("the salesperson should see the customer's row but not the colleague's")

    def test_leader_sees_the_team(self):
        self.sales.action_confirm()
        result = self.read_rows(self.leader)
        self.assertEqual(self.labels(result), ["North"])
        self.assertEqual(result["rows"][0]["unallocated"], 400)
        below = self.read_rows(self.leader, parent_id=self.north.id)
        self.assertEqual(self.labels(below), ["Acme", "Bolt", "Unplanned"])

    def test_customers_of_a_branch_are_named(self):
        """P16: a row is named also for who may not read the customer itself."""
        local = self.env["res.partner"].create(
            {"name": "Local", "company_id": self.make_branch().id}
        )
        row = self.row(self.plan("customer"), local)
        self.env.invalidate_all()
        manager = self.env(user=self.manager, context={"allowed_company_ids": self.company.ids})
        with self.assertRaises(AccessError):
            local.with_env(manager).read(["name"])
        self.assertEqual(row.with_env(manager).display_name, "Local")

    def test_strangers_and_drafts(self):
        with self.assertRaises(AccessError):
            self.read_rows(self.salesperson)
        self.sales.action_confirm()
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError):
                self.read_rows(user)

    def test_auditor_reads_and_changes_nothing(self):
        result = self.read_rows(self.auditor)
        self.assertEqual(result["rows"][0]["name"], "Total")
        self.assertFalse(result["plan"]["can_edit"])
        with self.assertRaises(AccessError):
            self.north.with_user(self.auditor).write_target(self.sales.period_ids[0].id, 5)

    # Typing -------------------------------------------------------------------

    def test_write_target(self):
        january = self.sales.period_ids[0]
        result = self.south_coil.with_user(self.manager).write_target(january.id, 80.5)
        self.assertEqual(self.labels(result), ["Total", "South", "Coil"])
        self.assertEqual([row["target"] for row in result["rows"]], [1080.5, 80.5, 80.5])
        self.assertEqual(result["rows"][1]["targets"][january.id]["amount"], 80.5)
        self.assertEqual(self.south_coil.target_ids.amount, 80.5)

    def test_write_target_in_another_period(self):
        february = self.sales.period_ids[1]
        self.south_coil.write_target(february.id, 7)
        self.assertEqual(self.south_coil.target_ids.mapped("amount"), [50, 7])

    def test_zero_stays_and_empty_clears(self):
        january = self.sales.period_ids[0]
        self.south_coil.write_target(january.id, 0)
        self.assertEqual(self.south_coil.target_ids.amount, 0)
        self.assertEqual(len(self.south_coil.target_ids), 1)
        for empty in (None, False):
            result = self.south_coil.write_target(january.id, empty)
            self.assertFalse(self.south_coil.target_ids)
            self.assertIsNone(result["rows"][-1]["target"])

    def test_typing_is_refused(self):
        january = self.sales.period_ids[0]
        other = self.plan("team", name="Other")
        with self.assertRaisesRegex(UserError, "no such period"):
            self.north.write_target(other.period_ids[0].id, 1)
        self.sales.action_confirm()
        with self.assertRaises(AccessError):
            self.north_acme.with_user(self.salesperson).write_target(january.id, 1)
        with self.assertRaisesRegex(UserError, "confirmed"):
            self.north.write_target(january.id, 1)
        self.assertFalse(self.row_of(self.read_rows(), self.north)["can_edit"])

    def test_parents_of_a_plan_that_rolls_up_are_not_typed(self):
        plan = self.plan("team", name="Sums", rolls_up=True)
        north = self.row(plan, self.team_north)
        rows = {row["name"]: row for row in plan.get_rows()["rows"]}
        self.assertFalse(rows["Total"]["can_edit"])
        self.assertTrue(rows["North"]["can_edit"])
        north.write_target(plan.period_ids[0].id, 5)
        with self.assertRaises(ValidationError):
            plan.root_id.write_target(plan.period_ids[0].id, 5)

    # Adding rows --------------------------------------------------------------

    def addable(self, row):
        found = row.get_addable()
        return self.env[found["res_model"]].search(found["domain"])

    def test_add_rows(self):
        found = self.north.get_addable()
        self.assertEqual((found["res_model"], found["label"]), ("res.partner", "Customer"))
        addable = self.addable(self.north)
        self.assertIn(self.coil, addable)
        self.assertNotIn(self.acme, addable)
        self.assertNotIn(self.buyer, addable)
        ids = self.north.with_user(self.manager).add_rows((self.coil | self.drip).ids)
        rows = self.env["sales.plan.allocation"].browse(ids)
        self.assertEqual(rows.partner_id, self.coil | self.drip)
        self.assertEqual(rows.team_id, self.team_north)

    def test_addable_categories_do_not_overlap(self):
        plan = self.plan("product_category", "product", name="By category")
        hardware = self.row(plan, self.hardware)
        addable = self.addable(plan.root_id)
        self.assertIn(self.services, addable)
        self.assertFalse(addable & (self.goods | self.hardware | self.screws))
        products = self.addable(hardware)
        self.assertIn(self.screw, products)
        self.assertNotIn(self.advice, products)

    def test_addable_customers_are_of_the_place(self):
        plan = self.plan("country", "customer", name="By country")
        belgium = self.row(plan, self.belgium)
        addable = self.addable(belgium)
        self.assertIn(self.acme, addable)
        self.assertNotIn(self.bolt, addable)

    def test_no_rows_below_the_last_level(self):
        with self.assertRaisesRegex(UserError, "last level"):
            self.north_acme.get_addable()
        with self.assertRaisesRegex(UserError, "last level"):
            self.north_acme.add_rows(self.coil.ids)

    def test_rows_are_added_to_drafts_by_managers(self):
        self.sales.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed"):
            self.north.add_rows(self.coil.ids)
        with self.assertRaises(AccessError):
            self.north_acme.parent_id.with_user(self.leader).add_rows(self.coil.ids)
