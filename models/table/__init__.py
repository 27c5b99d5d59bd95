from . import (
    sales_plan_grid,
    arguments,
    table,
    edit,
    changes,
    sentences,
    other,
    split,
    undo,
    explanation,
    guards,
)
