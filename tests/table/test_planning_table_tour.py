from datetime import date

from odoo.tests import tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install")
class TestPlanningTableTour(TourCommon):
    """A plan is built in the planning table, in a real browser: P9, P10, P15, P19, P20, P24."""

    def test_planning_table(self):
        """Next year's plan from the total down, as `planning_table_tour.js` tells it."""
        emil = self.env["res.partner"].create({"name": "Emil", "is_company": True})
        for partner, month, amount, team in (
            (self.acme, 1, 3000, self.team_north),
            (self.bolt, 1, 1000, self.team_north),
            (self.coil, 2, 3000, self.team_south),
            (self.acme, 3, 1000, self.team_north),
        ):
            self.invoice(partner, date(2025, month, 15), (self.screw, amount), team_id=team.id)
        plan = self.plan("team", "customer", year=2026, name="Sales 2026")
        north, south = self.rows(plan, self.team_north, self.team_south)
        acme, bolt = self.rows(north, self.acme, self.bolt)
        coil = self.row(south, self.coil)

        url = f"/odoo/sales-plans/{plan.id}"
        self.start_tour(url, "sales_plan_planning_table", login="plan_manager")

        plan.invalidate_recordset()
        january, february, march = plan.period_ids[:3]
        planned = {
            plan.root_id: {january: 60000, february: 45000, march: 15000},
            north: {january: 60000, march: 15000},
            acme: {january: 45000, march: 15000},
            bolt: {january: 15000},
            south: {february: 45000},
            coil: {february: 45000},
        }
        for row, amounts in planned.items():
            targets = {target.period_id: target.amount for target in row.target_ids}
            self.assertEqual(targets, amounts, row.name)
            self.assertEqual(set(row.target_ids.mapped("is_held")), {row == north}, row.name)
        added = south.child_ids - coil
        self.assertEqual(added.partner_id, self.drip | emil)
        self.assertFalse(added.target_ids)
        steps = self.env["sales.plan.step"].search([("plan_id", "=", plan.id)], order="number")
        done = steps.filtered(lambda step: step.create_uid == self.manager)
        self.assertEqual(
            done.mapped("kind"),
            ["type", "spread", "spread", "hold", "type", "type"]
            + ["undo"] * 3
            + ["redo", "add_rows"],
        )
