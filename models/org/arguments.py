from functools import wraps
from inspect import Parameter, signature

from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.arguments import Refused, check_arguments


def takes(**checks):
    """Let a method of a model refuse what no client of ours sends, before it does anything.

    Every parameter has a check, see ``tools/arguments.py``. A default need not pass it: what is
    left out is not looked at. Stands next to the method, below ``@api.model`` and
    ``@api.readonly``::

        @api.model
        @takes(plan_id=an_id, rows=list_of(an_id), text=optional(a_text(200)))
        def table_search(self, plan_id, rows, text=""):

    The checks are in ``method.takes``, so that tests find them.
    """

    def decorate(method):
        parameters = signature(method)
        names = [
            name
            for name, parameter in list(parameters.parameters.items())[1:]
            if parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
        ]
        if set(names) != set(checks):
            raise TypeError(f"{method.__qualname__} takes {names}, its checks are of {[*checks]}")

        @wraps(method)
        def checked(self, *args, **kwargs):
            given = parameters.bind(self, *args, **kwargs).arguments
            check_sent(self.env, checks, {name: given[name] for name in names if name in given})
            return method(self, *args, **kwargs)

        checked.takes = checks
        return checked

    return decorate


def check_sent(env, checks, values):
    """Raise with one sentence unless checks take named values that a client sent."""
    try:
        check_arguments(checks, values)
    except Refused as refused:
        raise UserError(
            env._("This is no %s that can be used here; reload the page.", refused)
        ) from refused


def read_domain(model, domain):
    """Return a search domain that a client sent, see ``a_domain``; raise where it does not fit."""
    try:
        found = Domain(domain or Domain.TRUE)
        found.optimize(model)  # finds fields that there are not
    except (TypeError, ValueError) as error:
        raise UserError(
            model.env._("This is no filter of %s; reload the page.", model._description)
        ) from error
    return found
