"""The planning table: its rows and figures for clients, and every edit as one recorded step.

May use plans and their cells, and what is below models.
Entry points: the ``table_*`` methods of ``sales.plan.table``, for clients; the methods under "For
other folders" there.
Nouns: tree (the rows somebody sees), edit (what a client asks for), change (what it does to
cells), step (what is recorded of it), split (a row's amount given to the rows below).
"""

from . import (
    sales_plan_table,
    guards,
    rows,
    spans,
    look,
    growth,
    note_thread,
    items,
    filters,
    progress,
    addable,
    candidates,
    edit,
    changes,
    grid,
    conflicts,
    raising,
    sales_plan_table_choice,
    series,
    several,
    answer,
    undo,
    formula,
    explanation,
    history,
    split,
    sentences,
    row_targets,
)
