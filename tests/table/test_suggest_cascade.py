from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common.cascade import CascadeCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestSuggestCascade(CascadeCommon):
    """S3: a leader splits what was published to them, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2025-12-01 12:00:00"))

    def suggest(self, user, name, **values):
        action = table_of(self.plan_of(user)).suggest(self.tree[name].id)
        context = {**action["context"], "default_method": "equal"}
        with Form(self.env["sales.plan.suggest"].with_user(user).with_context(**context)) as form:
            for field, value in values.items():
                form[field] = value
        return form.record

    def test_leader(self):
        """S3: the split is prepared as a draft; what is in force stays."""
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            table_of(self.plan_of(self.leader)).suggest(self.tree["north"].id)
        self.publish(self.manager, "north")
        suggest = self.suggest(self.leader, "north", method="capacity")
        self.assertEqual(suggest.line_ids.mapped("suggested_amount"), [300, 300])
        suggest.action_apply()
        shown = self.working(self.leader, "north", "salesperson", "colleague", "acme")
        self.assertEqual(shown, [600, 300, 300, 300])
        self.assertFalse(self.tree["salesperson"].is_published)
        self.assertFalse(self.tree["salesperson"].target_ids)
        with self.assertRaises(AccessError):
            self.working(self.salesperson, "salesperson")
        self.undo(self.leader)
        self.assertEqual(self.working(self.leader, "salesperson"), [350])

    def test_not_theirs(self):
        """S3: what was given to somebody, and what is others', is not theirs to split."""
        self.publish(self.manager, "north", "south")
        for user, name, error in (
            (self.leader, "total", "no such row|not yours"),
            (self.leader, "south", "no such row|not yours"),
            (self.other_leader, "north", "no such row|not yours"),
        ):
            with self.assertRaisesRegex(UserError, error), self.env.cr.savepoint():
                table_of(self.plan_of(user)).suggest(self.tree[name].id)
        suggest = self.env["sales.plan.suggest"].create(
            {"plan_id": self.cascade.id, "allocation_id": self.tree["south"].id, "method": "equal"}
        )
        with self.assertRaises(UserError), self.env.cr.savepoint():
            suggest.with_user(self.leader).sudo(False).copy().action_apply()

    def test_sealed(self):
        """S3: from above figures are given to a team, not below it once it is the team's."""
        self.publish(self.manager, "north")
        before = self.working(self.leader, "north", "salesperson", "colleague")
        self.suggest(self.manager, "total").action_apply()
        self.assertEqual(self.working(self.manager, "north", "salesperson"), [500, 350])
        self.assertEqual(self.working(self.leader, "north", "salesperson", "colleague"), before)

    def test_named(self):
        """S3: below a row that is its leader's, a manager splits it by naming it."""
        self.publish(self.manager, "north")
        suggest = self.suggest(self.manager, "north")
        self.assertEqual(suggest.line_ids.mapped("suggested_amount"), [300, 300])
        suggest.action_apply()
        self.assertEqual(self.working(self.leader, "salesperson", "colleague"), [300, 300])
        self.type(self.manager, "north", "700")
        with self.assertRaisesRegex(UserError, "changes that are not published"):
            table_of(self.plan_of(self.manager)).suggest(self.tree["north"].id)

    def test_ended_periods(self):
        """S3: of a plan in force, what has ended stays unless it is chosen."""
        self.publish(self.manager, "north")
        self.type(self.manager, "north", "100", period=self.february)
        with freeze_time("2026-02-10 12:00:00"):
            suggest = self.suggest(self.manager, "total")
            self.assertEqual(suggest.period_id, self.february)
            self.assertEqual(suggest.amount, 100)
