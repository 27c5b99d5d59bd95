from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ...queries.dimensions import DIMENSIONS
from ..common.base import SalesPlanCommon
from ..common.merge import MergeCalls


@tagged("post_install", "-at_install")
class TestMerges(MergeCalls, SalesPlanCommon):
    """Whatever Odoo merges, archives or deletes: nothing of the add-on is lost or in its way."""

    def references(self, comodel):
        """Return the stored many2ones of own models to a model: ``[(model, field), …]``."""
        return [
            (model, field)
            for model in self.env.values()
            if model._auto and model._original_module == "sales_plan" and not model._transient
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name == comodel and field.store
        ]

    def counts(self, record):
        """Return how many records of own models refer to a record, by model and field."""
        self.env.flush_all()
        found = {}
        for model, field in self.references(record._name):
            table, column = SQL.identifier(model._table), SQL.identifier(field.name)
            [(count,)] = self.env.execute_query(
                SQL("SELECT COUNT(*) FROM %s WHERE %s = %s", table, column, record.id)
            )
            if count:
                found[model._name, field.name] = count
        return found

    def test_every_reference_to_a_partner(self):
        """All that refers to a merged partner refers to the one that stays; nothing is deleted."""
        for partner, year in ((self.acme, 2024), (self.bolt, 2025)):
            plan = self.plan("product", partner_id=partner.id)
            self.target(self.row(plan, self.screw), 10)
            served = self.plan("product", sales_partner_id=partner.id, name="Served")
            self.target(self.row(served, self.screw), 10)
            deal = self.deal(partner, 100, date_deadline="2025-03-01")
            self.env["sales.customer.plan"].create(
                {"partner_id": partner.id, "date_from": "2025-01-01", "date_to": "2025-12-31"}
            )
            potential = {"partner_id": partner.id, "company_id": self.company.id}
            self.env["sales.customer.potential"].create({**potential, "year": year, "amount": 9})
            invoice = self.invoice(partner, "2025-01-10", (self.screw, 10))
            self.env["sales.collection.dispute"].create({"move_id": invoice.id, "reason": "No"})
            self.env["sales.collection.promise"].create(
                {"move_id": invoice.id, "date": self.company._get_today(), "said_by": "They"}
            )
            self.env["sales.forecast.submission"].flush_model()
            self.assertTrue(deal)
        names = {(model._name, field.name) for model, field in self.references("res.partner")}
        before = [self.counts(partner) for partner in (self.acme, self.bolt)]
        missing = names - before[0].keys()
        # lines of submissions are written by submitting: their values are copied from the deal
        self.assertLessEqual(missing, {("sales.forecast.submission.line", "partner_id")})
        self.merge(self.acme, self.bolt)
        after = self.counts(self.acme)
        for key, count in after.items():
            self.assertEqual(count, sum(part.get(key, 0) for part in before), key)
        self.assertEqual(after.keys(), before[0].keys())

    def test_any_model(self):
        """Other add-ons merge other records by Odoo's methods: rows become one there as well."""
        mover = self.env["base.partner.merge.automatic.wizard"].sudo()
        for dimension in DIMENSIONS:
            if dimension.code == "company":  # nobody merges those: they keep books
                continue
            values = self.two_of(dimension)
            plan = self.plan(dimension.code, name=dimension.code)
            rows = self.rows(plan, *values)
            for row, amount in zip(rows, (1, 2), strict=True):
                self.target(row, amount)
            self.env.flush_all()
            mover._update_foreign_keys_generic(values._name, values[1], values[0])
            self.env.invalidate_all()
            with self.subTest(dimension=dimension.code):
                self.assertEqual(plan.root_id.child_ids, rows[0])
                self.assertEqual(rows[0].target_ids.amount, 3)

    def two_of(self, dimension):
        """Return two records of a dimension that no document refers to."""
        model = self.env[dimension.comodel].sudo()
        if dimension.code == "salesperson":
            return self.env["res.users"].union(
                self._make_user("one", "base.group_user"), self._make_user("two", "base.group_user")
            )
        if dimension.code == "state":
            return model.create(
                [
                    {"name": name, "code": name, "country_id": self.belgium.id}
                    for name in ("X1", "X2")
                ]
            )
        if dimension.code == "country":
            return model.create([{"name": "Here", "code": "1H"}, {"name": "There", "code": "1T"}])
        return model.create([{"name": "One"}, {"name": "Two"}])

    def test_only_one_for_each(self):
        """Two people's forecasts of one period cannot be one: Odoo would delete one of them."""
        self.env["sales.forecast"].with_user(self.salesperson).worksheet_open({})
        period = self.env["sales.forecast.period"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        people = self.salesperson | self.colleague
        seats = [("person", person.id) for person in people]
        self.env["sales.forecast"].sudo()._ensure(period, seats)
        before = self.env["sales.forecast"].search_count([("user_id", "in", people.ids)])
        mover = self.env["base.partner.merge.automatic.wizard"].sudo()
        with self.assertRaisesRegex(UserError, "each has a record of “Sales Forecast”"):
            mover._update_foreign_keys_generic("res.users", self.colleague, self.salesperson)
        self.env["res.lang"]._activate_lang("fr_FR")
        in_french = mover.with_context(lang="fr_FR")
        named = in_french.env["ir.model"]._get("sales.forecast")
        named.name = "Prévision"
        with self.assertRaisesRegex(UserError, "Prévision"):
            in_french._update_foreign_keys_generic("res.users", self.colleague, self.salesperson)
        self.assertEqual(
            self.env["sales.forecast"].search_count([("user_id", "in", people.ids)]), before
        )

    def test_products_that_go(self):
        """A variant that Odoo would delete, since an attribute is gone, is archived: its row and
        what is planned of it stay."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": name}) for name in ("red", "blue")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Pen",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        red, blue = template.product_variant_ids
        plan = self.plan("product", year=2025)
        rows = self.rows(plan, red, blue)
        for row in rows:
            self.target(row, 10)
        before = self.get_sums(plan)
        template.attribute_line_ids.value_ids = [Command.unlink(attribute.value_ids[1].id)]
        self.env.flush_all()
        self.assertTrue(blue.exists())
        self.assertFalse(blue.active)
        self.assertEqual(self.get_sums(plan), before)
        plan.with_user(self.manager).action_confirm()
        self.assertEqual(rows[1].target_ids.amount, 10)

    def test_people_who_are_archived(self):
        """Rows, targets and what was sold stay as they are; people in plans are not deleted."""
        plan = self.plan("salesperson", year=2025)
        row = self.row(plan, self.salesperson)
        self.target(row, 10)
        self.invoice(self.acme, "2025-01-10", (self.screw, 7))
        plan.with_user(self.manager).action_confirm()
        self.salesperson.active = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((row.user_id, row.target_ids.amount), (self.salesperson, 10))
        self.assertEqual(self.opened(row), 7)

    def test_customers_that_become_part_of_another(self):
        """A customer that becomes part of another company keeps its row and its target; its
        documents are those of that company, in Odoo and here, also those of the past."""
        plan = self.plan("customer", year=2025)
        bolt, coil = self.rows(plan, self.bolt, self.coil)
        self.target(bolt, 10)
        self.invoice(self.bolt, "2025-01-10", (self.screw, 7))
        self.bolt.write({"parent_id": self.coil.id, "is_company": False})
        self.invoice(self.bolt, "2025-02-10", (self.screw, 5))
        plan.with_user(self.manager).action_confirm()
        self.assertEqual((self.opened(bolt), self.opened(coil)), (0, 12))
        self.assertEqual(bolt.target_ids.amount, 10)
