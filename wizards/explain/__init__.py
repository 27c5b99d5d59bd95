from . import (
    sales_plan_explain,
    sales_plan_explain_reasons,
    documents,
)
