"""What customers and segments of the market could buy, and how that compares with what they do.

May use the organisation, deals, facts and plans.
Entry points: ``sales.customer.effort`` (customers' figures, one row for each),
``sales.customer.potential`` (what they could buy in a year), ``sales.market.segment`` (what whole
segments buy of everybody).
Nouns: potential (what a customer could buy in a year), share (what we sell by that), class (A, B or
C, by share of all sales), score (whether effort on a customer pays), segment (an industry in a
country or state).
"""

from . import (
    res_company,
    res_config_settings,
    market_figures,
    sales_market_share_mixin,
    sales_market_year_mixin,
    sales_customer_potential,
    estimating,
    sales_customer_effort,
    res_partner,
    sales_market_segment,
)
