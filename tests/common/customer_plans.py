from odoo.fields import Command

from .base import SalesPlanCommon


class CustomerPlanCommon(SalesPlanCommon):
    """Customer plans of 2025: what is expected of acme by the salesperson, of bolt by the
    colleague."""

    @classmethod
    def expect(cls, customer, amount, user=None, **values):
        """Make a customer plan of 2025, of the salesperson unless told otherwise."""
        return cls.env["sales.customer.plan"].create(
            {
                "partner_id": customer.id,
                "company_id": cls.company.id,
                "user_id": (user or cls.salesperson).id,
                "date_from": "2025-01-01",
                "date_to": "2025-12-31",
                "amount": amount,
                **values,
            }
        )

    @classmethod
    def closing(cls, customer, revenue, day="2025-05-10", **values):
        """Make an open opportunity that is expected to close on a day."""
        return cls.deal(customer, revenue, date_deadline=day, **values)

    @classmethod
    def reopen(cls, deal):
        """Take a won deal back to a stage in which it is open."""
        stage = cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        deal.write({"stage_id": stage.id, "probability": 20})

    @classmethod
    def customer_plan_row(cls, amount, **values):
        """Return the row of acme, below the salesperson, in a plan of 2025 in force."""
        plan = cls.plan("salesperson", "customer", **values)
        row = cls.row(cls.row(plan, cls.salesperson), cls.acme)
        cls.target(row, amount)
        plan.action_confirm()
        return row

    @classmethod
    def make_group(cls):
        """Return a group of two customers: a holding and its subsidiary, which buys itself."""
        holding = cls.env["res.partner"].create({"name": "Holding", "is_company": True})
        daughter = cls.env["res.partner"].create(
            {"name": "Daughter", "is_company": True, "parent_id": holding.id}
        )
        return holding, daughter

    def line(self, plan):
        """Return the line of a customer plan or of a row, read anew."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.env["sales.customer.plan.line"].with_context(active_test=False)
        name = "allocation_id" if plan._name == "sales.plan.allocation" else "customer_plan_id"
        return lines.search([(name, "=", plan.id)])

    def assertStands(self, plan, achieved, remainder, share, status, beyond=0):  # noqa: N802
        """Assert the figures of a plan, which are the same on its page and in the list."""
        line = self.line(plan)
        for record in (plan, line):
            with self.subTest(model=record._name):
                self.assertEqual(record.achieved_amount, achieved)
                self.assertEqual(record.remainder_amount, remainder)
                self.assertEqual(record.beyond_amount, beyond)
                found = record.achieved_share
                self.assertEqual(found if found is False else round(found, 6), share)
                self.assertEqual(record.status, status)
                self.assertEqual(record.probable_amount, line.probable_amount)

    @classmethod
    def renew(cls, plans, user=None, **values):
        """Renew plans with the dialog; return those of the next span."""
        dialog = cls.env["sales.customer.plan.renew"].with_user(user or cls.env.user)
        wizard = dialog.create({"plan_ids": [Command.set(plans.ids)], **values})
        wizard.action_renew()
        return plans.renewal_ids
