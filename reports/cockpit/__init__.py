"""The cockpit: where somebody stands in a plan, where they will land, what to do next.

May use models and what is below them, and the reports on forecasts, money, markets and tasks.
Entry points: the ``cockpit_*`` methods of ``sales.cockpit``.
Nouns: request (what is looked at), standing (the plan, the rows of it and the span that it comes
to), report (a row directly below, of a person, a team or whatever the plan is broken down by).
"""

from . import (
    sales_cockpit,
    standing,
    figures,
    chart,
    reports,
    rows,
    breakdown,
    lists,
    overdue,
    news,
    customers,
    advice,
    landing,
    opening,
)
