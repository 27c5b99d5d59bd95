import json
from datetime import datetime

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common.cascade import CascadeCommon
from ..common.forecast import ForecastCommon
from ..common.table_calls import table_of

#: What a person would like to be in a field, by type.
FORGED = {
    "boolean": True,
    "integer": 424242,
    "float": 424242.0,
    "monetary": 424242.0,
    "char": "FORGED",
    "text": "FORGED",
    "html": "<p>FORGED</p>",
    "date": "1999-01-01",
    "datetime": "1999-01-01 00:00:00",
}
#: Columns that differ from one story to the next by themselves.
VOLATILE = {"id", "parent_path", "create_date", "write_date", "write_uid", "token"}


class DefaultsCommon:
    """Tells a story twice, the second time with defaults of its people for every field."""

    def get_models(self):
        own = [
            model
            for model in self.env.values()
            if model._original_module == "sales_plan" and not model._abstract and model._auto
        ]
        return [*own, self.env["mail.activity"]]

    def set_defaults(self, people):
        """Let people have a default for every field, as each may do for themself."""
        own = [
            {
                "field_id": self.env["ir.model.fields"]._get(model._name, name).id,
                "user_id": user.id,
                "json_value": json.dumps(value),
            }
            for model in self.get_models()
            for name, field in model._fields.items()
            if name not in ("id", "create_uid", "write_uid")
            and (value := self.get_forged(field)) is not None
            for user in people
        ]
        self.env["ir.default"].sudo().create(own)
        self.env.flush_all()
        self.assertGreater(len(own), 500)

    def get_forged(self, field):
        if field.type == "selection":
            values = field.get_values(self.env)
            return values[-1] if values else None
        if field.type == "many2one":
            found = self.env[field.comodel_name].with_context(active_test=False)
            return found.search([], order="id desc", limit=1).id or None
        return FORGED.get(field.type)

    def tell(self, story):
        """Tell a story and forget it; return all that it wrote: ``{model: rows}``."""
        last = {model: self.get_last_id(model) for model in self.get_models()}
        with self.env.cr.savepoint() as savepoint:
            story()
            self.env.flush_all()
            written = {model._name: self.read_new(model, last) for model in self.get_models()}
            savepoint.rollback()
        self.env.invalidate_all()
        return written

    def get_last_id(self, model):
        [[last]] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(model._table))
        )
        return last

    def read_new(self, model, last):
        """Return the rows of a model that are new, without what differs from story to story."""
        names = {
            name: field
            for name, field in model._fields.items()
            if field.store and field.column_type and name not in VOLATILE and field.type != "json"
        }
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM %s WHERE id > %s ORDER BY id",
                SQL(", ").join(SQL.identifier(name) for name in names),
                SQL.identifier(model._table),
                last[model],
            )
        )
        for row in rows:
            for name, value in row.items():
                if isinstance(value, datetime):
                    row[name] = value.year
                elif value and name.endswith("_id"):
                    row[name] = self.get_kept_id(names[name].comodel_name, value, last)
        return sorted(rows, key=repr)

    def get_kept_id(self, comodel, value, last):
        """Return the id of a record that was there before a story; of others, that they are new."""
        comodel = comodel or "sales.plan.allocation"  # a number that outlives its row
        before = last.get(self.env[comodel])
        return "new" if before is not None and value > before else value

    def assertSameStory(self, story, people):  # noqa: N802
        """Assert that a story writes the same when its people have defaults of their own."""
        self.tell(story)  # what is made once and kept, such as periods, is made
        without = self.tell(story)
        self.set_defaults(people)
        forged = self.tell(story)
        self.assertGreater(sum(map(len, without.values())), 10)
        for name, rows in without.items():
            with self.subTest(model=name):
                self.assertEqual(forged[name], rows)


@tagged("post_install", "-at_install")
class TestPersonalDefaults(DefaultsCommon, CascadeCommon):
    """P16: what people made their own defaults is in nothing that the program writes for them."""

    def test_cascade(self):
        """P5, P16: typing, undoing, publishing, answering, deciding, withdrawing, revising."""
        self.cascade.asks_agreement = True
        self.assertSameStory(self.plan_and_publish, self.manager | self.leader | self.salesperson)

    def plan_and_publish(self):
        self.type(self.manager, "north", "700")
        north, south = self.ids_of("north", "south")
        self.edit(self.manager, "add_rows", parent=south, values=[self.colleague.id])
        self.undo(self.manager)
        self.edit(self.manager, "remove_rows", rows=["acme"])
        self.undo(self.manager)
        self.edit(self.manager, "note", row=north, period=self.january.id, text="As agreed")
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson", "colleague")
        self.row_of("salesperson", self.salesperson)._propose(340.0, "Too much")
        answers = self.env["sales.plan.answer"].with_user(self.leader)
        answers.search([("state", "=", "open")])._keep_target("It stays")
        self.row_of("salesperson", self.salesperson).action_accept()
        self.withdraw(self.leader, "colleague")
        self.send()
        revision = self.plan_of(self.manager).action_revise()["res_id"]
        self.env["sales.plan"].browse(revision).with_user(self.manager).action_confirm()

    @freeze_time("2027-01-15 12:00:00")
    def test_load(self):
        """P2, P16: loading actuals, with the staged rows of its preview."""
        self.draft = self.plan("team", "salesperson", "customer", year=2027, name="Loaded")
        self.invoice(self.acme, "2026-02-10", (self.screw, 100))
        self.assertSameStory(self.load, self.manager)

    def load(self):
        loads = self.env["sales.plan.load"].with_user(self.manager)
        load = loads.create(
            {
                "plan_id": self.draft.id,
                "history": "year",
                "shape": "history",
                "rounding": "0",
                "existing": "replace",
                "filling": "earlier",
                "basis": "invoiced",
                "uplift_percent": 0,
                "uplift_amount": 0,
                "weight_1": 1,
                "weight_2": 1,
                "weight_3": 1,
                "date_from": "2026-01-01",
                "override_ids": [],
                "drops_one_offs": False,
                "one_off_percent": 300,
                "drops_lost": False,
                "lost_months": 12,
                "caps_potential": False,
                "successor_ids": [],
                "moves_history": "sold",
            }
        )
        load.action_load()
        self.assertTrue(self.draft.root_id.child_ids)
        table_of(self.draft.with_user(self.manager)).undo(self.draft.edit_version, "undo")


@tagged("post_install", "-at_install")
class TestPersonalDefaultsForecast(DefaultsCommon, ForecastCommon):
    """P16: a submission has the date, the author and the deals that there are."""

    def test_forecast(self):
        """F9, P16: adjusting and submitting, person by person and team by team."""
        self.promise(self.salesperson, 1000, team=self.team_north)
        self.promise(self.salesperson, 300, "closed", team=self.team_north)
        self.assertSameStory(self.forecast, self.leader | self.salesperson)

    def forecast(self):
        self.adjust(self.salesperson, None, "commit", 50)
        self.submit(self.salesperson)
        self.adjust(self.leader, f"person-{self.salesperson.id}", "commit", 10, of=self.team_north)
        self.submit(self.leader, self.team_north)
