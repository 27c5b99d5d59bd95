from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.suggest import SuggestCommon, plain


@tagged("post_install", "-at_install")
class TestTableSigns(SuggestCommon):
    """P19, P17, S3: a return planned as a negative row keeps its share, in every way of spreading;
    what is worked out as nothing is not planned."""

    def assertRow(self, row, *amounts):  # noqa: N802
        self.assertEqual(self.amounts(row)[: len(amounts)], list(amounts))

    def assertRefused(self, sentence, call, *arguments, **options):  # noqa: N802
        """Assert that an edit raises a sentence and changes nothing."""
        before = self.targets()
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            call(*arguments, **options)
        self.assertEqual(self.targets(), before)

    def setUp(self):
        super().setUp()
        self.type((self.n_acme, self.january, "3000"), (self.n_bolt, self.january, "-2000"))

    def test_percentage_on_the_row_above(self):
        self.type((self.north, self.january, "+10%"), spread=True)
        self.assertRow(self.north, 1100)
        self.assertRow(self.n_acme, 3300)
        self.assertRow(self.n_bolt, -2200)
        self.type((self.total, self.january, "-50%"), spread=True)
        self.assertRow(self.n_acme, 1650)
        self.assertRow(self.n_bolt, -1100)
        self.undo()
        self.undo()
        self.assertRow(self.n_bolt, -2000)

    def test_amounts_below_zero(self):
        self.type((self.north, self.january, "-0.10"), spread=True)
        self.assertRow(self.n_acme, -0.3)
        self.assertRow(self.n_bolt, 0.2)
        self.type((self.north, self.january, "*3"), spread=True)
        self.assertRow(self.n_acme, -0.9)
        self.assertRow(self.n_bolt, 0.6)

    def test_total_of_a_row(self):
        self.type((self.n_acme, self.february, "-1000"))
        self.type((self.n_acme, None, "+50%"), spread=True)
        self.assertRow(self.n_acme, 4500, -1500, None)
        self.type((self.north, None, "=500*2"), spread=True)
        self.assertRow(self.n_acme, 4500, -1500, None)
        self.assertRow(self.n_bolt, -2000, None)
        self.type((self.north, None, "2000"), spread=True)
        self.assertRow(self.n_acme, 9000, -3000, None)
        self.assertRow(self.n_bolt, -4000, None)

    def test_held_returns(self):
        self.edit("hold", rows=[self.n_bolt], periods=[self.january])
        self.type((self.north, self.january, "1100"), spread=True)
        self.assertRow(self.n_acme, 3100)
        self.assertRow(self.n_bolt, -2000)
        self.edit("release", rows=[self.n_bolt], periods=[self.january])
        self.edit("hold", rows=[self.n_acme], periods=[self.january])
        self.type((self.north, self.january, "1000"), spread=True)
        self.assertRow(self.n_bolt, -2100)
        self.assertRefused(
            r"beside the \$.3,100\.00 that are held, the \$.-2,100\.00 of the others would change",
            self.type,
            (self.north, self.january, "4000"),
            spread=True,
        )

    def test_rows_that_cancel_out(self):
        """Where rows sum to zero there is no proportion: nothing is changed, and it is said why."""
        self.type((self.n_bolt, self.january, "-3000"))
        sentence = (
            r"100\.00 of North, Jan 2026 cannot be spread in proportion: .* cancel each other"
        )
        typed = (self.north, self.january, "100")
        self.assertRefused(sentence, self.type, typed, spread=True)
        self.type(typed)  # leaves the difference unallocated
        self.assertEqual(self.shown(self.north), [100, 0, 100])
        for mode in ("current", "even", "history"):
            self.type((self.north, self.january, "0" if mode != "current" else "100"))
            spread = {"rows": [self.north], "periods": [self.january], "mode": mode}
            self.assertRefused(
                "cancel each other", self.edit, "spread", direction="below", **spread
            )
        self.assertRow(self.n_acme, 3000)
        self.assertRow(self.n_bolt, -3000)

    def test_spread_again(self):
        self.type((self.north, self.january, "2000"))
        spread = {"rows": [self.north], "periods": [self.january], "direction": "below"}
        self.edit("spread", mode="current", **spread)
        self.assertRow(self.n_acme, 6000)
        self.assertRow(self.n_bolt, -4000)
        self.edit("round", rows=[self.north], periods=[self.january], to="1500", spread=True)
        self.assertRow(self.n_acme, 4500)
        self.assertRow(self.n_bolt, -3000)

    def test_suggested_as_it_is(self):
        self.type((self.north, self.january, "1100"), (self.north, self.february, "100"))
        suggest = self.suggest(self.north, method="current")
        self.assertEqual(self.shown_lines(suggest, "weight"), [3000, -2000])
        self.assertEqual(self.shown_lines(suggest), [3600, -2400])
        self.assertEqual(self.shown_lines(suggest, "share"), [300, -200])
        self.assertApplied(suggest)
        self.assertRow(self.n_bolt, -2200, -200, None)
        suggest = self.suggest(self.north, method="current")
        suggest.line_ids[1].weight = -1200  # half the return
        self.assertEqual(self.shown_lines(suggest), [1800, -600])

    # Nothing is not zero

    def test_by_history(self):
        """A month without history gets nothing: it is not planned, so that it can get something."""
        self.invoice(self.coil, "2025-01-10", (None, 300), team_id=self.team_south.id)
        self.invoice(self.coil, "2025-03-10", (None, 100), team_id=self.team_south.id)
        self.type((self.s_coil, None, "1200"))
        whole = {"rows": [self.s_coil], "periods": [], "direction": "periods", "spread": True}
        self.edit("spread", mode="history", **whole)
        self.assertRow(self.s_coil, 900, None, 300, None)
        self.assertNotIn(0, self.amounts(self.s_coil))
        self.edit("spread", mode="even", **whole)
        self.assertRow(self.s_coil, *[100] * 12)

    def test_typed_zeros_stay_zeros(self):
        """Those below a typed zero as well, and no other amount that is worked out as nothing."""
        self.type((self.north, self.january, "0"), (self.s_coil, self.january, "0"), spread=True)
        self.assertRow(self.n_acme, 0, None)
        self.assertRow(self.n_bolt, 0, None)
        self.assertPlanned(self.s_coil, self.january, 0)
        self.type((self.south, self.february, "5"))
        self.edit("spread", rows=[self.total], periods=[], direction="below", mode="even")
        self.assertRow(self.s_coil, 0, 2.5)
        self.edit("clear", rows=[self.n_acme], periods=[])
        months = zip((self.january, self.february, self.march), ("0", "0.01", "0.01"), strict=True)
        self.type(*((self.n_acme, month, amount) for month, amount in months))
        self.type((self.n_acme, None, "0.01"), spread=True)
        self.assertRow(self.n_acme, 0, 0.01, None)

    def test_shares_shown_are_shares_applied(self):
        """S12: rows without history in some months do not fall back behind their weights."""
        for day in ("2025-01-10", "2025-02-10", "2025-03-10"):
            self.invoice(self.acme, day, (None, 450))
        self.invoice(self.bolt, "2025-01-11", (None, 150))
        self.edit("clear", rows=[self.n_acme, self.n_bolt], periods=[])
        self.type((self.north, None, "2400"))
        below = {"rows": [self.north], "direction": "below", "mode": "history"}
        self.edit("spread", periods=[self.january, self.february], **below)
        self.assertRow(self.n_bolt, 50, None)
        suggest = self.suggest(self.north, method="history")
        self.assertEqual(self.shown_lines(suggest, "weight"), [1350, 150])
        self.assertEqual(self.shown_lines(suggest, "share"), [90, 10])
        self.assertFalse(suggest.has_kept)
        self.assertApplied(suggest)
        self.assertRow(self.n_bolt, 20, 20, 20)
        self.type((self.n_bolt, self.january, "0"))
        suggest = self.suggest(self.north, method="history")
        self.assertTrue(suggest.has_kept)
        self.assertEqual([line.kept for line in suggest.line_ids], [False, "1 cell"])
        self.assertEqual(self.shown_lines(suggest, "share"), [90.8, 9.2])
        self.assertApplied(suggest)

    def test_copied_and_rounded(self):
        self.type((self.n_acme, self.february, "4"), (self.s_coil, self.february, "0"))
        rows = [self.n_acme, self.n_bolt, self.s_coil]
        self.edit(
            "copy",
            rows=rows,
            periods=[self.march],
            from_period=self.february.id,
            percent="-99.9",
            spread=False,
        )
        self.assertRow(self.n_acme, 3000, 4, None)
        self.assertPlanned(self.s_coil, self.march, 0)
        self.edit("round", rows=rows, periods=[self.february], to="1000", spread=False)
        self.assertRow(self.n_acme, 3000, None)
        self.assertPlanned(self.s_coil, self.february, 0)
        notice = self.edit(
            "copy", rows=rows, periods=[self.february], from_period=None, percent="", spread=False
        )["notice"]
        self.assertIn("3 cells stay as they are", plain(notice))
