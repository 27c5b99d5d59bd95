from datetime import datetime

from odoo.fields import Command
from odoo.tests import freeze_time

from .teams import TeamsCommon

#: How likely open deals of a role are.
PROBABILITIES = {"omitted": 0, "pipeline": 20, "best_case": 60, "commit": 85}
#: What figures are compared by, in this order.
COLUMNS = ("closed", "commit", "best_case", "pipeline", "forecast")


class ForecastCommon(TeamsCommon):
    """People who forecast March 2026, on the 16th of it, in four levels of teams.

    ::

        globe                   led by chief
        └── europe              led by director     rover
            ├── north           led by leader       salesperson, colleague
            │   └── harbour     led by nobody       docker
            └── south           led by other_leader stranger
        overseas                of all companies, led by nobody
        (no team)               freelance
    """

    @classmethod
    def setUpClass(cls):
        # in Auckland it is still the 16th, for another hour
        cls.startClassPatcher(freeze_time("2026-03-16 10:00:00"))
        super().setUpClass()
        # teams and deals of others are in no table of these tests
        cls.env["crm.team"].search([]).filtered(
            lambda team: team not in cls._get_own_teams()
        ).active = False
        salesman = "sales_team.group_sale_salesman"
        leader = f"{salesman},sales_plan.group_sales_plan_leader"
        cls.chief = cls._make_user("chief", leader)
        cls.freelance = cls._make_user("freelance", salesman)
        cls.globe = cls.env["crm.team"].create(
            {"name": "Globe", "company_id": cls.company.id, "user_id": cls.chief.id}
        )
        cls.europe.parent_id = cls.globe
        cls.periods = cls.env["sales.forecast.period"]._ensure(cls.company)
        cls.march = cls.period_of("2026-03-01")
        cls.april = cls.period_of("2026-04-01")

    @classmethod
    def _get_own_teams(cls):
        return cls.europe | cls.team_north | cls.team_south | cls.harbour | cls.overseas

    @classmethod
    def period_of(cls, day):
        day = cls.day(day)
        return cls.periods.filtered(lambda period: period.date_from <= day <= period.date_to)

    @classmethod
    def promise(cls, user, amount, role="commit", day="2026-03-20", team=None, **values):
        """Make a deal of a role, expected on a day or won on it."""
        is_won = role == "closed"
        values = {
            "name": f"{role} {amount}",
            "user_id": user.id if user else False,
            "team_id": team.id if team else False,
            "probability": PROBABILITIES.get(role, 50),
            "date_deadline": day,
            **values,
        }
        return cls.deal(cls.acme, amount, won=f"{day} 00:00:00" if is_won else None, **values)

    @classmethod
    def at(cls, moment):
        """Let deals change at a moment of the past, in UTC."""
        return cls.env["crm.lead.history"]._at(datetime.fromisoformat(moment))

    def forecasts(self, user, **context):
        """Return the forecasts as another request of a user finds them."""
        self.env.flush_all()
        self.env.invalidate_all()
        context = {"allowed_company_ids": user.company_ids.ids, **context}
        return self.env["sales.forecast"].with_user(user).with_context(**context).sudo(False)

    def open(self, user, of=None, **request):
        """Open a worksheet as a user: their own first one, or that of a person or a team."""
        if of:
            request["user_id" if of._name == "res.users" else "team_id"] = of.id
        request.setdefault("period_id", self.march.id)
        return self.forecasts(user).worksheet_open(request)

    def adjust(self, user, row, role, amount, note="Seen", of=None):
        sheet = self.open(user, of)
        return self.forecasts(user).worksheet_adjust(
            sheet["forecast"]["id"], row, role, amount, note
        )

    def submit(self, user, of=None):
        sheet = self.open(user, of)
        return self.forecasts(user).worksheet_submit(sheet["forecast"]["id"])

    def as_person(self, user, **request):
        """Open a user's own forecast, whatever they lead."""
        return self.open(user, user, **request)

    @staticmethod
    def columns(amounts):
        return None if amounts is None else tuple(amounts[name] for name in COLUMNS)

    @classmethod
    def rows_of(cls, sheet, part="total"):
        """Return a part of the rows of a team's worksheet: ``{key: columns}``."""
        return {row["name"]: cls.columns(row[part]) for row in sheet["rows"]}

    def assertColumns(self, amounts, *expected):  # noqa: N802
        self.assertEqual(self.columns(amounts), expected)

    def assertUnchanged(self, error, sentence, call, *args):  # noqa: N802
        """Assert that a call is refused with one sentence and leaves nothing behind."""
        before = self._count()
        with self.assertRaisesRegex(error, sentence) as caught, self.cr.savepoint():
            call(*args)
        self.assertLess(len(str(caught.exception)), 200)
        self.assertEqual(self._count(), before)

    def _count(self):
        models = ("adjustment", "submission", "submission.line", "submission.row")
        return [
            self.env[f"sales.forecast.{model}"].search([]).mapped("write_date") for model in models
        ]

    @staticmethod
    def freeze(moment):
        """Let it be another moment, in UTC."""
        return freeze_time(moment)

    @classmethod
    def join(cls, team, *users):
        """Make users members of a team."""
        team.member_ids = [Command.link(user.id) for user in users]
