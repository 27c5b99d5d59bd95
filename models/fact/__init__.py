from . import (
    account_move,
    account_move_line,
    sale_order,
    sale_order_line,
    sales_plan_dimension_mixin,
    sales_actual,
)
