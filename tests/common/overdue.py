from odoo.fields import Command
from odoo.tools import SQL

from .killing import KillingCommon

#: Tables that name an invoice by its id, and the column that says that it is one.
ABOUT_INVOICES = {
    "mail_activity": "res_model",
    "mail_followers": "res_model",
    "mail_message": "model",
}


class OverdueCommon(KillingCommon):
    """A company of its own, whose invoices fell due in January 2025 and are not paid: its
    salesperson and its collector are to be asked for each of them."""

    def setUp(self):
        super().setUp()
        with self.connect() as env:
            # journals of the companies of before keep their names
            number = env["res.company"].with_context(active_test=False).search_count([])
            company = env["res.company"].create({"name": f"{self.MARK}, {number}"})
            env.user.company_ids |= company
            env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
            company.collection_from = False
            users = env["res.users"].with_context(no_reset_password=True)
            self.seller, company.sales_collector_id = users.create(
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
            self.company = company.id
            self.make_invoices(company)

    def make_invoices(self, company):
        """Make the invoices of the company."""
        raise NotImplementedError

    def post(self, company, count):
        """Post so many invoices, no two over the same amount, and return them."""
        customer = company.env["res.partner"].create({"name": self.MARK})
        moves = company.env["account.move"].with_company(company)
        moves = moves.create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": customer.id,
                    "invoice_date": "2025-01-01",
                    "invoice_date_due": "2025-01-31",
                    "invoice_user_id": self.seller.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Sold", "price_unit": 100 + number})
                    ],
                }
                for number in range(count)
            ]
        )
        moves.action_post()
        return moves

    def remove_all(self):
        with self.connect() as env:
            company = env["res.company"].search([("name", "=like", f"{self.MARK}%")])
            moves = env["account.move"].sudo().search([("company_id", "in", company.ids)])
            self._delete(env, moves)
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "like", self.MARK)])
            partners = users.partner_id | env["res.partner"].search([("name", "=", self.MARK)])
            users.unlink()
            (partners - company.partner_id).unlink()
            env["sales.failure"].search([("company_id", "in", company.ids)]).unlink()
            # a company that has had journals is kept, as Odoo wants it
            company.active = False

    def _delete(self, env, moves):
        """Delete invoices with all that is about them, also where there are very many."""
        if not moves:
            return
        ids = tuple(moves.ids)
        for table, column in ABOUT_INVOICES.items():
            env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s = 'account.move' AND res_id IN %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    ids,
                )
            )
        for table in ("sales_collection_notice", "account_move_line"):
            env.cr.execute(SQL("DELETE FROM %s WHERE move_id IN %s", SQL.identifier(table), ids))
        env.cr.execute(SQL("DELETE FROM account_move WHERE id IN %s", ids))
        env.invalidate_all()

    def ask(self, env):
        """Run the scheduled action."""
        env["sales.collection.notice"]._cron_follow_up()

    def count_notices(self):
        """Return how many notices there are."""
        with self.connect() as env:
            here = [("company_id", "=", self.company)]
            return env["sales.collection.notice"].search_count(here)

    def count(self):
        """Return how many notices there are, and how many activities stand for them."""
        with self.connect() as env:
            notices = env["sales.collection.notice"].search([("company_id", "=", self.company)])
            return len(notices), len(notices.activity_id.filtered("active"))

    def count_made(self):
        """Return how many activities were ever made on the invoices."""
        with self.connect() as env:
            made = env["mail.activity"].with_context(active_test=False)
            moves = env["account.move"].search([("company_id", "=", self.company)])
            about = [("res_model", "=", "account.move"), ("res_id", "in", moves.ids)]
            return made.search_count(about)
