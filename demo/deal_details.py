"""What the demo company's open deals sell, against whom, and what comes next."""

import random

from .cast import PRODUCTS
from .records import create_records

COMPETITORS = {
    "ampere": "Ampère & Co.",
    "voltline": "Voltline Instruments",
    "northfield": "Northfield Measurement",
}
NEXT_STEPS = (
    "Call the buyer on Thursday",
    "Send the revised quotation",
    "Demo at their lab next week",
    "Wait for the budget of next quarter",
    "Meet the plant manager",
    "Get the framework conditions signed",
)
#: Share of the open deals that name products, a next step and a competitor.
WITH_PRODUCTS = 0.4
WITH_STEP = 0.6
WITH_COMPETITOR = 0.3

REPORTS = {
    "quarter": {
        "name": "This Quarter by Team",
        "is_shared": True,
        "span": "this_quarter",
        "rows": "team",
    },
    "last_week": {
        "name": "This Month by Salesperson, a Week Ago",
        "is_shared": True,
        "span": "this_month",
        "as_of": "days_ago",
        "as_of_days": 7,
        "rows": "salesperson",
    },
}


def describe_deals(cast, leads, deals):
    """Give open deals products, next steps and competitors, lost ones a report."""
    rng = random.Random("sales_plan/details")
    competitors = create_records(
        cast.env,
        "crm.competitor",
        "competitor",
        {code: {"name": name} for code, name in COMPETITORS.items()},
    )
    lines = []
    for lead, deal in zip(leads, deals, strict=True):
        if deal.status == "won":
            continue
        values = {}
        if rng.random() < WITH_COMPETITOR:
            rival = competitors[rng.choice(list(COMPETITORS))]
            values["competitor_ids"] = [(6, 0, rival.ids)]
        if deal.status == "open" and rng.random() < WITH_STEP:
            values["next_step"] = rng.choice(NEXT_STEPS)
        if values:
            lead.write(values)
        if deal.status == "open" and rng.random() < WITH_PRODUCTS:
            lines += _prepare_lines(cast, lead, deal, rng)
    cast.env["crm.lead.line"].create(lines)


def _prepare_lines(cast, lead, deal, rng):
    """Two products that come to no more than the expected revenue."""
    chosen = rng.sample(PRODUCTS, 2)
    return [
        {
            "lead_id": lead.id,
            "product_id": cast.products[product.code].id,
            "product_uom_qty": max(1, int(deal.revenue * 0.45 // product.price)),
            "price_unit": product.price,
        }
        for product in chosen
        if product.price <= deal.revenue * 0.45
    ]


def save_reports(cast):
    """Save two forecast reports that everybody may run."""
    owner = cast.users["helen"].id
    create_records(
        cast.env,
        "sales.forecast.report",
        "forecast_report",
        {code: {**values, "user_id": owner} for code, values in REPORTS.items()},
    )
