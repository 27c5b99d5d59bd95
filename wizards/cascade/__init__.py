"""Dialogs that publish, withdraw, propose and keep targets.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.publish``, ``sales.plan.withdraw``, ``sales.plan.propose``,
``sales.plan.keep``.
Nouns: publication, answer, reply (what an owner reads of a decision).
"""

from . import (
    sales_plan_publish,
    sales_plan_propose,
    sales_plan_keep,
    sales_plan_withdraw,
    table_publish,
)
