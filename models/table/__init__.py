from . import (
    rows,
    arguments,
    sales_plan_table,
    edit,
    changes,
    sentences,
    other,
    split,
    undo,
    explanation,
    guards,
)
