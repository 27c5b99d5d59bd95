from . import (
    plan,
    forecast,
    pipeline,
)
