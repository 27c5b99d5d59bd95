from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tools import ormcache

from .names import MODULE
from .raised import FOR_EVERYBODY, by_code, is_by_code, raised

WRITTEN_BY_ODOO = {"id", "display_name", *LOG_ACCESS_COLUMNS}
#: Commands of x2many fields that have values of a record in the third place.
WITH_VALUES = (Command.CREATE, Command.UPDATE)


def has_values(command):
    """Whether what is in the list of an x2many field is a command with values, no id."""
    return isinstance(command, list | tuple) and len(command) == 3 and command[0] in WITH_VALUES


def _names_records(command, is_part):
    """Whether a command for the lines of a new record changes records that there are.

    :param is_part: whether the lines are part of one record, so that linking takes them from it
    """
    if not isinstance(command, list | tuple):
        return is_part
    kind, __, values, *__ = [*command, None, None, None]
    if kind in (Command.UPDATE, Command.DELETE, Command.UNLINK):
        return True
    return is_part and (kind == Command.LINK or (kind == Command.SET and bool(values)))


class SalesCodeFieldsMixin(models.AbstractModel):
    """Records in which clients write only what is meant to be written by them.

    A field of this add-on that is read-only on the screen is read-only for everybody who calls
    Odoo: at creation, in writing, in an import, in a form that is not saved yet and as a default.
    Code writes it with the rights of ``raised.py``. Links to a parent, ``_fixed_links``, are given
    at creation, by a user who has the rights on the parent that creation takes, and stay.
    """

    _name = "sales.code.fields.mixin"
    _inherit = ["sales.one.currency.mixin"]
    _description = "Fields That Code Writes"

    #: The fields that clients write, where it is not all that are editable on the screen.
    _client_fields = None
    #: ``{many2one: right on the linked record that creating this one takes ("read", "write")}``;
    #: of the model and of all files that extend it.
    _fixed_links = {}

    @api.model
    @ormcache("self._name")
    def _get_code_fields(self):
        """Return the names of this add-on's fields that only code writes."""
        own = {
            name
            for name, field in self._fields.items()
            if MODULE in field._modules and name not in WRITTEN_BY_ODOO
        }
        if self._client_fields is not None:
            return frozenset(own - self._client_fields)
        return frozenset(name for name in own if self._fields[name].readonly)

    @api.model
    @ormcache("self._name")
    def _get_fixed_links(self):
        """Return the links that are fixed at creation, with the right that each takes."""
        links = {}
        for part in reversed(type(self).mro()):
            links |= vars(part).get("_fixed_links", {})
        return links

    def _with_its_user(self):
        """Return a dialog with the rights of who opened it, whoever's request works it out.

        Before it is saved a request may name anybody as its user: then it is who asks.
        """
        user = self.create_uid if self.id else self.env.user
        own = self.with_user(user)
        if user == self.env.user:
            return own
        # sudo: where somebody else works; the context has the companies of who asks
        return own.with_context(allowed_company_ids=user.sudo().company_ids.ids)

    # -------------------------------------------------------------------------
    # What clients write
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_clients_write(*vals_list)
        records = super().create(self._complete_vals_list(vals_list))
        records._check_links_given()
        return records

    def _check_links_given(self):
        """Raise if a client has made records below parents on which they lack the rights."""
        if not is_by_code(self.env):
            for name, right in self._get_fixed_links().items():
                self[name].check_access(right)

    @api.model
    def _complete_vals_list(self, vals_list):
        """Hook: add to the values of new records what follows from those that were given."""
        return vals_list

    def write(self, vals):
        self._check_clients_write(vals)
        self._check_links_stay(vals)
        return super().write(vals)

    def copy(self, default=None):
        """Copy all that is copied, be it written by code, with what a client wants otherwise."""
        self._check_clients_write(default or {})
        self._check_lines_are_new(default or {})
        copies = super(SalesCodeFieldsMixin, by_code(self)).copy(default).with_env(self.env)
        copies._check_links_given()
        return copies

    @api.model
    def _check_clients_write(self, *vals_list):
        """Raise if somebody but code gives values of fields that only code writes."""
        if is_by_code(self.env):
            return
        code_fields = self._get_code_fields()
        for vals in vals_list:
            for name in code_fields & vals.keys():
                raise AccessError(
                    self.env._(
                        "“%(field)s” of “%(document)s” is set by the program and cannot be "
                        "written.",
                        field=self._fields[name]._description_string(self.env),
                        document=self._description,
                    )
                )
            for name, lines in self._get_forms_in(vals, list):
                lines._check_clients_write(*(c[2] for c in vals[name] if has_values(c)))

    @api.model
    def _get_forms_in(self, vals, kind):
        """Yield ``(field, its model)`` of values that have values of other guarded records.

        :param kind: ``list`` for lines, which are commands; ``dict`` for the form around a line,
            which is sent along with it
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            model = self.env.get(field.comodel_name) if field and isinstance(value, kind) else None
            if model is not None and hasattr(model, "_take_from_form"):
                yield name, model

    @api.model
    def _check_lines_are_new(self, vals):
        """Raise if a client wants a copy to change other records, or to take their lines over:
        what code copies is not kept from that by the checks of each record."""
        if is_by_code(self.env):
            return
        for name, lines in self._get_forms_in(vals, list):
            field = self._fields[name]
            is_part = field.type == "one2many" and field.inverse_name in {
                *lines._get_fixed_links(),
                *lines._get_code_fields(),
            }
            for command in vals[name]:
                if _names_records(command, is_part):
                    raise lines._get_stays_error(field.inverse_name if is_part else "id")
                if has_values(command):
                    lines._check_parents(command[2])
                    lines._check_lines_are_new(command[2])

    @api.model
    def _check_parents(self, vals):
        """Raise if a client names a parent that a new record of theirs cannot have."""
        if is_by_code(self.env):
            return
        for name, right in self._get_fixed_links().items():
            if isinstance(vals.get(name), int):
                self[name].browse(vals[name] or ()).check_access(right)

    def _check_links_stay(self, vals):
        """Raise if somebody but code moves records to another parent."""
        if is_by_code(self.env):
            return
        for name in self._get_fixed_links().keys() & vals.keys():
            if any((record[name].id or False) != (vals[name] or False) for record in self):
                raise self._get_stays_error(name)

    @api.model
    def _get_stays_error(self, name):
        return AccessError(
            self.env._(
                "“%(field)s” of “%(document)s” stays as it was created.",
                field=self._fields[name]._description_string(self.env),
                document=self._description,
            )
        )

    # -------------------------------------------------------------------------
    # What clients propose
    # -------------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Return defaults: of what only code writes neither those of the context nor those that
        users made for themselves; the latter nowhere where rights are raised."""
        code_fields = self._get_code_fields()
        is_ours = self._original_module == MODULE
        model = self.with_context(**{FOR_EVERYBODY: True}) if is_ours and self.env.su else self
        defaults = super(SalesCodeFieldsMixin, model).default_get(
            [name for name in fields if name not in code_fields]
        )
        # those that have none are the most, and this is asked for each invoice line that is made
        own = [name for name in fields if name in code_fields and self._fields[name].default]
        if own:
            defaults |= super(SalesCodeFieldsMixin, raised(self)).default_get(own)
        self._check_parents(defaults)
        return defaults

    def onchange(self, values, field_names, fields_spec):
        """Answer a form as if nobody could type what only code writes."""
        if self.env.su:
            return super().onchange(values, field_names, fields_spec)
        sent = self._take_from_form(values, is_new=not self)
        field_names = [
            name for name in field_names if name in sent and name not in self._get_code_fields()
        ]
        return super().onchange(sent, field_names, fields_spec)

    @api.model
    def _take_from_form(self, values, is_new):
        """Return what a client may propose of a form's values, and check its links to parents.

        Lines of a form are taken in the same way.
        """
        dropped = {
            name
            for name in self._get_code_fields() & values.keys()
            if not self._is_shown(self._fields[name], values[name])
        }
        taken = {name: value for name, value in values.items() if name not in dropped}
        if is_new:
            taken |= self.default_get(sorted(dropped))
        self._check_parents(taken)
        for name, lines in [*self._get_forms_in(taken, list)]:
            taken[name] = [lines._take_command(command) for command in taken[name]]
        for name, parent in [*self._get_forms_in(taken, dict)]:
            taken[name] = parent._take_from_form(taken[name], is_new=not taken[name].get("id"))
        return taken

    @api.model
    def _is_shown(self, field, value):
        """Whether a form may go on showing a value that it was told before.

        It is worked out anew as soon as something changes that it depends on, and nothing is saved;
        what was told must be known, so that the form is told when it is another one.
        """
        if not field.compute or field.type in ("one2many", "many2many"):
            return False
        if field.type == "many2one" and isinstance(value, int):
            return self.env[field.comodel_name].browse(value or ()).has_access("read")
        return True

    @api.model
    def _take_command(self, command):
        """Return a command for lines of this model with what a client may propose of its values."""
        if not has_values(command):
            return command
        values = self._take_from_form(command[2], is_new=command[0] == Command.CREATE)
        return [*command[:2], values]
