from . import (
    plan,
    forecast,
    pipeline,
    money,
)
