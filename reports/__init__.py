from . import (
    plan,
    customer,
    forecast,
    pipeline,
)
