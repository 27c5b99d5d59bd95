from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableRaising(TableCommon):
    """P19, P24: rows above follow what is typed below them, stay, or it is asked."""

    def setUp(self):
        super().setUp()
        self.type((self.total, self.january, "1000"), spread=True)  # north 500, south 500

    def typing(self, *cells, above="follow", **options):
        cells = [[row.id, period.id if period else None, entry] for row, period, entry in cells]
        return self.edit("type", cells=cells, spread=False, source="type", above=above, **options)

    def first(self):
        """Return what the rows have in January: total, north, acme, bolt."""
        return [self.shown(row)[0] for row in (self.total, self.north, self.n_acme, self.n_bolt)]

    def last_step(self):
        steps = self.env["sales.plan.step"].search([("plan_id", "=", self.sales.id)])
        return steps.sorted("number")[-1]

    # Following ----------------------------------------------------------------

    def test_six_edits_leave_nothing_red(self):
        """Where rows are the sums of those below them they stay so, without a word."""
        before = self.targets()
        for row, period, entry in (
            (self.n_acme, self.january, "300.01"),
            (self.n_bolt, self.january, "*2"),
            (self.s_coil, self.january, "-10%"),
            (self.n_acme, self.january, ""),
            (self.n_acme, self.january, "12.34"),
            (self.n_bolt, self.january, "0"),
        ):
            answer = self.typing((row, period, entry))
            self.assertIsNone(answer["notice"])
        for row in (self.total, self.north, self.south):
            self.assertEqual(self.shown(row)[2], 0, row.name)
        self.assertEqual(self.first(), [462.34, 12.34, 12.34, 0])
        for __ in range(6):
            self.undo()
        self.assertEqual(self.targets(), before)
        for __ in range(6):
            self.redo()
        self.assertEqual(self.first(), [462.34, 12.34, 12.34, 0])

    def test_one_step(self):
        """The rows above are part of the step, which says so; *Why?* finds them there."""
        answer = self.typing((self.n_acme, self.january, "300"), watch=[self.total])
        self.assertIn("300.00 for Acme, Jan 2026; the rows above followed", answer["step"]["label"])
        self.assertEqual(answer["rows"][0]["cells"][0], [1050, 0, 0])
        self.assertEqual(self.last_step().cell_count, 3)
        why = table_of(self.plan_of()).why(self.total.id, self.january.id)
        line = why["lines"][0]
        self.assertEqual((line["before"], line["after"], line["is_typed"]), (1000, 1050, False))
        self.assertTrue(line["can_undo"])

    def test_quarters_are_followed(self):
        """What is typed for several periods together goes up by what it changes in each."""
        periods = self.sales.period_ids[:3]

        def quarter(row):
            return sum(target.amount for target in row.target_ids if target.period_id in periods)

        rows = (self.total, self.north, self.n_acme)
        before = [quarter(row) for row in rows]
        cells = [[self.n_acme.id, periods.ids, "550.01"]]
        self.edit("type", cells=cells, spread=False, source="type", above="follow")
        raised = [round(quarter(row) - old, 2) for row, old in zip(rows, before, strict=True)]
        self.assertEqual(raised, [300.01] * 3)
        self.undo()
        self.assertEqual([quarter(row) for row in rows], before)

    def test_difference_and_not_sum(self):
        """What was not allocated, or too much, stays what it was."""
        self.type((self.north, self.january, "600"))
        self.typing((self.n_acme, self.january, "260"))
        self.assertEqual(self.shown(self.north), [610, 0, 100])
        self.assertEqual(self.shown(self.total), [1010, 0, -100])

    def test_other_edits_follow_too(self):
        """Clearing, spreading, copying and rounding change amounts as typing does."""
        self.edit("clear", rows=self.n_acme, periods=self.january, below=False, above="follow")
        self.assertEqual(self.first(), [750, 250, None, 250])
        self.edit(
            "copy",
            rows=self.n_bolt,
            periods=self.february,
            from_period=self.january.id,
            percent="10",
            above="follow",
        )
        self.assertEqual(self.amounts(self.total)[:2], [750, 275])
        self.assertEqual(self.shown(self.total, 1)[2], 0)
        self.edit("round", rows=self.n_bolt, periods=[], to="100", above="follow")
        self.assertEqual(self.amounts(self.n_bolt)[:2], [300, 300])
        self.assertEqual(self.amounts(self.total)[:2], [800, 300])
        self.edit(
            "spread",
            rows=self.n_bolt,
            periods=(self.january | self.february),
            direction="periods",
            mode="even",
            total="500",
            above="follow",
        )
        self.assertEqual(self.amounts(self.total)[:2], [750, 250])

    def test_what_is_spread_below_stays(self):
        """Spreading gives out what a row has: it gets no more, and nor does what is above it."""
        self.type((self.north, self.january, "700"))
        for mode in ("current", "even"):
            answer = self.edit(
                "spread",
                rows=(self.north | self.total),
                periods=self.january,
                direction="below",
                mode=mode,
                above="follow",
            )
            self.assertIsNone(answer["notice"])
            total, north, acme, bolt = self.first()
            self.assertEqual(total, 1000)
            self.assertEqual(acme + bolt, north)
            self.assertEqual(self.shown(self.total)[2], 0)

    def test_rows_above_items_follow(self):
        """Items change an amount as typing does."""
        given = [{"text": "Plant", "amount": "300"}, {"text": "Rest", "amount": "50"}]
        items = {"row": self.n_acme.id, "period": self.january.id, "items": given}
        answer = self.edit("items", spread=False, above="follow", **items)
        self.assertEqual(self.first(), [1100, 600, 350, 250])
        self.assertIn("; the rows above followed", answer["step"]["label"])
        self.undo()
        self.assertEqual(self.first(), [1000, 500, 250, 250])

    def test_rows_above_that_are_made_of_items_stay(self):
        """They are held as long as they are made of items: the edit is taken without them."""
        given = [{"text": "Contract", "amount": "500"}]
        self.edit("items", row=self.north.id, period=self.january.id, items=given, spread=False)
        answer = self.typing((self.n_acme, self.january, "300"))
        self.assertEqual(answer["notice"], "“North” is held: it stays as it is.")
        self.assertEqual(self.first(), [1000, 500, 300, 250])

    def test_nothing_left_is_nothing_planned(self):
        """A row above that comes to nothing is no zero: spreading finds it open."""
        self.typing((self.n_acme, self.january, ""), (self.n_bolt, self.january, ""))
        self.assertPlanned(self.north, self.january, None)
        self.type((self.total, self.january, "900"), spread=True)
        self.undo()
        self.type((self.north, self.january, "50"))
        self.type((self.n_acme, self.january, "80"))
        self.typing((self.n_acme, self.january, "30"))
        self.assertPlanned(self.north, self.january, 0)
        self.assertEqual(self.shown(self.north), [0, 0, -30])

    def test_left_alone(self):
        """Rows stay unless it is asked for; what a program sends says nothing of it."""
        for above in ({"above": "stay"}, {}):
            self.edit(
                "type",
                cells=[[self.n_acme.id, self.january.id, "+1"]],
                spread=False,
                source="type",
                **above,
            )
        self.assertEqual(self.first()[:2], [1000, 500])
        with self.assertRaises(UserError):
            self.typing((self.n_acme, self.january, "1"), above="sometimes")

    def test_held_rows_stay(self):
        """A held row stays as it is, and so does what is above it: it is said."""
        self.edit("hold", rows=self.north, periods=self.january)
        answer = self.typing((self.n_acme, self.january, "300"))
        self.assertEqual(answer["notice"], "“North” is held: it stays as it is.")
        self.assertEqual(self.first()[:2], [1000, 500])

    def test_sums_need_nothing(self):
        """Where parents are sums they follow by themselves."""
        plan = self.plan("team", "customer", name="Sums", year=2026, rolls_up=True)
        self.sales = plan
        north = self.row(plan, self.team_north)
        acme = self.row(north, self.acme)
        answer = self.typing((acme, plan.period_ids[0], "30"))
        self.assertEqual(self.shown(plan.root_id), [30, 4, 0])
        self.assertNotIn("followed", answer["step"]["label"])
        with self.assertRaisesRegex(UserError, "the sum of the rows below them already"):
            self.edit("sum", rows=north, periods=[])

    # Asking -------------------------------------------------------------------

    def test_asking(self):
        """Nothing is written before it is answered; what would follow is told, the lowest first."""
        answer = self.typing((self.n_acme, self.january, "300"), above="ask")
        self.assertFalse(answer["ok"])
        self.assertEqual(
            answer["ask"],
            {
                "count": 2,
                "rows": [
                    {"row": "North", "period": "Jan 2026", "before": 500, "after": 550},
                    {"row": "Total", "period": "Jan 2026", "before": 1000, "after": 1050},
                ],
            },
        )
        self.assertEqual(self.first(), [1000, 500, 250, 250])
        answer = self.typing((self.total, self.january, "300"), above="ask")
        self.assertTrue(answer["ok"], "there is nothing above the total")

    def test_choice_is_remembered(self):
        """Everybody has a choice of their own in each plan; until then, drafts follow."""
        opened = table_of(self.plan_of()).open()
        self.assertEqual(opened["plan"]["above"], "follow")
        table_of(self.plan_of()).choose("ask")
        table_of(self.plan_of()).choose("stay")
        self.assertEqual(table_of(self.plan_of()).open()["plan"]["above"], "stay")
        olga = self.another_manager()
        self.assertEqual(table_of(self.plan_of(olga)).open()["plan"]["above"], "follow")
        self.assertFalse(self.env["sales.plan.table.choice"].with_user(olga).search([]))
        with self.assertRaises(UserError):
            table_of(self.plan_of()).choose("never")

    # With others --------------------------------------------------------------

    def test_two_people_below_one_total(self):
        """What follows by a difference is no conflict, and is undone by its difference."""
        olga = self.another_manager()
        before = self.targets()
        version = self.plan_of().edit_version
        self.typing((self.n_acme, self.january, "300"))
        answer = self.typing((self.s_coil, self.january, "400"), user=olga, version=version)
        self.assertTrue(answer["ok"])
        self.assertEqual(self.first()[:2], [950, 550])
        self.undo()
        self.assertEqual(self.first(), [900, 500, 250, 250])
        self.redo()
        self.assertEqual(self.first(), [950, 550, 300, 250])
        self.undo(user=olga)
        self.undo()
        self.assertEqual(self.targets(), before)

    def test_undo_names_what_is_held_since(self):
        """A row above that somebody has held since does not move by itself."""
        self.typing((self.n_acme, self.january, "300"))
        step = self.last_step()
        self.edit("hold", rows=self.total, periods=self.january)
        self.type((self.total, self.january, "1100"))
        with self.assertRaisesRegex(UserError, "Total, Jan 2026 was changed since"):
            self.undo(step_id=step.id)

    # Sums ---------------------------------------------------------------------

    def test_sum_of_the_rows_below(self):
        """A row, a selection and the whole plan are set to what is below, in one step."""
        before = self.targets()
        self.type((self.n_acme, self.january, "300"), (self.s_coil, self.january, "1"))
        self.edit("sum", rows=self.north, periods=self.january, below=False)
        self.assertEqual(self.first()[:2], [1000, 550])
        answer = self.edit("sum", rows=self.total, periods=[], below=True)
        self.assertEqual(self.first()[:2], [551, 550])
        self.assertIn("Set Total to the sum of the rows below", answer["step"]["label"])
        answer = self.edit("sum", rows=self.total, periods=[], below=True)
        self.assertIn("these rows are sums already", answer["notice"])
        for __ in range(3):
            self.undo()
        self.assertEqual(self.targets(), before)

    def test_sum_follows_above_and_leaves_held(self):
        self.type((self.n_acme, self.january, "300"))
        self.edit("sum", rows=self.north, periods=self.january, below=False, above="follow")
        self.assertEqual(self.first()[:2], [1050, 550])
        self.edit("hold", rows=self.north, periods=self.january)
        self.type((self.n_acme, self.january, "400"))
        answer = self.edit("sum", rows=self.north, periods=self.january, below=False)
        self.assertEqual(answer["notice"], "1 cell is held and stays as it is.")
        self.assertEqual(self.first()[:2], [1050, 550])

    # How much it costs --------------------------------------------------------

    def count(self, row):
        edit = {"kind": "type", "spread": False, "above": "follow", "source": "type"}
        edit["cells"] = [[row.id, self.january.id, "+1"]]
        plan = self.plan_of()
        table = table_of(plan)
        with self.assertQueryCount(1000):
            before = self.env.cr.sql_log_count
            table.edit(edit, plan.edit_version, f"count {next(self.tokens)}", [self.total.id])
            return self.env.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        """One typed cell takes as many queries however many rows there are."""
        self.count(self.n_acme)
        few = self.count(self.n_acme)
        partners = self.env["res.partner"].create(
            [{"name": f"Partner {number}", "is_company": True} for number in range(20)]
        )
        self.rows(self.north, *partners)
        self.rows(self.south, *partners)
        self.assertEqual(self.count(self.n_acme), few)
