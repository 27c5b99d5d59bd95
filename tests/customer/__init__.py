from . import (
    test_customer_plan_access,
    test_customer_plan_deals,
    test_customer_plan_partner,
    test_customer_plan_rpc,
    test_customer_plan_status,
    test_customer_plans,
    test_customer_tour,
    test_recurring,
    test_row_customer,
)
