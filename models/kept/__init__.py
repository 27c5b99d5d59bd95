"""What was shown when a period of a plan was closed, and what became of it.

May use the organisation, deals, facts, plans, and their cells.
Entry points: ``sales.plan.kept`` (``_keep``), ``sales.plan.kept.document`` (what it was made of).
Nouns: kept figure (target and actual of a row in a period, as they were; it never changes), live
figure (as they are now), cause (why documents make the two differ: later, gone, changed, moved).
"""

from . import sales_plan_kept, sales_plan_kept_document, differences, joining
