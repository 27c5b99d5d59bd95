from odoo.fields import Command, Domain
from odoo.tests import tagged

from .test_receivables import ReceivablesCommon


@tagged("post_install", "-at_install")
class TestReceivableScope(ReceivablesCommon):
    """G5: what is looked for among some invoices is what is found among all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["sales.receivable"]
        own = cls.owed()
        cls.owed(partner=cls.bolt, invoice_user_id=cls.colleague.id)
        cls.owed(partner=cls.coil, invoice_user_id=cls.stranger.id, team_id=cls.team_south.id)
        cls.owed(partner=cls.bolt, invoice_user_id=False, team_id=False, due="2025-03-01")
        credit = cls.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": cls.bolt.id,
                "invoice_date": "2025-02-01",
                "invoice_user_id": cls.colleague.id,
                "invoice_line_ids": [
                    cls._prepare_line((None, 7, 1, {"tax_ids": [Command.clear()]}), "quantity")
                ],
            }
        )
        credit.action_post()
        cls._post_entry(own)
        cls.env.flush_all()

    @classmethod
    def _post_entry(cls, invoice):
        """Post what is no document: on the customer's account, of their own salesperson."""
        account = invoice.line_ids.account_id.filtered(
            lambda account: account.account_type == "asset_receivable"
        )
        other = invoice.invoice_line_ids.account_id
        cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2025-02-01",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "partner_id": cls.acme.id, "debit": 12}
                    ),
                    Command.create({"account_id": other.id, "credit": 12}),
                ],
            }
        ).action_post()

    def questions(self):
        """Return domains that say something of entries, and some that do not."""
        mine = Domain("user_id", "=", self.colleague.id)
        nobody, overdue = Domain("user_id", "=", False), Domain("status", "=", "overdue")
        team = Domain("team_id", "in", self.team_south.ids)
        return {
            "all": Domain.TRUE,
            "mine": mine,
            "mine overdue": mine & overdue,
            "of nobody": nobody,
            "mine or of nobody": mine | nobody,
            "of nobody, due": nobody & overdue,
            "team": team,
            "team or mine": team | (mine & Domain("kind", "=", "invoice")),
            "led": Domain("team_id.leader_ids", "in", self.other_leader.ids),
            "no team": Domain("team_id", "=", False),
            "not mine": ~mine,
            "named": Domain("user_id.login", "=", self.colleague.login),
            "credits": Domain("kind", "=", "credit"),
            "documents": Domain("kind", "in", ["invoice", "credit"]) & mine,
            "unmatched": Domain("status", "in", ["unmatched", "overdue"]) & mine,
            "entries of a customer's salesperson": Domain("kind", "=", "entry")
            & Domain("user_id", "=", self.acme.user_id.id),
        }

    def test_each_role_finds_what_is_there(self):
        everything = self.items.sudo().search([])
        self.assertEqual(len(everything), 6)
        for user in (self.salesperson, self.colleague, self.other_leader, self.manager):
            rule = self.env["ir.rule"].with_user(user)._compute_domain("sales.receivable", "read")
            for name, domain in self.questions().items():
                self.env.invalidate_all()
                with self.subTest(user=user.login, name=name):
                    expected = everything.filtered_domain(rule & domain)
                    found = self.items.with_user(user).search(domain)
                    self.assertEqual(set(found.ids), set(expected.ids))

    def test_what_salespeople_see_says_which_invoices(self):
        """So that nobody waits until all items of a company are put together."""
        for user, says in (
            (self.colleague, True),
            (self.other_leader, True),
            (self.manager, False),
        ):
            items = self.items.with_user(user)
            with self.subTest(user=user.login):
                query = items._search([])
                self.assertEqual(
                    "SELECT move.id FROM account_move move" in str(query.select()), says
                )

    def test_a_client_cannot_say(self):
        """What stands in the context is SQL of ours or nothing."""
        for value in ("FALSE", ["FALSE"], {"x": 1}, 7):
            with self.subTest(value=value):
                items = self.items.with_context(sales_receivable_scope=value)
                self.assertEqual(items.search_count([]), 6)
                self.assertEqual(len(items.browse(self.items.search([]).ids).mapped("kind")), 6)
