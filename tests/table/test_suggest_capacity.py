from datetime import date

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common.suggest import SuggestCommon


@tagged("post_install", "-at_install")
class TestSuggestCapacity(SuggestCommon):
    """S12: capacity counts people as they work: part-time, joining, leaving, ramping up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.people = cls.plan("team", "salesperson", name="People", year=2026)
        cls.p_north, cls.p_south = cls.rows(cls.people, cls.team_north, cls.team_south)
        cls.p_sales, cls.p_colleague = cls.rows(cls.p_north, cls.salesperson, cls.colleague)
        cls.sales = cls.people
        cls.total = cls.people.root_id
        cls.january, cls.february, cls.march, *__ = cls.people.period_ids

    def member(self, user, team):
        return team.crm_team_member_ids.filtered(lambda member: member.user_id == user)

    def test_teams(self):
        """S12: a team counts its members, who are described."""
        self.member(self.colleague, self.team_north).capacity_percent = 50
        self.type((self.total, self.january, "100"))
        suggest = self.suggest(method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [1.5, 1])
        self.assertEqual(
            self.words(suggest),
            [
                "2 people, 1.50 full-time equivalents (Colleague at 50%)",
                "1 person, 1.00 full-time equivalents",
            ],
        )
        self.assertApplied(suggest)
        self.assertPlanned(self.p_north, self.january, 60)
        self.assertEqual(self.last_label(), "Spread Total over the rows below by capacity")

    def test_joiner(self):
        """S12: who joins gets nothing before, and less while learning."""
        self.member(self.colleague, self.team_north).write(
            {"date_start": "2026-02-15", "ramp_months": 2}
        )
        cells = [(self.p_north, period, "100") for period in self.people.period_ids]
        self.type(*cells)
        suggest = self.suggest(self.p_north, method="capacity")
        self.assertIn("from 02/15/2026 with 2 months of ramp-up", self.words(suggest)[1])
        self.assertApplied(suggest)
        amounts = self.amounts(self.p_colleague)
        # 59 days of ramp-up: 14 of them in February, 14²/(2·59·28) of a person
        february = 14**2 / (2 * 59 * 28)
        self.assertEqual(amounts[0], None)
        self.assertEqual(amounts[1], round(100 * february / (1 + february), 2))
        self.assertLess(amounts[2], amounts[3])
        self.assertEqual(amounts[4:], [50] * 8)

    def test_corrected(self):
        """S12: a corrected weight scales what the person has in each period."""
        self.member(self.colleague, self.team_north).date_start = "2026-07-01"
        self.type((self.p_north, None, "1200"))
        suggest = self.suggest(self.p_north, method="capacity")
        line = suggest.line_ids[1]
        self.assertEqual(line.base_weight, round(184 / 365, 4))
        line.weight = 2 * line.base_weight
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.p_colleague), [None] * 6 + [66.67] * 6)
        self.member(self.colleague, self.team_north).date_end = "2025-12-31"
        self.member(self.colleague, self.team_north).date_start = False
        suggest = self.suggest(self.p_north, method="capacity")
        self.assertEqual(suggest.line_ids[1].weight, 0)
        suggest.line_ids[1].weight = 1
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.p_colleague), [50] * 12)

    def test_nobody_there(self):
        """S12: before anybody is there nothing is split, and that is said."""
        for user in (self.salesperson, self.colleague):
            self.member(user, self.team_north).date_start = "2026-02-01"
        self.type((self.p_north, self.january, "100"), (self.p_north, self.february, "50"))
        suggest = self.suggest(self.p_north, method="capacity")
        self.assertIn("Nothing is split in Jan 2026", self.notice(suggest))
        self.assertIn("$ 100.00 could not be given out", self.notice(suggest))
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.p_sales)[:2], [None, 25])

    def test_leaver(self):
        self.member(self.colleague, self.team_north).date_end = "2026-01-31"
        self.type((self.p_north, self.january, "100"), (self.p_north, self.february, "50"))
        suggest = self.suggest(self.p_north, method="capacity")
        self.assertIn("until 01/31/2026", self.words(suggest)[1])
        self.assertApplied(suggest)
        self.assertEqual(self.amounts(self.p_colleague)[:2], [50, None])

    def test_archived(self):
        """S12: who is archived reaches nothing, as a member or alone."""
        self.colleague.active = False
        suggest = self.suggest(self.p_north, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [1, 0])
        self.assertEqual(self.words(suggest)[1], "Archived: counts as nobody")
        suggest = self.suggest(method="capacity")
        self.assertEqual(self.words(suggest)[0], "1 person, 1.00 full-time equivalents")

    def test_teams_below(self):
        """S12: a region has the people of its teams; a person of two teams is one person."""
        region = self.env["crm.team"].create({"name": "Region"})
        self.team_north.parent_id = region
        below = self.env["crm.team"].create(
            {
                "name": "Far North",
                "company_id": self.company.id,
                "parent_id": self.team_north.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": self.clerk.id}),
                    Command.create({"user_id": self.colleague.id}),
                ],
            }
        )
        plan = self.plan("team", name="Regions", year=2026)
        self.rows(plan, region, self.team_south)
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [3, 1])
        below.crm_team_member_ids[0].active = False
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [2, 1])

    def test_team_itself(self):
        """S12: beside the teams below it a team counts its own members only."""
        self.env["crm.team"].create(
            {
                "name": "Far North",
                "company_id": self.company.id,
                "parent_id": self.team_north.id,
                "crm_team_member_ids": [Command.create({"user_id": self.clerk.id})],
            }
        )
        plan = self.plan("team", name="Regions", year=2026)
        plan.level_ids = [Command.create({"dimension": "team", "sequence": 20})]
        north = self.row(plan, self.team_north)
        self.rows(north, self.team_north.child_ids, self.team_north)
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [3])
        suggest = self.suggest(north, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [1, 2])

    def test_people_without_team(self):
        """S12: without a team in the row the memberships count together; without any, one."""
        self.team_south.crm_team_member_ids = [
            Command.create({"user_id": self.colleague.id, "capacity_percent": 30})
        ]
        self.member(self.colleague, self.team_north).capacity_percent = 60
        self.member(self.salesperson, self.team_north).capacity_percent = 120
        plan = self.plan("salesperson", name="Alone", year=2026)
        self.rows(plan, self.colleague, self.clerk, self.salesperson)
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [0.9, 1, 1.2])
        self.assertEqual(
            self.words(suggest),
            [
                "0.90 full-time equivalents (at 60%; at 30%)",
                "In no team: counts as full-time",
                "1.20 full-time equivalents (at 120%)",
            ],
        )
        self.member(self.colleague, self.team_north).capacity_percent = 100
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight")[0], 1)

    def test_empty_team(self):
        self.team_south.crm_team_member_ids.unlink()
        suggest = self.suggest(method="capacity")
        self.assertEqual(self.shown_lines(suggest, "weight"), [2, 0])
        self.assertEqual(self.words(suggest)[1], "Nobody is a member")

    def test_other_companies(self):
        """S12: people of other companies' teams do not count."""
        other = self.make_other_company()
        self.clerk.company_ids |= other
        self.env["crm.team"].create(
            {
                "name": "Abroad",
                "company_id": other.id,
                "crm_team_member_ids": [
                    Command.create({"user_id": self.clerk.id, "capacity_percent": 10})
                ],
            }
        )
        plan = self.plan("salesperson", name="Here", year=2026)
        self.row(plan, self.clerk)
        suggest = self.suggest(plan.root_id, method="capacity")
        self.assertEqual(self.words(suggest), ["In no team: counts as full-time"])

    @mute_logger("odoo.sql_db")
    def test_member_limits(self):
        """S12: what a member's capacity may be."""
        member = self.member(self.colleague, self.team_north)
        for values in (
            {"capacity_percent": 0},
            {"capacity_percent": 201},
            {"ramp_months": -1},
            {"ramp_months": 61},
            {"date_start": date(2026, 2, 1), "date_end": date(2026, 1, 31)},
        ):
            with self.subTest(values), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                member.write(values)
                member.flush_recordset()
        member.write({"date_start": "2026-02-01", "date_end": "2026-02-01"})
        self.assertEqual(member._get_person().date_end, date(2026, 2, 1))
