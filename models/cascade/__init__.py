"""What is published, answered and due: a plan split level by level.

May use the planning table and what is below it; people and revisions are above it.
Entry points: ``sales.plan.publishing`` (publish, withdraw, confirm), ``sales.plan.answer``,
``sales.plan.reminder``, ``sales.plan.notice``, ``sales.plan.fairness``, ``sales.plan.capacity``.
Nouns: publishing (what it does to rows), publication (its record), answer (of an owner), split
(rows that an owner has yet to divide), round (how far all splits are), notice (a queued message).
"""

from . import (
    sales_plan_answer,
    sales_plan_agreement,
    sales_plan_capacity,
    sales_plan_fairness,
    sales_plan_notice,
    sales_plan_publication,
    sales_plan_publication_line,
    sales_plan_publishing,
    sales_plan_reminder,
    sales_plan_round,
    explanation,
)
from . import (
    activities,
    agreement,
    due,
    follow_up,
    in_force,
    joining,
    next_step,
    note_notices,
    notices,
    own_targets,
    row_comparison,
    team_sums,
)
