from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableHistory(TableCommon):
    """N4: the steps of a range of cells, or of the whole plan, by person and day."""

    def history(self, rows=(), periods=None, user=None, **options):
        ids = {"rows": [row.id for row in rows]}
        if periods:
            ids["periods"] = [period.id for period in periods]
        return table_of(self.plan_of(user)).history(**ids, **options)

    def lines(self, *args, **options):
        """Return what the list says: ``[(label, cells, before, after)]``."""
        return [
            (line["label"], line["count"], line["before"], line["after"])
            for line in self.history(*args, **options)["lines"]
        ]

    def test_of_a_cell(self):
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_acme, self.february, "7"))
        self.type((self.n_acme, self.january, "150"))
        self.assertEqual(
            self.lines([self.n_acme], [self.january]),
            [
                (f"Typed {self.figure(150)} for Acme, Jan 2026", 1, 100, 150),
                (f"Typed {self.figure(100)} for Acme, Jan 2026", 1, None, 100),
            ],
        )

    def figure(self, amount):
        return self.sales._format_figure(amount)

    def test_days_that_there_are_not(self):
        """After the last days of the calendar there is no midnight; they are refused."""
        for options in ({"last_day": "9999-12-31"}, {"first_day": "9999-12-31"}):
            with self.subTest(options=options), self.assertRaises(UserError):
                self.history(**options)
        self.assertEqual(self.history(last_day="9989-12-31")["total"], self.history()["total"])

    def test_sums_over_the_range(self):
        """What a step changed in the range is summed; rows below a changed row are part of it."""
        self.type((self.n_acme, self.january, "100"), (self.n_bolt, self.january, "40"))
        self.type((self.north, self.january, "280"), spread=True)
        self.assertEqual(
            [line[1:] for line in self.lines([self.n_acme, self.n_bolt])],
            [(2, 140, 280), (2, None, 140)],
        )
        self.assertEqual(
            [line[1:] for line in self.lines([self.north, self.n_acme])],
            [(2, None, 280), (1, None, 100)],
        )
        spread, typed, *__ = [line[1:] for line in self.lines()]
        self.assertEqual((spread, typed), ((3, None, 280), (2, None, 140)))

    def test_rows_that_are_gone(self):
        """Removing a row with all below it is one step, counted once, though nothing is left."""
        self.type((self.north, self.january, "200"), spread=True)
        self.edit("remove_rows", rows=[self.north])
        removed, typed, *__ = self.lines()
        self.assertEqual(removed, ("Removed North", 3, 200, None))
        self.assertEqual(typed[1:], (3, None, 200))

    def test_notes_and_rows_belong_to_it(self):
        self.edit("note", row=self.n_acme.id, period=self.january.id, text="Fair")
        self.edit("add_rows", parent=self.south.id, values=self.drip)
        labels = [label for label, *__ in self.lines()]
        self.assertEqual(labels[:2], ["Added below South: Drip", "Noted at Acme, Jan 2026: Fair"])
        self.assertEqual(len(labels), 2 + 5, "five steps have made the rows")
        self.assertEqual(len(self.lines([self.n_acme])), 1)
        self.assertEqual(len(self.lines([self.n_acme], [self.january])), 1)
        self.assertEqual(self.lines([self.n_acme], [self.february]), [])
        self.assertEqual(self.lines([self.n_bolt]), [])

    def test_undone(self):
        self.type((self.n_acme, self.january, "100"))
        self.undo()
        undone, typed = self.history([self.n_acme])["lines"]
        self.assertEqual((undone["undone"], typed["undone"]), (False, True))
        self.assertEqual((undone["before"], undone["after"]), (100, None))

    def test_by_person(self):
        olga = self.another_manager()
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_acme, self.january, "110"), user=olga)
        found = self.history([self.n_acme], by_id=olga.id)
        self.assertEqual((found["total"], len(found["lines"])), (1, 1))
        self.assertEqual(found["lines"][0]["user"], "Olga")
        people = [name for __, name in found["people"]]
        self.assertEqual(people, ["Manager", "Olga"], "all people, to choose from")

    def test_by_day(self):
        """Days are those of the company, which is twelve hours ahead."""
        self.type((self.n_acme, self.january, "100"))
        self.type((self.n_acme, self.january, "110"))
        steps = self.env["sales.plan.step"].search([("plan_id", "=", self.sales.id)])
        late, early = steps[:2]
        for step, moment in ((early, "2026-06-09 11:30:00"), (late, "2026-06-09 12:30:00")):
            self.env.cr.execute(
                "UPDATE sales_plan_step SET create_date = %s WHERE id = %s",
                (datetime.fromisoformat(moment), step.id),
            )
        self.env.invalidate_all()

        def found(**days):
            return [line["after"] for line in self.history([self.n_acme], **days)["lines"]]

        self.assertEqual(found(first_day="2026-06-09", last_day="2026-06-09"), [100])
        self.assertEqual(found(first_day="2026-06-10"), [110])
        self.assertEqual(found(last_day="2026-06-09"), [100])
        self.assertEqual(found(first_day="2026-06-11"), [])
        nobody = self.history([self.n_acme], first_day="2026-06-11")
        self.assertIn([self.manager.id, "Manager"], nobody["people"])

    def test_pages(self):
        """One query reads a page, however many steps there are."""
        for amount in range(7):
            self.type((self.n_acme, self.january, str(amount)))
        first = self.history([self.n_acme], page_size=3)
        last = self.history([self.n_acme], page_size=3, offset=6)
        self.assertEqual((first["total"], len(first["lines"])), (7, 3))
        self.assertEqual((last["total"], [line["after"] for line in last["lines"]]), (7, [0]))

        def count(size):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            table_of(self.sales.with_user(self.manager)).history([], page_size=size)
            return self.env.cr.sql_log_count - before

        count(3)
        self.assertEqual(count(3), count(6))

    def test_what_is_no_range(self):
        other = self.plan("team", name="Other", year=2026)
        with self.assertRaises(UserError):
            self.history([other.root_id])
        with self.assertRaises(UserError):
            self.history([self.n_acme], [other.period_ids[0]])
        with self.assertRaises(UserError):
            self.history(first_day="tomorrow")

    def test_who_reads_it(self):
        """Auditors read all of it; who does not see the draft reads nothing of it."""
        self.type((self.n_acme, self.january, "100"))
        self.assertEqual(self.lines(user=self.auditor)[0][1:], (1, None, 100))
        for user in (self.salesperson, self.leader, self.stranger):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.history([self.n_acme], user=user)

    def test_who_sees_some_rows(self):
        """Owners of rows read what is in force, not how it was prepared."""
        self.type((self.n_acme, self.january, "100"))
        self.sales.action_confirm()
        self.assertEqual(self.lines(user=self.salesperson), [])
        self.assertEqual(self.lines([self.n_acme], user=self.salesperson), [])
        self.assertEqual(self.history(user=self.salesperson)["people"], [])


@tagged("post_install", "-at_install")
class TestTableHistoryCascade(CascadeCommon):
    """What was prepared before a row was given to somebody to split is not told to them."""

    def history(self, user, *names):
        return table_of(self.plan_of(user)).history(self.ids_of(*names))["lines"]

    def test_from_when_it_was_given(self):
        self.type(self.manager, "salesperson", "351")
        self.publish(self.manager, "north")
        self.assertEqual(self.history(self.leader), [])
        self.type(self.leader, "salesperson", "352")
        self.type(self.manager, "salesperson", "353")
        after = [(line["after"], line["user"]) for line in self.history(self.leader)]
        self.assertEqual(after, [(353, "Manager"), (352, "Leader")])
        self.assertEqual(len(self.history(self.leader, "salesperson")), 2)
        self.assertEqual(self.history(self.leader, "north"), [], "they do not prepare it")

    def test_steps_about_other_rows_too(self):
        """A step that changed rows of others says nothing of them, nor counts their amounts."""
        self.publish(self.manager, "north")
        cells = [
            [self.tree[name].id, self.january.id, amount]
            for name, amount in (("salesperson", "351"), ("stranger", "717171"))
        ]
        self.edit(self.manager, "type", cells=cells, spread=False, source="paste")
        [line] = self.history(self.leader)
        self.assertEqual(line["label"], "Changed together with other cells")
        self.assertEqual((line["count"], line["after"]), (1, 351))

    def test_salespeople_read_nothing(self):
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson")
        self.type(self.leader, "salesperson", "352")
        self.assertEqual(self.history(self.salesperson, "salesperson"), [])
