import tracemalloc

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.table import several
from ..common.table import TableCommon
from ..common.table_calls import table_of

#: Bytes that no small question needs more of.
MOST_MEMORY = 20 * 2**20


@tagged("post_install", "-at_install")
class TestTableSeries(TableCommon):
    """P17, P18, P24: lines, growth, what goes on from cells, several ranges, shares like a row."""

    def fill(self, rows, periods, direction="right", **edit):
        over = [None] if periods is None else periods.ids
        return self.edit("series", rows=rows, over=over, direction=direction, spread=False, **edit)

    # Lines and growth ----------------------------------------------------------

    def test_line(self):
        """A line ends to the cent where it is said to, in each row of its own."""
        first = self.sales.period_ids[:4]
        answer = self.fill(self.n_acme | self.n_bolt, first, entry="100..200")
        self.assertEqual(self.amounts(self.n_acme)[:5], [100, 133.33, 166.67, 200, None])
        self.assertEqual(self.amounts(self.n_bolt)[:4], [100, 133.33, 166.67, 200])
        self.assertIn("Filled 8 cells", answer["step"]["label"])
        self.undo()
        self.assertEqual(self.targets(), {})

    def test_line_from_what_is_there(self):
        self.type((self.n_acme, self.january, "10"))
        self.fill(self.n_acme, self.sales.period_ids[:3], entry="..20")
        self.assertEqual(self.amounts(self.n_acme)[:3], [10, 15, 20])
        with self.assertRaisesRegex(UserError, "“..20” cannot change Bolt, Jan 2026: nothing is"):
            self.fill(self.n_bolt, self.sales.period_ids[:3], entry="..20")

    def test_growth(self):
        self.fill(self.n_acme, self.sales.period_ids[:3], entry="300+2%")
        self.assertEqual(self.amounts(self.n_acme)[:3], [300, 306, 312.12])
        with self.assertRaisesRegex(UserError, "too large for a target"):
            self.fill(self.n_acme, self.sales.period_ids, entry="1k+100000%")

    def test_down_and_totals(self):
        """One column goes down; totals are shared by the periods as typed ones are."""
        rows = self.n_acme | self.n_bolt | self.s_coil
        self.fill(rows, self.january, "down", entry="10..30")
        self.assertEqual([self.shown(row)[0] for row in rows], [10, 20, 30])
        self.fill(rows, None, "down", entry="120..360")
        self.assertEqual([self.shown(row, -1)[0] for row in rows], [120, 240, 360])

    def test_going_on(self):
        """Cells go on by their last step, growing, or as they are."""
        self.type((self.n_acme, self.january, "10"), (self.n_acme, self.february, "20"))
        for way, expected in (("step", 30), ("growth", 40), ("copy", 10)):
            self.fill(self.n_acme, self.sales.period_ids[:3], way=way, given=2)
            self.assertEqual(self.amounts(self.n_acme)[:3], [10, 20, expected])
        self.fill(self.n_acme, self.sales.period_ids[:3], way="step", given=1)
        self.assertEqual(self.amounts(self.n_acme)[:3], [10, 10, 10])
        rows = self.n_acme | self.n_bolt
        self.fill(rows, self.january | self.february, "down", way="copy", given=1)
        self.assertEqual(self.amounts(self.n_bolt)[:3], [10, 10, None])

    def test_going_back(self):
        """To the left and up series go on backwards: from their last cells, in that order."""
        self.type((self.n_acme, self.march, "30"), (self.n_acme, self.february, "20"))
        months = [self.march.id, self.february.id, self.january.id]
        back = {"over": months, "direction": "right", "spread": False, "given": 2}
        for way, expected in (("step", 10), ("growth", 13.33), ("copy", 30)):
            self.edit("series", rows=self.n_acme, way=way, **back)
            self.assertEqual(self.amounts(self.n_acme)[:3], [expected, 20, 30])
        rows = [self.n_bolt.id, self.n_acme.id]
        self.type((self.n_bolt, self.january, "7"))
        self.edit(
            "series",
            rows=self.env["sales.plan.allocation"].browse(rows),
            over=self.january.ids,
            direction="down",
            spread=False,
            way="copy",
            given=1,
        )
        self.assertEqual(self.amounts(self.n_acme)[:3], [7, 20, 30])

    def test_quarters(self):
        """Where quarters stand for their months, what goes over them is about quarters."""
        quarters = [self.sales.period_ids[first : first + 3].ids for first in (0, 3, 6)]

        def fill(rows, **edit):
            edit |= {"rows": rows, "over": quarters, "direction": "right", "spread": False}
            return self.edit("series", **edit)

        fill(self.n_acme, entry="100..200", above="follow")
        shared = [33.34, 33.33, 33.33, 50, 50, 50, 66.67, 66.67, 66.66]
        self.assertEqual(self.amounts(self.n_acme)[:9], shared)
        self.type((self.n_acme, self.january, "60"), (self.n_acme, self.february, "6.67"))
        fill(self.n_acme, way="copy", given=1)
        self.assertEqual(self.amounts(self.n_acme)[3:6], [33.34, 33.33, 33.33])
        with self.assertRaisesRegex(UserError, "“..9” cannot change Bolt, Jan 2026 – Mar 2026"):
            fill(self.n_bolt, entry="..9")
        part = {"kind": "series", "over": quarters[:1], "direction": "down", "spread": False}
        rows = [[self.n_acme.id, self.n_bolt.id], [self.s_coil.id]]
        self.several(*({**part, "rows": each, "entry": "9..9"} for each in rows[:1]))
        self.assertEqual(self.amounts(self.n_bolt)[:3], [3, 3, 3])

    def test_parents_spread(self):
        """A series in a parent spreads to the rows below where typing does."""
        self.edit(
            "series",
            rows=self.north,
            over=(self.january | self.february).ids,
            direction="right",
            spread=True,
            entry="100..200",
        )
        self.assertEqual(self.amounts(self.n_acme)[:2], [50, 100])

    @mute_logger("odoo.addons.sales_plan.models.table.sentences")
    def test_what_is_no_series(self):
        """Whatever else is sent is refused with a sentence."""
        for values in (
            {"entry": "100"},
            {"entry": "=1..2"},
            {"way": "wild", "given": 1},
            {"way": "step", "given": "x"},
            {"way": "step"},
            {"entry": "1..2", "direction": "up"},
        ):
            direction = values.pop("direction", "right")
            with self.subTest(values=values), self.assertRaises(UserError):
                self.fill(self.n_acme, self.january | self.february, direction, **values)
        with self.assertRaisesRegex(UserError, "Select the cells first"):
            self.fill(self.n_acme, self.env["sales.plan.period"], entry="1..2")
        self.assertEqual(self.targets(), {})

    # Several ranges ------------------------------------------------------------

    def several(self, *edits, **options):
        return self.edit("several", edits=list(edits), **options)

    def part(self, kind, row, *periods, **values):
        return {"kind": kind, "rows": row.ids, "periods": [p.id for p in periods], **values}

    def test_several_ranges_are_one_step(self):
        """What is done in several ranges is recorded, told and undone as one step."""
        self.type((self.n_acme, self.january, "100"), (self.n_bolt, self.february, "50"))
        before = self.targets()
        answer = self.several(
            self.part("round", self.n_acme, self.january, to="30"),
            self.part("round", self.n_bolt, self.february, to="30"),
        )
        self.assertIn("Rounded Acme and 1 more row to 30", answer["step"]["label"])
        self.assertPlanned(self.n_acme, self.january, 90)
        self.assertPlanned(self.n_bolt, self.february, 60)
        self.undo()
        self.assertEqual(self.targets(), before)

    def test_rows_above_follow_once(self):
        """Each range finds what the ones before it changed; the difference counts once."""
        self.type((self.total, self.january, "1000"), spread=True)
        before = self.targets()
        clear = [self.part("clear", row, self.january) for row in (self.n_acme, self.s_coil)]
        self.several(*clear, above="follow")
        self.assertEqual(self.amounts(self.total)[0], 250)
        self.assertEqual(self.shown(self.total)[2], 0)
        self.assertPlanned(self.south, self.january, None)
        self.undo()
        self.assertEqual(self.targets(), before)
        parent = self.part("hold", self.north, self.january)
        self.several(parent, self.part("hold", self.s_coil, self.february, self.january))
        self.assertEqual(self.shown(self.north)[1] & 1, 1)

    def test_a_parent_that_is_named_stays(self):
        """A row above that one of the ranges names does not follow another range."""
        self.type((self.total, self.january, "1000"), spread=True)
        series = {"kind": "series", "direction": "right", "spread": False, "entry": "7..8"}
        over = (self.january | self.february).ids
        self.several(
            {**series, "rows": self.north.ids, "over": over},
            {**series, "rows": self.n_acme.ids, "over": over},
            above="follow",
        )
        self.assertEqual(self.amounts(self.north)[:2], [7, 8])
        self.assertEqual(self.amounts(self.total)[:2], [507, 8])

    def test_more_ranges_do_not_take_more_queries(self):
        """What the edits of a step read, they read together, in a plan of any kind."""
        rows = (self.n_acme, self.n_bolt, self.s_coil)
        periods = list(self.sales.period_ids)[:8]
        self.type(*((row, period, "10") for row in rows for period in periods))

        def measure(kind, count, **values):
            ranges = [self.part(kind, row, period, **values) for period in periods for row in rows]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.several(*ranges[:count])
            count = self.env.cr.sql_log_count - before
            self.undo()
            return count

        measure("round", 2, to="3")  # what is read once for all
        for kind, values in (
            ("round", {"to": "3"}),
            ("hold", {}),
            ("spread", {"direction": "periods", "mode": "history", "total": "7", "spread": False}),
        ):
            with self.subTest(kind=kind):
                few, many = (measure(kind, count, **values) for count in (6, 24))
                self.assertLessEqual(many, few)

    @mute_logger("odoo.addons.sales_plan.models.table.sentences")
    def test_only_alike(self):
        """Steps that are not alike, or about notes and rows, are no several ranges."""
        good = self.part("clear", self.n_acme, self.january)
        for edits in (
            [],
            [good, self.part("hold", self.n_acme, self.january)],
            [{"kind": "remove_rows", "rows": self.n_acme.ids}],
            [{"kind": "several", "edits": [good]}],
            [{"kind": "clear"}],
            ["clear"],
            None,
        ):
            with self.subTest(edits=edits), self.assertRaises(UserError):
                self.edit("several", edits=edits)

    def test_sums_of_ranges(self):
        """The status bar sums up each cell once."""
        self.type((self.n_acme, None, "1200"), (self.n_bolt, self.january, "7"))
        rows = [self.n_acme.id, self.n_bolt.id]
        first, second = self.january.id, self.february.id
        found = table_of(self.plan_of()).sum(
            rows, [], [[rows, [first]], [[rows[0]], [first, second]]]
        )
        self.assertEqual(found, {"count": 3, "sum": 207, "average": 69})
        found = table_of(self.plan_of()).sum(rows, [], [[[rows[1]], []]])
        self.assertEqual(found["sum"], 7)
        with self.assertRaises(UserError):
            table_of(self.plan_of()).sum(rows, [], [[rows]])

    @mute_logger("odoo.addons.sales_plan.models.table.sentences")
    def test_no_number_of_cells(self):
        """How many cells go on is a number that cells can have."""
        for given in (float("inf"), float("nan"), "x", [1], -1, 1.5):
            with self.subTest(given=given), self.assertRaises(UserError):
                self.fill(self.n_acme, self.sales.period_ids, way="growth", given=given)

    def test_ranges_of_what_there_is_not(self):
        """Rows and periods are looked for before their cells are counted one by one."""
        some = list(range(1, 1001))
        named = {"kind": "clear", "rows": some, "periods": some}
        table = table_of(self.plan_of())
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        for call in (
            lambda: self.edit("several", edits=[named]),
            lambda: self.edit("several", edits=[{**named, "rows": self.n_acme.ids * 1000}]),
        ):
            tracemalloc.reset_peak()
            with self.assertRaises(UserError):
                call()
            self.assertLess(tracemalloc.get_traced_memory()[1], MOST_MEMORY)
        self.type((self.n_acme, self.january, "100"))
        tracemalloc.reset_peak()
        found = table.sum(self.n_acme.ids, [], [[some, some], [self.n_acme.ids, []]])
        self.assertEqual(found, {"count": 1, "sum": 100, "average": 100})
        self.assertLess(tracemalloc.get_traced_memory()[1], MOST_MEMORY)

    def test_too_many_ranges(self):
        """Ranges that lie on each other are no way to let a step do everything a thousand times."""
        self.patch(several, "MOST_CELLS", 100)
        everything = {"kind": "round", "rows": self.rows_of_plan(), "periods": [], "to": "10"}
        self.several(everything)
        with self.assertRaisesRegex(UserError, "cells at once are too many"):
            self.several(*[everything] * 20)

    def rows_of_plan(self):
        return self.sales.allocation_ids.ids

    # Like another row ----------------------------------------------------------

    def test_spread_like_another_row(self):
        """A total is shared over periods as another row has them; below zero weighs nothing."""
        for period, amount in zip(self.sales.period_ids[:4], "1320", strict=False):
            self.type((self.s_coil, period, amount))
        self.type((self.s_coil, self.sales.period_ids[4], "-9"))
        answer = self.edit(
            "spread",
            rows=self.n_acme,
            periods=[],
            direction="periods",
            mode="row",
            row_id=self.s_coil.id,
            total="600",
        )
        self.assertEqual(self.amounts(self.n_acme)[:5], [100, 300, 200, None, None])
        self.assertIn("Spread Acme over the periods like Coil", answer["step"]["label"])

    def test_like_nothing(self):
        for row_id in (self.n_bolt.id, None, -1):
            with self.subTest(row_id=row_id), self.assertRaises(UserError):
                self.edit(
                    "spread",
                    rows=self.n_acme,
                    periods=[],
                    direction="periods",
                    mode="row",
                    row_id=row_id,
                    total="600",
                )
