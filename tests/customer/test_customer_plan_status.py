from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..common.customer_plans import CustomerPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestCustomerPlanStatus(CustomerPlanCommon):
    """B12: whoever is responsible is told once when the status of a plan changes."""

    def told(self, plan):
        """Return what the responsible person was told on a plan, the earliest first."""
        self.env.flush_all()
        messages = plan.sudo().message_ids.sorted("id")
        people = plan.user_id.partner_id
        return [message.body for message in messages if people in message.partner_ids]

    def tell(self):
        self.env.flush_all()
        self.env.invalidate_all()
        changed = self.env["sales.customer.plan"].sudo()._find_changed()
        for plan in changed:
            plan._tell_status()
        return changed

    def test_won(self):
        """B12: winning the deal that achieves a plan tells so at once, and once."""
        plan = self.expect(self.acme, 1000)
        self.closing(self.acme, 400).action_set_won()
        self.assertFalse(self.told(plan))
        self.closing(self.acme, 600).action_set_won()
        [text] = self.told(plan)
        self.assertIn("is achieved", text)
        self.assertIn("1,000.00", text)
        self.assertNotIn(plan, self.tell())
        self.assertEqual(len(self.told(plan)), 1)

    def test_every_status_is_a_column(self):
        """B12: the kanban has a column for each status in their order, also for one that no plan
        has."""
        self.expect(self.acme, 1000)
        lines = self.env["sales.customer.plan.line"].with_context(read_group_expand=True)
        self.env.flush_all()
        found = lines.web_read_group([], ["status"], ["__count"])
        statuses = [group["status"] for group in found["groups"]]
        self.assertEqual(statuses, ["active", "achieved", "missed"])

    def test_missed(self):
        """B12: the scheduled action tells of plans that are over, each once."""
        plan = self.expect(self.acme, 1000)
        fine = self.expect(self.bolt, 1000, date_to="2027-12-31")
        self.assertNotIn(plan, self.tell())
        with freeze_time("2026-01-02"):
            changed = self.tell()
            self.assertIn(plan, changed)
            self.assertNotIn(fine, changed)
            [text] = self.told(plan)
            self.assertIn("is missed", text)
            self.assertIn("1,000.00", text)
            self.assertNotIn(plan, self.tell())

    def test_active_again(self):
        """B12: a plan that is active again says so, once."""
        plan = self.expect(self.acme, 1000)
        deal = self.closing(self.acme, 1000)
        deal.action_set_won()
        self.reopen(deal)
        self.tell()
        self.tell()
        self.assertEqual(len(self.told(plan)), 2)
        self.assertIn("active again", self.told(plan)[1])

    def test_known_from_the_beginning(self):
        """B12: who makes a plan of what is done already is not told of it."""
        self.closing(self.acme, 500).action_set_won()
        plan = self.expect(self.acme, 400)
        self.assertEqual(plan.told_status, "achieved")
        self.tell()
        self.assertFalse(self.told(plan))

    def test_in_their_language(self):
        """B12: nobody who has left is told; the status is remembered all the same."""
        plan = self.expect(self.acme, 1000)
        self.salesperson.sudo().active = False
        with freeze_time("2026-01-02"):
            self.tell()
        self.assertEqual(plan.told_status, "missed")
        self.assertFalse(self.told(plan))

    def test_scheduled(self):
        """B12: the scheduled action works the changes off, and a second run has nothing to do."""
        plan = self.expect(self.acme, 1000, date_to="2025-06-20")
        job = self.env.ref("sales_plan.ir_cron_customer_plan").sudo()
        self.assertEqual(job.model_id.model, "sales.customer.plan")
        with freeze_time(plan.date_to + timedelta(days=2)):
            self.assertIn(plan, self.env["sales.customer.plan"].sudo()._find_changed())
            plan.sudo()._tell_status()
            self.assertNotIn(plan, self.env["sales.customer.plan"].sudo()._find_changed())
