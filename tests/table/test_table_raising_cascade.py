from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableRaisingCascade(CascadeCommon):
    """P19, S4: rows above follow in a plan that is split level by level, as far as one may."""

    def typing(self, user, name, entry, above="follow"):
        cells = [[self.tree[name].id, self.january.id, entry]]
        return self.edit(user, "type", cells=cells, spread=False, source="type", above=above)

    def test_given_is_given(self):
        """Until somebody chooses, what was given stays as it was given."""
        header = table_of(self.plan_of(self.manager)).open()["plan"]
        self.assertEqual(header["above"], "stay")

    def test_leader_stops_below_their_own_row(self):
        """A leader changes nothing above their own part, and is told; undo restores all of it."""
        self.publish(self.manager, "north")
        before = self.working(self.manager)
        answer = self.typing(self.leader, "acme", "230")
        self.assertEqual(answer["notice"], "“North” is not yours to change: it stays as it is.")
        self.assertEqual(self.working(self.leader, "acme", "salesperson", "north"), [230, 380, 600])
        self.assertEqual(self.working(self.manager, "total"), [1000])
        self.undo(self.leader)
        self.assertEqual(self.working(self.manager), before)

    def test_asking_names_nothing_of_others(self):
        self.publish(self.manager, "north")
        answer = self.typing(self.leader, "acme", "230", above="ask")
        rows = [line["row"] for line in answer["ask"]["rows"]]
        self.assertEqual((answer["ask"]["count"], len(rows)), (1, 1))
        self.assertEqual(self.working(self.leader, "acme"), [200])

    def test_in_force_stays(self):
        """What follows in a published row is prepared there; what is in force waits for it."""
        self.publish(self.manager, "north")
        self.typing(self.manager, "colleague", "300")
        self.assertEqual(
            self.working(self.manager, "colleague", "north", "total"), [300, 650, 1050]
        )
        self.assertEqual(self.in_force(self.manager), {"total": 1000, "north": 600})
        self.assertEqual(self.in_force(self.leader), {"north": 600})
        self.assertEqual(self.states(self.manager, "north")[0][0], "changed")
        self.assertEqual(self.working(self.leader, "north"), [600])
        self.undo(self.manager)
        self.assertEqual(self.states(self.manager, "north")[0][0], "published")

    def test_sums_stop_at_what_others_split(self):
        """Set to sums from the top, rows below what somebody else splits are theirs to change."""
        self.publish(self.manager, "north")
        self.typing(self.leader, "acme", "230", above="stay")
        self.edit(self.manager, "sum", rows=["total"], periods=[], below=True)
        self.assertEqual(self.working(self.manager, "total", "south"), [900, 300])
        self.assertEqual(self.working(self.manager, "north", "salesperson"), [600, 350])
        self.edit(self.manager, "sum", rows=["north"], periods=[], below=False)
        self.assertEqual(self.working(self.manager, "north", "total"), [600, 900])

    def test_leader_sums_up_their_part(self):
        """From their own row down a leader sets what they may change; the row itself stays."""
        self.publish(self.manager, "north")
        self.typing(self.leader, "acme", "230", above="stay")
        self.edit(self.leader, "sum", rows=["north"], periods=[], below=True)
        shown = self.working(self.leader, "north", "salesperson", "acme")
        self.assertEqual(shown, [600, 230, 230])
        with self.assertRaisesRegex(UserError, "only those who gave it can change it"):
            self.typing(self.leader, "acme", "200", above="stay")
            self.edit(self.leader, "type", cells=[["north", self.january.id, "1"]], spread=False)

    def test_choice_is_private(self):
        table_of(self.plan_of(self.manager)).choose("ask")
        choices = self.env["sales.plan.table.choice"]
        self.assertEqual(choices.with_user(self.manager).search([]).above, "ask")
        for user in (self.leader, self.salesperson, self.auditor):
            self.assertFalse(choices.with_user(user).search([]))
