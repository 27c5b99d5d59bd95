"""Dialogs that make rows along the teams, suggest how to split a row, confirm a plan and close its
periods;
and one that makes seasonal profiles.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.plan.generate``, ``sales.plan.suggest``, ``sales.plan.confirm``,
``sales.plan.closing``,
``sales.plan.profile.load``.
Nouns: finding (what is worth knowing before a plan is confirmed), basis of a split (what its
weights are), weight, cushion (what is given out beyond a row).
"""

from . import (
    sales_plan_confirm,
    sales_plan_generate,
    sales_plan_closing,
    sales_plan_profile_load,
    sales_plan_suggest,
    sales_plan_suggest_bases,
    table_suggest,
)
