"""What customers of the demo company could buy, and how large their markets are."""

from .cast import read_customers
from .records import create_records

#: What share of a customer's potential their yearly purchases are, by their tier and in turn.
SHARES = {
    "key": (0.62, 0.48, 0.71),
    "large": (0.41, 0.55, 0.3),
    "medium": (0.35, 0.5, 0.22, 0.6),
    "small": (0.4, 0.18, 0.65),
}
#: What one of the people who work for a customer makes them buy in a year, by tier.
BY_HEAD = {"key": 310, "large": 280, "medium": 240, "small": 210}
#: Every so manieth customer's potential is known to nobody.
UNKNOWN = 3
#: Industry, country, state, size in thousands, growth in percent, where it comes from.
SEGMENTS = (
    ("C", "DE", None, 5200, 2.5, "Trade association of measurement"),
    ("C", "US", "PA", 1900, 1.2, "Industry census"),
    ("C", "US", "WA", 2600, 4.0, "Industry census"),
    ("C", "SE", None, 1400, -1.5, "Trade association of measurement"),
    ("C", "IT", None, 3100, -2.0, "Trade association of measurement"),
    ("C", "FR", None, 2900, 1.0, "Trade association of measurement"),
    ("D", "NO", None, 1300, 7.5, "Grid operators' plan"),
    ("D", "US", None, 6400, 6.0, "Energy outlook"),
    ("E", "US", None, 2100, 3.0, "Utility survey"),
    ("H", "US", None, 3300, 2.0, "Rail and harbour statistics"),
    ("J", "PT", None, 600, 12.0, "Data centre survey"),
    ("J", "US", None, 4800, 15.0, "Data centre survey"),
    ("M", "US", None, 2200, 5.0, "Laboratory census"),
    ("Q", "US", None, 3900, 8.0, "Medical devices outlook"),
)


def describe_market(cast):
    """Say what customers could buy this year and how many people work there, and the size of
    segments."""
    env, company = cast.env, cast.company
    year = company._get_market_year().name
    potentials = {}
    for number, customer in enumerate(read_customers()):
        cast.customers[customer.code].sales_head_count = max(
            round(customer.yearly / BY_HEAD[customer.tier] * (0.8 + number % 5 * 0.1)), 2
        )
        if number % UNKNOWN == 2:
            continue
        shares = SHARES[customer.tier]
        potentials[customer.code] = {
            "partner_id": cast.customers[customer.code].id,
            "company_id": company.id,
            "year": year,
            "amount": round(customer.yearly / shares[number % len(shares)], -3),
            "source": "imported" if number % 2 else "typed",
            "note": "Purchasing volume study" if number % 2 else "Talked to their purchasing",
        }
    create_records(env, "sales.customer.potential", "potential", potentials)
    create_records(
        env,
        "sales.market.segment",
        "segment",
        {
            "_".join(filter(None, (industry, country, state))): _prepare_segment(
                env, company, year, industry, country, state, size, growth, source
            )
            for industry, country, state, size, growth, source in SEGMENTS
        },
    )


def _prepare_segment(env, company, year, industry, country, state, size, growth, source):
    place = env.ref(f"base.{country.lower()}")
    return {
        "company_id": company.id,
        "industry_id": env.ref(f"base.res_partner_industry_{industry}").id,
        "country_id": place.id,
        "state_id": place.state_ids.filtered(lambda each: each.code == state)[:1].id,
        "year": year,
        "size": size * 1000,
        "growth": growth,
        "source": source,
    }
