from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MarketCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-15")
class TestPotential(MarketCommon):
    """P22: the potential of customers is kept beside the plan, and says where it comes from."""

    def estimate(self, customers, user=None):
        """Estimate potentials as a user and return what they are told."""
        action = customers.with_user(user or self.manager).action_estimate_potential()
        return action["params"]["message"]

    def of(self, customer, year=2025):
        return self.env["sales.customer.potential"].search(
            [("partner_id", "=", customer.id), ("year", "=", year)]
        )

    def test_typed_and_imported(self):
        """What somebody types is typed, what comes from a file imported, of this fiscal year."""
        typed = self.of(self.acme)
        self.assertEqual((typed.source, typed.company_id), ("typed", self.company))
        potentials = self.env["sales.customer.potential"].with_user(self.manager)
        fields, rows = ["partner_id/.id", "amount"], [[str(self.coil.id), "70"]]
        answer = potentials.with_context(import_file=True).load(fields, rows)
        self.assertTrue(answer["ids"], answer["messages"])
        imported = potentials.browse(answer["ids"])
        self.assertEqual((imported.source, imported.amount), ("imported", 70))
        imported.amount = 80
        self.assertEqual(imported.source, "typed")

    def test_of_contacts(self):
        """The potential of a contact is that of its company."""
        potential = self.give(self.buyer, 5, year=2023)
        self.assertEqual(potential.partner_id, self.acme)

    def test_refused(self):
        """One potential for a customer and year, which is not negative."""
        for customer, values in (
            (self.acme, {"amount": 1}),
            (self.drip, {"amount": -1}),
            (self.drip, {"amount": 1, "year": 0}),
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.give(customer, **values)
                self.env.flush_all()

    def test_nobody_writes_where_it_comes_from(self):
        for values in ({"source": "imported"}, {"estimate_note": "Guessed"}):
            with self.assertRaises(AccessError):
                self.known[0].with_user(self.manager).write(values)
            with self.assertRaises(AccessError):
                self.give(self.drip, 1, **values)

    def test_estimated_by_head(self):
        """Median of customers of the industry for each head, said in the record; not of others."""
        nut = self.env["res.partner"].create(
            {
                "name": "Nut",
                "is_company": True,
                "industry_id": self.metal.id,
                "sales_head_count": 5,
            }
        )
        pin = nut.copy({"name": "Pin", "sales_head_count": 40})
        self.give(pin, 2000)
        self.assertEqual(self.estimate(nut), "Potentials estimated: 1.")
        found = self.of(nut)
        # 1000 / 10, 600 / 20 and 2000 / 40 for each head: the median is 50
        self.assertEqual((found.source, found.amount), ("estimated", 250))
        self.assertEqual(
            found.estimate_note,
            "Median of 3 customers in Metal: 50 per employee, times 5 employees.",
        )
        nut.sales_head_count = 6
        self.estimate(nut)
        self.assertEqual(self.of(nut).amount, 300)  # made anew
        found.with_user(self.manager).amount = 7
        self.assertEqual((found.source, found.estimate_note), ("typed", False))

    def test_estimated_by_industry(self):
        nut = self.env["res.partner"].create({"name": "Nut", "industry_id": self.metal.id})
        pin = nut.copy({"name": "Pin"})
        self.give(pin, 700)
        self.estimate(nut)
        self.assertEqual(self.of(nut).amount, 700)
        self.assertEqual(self.of(nut).estimate_note, "Median of 3 customers in Metal.")

    def test_not_estimated(self):
        """What somebody gave stays, and who is like nobody has none."""
        message = self.estimate(self.acme | self.drip)
        self.assertEqual(
            message,
            "Potentials estimated: 0. Left as somebody gave them: 1. Not estimated: 1. It takes 3 "
            "customers of their industry, or with a number of employees, whose potential is known.",
        )
        self.assertEqual(self.of(self.acme).amount, 1000)
        self.assertFalse(self.of(self.drip))
        with self.assertRaisesRegex(UserError, "Choose the customers"):
            self.estimate(self.env["res.partner"])

    def test_on_the_customer(self):
        """Figures of customers and their contacts: as many queries for 4 as for 1."""
        acme = self.acme.with_user(self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(acme.sales_potential, 1000)
        self.assertEqual((acme.sales_potential_year, acme.sales_potential_source), (2025, "typed"))
        self.assertEqual((acme.sales_revenue, acme.sales_revenue_last), (300, 150))
        self.assertEqual((acme.sales_share, acme.sales_growth), (0.3, 2.0))
        self.assertEqual((acme.abc_class, acme.abc_class_last), ("a", "a"))
        self.assertEqual(acme.sales_bought_on, self.day("2025-02-10"))
        self.assertEqual(self.buyer.with_user(self.manager).sales_potential, 1000)
        counts = []
        for some in (self.acme, self.acme | self.bolt | self.coil | self.drip):
            self.env.flush_all()
            self.env.invalidate_all()
            customers = some.with_user(self.manager)
            customers.mapped("name")
            before = self.cr.sql_log_count
            customers.mapped("abc_class")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_without_sales_rights(self):
        """Who has nothing to do with sales sees nothing of it on a customer."""
        with self.assertRaises(AccessError):
            self.acme.with_user(self.clerk).read(["sales_potential"])

    def test_form(self):
        """One types a potential on the customer's page."""
        with (
            Form(self.coil.with_user(self.manager)) as form,
            form.sales_potential_ids.new() as line,
        ):
            line.amount = 900
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.coil.with_user(self.manager).sales_potential, 900)
        self.assertEqual(self.of(self.coil).year, 2025)
        with self.assertRaisesRegex(ValidationError, "not negative"):
            self.coil.sales_head_count = -1
