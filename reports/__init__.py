from . import (
    plan,
    forecast,
    pipeline,
    market,
)
