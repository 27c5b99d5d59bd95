from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common.cascade import CascadeCommon
from ..common.publishing import hand_over, publish
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestCascadeAttacks(CascadeCommon):
    """What got past the rules of the cascade, or was refused in words that nobody understands."""

    def test_rows_are_not_published_by_default_values(self):
        """Default values of a request publish no row; values themselves are refused."""
        vals = {"parent_id": self.tree["north"].id, "user_id": self.stranger.id}
        rows = self.env["sales.plan.allocation"].with_user(self.manager)
        for name, value in (("is_published", True), ("agreement", "accepted")):
            with self.subTest(name=name):
                refused = self.assertRaisesRegex(AccessError, "set by the program")
                with refused, self.env.cr.savepoint():
                    rows.create({**vals, name: value})
                made = rows.with_context(**{f"default_{name}": value}).create(vals)
                self.assertFalse(made[name])
                made.unlink()

    def test_withdrawn_before_the_split_is_published(self):
        """Whose target is withdrawn while they are about to publish below it is told so."""
        self.publish(self.manager, "north", "south")
        action = table_of(self.plan_of(self.leader)).publish(self.ids_of("salesperson"))
        wizard = self.env[action["res_model"]].with_user(self.leader).browse(action["res_id"])
        self.withdraw(self.manager, "north")
        with self.assertRaisesRegex(AccessError, "^Nothing in this plan is yours to split.$"):
            wizard.action_publish()
        self.assertEqual(self.in_force(self.salesperson), {})

    def test_what_is_in_force_is_not_taken_for_what_is_prepared(self):
        """Who asks for targets in force does not see what is prepared, and changes nothing."""
        self.publish(self.manager, "north")
        self.type(self.leader, "salesperson", "900")
        plan = self.plan_of(self.leader).with_context(sales_plan_in_force=True)
        cells = [[self.tree["salesperson"].id, self.january.id, "5"]]
        edit = {"kind": "type", "cells": cells, "spread": False}
        version, rows = plan.sudo().edit_version, self.ids_of("salesperson")
        before = self.working(self.leader)
        for refused in (
            lambda: table_of(plan).edit(edit, version, "attack: 1"),
            lambda: table_of(plan).undo(version, "attack: 2"),
            lambda: publish(plan, rows),
            lambda: table_of(plan).publish(rows),
            lambda: hand_over(plan, rows, self.colleague, self.january.date_from),
        ):
            with self.assertRaisesRegex(UserError, "in its planning table"):
                refused()
        self.assertEqual(self.working(self.leader), before)
        self.assertFalse(self.tree["salesperson"].is_published)

    def test_limit_that_cannot_be_counted_with(self):
        """No limit of over-assignment stops publishing by being too large for the server."""
        self.cascade.over_assignment_limit = 1_000_000
        self.publish(self.manager, "north")
        for limit, error in (
            (-0.1, CheckViolation),
            (1_000_001, CheckViolation),
            (1e307, UserError),
        ):
            with (
                self.subTest(limit=limit),
                mute_logger("odoo.sql_db"),
                self.assertRaises(error),
                self.env.cr.savepoint(),
            ):
                self.cascade.over_assignment_limit = limit
                self.env.flush_all()
