import random

from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.killing import KillingCommon

#: Invoices that are overdue, and how often asking for them is killed.
INVOICES, KILLS = 420, 6
#: Seconds that it may work before: enough for a batch or two.
LONGEST = 2.5


@tagged("post_install", "-at_install", "sales_plan_commits", "sales_plan_random")
class TestFollowUpKilled(KillingCommon):
    """G11: asking for what is overdue, killed at any moment, loses nothing and doubles nothing."""

    def setUp(self):
        super().setUp()
        with self.connect() as env:
            company = env["res.company"].create({"name": self.MARK})
            env.user.company_ids |= company
            env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
            company.collection_from = False
            users = env["res.users"].with_context(no_reset_password=True)
            seller, collector = users.create(
                [
                    {
                        "name": f"Collector {number}",
                        "login": f"{self.MARK} {number}",
                        "company_id": company.id,
                        "company_ids": [Command.set(company.ids)],
                    }
                    for number in range(2)
                ]
            )
            company.sales_collector_id = collector
            customer = env["res.partner"].create({"name": self.MARK})
            moves = env["account.move"].with_company(company)
            moves = moves.create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": customer.id,
                        "invoice_date": "2025-01-01",
                        "invoice_date_due": "2025-01-31",
                        "invoice_user_id": seller.id,
                        "invoice_line_ids": [
                            Command.create({"name": "Sold", "price_unit": 100 + number})
                        ],
                    }
                    for number in range(INVOICES)
                ]
            )
            moves.action_post()
            self.company = company.id

    def remove_all(self):
        with self.connect() as env:
            company = env["res.company"].search([("name", "=", self.MARK)])
            moves = env["account.move"].search([("company_id", "in", company.ids)])
            env["mail.activity"].with_context(active_test=False).search(
                [("res_model", "=", "account.move"), ("res_id", "in", moves.ids)]
            ).unlink()
            moves.filtered(lambda move: move.state == "posted").button_draft()
            moves.with_context(force_delete=True).unlink()
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "like", self.MARK)])
            partners = users.partner_id | env["res.partner"].search([("name", "=", self.MARK)])
            users.unlink()
            (partners - company.partner_id).unlink()
            env["sales.failure"].search([("company_id", "in", company.ids)]).unlink()
            # a company that has had journals is kept, as Odoo wants it
            company.write({"name": f"{self.MARK}, over", "active": False})

    def ask(self, env):
        env["sales.collection.notice"]._follow_up(env["res.company"].browse(self.company))

    def count(self):
        """Return how many notices there are, and how many activities stand for them."""
        with self.connect() as env:
            notices = env["sales.collection.notice"].search([("company_id", "=", self.company)])
            return len(notices), len(notices.activity_id.filtered("active"))

    def test_killed(self):
        for seed in draw_seeds(KILLS):
            self.kill_at(self.ask, random.Random(seed).uniform(0, LONGEST))
            notices, activities = self.count()
            with self.subTest(seed):
                self.assertEqual(notices, activities)
                self.assertEqual(notices % 2, 0, "Both are asked for an invoice, or nobody yet.")
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * INVOICES, 2 * INVOICES))
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * INVOICES, 2 * INVOICES))
        with self.connect() as env:
            made = env["mail.activity"].with_context(active_test=False)
            moves = env["account.move"].search([("company_id", "=", self.company)])
            about = [("res_model", "=", "account.move"), ("res_id", "in", moves.ids)]
            self.assertEqual(made.search_count(about), 2 * INVOICES)
