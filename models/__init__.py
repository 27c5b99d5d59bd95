from . import (
    org,
    deal,
    fact,
    plan,
    cells,
    table,
    cascade,
    customer,
    people,
    revision,
    forecast,
    start,
)
