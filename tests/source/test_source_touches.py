from odoo.tests import tagged

from ..common.source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceTouches(SourceCommon):
    """S20: the source that a sale is put down to, first and last touch side by side."""

    def touches(self, groupby="source_id"):
        """Return ``{name: (last, first)}`` of what was invoiced."""
        return self.read_return(groupby, "invoiced_amount", "first_invoiced_amount")

    def test_side_by_side(self):
        """A customer who came from A and buys by B: A has the first touch, B the last."""
        self.lead(self.acme, "2025-01-01", self.source_a)
        self.invoice(self.acme, "2025-02-01", (self.screw, 70), source_id=self.source_b.id)
        self.invoice(self.acme, "2025-02-02", (self.screw, 30), source_id=self.source_a.id)
        self.assertEqual(self.touches(), {"Source A": (30, 100), "Source B": (70, None)})
        by_touch = self.touches("touch")
        self.assertEqual(by_touch, {"both": (30, 30), "last": (70, None), "first": (None, 70)})

    def test_first_lead_that_names_one(self):
        """Leads without a source are passed over; without any the document's own counts."""
        self.lead(self.acme, "2025-01-01")
        self.lead(self.acme, "2025-01-02", self.source_b)
        self.lead(self.acme, "2025-01-03", self.source_a)
        self.lead(self.bolt, "2025-01-01")
        for partner in (self.acme, self.bolt):
            self.invoice(partner, "2025-02-01", (self.screw, 10), source_id=self.source_a.id)
        self.assertEqual(self.touches(), {"Source A": (20, 10), "Source B": (None, 10)})

    def test_a_lead_is_of_the_whole_customer(self):
        """The lead of a contact is one of their company, also an archived or lost one."""
        lead = self.lead(self.buyer, "2025-01-01", self.source_b)
        lead.action_set_lost()
        self.invoice(self.acme, "2025-02-01", (self.screw, 10), source_id=self.source_a.id)
        self.assertEqual(self.touches(), {"Source A": (10, None), "Source B": (None, 10)})

    def test_medium_and_campaign_of_the_same_lead(self):
        """The first touch is that of one lead: its source, its medium, its campaign."""
        self.lead(self.acme, "2025-01-01", medium_id=self.medium.id)
        self.lead(self.acme, "2025-01-02", self.source_a, campaign_id=self.campaign.id)
        self.invoice(self.acme, "2025-02-01", (self.screw, 10))
        self.assertEqual(self.touches("medium_id"), {"Post": (None, 10), False: (10, None)})
        self.assertEqual(self.touches("source_id"), {False: (10, 10)})
        self.assertEqual(self.touches("campaign_id"), {False: (10, 10)})

    def test_lead_of_no_company(self):
        """A lead that nobody has yet is one of every company."""
        lead = self.lead(
            self.acme, "2025-01-01", self.source_b, user_id=False, team_id=False, company_id=False
        )
        self.assertFalse(lead.company_id)
        self.invoice(self.acme, "2025-02-01", (self.screw, 10))
        self.assertEqual(self.touches(), {False: (10, None), "Source B": (None, 10)})

    def test_of_deals_and_orders(self):
        """Won deals, orders, payments and new customers have a first touch, too."""
        self.lead(self.acme, "2025-01-01", self.source_a)
        self.lead(self.acme, "2025-01-05", self.source_b, revenue=50, won="2025-01-10 00:00:00")
        order = self.order(self.acme, "2025-01-11 00:00:00", (self.screw, 20))
        order.source_id = self.source_b
        invoice = self.invoice(
            self.acme, "2025-02-01", (self.screw, 10), source_id=self.source_b.id
        )
        self.pay(invoice, "2025-02-05")
        names = ("won", "won_amount", "customers", "ordered_amount", "collected_amount")
        first = tuple(f"first_{name}" for name in names)
        expected = (1, 50, 1, 20, 10)
        found = self.read_return("source_id", *names, *first)
        self.assertEqual(found["Source A"], (*[None] * 5, *expected))
        self.assertEqual(found["Source B"], (*expected, *[None] * 5))

    def test_return_by_first_touch(self):
        """What a source costs is set against what it has the first touch of."""
        self.lead(self.acme, "2025-01-01", self.source_a)
        self.invoice(self.acme, "2025-02-01", (self.screw, 10, 10), source_id=self.source_b.id)
        self.cost(20, "2025-01-01", source=self.source_a)
        found = self.read_return(
            "source_id", "return_on_margin", "first_return_on_margin", "first_revenue_per_cost"
        )
        self.assertEqual(found["Source A"], (-1, 2, 5))  # margin 60, revenue 100
        self.assertEqual(found["Source B"], (None, None, None))
