from lxml import etree
from odoo.fields import Command
from odoo.tests import tagged

from ..common.group import GroupCommon

_FOOTERS = ("sum", "avg", "min", "max")


@tagged("post_install", "-at_install")
class TestOneCurrency(GroupCommon):
    """Amounts of companies of different currencies never add up silently, wherever they meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.company | cls.other
        cls.francs_plan = cls.env["sales.plan"].create(
            {
                "name": "Francs",
                "company_id": cls.other.id,
                "date_from": "2025-01-01",
                "date_to": "2025-12-31",
                "level_ids": [Command.clear()],
            }
        )
        cls.dollars_plan = cls.plan(name="Dollars")
        cls.plans = cls.francs_plan | cls.dollars_plan

    def model(self, name, companies):
        """Return a model as somebody reads it who has some companies open."""
        env = self.env(context={**self.env.context, "allowed_company_ids": companies.ids})
        return env[name]

    def sums(self, companies, name, domain, measure, groupby=()):
        model = self.model(name, companies)
        return model._read_group(domain, groupby, [f"{measure}:sum", f"{measure}:sum_currency"])

    def test_facts(self):
        """What is grouped over currencies has no plain sum, only one that is converted."""
        domain = [("basis", "=", "invoiced"), ("date", ">=", "2025-01-01")]
        [(plain, converted)] = self.sums(self.both, "sales.actual", domain, "amount")
        self.assertFalse(plain)
        own, other = (
            self.sums(self.both, "sales.actual", [*domain, ("company_id", "=", one.id)], "amount")
            for one in self.both
        )
        [[dollars, __]], [[francs, __]] = own, other
        self.assertTrue(dollars and francs)
        self.assertAlmostEqual(converted, dollars + francs * 2, 2)  # today's rate
        [(alone, __)] = self.sums(self.company, "sales.actual", domain, "amount")
        self.assertEqual(alone, dollars)

    def test_groups(self):
        """Of each group by itself: a customer of one currency has a plain sum."""
        self.invoice(self.coil, "2025-05-05", (self.screw, 70))
        domain = [("basis", "=", "invoiced"), ("date", ">=", "2025-01-01")]
        rows = self.sums(self.both, "sales.actual", domain, "amount", ["partner_id"])
        plain = {partner: amount for partner, amount, __ in rows}
        self.assertEqual(plain[self.coil], 70)
        self.assertFalse(plain[self.acme])

    def test_spreadsheets_of_the_report(self):
        """The dashboard's spreadsheet asks for plain sums of all plans: none of two currencies."""
        domain = [("plan_id", "in", self.plans.ids), ("is_counted", "=", True)]
        specs = ["actual_amount:sum", "gap_amount:sum", "attainment:avg"]
        report = self.model("sales.plan.report", self.both)
        [whole] = report.formatted_read_group(domain, [], specs)
        self.assertFalse(whole["actual_amount:sum"] or whole["gap_amount:sum"])
        for group in report.formatted_read_group(domain, ["plan_id"], specs):
            plan = self.plans.browse(group["plan_id"][0])
            self.assertEqual(round(group["actual_amount:sum"], 2), plan.actual_amount)

    def test_companies_whose_currency_has_a_rate(self):
        """Where the company's own currency has a rate, converted sums are in that currency."""
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.francs.id,
                "company_id": self.other.id,
                "name": "2024-01-01",
                "rate": 4,
            }
        )
        domain = [("basis", "=", "invoiced"), ("company_id", "=", self.other.id)]
        [(plain, converted)] = self.sums(self.other, "sales.actual", domain, "amount")
        self.assertAlmostEqual(plain, converted, 2)
        domain = [("basis", "=", "invoiced"), ("company_id", "=", self.company.id)]
        [(plain, converted)] = self.sums(
            self.other | self.company, "sales.actual", domain, "amount"
        )
        self.assertAlmostEqual(plain * 4, converted, 2)

    def test_every_measure(self):
        """Every amount of money that clients may add up is one whose currencies are kept apart."""
        mixin = self.env.registry["sales.one.currency.mixin"]
        wrong, seen = [], 0
        for name, model in self.env.items():
            if model._abstract or model._transient or model._original_module != "sales_plan":
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.type == "monetary" and field.store and field.aggregator
            ]
            offered = model.fields_get(names, ["aggregator"]) if names else {}
            measures = [one for one in names if offered.get(one, {}).get("aggregator")]
            seen += len(measures)
            if measures and not isinstance(model, mixin):
                wrong.append((name, "no mixin"))
            for measure in measures:
                currency = model._fields[measure].get_currency_field(model)
                query = model._search([("id", "=", 0)])
                selected = model._read_group_select(f"{measure}:sum", query)
                if "MIN(" not in selected.code:
                    wrong.append((name, measure, currency))
        self.assertFalse(wrong)
        self.assertGreater(seen, 80)

    def test_lists_with_totals(self):
        """Lists know the currency of what they sum up: without it the client would just add."""
        wrong, seen = [], 0
        data = self.env["ir.model.data"].search(
            [("module", "=", "sales_plan"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        for view in views.filtered(lambda view: view.type in ("list", "form")):
            if view.inherit_id and view.mode != "primary":
                continue
            arch = etree.fromstring(self.env[view.model].get_view(view.id, view.type)["arch"])
            for shown in arch.iter("list"):
                model = self._find_model(shown, view.model)
                names = {node.get("name") for node in shown.iter("field")}
                for node in shown.iter("field"):
                    field = self.env[model]._fields.get(node.get("name"))
                    is_summed = any(node.get(name) for name in _FOOTERS)
                    if field is not None and field.type == "monetary" and is_summed:
                        seen += 1
                        if field.get_currency_field(self.env[model]) not in names:
                            wrong.append((view.xml_id, model, field.name))
        self.assertFalse(wrong)
        self.assertGreater(seen, 40)

    def _find_model(self, shown, model):
        """Return the model of a list in a form, by the fields around it."""
        path = [node.get("name") for node in shown.iterancestors("field")]
        for name in reversed(path):
            model = self.env[model]._fields[name].comodel_name
        return model

    def test_pivots_and_graphs(self):
        """What pivots and graphs begin with are measures that they can keep apart."""
        wrong = []
        data = self.env["ir.model.data"].search(
            [("module", "=", "sales_plan"), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(data.mapped("res_id"))
        for view in views.filtered(lambda view: view.type in ("pivot", "graph")):
            model = self.env[view.model]
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            names = [
                node.get("name") for node in arch.iter("field") if node.get("type") == "measure"
            ]
            described = model.fields_get(names, ["aggregator", "type", "currency_field"])
            wrong += [
                (view.xml_id, name)
                for name in names
                if described[name]["type"] == "monetary"
                and not (described[name].get("aggregator") and described[name]["currency_field"])
            ]
        self.assertFalse(wrong)
