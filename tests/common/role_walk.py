"""A random walk of all roles over a small company: whoever they are, they call anything."""

import json
from contextlib import suppress

import psycopg2
from odoo.exceptions import MissingError, UserError
from odoo.service.model import call_kw
from odoo.tools import mute_logger
from odoo.tools.json import json_default

#: What a client may send in place of anything.
ODD = (
    *(None, True, False, 0, -1, 7, 2**31 - 1, 1.5, float("nan"), float("inf"), 10**30),
    *("", "x", "-5", "1e400", "\0", "x" * 5000, [], [1], [[1]], [None], {}, {"a": 1}),
    *([["plan_id.name", "ilike", "a"]], [[6, 0, [1]]], [[0, 0, {}]], [[2, 1]], "2026-02-31"),
)
#: What people type into cells.
ENTRIES = ("0", "7", "-3", "12.34", "", "+10%", "-100%", "*1.5", "/3", "=1+2", "1000000", "x")
#: What Odoo does with any record.
NATIVE = (
    *("write", "create", "unlink", "copy", "load", "name_create", "web_save", "action_archive"),
    *("read", "search_read", "web_search_read"),
)


class RoleWalk:
    """Draws calls and makes them; what was refused leaves nothing behind."""

    def __init__(self, company, calls, methods, models, rng):
        self.company = company
        self.env = company.env
        self.calls = calls
        self.samples = calls.samples
        self.methods = methods
        self.models = models
        self.rng = rng
        busy = [company.manager, company.manager, company.leader, company.leader]
        others = [company.colleague, company.stranger, company.other_leader, company.expat]
        self.people = [*company.get_people().values(), *busy, *others]
        self.done = 0
        self.last = None  # the call that is being made, for who looks for what went wrong

    def step(self):
        """Make one call; return ``(user, model, method, arguments)``, nothing where there is
        nothing to call any more."""
        user = self.rng.choice(self.people)
        draw = self.rng.choice(
            (self.draw_method, self.draw_method, self.draw_method, self.draw_edit, self.draw_record)
        )
        self.samples.forget()
        try:
            with self.env.cr.savepoint():
                model, method, args, kwargs = draw(user)
            sent = json.dumps([args, kwargs], default=json_default)
        except (UserError, MissingError, IndexError, KeyError, psycopg2.Error):
            return None  # what it was to be about is gone
        self.last = (user.login, model, method, sent)
        self.call(user, model, method, *json.loads(sent))
        return user, model, method, sent

    def call(self, user, model, method, args, kwargs):
        """Make a call as a client does."""
        kwargs = {**kwargs, "context": {"allowed_company_ids": user.company_ids.ids}}
        self.env.invalidate_all()
        silent = mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.models")
        with silent, suppress(UserError, psycopg2.IntegrityError):
            with self.env.cr.savepoint():
                env = self.env(user=user.id, su=False, context={})
                result = call_kw(env[model], method, args, kwargs)
                self.env.flush_all()
                json.dumps(result, default=json_default)
            self.done += 1
        self.env.invalidate_all()

    # Calls --------------------------------------------------------------------

    def draw_method(self, user):
        """One of the public methods, on something of some kind, at times with odd arguments."""
        model, method = self.rng.choice(self.methods)
        while model.endswith(".mixin"):
            model, method = self.rng.choice(self.methods)
        if self.env[model]._transient and model != "res.config.settings":
            return self.draw_dialog(user, model, method)
        kind = self.rng.choice(self.calls.kinds(model, method))
        ids, arguments = self.calls.arguments(model, method, kind)
        if arguments and self.rng.random() < 0.3:
            arguments[self.rng.choice(sorted(arguments))] = self.draw_value()
        if ids is not None and self.rng.random() < 0.2:
            ids = self.draw_ids(model)[:1] or [1]
        return model, method, [] if ids is None else [ids], arguments

    def draw_dialog(self, user, model, method):
        """A button of a dialog of one's own, or of somebody else's."""
        opened = self.env(su=True)[model].search([("create_uid", "=", user.id)], limit=20)
        if opened and self.rng.random() < 0.6:
            return model, method, [self.rng.choice(opened.ids)], {}
        kind = self.rng.choice(self.calls.kinds(model, method))
        if self.rng.random() < 0.2:
            return model, method, [self.draw_ids(model)[:1] or [1]], {}
        values = self.calls.samples.values(model, kind, user)
        if "plan_id" in values and kind in ("draft", "abroad"):
            values = self.calls.dialog_values(model, method, kind)
        self.call(user, model, "create", [values], {})
        newest = self.env(su=True)[model].search([], order="id desc", limit=1)
        return model, method, [newest.ids or [1]], {}

    def draw_edit(self, user):
        """A step in the planning table: typed, cleared, spread, held, rounded, undone."""
        row = self.rng.choice(list(self.samples.rows.values())).exists()
        plan = row.plan_id
        rows = [
            self.rng.choice(plan.allocation_ids.ids) for __ in range(self.rng.choice((1, 1, 3)))
        ]
        period = self.rng.choice(plan.period_ids.ids)
        step = {
            "version": plan.edit_version,
            "token": f"walk {self.rng.random()}",
            "watch": [],
            "columns": [],
        }
        if self.rng.random() < 0.2:
            undo = self.rng.choice(("table_undo", "table_redo"))
            return "sales.plan.table", undo, [], {"plan_id": plan.id, **step}
        cells = [[row_id, period, self.rng.choice(ENTRIES)] for row_id in rows]
        edit = self.rng.choice(
            (
                {"kind": "type", "cells": cells, "spread": self.rng.random() < 0.5},
                {"kind": "type", "cells": cells, "spread": False, "above": "follow"},
                {"kind": "sum", "rows": rows, "periods": [period], "below": True},
                {"kind": "clear", "rows": rows, "periods": [period], "below": True},
                {"kind": "hold", "rows": rows, "periods": [period], "below": False},
                {"kind": "note", "row": rows[0], "period": None, "text": "Seen"},
                {"kind": "remove_rows", "rows": rows},
                {"kind": "add_rows", "parent": rows[0], "values": [self.company.coil.id]},
            )
        )
        if self.rng.random() < 0.1:
            edit[self.rng.choice(sorted(edit))] = self.draw_value()
        return "sales.plan.table", "table_edit", [], {"plan_id": plan.id, "edit": edit, **step}

    def draw_record(self, user):
        """Something that Odoo does with any record, right or odd."""
        model = self.rng.choice(self.models)
        fields = self.env[model]._fields
        name = self.rng.choice(sorted(set(fields) - {"id"}))
        method = self.rng.choice(NATIVE)
        if method == "action_archive" and "active" not in fields:
            method = "unlink"
        if method == "search_read" and not fields[name]._description_searchable:
            method = "read"  # Odoo searches by what is stored only
        ids = self.draw_ids(model)
        values = {name: self.draw_value(model, name)}
        if method in ("create", "copy", "name_create", "web_save") and self.rng.random() < 0.7:
            kinds = self.samples.subjects(model)
            if kinds:
                values = self.samples.values(model, self.rng.choice(kinds), user) | values
        arguments = {
            "write": [ids, values],
            "create": [values],
            "copy": [ids[:1], {}],
            "load": [[name], [[str(self.draw_value(model, name))]]],
            "name_create": ["New"],
            "web_save": [self.rng.choice(([], ids[:1])), values, {"id": {}}],
            "read": [ids, [name]],
            "search_read": [[[name, "!=", False]], [name], 0, 5],
            "web_search_read": [[], {name: {}}],
        }
        return model, method, arguments.get(method, [ids]), {}

    def draw_ids(self, model):
        records = self.env(su=True)[model].with_context(active_test=False)
        ids = records.search([], limit=200).ids or [1]
        return [self.rng.choice(ids) for __ in range(self.rng.choice((1, 1, 2)))]

    def draw_value(self, model=None, name=None):
        """A value of a field of some other record, or something odd."""
        field = self.env[model]._fields[name] if model else None
        if field is None or self.rng.random() < 0.4:
            return self.rng.choice(ODD)
        if field.type == "many2one":
            return self.rng.choice(self.draw_ids(field.comodel_name))
        if field.type in ("one2many", "many2many"):
            return [[self.rng.choice((3, 4)), self.draw_ids(field.comodel_name)[0], 0]]
        if field.type == "selection":
            return self.rng.choice(field.get_values(self.env) or [False])
        plain = {"boolean": (True, False), "date": ("2026-05-05",)}
        return self.rng.choice(plain.get(field.type, (0, 5, -1, "5", 12.345)))
