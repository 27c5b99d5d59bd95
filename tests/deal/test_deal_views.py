from lxml import etree
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestDealViews(SalesPlanCommon):
    """R12, S2, S11: the category of deals in forms, lists, filters and columns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.omitted, cls.open, cls.best, cls.commit, cls.closed = (
            cls.env.ref(f"sales_plan.forecast_category_{role}")
            for role in ("omitted", "pipeline", "best_case", "commit", "closed")
        )
        cls.domain = [("partner_id", "=", cls.acme.id), ("type", "=", "opportunity")]

    def columns(self):
        """Return the columns of the action, as the salesperson's browser reads them."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.crm_lead_category_action"
        )
        self.assertEqual(action["views"][0][1], "kanban")
        view = self.env["crm.lead"].with_user(self.salesperson).get_view(action["views"][0][0])
        self.assertIn('default_group_by="forecast_category_id"', view["arch"])
        leads = self.env["crm.lead"].with_user(self.salesperson)
        result = leads.with_context(read_group_expand=True).web_read_group(
            self.domain,
            ["forecast_category_id"],
            ["expected_revenue:sum", "prorated_revenue:sum"],
        )
        return {
            group["forecast_category_id"][0]: (
                group["__count"],
                group["expected_revenue:sum"] or 0,
                group["prorated_revenue:sum"] or 0,
            )
            for group in result["groups"]
        }

    def test_columns(self):
        """R12, R14, R15: each category is a column, empty ones too, with both totals."""
        self.deal(self.acme, 100, probability=60)
        self.deal(self.acme, 50, probability=90)
        self.assertEqual(
            self.columns(),
            {
                self.omitted.id: (0, 0, 0),
                self.open.id: (0, 0, 0),
                self.best.id: (1, 100, 60),
                self.commit.id: (1, 50, 45),
                self.closed.id: (0, 0, 0),
            },
        )
        self.best.active = False
        self.assertNotIn(self.best.id, self.columns())

    def test_drag(self):
        """R12: dragging chooses the category by hand; into Closed it is refused."""
        deal = self.deal(self.acme, 100, probability=60).with_user(self.salesperson)
        deal.web_save({"forecast_category_id": self.commit.id}, {"name": {}})
        self.assertTrue(deal.is_forecast_manual)
        self.assertTrue(deal.is_forecast_included)
        deal.probability = 20
        self.assertEqual(self.columns()[self.commit.id], (1, 100, 20))
        with self.assertRaisesRegex(ValidationError, "marking it as won"):
            deal.web_save({"forecast_category_id": self.closed.id}, {"name": {}})

    def test_form(self):
        """R12, S11: the form shows the category, resets it and adds the deal to the forecast."""
        deal = self.deal(self.acme, 100, probability=60)
        with Form(deal.with_user(self.salesperson)) as form:
            self.assertEqual(form.forecast_category_id, self.best)
            form.probability = 30
            self.assertEqual(form.forecast_category_id, self.open)
            form.forecast_is_added = True
            self.assertTrue(form.is_forecast_included)
        self.assertFalse(deal.is_forecast_manual)
        with Form(deal.with_user(self.salesperson)) as form:
            form.forecast_category_id = self.omitted
        self.assertTrue(deal.is_forecast_manual)
        deal.with_user(self.salesperson).action_reset_forecast_category()
        self.assertEqual(deal.forecast_category_id, self.open)

    def test_filters(self):
        """R12, S2: what each filter of the search finds."""
        commit = self.deal(self.acme, 1, probability=90, next_step="Call", name="commit")
        best = self.deal(self.acme, 2, probability=60, date_deadline="2025-01-01", name="best")
        undated = self.deal(self.acme, 3, probability=20, date_deadline=False, name="undated")
        undated.forecast_category_id = self.omitted
        undated.forecast_is_added = True
        won = self.deal(self.acme, 4, won="2025-02-10 12:00:00", name="won")
        leads = self.env["crm.lead"].with_user(self.salesperson)
        view = self.env.ref("crm.view_crm_case_opportunities_filter")
        arch = self._parse_filters(leads.get_view(view.id)["arch"])
        for name, expected in (
            ("forecast_included", commit | undated | won),
            ("forecast_by_hand", undated),
            ("forecast_commit", commit),
            ("forecast_best_case", best),
            ("forecast_pipeline", leads),
            ("forecast_omitted", undated),
            ("next_step_missing", best | undated),
            ("closing_overdue", best),
            ("closing_missing", undated),
        ):
            found = leads.search([*self.domain, *arch[name]])
            self.assertEqual(found, expected.with_user(self.salesperson).sorted("id", True), name)

    def _parse_filters(self, arch):
        """Return the domain of each filter of a search view by its name."""
        return {
            node.get("name"): safe_eval(node.get("domain"), {"uid": self.env.uid})
            for node in etree.fromstring(arch).iter("filter")
            if node.get("domain")
        }

    def test_form_is_the_same_for_leads(self):
        """R12: leads have no category, no products and no report."""
        lead = self.deal(self.acme, 1, type="lead")
        with Form(lead.with_user(self.salesperson)) as form:
            form.name = "Asked again"
        self.assertEqual(lead.name, "Asked again")

    def test_every_view_loads(self):
        """S2: all views of deals load, also those that Odoo derives from the ones we extend."""
        views = self.env["ir.ui.view"].search(
            [("model", "=", "crm.lead"), ("mode", "=", "primary")]
        )
        leads = self.env["crm.lead"].with_user(self.salesperson)
        for view in views:
            arch = leads.get_view(view.id, view.type)["arch"]
            if view.type == "list":
                columns = etree.fromstring(arch).findall("field[@name='prorated_revenue']")
                shown = [column for column in columns if not column.get("column_invisible")]
                self.assertLessEqual(len(shown), 1, view.name)
