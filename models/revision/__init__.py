"""Plans that replace plans: what they keep of those, and how they differ.

May use all other rooms but the forecast. Entry points: ``sales.plan.revision``, and the actions of
``sales.plan`` that open and compare revisions. Nouns: revision (a plan that revises another one),
origin (the row that a row was copied from), chain (plans that revise one another).
"""

from . import sales_plan_revision
from . import revision
