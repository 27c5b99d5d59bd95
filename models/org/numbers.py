"""Numbers in sentences, as their reader writes numbers."""

from odoo.tools import get_lang


def format_number(env, number, pattern="%.15g"):
    """Return a number with the decimal point and the thousands separators of the reader's language.

    :param pattern: how many digits it has; as many as it needs unless given
    """
    lang = env["res.lang"].browse(get_lang(env).id)
    return lang.format(pattern, number, grouping=True)
