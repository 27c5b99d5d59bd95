from datetime import datetime

from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestActualsOrdered(SalesPlanCommon):
    """P2, P21: confirmed orders as facts."""

    def test_only_confirmed_counts(self):
        """P21: quotations do not count; confirmed orders do until they are cancelled."""
        order = self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 10, 3), confirm=False)
        self.assertFalse(self.facts("ordered"))
        order.action_quotation_sent()
        self.assertFalse(self.facts("ordered"))
        order.action_confirm()
        self.assertAmounts("ordered", [30])
        order.order_line.product_uom_qty = 5
        self.assertAmounts("ordered", [50])
        order.action_lock()
        self.assertAmounts("ordered", [50])
        order.action_unlock()
        order._action_cancel()
        self.assertFalse(self.facts("ordered"))

    def test_display_lines(self):
        """P21: sections and notes are no facts."""
        self.order(
            self.acme,
            "2025-02-10 12:00:00",
            (None, 0, 0, {"display_type": "line_section", "name": "Section"}),
            (self.screw, 10),
        )
        self.assertAmounts("ordered", [10])

    def test_day_in_the_company_s_time_zone(self):
        """P2: an evening order is the next day's where the company works; years end there too."""
        cases = (
            ("2024-12-31 10:59:59", "2024-12-31"),  # 23:59:59 in Auckland, in summer
            ("2024-12-31 11:00:00", "2025-01-01"),
            ("2025-06-30 11:59:59", "2025-06-30"),  # in winter
            ("2025-06-30 12:00:00", "2025-07-01"),
        )
        for moment, day in cases:
            order = self.order(self.acme, moment, (self.screw, 10))
            fact = self.facts("ordered", ("res_id", "=", order.id))
            self.assertEqual(fact.date, self.day(day), moment)
        plan = self.plan(basis="ordered")
        self.assertEqual(plan.root_id.actual_amount, 30)
        self.assertEqual(self.opened(plan.root_id), 30)
        by_month = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], ["date:month"], ["ordered_amount:sum"]
        )
        self.assertEqual([amount for __, amount in by_month], [10, 10, 10])

    def test_company_without_a_time_zone(self):
        """P2: without a calendar the day is that of UTC."""
        self.company.resource_calendar_id = False
        self.order(self.acme, "2025-02-10 23:30:00", (self.screw, 10))
        self.assertEqual(self.facts("ordered").date, self.day("2025-02-10"))

    def test_foreign_currency(self):
        """N1: an order counts at the rate it was made at."""
        pricelist = self._create_pricelist(currency_id=self.euro.id)
        order = self.order(
            self.acme, "2025-02-10 12:00:00", (self.screw, 101.01), pricelist_id=pricelist.id
        )
        self.assertEqual(order.currency_id, self.euro)
        rate = order.currency_rate
        expected = self.company.currency_id.round(101.01 / rate)
        self.assertAmounts("ordered", [expected])
        self.euro.rate_ids.filtered(lambda r: r.name.year == 2025).rate = 8
        self.assertAmounts("ordered", [expected])

    def test_day_matters_not_for_the_rate_of_another(self):
        """N1: two orders of one currency keep the rate of their own days."""
        pricelist = self._create_pricelist(currency_id=self.euro.id)
        for moment in ("2025-02-10 12:00:00", "2025-05-10 12:00:00"):
            order = self.order(
                self.acme, moment, (self.screw, 100), pricelist_id=pricelist.id, confirm=False
            )
            order.action_confirm()
            order.date_order = datetime.fromisoformat(moment)
        self.assertAmounts("ordered", [50, 25])

    def test_refunded_line(self):
        """P21: a negative line takes back; the document still counts once."""
        self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 10, 3), (self.advice, -5))
        self.assertAmounts("ordered", [30, -5])
        self.assertEqual(self.total("ordered", "count"), 1)

    def test_dimensions(self):
        """P3-P7: every dimension of an order line, the customer's through its company."""
        source = self.env["utm.source"].create({"name": "Fair"})
        self.bolt.state_id = self.env["res.country.state"].search(
            [("country_id", "=", self.env.ref("base.us").id)], limit=1
        )
        contact = self.env["res.partner"].create({"name": "Contact", "parent_id": self.bolt.id})
        self.order(contact, "2025-02-10 12:00:00", (self.nail, 3), source_id=source.id)
        self.assertRecordValues(
            self.facts("ordered"),
            [
                {
                    "team_id": self.team_north.id,
                    "user_id": self.salesperson.id,
                    "partner_id": self.bolt.id,
                    "industry_id": self.metal.id,
                    "country_id": self.bolt.country_id.id,
                    "state_id": self.bolt.state_id.id,
                    "product_category_id": self.nails.id,
                    "product_id": self.nail.id,
                    "sales_partner_id": self.reseller.id,
                    "source_id": source.id,
                }
            ],
        )
