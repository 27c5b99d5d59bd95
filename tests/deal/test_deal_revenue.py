from lxml import etree
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon


class DealFormCommon(SalesPlanCommon):
    """Deals as a salesperson finds them."""

    def own(self, revenue=0, **values):
        deal = self.deal(self.acme, revenue, user_id=self.salesperson.id, **values)
        return deal.with_user(self.salesperson)

    def add(self, form, product, quantity=1):
        with form.line_ids.new() as line:
            line.product_id = product
            line.product_uom_qty = quantity


@tagged("post_install", "-at_install")
class TestDealRevenue(DealFormCommon):
    """R21-R24: what products come to is expected for as long as nobody says what is."""

    def test_products_are_expected_while_nothing_is(self):
        """In the form the revenue follows each product, also the second one."""
        with Form(self.own()) as form:
            self.add(form, self.screw, 7)
            self.assertEqual(form.expected_revenue, 70)
            self.add(form, self.advice)
            self.assertEqual(form.expected_revenue, 170)
            form.line_ids.remove(0)
            self.assertEqual(form.expected_revenue, 100)
        self.assertEqual(form.record.expected_revenue, 100)

    def test_what_is_typed_stays(self):
        with Form(self.own(500)) as form:
            self.add(form, self.screw, 7)
            self.assertEqual(form.expected_revenue, 500)
        with Form(self.own()) as form:
            self.add(form, self.screw, 7)
            form.expected_revenue = 90
            self.add(form, self.advice)
            self.assertEqual(form.expected_revenue, 90)
        self.assertEqual(form.record.expected_revenue, 90)

    def test_what_was_saved_stays(self):
        """Once a revenue is expected, products change it on demand only."""
        deal = self.own()
        with Form(deal) as form:
            self.add(form, self.screw, 7)
        with Form(deal) as form:
            self.add(form, self.advice)
            self.assertEqual(form.expected_revenue, 70)
        self.assertEqual((deal.expected_revenue, deal.line_total), (70, 170))

    def test_products_that_come_by_themselves(self):
        """Programs and imports write products without a form."""
        deal = self.own()
        line = deal.env["crm.lead.line"].create({"lead_id": deal.id, "product_id": self.screw.id})
        self.assertEqual(deal.expected_revenue, 10)
        line.product_uom_qty = 3
        self.assertEqual(deal.expected_revenue, 10)
        deal.expected_revenue = 0
        line.product_uom_qty = 4
        self.assertEqual(deal.expected_revenue, 40)
        made = deal.create(
            {
                "name": "Made at once",
                "type": "opportunity",
                "line_ids": [Command.create({"product_id": self.advice.id})],
            }
        )
        self.assertEqual(made.expected_revenue, 100)

    def test_source_is_on_the_form(self):
        """R17: where a deal comes from stands beside what else is known about it."""
        leads = self.env["crm.lead"].with_user(self.salesperson)
        arch = etree.fromstring(leads.get_view(view_type="form")["arch"])
        [found] = arch.xpath("//field[@name='competitor_ids']/../field[@name='source_id']")
        self.assertFalse(found.get("invisible"))


@tagged("post_install", "-at_install")
class TestLostDialog(DealFormCommon):
    """R16, R20: who loses a deal is asked to whom, and why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival, cls.other = cls.env["crm.competitor"].create([{"name": "One"}, {"name": "Two"}])
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Price"})

    def lose(self, *deals):
        """Open Odoo's dialog about some deals."""
        dialogs = self.env["crm.lead.lost"].with_user(self.salesperson)
        ids = [deal.id for deal in deals]
        return Form(dialogs.with_context(default_lead_ids=ids), view="crm.crm_lead_lost_view_form")

    def test_what_is_said_is_kept_with_the_deal(self):
        deal = self.own(100)
        form = self.lose(deal)
        self.assertTrue(form.has_deals)
        form.lost_reason_id = self.reason
        form.competitor_ids.add(self.rival)
        form.win_loss_report = "<p>Too slow.</p>"
        form.save().action_lost_reason_apply()
        self.assertEqual(
            (deal.won_status, deal.lost_reason_id, deal.competitor_ids),
            ("lost", self.reason, self.rival),
        )
        self.assertIn("Too slow.", deal.win_loss_report)

    def test_it_begins_with_what_is_known(self):
        deal = self.own(100, competitor_ids=self.rival.ids, win_loss_report="<p>Slow</p>")
        form = self.lose(deal)
        self.assertEqual(list(form.competitor_ids), [self.rival])
        self.assertIn("Slow", form.win_loss_report)
        form.competitor_ids.remove(id=self.rival.id)
        form.competitor_ids.add(self.other)
        form.save().action_lost_reason_apply()
        self.assertEqual(deal.competitor_ids, self.other)
        self.assertEqual(deal.win_loss_report, "<p>Slow</p>")

    def test_several_at_once(self):
        """What is said about all is added to what is known about each."""
        first = self.own(1, competitor_ids=self.rival.ids, win_loss_report="<p>Slow</p>")
        second = self.own(2)
        form = self.lose(first, second)
        self.assertFalse(list(form.competitor_ids))
        form.competitor_ids.add(self.other)
        form.win_loss_report = "<p>Dear</p>"
        form.save().action_lost_reason_apply()
        self.assertEqual(first.competitor_ids, self.rival | self.other)
        self.assertEqual(second.competitor_ids, self.other)
        self.assertIn("Slow", first.win_loss_report)
        self.assertIn("Dear", first.win_loss_report)
        self.assertEqual(second.win_loss_report, "<p>Dear</p>")

    def test_nothing_said(self):
        first, second = self.own(1, win_loss_report="<p>Slow</p>"), self.own(2)
        self.lose(first, second).save().action_lost_reason_apply()
        self.assertEqual(first.win_loss_report, "<p>Slow</p>")
        self.assertFalse(second.win_loss_report)
        self.assertEqual((first | second).mapped("won_status"), ["lost", "lost"])

    def test_leads_are_not_asked_about(self):
        lead = self.own(0, type="lead")
        form = self.lose(lead)
        self.assertFalse(form.has_deals)
        form.save().action_lost_reason_apply()
        self.assertFalse(lead.active)
