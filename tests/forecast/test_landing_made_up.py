from collections import defaultdict
from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tools import SQL

from ...models.forecast.sales_landing_record import RECORDED_DAYS
from ...tools.own_past import WHOLE_COMPANY
from ..common.base import draw_seeds
from ..common.forecast import ForecastCommon
from ..common.made_up_sales import PlainLandings, make_up

PEOPLE = 8
#: Written from the newest on, so that none is told from what was foreseen of an earlier one.
MONTHS = ("2026-02-01", "2025-11-01", "2025-06-01")


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestLandingMadeUp(ForecastCommon):
    """N5: eight people and two years of deals, written as they happened: the record of what would
    have been said of ended months, and of what came, is what plain Python counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env.cr.execute("DELETE FROM crm_lead_history")
        cls.env["sales.landing.record"].sudo().search([]).unlink()
        [cls.seed] = draw_seeds(1)
        names = [f"seller_{number}" for number in range(PEOPLE)]
        cls.people = cls._make_users(dict.fromkeys(names, "sales_team.group_sale_salesman"))
        cls.team_north.member_ids = [(4, user.id) for user in cls.people]
        stages = [{"name": f"Step {number}", "sequence": number} for number in range(3)]
        cls.stages = cls.env["crm.stage"].create(stages)
        cls.done = cls.env["crm.stage"].create({"name": "Done", "sequence": 9, "is_won": True})
        cls.lives = make_up(cls.seed, PEOPLE, datetime(2024, 2, 1), datetime(2026, 3, 14))
        for life in cls.lives:
            cls.write_life(life)

    @classmethod
    def write_life(cls, life):
        history = cls.env["crm.lead.history"]
        stage, __, __, due = life.weeks[0]
        with history._at(life.born):
            deal = cls.deal(
                None,
                life.amount,
                user_id=cls.people[life.owner].id,
                stage_id=cls.stages[stage].id,
                date_deadline=due,
                probability=50,
            )
        # changes within two hours of its making are part of the first version
        born = SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", life.born, deal.id)
        cls.env.cr.execute(born)
        deal.invalidate_recordset(["create_date"])
        for moment, stage, due in life.changes():
            with history._at(moment):
                deal.write({"stage_id": cls.stages[stage].id, "date_deadline": due})
        if life.closed:
            with history._at(life.closed):
                if life.is_won:
                    deal.write({"stage_id": cls.done.id, "probability": 100})
                else:
                    deal.action_set_lost()
                deal.date_closed = life.closed
        life.number = deal.id

    def get_seats(self, owner):
        forecasts = self.env["sales.forecast"].sudo()
        get_keys = forecasts._get_keys(forecasts._read_tree(self.company))
        return get_keys(self.people[owner].id, self.team_north.id)

    def test_the_record_is_what_plain_python_counts(self):
        landing, today = self.env["sales.landing"], self.company._get_today()
        begin = landing._get_begin(landing._ask(self.company, today, today))
        seats = {owner: self.get_seats(owner) for owner in range(PEOPLE)}
        plain = PlainLandings(self.lives, self.stages.ids, seats.get, self.company, begin)
        compared = defaultdict(int)
        for month in MONTHS:
            period = self.period_of(month)
            self.env["sales.landing.record"].sudo()._record(period)
            for horizon, days in RECORDED_DAYS.items():
                self.compare(plain, period, horizon, days, compared)
        # every seat of every month at every distance, by both ways
        self.assertEqual(compared["pipeline"], len(MONTHS) * len(RECORDED_DAYS) * (PEOPLE + 4))
        self.assertGreater(compared["rhythm"], compared["pipeline"] / 2)

    def compare(self, plain, period, horizon, days, compared):
        span = period.date_from, period.date_to
        pipelines, rhythms = plain.say(*span, period.date_to - timedelta(days=days))
        ways = {"pipeline": pipelines, "rhythm": rhythms}
        came = plain.came(*span)
        records = self.env["sales.landing.record"].sudo()
        records = records.search([("period_id", "=", period.id), ("horizon", "=", horizon)])
        for record in records:
            seat = self.get_seat(record)
            self.assertTrue(record.is_learned)
            for way, parts in ways.items():
                if seat not in parts:
                    self.assertFalse(record[way], (self.seed, period.name, horizon, seat, way))
                    continue
                landed, compared[way] = parts[seat].land(), compared[way] + 1
                said = [record[f"{way}_low"], record[way], record[f"{way}_high"]]
                for found, expected in zip(said, (landed.p10, landed.p50, landed.p90), strict=True):
                    self.assertAlmostEqual(
                        found,
                        expected,
                        delta=0.02,
                        msg=(self.seed, period.name, horizon, seat, way),
                    )
            self.assertAlmostEqual(record.came, came[seat], delta=0.01)

    def get_seat(self, record):
        if record.kind == "company":
            return WHOLE_COMPANY
        return record.kind, (record.user_id or record.team_id).id
