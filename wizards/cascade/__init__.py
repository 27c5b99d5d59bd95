from . import (
    sales_plan_publish,
    sales_plan_propose,
    sales_plan_keep,
    sales_plan_withdraw,
    table_publish,
)
