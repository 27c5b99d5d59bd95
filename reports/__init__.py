from . import (
    plan,
    forecast,
    pipeline,
    source_return,
    replenishment,
    tasks,
)
