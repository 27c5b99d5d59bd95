from odoo.tests import Form, freeze_time, tagged

from ..common.customer_plans import CustomerPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestCustomerPlanPartner(CustomerPlanCommon):
    """B17: each recurring customer is followed on their own page, and each group of companies."""

    def figures(self, partner, kind="plan"):
        self.env.flush_all()
        self.env.invalidate_all()
        names = ("target", "achieved", "remainder")
        return tuple(partner[f"customer_{kind}_{name}"] for name in names)

    def test_this_year(self):
        """B17: the button has this year's figures; the list has past plans, too."""
        self.assertEqual(self.figures(self.acme), (False, False, False))
        self.expect(self.acme, 1000)
        self.expect(self.acme, 700, date_from="2024-01-01", date_to="2024-12-31")
        self.closing(self.acme, 400).action_set_won()
        self.assertEqual(self.figures(self.acme), (1000, 400, 600))
        self.assertEqual(self.figures(self.buyer), (1000, 400, 600))
        self.assertEqual(self.acme.customer_plan_count, 2)
        action = self.buyer.action_open_customer_plans()
        lines = self.env["sales.customer.plan.line"].search(action["domain"])
        self.assertEqual(sorted(lines.mapped("amount")), [700, 1000])

    def test_not_twice(self):
        """B17: what is expected in a row of a plan in force and in a customer plan counts once."""
        row = self.customer_plan_row(800, basis="invoiced")
        self.invoice(self.acme, "2025-02-01", (self.screw, 200))
        self.assertEqual(self.figures(self.acme), (800, 200, 600))
        self.expect(row.partner_id, 300)
        self.assertEqual(self.figures(self.acme), (300, 0, 300))
        self.assertEqual(self.acme.customer_plan_count, 2)

    def test_group(self):
        """B17: a group is a parent with the subsidiaries that are customers: each, and together."""
        holding, daughter = self.make_group()
        self.expect(holding, 1000)
        self.expect(daughter, 500)
        self.expect(daughter, 70, date_from="2024-01-01", date_to="2024-12-31")
        self.closing(daughter, 200).action_set_won()
        self.assertEqual(self.figures(holding), (1000, 0, 1000))
        self.assertEqual(self.figures(holding, "group"), (1500, 200, 1300))
        self.assertEqual(holding.customer_group_count, 2)
        self.assertEqual(self.figures(daughter), (500, 200, 300))
        self.assertFalse(daughter.customer_group_count)
        domain = holding.action_open_group_plans()["domain"]
        groups = self.env["sales.customer.plan.line"]._read_group(
            [*domain, ("date_from", "=", "2025-01-01")], ["partner_id"], ["amount:sum"]
        )
        self.assertEqual(dict(groups), {holding: 1000, daughter: 500})
        self.assertFalse(self.acme.customer_group_count)

    def test_hidden_plans(self):
        """B17, P16: the page adds up what its reader may see."""
        self.expect(self.acme, 1000)
        self.expect(self.acme, 300, user=self.stranger)
        self.assertEqual(self.figures(self.acme.with_user(self.manager))[0], 1300)
        stranger = self.expect(self.coil, 5, user=self.stranger).partner_id.with_user(self.stranger)
        self.assertEqual(self.figures(stranger)[0], 5)
        self.assertEqual(self.figures(self.coil.with_user(self.salesperson))[0], False)

    def test_from_the_customer(self):
        """B5: a plan is made from the customer's page, of the customer's company."""
        context = self.buyer.action_new_customer_plan()["context"]
        plans = self.env["sales.customer.plan"].with_user(self.salesperson)
        view = "sales_plan.sales_customer_plan_view_form_quick"
        with Form(plans.with_context(**context), view) as form:
            form.amount = 20
        self.assertEqual(form.record.partner_id, self.acme)

    def test_queries(self):
        """B17: the figures of many customers take the same number of queries as those of few."""
        counts = []
        self.figures(self.acme, "group")  # what is cached for good
        self.figures(self.acme)
        for number in (3, 6):
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {index}", "is_company": True} for index in range(number)]
            )
            for partner in partners:
                self.expect(partner, 10)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.mapped("customer_plan_target")
            partners.mapped("customer_group_target")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
