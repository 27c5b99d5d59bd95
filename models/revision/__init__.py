from . import (
    row_revision,
    revision,
    sales_plan_revision,
)
