from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged

from ..common.access import AccessCommon


@tagged("post_install", "-at_install")
class TestGuarded(AccessCommon):
    """P16, N2: what is written is by whom it says: clients write what is meant for them only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rival = cls._make_user("rival", "sales_plan.group_sales_plan_manager")
        cls.rival.write({"company_ids": [(6, 0, cls.abroad.ids)], "company_id": cls.abroad.id})
        cls.own = cls.plan("customer", name="Rival's draft", company_id=cls.abroad.id)
        cls.own_row = cls.row(cls.own, cls.acme)
        cls.target(cls.own_row, 1000)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def of(self, user, records):
        companies = user.company_ids.ids
        return records.with_user(user).with_context(allowed_company_ids=companies)

    def assertUnchanged(self):  # noqa: N802
        self.env.invalidate_all()
        self.assertEqual(self.in_force.target_amount, 9000)
        self.assertEqual(len(self.in_force.allocation_ids), len(self.tree))

    # Links to a parent --------------------------------------------------------

    def test_children_stay_with_their_parents(self):
        """P16: no target, row, level or period moves to another plan, be it of one's own company.

        It would be in force there without a revision, or in a company that one cannot read.
        """
        moves = {
            self.rival: (self.own, self.own_row),
            self.manager: (self.draft, self.draft.root_id.child_ids[:1]),
        }
        into, into_row = self.in_force, self.tree["acme"]
        for user, (plan, row) in moves.items():
            target = row.target_ids[:1]
            tried = [
                (target, {"plan_id": into.id}),
                (target, {"allocation_id": into_row.id}),
                (target, {"period_id": into.period_ids[1].id}),
                (row, {"plan_id": into.id}),
                (row, {"parent_id": into.root_id.id}),
                (row, {"level_id": into.level_ids[0].id}),
                (row, {"origin_id": into_row.id}),
                (row, {"company_id": self.company.id}),
                (plan.level_ids[0], {"plan_id": into.id}),
                (plan.period_ids[0], {"plan_id": into.id}),
                (plan, {"revised_plan_id": into.id}),
                (plan, {"allocation_ids": [(4, into_row.id)]}),
                (plan, {"period_ids": [(4, into.period_ids[0].id)]}),
            ]
            for record, values in tried:
                with self.subTest(user=user.login, model=record._name, values=values):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        self.of(user, record).write(values)
                        self.env.flush_all()
                    self.assertUnchanged()
            self.of(user, row).write({"plan_id": plan.id})  # as it was

    def test_children_are_made_where_one_may_write(self):
        """P16: a new record names a parent that its user may write."""
        acme, month = self.tree["acme"], self.in_force.period_ids[1]
        tried = [
            ("sales.plan.target", {"allocation_id": acme.id, "period_id": month.id, "amount": 1}),
            (
                "sales.plan.allocation",
                {"parent_id": self.tree["colleague"].id, "partner_id": self.coil.id},
            ),
            (
                "sales.plan.allocation",
                {
                    "parent_id": self.tree["colleague"].id,
                    "plan_id": self.own.id,
                    "partner_id": self.coil.id,
                },
            ),
            ("sales.plan.level", {"plan_id": self.in_force.id, "dimension": "product"}),
            (
                "sales.plan.period",
                {"plan_id": self.in_force.id, "date_from": "2030-01-01", "date_to": "2030-01-31"},
            ),
            ("sales.plan.load", {"plan_id": self.in_force.id}),
            ("sales.plan.import", {"plan_id": self.in_force.id}),
            ("sales.plan.generate", {"plan_id": self.in_force.id}),
            ("sales.plan.suggest", {"plan_id": self.in_force.id, "allocation_id": acme.id}),
        ]
        for model, values in tried:
            with self.subTest(model=model, values=values):
                self.assertForbidden(self.of(self.rival, self.env[model]).create, values)
                if "parent_id" in values:  # a row takes its plan from the row that is given
                    continue
                defaults = {f"default_{name}": value for name, value in values.items()}
                records = self.of(self.rival, self.env[model]).with_context(**defaults)
                self.assertForbidden(records.create, {})
        self.assertUnchanged()

    def test_a_row_is_in_the_plan_of_the_row_above(self):
        """P16: within one company a row of a draft cannot be put below one in force."""
        values = {"plan_id": self.draft.id, "parent_id": self.tree["colleague"].id}
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.of(self.manager, self.env["sales.plan.allocation"]).create(
                {**values, "partner_id": self.coil.id}
            )
        self.assertUnchanged()

    def test_forms_that_are_not_saved(self):
        """P16: a form that names a hidden plan is refused before it tells anything of it."""
        spec = {"plan_id": {"fields": {"display_name": {}}}, "measure": {}, "company_id": {}}
        load = self.of(self.rival, self.env["sales.plan.load"])
        self.assertForbidden(load.onchange, {"plan_id": self.in_force.id}, ["plan_id"], spec)
        self.assertForbidden(
            load.with_context(default_plan_id=self.in_force.id).onchange, {}, [], spec
        )

    def test_links_that_lead_to_nothing(self):
        """N2: what is no link is refused before it is looked up, also as a default."""
        line = self.env["crm.lead.line"].create(
            {"lead_id": self.deal(self.acme, 100).id, "product_id": self.screw.id}
        )
        publish = self.of(self.manager, self.env["sales.plan.publish"])
        for value in ({"a": 1}, {"id": self.in_force.id}):
            dialog = publish.with_context(default_plan_id=value)
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "is opened with"):
                dialog.onchange({}, [], {"plan_id": {}, "row_count": {}})
        for value in ("2026-13-45", {"a": 1}, "x"):
            with self.subTest(value=value), self.assertRaises(UserError):
                self.of(self.salesperson, line).write({"lead_id": value})

    # Fields that only code writes ---------------------------------------------

    def get_guarded(self):
        return [
            model
            for name, model in self.env.items()
            if hasattr(model, "_get_code_fields") and not model._abstract and model._auto
        ]

    def test_every_own_model_is_guarded(self):
        """N2: a new model says what clients write of it."""
        own = {
            name
            for name, model in self.env.items()
            if model._original_module == "sales_plan" and not model._abstract and model._auto
        }
        self.assertGreater(len(own), 40)
        self.assertEqual(own - {model._name for model in self.get_guarded()}, set())

    def test_fields_of_code(self):
        """P16: whatever only code writes is refused at creation, in writing and in an import."""
        tried = 0
        for model in self.get_guarded():
            records = self.of(self.manager, model)
            existing = model.search([], limit=1)
            for name in sorted(model._get_code_fields()):
                with self.subTest(model=model._name, field=name):
                    if model._original_module == "sales_plan":
                        self.assertForbidden(records.create, {name: False})
                    if existing:
                        self.assertForbidden(self.of(self.manager, existing).write, {name: False})
                    tried += 1
        self.assertGreater(tried, 300)

    def test_state_and_number_of_a_plan(self):
        """P16: who confirmed a plan, when, its state and its number come from what was done."""
        plans = self.of(self.manager, self.env["sales.plan"])
        values = {
            "state": "confirmed",
            "revision": 7,
            "edit_version": 99,
            "confirmed_by_id": self.auditor.id,
            "confirmed_date": "2020-01-01 00:00:00",
            "revised_plan_id": self.in_force.id,
        }
        dates = {"name": "New", "date_from": "2027-01-01", "date_to": "2027-12-31"}
        for name, value in values.items():
            with self.subTest(field=name):
                self.assertForbidden(plans.create, {**dates, name: value})
                self.assertForbidden(self.of(self.manager, self.draft).write, {name: value})
                self.assertForbidden(self.of(self.manager, self.draft).copy, {name: value})
                loaded = plans.load(
                    ["name", "date_from", "date_to", name],
                    [["New", "2027-01-01", "2027-12-31", str(value)]],
                )
                self.assertFalse(loaded["ids"])
                made = plans.with_context(**{f"default_{name}": value}).create(dates)
                self.assertNotEqual(made[name], made._fields[name].convert_to_record(value, made))
                spec = {name: {}}
                shown = plans.onchange({**dates, name: value}, [name], spec).get("value", {})
                self.assertNotIn(value, shown.values())
        self.assertTrue(self.of(self.manager, self.in_force).action_revise()["res_id"])

    def test_own_fields_of_native_documents(self):
        """P16: nor are fields written that the add-on works out on deals, teams and lines."""
        lead = self.deal(self.acme, 100)
        tried = [
            (self.salesperson, lead, {"is_forecast_included": True}),
            (self.salesperson, lead, {"forecast_role": "closed"}),
            (self.accountant, self.sold[0].invoice_line_ids, {"sales_plan_unit_cost": 1}),
        ]
        self.accountant.group_ids |= self.env.ref("account.group_account_invoice")
        self.salesperson.group_ids |= self.env.ref("sales_team.group_sale_manager")
        tried.append((self.salesperson, self.team_south, {"leader_ids": [(4, self.clerk.id)]}))
        for user, record, values in tried:
            refused = self.assertRaisesRegex(AccessError, "set by the program")
            with self.subTest(values=values), refused:
                record.with_user(user).write(values)

    def test_no_client_says_that_it_is_code(self):
        """P16: what a context says does not make a client the program."""
        for value in (True, 1, "CODE_WRITES", {"sales_plan_by_code": True}):
            draft = self.of(self.manager, self.draft).with_context(sales_plan_by_code=value)
            self.assertForbidden(draft.write, {"state": "confirmed"})

    def test_magic_fields_stay_odoos(self):
        """N2: only fields of the add-on are guarded."""
        for model in self.get_guarded():
            self.assertFalse(model._get_code_fields() & set(MAGIC_COLUMNS))
