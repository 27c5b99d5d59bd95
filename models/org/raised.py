"""How code writes what no client may write, and nothing that a user left lying about."""

from odoo.tools.misc import clean_context

#: In a context: defaults are those of everybody, not those that the user made for themself.
FOR_EVERYBODY = "sales_plan_defaults_for_everybody"
#: In a context: this code writes fields that clients cannot. Compared by identity, so that no
#: context that comes from a client has it.
CODE_WRITES = object()


def by_code(records):
    """Return records, or a model, on which code may write fields that only code writes.

    The rights are those of the user, see ``raised`` for what takes more; defaults are not.
    """
    context = {**clean_context(records.env.context), FOR_EVERYBODY: True}
    return records.with_context(context, sales_plan_by_code=CODE_WRITES)


def is_by_code(env):
    """Whether code writes, not a client: with raised rights or through ``by_code``."""
    return env.su or env.context.get("sales_plan_by_code") is CODE_WRITES


def raised(records):
    """Return records, or a model, with the rights of the program.

    What is created with them takes no defaults of the context and none of the user's own
    (``ir.default``), be it a record of this add-on or of Odoo. Who did it stays the user.
    """
    # sudo: callers have checked that the user may do what they write with it
    return by_code(records).sudo()
