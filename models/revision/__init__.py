from . import (
    revision,
    sales_plan_revision,
)
