import itertools
import threading

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of
from ..common.transactions import TransactionsCommon


@tagged("post_install", "-at_install")
class TestTableConflicts(TableCommon):
    """P15: two people on one plan; the later one is told, sees both values and decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.another_manager()

    def test_same_cell(self):
        self.type((self.n_acme, self.january, "100"))
        version = self.sales.edit_version
        self.type((self.n_acme, self.january, "110"), user=self.other)
        answer = self.type((self.n_acme, self.january, "120"), version=version)
        self.assertFalse(answer["ok"])
        conflict = answer["conflict"]
        self.assertEqual((conflict["version"], conflict["count"]), (version + 1, 1))
        [cell] = conflict["cells"]
        self.assertEqual(
            (cell["row"], cell["period"], cell["was"], cell["theirs"], cell["mine"], cell["by"]),
            ("Acme", "Jan 2026", 100, 110, 120, "Olga"),
        )
        self.assertPlanned(self.n_acme, self.january, 110)
        answer = self.type((self.n_acme, self.january, "120"), version=version, force=True)
        self.assertTrue(answer["ok"])
        self.assertPlanned(self.n_acme, self.january, 120)

    def test_disjoint_cells(self):
        """Changes beside each other are both kept; the answer tells of both."""
        version = self.sales.edit_version
        self.type((self.n_bolt, self.january, "10"), user=self.other)
        answer = self.type(
            (self.n_acme, self.january, "20"), version=version, watch=[self.n_acme, self.n_bolt]
        )
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["merged"], [{"user": "Olga", "count": 1}])
        self.assertEqual(
            {row["id"]: row["cells"][0][0] for row in answer["rows"]},
            {self.n_acme.id: 20, self.n_bolt.id: 10},
        )

    def test_spread_over_what_others_changed(self):
        """What a typed parent would overwrite below is a conflict too, named cells first."""
        self.type((self.north, self.january, "100"), spread=True)
        version = self.sales.edit_version
        self.type((self.n_acme, self.january, "70"), user=self.other)
        answer = self.type((self.north, self.january, "200"), spread=True, version=version)
        self.assertFalse(answer["ok"])
        self.assertEqual([cell["row"] for cell in answer["conflict"]["cells"]], ["Acme"])
        self.assertPlanned(self.north, self.january, 100)

    def test_own_steps_are_no_conflict(self):
        """A window that types on what it knew before its own last step meets no conflict; another
        window of the same user does."""
        plan = self.plan_of()
        version = plan.edit_version
        edits = [
            {"kind": "type", "spread": False, "cells": [[self.n_acme.id, self.january.id, amount]]}
            for amount in ("1", "2", "3")
        ]
        self.assertTrue(table_of(plan).edit(edits[0], version, "window:1")["ok"])
        self.assertTrue(table_of(plan).edit(edits[1], version, "window:2")["ok"])
        self.assertFalse(table_of(plan).edit(edits[2], version, "other:3")["ok"])
        self.assertFalse(
            table_of(plan.with_user(self.other)).edit(edits[2], version, "window:4")["ok"]
        )
        self.assertPlanned(self.n_acme, self.january, 2)

    def test_changed_and_changed_back(self):
        self.type((self.n_acme, self.january, "100"))
        version = self.sales.edit_version
        self.type((self.n_acme, self.january, "110"), user=self.other)
        self.undo(user=self.other)
        answer = self.type((self.n_acme, self.january, "120"), version=version)
        self.assertTrue(answer["ok"])

    def test_row_removed_meanwhile(self):
        version = self.sales.edit_version
        self.edit("remove_rows", rows=self.n_acme, user=self.other)
        with self.assertRaisesRegex(UserError, "no such row any more"):
            self.type((self.n_acme, self.january, "120"), version=version)

    def test_refresh(self):
        version = self.sales.edit_version
        self.type((self.n_bolt, self.january, "10"), user=self.other)
        answer = table_of(self.plan_of()).refresh(version, self.n_bolt.ids)
        self.assertEqual(answer["version"], version + 1)
        self.assertEqual(answer["rows"][0]["cells"][0], [10, 0, None])
        self.assertEqual(table_of(self.plan_of()).refresh(version + 1, self.n_bolt.ids)["rows"], [])


@tagged("post_install", "-at_install", "sales_plan_commits")
class TestTableTransactions(TransactionsCommon):
    """P15: two transactions at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        self.tokens = itertools.count()
        with self.connect() as env:
            partners = env["res.partner"].create(
                [
                    {"name": f"Concurrent {number}", "ref": self.MARK, "is_company": True}
                    for number in range(20)
                ]
            )
            plan = env["sales.plan"].create(
                {
                    "name": self.MARK,
                    "date_from": "2031-01-01",
                    "date_to": "2031-12-31",
                    "period_type": "quarter",
                    "level_ids": [Command.create({"dimension": "customer"})],
                }
            )
            rows = env["sales.plan.allocation"].create(
                [{"parent_id": plan.root_id.id, "partner_id": partner.id} for partner in partners]
            )
            self.plan_id, self.row_ids, self.root_id = plan.id, rows.ids, plan.root_id.id
            self.period_ids = plan.period_ids.ids

    def remove_all(self):
        with self.connect() as env:
            env.cr.execute("UPDATE sales_plan SET state = 'draft' WHERE name = %s", [self.MARK])
            env["sales.plan"].search([("name", "=", self.MARK)]).unlink()
            env["res.partner"].search([("ref", "=", self.MARK)]).unlink()

    def type(self, env, cells, spread=False, force=False, version=None):
        plan = env["sales.plan"].browse(self.plan_id)
        return table_of(plan).edit(
            {"kind": "type", "spread": spread, "cells": cells},
            plan.edit_version if version is None else version,
            f"concurrent {next(self.tokens)}",
            force=force,
        )

    def read_targets(self):
        """Return ``{(row, period): amount}`` and check that every step is recorded."""
        with self.connect() as env:
            targets = env["sales.plan.target"].search([("plan_id", "=", self.plan_id)])
            return {
                (target.allocation_id.id, target.period_id.id): target.amount for target in targets
            }

    def run_together(self, *calls):
        """Run calls in transactions at the same time, each tried again as the server does."""
        results, barrier = [None] * len(calls), threading.Barrier(len(calls))

        def run(number, call):
            with self.connect() as env:
                barrier.wait(30)
                try:
                    results[number] = retrying(lambda: call(env), env)
                except Exception as error:  # noqa: BLE001 whatever it is, the test shows it
                    results[number] = error

        threads = [
            threading.Thread(target=run, args=(number, call)) for number, call in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        errors = [result for result in results if isinstance(result, Exception)]
        if errors:
            raise errors[0]
        return results

    def test_confirmed_twice(self):
        """Two who confirm a plan at the same time do not block each other: the second is told."""
        self.run_together(
            lambda env: self.type(env, [[self.row_ids[0], self.period_ids[0], "1"]], version=0)
        )

        def confirm(env):
            try:
                env["sales.plan"].browse(self.plan_id).action_confirm()
            except UserError as error:
                return str(error)

        with self.assertNoLogs("odoo.sql_db", "ERROR"):
            told = self.run_together(confirm, confirm)
        self.assertEqual(sorted(text and "stays as it is" in text for text in told if text), [True])

    def test_chosen_twice(self):
        """Who chooses in two windows at the same time is not told of it: one choice stays."""
        self.run_together(
            *(
                lambda env, above=above: table_of(env["sales.plan"].browse(self.plan_id)).choose(
                    above
                )
                for above in ("follow", "stay", "ask")
            )
        )
        with self.connect() as env:
            choices = env["sales.plan.table.choice"].search([("plan_id", "=", self.plan_id)])
            self.assertEqual(len(choices), 1)

    def test_disjoint(self):
        """Nothing is lost: everybody's cells are there, steps are numbered one by one."""
        period = self.period_ids[0]
        groups = [self.row_ids[number::4] for number in range(4)]
        results = self.run_together(
            *(
                lambda env, rows=rows, number=number: self.type(
                    env, [[row, period, str(number + 1)] for row in rows], version=0, force=False
                )
                for number, rows in enumerate(groups)
            )
        )
        self.assertTrue(all(result["ok"] for result in results))
        expected = {(row, period): number + 1 for number, rows in enumerate(groups) for row in rows}
        self.assertEqual(self.read_targets(), expected)
        with self.connect() as env:
            steps = env["sales.plan.step"].search([("plan_id", "=", self.plan_id)])
            self.assertEqual(sorted(steps.mapped("number")), [1, 2, 3, 4, 5])

    def test_overlapping(self):
        """The same cells at once: one is taken whole, the other told, nothing is mixed."""
        period = self.period_ids[0]
        with self.connect() as env:
            version = env["sales.plan"].browse(self.plan_id).edit_version
        results = self.run_together(
            *(
                lambda env, amount=amount: self.type(
                    env, [[row, period, amount] for row in self.row_ids], version=version
                )
                for amount in ("10", "20")
            )
        )
        self.assertEqual(sorted(result["ok"] for result in results), [False, True])
        [lost] = [result for result in results if not result["ok"]]
        [kept] = set(self.read_targets().values())
        self.assertEqual(lost["conflict"]["count"], 20)
        self.assertEqual(lost["conflict"]["cells"][0]["theirs"], kept)
        self.assertEqual(lost["conflict"]["cells"][0]["mine"], 30 - kept)
        self.assertIsNone(lost["conflict"]["cells"][0]["was"])

    def test_leaf_beside_total(self):
        """A leaf and the total at once: sums hold whoever comes first."""
        with self.connect() as env:
            self.type(env, [[self.root_id, None, "8000"]], spread=True)
        leaf = self.row_ids[3]
        results = self.run_together(
            lambda env: self.type(env, [[self.root_id, None, "16000"]], spread=True, force=True),
            lambda env: self.type(env, [[leaf, self.period_ids[0], "7"]], force=True),
        )
        self.assertTrue(all(result["ok"] for result in results))
        cells = self.read_targets()
        total = sum(cells[self.root_id, period] for period in self.period_ids)
        self.assertEqual(total, 16000)
        self.assertIn(cells[leaf, self.period_ids[0]], (7, round(7 * 4000 / 1907, 2)))

    def test_confirmed_by_another(self):
        """Whoever confirms a plan has seen all of it: a step comes before, or not at all."""
        cell = (self.row_ids[0], self.period_ids[0])
        with self.connect() as env:
            self.type(env, [[self.row_ids[1], self.period_ids[0], "5"]])

        def confirm(env):
            plan = env["sales.plan"].browse(self.plan_id)
            plan.action_confirm()
            return plan.edit_version

        def edit(env):
            try:
                return self.type(env, [[*cell, "9"]])["version"]
            except UserError as error:
                return str(error)

        seen, version = self.run_together(confirm, edit)
        is_before = isinstance(version, int)
        self.assertEqual(cell in self.read_targets(), is_before, (seen, version))
        if is_before:
            self.assertGreaterEqual(seen, version)
        else:
            self.assertIn("is confirmed and stays as it is", version)

    def test_failure_leaves_nothing(self):
        """A step that fails halfway leaves no cell, no step and no number behind."""
        with self.connect() as env:
            self.type(env, [[self.root_id, None, "100"]])
        before = self.read_targets()
        with self.assertRaises(UserError), self.connect() as env:
            self.type(env, [[row, self.period_ids[0], "5"] for row in self.row_ids])
            self.type(env, [[self.row_ids[0], self.period_ids[0], "x"]])
        self.assertEqual(self.read_targets(), before)
        with self.connect() as env:
            self.assertEqual(env["sales.plan"].browse(self.plan_id).edit_version, 2)
