"""Users and sales teams."""

from odoo.fields import Command

from .cast import PEOPLE, REGIONS, TEAMS
from .records import create_records

GROUPS = {
    "salesperson": ("sales_team.group_sale_salesman",),
    "leader": (
        "sales_team.group_sale_salesman_all_leads",
        "sales_plan.group_sales_plan_leader",
    ),
    "manager": ("sales_team.group_sale_manager", "sales_plan.group_sales_plan_manager"),
    "auditor": ("account.group_account_readonly", "sales_plan.group_sales_plan_auditor"),
}


def create_people(env, company):
    """Create the users, and the teams with their members, leaders and regions. Returns users and
    teams by code."""
    users = create_records(
        env,
        "res.users",
        "user",
        {person.code: _prepare_user_values(env, company, person) for person in PEOPLE},
    )
    regions = create_records(
        env,
        "crm.team",
        "region",
        {
            region.code: _prepare_team_values(company, users, region, 20 + position)
            for position, region in enumerate(REGIONS)
        },
    )
    teams = create_records(
        env,
        "crm.team",
        "team",
        {
            team.code: {
                **_prepare_team_values(company, users, team, 20 + len(REGIONS) + position),
                "parent_id": regions[team.region].id,
                "member_ids": [
                    Command.set([users[p.code].id for p in PEOPLE if p.team == team.code])
                ],
            }
            for position, team in enumerate(TEAMS)
        },
    )
    return users, teams


def _prepare_team_values(company, users, team, sequence):
    return {
        "name": team.name,
        "user_id": users[team.leader].id,
        "company_id": company.id,
        "sequence": sequence,
    }


def _prepare_user_values(env, company, person):
    groups = ("base.group_user", *GROUPS[person.role])
    return {
        "name": person.name,
        "login": person.code,
        "password": person.code,
        "email": f"{person.code}@example.com",
        "tz": person.tz,
        "company_id": company.id,
        "company_ids": [Command.set(company.ids)],
        "group_ids": [Command.set([env.ref(group).id for group in groups])],
        "notification_type": "inbox",
    }
