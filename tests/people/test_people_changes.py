from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ...queries.time import day_of
from ..common.people import PeopleCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestPeopleChanges(PeopleCommon):
    """P15: open targets of people who left or moved are listed until somebody decides."""

    def archive(self, user):
        user.with_user(self.env.ref("base.user_admin")).action_archive()

    # Who is listed

    def test_everybody_is_there(self):
        self.assertEqual(self.changes(), {})

    def test_left(self):
        """One line for the row, with all that is below it; what is open is June and July."""
        self.archive(self.salesperson)
        self.assertEqual(self.changes(), {self.own: ("left", 3200)})
        change = self.change(self.own)
        self.assertEqual(change.person_id.name, "Salesperson")
        self.assertEqual(change.leader_id, self.leader)
        self.assertEqual(change.reason, "Left the Company")
        self.assertEqual(change.since, day_of(self.company, self.salesperson.write_date))
        self.assertTrue(change.is_published)

    def test_moved(self):
        """Another team is another place; the row names it."""
        self.team_south.member_ids |= self.salesperson
        self.assertEqual(self.changes(), {self.own: ("moved", 3200)})
        self.assertEqual(self.change(self.own).reason, "Moved to South")
        self.team_north.member_ids |= self.salesperson
        self.assertEqual(self.changes(), {})

    def test_in_no_team(self):
        self.team_north.member_ids -= self.salesperson
        self.assertEqual(self.changes(), {self.own: ("moved", 3200)})
        self.assertEqual(self.change(self.own).reason, "In no team any more")

    def test_last_day_in_a_team(self):
        member = self.team_north.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.salesperson
        )
        member.date_end = "2026-06-15"
        self.assertEqual(self.changes(), {})
        member.date_end = "2026-06-14"
        self.assertEqual(self.changes(), {self.own: ("moved", 3200)})

    def test_team_below(self):
        """A team that is part of the row's team is no other place, one above it is."""
        city, country = self.env["crm.team"].create(
            [
                {"name": "City", "company_id": self.company.id, "parent_id": self.team_north.id},
                {"name": "Country", "company_id": self.company.id},
            ]
        )
        city.member_ids |= self.salesperson
        self.assertEqual(self.changes(), {})
        self.team_north.parent_id = country
        country.member_ids |= self.salesperson
        self.assertEqual(self.changes(), {self.own: ("moved", 3200)})

    def test_leaders(self):
        """Who leads the team, one above or one below, belongs to it without being a member."""
        plan = self.plan("team", "salesperson", name="Leaders", year=2026)
        north = self.row(plan, self.team_north)
        leading, other = self.rows(north, self.leader, self.other_leader)
        self.give({leading: (1, 1), other: (1, 1)})
        plan.action_confirm()
        self.assertEqual(self.changes(), {other: ("moved", 1)})
        self.env["crm.team"].create(
            {
                "name": "City",
                "company_id": self.company.id,
                "parent_id": self.team_north.id,
                "user_id": self.other_leader.id,
            }
        )
        self.assertEqual(self.changes(), {})

    def test_plans_without_teams(self):
        """There nobody moves, but people leave."""
        plan = self.plan("salesperson", name="People", year=2026)
        row = self.row(plan, self.stranger)
        self.give({row: (1, 2)})
        plan.action_confirm()
        self.team_south.member_ids -= self.stranger
        self.assertEqual(self.changes(), {self.away: ("moved", 500)})
        self.archive(self.stranger)
        self.assertEqual(self.changes(), {self.away: ("left", 500), row: ("left", 2)})

    def test_plans_that_are_over(self):
        """Drafts, closed plans and plans that have ended have nothing open."""
        self.archive(self.salesperson)
        with freeze_time("2026-12-31 12:00:00"):
            self.assertEqual(self.changes(), {})
        with freeze_time("2026-07-31 00:00:00"):
            self.assertEqual(self.changes(), {self.own: ("left", 1000)})
        self.sales.active = False
        self.assertEqual(self.changes(), {})
        self.sales.active = True
        self.sales.copy()
        self.sales.action_close()
        self.assertEqual(self.changes(), {})

    def test_nothing_but_zeros(self):
        plan = self.plan("salesperson", name="Zeros", year=2026)
        self.give({self.row(plan, self.stranger): (5, 0)})
        plan.action_confirm()
        self.archive(self.stranger)
        self.assertEqual(self.changes(), {self.away: ("left", 500)})

    def test_figures_below(self):
        """Where a row has no figure of its own, what is below it is open."""
        plan = self.plan("salesperson", "customer", name="Below", year=2026)
        row = self.row(plan, self.stranger)
        acme, bolt = self.rows(row, self.acme, self.bolt)
        self.give({row: (9, None, 7), acme: (1, 2, 3), bolt: (None, 4, 5)})
        plan.action_confirm()
        self.archive(self.stranger)
        self.assertEqual(self.changes()[row], ("left", 2 + 4 + 7))

    def test_responsible_left(self):
        """Who answers for a row and left is replaced; rows of salespeople are not concerned."""
        self.archive(self.leader)
        self.assertEqual(self.changes(), {self.north: ("responsible", 13000)})
        change = self.change(self.north)
        self.assertEqual(change.reason, "Answers for the row and left")
        with self.assertRaisesRegex(UserError, "not the row of a salesperson"):
            change.action_move_up()
        action = change.action_hand_over()
        wizard = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        self.assertTrue(wizard.is_about_responsible)
        wizard.is_anybody = True
        self.assertNotIn(self.leader, wizard.candidate_ids)
        before = self.figures()
        wizard.to_user_id = self.other_leader
        wizard.action_hand_over()
        self.assertEqual(self.north.responsible_id, self.other_leader)
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.changes(), {})

    # What is decided

    def test_keep(self):
        """It holds until the person leaves or moves again."""
        self.team_south.member_ids |= self.salesperson
        before = self.figures()
        self.change(self.own).action_keep()
        self.assertEqual(self.changes(), {})
        self.assertEqual(self.figures(), before)
        self.archive(self.salesperson)
        self.assertEqual(self.changes(), {self.own: ("left", 3200)})
        self.change(self.own).action_keep()
        self.assertEqual(self.changes(), {})
        self.salesperson.action_unarchive()
        self.assertEqual(self.changes(), {self.own: ("moved", 3200)})
        self.archive(self.salesperson)
        self.assertEqual(self.changes(), {self.own: ("left", 3200)})
        answers = self.env["sales.plan.people.answer"].with_context(active_test=False)
        answers = answers.search([("allocation_id", "=", self.own.id)])
        self.assertEqual(answers.mapped("answer"), ["keep", "keep"])
        self.assertEqual(answers.create_uid, self.manager)

    def test_hand_over(self):
        """The wizard proposes the team; what stays in June is settled."""
        self.archive(self.salesperson)
        action = self.change(self.own).action_hand_over()
        wizard = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        self.assertEqual(wizard.candidate_ids, self.leader | self.colleague)
        self.assertEqual(wizard.below_count, 2)
        with Form(wizard) as form:
            self.assertEqual(str(form.date), "2026-06-15")
            form.to_user_id = self.colleague
            form.reason = "They left."
        wizard.action_hand_over()
        after = self.figures()
        self.assertEqual(after["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(after["North / Colleague"], (1000, 2200, 1000, 300))
        self.assertEqual(self.changes(), {})
        answer = self.env["sales.plan.people.answer"].search([])
        self.assertEqual((answer.answer, answer.to_user_id), ("hand_over", self.colleague))

    def test_several_at_once(self):
        """All of them or none, in several plans."""
        plan = self.plan("team", "salesperson", name="Second", year=2026)
        row = self.row(self.row(plan, self.team_north), self.salesperson)
        self.give({row: (5, 22)})
        plan.action_confirm()
        self.archive(self.salesperson)
        self.assertEqual(self.changes(), {row: ("left", 22), self.own: ("left", 3200)})
        changes = self.env["sales.plan.people.change"].with_user(self.manager).search([])
        changes.action_move_up()
        self.assertEqual(self.figures()["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(self.figures(plan)["North / Salesperson"], (5, 10, None, None))
        self.assertEqual(self.changes(), {})
        with self.assertRaisesRegex(UserError, "no longer open"):
            changes.action_keep()

    # Who may

    def test_access(self):
        """Managers decide, auditors read; the rest have nothing to do with plans in force that
        are not split level by level."""
        self.archive(self.salesperson)
        self.assertEqual(len(self.changes(self.manager)), 1)
        self.assertEqual(len(self.changes(self.auditor)), 1)
        self.assertEqual(self.changes(self.leader), {})
        self.assertEqual(self.changes(self.colleague), {})
        with self.assertRaises(AccessError):
            self.changes(self.clerk)
        change = self.change(self.own).with_user(self.auditor)
        for answer in (change.action_keep, change.action_move_up, change.action_hand_over):
            with self.assertRaises(AccessError):
                answer()
        change = self.change(self.own).with_user(self.leader)
        with self.assertRaises(UserError):
            change.action_keep()
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.write({"company_ids": [Command.set(abroad.ids)], "company_id": abroad.id})
        self.assertEqual(self.changes(self.manager), {})

    # Who is told

    def test_told_once(self):
        """Archiving somebody, who leaves all teams with that, is told once: to who answers for
        the row above and for the plan."""
        self.notices().unlink()
        self.archive(self.salesperson)
        notices = self.notices("people")
        self.assertEqual(notices.user_id, self.leader | self.manager)
        self.assertEqual(len(notices), 2)
        texts = notices.filtered(lambda one: one.user_id == self.manager)._get_people_texts()
        self.assertEqual(texts["subject"], "Open targets of Salesperson")
        self.assertEqual(texts["activity"], "Decide about the open targets of Salesperson")
        self.assertIn(
            "Salesperson has open targets in Sales 2026. Left the Company:", texts["body"]
        )
        self.assertIn("North / Salesperson: $\xa03,200.00", texts["body"])
        # a leader has no say in this plan
        leader = notices.filtered(lambda one: one.user_id == self.leader)
        self.assertIsNone(leader._get_people_texts())

    def test_sent(self):
        """A private message and one activity."""
        self.notices().unlink()
        self.archive(self.salesperson)
        for notice in self.notices("people"):
            notice._send()
        activity = self.sales.with_user(self.manager).activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.summary, "Decide about the open targets of Salesperson")

    def test_moved_and_back(self):
        """Who is back before anything was sent is not spoken of."""
        self.notices().unlink()
        self.team_south.member_ids |= self.salesperson
        self.assertEqual(len(self.notices("people")), 2)
        self.team_north.member_ids |= self.salesperson
        notices = self.notices("people")
        self.assertEqual(len(notices), 2)
        self.assertFalse(any(notice._get_people_texts() for notice in notices))

    def test_nobody_concerned(self):
        """Whoever has no targets comes and goes at the price of one query."""
        self.notices().unlink()
        self.clerk.action_archive()
        self.clerk.action_unarchive()
        self.team_south.member_ids |= self.clerk
        self.assertFalse(self.notices())
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.env["sales.plan.people"]._tell_of_changes(self.clerk.ids)
