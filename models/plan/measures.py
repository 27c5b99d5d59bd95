from odoo.exceptions import UserError

from ...queries.facts.question import UNKNOWN_MEASURES


def check_loadable(env, basis, measure):
    """Raise unless the documents of a basis have a measure.

    :raise UserError: in the user's language, with what to load instead
    """
    texts = {
        "margin": env._("Deals have no costs: load orders or invoices instead."),
        "recurring": env._("Only deals say what recurs: load won deals instead."),
    }
    if measure in UNKNOWN_MEASURES.get(basis, ()):
        raise UserError(texts[measure])
