from odoo.tests import tagged

from ..common.cascade_private import CascadePrivateCommon
from ..common.table_calls import table_of

#: Names of values that say which record something is, not what is in it.
IDENTITIES = {"id", "res_id", "wizard_id", "suggest_id", "explain_id", "line_ids", "display_name"}


@tagged("post_install", "-at_install")
class TestCascadePrivateTable(CascadePrivateCommon):
    """P16, S7: neither the planning table nor its dialogs tell what is not published."""

    COLUMNS = ("history", "change", "actual", "attainment", "progress")

    def plan_in(self, env):
        return env["sales.plan"].browse(self.cascade.id)

    def every_row(self):
        return [row.id for row in self.tree.values()]

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

    # Dialogs ------------------------------------------------------------------

    def _without_ids(self, value):
        """Return what a record holds without what only names it."""
        if isinstance(value, list):
            return [self._without_ids(item) for item in value]
        if isinstance(value, dict):
            return {
                key: self._without_ids(item) for key, item in value.items() if key not in IDENTITIES
            }
        return value

    def _ask_wizard(self, env, ask, model, values, lines=None, **context):
        """Create a dialog as a client may, and read all of it and its lines."""

        def create():
            wizard = env[model].with_context(**context).create(values)
            wizard.env.flush_all()
            wizard.env.invalidate_all()
            return [
                self._without_ids(records.read(self._get_readable(records)))
                for records in (wizard, wizard[lines] if lines else wizard)
            ]

        ask(create)

    @staticmethod
    def _get_readable(records):
        skipped = {"create_date", "write_date", *IDENTITIES}
        return [name for name in records._fields if name not in skipped]

    def test_publishing_dialog(self):
        """It shows only what its user prepares, whichever rows a client names."""

        def way(env, ask):
            ids = self.every_row()
            for rows in ([], ids, *([row_id] for row_id in ids)):
                for below in (False, True):
                    values = {"plan_id": self.cascade.id, "named_rows": rows, "is_below": below}
                    self._ask_wizard(env, ask, "sales.plan.publish", values, "line_ids")

        self.assertPrivate(way)

    def test_publishing_dialog_of_the_table(self):
        def way(env, ask):
            def read(rows):
                action = table_of(self.plan_in(env)).publish(rows)
                wizard = env["sales.plan.publish"].browse(action["res_id"])
                lines = wizard.line_ids
                return self._without_ids(lines.read(self._get_readable(lines)))

            ask(read, [])
            for row_id in self.every_row():
                ask(read, [row_id])

        self.assertPrivate(way)

    def test_publishing_dialog_that_is_not_saved(self):
        line = {name: {} for name in ("amount", "amount_before", "history", "warning")}
        names = {"given_out": {}, "is_below": {}, "line_ids": {"fields": line}}
        names |= {"plan_id": {}, "named_rows": {}}

        def way(env, ask):
            for row_id in self.every_row():
                values = {"plan_id": self.cascade.id, "named_rows": [row_id]}
                context = {f"default_{name}": value for name, value in values.items()}
                wizards = env["sales.plan.publish"]
                values = {**values, "is_below": False, "line_ids": []}
                answer = ask(wizards.onchange, values, ["is_below"], names)
                self._drop_virtual(answer)
                answer = ask(wizards.with_context(**context).onchange, {}, [], names)
                self._drop_virtual(answer)

        self.assertPrivate(way)

    def _drop_virtual(self, answer):
        """Take the names of unsaved lines out of an answer: they are never the same."""
        values = (answer or {}).get("value") or {}
        values["line_ids"] = [command[2:] for command in values.get("line_ids") or ()]

    def test_withdrawing_dialog(self):
        def way(env, ask):
            for row_id in self.every_row():
                values = {"plan_id": self.cascade.id, "allocation_ids": [(6, 0, [row_id])]}
                self._ask_wizard(env, ask, "sales.plan.withdraw", values, "allocation_ids")

        self.assertPrivate(way)

    def test_suggesting_dialog(self):
        """Weights are what rows have now, or sold: they are read as the user may."""

        def way(env, ask):
            for row_id in self.every_row():
                for method in ("current", "equal", "history", "capacity"):
                    values = {
                        "plan_id": self.cascade.id,
                        "allocation_id": row_id,
                        "method": method,
                    }
                    self._ask_wizard(env, ask, "sales.plan.suggest", values, "line_ids")

        self.assertPrivate(way)

    def test_dialogs_of_others(self):
        """What somebody has on the screen is theirs."""
        publish = table_of(self.plan_of(self.manager)).publish([])
        publish = self.env["sales.plan.publish"].browse(publish["res_id"]).sudo()
        suggest = self.env["sales.plan.suggest"].with_user(self.manager)
        values = {"allocation_id": self.tree["total"].id, "method": "current"}
        suggest = suggest.create({"plan_id": self.cascade.id, **values}).sudo()
        records = (publish, publish.line_ids, suggest, suggest.line_ids)
        dialogs = [(record._name, record.ids) for record in records]

        def way(env, ask):
            for model, ids in dialogs:
                names = self._get_readable(self.env[model])
                ask(env[model].browse(ids).read, names)
                ask(env[model].search_read, [], names)

        told = self.ask(self.manager, way)
        self.assertIn(str(self.NORTH_PREPARED), told)
        self.assertPrivate(way, told=False)

    def test_importing_dialog(self):
        def way(env, ask):
            values = {"plan_id": self.cascade.id}
            ask(env["sales.plan.import"].create, values)
            ask(env["sales.plan.import"].search_read, [])

        for user in self.attackers:
            self.assertIn("AccessError", self.ask(user, way))

    def test_explaining(self):
        """Why a customer counts where it does speaks of visible rows only."""

        def way(env, ask):
            def explain():
                action = env["sales.plan.explain"]._open(env["res.partner"].browse(self.acme.id))
                lines = env["sales.plan.explain"].browse(action["res_id"]).line_ids
                return self._without_ids(lines.read(self._get_readable(lines)))

            ask(explain)

        self.assertPrivate(way, told=False)
