from . import (
    plan,
    customer,
    forecast,
    pipeline,
    source_return,
    replenishment,
    tasks,
    money,
    market,
    cockpit,
)
