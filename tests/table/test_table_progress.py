from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...tools.spreading import Cell
from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableProgress(SalesPlanCommon):
    """How rows are doing, as the planning table and a plan's form read it: P8, P16, P24, N1."""

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

    def plan_of(self, user=None):
        """Return the plan as another request finds it, of a user if one is given."""
        self.env.invalidate_all()
        return self.sales.with_user(user) if user else self.sales

    def open(self, user=None, plan=None):
        """Return the first answer, with the figures of whole rows."""
        if plan:
            self.sales = plan
        return table_of(self.plan_of(user)).open(["progress"])

    def below(self, row, user=None, **options):
        """Return the rows right below one."""
        return table_of(self.plan_of(user)).children(row.id, ["progress"], **options)

    def find(self, user=None, **options):
        """Return the rows that are found."""
        return table_of(self.plan_of(user)).search(columns=["progress"], **options)

    def listed(self, user=None, **options):
        """Return the names of the rows that are found, in one list."""
        return self.labels(self.find(user, is_flat=True, **options))

    def labels(self, result):
        return [row["name"] for row in result["rows"]]

    def row_of(self, result, row):
        return next(found for found in result["rows"] if found["id"] == row.id)

    def progress(self, row, user=None):
        [found] = table_of(self.plan_of(user)).rows(row.ids, ["progress"])["rows"]
        return found["progress"]

    # The tree -----------------------------------------------------------------

    def test_total_comes_with_the_first_level(self):
        result = self.open()
        self.assertEqual(self.labels(result), ["Total", "North", "South"])
        self.assertEqual(len(result["children"][self.sales.root_id.id]), 2)
        self.assertEqual([row["depth"] for row in result["rows"]], [0, 1, 1])
        self.assertEqual(
            [level["label"] for level in result["plan"]["levels"]], ["Sales Team", "Customer"]
        )
        self.assertEqual(len(result["plan"]["periods"]), 12)

    def test_levels_are_called_by_their_dimension(self):
        self.assertEqual(self.sales.level_ids.mapped("display_name"), ["Sales Team", "Customer"])

    def test_figures_are_those_of_the_allocations(self):
        result = self.open()
        for row in (self.sales.root_id, self.north, self.south):
            found = self.row_of(result, row)
            progress = found["progress"]
            self.assertEqual(found["cells"][-1][0], row.target_amount)
            self.assertEqual(progress["actual"], row.actual_amount)
            self.assertEqual(progress["gap"], row.gap_amount)
            self.assertAlmostEqual(progress["attainment"], row.attainment, 4)
            self.assertEqual(progress["expected"], row.expected_amount)
            self.assertEqual(progress["unallocated"], row.unallocated_amount)
            self.assertEqual(found["cells"][-1][2], row.unallocated_amount)
            self.assertEqual(progress["status"], row.status)
        north = self.row_of(result, self.north)
        self.assertEqual((north["cells"][-1][0], north["progress"]["actual"]), (1000, 730))
        self.assertEqual((north["progress"]["gap"], north["progress"]["unallocated"]), (-270, 400))

    def test_a_row_is_its_children_and_the_unplanned(self):
        for parent in (self.sales.root_id, self.north, self.south):
            parts = sum(row["progress"]["actual"] for row in self.below(parent)["rows"])
            unplanned = self.progress(parent)["unplanned"]
            self.assertEqual(parts + unplanned, parent.actual_amount)

    def test_unassigned_is_a_part_of_the_unplanned(self):
        total = self.progress(self.sales.root_id)
        self.assertEqual((total["unplanned"], total["unassigned"]), (30, 30))
        north = self.progress(self.north)
        self.assertEqual((north["unplanned"], north["unassigned"]), (30, 0))
        south = self.progress(self.south)
        self.assertEqual((south["unplanned"], south["unassigned"]), (0, 0))

    def test_nothing_planned_is_not_zero(self):
        self.row(self.north, self.drip)
        result = self.below(self.north)
        bolt, drip = self.row_of(result, self.north_bolt), result["rows"][2]
        progress = bolt["progress"]
        self.assertEqual(
            (bolt["cells"][-1][0], progress["gap"], progress["attainment"]), (0, 0, None)
        )
        self.assertEqual(
            (drip["name"], drip["cells"][-1][0], drip["progress"]["gap"]), ("Drip", None, None)
        )
        self.assertEqual((progress["expected"], drip["progress"]["expected"]), (0, None))

    def test_rows_without_children_say_so(self):
        result = self.below(self.south)
        self.assertEqual(self.labels(result), ["Coil"])
        coil = result["rows"][0]
        self.assertFalse(coil["count"])
        self.assertIsNone(coil["progress"]["unallocated"])
        self.assertIsNone(coil["progress"]["unplanned"])
        self.assertTrue(self.row_of(self.open(), self.south)["count"])

    def test_first_page(self):
        first = self.below(self.north, limit=1)
        self.assertEqual(self.labels(first), ["Acme"])
        self.assertEqual(first["ids"], (self.north_acme | self.north_bolt).ids)
        opened = table_of(self.plan_of()).open(["progress"], limit=1)
        self.assertEqual(self.labels(opened), ["Total", "North"])
        found = self.find(is_flat=True, limit=2)
        self.assertEqual((len(found["rows"]), found["total"]), (2, 5))

    def test_empty_plan(self):
        result = self.open(plan=self.plan("customer", name="Empty"))
        self.assertEqual(self.labels(result), ["Total"])
        total = result["rows"][0]
        self.assertFalse(total["count"])
        self.assertTrue(total["can_add"])
        self.assertIsNone(total["cells"][-1][0])

    def test_quantities_have_no_currency(self):
        header = self.open()["plan"]
        self.assertEqual(header["currency_id"], self.company.currency_id.id)
        units = self.plan("customer", measure="quantity", name="Units")
        self.assertFalse(self.open(plan=units)["plan"]["currency_id"])

    # Lists and filters --------------------------------------------------------

    def test_lists_are_of_all_levels_and_unplanned_rows_come_last(self):
        self.row(self.north, self.drip)
        self.assertEqual(
            self.listed(order="gap asc"),
            ["Total", "North", "Bolt", "Acme", "South", "Coil", "Drip"],
        )
        result = self.find(order="target desc", is_flat=True, limit=3)
        self.assertEqual(self.labels(result), ["Total", "North", "Acme"])
        self.assertEqual(result["total"], 6)
        self.assertEqual(len(result["tree"]), 7)
        self.assertEqual(self.row_of(result, self.north_acme)["path"], ["North"])
        names = self.listed(order="target desc")
        self.assertEqual(names[3:5], ["South", "Coil"])

    def test_sort_by_progress(self):
        """Rows below one, and those that were found, are sorted by how they are doing."""
        below = {
            order: self.below(self.sales.root_id, order=order)["ids"]
            for order in ("gap", "gap desc", "attainment", "attainment asc", "unallocated")
        }
        worst, best = (self.north | self.south).ids, (self.south | self.north).ids
        self.assertEqual(
            list(below.values()), [worst, worst[::-1], best, best[::-1], self.north.ids + best[:1]]
        )
        self.assertEqual(self.below(self.north, order="gap")["ids"][0], self.north_bolt.id)
        found = self.find(order="gap desc")
        self.assertEqual(self.labels(found), ["Total", "South", "Coil", "North", "Acme", "Bolt"])
        self.assertEqual([depth for __, __, depth in found["tree"]], [0, 1, 2, 1, 2, 2])

    def test_sort_by_name(self):
        names = self.listed(order="name desc")
        self.assertEqual(names, ["Total", "South", "North", "Coil", "Bolt", "Acme"])

    def test_unknown_order(self):
        for order in ("password asc", "gap sideways", "", 5):
            with self.assertRaises(UserError):
                self.find(order=order)
            with self.assertRaises(UserError):
                self.below(self.north, order=order)

    def test_filter_by_status(self):
        self.assertEqual(self.listed(status="achieved"), ["Total", "South", "Acme", "Coil"])
        self.assertEqual(self.listed(status="missed"), ["Total", "North"])
        found = self.find(status="achieved")
        self.assertEqual(self.labels(found), ["Total", "North", "Acme", "South", "Coil"])
        matches = self.north_acme | self.south | self.south_coil
        self.assertEqual(found["matches"], matches.ids)
        for status in ("lost", ["missed"], {"missed": 1}, 1):
            with self.assertRaises(UserError):
                self.find(status=status)
        with self.assertRaises(UserError):
            self.find(is_flat="yes")

    def test_filter_by_level(self):
        level = self.sales.level_ids[1].id
        self.assertEqual(self.listed(level_id=level), ["Total", "Acme", "Bolt", "Coil"])
        self.assertEqual(
            self.listed(level_id=level, status="achieved", order="name desc"),
            ["Total", "Coil", "Acme"],
        )

    def test_search(self):
        self.assertEqual(self.listed(text="ACM"), ["Total", "Acme"])
        self.assertEqual(self.find(text="nobody")["total"], 0)
        for text in ("%", "_cme", "\\"):
            self.assertEqual(self.find(text=text)["total"], 0)

    # Periods ------------------------------------------------------------------

    def test_targets_by_period(self):
        held, summed = 1, 4
        self.target(self.north_acme, 40, number=2).is_held = True
        result = self.open()
        total, north = (self.row_of(result, row) for row in (self.sales.root_id, self.north))
        self.assertEqual(north["cells"][0][:2], [1000, 0])
        self.assertEqual(north["cells"][1][:2], [40, summed])
        self.assertEqual(total["cells"][0][0], 1050)
        amounts = [cell[0] for cell in total["cells"]]
        self.assertEqual(sum(amount for amount in amounts[:-1] if amount), amounts[-1])
        acme = self.row_of(self.below(self.north), self.north_acme)
        self.assertEqual(acme["cells"][1][:2], [40, held])

    # Cost ---------------------------------------------------------------------

    def test_query_count_does_not_grow_with_rows(self):
        def make(number):
            plan = self.plan("team", "customer", name=f"{number} rows")
            north = self.row(plan, self.team_north)
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {index}", "is_company": True} for index in range(number)]
            )
            ids = self.env["sales.plan.build"]._create_rows(
                [{"parent_id": north.id, "partner_id": partner.id} for partner in partners]
            )
            period = plan.period_ids[0]
            cells = {(row_id, period.id): Cell(10) for row_id in ids}
            self.env["sales.plan.cells"]._write_cells(plan, cells)
            return plan, north

        def count(read, plan, north):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            read(plan, north)
            return self.env.cr.sql_log_count - before

        plans = [make(100), make(500)]  # more than one page, where what is not shown is summed up
        columns = ["progress"]
        for name, read in {
            "tree": lambda plan, north: table_of(plan).open(columns),
            "all below": lambda plan, north: table_of(plan).children(north.id, columns, limit=None),
            "sorted": lambda plan, north: table_of(plan).children(north.id, columns, "gap asc"),
            "listed": lambda plan, north: table_of(plan).search(
                columns=columns, order="attainment", is_flat=True
            ),
            "filtered": lambda plan, north: table_of(plan).search(
                columns=columns, status="missed", limit=None
            ),
        }.items():
            for warm in (True, False):
                counts = [count(read, *pair) for pair in plans]
                if not warm:
                    self.assertEqual(*counts, name)

    # Who sees what ------------------------------------------------------------

    def test_salesperson_sees_own_rows_as_the_highest(self):
        self.sales.action_confirm()
        result = self.open(self.salesperson)
        self.assertEqual(self.labels(result), ["Acme"])
        acme = result["rows"][0]
        self.assertEqual(acme["parent_id"], False)
        self.assertEqual(acme["path"], ["North"])
        self.assertEqual(acme["progress"]["actual"], 700)
        self.assertFalse(acme["can_edit"])
        with self.assertRaises(UserError):
            self.below(self.north, self.salesperson)
        self.assertEqual(self.listed(self.salesperson, order="gap asc"), ["Acme"])

    def test_what_hidden_children_have_is_not_told(self):
        plan = self.plan("customer", "salesperson", name="By customer")
        acme = self.row(plan, self.acme)
        own, other = self.rows(acme, self.salesperson, self.colleague)
        self.target(acme, 100)
        self.target(other, 30)
        other.responsible_id = self.colleague
        self.sales = plan
        plan.action_confirm()
        other.sudo().is_published = False
        below = self.below(acme, self.manager)
        self.assertIn(own.id, [row["id"] for row in below["rows"]])
        self.assertEqual(self.progress(acme, self.manager)["unallocated"], 70)
        self.assertIsNotNone(self.progress(acme, self.manager)["unplanned"])
        self.assertTrue(acme.with_user(self.salesperson).has_access("read"))
        self.assertFalse(other.with_user(self.salesperson).has_access("read"))
        found = self.row_of(self.open(self.salesperson), acme)
        self.assertIsNone(found["cells"][-1][2])
        for name in ("unallocated", "unplanned", "unassigned"):
            self.assertIsNone(found["progress"][name])
        self.assertEqual(self.below(acme, self.salesperson)["ids"], own.ids)
        self.assertEqual(acme.unallocated_amount, 70)
        self.assertFalse(acme.with_user(self.salesperson).unallocated_amount)

    def test_leader_sees_the_team(self):
        self.sales.action_confirm()
        result = self.open(self.leader)
        self.assertEqual(self.labels(result), ["North", "Acme", "Bolt"])
        self.assertEqual(result["rows"][0]["progress"]["unallocated"], 400)
        self.assertEqual(result["rows"][0]["progress"]["unplanned"], 30)

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
            self.open(self.salesperson)
        self.sales.action_confirm()
        for user in (self.stranger, self.clerk):
            with self.assertRaises(AccessError):
                self.open(user)
            with self.assertRaises(AccessError):
                self.find(user)

    def test_auditor_reads_and_changes_nothing(self):
        result = self.open(self.auditor)
        self.assertEqual(result["rows"][0]["name"], "Total")
        self.assertFalse(result["plan"]["can_edit"])
        january = self.sales.period_ids[0]
        with self.assertRaises(AccessError):
            self.type_target(self.north.with_user(self.auditor), january, 5)

    # Typing -------------------------------------------------------------------

    def test_typing_tells_what_changes(self):
        january = self.sales.period_ids[0]
        rows = self.sales.root_id | self.south | self.south_coil
        plan = self.plan_of(self.manager)
        edit = {"kind": "type", "cells": [[self.south_coil.id, january.id, "80.5"]]}
        edit["spread"] = False
        answer = table_of(plan).edit(edit, plan.edit_version, "token", rows.ids)
        shown = {row["id"]: row["cells"] for row in answer["rows"]}
        self.assertEqual([shown[row.id][-1][0] for row in rows], [1080.5, 80.5, 80.5])
        self.assertEqual(shown[self.south.id][0][0], 80.5)
        self.assertEqual(self.south_coil.target_ids.amount, 80.5)
        self.assertEqual(self.progress(self.south_coil)["gap"], 300 - 80.5)

    def test_typing_in_another_period(self):
        self.type_target(self.south_coil, self.sales.period_ids[1], 7)
        self.assertEqual(self.south_coil.target_ids.mapped("amount"), [50, 7])

    def test_zero_stays_and_empty_clears(self):
        january = self.sales.period_ids[0]
        self.type_target(self.south_coil, january, 0)
        self.assertEqual(self.south_coil.target_ids.amount, 0)
        self.assertEqual(len(self.south_coil.target_ids), 1)
        self.type_target(self.south_coil, january, None)
        self.assertFalse(self.south_coil.target_ids)
        [coil] = table_of(self.plan_of()).rows(self.south_coil.ids)["rows"]
        self.assertIsNone(coil["cells"][-1][0])

    def test_typing_is_refused(self):
        january = self.sales.period_ids[0]
        other = self.plan("team", name="Other")
        with self.assertRaisesRegex(UserError, "no such period"):
            self.type_target(self.north, other.period_ids[0], 1)
        self.sales.action_confirm()
        with self.assertRaises(AccessError):
            self.type_target(self.north_acme.with_user(self.salesperson), january, 1)
        with self.assertRaisesRegex(UserError, "confirmed"):
            self.type_target(self.north, january, 1)
        self.assertFalse(self.row_of(self.open(), self.north)["can_edit"])

    def test_parents_of_a_plan_that_rolls_up_are_not_typed(self):
        plan = self.plan("team", name="Sums", rolls_up=True)
        north = self.row(plan, self.team_north)
        rows = {row["name"]: row for row in table_of(plan).open()["rows"]}
        self.assertFalse(rows["Total"]["can_edit"])
        self.assertTrue(rows["North"]["can_edit"])
        self.type_target(north, plan.period_ids[0], 5)
        with self.assertRaises(ValidationError):
            self.type_target(plan.root_id, plan.period_ids[0], 5)
