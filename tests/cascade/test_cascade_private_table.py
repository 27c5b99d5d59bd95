from odoo.tests import tagged

from ..common.cascade_private import CascadePrivateCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestCascadePrivateTable(CascadePrivateCommon):
    """P16, S7: the planning table does not tell what is not published."""

    COLUMNS = ("history", "change", "actual", "attainment", "progress")

    def every_step(self):
        return self.env["sales.plan.step"].search([("plan_id", "=", self.cascade.id)])

    # The table ----------------------------------------------------------------

    def test_reading(self):
        def way(env, ask):
            plan = self.plan_in(env)
            rows = self.every_row()
            ask(table_of(plan).open, self.COLUMNS)
            ask(table_of(plan).rows, rows, self.COLUMNS)
            ask(table_of(plan).search, "", False, self.COLUMNS)
            for row_id in rows:
                ask(table_of(plan).children, row_id, self.COLUMNS)
                ask(table_of(plan).why, row_id)
                ask(table_of(plan).why, row_id, self.january.id)
                for periods in ([], self.january.ids):
                    ask(table_of(plan).sum, [row_id], periods)

        self.assertPrivate(way)

    def test_orders(self):
        """Rows below one are sorted by what the reader sees of them."""

        def way(env, ask):
            for row_id in self.every_row():
                for order in ("target", "target asc", "history", "actual"):
                    ask(table_of(self.plan_in(env)).children, row_id, (), order)

        self.assertPrivate(way)

    def test_table_of_the_form(self):
        """What is in force, with how it is doing."""

        def way(env, ask):
            plan = self.plan_in(env).with_context(sales_plan_in_force=True)
            ask(table_of(plan).open, self.COLUMNS)
            ask(table_of(plan).rows, self.every_row(), ["progress"])
            ask(table_of(plan).search, "", False, ["progress"], None, False, "target desc", True)

        self.assertPrivate(way)

    def test_progress(self):
        """Rows are found and sorted by what the reader sees of them."""

        def way(env, ask):
            plan = self.plan_in(env)
            ask(table_of(plan).rows, self.every_row(), ["progress"])
            for order in ("gap", "attainment desc", "unallocated"):
                ask(table_of(plan).search, "", False, ["progress"], None, False, order, True)
            for status in ("not_started", "on_track", "at_risk", "achieved", "missed"):
                ask(table_of(plan).search, "", False, (), None, status)

        self.assertPrivate(way)

    def test_history(self):
        """Of the plan and of each row, whoever took the steps."""

        def way(env, ask):
            plan = self.plan_in(env)
            ask(table_of(plan).history)
            ask(table_of(plan).history, self.every_row())
            for row_id in self.every_row():
                ask(table_of(plan).history, [row_id])

        self.assertPrivate(way)

    def test_refreshing(self):
        """Since whatever step, with whatever rows on the screen."""

        def way(env, ask):
            for version in range(self.cascade.edit_version + 1):
                ask(table_of(self.plan_in(env)).refresh, version, self.every_row(), self.COLUMNS)

        self.assertPrivate(way)

    def test_conflicts(self):
        """Who types over what others changed is shown what others did only where it is theirs."""

        def way(env, ask):
            for version in range(0, self.cascade.edit_version, 5):
                for row_id in self.every_row():
                    edit = {
                        "kind": "type",
                        "cells": [[row_id, self.january.id, "1"]],
                        "spread": False,
                        "source": "type",
                    }
                    self._ask_in_vain(
                        ask,
                        table_of(self.plan_in(env)).edit,
                        edit,
                        version,
                        "me: 1",
                        self.every_row(),
                    )

        self.assertPrivate(way)

    def test_edits(self):
        """Steps that would begin from hidden figures are refused, and say none of them."""
        january = self.january.ids
        edits = [
            {"kind": "spread", "direction": "below", "mode": "current", "periods": january},
            {"kind": "spread", "direction": "below", "mode": "even", "periods": []},
            {"kind": "spread", "direction": "periods", "mode": "even", "periods": []},
            {"kind": "copy", "periods": [], "from_period": self.january.id, "percent": "10"},
            {"kind": "copy", "periods": [], "from_period": None},
            {"kind": "round", "periods": january, "to": "1000"},
            {"kind": "hold", "periods": january},
            {"kind": "release", "periods": january},
            {"kind": "clear", "periods": january, "below": True},
            {"kind": "discard", "periods": january},
            {"kind": "remove_rows"},
        ]

        def way(env, ask):
            plan = self.plan_in(env)
            version = self.cascade.edit_version
            names = ("total", "north", "colleague", "south")
            for row_id in self.ids_of(*names):
                for edit in edits:
                    edit_row = {"rows": [row_id], **edit}
                    self._ask_in_vain(
                        ask, table_of(plan).edit, edit_row, version, "me: 1", self.every_row()
                    )
                for entry in ("+1", "*2", "=+10%", "1e30"):
                    for spread in (False, True):
                        cells = [[row_id, self.january.id, entry], [row_id, None, entry]]
                        edit = {"kind": "type", "cells": cells, "spread": spread}
                        self._ask_in_vain(
                            ask, table_of(plan).edit, edit, version, "me: x", [], (), True
                        )

        self.assertPrivate(way)

    def _ask_in_vain(self, ask, function, *args):
        """Ask for a change, and take it back whether or not it was refused."""

        def call():
            answer = function(*args)
            for name in ("step", "undo", "redo"):
                if answer.get(name):
                    answer[name].pop("id")
            return answer

        savepoint = self.env.cr.savepoint()
        ask(call)
        savepoint.close(rollback=True)
        self.env.invalidate_all()

    def test_undoing_steps_of_others(self):
        def way(env, ask):
            for step in self.every_step():
                self._ask_in_vain(
                    ask,
                    table_of(self.plan_in(env)).undo,
                    self.cascade.edit_version,
                    "me: 1",
                    self.every_row(),
                    (),
                    step.id,
                )

        self.assertPrivate(way)

    def test_what_was_prepared_before(self):
        """Figures that nobody below ever saw: before a row was published, or published again."""
        figure = 4444411
        self.type(self.manager, "stranger", str(figure))
        self.type(self.manager, "stranger", "2236067")
        self.publish(self.manager, "south")
        self.withdraw(self.manager, "south")
        self.type(self.manager, "stranger", str(figure + 1))
        self.type(self.manager, "stranger", "2236067")
        self.publish(self.manager, "south")
        row_id, january = self.tree["stranger"].id, self.january.id

        def way(env, ask):
            plan = self.plan_in(env)
            ask(table_of(plan).why, row_id, january)
            ask(table_of(plan).why, row_id)
            for version in range(self.cascade.edit_version):
                edit = {"kind": "type", "cells": [[row_id, january, "1"]], "spread": False}
                self._ask_in_vain(ask, table_of(plan).edit, edit, version, "me: 1")

        self.assertIn(str(figure), self.ask(self.manager, way))
        answer = self.ask(self.other_leader, way)
        self.assertIn("2236067", answer)
        self.assertSilent(answer, [figure, figure + 1])
