from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from ..common.deal_history import DealHistoryCommon

MEASURES = (
    "deal_number:count_distinct",
    "amount:sum",
    "won_number:count_distinct",
    "lost_number:count_distinct",
    "win_rate:avg",
    "days:avg",
    "moved_on_rate:avg",
)


@tagged("post_install", "-at_install")
@freeze_time("2025-03-03")
class TestForecastConversion(DealHistoryCommon):
    """R33, S17, S19: how many deals go from stage to stage, how long they stay, what is won.

    ============ ============== ============= ============== ===========
    deal         New            Qualified     Proposition    end
    ============ ============== ============= ============== ===========
    winner       1 Jan, 100     11 Jan, 150   31 Jan         won 10 Feb
    loser        5 Jan, 200     15 Jan         —             lost 25 Jan
                 back 20 Jan
    runner        —             1 Feb, 300     —             open
    gone         1 Feb, 400      —             —             deleted 11 Feb
    late         1 Feb, 500      —             —             won 21 Feb
    ============ ============== ============= ============== ===========

    The late one was a lead in January; it is the colleague's and came from the web.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.web = cls.env["utm.source"].create({"name": "Web"})
        cls.winner = cls.made("2025-01-01", 100)
        cls.changed("2025-01-11", cls.winner, stage_id=cls.qualified.id, expected_revenue=150)
        cls.changed("2025-01-31", cls.winner, stage_id=cls.proposition.id)
        cls.won("2025-02-10", cls.winner)
        cls.loser = cls.made("2025-01-05", 200)
        cls.changed("2025-01-15", cls.loser, stage_id=cls.qualified.id)
        cls.changed("2025-01-20", cls.loser, stage_id=cls.new.id)
        cls.lost("2025-01-25", cls.loser)
        cls.runner = cls.made("2025-02-01", 300, stage_id=cls.qualified.id)
        cls.gone = cls.made("2025-02-01", 400)
        cls.gone_number = cls.gone.id
        cls.deleted("2025-02-11", cls.gone)
        cls.late = cls.made(
            "2025-01-01", 500, type="lead", user_id=cls.colleague.id, source_id=cls.web.id
        )
        cls.changed("2025-02-01", cls.late, type="opportunity")
        cls.won("2025-02-21", cls.late)
        cls.numbers = [
            *(cls.winner | cls.loser | cls.runner | cls.late).ids,
            cls.gone_number,
        ]

    def rows(self, user=None):
        """Return the report's rows as a user sees them, in the order of deals and stages."""
        report = self.env["sales.forecast.conversion"].with_user(user or self.manager)
        report.invalidate_model()
        rows = report.search([("deal_number", "in", self.numbers)])
        order = {number: place for place, number in enumerate(self.numbers)}
        return rows.sorted(lambda row: (order[row.deal_number], row.stage_id.sequence))

    def table(self, groupby, user=None, measures=MEASURES):
        """Return ``{name of the group: (measure, ...)}``, ratios with four digits."""
        report = self.env["sales.forecast.conversion"].with_user(user or self.manager)
        groups = report._read_group(
            [("deal_number", "in", self.numbers)], [groupby] if groupby else [], measures
        )
        return {
            group[0].display_name if groupby else "all": tuple(
                value and round(value, 4) for value in group[bool(groupby) :]
            )
            for group in groups
        }

    def test_stays(self):
        """One row for each deal and stage: from, to, days, amount at entry, outcome, progress."""
        expected = [
            ("New", "01-01", "01-11", 10, 100, "won", "moved_on"),
            ("Qualified", "01-11", "01-31", 20, 150, "won", "moved_on"),
            ("Proposition", "01-31", "02-10", 10, 150, "won", "moved_on"),
            ("Won", "02-10", None, 0, 150, "won", False),
            ("New", "01-05", "01-25", 15, 200, "lost", "moved_on"),
            ("Qualified", "01-15", "01-20", 5, 200, "lost", "ended"),
            ("Qualified", "02-01", None, 30, 300, "open", "pending"),
            ("New", "02-01", "02-21", 20, 500, "won", "moved_on"),
            ("Won", "02-21", None, 0, 500, "won", False),
            ("New", "02-01", "02-11", 10, 400, "removed", "ended"),
        ]
        found = [
            (
                row.stage_id.name,
                row.entered_on.strftime("%m-%d"),
                row.left_on.strftime("%m-%d") if row.left_on else None,
                row.days,
                row.amount,
                row.outcome,
                row.progress,
            )
            for row in self.rows()
        ]
        self.assertEqual(found, expected)

    def test_by_stage(self):
        """Deals, amount at entry, won, lost, win rate, days by deal, share that moved on."""
        self.assertEqual(
            self.table("stage_id"),
            {
                "New": (4, 1200, 2, 1, 0.6667, 13.75, 0.75),
                "Qualified": (3, 650, 1, 1, 0.5, 18.3333, 0.5),
                "Proposition": (1, 150, 1, 0, 1, 10, 1),
                "Won": (2, 650, 2, 0, 1, False, False),
            },
        )

    def test_a_deal_counts_once_whatever_the_stages(self):
        measures = [*MEASURES[:1], "last_amount:sum", *MEASURES[2:]]
        self.assertEqual(
            self.table(None, measures=measures),
            {"all": (5, 1550, 2, 1, 0.6667, 24, 0.7143)},
        )
        by_person = self.table("user_id", measures=measures)
        self.assertEqual(
            by_person,
            {
                "Salesperson": (4, 1050, 1, 1, 0.5, 25, 0.6667),
                "Colleague": (1, 500, 1, 0, 1, 20, 1),
            },
        )

    def test_by_value(self):
        """Won and lost revenue beside the numbers, each deal once in a group, whatever its stages:
        650 of 850 won by value, two of three by number."""
        measures = ("won_amount:sum", "lost_amount:sum", "value_win_rate:avg", "win_rate:avg")
        self.changed("2025-02-24", self.late, expected_revenue=650)
        for groupby, expected in (
            (None, {"all": (800, 200, 0.8, 0.6667)}),
            (
                "stage_id",
                {
                    "New": (800, 200, 0.8, 0.6667),
                    "Qualified": (150, 200, 0.4286, 0.5),
                    "Proposition": (150, 0, 1, 1),
                    "Won": (800, 0, 1, 1),
                },
            ),
            ("user_id", {"Salesperson": (150, 200, 0.4286, 0.5), "Colleague": (650, 0, 1, 1)}),
        ):
            self.assertEqual(self.table(groupby, measures=measures), expected)
        rows = self.rows().filtered(lambda row: row.stage_id == self.new)
        self.assertEqual(
            {row.lead_id: (row.won_amount, row.lost_amount, row.value_win_rate) for row in rows},
            {
                self.winner: (150, 0, 1),
                self.loser: (0, 200, 0),
                self.late: (650, 0, 1),
                self.env["crm.lead"]: (0, 0, 0),
            },
        )

    def test_by_value_wherever_it_is_read(self):
        """A pivot's grouping sets, an ordered list of groups and a downloaded file say the same."""
        report = self.env["sales.forecast.conversion"].with_user(self.manager)
        domain = [("deal_number", "in", self.numbers)]
        measures = ["won_amount:sum", "value_win_rate:avg"]
        [[total], by_stage] = report.formatted_read_grouping_sets(
            domain, [[], ["stage_id"]], measures
        )
        self.assertEqual((total["won_amount:sum"], total["value_win_rate:avg"]), (650, 650 / 850))
        self.assertEqual(
            {group["stage_id"][1]: group["won_amount:sum"] for group in by_stage},
            {"New": 650, "Qualified": 150, "Proposition": 150, "Won": 650},
        )
        groups = report.formatted_read_group(
            domain, ["stage_id"], measures, order="won_amount:sum desc, stage_id"
        )
        self.assertEqual([group["won_amount:sum"] for group in groups], [650, 650, 150, 150])
        rows = report.search(domain).sudo().export_data(["won_amount", "lost_amount"])["datas"]
        self.assertEqual({tuple(row) for row in rows}, {(0, 0), (150, 0), (500, 0), (0, 200)})

    def test_by_value_of_two_currencies(self):
        """Amounts are converted before they are added and divided, each deal once as ever."""
        other = self.make_other_company()
        self.env["res.currency.rate"].create(
            {"currency_id": other.currency_id.id, "name": "2024-01-01", "rate": 2.0}
        )
        self.manager.company_ids |= other
        deal = self.made("2025-01-01", 300, company_id=other.id, team_id=False, user_id=False)
        self.changed("2025-01-11", deal, stage_id=self.qualified.id)
        self.lost("2025-01-25", deal)
        report = self.env["sales.forecast.conversion"].with_user(self.manager)
        report = report.with_context(allowed_company_ids=(self.company | other).ids)
        [(deals, won, lost, rate)] = report._read_group(
            [("deal_number", "in", [*self.numbers, deal.id])],
            [],
            [
                "lost_number:count_distinct",
                "won_amount:sum_currency",
                "lost_amount:sum_currency",
                "value_win_rate:avg",
            ],
        )
        self.assertEqual((deals, won, lost), (2, 650, 200 + 300 / 2))
        self.assertAlmostEqual(rate, 0.65)

    def test_nothing_at_stake(self):
        """Deals of no value have no rate by value, though they have one by number."""
        (self.winner | self.loser | self.late).expected_revenue = 0
        measures = ("won_amount:sum", "lost_amount:sum", "value_win_rate:avg", "win_rate:avg")
        [(won, lost, rate, rate_by_number)] = self.table(None, measures=measures).values()
        self.assertEqual((won, lost, rate_by_number), (0, 0, 0.6667))
        self.assertNotIsInstance(rate, float, "none, which is not zero")

    def test_by_source_and_month(self):
        """S19: a lead counts from when it became an opportunity."""
        measures = ["deal_number:count_distinct", "win_rate:avg"]
        report = self.env["sales.forecast.conversion"]
        domain = [("deal_number", "in", self.numbers)]
        groups = report._read_group(domain, ["source_id"], measures)
        self.assertEqual(groups, [(self.web, 1, 1.0), (self.web.browse(), 4, 0.5)])
        groups = report._read_group(domain, ["began_on:month"], measures)
        self.assertEqual(
            groups,
            [
                (Datetime.to_datetime("2025-01-01"), 2, 0.5),
                (Datetime.to_datetime("2025-02-01"), 3, 1.0),
            ],
        )

    def test_reopened_and_archived(self):
        """A deal's outcome is what it is last; the days that it was lost do not count."""
        self.reopened("2025-02-14", self.loser)
        self.changed("2025-02-13", self.runner, active=False)
        rows = self.rows()
        found = {
            (row.deal_number, row.stage_id.name): (row.outcome, row.days, row.left_on)
            for row in rows
        }
        self.assertEqual(found[self.loser.id, "New"], ("open", 15 + 17, False))
        self.assertEqual(found[self.loser.id, "Qualified"], ("open", 5, self.at("2025-01-20")))
        self.assertEqual(found[self.runner.id, "Qualified"], ("removed", 12, self.at("2025-02-13")))

    def test_who_sees_which_deals(self):
        """Own deals, those of led teams, all for managers and auditors."""
        seen = {
            user.login: set(self.rows(user).mapped("deal_number"))
            for user in (
                self.salesperson,
                self.colleague,
                self.stranger,
                self.leader,
                self.other_leader,
                self.manager,
                self.auditor,
            )
        }
        everything = set(self.numbers)
        self.assertEqual(
            seen,
            {
                "plan_salesperson": everything - {self.late.id},
                "plan_colleague": {self.late.id},
                "plan_stranger": set(),
                "plan_leader": everything,
                "plan_other_leader": set(),
                "plan_manager": everything,
                "plan_auditor": everything,
            },
        )
        with self.assertRaises(AccessError):
            self.rows(self.clerk)

    def test_not_of_other_companies(self):
        other = self.make_other_company()
        self.manager.company_ids = [Command.link(other.id)]
        report = self.env["sales.forecast.conversion"].with_user(self.manager)
        report = report.with_context(allowed_company_ids=other.ids)
        self.assertFalse(report.search([("deal_number", "in", self.numbers)]))

    def test_opening_a_deal(self):
        rows = {row.deal_number: row for row in self.rows()}
        action = rows[self.runner.id].action_open_deal()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", self.runner.id))
        with self.assertRaisesRegex(UserError, "has been deleted"):
            rows[self.gone_number].action_open_deal()
        with self.assertRaisesRegex(AccessError, "not open it"):
            rows[self.runner.id].with_user(self.auditor).action_open_deal()
