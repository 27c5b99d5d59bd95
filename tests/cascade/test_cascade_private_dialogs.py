from odoo.tests import tagged

from ..common.cascade_private import CascadePrivateCommon
from ..common.table_calls import table_of

#: Names of values that say which record something is, not what is in it.
IDENTITIES = {"id", "res_id", "wizard_id", "suggest_id", "explain_id", "line_ids", "display_name"}


class DialogsCommon(CascadePrivateCommon):
    """Dialogs that anybody may open by their names, with whatever rows a client names."""

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


@tagged("post_install", "-at_install")
class TestCascadePrivateDialogs(DialogsCommon):
    """P16, S7: dialogs of the planning table do not tell what is not published."""

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


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCascadePrivateDialogsLong(DialogsCommon):
    """Nor do they when a client makes them up itself."""

    def test_publishing_dialog(self):
        """It shows only what its user prepares, whichever rows a client names."""

        def way(env, ask):
            ids = self.every_row()
            for rows in ([], ids, *([row_id] for row_id in ids)):
                for below in (False, True):
                    values = {"plan_id": self.cascade.id, "named_rows": rows, "is_below": below}
                    self._ask_wizard(env, ask, "sales.plan.publish", values, "line_ids")

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
