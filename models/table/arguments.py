from odoo import api, models
from odoo.exceptions import UserError

from ..plan.progress import STATUSES

#: Ids and numbers of steps are no larger.
LARGEST = 2**31 - 1


def is_number(value):
    """Whether something is a whole number that the database knows."""
    return type(value) is int and abs(value) <= LARGEST


def is_id(value):
    """Whether something may be the id of a record."""
    return is_number(value) and value > 0


def is_text(value):
    """Whether something is a text that the database can keep."""
    return isinstance(value, str) and not any(
        character == "\0" or "\ud800" <= character <= "\udfff" for character in value
    )


def is_list(value, is_element):
    """Whether something is a list of certain things."""
    return isinstance(value, (list, tuple)) and all(map(is_element, value))


def shorten(text, longest):
    """Cut a text that is too long for a sentence."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _are_ids(value):
    return is_list(value, is_id)


def _is_id_or_nothing(value):
    return not value or is_id(value)


#: What the arguments of the planning table's calls may be, by their names.
CHECKS = {
    "columns": lambda value: is_list(value, is_text),
    "is_flat": lambda value: isinstance(value, bool),
    "level_id": _is_id_or_nothing,
    "limit": lambda value: value is None or (is_number(value) and value >= 0),
    "order": is_text,
    "parent_id": is_id,
    "period_id": _is_id_or_nothing,
    "plan_id": is_id,
    "periods": lambda value: not value or _are_ids(value),
    "row_id": is_id,
    "rows": _are_ids,
    "status": lambda value: not value or (is_text(value) and value in dict(STATUSES)),
    "step_id": _is_id_or_nothing,
    "text": lambda value: not value or is_text(value),
    "token": lambda value: is_text(value) and 0 < len(value) <= 100,
    "values": _are_ids,
    "version": is_number,
    "watch": _are_ids,
}


class SalesPlanTable(models.AbstractModel):
    """What clients send to the planning table is looked at before it is used."""

    _inherit = "sales.plan.table"

    @api.model
    def _check_arguments(self, **arguments):
        """Raise unless the arguments of a call are what they can be, see ``CHECKS``."""
        for name, value in arguments.items():
            if not CHECKS[name](value):
                raise UserError(
                    self.env._("This is no %s that a planning table has; reload the table.", name)
                )
