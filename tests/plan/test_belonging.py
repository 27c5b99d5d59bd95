from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestBelonging(SalesPlanCommon):
    """Rows, owners and seats are of people and customers of the plan's company, whoever says
    otherwise, and whichever way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.manager.company_ids |= cls.abroad
        salesman = "sales_team.group_sale_salesman"
        cls.outsider = cls._make_user(
            "outsider", salesman, company_id=cls.abroad.id, company_ids=[cls.abroad.id]
        )
        cls.leaver = cls._make_user("leaver", salesman, active=False)
        cls.both = cls._make_user(
            "both", salesman, company_ids=[Command.set((cls.company | cls.abroad).ids)]
        )
        cls.foreign_team = cls.env["crm.team"].create(
            {"name": "Foreign", "company_id": cls.abroad.id}
        )
        cls.foreign_customer = cls.env["res.partner"].create(
            {"name": "Foreign", "is_company": True, "company_id": cls.abroad.id}
        )
        cls.foreign_product = cls._create_product(name="Foreign", company_id=cls.abroad.id)
        cls.nobodies = cls.outsider | cls.leaver | cls.visitor

    def as_manager(self, record):
        companies = (self.company | self.abroad).ids
        return record.with_user(self.manager).with_context(allowed_company_ids=companies)

    @property
    def foreign_values(self):
        """What belongs elsewhere: ``(level, field, record)``."""
        for person in self.nobodies:
            yield "salesperson", "user_id", person
        yield "team", "team_id", self.foreign_team
        yield "customer", "partner_id", self.foreign_customer
        yield "sales_partner", "sales_partner_id", self.foreign_customer
        yield "product", "product_id", self.foreign_product

    def assertRefused(self, function, *args, **kwargs):  # noqa: N802
        with (
            self.assertRaisesRegex(
                (UserError, ValidationError),
                "does not work for|does not belong to|cannot be added|gone, or hidden|no name",
            ),
            self.cr.savepoint(),
        ):
            function(*args, **kwargs)
            self.env.flush_all()

    def test_rows(self):
        """A row is refused at creation, in writing, in an import and in the planning table."""
        for level, name, value in self.foreign_values:
            plan = self.plan(level)
            own = {"user_id": self.both, "team_id": self.team_north, "product_id": self.screw}
            row = self.row(plan, own.get(name, self.acme))
            rows = self.as_manager(self.env["sales.plan.allocation"])
            with self.subTest(level=level, value=value.display_name):
                values = {"parent_id": plan.root_id.id, name: value.id}
                self.assertRefused(rows.create, values)
                self.assertRefused(self.as_manager(row).write, {name: value.id})
                edit = {"kind": "add_rows", "parent": plan.root_id.id, "values": value.ids}
                table = table_of(self.as_manager(plan))
                self.assertRefused(table.edit, edit, plan.edit_version, "a: 1")
                keys = ["parent_id/.id", f"{name}/.id"]
                found = rows.load(keys, [[str(plan.root_id.id), str(value.id)]])
                self.assertFalse(found["ids"])
                self.assertTrue(found["messages"])

    def test_scope_and_people_of_plans(self):
        """What a whole plan is for, who answers for it, and who owns its rows."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        plans = self.as_manager(self.env["sales.plan"])
        for person in self.nobodies:
            with self.subTest(person=person.login):
                self.assertRefused(self.as_manager(plan).write, {"responsible_id": person.id})
                self.assertRefused(self.as_manager(row).write, {"responsible_id": person.id})
        for __, name, value in self.foreign_values:
            with self.subTest(field=name, value=value.display_name):
                empty = self.plan("industry")
                self.assertRefused(self.as_manager(empty).write, {name: value.id})
                values = {**plan.copy_data()[0], "name": "New", name: value.id}
                for code in ("level_ids", "period_ids", "is_sample"):
                    values.pop(code, None)
                self.assertRefused(plans.create, values)
        people = self.plan("salesperson")
        self.row(people, self.salesperson)
        self.assertRefused(self.as_manager(people).write, {"company_id": self.abroad.id})
        for other in (plan, people):
            other.name = "Renamed"

    def test_defaults(self):
        """Nor by a default of the context, or one that somebody has made for themself."""
        plans = self.as_manager(self.env["sales.plan"])
        rows = self.as_manager(self.env["sales.plan.allocation"])
        kept = self.env["ir.default"].with_user(self.manager)
        days = {"name": "New", "date_from": "2027-01-01", "date_to": "2027-12-31"}
        plan = self.plan("salesperson")
        tried = [(plans, days, "responsible_id"), (rows, {"parent_id": plan.root_id.id}, "user_id")]
        for records, values, name in tried:
            default = {f"default_{name}": self.outsider.id}
            with self.subTest(field=name):
                self.assertRefused(records.with_context(**default).create, values)
                kept.set(records._name, name, self.outsider.id, user_id=True)
                self.assertRefused(records.create, values)
                kept.set(records._name, name, self.both.id, user_id=True)
                self.assertEqual(records.create(values)[name], self.both)

    def test_people_of_both(self):
        """Who works in several companies may have rows in all of them."""
        plan = self.plan("salesperson")
        row = self.as_manager(self.env["sales.plan.allocation"]).create(
            {"parent_id": plan.root_id.id, "user_id": self.both.id}
        )
        self.as_manager(row).responsible_id = self.both
        self.as_manager(plan).responsible_id = self.both
        self.assertEqual(row.responsible_id, self.both)

    def test_choices(self):
        """Nobody is offered who does not work in the company."""
        plan = self.plan("salesperson")
        choices = table_of(self.as_manager(plan)).addable(plan.root_id.id)
        users = self.as_manager(self.env["res.users"]).with_context(active_test=False)
        found = users.search(choices["domain"])
        self.assertFalse(found & self.nobodies)
        self.assertIn(self.both, found)

    def test_load(self):
        """What others sold stays with the row above; a load does not end with it."""
        for seller in (self.salesperson, self.outsider, self.leaver):
            self.invoice(self.acme, "2024-03-10", (self.screw, 100), invoice_user_id=seller.id)
        plan = self.plan("team", "salesperson")
        self.as_manager(self.env["sales.plan.load"]).create({"plan_id": plan.id}).action_load()
        self.assertEqual(plan.allocation_ids.user_id, self.salesperson)
        self.assertEqual(plan.target_amount, 300)
        [team] = plan.root_id.child_ids
        self.assertEqual(team.unallocated_amount, 200)

    def test_copies_keep_their_rows(self):
        """A plan is revised and copied although somebody went to another company meanwhile."""
        plan = self.plan("salesperson")
        self.target(self.row(plan, self.both), 5)
        self.both.write({"company_ids": [Command.set(self.abroad.ids)], "company_id": self.abroad})
        copied = self.as_manager(plan).copy()
        self.assertEqual(copied.allocation_ids.user_id, self.both)
        plan.action_confirm()
        self.as_manager(plan).action_revise()
        revision = self.env["sales.plan"].search([("revised_plan_id", "=", plan.id)])
        self.assertEqual(revision.allocation_ids.user_id, self.both)

    def test_copies_with_other_values(self):
        """What a copy is to have otherwise belongs to its company, like that of a new record."""
        plan, people = self.plan("customer"), self.plan("salesperson")
        row = self.row(people, self.salesperson)
        for person in self.nobodies:
            with self.subTest(person=person.login):
                self.assertRefused(self.as_manager(plan).copy, {"responsible_id": person.id})
                self.assertRefused(self.as_manager(row).copy, {"user_id": person.id})
        for __, name, value in self.foreign_values:
            with self.subTest(field=name, value=value.display_name):
                empty = self.plan("industry")
                self.assertRefused(self.as_manager(empty).copy, {name: value.id})
        self.assertRefused(self.as_manager(people).copy, {"company_id": self.abroad.id})
        copied = self.as_manager(people).copy({"name": "Next", "responsible_id": self.both.id})
        self.assertEqual(copied.allocation_ids.user_id, self.salesperson)

    def test_copied_row(self):
        """A row that is copied for somebody else is theirs, and shown to nobody of before."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        copied = self.as_manager(row).copy({"partner_id": self.bolt.id})
        self.assertEqual(copied.responsible_id, self.colleague)
        self.assertEqual(copied.customer_user_id, self.colleague)
        self.assertFalse(copied.assigned_id)

    def test_copied_levels(self):
        """A copy has the rows of its plan, and so the levels that they are on."""
        plan = self.plan("customer")
        with self.assertRaisesRegex(UserError, "has the levels of its plan"):
            self.as_manager(plan).copy({"level_ids": []})

    def test_seats(self):
        """A forecast of the company has no seat for who works elsewhere."""
        forecasts = self.as_manager(self.env["sales.forecast"])
        period = forecasts.env["sales.forecast.period"]._ensure(self.company)[:1]
        for person in (self.outsider, self.visitor):
            with self.subTest(person=person.login), self.assertRaises(UserError):
                forecasts.worksheet_open(
                    {"period_id": period.id, "kind": "person", "user_id": person.id}
                )

    def test_owner_given_back(self):
        """Who is taken away as owner leaves the row to who has it anyway."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        row.responsible_id = self.leader
        self.assertEqual(row.assigned_id, self.leader)
        row.responsible_id = False
        self.assertFalse(row.assigned_id)
        self.assertEqual(row.responsible_id, self.salesperson)
