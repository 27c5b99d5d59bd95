"""Plans that replace plans, and what changed between them.

May use the cascade and what is below it.
Entry points: ``revision.py`` (what a plan takes from the one it revises),
``sales.plan.revision`` (targets and figures of several revisions side by side).
Nouns: revision (a plan that replaces another), origin (the row that a row was before), chain (a
plan and all that it replaced).
"""

from . import sales_plan_revision
from . import revision
