from . import (
    sales_forecast_category,
    crm_competitor,
    crm_lead,
    crm_lead_line,
    category,
    crm_lead_history,
    history_company,
    res_partner,
    sale_order,
    win_rate,
    sales_deal_as_of_mixin,
    changes,
)
