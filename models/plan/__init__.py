"""A plan: its levels, periods and rows, their targets in force, their figures.

May use the organisation, deals and facts; who changes amounts, and how, is above it.
Entry points: ``sales.plan``, ``sales.plan.allocation`` (a row), ``sales.plan.target``,
``sales.plan.figures`` (target, actual and gap of many rows in one query).
Nouns: level (one step of the breakdown), period (a column), row (a place in the tree), target (an
amount in force), owner (who answers for a row), responsible (who answers for the plan).
"""

from . import (
    ir_attachment,
    sales_plan,
    res_company,
    res_config_settings,
    defaults,
    editable,
    lifecycle,
    next_step,
    periods,
    progress,
    sales_plan_level,
    level_template,
    sample,
    counting,
    sales_plan_period,
    sales_plan_allocation,
    row_editable,
    row_messages,
    row_origin,
    row_progress,
    row_visible,
    sales_plan_target,
    sales_plan_visit,
    chatter,
    unit,
    row_names,
    belonging,
    breakdown,
    sales_plan_group_mixin,
    sales_plan_rate,
    row_addable,
    row_values,
    sales_plan_profile,
    sales_plan_profile_line,
    sales_plan_figures,
    exchange,
    currency_effect,
    sales_plan_ledger,
    span_figures,
    pace,
    unplanned,
)
