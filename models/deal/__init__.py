"""What a deal is and was: its products, its category, every version of it.

May use the organisation; knows nothing of plans and forecasts, which count deals.
Entry points: the triggers and fields of ``crm.lead.history``, ``sales.deal.reference.mixin`` and
``sales.deal.as.of.mixin`` for lists of deals, ``crm.lead._get_win_rates``.
Nouns: deal (an opportunity), version (what it was from one moment to another), closing (when and by
whom it was won or lost), category (how surely it is counted on), role (what a category means),
included (it counts in the forecast).
"""

from . import (
    sales_forecast_category,
    sales_deal_reference_mixin,
    sales_deal_as_of_mixin,
    sales_deal_move,
    crm_competitor,
    crm_lead,
    crm_lead_line,
    closing,
    category,
    weighted,
    crm_lead_history,
    history_closing,
    history_company,
    past,
    res_config_settings,
    res_partner,
    sale_order,
    win_rate,
    changes,
)
