"""What the demo company spends on its lead sources, and which of them belong together."""

from dateutil.relativedelta import relativedelta

from .records import create_records, find_source

#: Spent on a source in each of the last months: code of the source, what it is, amount.
MONTHLY = (
    ("search_engine", "Search advertisements", 1850),
    ("newsletter", "Newsletter tool and editing", 640),
    ("linkedin", "LinkedIn campaigns", 1120),
)
MONTHS_OF_COSTS = 13
#: Sources that are parts of *Online*.
ONLINE = ("search_engine", "newsletter", "linkedin")


def create_costs(cast):
    """Let three sources cost something every month, and be parts of one channel."""
    sources = {code: find_source(cast.env, code) for code in ONLINE}
    online = create_records(cast.env, "utm.source", "source", {"online": {"name": "Online"}})
    for source in sources.values():
        source.parent_id = online["online"]
    this_month = cast.today.replace(day=1)
    values = {}
    for code, name, amount in MONTHLY:
        for number in range(MONTHS_OF_COSTS):
            first = this_month - relativedelta(months=number)
            values[f"{code}_{number}"] = {
                "name": name,
                "source_id": sources[code].id,
                "company_id": cast.company.id,
                "amount": amount,
                "date_from": first,
                "date_to": first + relativedelta(day=31),
            }
    known = {code: vals for code, vals in values.items() if vals["source_id"]}
    create_records(cast.env, "sales.source.cost", "source_cost", known)
