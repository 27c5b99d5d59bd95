from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..common.tour import TourCommon


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCustomerTour(TourCommon):
    """B1-B17, G5, G6, G9: the life of a recurring customer, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._make_user("collector", "account.group_account_invoice")
        cls.company.write({"sales_collector_id": cls.collector.id, "collection_from": False})
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "60 % after 30 days, 40 % after 60",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": percent,
                            "delay_type": "days_after",
                            "nb_days": days,
                        }
                    )
                    for percent, days in ((60, 30), (40, 60))
                ],
            }
        )

    def test_life(self):
        """B5, B9, B12, G5, G6: planned from the customer's page, won, invoiced in two instalments,
        asked for by two people, paid in parts, achieved and renewed."""
        for name, revenue in (("First", 1000), ("Second", 300)):
            self.deal(self.acme, revenue, name=name, date_deadline="2027-06-30")
        customer = f"/odoo/res.partner/{self.acme.id}"
        self.start_tour(customer, "sales_plan_recurring_customer", login="plan_manager")
        plan = self.env["sales.customer.plan"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual((plan.achieved_by, plan.status), ("collected", "active"))

        without_tax = (None, 1000, 1, {"tax_ids": [Command.clear()]})
        invoice = self.invoice(
            self.acme, "2027-05-12", without_tax, invoice_payment_term_id=self.term.id
        )
        self.run_jobs("2027-06-11 02:00:00")
        self.assertFalse(self.read_asked(invoice), "It is due today, and not overdue.")
        self.run_jobs("2027-06-12 02:00:00")
        both = {self.salesperson: "600.00", self.collector: "600.00"}
        self.assertEqual(self.read_asked(invoice), both)

        with freeze_time("2027-06-12 03:00:00", tick=True):
            login = self.salesperson.login
            self.start_tour("/odoo/open-tasks", "sales_plan_overdue_salesperson", login=login)
            login = self.collector.login
            self.start_tour("/odoo/receivables", "sales_plan_overdue_collector", login=login)
        self.assertFalse(self.read_asked(invoice))
        self.assertEqual(invoice.amount_residual, 400)
        self.run_jobs("2027-06-13 02:00:00")
        self.assertEqual(plan.told_status, "active")

        self.pay(invoice, "2027-07-10", 400)
        self.run_jobs("2027-07-12 02:00:00")
        self.assertFalse(self.read_asked(invoice))
        self.assertEqual(plan.told_status, "achieved")
        with freeze_time("2027-07-12 03:00:00", tick=True):
            self.start_tour(customer, "sales_plan_customer_renewal", login="plan_manager")
        plans = self.env["sales.customer.plan"].search([("partner_id", "=", self.acme.id)])
        self.assertEqual(sorted(plans.mapped("amount")), [1000, 1100])
        self.assertEqual(sorted(plans.mapped("told_status")), ["achieved", "active"])
        self.assertEqual(sorted(plans.renewed_from_id.deal_ids.mapped("name")), ["First", "Second"])

    def run_jobs(self, moment):
        """Run the scheduled actions at a moment, as the server does."""
        self.env.flush_all()
        with freeze_time(moment):
            for job in ("ir_cron_collection", "ir_cron_customer_plan"):
                self.env.ref(f"sales_plan.{job}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def read_asked(self, invoice):
        """Return who is asked for an invoice now, and for how much."""
        activities = self.env["mail.activity"].sudo()
        found = activities.search([("res_model", "=", invoice._name), ("res_id", "=", invoice.id)])
        self.assertEqual(len(found), len(found.user_id), "Each person is asked once.")
        return {
            activity.user_id: activity.summary.split("unpaid")[0].strip("$\xa0 ")
            for activity in found
        }
