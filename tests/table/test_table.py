from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.spreading import Cell
from ..common.table import TableCommon
from ..common.table_calls import table_of

HELD, NOTED, SUMMED = 1, 2, 4


@tagged("post_install", "-at_install")
class TestTable(TableCommon):
    """The planning table as it is read: P9, P10, P24."""

    def test_first_screen(self):
        """P24: one request answers the plan, its rows and figures, and what can be undone."""
        self.target(self.north, 100)
        self.target(self.n_acme, 60)
        result = table_of(self.plan_of()).open()
        self.assertEqual(result["plan"]["name"], "Sales 2026")
        self.assertTrue(result["plan"]["can_edit"])
        self.assertEqual(len(result["plan"]["periods"]), 12)
        self.assertEqual(result["top"], self.total.ids)
        self.assertEqual(result["children"], {self.total.id: (self.north | self.south).ids})
        total, north, south = result["rows"]
        self.assertEqual([row["name"] for row in result["rows"]], ["Total", "North", "South"])
        self.assertEqual([row["depth"] for row in result["rows"]], [0, 1, 1])
        self.assertEqual([row["count"] for row in result["rows"]], [2, 2, 1])
        self.assertEqual(north["cells"][0], [100, 0, 40])
        self.assertEqual(north["cells"][1], [None, 0, 0])
        self.assertEqual(north["cells"][-1], [100, 0, 40])
        self.assertEqual(total["cells"][0], [100, SUMMED, 0])
        self.assertEqual(south["cells"][-1], [None, 0, 0])
        self.assertEqual((total["can_add"], north["can_add"]), (True, True))
        self.assertIsNone(result["undo"])

    def test_null_is_not_zero(self):
        """P24: what is not planned is nothing, what is planned as zero is zero."""
        self.target(self.n_acme, 0)
        self.assertEqual(self.shown(self.n_acme), [0, 0, None])
        self.assertEqual(self.shown(self.n_bolt), [None, 0, None])
        self.assertEqual(self.shown(self.north), [0, SUMMED, 0])
        self.assertEqual(self.shown(self.south), [None, 0, 0])

    def test_over_allocated_is_negative(self):
        """P19: more given out than there is shows as less than nothing unallocated."""
        self.target(self.north, 100)
        self.target(self.n_acme, 130)
        self.assertEqual(self.shown(self.north), [100, 0, -30])
        self.assertEqual(self.shown(self.total), [100, SUMMED, 0])

    def test_sums_skip_levels(self):
        """P10: a sum counts the nearest targets below, each once."""
        self.target(self.north, 100)
        self.target(self.n_acme, 60)
        self.target(self.s_coil, 7.5)
        self.target(self.s_coil, 2.5, number=2)
        self.assertEqual(self.shown(self.total), [107.5, SUMMED, 0])
        self.assertEqual(self.shown(self.total, -1), [110, SUMMED, 0])

    def test_flags(self):
        """P24: held and noted cells say so, the total of a row when all of it is held."""
        self.target(self.n_acme, 10).is_held = True
        self.env["sales.plan.note"].sudo().create(
            {"allocation_id": self.n_acme.id, "period_id": self.january.id, "text": "Why"}
        )
        self.assertEqual(self.shown(self.n_acme), [10, HELD | NOTED, None])
        self.assertEqual(self.shown(self.n_acme, -1), [10, HELD, None])
        self.target(self.n_acme, 5, number=2)
        self.assertEqual(self.shown(self.n_acme, -1), [15, 0, None])

    def test_columns(self):
        """P1, P8: history, difference, actual and attainment beside the targets."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.invoice(self.acme, "2026-01-10", (self.screw, 30))
        self.target(self.n_acme, 120)
        columns = ["history", "change", "actual", "attainment"]
        [row] = table_of(self.plan_of()).rows([self.n_acme.id], columns)["rows"]
        self.assertEqual(
            (row["history"][0], row["history"][1], row["history"][-1]), (100, None, 100)
        )
        self.assertAlmostEqual(row["change"][0], 0.2)
        self.assertEqual(row["actual"][0], 30)
        self.assertAlmostEqual(row["attainment"][0], 0.25)
        self.assertIsNone(row["attainment"][1])
        [plain] = table_of(self.plan_of()).rows([self.n_acme.id])["rows"]
        self.assertNotIn("history", plain)

    def test_recorded_history_wins(self):
        """P1: what a target was computed from stands before last year's actual."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 100))
        self.target(self.n_acme, 120).sudo().history_amount = 90
        [row] = table_of(self.plan_of()).rows([self.n_acme.id], ["history"])["rows"]
        self.assertEqual(row["history"][0], 90)

    def test_one_row_reads_as_many_do(self):
        """P8: asked for alone, a row has the figures that it has among all others."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 100), (self.nail, 7))
        self.invoice(self.acme, "2026-02-10", (self.screw, 30), (self.advice, 11))
        self.invoice(self.coil, "2026-01-10", (self.nail, 5), team_id=self.team_south.id)
        by_category = self.plan(
            "product_category", "customer", year=2026, country_id=self.acme.country_id.id
        )
        for goods in self.rows(by_category, self.hardware, self.services):
            self.row(goods, self.acme)
        columns = ["history", "change", "actual", "attainment"]
        for plan in (self.sales | by_category).with_user(self.manager):
            rows = table_of(plan).rows(plan.allocation_ids.ids, columns)["rows"]
            self.assertTrue(any(row["actual"][-1] for row in rows))
            self.assertTrue(any(row["history"][-1] for row in rows))
            for row in rows:
                self.assertEqual(table_of(plan).rows([row["id"]], columns)["rows"], [row])

    def test_order(self):
        """P24: rows below one come as they were made, by name, or by a figure."""
        self.target(self.n_bolt, 50)
        self.target(self.n_acme, 20)
        plan = self.plan_of()

        def ids(order):
            return table_of(plan).children(self.north.id, order=order)["ids"]

        acme, bolt = self.n_acme.id, self.n_bolt.id
        self.assertEqual(ids("plan"), [acme, bolt])
        self.assertEqual(ids("name desc"), [bolt, acme])
        self.assertEqual(ids("target"), [bolt, acme])
        self.assertEqual(ids("target asc"), [acme, bolt])
        with self.assertRaisesRegex(UserError, "cannot be sorted by “id; drop”"):
            ids("id; drop")

    def test_search_for_what_was_typed(self):
        """No character stands for others."""
        self.coil.name = r"100%_\'s"
        for text in ("%", "_", "\\", "'", "0%_"):
            with self.subTest(text):
                self.assertEqual(table_of(self.plan_of()).search(text)["matches"], self.s_coil.ids)
        self.assertEqual(table_of(self.plan_of()).search("1_0")["matches"], [])

    def test_search(self):
        """P24: rows are found by name and level, with what is above them."""
        result = table_of(self.plan_of()).search("bol")
        self.assertEqual(result["matches"], self.n_bolt.ids)
        self.assertEqual(
            result["tree"],
            [[self.total.id, False, 0], [self.north.id, self.total.id, 1]]
            + [[self.n_bolt.id, self.north.id, 2]],
        )
        level = self.sales.level_ids[0].id
        result = table_of(self.plan_of()).search(level_id=level)
        self.assertEqual(result["matches"], (self.north | self.south).ids)
        self.assertEqual(table_of(self.plan_of()).search("nobody")["tree"], [])

    def test_sum(self):
        """P24: the status bar sums up what is planned in the selection."""
        self.target(self.n_acme, 0.1)
        self.target(self.n_bolt, 0.2)
        self.target(self.s_coil, 5, number=2)
        rows = (self.n_acme | self.n_bolt | self.s_coil).ids
        result = table_of(self.plan_of()).sum(rows, self.january.ids)
        self.assertEqual(result, {"count": 2, "sum": 0.3, "average": 0.15})
        self.assertEqual(table_of(self.plan_of()).sum(rows, [])["sum"], 5.3)
        empty = table_of(self.plan_of()).sum(rows, self.march.ids)
        self.assertEqual(empty, {"count": 0, "sum": 0, "average": None})

    def test_readers(self):
        """P16: who may only read gets the same figures and cannot type; others see their rows."""
        self.target(self.n_acme, 60)
        result = table_of(self.plan_of(self.auditor)).open()
        self.assertFalse(result["plan"]["can_edit"])
        self.assertEqual(len(result["rows"]), 3)
        self.assertFalse(any(row["can_edit"] or row["can_add"] for row in result["rows"]))
        with self.assertRaises(AccessError):
            self.type((self.n_acme, self.january, "1"), user=self.auditor)
        with self.assertRaises(AccessError):
            table_of(self.plan_of(self.salesperson)).open()

    def test_salesperson_sees_own_rows(self):
        """P16: rows above one's own, and their figures, stay hidden."""
        self.target(self.north, 100)
        self.target(self.n_acme, 60)
        self.acme.user_id = self.salesperson
        self.sales.action_confirm()
        result = table_of(self.plan_of(self.salesperson)).open()
        self.assertEqual(result["top"], self.n_acme.ids)
        self.assertEqual([row["depth"] for row in result["rows"]], [0])
        self.assertEqual(result["rows"][0]["cells"][0], [60, 0, None])
        plan = self.plan_of(self.salesperson)
        for call in (table_of(plan).children, table_of(plan).why):
            with self.assertRaisesRegex(UserError, "no such row"):
                call(self.north.id)
        with self.assertRaisesRegex(UserError, "no such row"):
            table_of(plan).sum(self.north.ids, [])
        self.assertEqual(table_of(plan).rows(self.north.ids)["rows"], [])
        self.assertEqual(table_of(plan).search("")["matches"], self.n_acme.ids)

    def test_leader_sees_no_rest_of_hidden_rows(self):
        """P16: what a row has beyond the visible rows below it would tell of the hidden ones."""
        self.target(self.north, 100)
        self.target(self.n_acme, 60)
        self.target(self.n_bolt, 30)
        self.sales.action_confirm()
        leader = self.leader
        self.assertEqual(self.shown(self.north, user=leader), [100, 0, 10])
        self.north.responsible_id = self.manager  # who answers for it sees what is prepared
        self.n_bolt.sudo().is_published = False
        self.assertEqual(self.shown(self.north, user=leader), [100, 0, None])

    def test_query_count(self):
        """The same number of queries serves 50 rows and 500, shown or typed."""
        plans = [self.make_wide_plan(50), self.make_wide_plan(500)]
        calls = {
            "read": lambda plan, ids: table_of(plan).rows(ids, ["history", "actual"]),
            "typed": lambda plan, ids: self.type_into(
                plan, ids, [[row_id, plan.period_ids[0].id] for row_id in ids]
            ),
            "retyped": lambda plan, ids: self.type_into(plan, ids, [[plan.root_id.id, None]]),
        }
        for name, call in calls.items():
            for _round in range(2):  # the first fills the caches
                counts = [self.count_queries(call, *plan) for plan in plans]
            self.assertEqual(*counts, name)

    def count_queries(self, call, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def type_into(self, plan, watch, cells):
        """Type another number than before into cells, spread to the rows below."""
        token = next(self.tokens)
        cells = [[*cell, str(9000 + token)] for cell in cells]
        edit = {"kind": "type", "spread": True, "cells": cells}
        table_of(plan).edit(edit, plan.edit_version, f"token {token}", watch)

    def make_wide_plan(self, number):
        """Return a plan with so many customers in one team, and the ids of their rows."""
        plan = self.plan("team", "customer", name=f"{number} rows", year=2026)
        north = self.row(plan, self.team_north)
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {index}", "is_company": True} for index in range(number)]
        )
        build = self.env["sales.plan.build"]
        ids = build._create_rows(
            [{"parent_id": north.id, "partner_id": partner.id} for partner in partners]
        )
        period = plan.period_ids[0].id
        cells = {(row_id, period): Cell(10) for row_id in ids}
        self.env["sales.plan.cells"]._write_cells(plan, cells)
        return plan.with_user(self.manager), ids
