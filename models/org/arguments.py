import json
from functools import wraps
from inspect import Parameter, signature

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import OrderedSet

from ...tools.arguments import Refused, check_arguments, is_text
from .numbers import format_number

#: Characters of a text that is searched for, and such texts of one search, at most.
LONGEST_TEXT, MOST_TEXTS = 1_000, 200


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
            try:
                given = parameters.bind(self, *args, **kwargs).arguments
            except TypeError:
                raise refusal(self.env, Refused(method.__name__)) from None
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
        raise refusal(env, refused) from refused


def check_one(records):
    """Raise with one sentence unless a client calls something on exactly one record."""
    if len(records) != 1:
        raise UserError(
            records.env._("This is done with one record at a time: %s.", records._description)
        )


def refusal(env, refused):
    """Return the error with the sentence about what a client sent and cannot have meant.

    :param refused: the :class:`Refused` that names it
    """
    return UserError(env._("This is no %s that can be used here; reload the page.", refused))


def read_domain(model, domain):
    """Return a search domain that a client sent, see ``a_domain``; raise where it does not fit."""
    try:
        found = check_texts(model, domain or Domain.TRUE)
        found.optimize(model)  # finds fields that there are not
    except (AttributeError, TypeError, ValueError) as error:
        raise no_filter(model) from error
    return found


def no_filter(model):
    """Return the error with the sentence about a search domain that is none of a model."""
    return UserError(model.env._("This is no filter of %s; reload the page.", model._description))


def read_filter(env, check, text, name):
    """Return what a filter says that is written as JSON; raise where a check does not take it.

    :param name: what the sentence calls it
    """
    try:
        sent = json.loads(text)
        check(sent)
    except (KeyError, RecursionError, TypeError, ValueError) as error:
        raise refusal(env, Refused(name)) from error
    return sent


def check_texts(model, domain):
    """Return a search domain; raise where it is none, or looks for texts without a bound.

    What is compared as a whole (``=``, ``in``) is not counted: it is looked up, not searched for.
    """
    try:
        domain = Domain(domain)
    except (AttributeError, TypeError, ValueError) as error:
        raise no_filter(model) from error
    if model.env.su:
        return domain
    texts = list(_get_texts(domain))
    searched = [text for text, is_pattern in texts if is_pattern]
    if len(searched) > MOST_TEXTS or any(len(text) > LONGEST_TEXT for text in searched):
        raise UserError(
            model.env._(
                "Search for %(most)s texts at most, of %(longest)s characters each.",
                most=MOST_TEXTS,
                longest=format_number(model.env, LONGEST_TEXT),
            )
        )
    if not all(is_text(text) for text, __ in texts):
        raise UserError(model.env._("What is searched for has characters that no text has."))
    return domain


def _get_texts(domain):
    """Yield the texts of a search domain, and whether each is looked for within others."""
    for condition in domain.iter_conditions():
        value = condition.value
        if isinstance(value, Domain):
            yield from _get_texts(value)
        elif isinstance(value, str):
            yield value, condition.operator.endswith("like")
        elif isinstance(value, (list, tuple, set, frozenset, OrderedSet)):
            yield from ((text, False) for text in value if isinstance(text, str))
