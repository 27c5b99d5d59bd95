from . import (
    org,
    deal,
    fact,
    plan,
    cells,
    table,
    cascade,
    people,
    revision,
    forecast,
    start,
)
