from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import freeze_time

from .base import SalesPlanCommon


class MoneyCommon(SalesPlanCommon):
    """Invoices that are due on 31 January 2025, and a collector.

    Salespeople are asked the day after the due date, and so is the collector, of all invoices.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # everything of today is in 2025, also what is only looked at
        cls.startClassPatcher(freeze_time("2025-02-10 02:00:00"))
        cls.collector = cls._make_user("collector", "account.group_account_invoice")
        cls.company.sales_collector_id = cls.collector
        cls.company.collection_from = False
        cls.notices = cls.env["sales.collection.notice"]
        cls.halves = cls.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": 50,
                            "delay_type": "days_after",
                            "nb_days": days,
                        }
                    )
                    for days in (0, 28)
                ],
            }
        )

    @classmethod
    def owed(cls, price=100, partner=None, due="2025-01-31", **values):
        """Post an invoice of January over a price without tax."""
        line = (None, price, 1, {"tax_ids": [Command.clear()]})
        values = {"invoice_date_due": due, **values}
        return cls.invoice(partner or cls.acme, "2025-01-01", line, **values)

    @classmethod
    def instalments(cls, moves):
        """Return the instalments of invoices, the first ones first."""
        return moves.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted(
            lambda line: (line.date_maturity, line.id)
        )

    def run_job(self, moment="2025-02-10 02:00:00"):
        """Run the scheduled action at a moment, as the server does."""
        self.env.cr.flush()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_collection").method_direct_trigger()
        self.env.invalidate_all()

    @contextmanager
    def saved(self, moment="2025-02-10 02:00:00"):
        """Do something at a moment, and save it as a request does."""
        with freeze_time(moment):
            yield
            self.env.cr.flush()
        self.env.invalidate_all()

    def activities(self, moves, user=None, done=False):
        """Return activities on invoices: those that stand, or those that are over."""
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        domain = [
            ("res_model", "=", "account.move"),
            ("res_id", "in", moves.ids),
            ("active", "=", not done),
        ]
        if user:
            domain.append(("user_id", "=", user.id))
        return activities.search(domain, order="id")

    def assertAsked(self, moves, *users):  # noqa: N802
        """Assert who is asked for invoices, each once."""
        asked = [activity.user_id.login for activity in self.activities(moves)]
        self.assertEqual(sorted(asked), sorted(user.login for user in users))

    def reasons(self, moves):
        """Return why what was asked of invoices was closed."""
        notices = self.notices.sudo().search([("move_id", "in", moves.ids)], order="id")
        return notices.filtered(lambda notice: notice.state == "closed").mapped("reason")
