"""From invoice to money: who is asked to collect what is overdue, until it is paid.

May use the organisation, deals and facts.
Entry points: ``sales.collection.notice`` (the scheduled action, and what follows from payments),
``sales.collection.step`` (whom to ask when).
Nouns: instalment (one due date of an invoice), step (so many days after it somebody is asked),
notice (one person asked for one instalment), dispute, promise.
An instalment is asked for by an activity on its invoice; what closes it is the ledger itself.
"""

from . import (
    res_company,
    res_config_settings,
    res_partner,
    sales_collection_step,
    sales_collection_remark_mixin,
    sales_collection_dispute,
    sales_collection_promise,
    sales_collection_notice,
    saying,
    following_up,
    account_move,
    account_move_line,
    account_partial_reconcile,
    account_payment,
)
