from odoo.fields import Command
from odoo.tests import tagged

from ..common.source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceBills(SourceCommon):
    """S20: what posted vendor bills make sources cost, by analytic account, live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: the accountants of the company make analytic accounts
        plans = cls.env["account.analytic.plan"].sudo()
        cls.channels, cls.projects = plans.create([{"name": "Channels"}, {"name": "Projects"}])
        cls.search, cls.fairs, cls.launch, cls.office = (
            cls.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                    for name, plan in (
                        ("Search", cls.channels),
                        ("Fairs", cls.channels),
                        ("Launch", cls.projects),
                        ("Office", cls.channels),
                    )
                ]
            )
        )
        cls.rule_a, cls.rule_b = cls.env["sales.source.account"].create(
            [
                {
                    "account_id": account.id,
                    "source_id": source.id,
                    "company_id": cls.company.id,
                    "sequence": number,
                }
                for number, (account, source) in enumerate(
                    ((cls.search, cls.source_a), (cls.fairs, cls.source_b))
                )
            ]
        )

    @classmethod
    def bill(cls, amount, distribution, day="2025-03-10", post=True, **values):
        """Make a vendor bill of one line, distributed over analytic accounts."""
        shares = {
            ",".join(str(account.id) for account in accounts): percent
            for accounts, percent in distribution
        }
        line = {
            "name": "Service",
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "analytic_distribution": shares,
        }
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.drip.id,
                "invoice_date": day,
                "date": day,
                "company_id": cls.company.id,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        if post:
            bill.action_post()
        return bill

    def costs(self, groupby="source_id"):
        """Return ``{name of the group: cost}``."""
        found = self.read_return(groupby, "cost_amount")
        return {name: amount for name, (amount,) in found.items()}

    def test_posted_bills_and_refunds(self):
        """A bill counts while it is posted, a refund takes it back; drafts do not count."""
        bill = self.bill(100, [((self.search,), 100)])
        self.bill(40, [((self.search,), 100)], move_type="in_refund", day="2025-04-01")
        self.bill(1000, [((self.search,), 100)], post=False)
        self.bill(500, [((self.office,), 100)])
        self.assertEqual(self.costs(), {"Source A": 60})
        self.assertEqual(
            self.costs("date:month"),
            {self.day("2025-03-01"): 100, self.day("2025-04-01"): -40},
        )
        bill.button_draft()
        self.assertEqual(self.costs(), {"Source A": -40})

    def test_shares(self):
        """A line is shared out to the cent; what is not distributed to a source is no cost."""
        third = [((self.search,), 33.33), ((self.fairs,), 33.33), ((self.office,), 33.34)]
        self.bill(100.01, third)
        self.assertEqual(self.costs(), {"Source A": 33.34, "Source B": 33.33})
        self.bill(0.03, [((self.search,), 50), ((self.fairs,), 50)])
        self.assertEqual(self.costs(), {"Source A": 33.36, "Source B": 33.34})

    def test_two_plans(self):
        """What is distributed in two analytic plans counts once: in the plan of the first
        account."""
        self.env["sales.source.account"].create(
            {
                "account_id": self.launch.id,
                "campaign_id": self.campaign.id,
                "company_id": self.company.id,
                "sequence": 5,
            }
        )
        self.bill(100, [((self.search, self.launch), 60), ((self.fairs,), 40)])
        self.bill(10, [((self.search,), 100), ((self.launch,), 100)])
        self.bill(1, [((self.launch,), 100)])
        self.assertEqual(self.costs(), {"Source A": 70, "Source B": 40, False: 1})
        self.assertEqual(self.costs("campaign_id"), {"Spring": 1, False: 110})

    def test_never_more_than_the_line(self):
        """Shares of more than all are cut to all, in proportion."""
        self.bill(100, [((self.search,), 100), ((self.fairs,), 100)])
        self.assertEqual(self.costs(), {"Source A": 50, "Source B": 50})

    def test_typed_costs_beside_bills(self):
        """Both count; each row opens its own document."""
        bill = self.bill(100, [((self.search,), 100)])
        self.cost(25, "2025-03-10", source=self.source_a)
        self.assertEqual(self.costs(), {"Source A": 125})
        self.assertEqual(self.costs("kind"), {"bill": 100, "cost": 25})
        row = self.env["sales.source.return"].search([("kind", "=", "bill")])
        self.assertEqual(row.reference, bill.name)
        self.assertEqual(row.action_open_document()["res_id"], bill.id)

    def test_customer_documents_are_no_costs(self):
        """An invoice to a customer with the same account is none."""
        shares = {str(self.search.id): 100}
        self.invoice(
            self.acme, "2025-03-10", (self.screw, 10, 1, {"analytic_distribution": shares})
        )
        self.assertEqual(self.costs("kind").get("bill"), None)

    def test_another_source_at_once(self):
        """Nothing is copied: the bills of an account follow what the account is made of."""
        self.bill(100, [((self.search,), 100)])
        self.rule_a.source_id = self.source_b
        self.assertEqual(self.costs(), {"Source B": 100})
        self.rule_a.unlink()
        self.assertEqual(self.costs(), {})

    def test_companies(self):
        """Bills of a branch count for the accounts of its company, those of others do not."""
        branch = self.make_branch()
        self.env.user.company_ids |= branch
        self.manager.company_ids |= branch
        shared = (
            self.env["account.analytic.account"]
            .sudo()
            .create({"name": "Shared", "plan_id": self.channels.id})
        )
        self.env["sales.source.account"].create(
            {
                "account_id": shared.id,
                "source_id": self.source_a.id,
                "company_id": branch.id,
            }
        )
        self.bill(100, [((shared,), 100)])
        self.assertEqual(self.costs(), {})
