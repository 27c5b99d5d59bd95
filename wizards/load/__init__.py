from . import (
    sales_plan_load,
    lines,
    facts,
    paths,
    rows,
    preview,
    apply,
)
