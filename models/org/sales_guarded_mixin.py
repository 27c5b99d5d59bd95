"""What clients send as values of records: of the kind of their fields, and no links to what is
hidden from them. The web client shows the name of whatever a link leads to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ...tools.arguments import POSSIBLE_YEARS, Refused, is_number, is_text
from .arguments import refusal
from .names import MODULE
from .raised import is_by_code
from .sales_code_fields_mixin import WITH_VALUES, has_values

#: Numbers that can be rounded, added up and stored are below.
TOO_LARGE = 1e100
_TEXTS = ("char", "text", "html", "reference")


def is_of_kind(field, value, env):
    """Whether a field can have a value, as far as the value alone tells."""
    if value is None or value is False or value == "" or isinstance(value, models.BaseModel):
        return True
    if field.type in ("one2many", "many2many"):
        return is_list_of_links(value)
    if field.type == "json":
        return True
    if isinstance(value, Collection) and not isinstance(value, (str, bytes, tuple)):
        return False
    check = _KINDS.get(field.type)
    return check(field, value, env) if check else True


def is_list_of_links(value):
    """Whether something is a list of ids and commands, as fields of many records take it."""
    return isinstance(value, (list, tuple)) and all(
        is_number(link) or _is_command(link) for link in value
    )


def _is_command(value):
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 3:
        return False
    kind, number, values, *__ = [*value, None, None]
    if kind in WITH_VALUES:
        return isinstance(values, Mapping)
    if kind == Command.SET:
        return isinstance(values, Collection) and all(map(is_number, values))
    return kind == Command.CLEAR or (kind in list(Command) and is_number(number))


def _is_finite(_field, value, _env):
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        return False
    return isfinite(number) and abs(number) < TOO_LARGE


def _is_text(_field, value, _env):
    return not isinstance(value, (str, bytes)) or is_text(value)


def _is_markup(field, value, env):
    return isinstance(value, str | bytes) and _is_text(field, value, env)


def _is_choice(field, value, env):
    return isinstance(value, str) and value in field.get_values(env)


def _is_moment(field, value, _env):
    try:
        read = fields.Date.to_date if field.type == "date" else fields.Datetime.to_datetime
        moment = value if isinstance(value, date) else read(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return moment is not None and moment.year in POSSIBLE_YEARS


def _is_whole(field, value, env):
    return _is_finite(field, value, env) and is_number(int(float(value)))


def _is_link(_field, value, _env):
    return is_number(value) or isinstance(value, (tuple, api.NewId))


_KINDS = {
    "integer": _is_whole,
    "many2one_reference": _is_link,
    "many2one": _is_link,
    "float": _is_finite,
    "monetary": _is_finite,
    "selection": _is_choice,
    "date": _is_moment,
    "datetime": _is_moment,
    **dict.fromkeys(_TEXTS, _is_text),
    "html": _is_markup,
}


class SalesGuardedMixin(models.AbstractModel):
    """Looks at what a client sends before anything reads or writes it."""

    _name = "sales.guarded.mixin"
    _description = "Guarded Fields"
    _inherit = ["sales.code.fields.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        records = super().create(vals_list)
        if not is_by_code(self.env):
            named = {name for vals in vals_list for name in vals}
            records._check_written(named | self._get_names_of_defaults())
        return records

    @api.model
    def _get_names_of_defaults(self):
        """Return the fields for which the context has a default, or the user or somebody else has
        made one: what a client may write without naming it."""
        of_context = {
            name.removeprefix("default_")
            for name in self.env.context
            if name.startswith("default_")
        }
        return of_context | self.env["ir.default"]._get_model_defaults(self._name).keys()

    def write(self, vals):
        self._check_sent([vals])
        result = super().write(vals)
        if not is_by_code(self.env):
            self._check_written(vals.keys())
        return result

    def copy(self, default=None):
        """Copy records; what a client wants otherwise than it was is looked at as in creation."""
        default = default or {}
        self._check_sent([default], with_lines=True)
        copies = super().copy(default)
        if not is_by_code(self.env):
            copies._check_written(default.keys())
        return copies

    def _check_written(self, names):
        """Hook: raise if what a client has created or written cannot stay as it is.

        :param names: the fields that it named, or has defaults for
        """

    @api.model
    def default_get(self, fields):
        """Return defaults; none that does not fit its field, or leads to what is hidden."""
        self._check_names(fields)
        guarded = self.with_env(self.env(context=_without_forms(self.env.context)))
        defaults = super(SalesGuardedMixin, guarded).default_get(fields)
        if is_by_code(self.env):
            return defaults
        return {name: value for name, value in defaults.items() if self._may_begin(name, value)}

    @api.model
    def _check_names(self, names):
        """Raise unless these are names of fields, or might be those of fields there once were."""
        is_list = isinstance(names, Collection) and not isinstance(names, (str, Mapping))
        if not is_list or not all(isinstance(name, str) for name in names):
            raise refusal(self.env, Refused("fields"))

    @api.model
    def _may_begin(self, name, value):
        try:
            self._check_sent([{name: value}], with_lines=True)
        except (AccessError, UserError):
            return False
        return True

    def onchange(self, values, field_names, fields_spec):
        """Answer a form whose values are what a client may send."""
        self._check_sent([values], with_lines=True)
        self._check_names(field_names)
        if not self:
            about = self._get_subjects()
            self._check_begun(values, about)
            # what a dialog is about never changes: Odoo would compare with a dialog about nothing
            field_names = [name for name in field_names if name not in about]
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_subjects(self):
        """Return the links to what a dialog is about: the records that it cannot be without."""
        if not self._transient:
            return []
        return [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.required and not field.compute
        ]

    @api.model
    def _check_begun(self, values, needed):
        """Raise unless it is said what a dialog is about.

        :param needed: names of the links that say it
        """
        given = {**self.default_get(needed), **values}
        if not all(given.get(name) for name in needed):
            raise UserError(
                self.env._("“%s” is opened with the button of what it is about.", self._description)
            )

    # -------------------------------------------------------------------------
    # Values that were sent
    # -------------------------------------------------------------------------

    @api.model
    def _check_sent(self, vals_list, with_lines=False):
        """Raise unless values fit their fields and lead to records that the user may read.

        :param with_lines: look at the values of new lines, too, which are not created yet
        :raise UserError: where a value is nothing that the field can have
        :raise AccessError: where a link leads to nothing, or to what is hidden from the user
        """
        if is_by_code(self.env):
            return
        links = defaultdict(set)
        for vals in vals_list:
            self._collect_links(vals, links, with_lines)
        for (model, name), ids in links.items():
            self.env[model]._check_links(name, ids)

    @api.model
    def _collect_links(self, vals, links, with_lines):
        """Add the ids that values lead to: ``{(model, field): {id, …}}``; raise for a wrong one."""
        if not isinstance(vals, Mapping):
            raise refusal(self.env, Refused("values"))
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or MODULE not in field._modules:
                continue  # Odoo looks at its own
            if with_lines and field.type == "many2one" and isinstance(value, Mapping):
                self._collect_of_parent(field, value, links)
                continue
            if not is_of_kind(field, value, self.env):
                raise refusal(self.env, Refused(field._description_string(self.env)))
            if not field.relational or not value:
                continue
            key = (self._name, name)
            if field.type == "many2one":
                links[key].update(value if isinstance(value, models.BaseModel) else _get_id(value))
                continue
            links[key].update(_get_linked_ids(value))
            lines = self.env[field.comodel_name]
            if with_lines and hasattr(lines, "_collect_links"):
                for command in filter(has_values, value):
                    lines._collect_links(command[2], links, with_lines)

    @api.model
    def _collect_of_parent(self, field, vals, links):
        """Add the ids that the form around a line leads to, which is sent along with the line."""
        if not is_of_kind(field, vals.get("id"), self.env):
            raise refusal(self.env, Refused(field._description_string(self.env)))
        links[self._name, field.name].add(vals.get("id"))
        parent = self.env[field.comodel_name]
        if hasattr(parent, "_collect_links"):
            parent._collect_links({**vals, "id": False}, links, with_lines=True)

    @api.model
    def _check_links(self, name, ids):
        """Raise unless all records that a field leads to are there and the user may read them."""
        ids = {id_ for id_ in ids if id_ and isinstance(id_, int)}
        records = self.env[self._fields[name].comodel_name].browse(ids)
        if len(records.exists()._filtered_access("read")) < len(ids):
            raise AccessError(
                self.env._(
                    "“%(field)s” of “%(document)s”: what was chosen is gone, or hidden from you.",
                    field=self._fields[name]._description_string(self.env),
                    document=self._description,
                )
            )


def _without_forms(context):
    """Return a context without defaults that are what forms tell of the record around a line: no
    default is, and Odoo would take it for the values of a new record."""
    return {
        name: value
        for name, value in context.items()
        if not (name.startswith("default_") and isinstance(value, Mapping))
    }


def _get_id(value):
    return [value[0]] if isinstance(value, tuple) and value else [value]


def _get_linked_ids(value):
    """Yield the ids of existing records that a value of a field of many records names."""
    if isinstance(value, models.BaseModel):
        return
    for link in value:
        if is_number(link):
            yield link
        elif link[0] == Command.SET:
            yield from link[2]
        elif link[0] in (Command.UPDATE, Command.LINK):
            yield link[1]
