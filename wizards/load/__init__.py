"""The dialog that makes or fills a plan from what was sold.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.load``; its preview is of lines that nobody keeps.
Nouns: history (the days that are loaded), path (the values of the levels), uplift, override (an
uplift of its own), left out (what gets no row).
"""

from . import (
    sales_plan_load,
    lines,
    facts,
    paths,
    rows,
    preview,
    apply,
)
