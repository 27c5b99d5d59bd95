from . import (
    plan,
    bridge,
    customer,
    forecast,
    pipeline,
    source_return,
    replenishment,
    tasks,
    money,
    market,
    cockpit,
    standing,
)
