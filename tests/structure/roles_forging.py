"""Fields that the table does not list: every way of writing them that a client has."""

import json

from odoo.tools.json import json_default

from .roles_samples import LINES

#: What somebody would like to have in a field, by type; another one where that is there already.
_FORGED = {
    "boolean": (True, False),
    "integer": (424242, 424243),
    "float": (42.42, 43.43),
    "monetary": (42.42, 43.43),
    "char": ("FORGED", "FORGED2"),
    "text": ("FORGED", "FORGED2"),
    "html": ("<p>FORGED</p>", "<p>FORGED2</p>"),
    "date": ("1999-01-01", "1999-01-02"),
    "datetime": ("1999-01-01 00:00:00", "1999-01-02 00:00:00"),
    "json": ({"forged": 1}, {"forged": 2}),
}


class Forger:
    """Writes fields of a model that clients may not write, as somebody who may write others."""

    def __init__(self, observed, user, name):
        self.observed = observed
        self.caller = observed.caller
        self.samples = observed.samples
        self.user = user
        self.name = name
        self.model = observed.samples.env[name]
        subjects = self.samples.subjects(name)
        wanted = [kind for kind in ("mine", "draft", "company", "shared") if kind in subjects]
        self.kind = [*wanted, *subjects][0]

    def find_forged(self, names):
        """Yield ``(way, field)`` for each field that took what was sent."""
        for name in names:
            for way in ("create", "load", "default", "personal", "write", "onchange"):
                value = self._forge(name)
                if value is not None and self._is_forged(way, name, value):
                    yield way, name

    def _forge(self, name, taken=None):
        """Return a value for a field that no record has."""
        field = self.model._fields[name]
        if field.type == "selection":
            values = [value for value in field.get_values(self.observed.env) if value != taken]
            return values[-1] if values else None
        if field.type == "many2one":
            found = self.samples.env[field.comodel_name].search([], order="id desc", limit=3)
            return next((record.id for record in found if record.id != taken), None)
        values = _FORGED.get(field.type, ())
        return next((value for value in values if value != taken), None)

    def _is_forged(self, way, name, value):
        done, found = self.caller.attempt(lambda: getattr(self, f"_{way}")(name, value))
        return done and found

    def _values(self):
        return self.samples.values(self.name, self.kind, self.user)

    def _made(self, ids, name, value):
        """Whether a record that was made has the value, though one made without has not."""
        record = self.model.browse(ids)
        if not record.exists() or self._read(record[-1:], name) != value:
            return False
        plain = self._call("create", [self._values_again()])
        return self._read(self.model.browse(plain), name) != value

    def _values_again(self):
        """Values for one more record: those of the first are taken, perhaps."""
        return {**self._values(), **({"name": "Other"} if self.name == "crm.competitor" else {})}

    def _read(self, record, name):
        self.observed.env.flush_all()
        self.observed.env.invalidate_all()
        value = record[name]
        if self.model._fields[name].relational:
            return value.id
        return json.loads(json.dumps(value, default=json_default))

    def _call(self, method, args, **context):
        return self.caller.make(self.user, self.name, method, args, {"context": context})

    # Ways ---------------------------------------------------------------------

    def _create(self, name, value):
        ids = self._call("create", [{**self._values(), name: value}])
        return self._made(ids, name, value)

    def _default(self, name, value):
        ids = self._call("create", [self._values()], **{f"default_{name}": value})
        return self._made(ids, name, value)

    def _personal(self, name, value):
        defaults = self.observed.env["ir.default"].with_user(self.user)
        defaults.set(self.name, name, value, user_id=True)
        ids = self._call("create", [self._values()])
        self.observed.env["ir.default"].sudo().search([("user_id", "=", self.user.id)]).unlink()
        return self._made(ids, name, value)

    def _load(self, name, value):
        values = {
            key: item
            for key, item in {**self._values(), name: value}.items()
            if not isinstance(item, list | dict)
        }
        names = [
            f"{key}/.id" if self.model._fields[key].type == "many2one" else key for key in values
        ]
        result = self._call("load", [names, [[str(item) for item in values.values()]]])
        return bool(result["ids"]) and self._made(result["ids"], name, value)

    def _write(self, name, value):
        records = self._get_written()
        found = False
        for record in records:
            value = self._forge(name, self._read(record, name))
            done, is_there = self.caller.attempt(
                lambda record=record, value=value: self._write_one(record, name, value)
            )
            found = found or (done and is_there)
        return found

    def _write_one(self, record, name, value):
        self._call("write", [record.ids, {name: value}])
        return value is not None and self._read(record, name) == value

    def _get_written(self):
        if self.model._transient:
            return [self.samples.open_dialog(self.name, self.user)]
        return [records[:1] for records in self.samples.of(self.name).values()]

    def _onchange(self, name, value):
        """Whether a form that is not saved works with the value. What is worked out it may go on
        showing: that is worked out anew as soon as something changes, and nothing is saved."""
        field = self.model._fields[name]
        if field.compute and field.type not in ("one2many", "many2many"):
            return False
        values = self._values()
        spec = {key: {} for key in {name, *values}}
        sent = {**values, name: value}
        result = self._call("onchange", [[], sent, [*values, name], spec])
        plain = self._call("onchange", [[], values, [*values], spec])
        return result["value"].get(name) == value != plain["value"].get(name)


def get_forgers(observed, name):
    """Return who tries: the managers of both companies, and a salesperson."""
    users = (observed.company.manager, observed.company.foreigner, observed.company.salesperson)
    if not observed.samples.subjects(name):
        return []  # nobody but the program makes any
    if name in LINES or observed.env[name]._transient:
        users = users[:1]
    return [Forger(observed, user, name) for user in users]
