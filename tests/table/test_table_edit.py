from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableEdit(TableCommon):
    """What each step of the planning table does: P15, P17, P18, P19, P20, P24."""

    # Typing -------------------------------------------------------------------

    def test_entries(self):
        """P24: numbers, shares, factors, thousands and sums are typed; nothing clears."""
        for entry, expected in (
            ("100", 100),
            ("+10%", 110),
            ("*1.2", 132),
            ("-50%", 66),
            ("12k", 12000),
            ("1.5m", 1500000),
            ("=1000+250*2", 1500),
            ("0.005", 0.01),
            ("0", 0),
            ("-40", -40),
            ("", None),
        ):
            self.type((self.n_acme, self.january, entry))
            self.assertPlanned(self.n_acme, self.january, expected)

    def test_refused_entries(self):
        """P24: what is no number gets a sentence that names the cell, and nothing is written."""
        for entry, sentence in (
            ("abc", "“abc” in Acme, Jan 2026 is not a number"),
            ("+10%", "nothing is planned there"),
            ("=1/0", "divides by zero"),
            ("1e400", "is not a number"),
            ("nan", "is not a number"),
            ("inf", "is not a number"),
            ("9" * 16, "too large"),
            (None, "is not a number"),
        ):
            with self.subTest(entry=entry), self.assertRaisesRegex(UserError, sentence):
                self.type((self.n_bolt, self.january, "5"), (self.n_acme, self.january, entry))
        self.assertEqual(self.targets(), {})
        self.assertEqual(self.sales.edit_version, 5)  # the rows of setUpClass

    def test_parent_spreads(self):
        """P19: a typed parent is spread in proportion over what is below it."""
        self.type((self.n_acme, self.january, "20"), (self.n_bolt, self.january, "10"))
        answer = self.type((self.north, self.january, "100"), spread=True, watch=[self.n_acme])
        self.assertPlanned(self.n_acme, self.january, 66.67)
        self.assertPlanned(self.n_bolt, self.january, 33.33)
        self.assertEqual([row["id"] for row in answer["rows"]], self.n_acme.ids)
        self.assertTrue(answer["stale"])

    def test_parent_leaves_the_rest(self):
        """P19: or it keeps what no row below has as unallocated."""
        self.type((self.n_acme, self.january, "20"))
        self.type((self.north, self.january, "100"))
        self.assertEqual(self.shown(self.north), [100, 0, 80])
        self.assertPlanned(self.n_acme, self.january, 20)

    def test_total_over_periods(self):
        """P17, P18: an annual amount is shared by the periods, and by the rows below."""
        self.type((self.total, None, "1200"), spread=True)
        self.assertEqual(self.amounts(self.total), [100] * 12)
        self.assertEqual(self.amounts(self.south), [50] * 12)
        self.assertEqual(self.amounts(self.n_bolt), [25] * 12)
        self.type((self.total, self.january, "400"), spread=True)
        self.type((self.total, None, "3000"), spread=True)
        self.assertEqual(self.amounts(self.total)[:2], [800, 200])
        self.assertEqual(self.shown(self.total, -1), [3000, 0, 0])

    def test_total_leaves_nothing_unallocated(self):
        """P17: whatever was unallocated before, a spread total is all given out."""
        self.type((self.total, self.january, "100"), (self.n_acme, self.january, "60"))
        self.type((self.total, None, "1000"), spread=True)
        self.assertEqual(self.shown(self.total, -1), [1000, 0, 0])

    def test_child_wins_over_parent(self):
        """P24: in one pasted block, a row named itself wins over what its parent spreads."""
        self.type((self.n_acme, self.january, "70"), (self.north, self.january, "100"), spread=True)
        self.assertPlanned(self.n_acme, self.january, 70)
        self.assertPlanned(self.north, self.january, 100)
        self.assertPlanned(self.n_bolt, self.january, 50)
        self.assertEqual(self.shown(self.north), [100, 0, -20])

    def test_held_and_zero_stay(self):
        """P24: spreading leaves held targets and zeros alone, and says when it cannot."""
        self.type(
            (self.n_acme, self.january, "40"),
            (self.n_bolt, self.january, "10"),
            (self.s_coil, self.january, "0"),
        )
        self.edit("hold", rows=self.n_acme, periods=self.january)
        self.type((self.total, self.january, "100"), spread=True)
        self.assertPlanned(self.n_acme, self.january, 40)
        self.assertPlanned(self.n_bolt, self.january, 60)
        self.assertPlanned(self.s_coil, self.january, 0)
        before = self.targets()
        sentence = r"30\.00.*North, Jan 2026 cannot be spread: .*40\.00.* of it are held"
        with self.assertRaisesRegex(UserError, sentence):
            self.type((self.north, self.january, "30"), spread=True)
        self.edit("hold", rows=self.n_bolt, periods=self.january)
        with self.assertRaisesRegex(UserError, "is held"):
            self.type((self.north, self.january, "300"), spread=True)
        self.assertEqual(
            {key[0]: value[0] for key, value in self.targets().items()},
            {key[0]: value[0] for key, value in before.items()},
        )
        self.type((self.n_acme, self.january, "41"))  # its owner may
        self.assertPlanned(self.n_acme, self.january, 41)

    def test_rolling_up(self):
        """P19: where parents are sums they are not typed; their sum can be spread anew."""
        plan = self.plan("team", "customer", name="Sums", year=2026, rolls_up=True)
        self.sales = plan
        north = self.row(plan, self.team_north)
        acme, bolt = self.rows(north, self.acme, self.bolt)
        january = plan.period_ids[0]
        self.type((acme, january, "30"), (bolt, january, "10"))
        self.assertEqual(self.shown(plan.root_id), [40, 4, 0])
        for kind in ({"kind": "type"}, {"kind": "clear"}, {"kind": "round", "to": "100"}):
            with self.assertRaisesRegex(UserError, "North is the sum of the rows below it"):
                if kind["kind"] == "type":
                    self.type((north, january, "100"), spread=True)
                else:
                    self.edit(**kind, rows=north, periods=january)
        self.edit("spread", rows=plan.root_id, periods=january, direction="below", mode="even")
        self.assertEqual([self.shown(row)[0] for row in (acme, bolt)], [20, 20])
        self.edit("hold", rows=north, periods=january)
        self.assertTrue(all(state[1] for state in self.targets().values()))
        answer = table_of(self.plan_of()).open()
        self.assertFalse(answer["rows"][0]["can_edit"])

    def test_units(self):
        """Quantities are rounded as products are, documents to whole ones."""
        for measure, expected in (("quantity", 3.33), ("count", 3)):
            plan = self.plan("customer", name=measure, year=2026, measure=measure)
            self.sales = plan
            rows = self.rows(plan, self.acme, self.bolt, self.coil)
            self.type((plan.root_id, plan.period_ids[0], "10"), spread=True)
            shares = [self.shown(row)[0] for row in rows]
            self.assertEqual(sum(shares), 10)
            self.assertEqual(shares[1], expected)
            digits = table_of(self.plan_of()).open()["plan"]["digits"]
            self.assertEqual(digits, {"quantity": 2, "count": 0}[measure])

    def test_whole_currency(self):
        """Where money has no cents, targets have none either."""
        self.env.company.currency_id.rounding = 1
        self.assertEqual(table_of(self.plan_of()).open()["plan"]["digits"], 0)
        self.type((self.north, self.january, "100.5"), spread=True)
        self.assertEqual(self.shown(self.north)[0], 101)
        self.assertEqual(sorted([self.shown(self.n_acme)[0], self.shown(self.n_bolt)[0]]), [50, 51])

    # Actions on a selection ---------------------------------------------------

    def test_spread_over_periods(self):
        """P18: evenly, by history, by weights, by a seasonal profile, by working days."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 30))
        self.invoice(self.acme, "2025-02-10", (self.screw, 10))
        quarter = self.january | self.february | self.march
        self.type((self.n_acme, self.january, "400"))

        def spread(mode, **options):
            self.edit(
                "spread",
                rows=self.n_acme,
                periods=quarter,
                direction="periods",
                mode=mode,
                total="400",
                spread=True,
                **options,
            )
            return self.amounts(self.n_acme)[:3]

        self.assertEqual(spread("even"), [133.34, 133.33, 133.33])
        self.assertEqual(spread("history"), [300, 100, None])
        self.edit("clear", rows=self.n_acme, periods=[], below=False)
        weights = [[self.january.id, "1"], [self.february.id, "1"], [self.march.id, "2"]]
        self.assertEqual(spread("weights", weights=weights), [100, 100, 200])
        profile = self.env["sales.plan.profile"].create({"name": "Spring"})
        for line in profile.line_ids:
            line.weight = 3 if line.month == "3" else 1
        profile_id = profile.id
        self.assertEqual(spread("profile", profile_id=profile_id), [80, 80, 240])
        self.company.resource_calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek not in ("0", "1")
        ).unlink()
        # 8, 8 and 10 Mondays and Tuesdays in January, February and March 2026
        self.assertEqual(spread("days"), [123.08, 123.08, 153.84])
        with self.assertRaisesRegex(UserError, "at least one weight"):
            spread("weights", weights=[[self.january.id, "0"]])

    def test_spread_below(self):
        """P19: over the rows below by last year's sales, down to the last level."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 30))
        self.invoice(self.bolt, "2025-01-10", (self.screw, 10))
        self.invoice(self.coil, "2025-01-10", (self.screw, 60), team_id=self.team_south.id)
        self.type((self.total, self.january, "1000"))
        options = {"rows": self.total, "periods": self.january, "direction": "below"}
        self.edit("spread", mode="history", **options)
        cells = [self.shown(row)[0] for row in (self.n_acme, self.n_bolt, self.s_coil)]
        self.assertEqual(cells, [300, 100, 600])
        history = {row: state[2] for (row, __), state in self.targets().items()}
        self.assertEqual(history[self.n_acme], 30)  # what it was computed from
        self.edit("spread", mode="even", **options)
        cells = [self.shown(row)[0] for row in (self.n_acme, self.n_bolt, self.s_coil)]
        self.assertEqual(cells, [250, 250, 500])
        weights = [[self.north.id, "3"], [self.south.id, "1"]]
        self.edit("spread", mode="weights", weights=weights, **options)
        self.assertEqual(self.shown(self.north)[0], 750)
        with self.assertRaisesRegex(UserError, "there is nothing below"):
            self.edit("spread", **options | {"rows": self.n_acme}, mode="even")

    def test_copy(self):
        """P1, P24: from a period or from last year, with a percentage."""
        self.invoice(self.bolt, "2025-02-10", (self.screw, 200))
        self.type((self.n_acme, self.january, "100"))
        rows = self.n_acme | self.n_bolt
        self.edit(
            "copy", rows=rows, periods=[], from_period=self.january.id, percent="5", spread=False
        )
        self.assertEqual(self.amounts(self.n_acme), [100] + [105] * 11)
        self.assertEqual(self.amounts(self.n_bolt), [None] * 12)
        answer = self.edit(
            "copy", rows=rows, periods=self.february, from_period=None, percent="-10", spread=False
        )
        self.assertPlanned(self.n_bolt, self.february, 180)
        self.assertIn("1 cell stays as it is", answer["notice"])

    def test_round_hold_clear(self):
        """P24: rounding, holding, releasing and clearing a selection."""
        self.type((self.n_acme, self.january, "1234"), (self.n_bolt, self.january, "1250"))
        rows = self.n_acme | self.n_bolt
        answer = self.edit("round", rows=rows, periods=self.january, to="100", spread=False)
        self.assertEqual(answer["step"]["label"], "Rounded Acme and 1 more row to 100")
        self.assertEqual(self.amounts(self.n_acme)[0], 1200)
        self.assertEqual(self.amounts(self.n_bolt)[0], 1300)
        answer = self.edit("hold", rows=rows, periods=self.january | self.february)
        self.assertIn("2 cells are not planned", answer["notice"])
        self.assertEqual({state[1] for state in self.targets().values()}, {True})
        self.edit("release", rows=self.n_acme, periods=[])
        self.edit("clear", rows=self.north, periods=[], below=True)
        self.assertEqual([row for row, __ in self.targets()], [self.n_bolt])  # it is held
        with self.assertRaisesRegex(UserError, "number above zero"):
            self.edit("round", rows=rows, periods=self.january, to="0")

    def test_rows(self):
        """P20: customers are added and removed, with what is below them."""
        answer = self.edit("add_rows", parent=self.south.id, values=self.drip | self.acme)
        added = answer["children"][self.south.id]
        self.assertEqual(added[0], self.s_coil.id)
        self.assertEqual(len(added), 3)
        rows = self.env["sales.plan.allocation"].browse(added[1:])
        self.assertEqual(rows.partner_id, self.drip | self.acme)
        self.type((rows[0], self.january, "5"))
        answer = self.edit("remove_rows", rows=self.south, watch=[self.total])
        self.assertEqual(set(answer["gone"]), {self.south.id, *added})
        self.assertEqual(answer["children"], {self.total.id: self.north.ids})
        self.assertEqual(answer["rows"][0]["count"], 1)
        self.assertFalse(rows.exists())
        with self.assertRaisesRegex(UserError, "the total of a plan|The total of a plan"):
            self.edit("remove_rows", rows=self.total)
        with self.assertRaisesRegex(UserError, "Acme has a row below North already"):
            self.edit("add_rows", parent=self.north.id, values=self.acme)

    def test_notes(self):
        """P24: a cell or a row has a note; nothing removes it."""
        self.edit("note", row=self.north.id, period=self.january.id, text=" Fair in May ")
        self.assertEqual(self.shown(self.north)[1], 2)
        why = table_of(self.plan_of()).why(self.north.id, self.january.id)
        self.assertEqual(why["note"], "Fair in May")
        self.edit("note", row=self.north.id, period=None, text="Row")
        self.assertEqual(self.shown(self.north, -1)[1], 2)
        self.edit("note", row=self.north.id, period=self.january.id, text="")
        self.assertEqual(self.shown(self.north)[1], 0)

    # Refusals -----------------------------------------------------------------

    def test_strange_edits(self):
        """What no client sends is refused with a sentence and changes nothing."""
        other = self.plan("customer", name="Other")
        foreign = self.row(other, self.acme)
        version = self.sales.edit_version
        for edit in (
            {},
            {"kind": "drop"},
            {"kind": "type"},
            {"kind": "type", "cells": [[foreign.id, self.january.id, "1"]]},
            {"kind": "type", "cells": [[self.n_acme.id, other.period_ids[0].id, "1"]]},
            {"kind": "type", "cells": [["1; drop", self.january.id, "1"]]},
            {"kind": "type", "cells": [[self.n_acme.id, "x", "1"]]},
            {"kind": "type", "cells": 5},
            {"kind": "hold", "rows": []},
            {"kind": "hold", "rows": [None]},
            {"kind": "spread", "rows": self.n_acme.ids, "direction": "periods", "mode": "magic"},
            {"kind": "spread", "rows": self.n_acme.ids, "mode": "even"},
            {"kind": "copy", "rows": self.n_acme.ids, "from_period": -1},
            {"kind": "round", "rows": self.n_acme.ids, "to": "x"},
            {"kind": "add_rows", "parent": self.n_acme.id, "values": [self.coil.id]},
            {"kind": "add_rows", "parent": self.north.id, "values": []},
            {"kind": "remove_rows", "rows": foreign.ids},
            {"kind": "note", "row": foreign.id, "period": None, "text": "x"},
        ):
            with self.subTest(edit=edit), self.assertRaises(UserError):
                table_of(self.plan_of()).edit(edit, version, f"strange {next(self.tokens)}")
        with self.assertRaisesRegex(UserError, "This is no token"):
            table_of(self.plan_of()).edit({"kind": "hold", "rows": self.north.ids}, version, None)
        self.assertEqual(self.plan_of().edit_version, version)
        self.assertEqual(self.targets(), {})

    def test_confirmed_plans_stay(self):
        """P24: a plan in force is changed through a revision only."""
        self.type((self.n_acme, self.january, "5"))
        self.sales.action_confirm()
        for call in (
            lambda: self.type((self.n_acme, self.january, "6")),
            self.undo,
            lambda: self.edit("remove_rows", rows=self.north),
        ):
            with self.assertRaisesRegex(UserError, "is confirmed and stays as it is"):
                call()
        self.assertIsNone(table_of(self.plan_of()).open()["undo"])

    def test_other_company(self):
        """P16: plans of companies that one may not see are out of reach."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        self.sales = self.plan("customer", name="Theirs", company_id=other.id)
        with self.assertRaises(Exception) as caught:
            table_of(self.plan_of()).open()
        self.assertEqual(type(caught.exception).__name__, "AccessError")

    def test_same_step_twice(self):
        """P15: a step that was sent twice, because its answer got lost, is taken once."""
        self.type((self.n_acme, self.january, "100"))
        plan = self.plan_of()
        edit = {"kind": "type", "spread": False}
        edit["cells"] = [[self.n_acme.id, self.january.id, "+10%"]]
        version = plan.edit_version
        first = table_of(plan).edit(edit, version, "once", self.n_acme.ids)
        again = table_of(self.plan_of()).edit(edit, version, "once", self.n_acme.ids)
        self.assertPlanned(self.n_acme, self.january, 110)
        self.assertEqual(first["version"], again["version"])
        self.assertEqual(first["rows"], again["rows"])
        self.assertEqual(first["step"], again["step"])

    def test_profile_weights(self):
        """P18: quarters weigh what their months do, parts of months by their days."""
        profile = self.env["sales.plan.profile"].create({"name": "Summer"})
        profile.line_ids.filtered(lambda line: line.month == "7").weight = 31
        plan = self.plan("customer", name="Quarters", year=2026, period_type="quarter")
        weights = profile._get_period_weights(plan.period_ids)
        self.assertEqual([float(weight) for weight in weights.values()], [3, 3, 33, 3])
        self.assertEqual(profile.weight_total, 42)
        for change in (
            {"line_ids": [Command.update(profile.line_ids[0].id, {"weight": -1})]},
            {"line_ids": [Command.create({"month": "7"})]},
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                profile.write(change)
                self.env.flush_all()
