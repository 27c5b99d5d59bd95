from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ...models.customer import row_customer
from ..common.base import SalesPlanCommon

VIEW = "sales_plan.sales_plan_my_targets_view_form"


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestRowCustomer(SalesPlanCommon):
    """P14: salespeople see how things stand with their customers, as far as they may know it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coil.user_id = cls.salesperson
        cls.plan_2025 = cls.plan("salesperson", "customer", name="Customers 2025")
        cls.own = cls.row(cls.plan_2025, cls.salesperson)
        cls.acme_row, cls.coil_row = cls.rows(cls.own, cls.acme, cls.coil)
        cls.target(cls.own, 1000)
        cls.target(cls.acme_row, 600)
        cls.target(cls.coil_row, 100)
        cls.plan_2025.action_confirm()
        own = {"user_id": cls.salesperson.id}
        cls.order(cls.acme, "2025-03-01 10:00:00", (cls.screw, 50), **own)
        cls.late_order = cls.order(cls.buyer, "2025-04-30 23:30:00", (cls.screw, 20), **own)
        cls.order(cls.acme, "2025-06-01 10:00:00", (cls.screw, 9), confirm=False, **own)
        cls.order(cls.acme, "2025-06-02 10:00:00", (cls.screw, 9), user_id=cls.colleague.id)
        cls.deals = cls.deal(cls.acme, 300, **own) | cls.deal(cls.buyer, 40, **own)
        cls.deal(cls.acme, 1000, user_id=cls.colleague.id)
        cls.deal(cls.acme, 500, won="2025-05-01 10:00:00", **own)
        cls.overdue = cls.invoice(
            cls.acme,
            "2025-01-10",
            (cls.screw, 120),
            invoice_user_id=cls.salesperson.id,
            invoice_date_due="2025-02-10",
        )
        cls.invoice(
            cls.acme,
            "2025-06-10",
            (cls.screw, 77),
            invoice_user_id=cls.salesperson.id,
            invoice_date_due="2025-07-10",
        )
        cls.invoice(
            cls.acme,
            "2025-01-10",
            (cls.screw, 55),
            invoice_user_id=cls.colleague.id,
            invoice_date_due="2025-02-10",
        )

    def seen(self, user, row=None):
        """Return a customer's row as another request of a user finds it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return (row or self.acme_row).with_user(user)

    def test_figures(self):
        """Of the customer and their contacts, in the reader's own documents."""
        row = self.seen(self.salesperson)
        self.assertEqual((row.open_deal_count, row.open_deal_amount), (2, 340))
        fact = self.facts("ordered", ("res_id", "=", self.late_order.id))
        self.assertEqual(row.last_order_date, fact.date)  # the day that it was where they work
        self.assertEqual(row.overdue_amount, self.overdue.amount_residual)
        self.assertEqual(row.deal_ids, self.deals)
        self.assertEqual(len(row.order_ids), 2)
        self.assertEqual(row.order_ids[0], self.late_order)
        self.assertEqual(row.overdue_ids, self.overdue)

    def test_many_documents(self):
        """Of a customer with many orders no more are read than are listed: the latest ones, for
        each of the rows."""
        self.patch(row_customer, "MOST_LISTED", 2)
        own = {"user_id": self.salesperson.id}
        days = range(1, 5)
        orders = [
            self.order(customer, f"2025-05-0{day} 10:00:00", (self.screw, 1), **own)
            for day in days
            for customer in (self.acme, self.coil)
        ]
        rows = self.seen(self.salesperson, self.acme_row | self.coil_row | self.own)
        domain = rows._get_customers_domain(rows)
        found = rows._find_first(self.env["sale.order"], domain, "date_order desc, id desc")
        self.assertEqual(
            {customer: len(ids) for customer, ids in found.items()},
            {self.acme.id: 2, self.coil.id: 2},
        )
        self.assertEqual(rows[0].order_ids.ids, [orders[6].id, orders[4].id])
        self.assertEqual(rows[1].order_ids.ids, [orders[7].id, orders[5].id])
        self.assertFalse(rows[2].order_ids)

    def test_nothing_there(self):
        """No order, no deal, nothing overdue: that is no zero."""
        row = self.seen(self.salesperson, self.coil_row)
        self.assertEqual((row.last_order_date, row.open_deal_amount), (False, False))
        self.assertEqual((row.open_deal_count, row.overdue_amount), (0, False))
        self.assertFalse(row.deal_ids)

    def test_other_rows(self):
        """The row of a person is no customer's."""
        row = self.seen(self.salesperson, self.own)
        self.assertEqual((row.is_customer, row.below_kind, row.is_mine), (False, "customer", True))
        self.assertFalse(row.open_deal_amount)
        self.assertTrue(self.seen(self.salesperson).is_customer)
        self.assertFalse(self.seen(self.salesperson).below_kind)
        with self.assertRaisesRegex(UserError, "no customer's row"):
            row.action_new_opportunity()

    def test_who_sees_all_documents(self):
        """Managers see what all sold; auditors without sales rights no deals, and no error."""
        row = self.seen(self.manager)
        self.assertEqual(row.open_deal_amount, 1340)
        auditor = self.seen(self.auditor)
        self.assertFalse(self.env["crm.lead"].with_user(self.auditor).has_access("read"))
        self.assertEqual((auditor.open_deal_amount, auditor.last_order_date), (False, False))
        names = ("deal_ids", "order_ids", "overdue_ids")
        self.assertFalse(auditor.fields_get(names))
        self.assertEqual(set(row.fields_get(names)), set(names))
        accountant = self.accountant
        accountant.group_ids += self.env.ref("sales_plan.group_sales_plan_auditor")
        self.assertEqual(len(self.seen(accountant).overdue_ids), 2)

    def test_page_of_each_role(self):
        """The form opens for all who see the row, whatever else they may read."""
        for user in (self.salesperson, self.manager, self.auditor):
            form = Form(self.seen(user), view=VIEW)
            self.assertEqual((form.above_name, form.name), ("Salesperson", "Acme"))
            form = Form(self.seen(user, self.own), view=VIEW)
            self.assertEqual(form.below_kind, "customer")
        with self.assertRaises(AccessError):
            self.seen(self.colleague).action_open_target()

    def test_customers_by_gap(self):
        """The list of customers begins with who is furthest behind."""
        rows = self.env["sales.plan.allocation"].with_user(self.salesperson)
        found = rows.search([("parent_id", "=", self.own.id)], order="gap_amount")
        self.assertEqual(found, self.acme_row | self.coil_row)
        self.invoice(
            self.acme, "2025-05-05", (self.screw, 600), invoice_user_id=self.salesperson.id
        )
        self.env.flush_all()
        self.env.invalidate_all()
        found = rows.search([("parent_id", "=", self.own.id)], order="gap_amount")
        self.assertEqual(found, self.coil_row | self.acme_row)

    def test_new_opportunity(self):
        row = self.seen(self.salesperson)
        action = row.action_new_opportunity()
        lead = self.env["crm.lead"].with_user(self.salesperson).with_context(**action["context"])
        lead = lead.create({"name": "Screws for autumn"})
        self.assertEqual((lead.partner_id, lead.user_id), (self.acme, self.salesperson))
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(row.action_open_target()["res_id"], row.id)

    def test_queries(self):
        """As many for twice the customers."""
        customers = self.env["res.partner"].create(
            [{"name": f"C{number}", "user_id": self.salesperson.id} for number in range(16)]
        )
        plan = self.plan("customer", name="Many")
        rows = self.env["sales.plan.allocation"].union(*self.rows(plan, *customers))
        self.target(plan, 10)
        plan.action_confirm()
        for customer in customers:
            self.order(
                customer, "2025-03-01 10:00:00", (self.screw, 5), user_id=self.salesperson.id
            )
            self.deal(customer, 5, user_id=self.salesperson.id)
        names = ("last_order_date", "open_deal_amount", "open_deal_count", "overdue_amount")
        names += ("order_ids", "deal_ids", "overdue_ids")
        counts = []
        for some in (rows, rows[:8], rows):
            self.env.flush_all()
            self.env.invalidate_all()
            seen = some.with_user(self.salesperson)
            before = self.env.cr.sql_log_count
            for name in names:
                seen.mapped(name)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        self.assertEqual({row.open_deal_amount for row in seen}, {5})

    def test_other_companies(self):
        """Documents of other companies do not count."""
        other = self.make_other_company()
        self.salesperson.company_ids = [Command.link(other.id)]
        self.deal(self.acme, 9, company_id=other.id, team_id=False)
        row = self.seen(self.salesperson)
        row = row.with_context(allowed_company_ids=self.salesperson.company_ids.ids)
        self.assertEqual(row.open_deal_amount, 340)
