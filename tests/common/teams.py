from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from .base import SalesPlanCommon


class TeamsCommon(SalesPlanCommon):
    """Teams below teams, and what each of them sold in January 2025.

    ::

        europe              led by director     rover 100
        ├── north           led by leader       salesperson 200, colleague 50.25 - 20.25 credited
        │   └── harbour     led by nobody       docker 30.01
        └── south           led by other_leader stranger 70.50, nobody 5
        overseas            of all companies    nobody 11
        (no team)                               salesperson 9
                                                                        in all 455.51
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        salesman = "sales_team.group_sale_salesman"
        leader = f"{salesman},sales_plan.group_sales_plan_leader"
        cls.director = cls._make_user("director", leader)
        cls.rover = cls._make_user("rover", salesman)
        cls.docker = cls._make_user("docker", salesman)
        teams = cls.env["crm.team"]
        cls.europe = teams.create(
            {
                "name": "Europe",
                "company_id": cls.company.id,
                "user_id": cls.director.id,
                "member_ids": [Command.set(cls.rover.ids)],
            }
        )
        cls.harbour = teams.create(
            {
                "name": "Harbour",
                "company_id": cls.company.id,
                "parent_id": cls.team_north.id,
                "member_ids": [Command.set(cls.docker.ids)],
            }
        )
        cls.overseas = teams.create({"name": "Overseas", "company_id": False})
        (cls.team_north | cls.team_south).parent_id = cls.europe

    @classmethod
    def sell(cls):
        """Post the invoices above."""
        cls._sell(cls.europe, cls.rover, 100)
        cls._sell(cls.team_north, cls.salesperson, 200)
        cls._sell(cls.team_north, cls.colleague, 50.25)
        cls._sell(cls.team_north, cls.colleague, 20.25, move_type="out_refund")
        cls._sell(cls.harbour, cls.docker, 30.01)
        cls._sell(cls.team_south, cls.stranger, 70.5)
        cls._sell(cls.team_south, cls.env["res.users"], 5)
        cls._sell(cls.overseas, cls.env["res.users"], 11)
        cls._sell(cls.env["crm.team"], cls.salesperson, 9)

    @classmethod
    def _sell(cls, team, user, price, **values):
        return cls.invoice(
            cls.acme,
            "2025-01-10",
            (cls.screw, price),
            team_id=team.id,
            invoice_user_id=user.id,
            **values,
        )

    @classmethod
    def regions(cls, *levels, **values):
        """Make a plan by regions, their teams and people, with a row for Europe itself."""
        plan = cls.plan(*(levels or ("team", "team", "salesperson")), **values)
        plan.level_ids[0].name = "Region"
        region = cls.row(plan, cls.europe)
        north, south, own = cls.rows(region, cls.team_north, cls.team_south, cls.europe)
        cls.rows(north, cls.salesperson, cls.colleague, cls.docker)
        cls.row(south, cls.stranger)
        cls.row(own, cls.rover)
        return plan

    def assertRefused(self, sentence, action, *args, error=ValidationError):  # noqa: N802
        """Assert that nothing comes of a call, and what is said about it."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(error, sentence),
            self.cr.savepoint(),
        ):
            action(*args)
            self.env.flush_all()

    @classmethod
    def find(cls, plan, *names):
        """Return the row below the total by the names that lead to it."""
        row = plan.root_id
        for name in names:
            row = row.child_ids.filtered(lambda child, name=name: child.name == name)
        return row
