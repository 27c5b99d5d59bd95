from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...tools.spreading import Cell
from ..common.people import PeopleCommon
from ..common.publishing import hand_over, move_up, publish
from ..common.table_calls import table_of


class PeopleCascadeCommon(PeopleCommon):
    is_cascaded = True

    def publish(self, *rows, user=None, below=False):
        self.env.invalidate_all()
        plan = self.sales.with_user(user or self.manager)
        publish(plan, [row.id for row in rows], below=below)

    def seen(self, user):
        """Return the names of the rows of the plan that somebody sees."""
        self.env.invalidate_all()
        rows = self.env["sales.plan.allocation"].with_user(user)
        return set(rows.search([("plan_id", "=", self.sales.id)]).mapped("complete_name"))


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestHandOverInCascade(PeopleCascadeCommon):
    """P15: leaders hand over what they gave; what was not published stays a draft."""

    def test_published(self):
        """By the leader: in force at once, for who gets it, too."""
        self.publish(self.north)
        self.publish(self.own, user=self.leader, below=True)
        self.publish(self.others, user=self.leader)
        before = self.figures()
        self.hand_over(self.own, user=self.leader)
        after = self.figures()
        self.assertEqual(after["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(after["North / Colleague"], (1000, 2200, 1000, 300))
        # the colleague's own draft for Acme stays one
        self.assertEqual(after["North / Colleague / Acme"], (None, 600, 700, None))
        self.assertEqual(after["North / Colleague / Bolt"], (None, 600, None, None))
        self.assertEqual(self.sums(after), self.sums(before))
        working = self.figures(working=True)
        self.assertEqual(working["North / Colleague / Acme"], (None, 700, 700, None))
        self.assertEqual(working["North / Colleague"], after["North / Colleague"])
        self.assertEqual(
            self.seen(self.colleague),
            {"North / Colleague", "North / Colleague / Acme", "North / Colleague / Bolt"}
            | {"North / Salesperson / Bolt"},  # whose account manager they are
        )
        state = table_of(self.sales.with_user(self.manager)).rows([self.others_acme.id])["rows"][0]
        self.assertEqual(state["state"], "changed")

    def test_candidates(self):
        """The dialog leaves out who has the rows, but tells nothing of rows that are hidden."""
        self.publish(self.north)
        for user, is_offered in ((self.leader, True), (self.other_leader, False)):
            dialogs = self.env["sales.plan.hand.over"].with_user(user)
            dialog = dialogs.new({"allocation_ids": self.own.ids, "is_anybody": True})
            offered = dialog.candidate_ids._origin
            self.assertEqual(self.colleague in offered, is_offered, user.login)
            self.assertNotIn(self.salesperson, offered)

    def test_drafts(self):
        """Nothing is in force, so nothing is published, and nobody is told."""
        self.publish(self.north)
        self.notices().unlink()
        in_force = self.figures()
        publication = self.hand_over(self.own, user=self.leader)
        self.assertFalse(publication)
        self.assertEqual(self.figures(), in_force)
        after = self.figures(working=True)
        self.assertEqual(after["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(after["North / Colleague"], (1000, 2200, 1000, 300))
        self.assertEqual(after["North / Colleague / Bolt"], (None, 600, None, None))
        self.assertEqual(self.seen(self.colleague), set())
        self.assertFalse(self.notices())
        plan = self.sales.with_user(self.leader)
        self.env.invalidate_all()
        self.assertEqual(table_of(plan).open()["undo"], None)

    def test_changes_that_are_not_published(self):
        """Amounts in force and those being prepared change hands each by itself."""
        self.publish(self.north)
        self.publish(self.own, user=self.leader)
        plan = self.sales.with_user(self.leader)
        june, july = self.sales.period_ids[5:7]
        cells = [[self.own.id, june.id, "4400"], [self.own.id, july.id, ""]]
        table_of(plan).edit(
            {"kind": "type", "cells": cells, "spread": False, "source": "type"},
            plan.edit_version,
            "a:1",
        )
        self.hand_over(self.own, user=self.leader)
        in_force, working = self.figures(), self.figures(working=True)
        self.assertEqual(in_force["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(in_force["North / Colleague"], (None, 1200, 1000, 0))
        self.assertEqual(working["North / Salesperson"], (2000, 2000, None, None))
        self.assertEqual(working["North / Colleague"], (1000, 3400, None, 300))

    def test_move_up(self):
        self.publish(self.north)
        self.publish(self.own, user=self.leader, below=True)
        plan = self.sales.with_user(self.leader)
        self.env.invalidate_all()
        move_up(plan, self.own.ids)
        after = self.figures()
        self.assertEqual(after["North"], (5000, 6000, 4000, 3000))
        self.assertEqual(after["North / Salesperson"], (2000, 1000, None, None))
        self.assertEqual(after["North / Salesperson / Acme"], (1500, 500, None, None))
        self.assertEqual(
            self.figures(working=True)["North / Salesperson"], (2000, 1000, None, None)
        )

    def test_who_may(self):
        """Who the row above was published to, and managers; nobody hands over their own row."""
        self.publish(self.north)
        self.publish(self.own, self.others, user=self.leader)
        for user in (self.other_leader, self.salesperson, self.colleague, self.auditor):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.hand_over(self.own, user=user)
        self.publish(self.south)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.hand_over(self.own, user=self.other_leader, to=self.stranger)
        self.hand_over(self.own, user=self.leader)

    def test_listed(self):
        """For leaders below their own rows, published or not."""
        self.publish(self.north)
        self.salesperson.action_archive()
        self.assertEqual(self.changes(self.leader), {self.own: ("left", 3200)})
        self.assertFalse(self.change(self.own, self.leader).is_published)
        self.assertEqual(self.changes(self.other_leader), {})
        self.publish(self.own, user=self.leader)
        self.assertEqual(self.changes(self.leader), {self.own: ("left", 3200)})
        notice = self.notices("people").filtered(lambda one: one.user_id == self.leader)
        self.assertIn("North / Salesperson", notice._get_people_texts()["body"])
        self.change(self.own, self.leader).action_keep()
        self.assertEqual(self.changes(self.leader), {})

    def test_agreement(self):
        """Who gets targets is asked; who gave them is not asked again."""
        self.sales.asks_agreement = True
        self.publish(self.north)
        self.publish(self.own, self.others, user=self.leader)
        for user, row in ((self.salesperson, self.own), (self.colleague, self.others)):
            row.with_user(user).action_accept()
        self.hand_over(self.own, user=self.leader)
        self.env.invalidate_all()
        self.assertEqual(self.own.agreement, "accepted")
        self.assertEqual(self.others.agreement, "open")

    def test_sealed(self):
        """A manager who names the row hands it over past its leader, who is told."""
        self.publish(self.north)
        self.publish(self.own, user=self.leader, below=True)
        self.notices().unlink()
        self.hand_over(self.own)
        self.assertEqual(self.figures()["North / Colleague"], (None, 1200, 1000, 0))
        told = {notice.user_id: notice.data["part"] for notice in self.notices("hand_over")}
        expected = {self.salesperson: "from", self.colleague: "to", self.leader: "above"}
        self.assertEqual(told, expected)
        self.assertFalse(self.others.needs_revision)


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestPeopleQueries(PeopleCommon):
    """P15: thousands of rows change hands in as many queries as a few."""

    def make(self, count):
        """Make a plan in force in which the salesperson has so many customers."""
        plan = self.plan("team", "salesperson", "customer", name=f"{count}", year=2026)
        own = self.row(self.row(plan, self.team_north), self.salesperson)
        partners = self.env["res.partner"].create(
            [{"name": f"{count} {number}", "is_company": True} for number in range(count)]
        )
        build = self.env["sales.plan.build"]
        rows = build._create_rows(
            [{"parent_id": own.id, "partner_id": partner.id} for partner in partners]
        )
        periods = plan.period_ids[4:8].ids
        self.env["sales.plan.cells"]._write_cells(
            plan, {(row, period): Cell(22) for row in [*rows, own.id] for period in periods}
        )
        plan.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        return own

    def count(self, function, *args):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(*args)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_hand_over(self):
        few, many = self.make(40), self.make(80)
        self.hand_over(self.own)  # fill what is cached for the process
        counts = [self.count(self.hand_over, row) for row in (few, many)]
        self.assertEqual(*counts)
        self.assertLess(counts[0], 200)
        rows = many.plan_id.allocation_ids.filtered(lambda row: row.user_id == self.colleague)
        self.assertEqual(len(rows), 81)
        self.assertEqual(set(rows.target_ids.mapped("amount")), {12, 22})

    def test_move_up(self):
        first, few, many = self.make(5), self.make(40), self.make(80)
        move_up(first.plan_id, first.ids)  # fill what is cached for the process
        counts = [self.count(move_up, row.plan_id, row.ids) for row in (few, many)]
        self.assertEqual(*counts)

    def test_list(self):
        changes = self.env["sales.plan.people.change"].with_user(self.manager)
        names = ("person_id", "allocation_id", "plan_id", "leader_id")
        names = {name: {"fields": {"display_name": {}}} for name in names}
        specification = {**names, "reason": {}, "open_amount": {}}
        self.team_north.member_ids -= self.salesperson
        few = self.make(5)
        changes.web_search_read([], specification)
        first = self.count(changes.web_search_read, [], specification)
        self.make(10)
        self.assertEqual(self.count(changes.web_search_read, [], specification), first)
        self.assertEqual(len(self.changes()), 3)
        self.assertEqual(self.changes()[few], ("moved", 66))

    def test_dates(self):
        """The day is one of the plan's, whatever the periods are."""
        plan = self.plan("salesperson", name="Quarters", year=2026, period_type="quarter")
        row = self.row(plan, self.salesperson)
        self.target(row, 650, 2)
        plan.action_confirm()
        hand_over(plan, row.ids, self.colleague, Date.to_date("2026-05-01"))
        amounts = plan.allocation_ids.filtered("user_id").target_ids.mapped("amount")
        self.assertEqual(amounts, [220, 430])
