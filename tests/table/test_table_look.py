from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.table import TableCommon
from ..common.table_calls import table_of

LOOK = {
    "columns": ["growth", "history"],
    "scale": "thousands",
    "has_spans": True,
    "folded": [1],
    "heat": "mean",
    "spread": False,
}


@tagged("post_install", "-at_install")
class TestTableLook(TableCommon):
    """How somebody looks at a plan is kept for them on the server: P17, P24."""

    def test_each_has_a_look_of_their_own_in_each_plan(self):
        self.assertEqual(table_of(self.plan_of()).open()["look"], {})
        table_of(self.plan_of()).look(LOOK)
        table_of(self.plan_of()).look({"heat": "history"})
        self.assertEqual(table_of(self.plan_of()).open()["look"], {**LOOK, "heat": "history"})
        olga = self.another_manager()
        self.assertEqual(table_of(self.plan_of(olga)).open()["look"], {})
        self.assertFalse(self.env["sales.plan.table.choice"].with_user(olga).search([]))

    def test_a_new_plan_begins_with_the_columns_chosen_last(self):
        table_of(self.plan_of()).look(LOOK)
        other = self.plan("team", name="Other", year=2027).with_user(self.manager)
        look = table_of(other).open()["look"]
        self.assertEqual(look, {"columns": LOOK["columns"], "spread": False})
        table_of(other).look({"scale": "millions"})
        self.assertEqual(table_of(other).open()["look"], {**look, "scale": "millions"})
        self.assertEqual(table_of(self.plan_of()).open()["look"], LOOK)

    def test_it_stands_beside_the_choice_for_rows_above(self):
        table_of(self.plan_of()).look(LOOK)
        self.assertEqual(table_of(self.plan_of()).open()["plan"]["above"], "follow")
        table_of(self.plan_of()).choose("ask")
        opened = table_of(self.plan_of()).open()
        self.assertEqual((opened["plan"]["above"], opened["look"]), ("ask", LOOK))

    def test_what_belongs_to_the_look_is_read_at_once(self):
        table_of(self.plan_of()).look(LOOK)
        [total, *__] = table_of(self.plan_of()).open()["rows"]
        self.assertLessEqual({"history", "growth", "deviation", "spans"}, total.keys())
        self.assertNotIn("change", total)
        table_of(self.plan_of()).look({"columns": [], "has_spans": False, "heat": "history"})
        [total, *__] = table_of(self.plan_of()).open()["rows"]
        self.assertLessEqual({"history", "change"}, total.keys())
        self.assertNotIn("spans", total)
        [total, *__] = table_of(self.plan_of()).open([])["rows"]
        self.assertNotIn("history", total, "who names columns gets those")

    def test_nothing_else_is_kept(self):
        for look in (
            {"columns": ["password"]},
            {"folded": ["1"]},
            {"scale": 3},
            {"more": True},
            [],
        ):
            with self.subTest(look=look), self.assertRaises(UserError):
                table_of(self.plan_of()).look(look)
