"""The dialog that hands targets over from a day on.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.hand.over``.
Nouns: candidate (who may get the targets).
"""

from . import sales_plan_hand_over
