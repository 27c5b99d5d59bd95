import time

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of

ENORMOUS = "x" * 1_000_000
#: Texts in which SQL sees more than itself.
PATTERNS = ("%", "_", "\\", "100%", "a_b", "c\\d", "\\%")


@tagged("post_install", "-at_install")
class TestSearchTexts(SalesPlanCommon):
    """What is typed into a search is a text of some length, and stands for itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("100% Pure", "a_b", "c\\d", "Plain", "aXb", "100 Pure")
        cls.partners = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names]
        )
        cls.sales = cls.plan("customer", name="50%_off \\ all")
        cls.other = cls.plan("customer", name="500 off all")
        cls.rows(cls.sales, *cls.partners)

    def expect(self, text):
        return {name for name in self.partners.mapped("name") if text.lower() in name.lower()}

    def test_table(self):
        """The planning table finds rows by what is typed."""
        table = table_of(self.sales.with_user(self.manager))
        names = {row.id: row.partner_id.name for row in self.sales.root_id.child_ids}
        for text in PATTERNS:
            with self.subTest(text=text):
                found = table.search(text)["matches"]
                self.assertEqual({names[row_id] for row_id in found}, self.expect(text))

    def test_names(self):
        """So do the searches by name of rows and plans."""
        rows = self.env["sales.plan.allocation"].with_user(self.manager)
        plans = self.env["sales.plan"].with_user(self.manager)
        for text in PATTERNS:
            with self.subTest(text=text):
                found = rows.name_search(text, [("plan_id", "=", self.sales.id)])
                names = rows.browse([row_id for row_id, __ in found]).partner_id.mapped("name")
                self.assertEqual(set(names), self.expect(text))
        for text in ("0%", "%_", "\\ all", "50%_off \\"):
            own = [("id", "in", (self.sales | self.other).ids)]
            found = [plan_id for plan_id, __ in plans.name_search(text, own)]
            self.assertEqual(found, self.sales.ids, text)

    def call(self, model, method, *args, **kwargs):
        env = self.env(user=self.manager)
        with self.cr.savepoint():
            return call_kw(env[model], method, list(args), kwargs)

    def get_own_models(self):
        for name, cls in self.env.registry.items():
            if cls._original_module == "sales_plan" and not cls._abstract:
                yield name

    @mute_logger("odoo.models")
    def test_enormous_texts(self):
        """A text without end is refused before anything is read, wherever it is searched for."""
        table = table_of(self.sales.with_user(self.manager))
        with self.assertRaisesRegex(UserError, "no text"):
            table.search(ENORMOUS)
        for order in (ENORMOUS, "\0"):
            with self.assertRaisesRegex(UserError, "no order"):
                table.search("", order=order)
        start = time.monotonic()
        for model in self.get_own_models():
            if not self.env[model].with_user(self.manager).has_access("read"):
                continue
            for text, sentence in (
                (ENORMOUS, "Search for"),
                ("\0", "characters that no text has"),
                ("\ud800", "characters that no text has"),
            ):
                searches = [("search_count", [[["create_uid.name", "ilike", text]]])]
                if self.env[model]._rec_name or self.env[model]._rec_names_search:
                    searches.append(("name_search", [text]))
                for method, args in searches:
                    with (
                        self.subTest(model=model, method=method, text=text[:5]),
                        self.assertRaisesRegex(UserError, sentence),
                    ):
                        self.call(model, method, *args)
        self.assertLess(time.monotonic() - start, 20)

    def test_many_texts(self):
        """Nor is a search made of texts without end."""
        domain = ["|"] * 999 + [["name", "ilike", str(n)] for n in range(1000)]
        for model in ("sales.plan", "sales.actual", "sales.plan.report", "sales.forecast.flow"):
            asked = domain
            if model != "sales.plan":
                asked = [leaf if leaf == "|" else ["reference", *leaf[1:]] for leaf in domain]
            if model == "sales.forecast.flow":
                asked = domain
            with self.subTest(model=model), self.assertRaisesRegex(UserError, "Search for"):
                self.call(model, "search_count", asked)

    def test_what_is_looked_up(self):
        """Values that are compared as a whole are as many as one likes."""
        names = [f"{n}" for n in range(5000)]
        self.assertFalse(self.call("sales.plan", "search_count", [["name", "in", names]]))
