from . import (
    sales_plan_draft,
    sales_plan_cells,
    sales_plan_build,
    sales_plan_note,
    sales_plan_step,
    sales_plan_step_row,
    step_label,
    sales_plan_journal,
)
