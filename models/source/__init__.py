"""What lead sources cost, and which of them are parts of others.

May use facts, deals and the organisation. What sources bring is worked out in the report on their
return, which reads costs together with leads and facts.
Entry points: ``sales.source.cost`` (costs that are typed or imported), ``sales.source.account``
(costs that are taken from vendor bills), the parents of ``utm.source`` and ``utm.campaign``.
Nouns: source, medium, campaign (where a lead comes from, Odoo's words), touch (which of a
customer's sources a sale is put down to: the first or the last).
"""

from . import (
    sales_source_mixin,
    sales_source_account,
    sales_source_cost,
    utm_campaign,
    utm_source,
)
