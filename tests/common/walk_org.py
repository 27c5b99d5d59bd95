from collections import defaultdict

from odoo.fields import Command

from .base import SalesPlanCommon
from .publishing import publish
from .table_calls import table_of

#: Salespeople by team; with their leaders, the heads of the regions and the head of sales that
#: makes sixty people.
TEAMS = {"east1": 9, "east2": 8, "west1": 9, "west2": 8, "south1": 8, "south2": 8}
REGIONS = ("east", "west", "south")


class WalkOrganisation(SalesPlanCommon):
    """Sixty people, each of whom answers for the row of the same name.

    ::

        total                       the head of sales
        ├── east, west, south       the heads of regions
        │   ├── east1, east2, …     the leaders of teams
        │   │   ├── east1.1         the salespeople, 8 or 9 in each team
        │   │   ├── east1.2
        …   …   …

    Beside them: the planning manager, who types the first figures, and the auditor, who see all
    of it; and a clerk, who sees nothing.

    Who sees what is kept in a model of its own, which knows nothing of record rules: what is
    published (:attr:`published`), what is prepared (:attr:`prepared`) and who stands above whom,
    which the names say. A target that is published is seen by its owner and by everybody above;
    a figure that is prepared is seen by those above, once their own target is published.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        members = {team: [f"{team}.{n + 1}" for n in range(TEAMS[team])] for team in TEAMS}
        cls.sellers = [name for names in members.values() for name in names]
        cls.leaders = ["total", *REGIONS, *TEAMS]
        cls._make_sixty()
        cls._make_teams(members)
        cls._make_plan(members)
        cls.published, cls.prepared = {}, {}
        cls.whole = {"manager": cls.manager, "auditor": cls.auditor}
        cls.env.flush_all()

    @classmethod
    def _make_sixty(cls):
        salesman = cls.env.ref("sales_team.group_sale_salesman")
        leader = cls.env.ref("sales_plan.group_sales_plan_leader")
        names = [*cls.leaders, *cls.sellers]
        users = cls.env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True)
        users = users.create(
            [
                {
                    "name": name,
                    "login": f"walk_{name}",
                    "email": f"{name}@walk.example.com",
                    "group_ids": [Command.set((leader if name in cls.leaders else salesman).ids)],
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name in names
            ]
        )
        cls.people = dict(zip(names, users, strict=True))

    @classmethod
    def _make_teams(cls, members):
        regions = cls._create_teams([{"name": name} for name in REGIONS])
        cls.teams = dict(zip(REGIONS, regions, strict=True))
        teams = cls._create_teams(
            [
                {
                    "name": name,
                    "parent_id": cls.teams[name[:-1]].id,
                    "member_ids": [Command.set([cls.people[one].id for one in members[name]])],
                }
                for name in TEAMS
            ]
        )
        cls.teams.update(zip(TEAMS, teams, strict=True))

    @classmethod
    def _create_teams(cls, vals_list):
        return cls.env["crm.team"].create(
            [
                {"company_id": cls.company.id, "user_id": cls.people[vals["name"]].id, **vals}
                for vals in vals_list
            ]
        )

    @classmethod
    def _make_plan(cls, members):
        cls.walk = cls.plan(
            "team",
            "team",
            "salesperson",
            year=2026,
            name="Walk",
            period_type="quarter",
            is_cascaded=True,
            asks_agreement=True,
            responsible_id=cls.people["total"].id,
        )
        build = cls.env["sales.plan.build"]
        cls.rows_of = {"total": cls.walk.root_id.id}
        for names, field, values in (
            (REGIONS, "team_id", cls.teams),
            (tuple(TEAMS), "team_id", cls.teams),
            (tuple(cls.sellers), "user_id", cls.people),
        ):
            ids = build._create_rows(
                [
                    {"parent_id": cls.rows_of[cls.get_above(name)], field: values[name].id}
                    for name in names
                ]
            )
            cls.rows_of.update(zip(names, ids, strict=True))

    @staticmethod
    def get_above(name):
        """Return the name of the row, and of the person, above another one."""
        if "." in name:
            return name.partition(".")[0]
        return name[:-1] if name in TEAMS else "total"

    @classmethod
    def get_chain(cls, name):
        """Return a name and all names above it."""
        chain = [name]
        while chain[-1] != "total":
            chain.append(cls.get_above(chain[-1]))
        return chain

    # What people do -----------------------------------------------------------

    def plan_as(self, name):
        """Return the plan as another request of somebody finds it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.walk.with_user(self.whole.get(name) or self.people[name])

    def row_as(self, name, row):
        return self.plan_as(name).env["sales.plan.allocation"].browse(self.rows_of[row])

    def prepare(self, name, **amounts):
        """Let somebody type what rows have over the year, a quarter of it in each period."""
        plan = self.plan_as(name)
        cells = [
            [self.rows_of[row.replace("_", ".")], period.id, str(amount / 4)]
            for row, amount in amounts.items()
            for period in plan.sudo().period_ids
        ]
        edit = {"kind": "type", "cells": cells, "spread": False, "source": "paste"}
        table_of(plan).edit(edit, plan.sudo().edit_version, f"{name}:{plan.sudo().edit_version}")
        self.prepared.update({row.replace("_", "."): amount for row, amount in amounts.items()})

    def publish(self, name, *rows):
        """Let somebody publish what is prepared for rows."""
        publish(self.plan_as(name), [self.rows_of[row] for row in rows])
        for row in rows:
            self.published[row] = self.prepared.pop(row, self.published.get(row))

    # Who sees what ------------------------------------------------------------

    def get_seen(self, name):
        """Return the targets that somebody is to see: their own, and those below them."""
        if name in self.whole:
            return dict(self.published)
        return {
            row: amount for row, amount in self.published.items() if name in self.get_chain(row)
        }

    def get_seen_prepared(self, name):
        """Return the figures being prepared that somebody is to see: below what was published
        to them."""
        if name in self.whole:
            return dict(self.prepared)
        if name not in self.published:
            return {}
        return {
            row: amount
            for row, amount in self.prepared.items()
            if name in self.get_chain(row) and name != row
        }

    def read_amounts(self, model, user, plan=None):
        """Return what somebody reads of a plan: ``{row: amount over the year}``."""
        names = {row_id: name for name, row_id in self.rows_of.items()}
        groups = (
            self.env[model]
            .with_user(user)
            ._read_group(
                [("plan_id", "=", (plan or self.walk).id), ("amount", "!=", False)],
                ["allocation_id"],
                ["amount:sum"],
            )
        )
        return {names[row.id]: amount for row, amount in groups if amount}

    def assertSeen(self, step):  # noqa: N802
        """Assert for everybody which targets, and which figures being prepared, they see."""
        self.env.flush_all()
        self.env.invalidate_all()
        differences = defaultdict(dict)
        for name, user in [*self.people.items(), *self.whole.items()]:
            seen = self.read_amounts("sales.plan.target", user)
            if seen != self.get_seen(name):
                differences[name]["seen"] = (seen, self.get_seen(name))
            if name in self.sellers:
                continue
            prepared = self.read_amounts("sales.plan.draft", user)
            if prepared != self.get_seen_prepared(name):
                differences[name]["prepared"] = (prepared, self.get_seen_prepared(name))
        self.assertFalse(dict(differences), step)
        drafts = self.env["sales.plan.draft"]
        for user in [self.clerk, *(self.people[name] for name in self.sellers)]:
            self.assertFalse(drafts.with_user(user).has_access("read"), step)
        self.assertFalse(self.env["sales.plan.target"].with_user(self.clerk).has_access("read"))
