"""The amounts of plans, and who changed them: what is in force, what is worked on, every step.

It may use the plan (``plan``) and what is below it, and ``queries``.
Entry points: ``sales.plan.cells`` (reads and writes amounts), ``sales.plan.journal`` (records
steps, brings rows back), ``sales.plan.build`` (makes and copies rows by the thousand),
``step_label.describes`` (adds the sentence of a kind of step).
Nouns: cell (row and period), layer (target or draft), working (what the planning table shows),
change (a cell before and after), step (a recorded change), note (what stands beside a cell).
"""

from . import (
    sales_plan_draft,
    sales_plan_cells,
    sales_plan_build,
    sales_plan_note,
    sales_plan_step,
    sales_plan_step_row,
    step_label,
    sales_plan_journal,
    recorded,
)
