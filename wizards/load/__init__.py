"""The dialog that makes the rows and targets of a plan from what was sold.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.load``, whose preview is made of transient rows.
Nouns: history (the days that are loaded), gap (a period that has none), filling, path (the values
of the levels), uplift, override (an uplift of its own), left out (what gets no row),
cleaning (leaving out and moving what is no measure of what is to come).
"""

from . import (
    sales_plan_load,
    histories,
    lines,
    facts,
    paths,
    rows,
    preview,
    growth,
    cleaning,
    cleaning_rows,
    apply,
)
