from odoo.fields import Domain
from odoo.tests import tagged

from ..common.access import AccessCommon

#: Fields that rules ask.
SAID_ONCE = ("is_own", "is_own_team")


@tagged("post_install", "-at_install", "sales_plan")
class TestRules(AccessCommon):
    """How the record rules are made: each thing said once, and brought up to date by upgrades."""

    def rows_of(self, user):
        """Return the rows of the plan in force, whoever may see them, as a user computes them."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.in_force.allocation_ids.with_user(user).sudo()

    def found(self, user, name):
        """Return which rows a search finds, after asserting that their field says the same."""
        rows = self.rows_of(user)
        found = rows.search([("plan_id", "=", self.in_force.id), (name, "=", True)])
        self.assertEqual(found, rows.filtered(name), user.login)
        others = rows.search([("plan_id", "=", self.in_force.id), (name, "=", False)])
        self.assertEqual(found | others, rows)
        self.assertFalse(found & others)
        return {key for key, row in self.tree.items() if row in found}

    def test_own_rows(self):
        """Rows of people, of their customers, and those that they answer for."""
        for user, expected in (
            (self.salesperson, {"salesperson", "acme"}),
            (self.colleague, {"colleague", "bolt"}),
            (self.stranger, {"stranger"}),
            (self.leader, {"north"}),
            (self.manager, {"total"}),
            (self.clerk, set()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.found(user, "is_own"), expected)

    def test_led_rows(self):
        """Rows of teams and, where a row names no team, of people in them."""
        self.assertEqual(self.found(self.leader, "is_own_team"), self.seen[self.leader])
        self.assertEqual(self.found(self.other_leader, "is_own_team"), {"south", "stranger"})
        self.assertEqual(self.found(self.salesperson, "is_own_team"), set())
        people = self.plan("salesperson", name="By people")
        row = self.row(people, self.salesperson)
        self.target(row, 5)
        people.action_confirm()
        for user, is_own_team in ((self.leader, True), (self.other_leader, False)):
            self.assertEqual(row.with_user(user).sudo().is_own_team, is_own_team)

    def test_unpublished_rows(self):
        self.tree["acme"].sudo().is_published = False
        self.assertEqual(self.found(self.salesperson, "is_own"), {"salesperson"})
        self.assertNotIn("acme", self.found(self.leader, "is_own_team"))

    def test_rows_that_change_hands(self):
        """What is known of a row changes with what it depends on, without reading anew."""
        acme, south = self.tree["acme"], self.tree["south"]
        as_stranger = acme.with_user(self.stranger).sudo()
        as_leader = south.with_user(self.leader).sudo()
        self.assertFalse(as_stranger.is_own)
        self.assertFalse(as_leader.is_own_team)
        self.acme.user_id = self.stranger
        self.team_south.user_id = self.leader
        self.assertTrue(as_stranger.is_own)
        self.assertTrue(as_leader.is_own_team)
        self.assertIn("acme", self.found(self.stranger, "is_own"))
        self.assertIn("south", self.found(self.leader, "is_own_team"))

    def test_conditions_not_lists(self):
        """Asking for own or led rows takes no query of its own, however many there are."""
        rows = self.env["sales.plan.allocation"].with_user(self.leader)
        for name in SAID_ONCE:
            domain = Domain(name, "=", True)
            with self.subTest(name), self.assertQueryCount(0):
                found = list(domain.optimize_full(rows).iter_conditions())
                self.assertNotIn("id", [condition.field_expr for condition in found])

    def test_said_once(self):
        """Rules say whose rows they are about by asking the row."""
        rules = self.env["ir.model.data"].search(
            [("module", "=", "sales_plan"), ("model", "=", "ir.rule")]
        )
        self.assertGreater(len(rules), 100)
        domains = self.env["ir.rule"].browse(rules.mapped("res_id")).mapped("domain_force")
        self.assertFalse([domain for domain in domains if "is_published" in domain])
        for name in SAID_ONCE:
            self.assertEqual(sum(f"'{name}'" in domain for domain in domains), 14)

    def test_upgrades_bring_rules_up_to_date(self):
        """No rule is left as an earlier version wrote it."""
        kept = self.env["ir.model.data"].search(
            [("module", "=", "sales_plan"), ("model", "=", "ir.rule"), ("noupdate", "=", True)]
        )
        self.assertFalse(kept.mapped("name"))
