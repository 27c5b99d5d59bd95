from . import (
    sales_plan_generate,
    sales_plan_suggest,
    sales_plan_suggest_bases,
    table_suggest,
)
