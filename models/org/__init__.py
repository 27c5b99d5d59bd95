"""The company and its branches, its working days, its teams and their members.

May use ``queries`` and what is below it; everything else in models is above.
Entry points: ``res.company._get_today``, ``_get_branch_ids`` and ``_get_working_days``,
``sales.company.day.mixin`` for filters by day, ``sales.guarded.mixin`` for what clients send,
``crm.team.member._get_person``; ``sales.failure._work_off`` and ``sales.queued.mixin`` for
scheduled actions.
Nouns: branch (a company below another), team (part of another or not), leader (of a team and of
all below it), capacity (how much of a full-time person a member is).
"""

# others here inherit them
from . import sales_one_currency_mixin, sales_code_fields_mixin, sales_guarded_mixin

# isort: split
from . import (
    crm_team,
    crm_team_member,
    ir_default,
    ir_http,
    ir_rule,
    mail_activity,
    mail_message,
    res_company,
    res_config_settings,
    res_users,
    resource_calendar,
    sales_company_day_mixin,
    sales_asked_report_mixin,
    sales_failure,
    sales_help,
    sales_ordered_groups_mixin,
    sales_queued_mixin,
    searched_texts,
)
