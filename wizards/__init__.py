from . import (
    sales_plan_explain,
    sales_plan_explain_reasons,
    sales_plan_load,
    sales_plan_load_lines,
    sales_plan_load_facts,
    sales_plan_load_rows,
    sales_plan_load_preview,
    sales_plan_load_apply,
    sales_plan_import,
    sales_plan_import_line,
    sales_plan_import_open,
)
