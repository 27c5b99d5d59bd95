from . import (
    sales_plan_import,
    lines,
)
