"""The planning table: its rows and figures for clients, and every edit as one recorded step.

It uses plans and their cells (``plan``, ``cells``) and what is below models; clients call the
``table_*`` methods of ``sales.plan.table``, other folders use the methods under "For other
folders" there. Nouns: the tree of rows somebody sees, the change that an edit makes, the step
that it becomes, what a client shows.
"""

from . import (
    sales_plan_table,
    arguments,
    guards,
    rows,
    edit,
    changes,
    grid,
    conflicts,
    answer,
    undo,
    explanation,
    split,
    sentences,
)
