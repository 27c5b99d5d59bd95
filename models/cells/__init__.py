"""Amounts of a plan's cells, in force and working, and who changed them.

May use plans and what is below them.
Entry points: ``sales.plan.cells`` (the one reader and writer of amounts), ``sales.plan.journal``
(steps), ``sales.plan.build`` (many rows at once).
Nouns: cell (a row in a period), layer (targets in force, or working amounts beside them), step
(a recorded edit), note (a remark on a cell), item (one of the parts that a cell is the sum of).
"""

from . import (
    sales_plan_draft,
    sales_plan_item,
    made_of_items,
    sales_plan_cells,
    sales_plan_build,
    sales_plan_note,
    sales_plan_note_answer,
    note_thread,
    sales_plan_step,
    sales_plan_step_row,
    step_label,
    sales_plan_journal,
    recorded,
    history_name,
    history_documents,
    sales_plan_joining,
    joined_steps,
    base_partner_merge_automatic_wizard,
)
