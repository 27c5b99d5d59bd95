from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common.customer_plans import CustomerPlanCommon
from ..common.merge import MergeCalls


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestCustomerPlanDeals(MergeCalls, CustomerPlanCommon):
    """B4, B13-B16: the plan that a deal was made for, and what the deal does to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expected = cls.expect(cls.acme, 1000, probability=80)

    def figures(self, deal):
        self.env.flush_all()
        self.env.invalidate_all()
        names = ("customer_plan_probable", "customer_plan_before", "customer_plan_after")
        return tuple(deal[name] for name in names)

    # Which plan ---------------------------------------------------------------

    def test_proposed(self):
        """B13: the plan is proposed from customer and closing date, until the deal is won."""
        quarter = self.expect(self.acme, 10, date_from="2025-04-01", date_to="2025-06-30")
        deal = self.closing(self.buyer, 100)
        self.assertEqual(deal.customer_plan_id, quarter)
        deal.date_deadline = "2025-09-01"
        self.assertEqual(deal.customer_plan_id, self.expected)
        deal.date_deadline = "2026-09-01"
        self.assertFalse(deal.customer_plan_id)
        deal.date_deadline = "2025-09-01"
        self.assertEqual(deal.customer_plan_id, self.expected)
        deal.action_set_won()
        deal.date_deadline = "2026-09-01"
        self.assertEqual(deal.customer_plan_id, self.expected)

    def test_proposed_late(self):
        """B13: a deal that is won as it is made gets the plan of the day on which it was closed."""
        deal = self.deal(self.acme, 100, won="2025-03-03 12:00:00", date_deadline="2026-09-01")
        self.assertEqual(deal.customer_plan_id, self.expected)

    def test_of_the_salesperson(self):
        """B13: of several plans of a customer, that of the deal's salesperson is proposed."""
        other = self.expect(self.acme, 10, user=self.colleague)
        self.assertEqual(self.closing(self.acme, 1).customer_plan_id, self.expected)
        deal = self.closing(self.acme, 1, user_id=self.colleague.id)
        self.assertEqual(deal.customer_plan_id, other)

    def test_none(self):
        """B13: leads, deals of others and those without a customer have no plan."""
        self.assertFalse(self.closing(self.bolt, 1).customer_plan_id)
        self.assertFalse(self.closing(None, 1).customer_plan_id)
        self.assertFalse(self.closing(self.acme, 1, type="lead").customer_plan_id)

    def test_chosen(self):
        """B13: what somebody chose stays, also if it is none; saving a proposal chooses nothing."""
        other = self.expect(self.acme, 10, date_from="2024-01-01", date_to="2024-12-31")
        deals = self.env["crm.lead"].with_user(self.salesperson)
        deal = deals.browse(self.closing(self.acme, 100).id)
        deal.customer_plan_id = other
        deal.date_deadline = "2025-08-01"
        self.assertEqual(deal.customer_plan_id, other)
        self.assertTrue(deal.is_customer_plan_manual)
        deal.customer_plan_id = self.expected
        self.assertFalse(deal.is_customer_plan_manual)
        deal.customer_plan_id = False
        deal.date_deadline = "2025-08-02"
        self.assertFalse(deal.customer_plan_id)
        later = self.expect(self.acme, 10, date_from="2025-08-01", date_to="2025-08-31")
        self.assertFalse(deal.customer_plan_id)
        self.assertFalse(later.deal_ids)

    def test_found_by_a_new_plan(self):
        """B4: a plan that is made later finds the deals of its days, open and won ones."""
        self.expected.active = False
        before = self.closing(self.bolt, 30, "2024-05-01")
        won, coming = self.closing(self.bolt, 100), self.closing(self.bolt, 200, False)
        won.action_set_won()
        plan = self.expect(self.bolt, 500)
        self.assertEqual(plan.deal_ids, won | coming)
        self.assertFalse(before.customer_plan_id)
        self.assertStands(plan, 100, 400, 0.2, "active")
        plan.date_from = "2024-01-01"
        self.assertEqual(before.customer_plan_id, plan)

    def test_another_customers(self):
        """B13: a link to a plan of another customer or company is refused."""
        other = self.expect(self.bolt, 10)
        deal = self.closing(self.acme, 100)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            deal.customer_plan_id = other
        abroad = self.make_other_company()
        foreign = self.expect(self.acme, 10, company_id=abroad.id, user=self.env.user)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            deal.customer_plan_id = foreign
        deal.partner_id = self.bolt
        self.assertEqual(deal.customer_plan_id, other)
        deal.partner_id = self.coil
        self.assertFalse(deal.customer_plan_id)

    def test_deals_of_others(self):
        """B4: who makes a plan for a customer of others learns nothing of what these have won."""
        self.closing(self.bolt, 100, user_id=self.colleague.id).action_set_won()
        free = self.closing(self.bolt, 5, user_id=False)
        plan = self.expect(self.bolt, 700).with_user(self.salesperson)
        self.assertEqual(plan.sudo().deal_ids, free)
        self.assertEqual(plan.achieved_amount, 0)
        self.assertFalse(self.closing(self.bolt, 7, user_id=self.colleague.id).customer_plan_id)
        led = self.expect(self.bolt, 9, user=self.leader)
        self.assertEqual(
            self.closing(self.bolt, 8, user_id=self.colleague.id).customer_plan_id, led
        )

    def test_hidden(self):
        """B13: a salesperson cannot choose a plan that is hidden from them; a deal of theirs is
        made for it all the same where its responsible sees the deal, and says none of its
        amounts."""
        self.stranger.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        hidden = self.expect(self.coil, 700, user=self.stranger)
        deals = self.env["crm.lead"].with_user(self.salesperson)
        with Form(deals.with_context(default_type="opportunity")) as form:
            form.name = "Of somebody else's customer"
            form.partner_id = self.coil
            form.date_deadline = "2025-07-01"
            self.assertFalse(form.customer_plan_id)
        deal = form.record
        self.assertEqual(deal.sudo().customer_plan_id, hidden)
        self.assertFalse(deal.sudo().is_customer_plan_manual)
        self.assertEqual(self.figures(deal), (False, False, False))
        other = self.expect(self.coil, 5, user=self.stranger, date_to="2025-12-30")
        with self.assertRaises(AccessError):
            deal.customer_plan_id = other

    def test_from_a_deal(self):
        """B5: a plan that is made from a deal is of its customer and year, and has the deal."""
        deal = self.closing(self.drip, 100, "2026-03-01")
        context = deal.action_new_customer_plan()["context"]
        plans = self.env["sales.customer.plan"].with_context(**context)
        with Form(plans, "sales_plan.sales_customer_plan_view_form_quick") as form:
            form.amount = 400
        self.assertEqual(deal.customer_plan_id, form.record)
        self.assertEqual(str(form.record.date_to), "2026-12-31")

    # What the deal does to it -------------------------------------------------

    def test_won(self):
        """B9: a deal that is won takes off what is left, also if it is made as a won one."""
        deal = self.closing(self.acme, 400)
        self.assertStands(self.expected, 0, 1000, 0, "active")
        deal.action_set_won()
        self.assertStands(self.expected, 400, 600, 0.4, "active")
        self.deal(self.acme, 600, won="2025-03-03 12:00:00")
        self.assertStands(self.expected, 1000, 0, 1, "achieved")

    def test_figures(self):
        """B14, B15, B16: responsible, contacts, probable amount, what is left without and with."""
        deal = self.closing(self.acme, 300)
        self.assertEqual(deal.customer_plan_user_id, self.salesperson)
        self.assertIn(self.buyer, deal.customer_contact_ids)
        self.assertEqual(self.figures(deal), (800, 1000, 700))
        deal.action_set_won()
        self.assertEqual(self.figures(deal), (800, 1000, 700))
        second = self.closing(self.acme, 900)
        self.assertEqual(self.figures(second), (800, 700, 0))

    def test_reopened(self):
        """B9: a deal that is open again gives back what it took off."""
        deal = self.closing(self.acme, 1000)
        deal.action_set_won()
        self.assertStands(self.expected, 1000, 0, 1, "achieved")
        self.reopen(deal)
        self.assertStands(self.expected, 0, 1000, 0, "active")

    def test_moved(self):
        """B9: a deal that moves to another plan counts there, and nowhere else."""
        other = self.expect(self.acme, 400, date_from="2024-01-01", date_to="2024-12-31")
        deal = self.closing(self.acme, 300)
        deal.action_set_won()
        deal.customer_plan_id = other
        self.assertStands(self.expected, 0, 1000, 0, "active")
        self.assertStands(other, 300, 100, 0.75, "missed")

    def test_lost(self):
        """B9: a won deal that is lost after all no longer counts, nor does one that is deleted."""
        deal, gone = self.closing(self.acme, 900), self.closing(self.acme, 200)
        (deal | gone).action_set_won()
        self.assertStands(self.expected, 1100, 0, 1.1, "achieved", beyond=100)
        self.reopen(deal)
        deal.action_set_lost()
        self.assertStands(self.expected, 200, 800, 0.2, "active")
        gone.unlink()
        self.assertStands(self.expected, 0, 1000, 0, "active")

    def test_archived_deal(self):
        """B9: a won deal that is archived was won all the same."""
        deal = self.closing(self.acme, 300)
        deal.action_set_won()
        deal.active = False
        self.assertStands(self.expected, 300, 700, 0.3, "active")

    def test_amount_changed(self):
        """B9: what a won deal brought is changed, and so is what is left."""
        deal = self.closing(self.acme, 300)
        deal.action_set_won()
        deal.expected_revenue = 450.55
        self.assertStands(self.expected, 450.55, 549.45, 0.45055, "active")

    # Merges -------------------------------------------------------------------

    def test_merged_deals(self):
        """B4: a deal that is merged is made for the plan that one of them was made for."""
        first, second = self.closing(self.acme, 300, "2026-01-05"), self.closing(self.acme, 100)
        self.assertFalse(first.customer_plan_id)
        merged = (first | second).merge_opportunity()
        self.assertEqual(merged.customer_plan_id, self.expected)
        self.assertStands(self.expected, 0, 1000, 0, "active")
        merged.action_set_won()
        self.assertStands(self.expected, 300, 700, 0.3, "active")

    def test_merged_won_deals(self):
        """B9: what is merged into a won deal brought nothing of its own any more; the plan that it
        was made for gets it back."""
        other = self.expect(self.acme, 500, date_from="2024-01-01", date_to="2024-12-31")
        kept, second = self.closing(self.acme, 1000), self.closing(self.acme, 200)
        third = self.closing(self.acme, 500, "2024-05-05")
        deals = kept | second | third
        deals.action_set_won()
        self.assertStands(self.expected, 1200, 0, 1.2, "achieved", beyond=200)
        self.assertStands(other, 500, 0, 1, "achieved")
        self.assertEqual(deals.merge_opportunity(), kept)
        self.assertStands(self.expected, 1000, 0, 1, "achieved")
        self.assertStands(other, 0, 500, 0, "missed")

    def test_merged_customers(self):
        """B2: customers that are merged bring their plans and deals along."""
        other = self.expect(self.bolt, 500)
        deal = self.closing(self.bolt, 200)
        deal.action_set_won()
        self.merge(self.acme, self.bolt)
        self.assertEqual(other.partner_id, self.acme)
        self.assertEqual(deal.customer_plan_id, other)
        self.assertStands(other, 200, 300, 0.4, "active")
