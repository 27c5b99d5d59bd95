"""Where rows of plans and seats of forecasts will end up, and how sure that is.

May use the organisation, deals, facts and plans.
Entry points: ``sales.landing`` (``_gather_rows``, ``_gather_owners``, ``_prepare_answer``),
``sales.plan.allocation`` (``landing_amount``).
Nouns: landing (a distribution, with its parts), certain (what counts already), committed (documents
that are there but do not count yet), open deals (each with its chance within the span), to come
(what is not there yet), learned (what the company's own history tells of how deals end), own
past (what landings of ended periods tell: how far all deals move together, which way was nearer).
"""

from . import (
    sales_landing_mixin,
    sales_landing,
    sales_landing_learned,
    learned,
    deal_reasons,
    owners,
    rows,
    choice,
    history_reasons,
    answer,
    row_landing,
    plan_landing,
    part_rows,
    landing_deals,
)
