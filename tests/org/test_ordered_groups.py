from odoo.tests import tagged

from ..cascade.test_round import RoundCommon
from ..reports.test_flow import BEFORE, DURING, INSIDE, FlowCommon


@tagged("post_install", "-at_install")
class TestOrderedRound(RoundCommon):
    """P13: what becomes of splits stands in the order in which it becomes so."""

    def test_states_in_their_order(self):
        self.publish(self.manager, "north")
        self.env.flush_all()
        rows = self.env["sales.plan.round"].with_user(self.manager)
        mine = [("plan_id", "=", self.cascade.id)]
        groups = rows.formatted_read_group(mine, ["state"], ["__count"])
        expected = ["waiting", "in_progress", "partly"]
        self.assertEqual([group["state"] for group in groups], expected)
        groups = rows.formatted_read_group(mine, ["state"], ["__count"], order="state DESC")
        self.assertEqual([group["state"] for group in groups], expected[::-1])
        groups = rows.formatted_read_group(mine, ["level_id", "state"], ["__count"])
        self.assertEqual(
            [group["state"] for group in groups], ["partly", "waiting", "in_progress", "waiting"]
        )


@tagged("post_install", "-at_install")
class TestOrderedFlow(FlowCommon):
    """R26: the steps of a flow stand in the order of their story, in columns and in lists."""

    def test_steps_in_their_order(self):
        deal = self.made(BEFORE, 100, date_deadline=INSIDE)
        self.changed(DURING, deal, expected_revenue=130)
        self.won("2031-02-12 00:00:00", deal)
        self.made(DURING, 50, date_deadline=INSIDE)
        expected = ["opening", "new", "grown", "won"]
        [groups, teams, total] = self.flow_of().formatted_read_grouping_sets(
            [], [["step"], ["team_id", "step"], []], ["amount:sum"], order="team_id, step"
        )
        self.assertEqual([group["step"] for group in groups], expected)
        self.assertEqual([group["step"] for group in teams], expected)
        self.assertEqual(total[0]["amount:sum"], 50)
        groups = self.flow_of().web_read_group([], ["step"], ["amount:sum"])["groups"]
        self.assertEqual([group["step"] for group in groups], expected)
