"""What each role can really do, found out by calling everything as it."""

import json
from contextlib import suppress
from functools import cached_property

import psycopg2
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tools import mute_logger
from odoo.tools.json import json_default

from .roles_calls import Calls
from .roles_kinds import Kinds
from .roles_samples import LINES, Samples

OPERATIONS = ("read", "search", "group", "sort", "export", "create", "write", "delete")
#: Reports whose records are the same for all, and their figures what each reader may see.
OF_THE_READER = frozenset(
    ("sales.customer.effort", "sales.customer.recurring", "sales.market.report")
)
#: Reports whose groups have the amount of a document once that several records are about.
COUNTED_ONCE = frozenset(("sales.open.task",))
#: Kinds of fields that a client writes one value of, those that mean least first.
_PLAIN = (
    *("char", "text", "html", "boolean", "float", "monetary", "integer", "date", "selection"),
    *("many2one", "many2many", "binary", "json"),
)


class Done(Exception):
    """Takes back what a call did."""


def is_ours(field):
    """Whether a field is one of this add-on's, not one that Odoo gives its models."""
    return "sales_plan" in field._modules


def get_own_models(env):
    """Return the names of the models of this add-on that have records."""
    return sorted(
        name
        for name, model in env.items()
        if model._original_module == "sales_plan" and not model._abstract
    )


def get_own_fields(model):
    """Return the fields of this add-on that a model has, but for those that Odoo writes."""
    return {
        name: field
        for name, field in model._fields.items()
        if is_ours(field) and name not in MAGIC_COLUMNS and name != "display_name"
    }


def get_written_fields(model):
    """Return the names of the fields of a model that clients may write."""
    own = get_own_fields(model)
    kept = {name for name, field in own.items() if field.readonly}
    if hasattr(model, "_get_code_fields"):
        kept = model._get_code_fields()
    return sorted(
        name
        for name, field in own.items()
        if name not in kept and (field.inverse if field.related else field.store or field.inverse)
    )


def get_fixed_fields(model):
    """Return those of them that are written at creation only."""
    return set(model._get_fixed_links()) if hasattr(model, "_get_fixed_links") else set()


class Caller:
    """Calls methods as clients do, and takes back what they did."""

    def __init__(self, env):
        self.env = env

    def call(self, user, model, method, *args, before=None, **kwargs):
        """Return ``(whether it was done, what came back)`` of a call that is taken back.

        :param before: called first; what it returns are the arguments
        """
        return self.attempt(
            lambda: self.make(user, model, method, before() if before else args, kwargs)
        )

    def attempt(self, action):
        """Return ``(whether it was done, what came back)`` of anything; take it back; let errors
        pass that are none for a user."""
        result = None
        silent = mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model", "odoo.models")
        with suppress(Done), silent:
            try:
                with self.env.cr.savepoint():
                    result = action()
                    raise Done
            except (UserError, psycopg2.IntegrityError) as error:
                return False, error
        return True, result

    def make(self, user, model, method, args, kwargs):
        """Make a call with what arrives of its arguments; return what arrives of the answer."""
        context = {"allowed_company_ids": user.company_ids.ids, **kwargs.get("context", {})}
        env = self.env(user=user.id, su=False, context={})
        sent = json.dumps([args, {**kwargs, "context": context}], default=json_default)
        args, kwargs = json.loads(sent)
        result = call_kw(env[model], method, args, kwargs)
        env.flush_all()
        return json.loads(json.dumps(result, default=json_default))


class Observed:
    """The table of roles as it is: :attr:`records`, :attr:`methods`, :attr:`existing`."""

    def __init__(self, company):
        self.company = company
        self.env = company.env
        self.samples = Samples(company)
        self.kinds = Kinds(company)
        self.calls = Calls(self.samples)
        self.caller = Caller(self.env)
        self.people = company.get_people()
        self.existing = {}  # {model or (model, method): kinds}
        self.records, self.methods = {}, {}

    def observe(self, methods):
        """Find out what everybody can do with all models, and call of some methods."""
        self.records = {name: self._observe(name) for name in get_own_models(self.env)}
        # a mixin has no records: its methods are those of the models that have it
        methods = [key for key in methods if not key[0].endswith(".mixin")]
        self.methods = {key: self._observe_method(*key) for key in sorted(methods)}

    def _observe(self, name):
        """Return ``{role: {operation: kinds}}`` of a model."""
        found = {}
        for role, user in self.people.items():
            by_kind = self._get_samples(name, role)
            self.existing.setdefault(name, set()).update(by_kind)
            self.existing.setdefault((name, "create"), set()).update(self.samples.subjects(name))
            found[role] = Reach(self, name, user, by_kind).observe()
        return found

    def _get_samples(self, name, role):
        if not self.env[name]._transient:
            return self.samples.of(name)
        return {
            "mine": self.samples.open_dialog(name, self.people[role]),
            "others": self.samples.open_dialog(name, self.get_other(role)),
        }

    def get_other(self, role):
        """Return somebody else who opens dialogs."""
        return self.people["leader" if role == "manager" else "manager"]

    # Methods ------------------------------------------------------------------

    def _observe_method(self, model, method):
        """Return ``{role: kinds}`` of what a method may be called on."""
        kinds = self.calls.kinds(model, method)
        self.existing[model, method] = set(kinds)
        is_dialog = self.env[model]._transient and model != "res.config.settings"
        ask = self._press if is_dialog else self._ask
        return {
            role: {kind for kind in kinds if ask(role, model, method, kind)} for role in self.people
        }

    def _ask(self, role, model, method, kind):
        ids, arguments = self.calls.arguments(model, method, kind)
        args = [] if ids is None else [ids]
        done, result = self.caller.call(self.people[role], model, method, *args, **arguments)
        return done and self._has_answer(method, result)

    @staticmethod
    def _has_answer(method, result):
        """Whether what came back is about what was asked: lists without it are no answer."""
        if method in ("table_rows", "table_search", "table_children"):
            return bool(result["rows"])
        if method == "table_history":
            return bool(result["lines"])
        if method == "table_sum":
            return any(value is not None for value in result.values()) if result else False
        return True

    def _press(self, role, model, method, kind):
        """Let somebody make a dialog and press its button."""
        user = self.people[role]
        if model in LINES:
            owner = user if kind == "mine" else self.get_other(role)
            line = self.samples.open_dialog(model, owner)
            return self.caller.call(user, model, method, line.ids)[0]
        values = self.calls.dialog_values(model, method, kind)
        done, __ = self.caller.call(
            user, model, method, before=lambda: [self._make_dialog(user, model, method, values)]
        )
        return done

    def _make_dialog(self, user, model, method, values):
        """Return the id of a dialog that the program has opened for somebody, whoever they are."""
        env = self.env(user=user.id, su=False, context={})
        # sudo: what its button asks of its user is what is looked at
        dialog = env[model].sudo().create(values)
        if model == "sales.plan.import" and method != "action_check":
            # sudo: the plan has changed since the file was made
            dialog.plan_id.root_id.target_ids[0].amount += 1
            dialog.sudo(False).action_check()
            dialog.sudo(False).action_take_all()
        env.flush_all()
        return dialog.ids


class Reach:
    """What one role can do with records of one model."""

    def __init__(self, observed, name, user, by_kind):
        self.observed = observed
        self.name = name
        self.user = user
        self.by_kind = by_kind
        self.model = observed.env[name]
        self.ids = [record_id for found in by_kind.values() for record_id in found.ids]

    def observe(self):
        """Return ``{operation: kinds}``."""
        return {name: getattr(self, f"_{name}")() for name in OPERATIONS}

    def _can(self, method, *args, **kwargs):
        return self.observed.caller.call(self.user, self.name, method, *args, **kwargs)

    def _each(self, attempt):
        """Return the kinds with whose first record an attempt succeeds."""
        return {kind for kind, records in self.by_kind.items() if attempt(records.ids[0])}

    def _read(self):
        found = set()
        for kind, records in self.by_kind.items():
            if self._may_read(records.ids):
                found.add(kind)
            elif any(self._may_read([record_id]) for record_id in self._sample(records)):
                found.add(f"{kind}?")
        return found

    def _may_read(self, ids):
        """Whether all records are read; reports leave out what is hidden, without a word."""
        done, answer = self._can("read", ids)
        return done and len(answer) == len(ids)

    def _sample(self, records):
        """Return which records are read one by one: of reports, which are slow, two."""
        ids = records.ids
        return ids if self.model._auto else {ids[0], ids[-1]}

    def _search(self):
        return self._sorted_out(self._found)

    @cached_property
    def _found(self):
        """``(whether one may search, ids that are found)``."""
        return self._can("search", self._domain(), context=self._all())

    def _sort(self):
        """All records sorted by every field at once: hidden ones are not among them."""
        names = [
            name
            for name, field in self.model._fields.items()
            if field.store and field.column_type and field.type not in ("json", "binary")
        ]
        order = ", ".join(f"{name} DESC" for name in names)
        return self._sorted_out(
            self._can("search", self._domain(), order=order, context=self._all())
        )

    def _sorted_out(self, answer):
        """Return the kinds of what was found."""
        done, ids = answer
        found = set()
        for kind, records in self.by_kind.items() if done else ():
            if set(records.ids) <= set(ids):
                found.add(kind)
            elif set(records.ids) & set(ids):
                found.add(f"{kind}?")
        return found

    def _domain(self):
        return [["id", "in", self.ids]]

    @staticmethod
    def _all():
        return {"active_test": False}

    def _group(self):
        """Counts and sums are those of what is found, together and by every reference at once."""
        done, ids = self._found
        names = [
            f"{name}:{field.aggregator}"
            for name, field in self.model._fields.items()
            if field.store and field.aggregator in ("sum", "max") and field.type != "boolean"
        ]
        asked = [self._domain(), [], ["__count", *names]]
        grouped, groups = self._can("formatted_read_group", *asked, context=self._all())
        if not grouped or not ids:
            return set()
        self._check_sums(ids, groups, names)
        self._check_counts(ids)
        return self._search() if done else set()

    def _check_sums(self, ids, groups, names):
        company = self.observed.company
        expected = self._sum_read(ids, names)
        company.assertEqual(groups[0]["__count"], len(ids), (self.name, self.user.login))
        for name in () if self.name in COUNTED_ONCE else names:
            company.assertAlmostEqual(
                groups[0][name] or 0, expected[name] or 0, 6, (self.name, self.user.login, name)
            )

    def _sum_read(self, ids, names):
        """Return what records sum up to: as everybody reads them, or as this one does."""
        if self.name in OF_THE_READER:
            __, rows = self._can("read", ids)
            totals = {"sum": sum, "max": max}
            parts = (name.split(":") for name in names)
            return {
                f"{field}:{aggregator}": totals[aggregator](row[field] or 0 for row in rows)
                for field, aggregator in parts
            }
        model = self.observed.samples.env[self.name]
        [sums] = model.formatted_read_group(Domain("id", "in", ids), [], ["__count", *names]) or [
            {"__count": 0}
        ]
        return sums

    def _check_counts(self, ids):
        """Groups have as many records as are found, whatever they refer to."""
        references = [
            name
            for name, field in self.model._fields.items()
            if field.type == "many2one" and field.store and field.column_type
        ]
        asked = [self._domain(), references, ["__count"]]
        done, groups = self._can("formatted_read_group", *asked, context=self._all())
        count = sum(group["__count"] for group in groups) if done else None
        self.observed.company.assertEqual(count, len(ids), (self.name, self.user.login))

    def _export(self):
        names = ["display_name"] + [
            name
            for name, field in self.model._fields.items()
            if field.exportable
            and not field.relational
            and field.type not in ("binary", "json")
            and name != "id"
        ]
        return self._each(lambda record_id: self._can("export_data", [record_id], names)[0])

    def _create(self):
        observed, samples = self.observed, self.observed.samples
        role = next(role for role, user in observed.people.items() if user == self.user)
        found = set()
        for kind in samples.subjects(self.name):
            owner = observed.get_other(role) if kind == "others" else self.user

            def values(kind=kind, owner=owner):
                return [samples.values(self.name, kind, owner)]

            if self._can("create", before=values)[0]:
                found.add(kind)
        return found

    def _write(self):
        return self._each(self._write_something)

    def _write_something(self, record_id):
        """Whether the record takes a new value for any field."""
        if not self._can("write", [record_id], {})[0]:
            return False
        fields = [self.model._fields[name] for name in get_written_fields(self.model)]
        fields = [field for field in fields if field.type in _PLAIN]
        fields.sort(key=lambda field: _PLAIN.index(field.type))
        record = self.observed.samples.env[self.name].browse(record_id)
        for field in fields:
            value = self._get_new_value(record, field)
            if self._can("write", [record_id], {field.name: value})[0]:
                return True
        return False

    @staticmethod
    def _get_new_value(record, field):
        value = record[field.name]
        if field.type in ("char", "text", "html"):
            return f"{value or ''} new"
        if field.type == "boolean":
            return not value
        if field.type in ("float", "monetary", "integer"):
            return value + 1
        return field.convert_to_write(value, record)

    def _delete(self):
        return self._each(lambda record_id: self._can("unlink", [record_id])[0])
