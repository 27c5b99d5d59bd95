from odoo.fields import Command, Date
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestLoadDemo(TransactionCase):
    """On Odoo's own demo invoices, a plan's history is what Odoo's invoice report says."""

    def test_history_equals_the_invoice_report(self):
        # Odoo dates its demo invoices by the day of installation: the months around it
        [(latest,)] = self.env["account.invoice.report"]._read_group(
            [("state", "=", "posted"), ("company_id", "=", self.env.company.id)],
            aggregates=["invoice_date:max"],
        )
        first = Date.start_of(Date.subtract(latest, months=11), "month")
        last = Date.end_of(latest, "month")
        expected = self.read_invoice_report(first, last)
        self.assertGreater(expected, 0)
        for levels in (["customer"], ["customer", "product"]):
            with self.subTest(levels=levels):
                plan = self.make_plan(
                    Date.add(first, years=1), Date.end_of(Date.add(last, years=1), "month"), levels
                )
                # of the month that is not over, what is there counts
                load = {"plan_id": plan.id, "filling": "none"}
                self.env["sales.plan.load"].create(load).action_load()
                self.check(plan, expected)

    def read_invoice_report(self, first, last):
        """Return what Odoo's own report says was invoiced, to the cent."""
        [(total,)] = self.env["account.invoice.report"]._read_group(
            [
                ("state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("company_id", "=", self.env.company.id),
                ("invoice_date", ">=", first),
                ("invoice_date", "<=", last),
            ],
            aggregates=["price_subtotal:sum"],
        )
        return round(total, 2)

    def make_plan(self, first, last, levels):
        return self.env["sales.plan"].create(
            {
                "name": "Next Year",
                "date_from": first,
                "date_to": last,
                "invoice_date_basis": "invoice_date",
                "level_ids": [
                    Command.create({"dimension": code, "sequence": number})
                    for number, code in enumerate(levels)
                ],
            }
        )

    def check(self, plan, expected):
        self.assertEqual(plan.root_id.history_amount, expected)
        self.assertEqual(plan.target_amount, expected)
        self.assertTrue(plan.root_id.child_ids)
        for row in plan.allocation_ids:
            self.assertEqual(
                round(sum(row.target_ids.mapped("amount")), 2),
                round(sum(row.target_ids.mapped("history_amount")), 2),
            )
