from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestNextStep(CascadeCommon):
    """P6, S3: what comes next is told in every state, once: in the form and in the table."""

    def next_of(self, user, plan=None):
        """Return what comes next for a user, which form and table tell alike."""
        self.env.flush_all()
        self.env.invalidate_all()
        plan = (plan or self.cascade).with_user(user)
        told = table_of(plan).open()["next_step"]
        self.assertEqual(told, plan.next_step)
        return told

    def can(self, user, plan):
        """Return what the table offers a user besides: confirming, publishing."""
        header = table_of(plan.with_user(user)).open()["plan"]
        return header["can_confirm"], header["can_publish"]

    # Drafts

    def test_a_draft_is_loaded_then_confirmed(self):
        plan = self.plan("team", year=2027, name="Next")
        self.assertEqual(self.next_of(self.manager, plan), "load")
        self.row(plan, self.team_north)
        self.assertEqual(self.next_of(self.manager, plan), "load")
        self.target(plan, 100)
        self.assertEqual(self.next_of(self.manager, plan), "confirm")
        self.assertEqual(self.can(self.manager, plan), (True, False))

    def test_who_changes_nothing_has_nothing_next(self):
        plan = self.plan("team", year=2027, name="Next")
        self.assertFalse(self.next_of(self.auditor, plan))
        self.assertFalse(self.next_of(self.auditor))
        self.assertEqual(self.can(self.auditor, plan), (False, False))

    def test_answers_to_edits_tell_it(self):
        plan = self.plan("team", year=2027, name="Next").with_user(self.manager)
        cells = [[plan.root_id.id, plan.period_ids[0].id, "5"]]
        edit = {"kind": "type", "cells": cells, "spread": False}
        answer = table_of(plan).edit(edit, plan.edit_version, "next: 1", [])
        self.assertEqual(answer["next_step"], "confirm")

    # In force

    def test_a_plan_in_force_that_is_not_split_has_nothing_next(self):
        plan = self.plan("team", year=2027, name="Next")
        self.target(plan, 100)
        plan.action_confirm()
        self.assertFalse(self.next_of(self.manager, plan))
        self.assertEqual(self.can(self.manager, plan), (False, False))
        plan.action_close()
        self.assertFalse(self.next_of(self.manager, plan))

    def test_level_by_level(self):
        """The manager publishes to the teams, then their leaders to their people."""
        self.assertEqual(self.next_of(self.manager), "publish")
        self.assertEqual(self.can(self.manager, self.cascade), (False, True))
        self.publish(self.manager, "north", "south")
        self.assertFalse(self.next_of(self.manager))
        self.assertEqual(self.next_of(self.leader), "publish")
        self.publish(self.leader, "salesperson", "colleague")
        self.assertFalse(self.next_of(self.leader))
        self.assertFalse(self.next_of(self.salesperson))

    def test_what_has_no_amounts_yet_is_split(self):
        self.publish(self.manager, "north", "south")
        self.edit(self.manager, "clear", rows=["stranger"], periods=[], below=False)
        self.assertEqual(self.next_of(self.other_leader), "suggest")
        self.type(self.manager, "stranger", "300")
        self.assertEqual(self.next_of(self.other_leader), "publish")

    def test_amounts_further_below_count(self):
        """A row that is shown with the sum of those below it can be published."""
        self.publish(self.manager, "north", "south")
        for name in ("salesperson", "colleague"):
            self.edit(self.leader, "clear", rows=[name], periods=[], below=False)
        self.assertEqual(self.next_of(self.leader), "publish")

    def test_changes_of_published_rows_are_published(self):
        self.publish(self.manager, "north", "south")
        self.type(self.manager, "north", "650")
        self.assertEqual(self.next_of(self.manager), "publish")
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson", "colleague")
        self.type(self.manager, "north", "700")
        self.publish(self.manager, "north")
        self.assertEqual(self.next_of(self.leader), "publish")

    # What it opens

    def test_a_split_is_suggested_from_the_plan(self):
        action = self.cascade.with_user(self.manager).action_open_suggest()
        self.assertEqual(action["context"]["default_allocation_id"], self.tree["total"].id)
        self.publish(self.manager, "north")
        action = self.cascade.with_user(self.leader).action_open_suggest()
        self.assertEqual(action["context"]["default_allocation_id"], self.tree["north"].id)

    def test_a_split_is_suggested_in_a_draft(self):
        plan = self.plan("team", year=2027, name="Next")
        self.rows(plan, self.team_north, self.team_south)
        self.target(plan, 100)
        action = plan.with_user(self.manager).action_open_suggest()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        wizard.with_context(**action["context"]).create({"method": "equal"}).action_apply()
        shares = plan.root_id.child_ids.mapped("target_ids.amount")
        self.assertEqual(shares, [50, 50])
