from odoo.tests import tagged

from ...models.org.namesakes import get_plain_names, tell_apart
from ..common.imports import ImportCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestNamesakes(ImportCommon):
    """P5, P15, P23: wherever two of a name could be meant, the names tell them apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partners = cls.env["res.partner"]
        cls.lyon, cls.lille, cls.nowhere = partners.create(
            [
                {"name": "Namesake", "is_company": True, "city": city}
                for city in ("Lyon", "Lille", False)
            ]
        )
        cls.group = partners.create({"name": "Group", "is_company": True})

    def told(self, *records):
        records = records[0].union(*records)
        names = tell_apart(records)
        return [names[record.id] for record in records]

    def test_customers_by_what_is_known_best(self):
        self.assertEqual(
            self.told(self.lyon, self.lille, self.nowhere, self.acme),
            [
                "Namesake (Lyon)",
                "Namesake (Lille)",
                f"Namesake (#{self.nowhere.id})",
                "Acme",
            ],
        )
        self.nowhere.write({"parent_id": self.group.id})
        self.assertEqual(self.told(self.nowhere), ["Namesake (Group)"])
        self.nowhere.write({"parent_id": False, "ref": "K-7"})
        self.assertEqual(self.told(self.nowhere), ["Namesake (K-7)"])

    def test_what_both_have_tells_nothing(self):
        self.lille.city = "Lyon"
        self.lille.ref = "K-2"
        lyon, lille = self.told(self.lyon, self.lille)
        self.assertEqual(lille, "Namesake (K-2)")
        self.assertEqual(lyon, "Namesake (Lyon)")  # the other one is Lyon, K-2
        self.lyon.ref = "K-2"
        self.lyon.country_id = self.env.ref("base.fr")
        self.assertEqual(self.told(self.lyon), ["Namesake (France)"])
        self.lille.country_id = self.lyon.country_id
        self.assertEqual(self.told(self.lyon), [f"Namesake (#{self.lyon.id})"])

    def test_who_cannot_be_meant_does_not_count(self):
        """Contacts of a customer, and customers in the archive, are chosen by nobody."""
        self.env["res.partner"].create({"name": "Acme", "parent_id": self.acme.id})
        self.env["res.partner"].create({"name": "Bolt", "is_company": True, "active": False})
        self.assertEqual(self.told(self.acme, self.bolt), ["Acme", "Bolt"])

    def test_people_and_teams(self):
        other = self._make_user("namesake", "sales_team.group_sale_salesman")
        other.name = self.salesperson.name
        self.assertEqual(
            self.told(self.salesperson, other),
            [f"{other.name} (plan_salesperson)", f"{other.name} (plan_namesake)"],
        )
        again = self.team_north.copy({"name": "North", "parent_id": self.team_south.id})
        self.assertEqual(self.told(again), ["North (South)"])

    def test_rows_everywhere(self):
        """The table, its workbook, lists and messages call a row the same."""
        lyon, lille = self.rows(self.north, self.lyon, self.lille)
        names = [lyon.name, lille.name]
        self.assertEqual(names, ["Namesake (Lyon)", "Namesake (Lille)"])
        self.assertEqual(lyon.display_name, "North / Namesake (Lyon)")
        self.assertEqual(lyon._get_plain_names(), {lyon: "Namesake"})
        table = table_of(self.draft.with_user(self.manager))
        shown = {row["id"]: row["name"] for row in table.rows([lyon.id, lille.id])["rows"]}
        self.assertEqual([shown[lyon.id], shown[lille.id]], names)

    def names_in(self, book):
        sheet = book.worksheets[0]
        return {sheet.cell(line, 4).value: line for line in range(5, sheet.max_row + 1)}

    def test_workbook_comes_back(self):
        """Rows whose hidden keys are lost are known by the names that tell them apart."""
        lyon, lille = self.rows(self.north, self.lyon, self.lille)
        self.target(lyon, 5)
        self.target(lille, 7)
        book = self.opened(self.export())
        lines = self.names_in(book)
        sheet = book.worksheets[0]
        for name, amount in (("Namesake (Lyon)", 50), ("Namesake (Lille)", 70)):
            sheet.cell(lines[name], 1).value = None
            sheet.cell(lines[name], 7).value = amount
        wizard = self.check(self.saved(book))
        self.assertEqual(
            self.lines(wizard),
            [("North / Namesake (Lyon)", 1, 5, 50), ("North / Namesake (Lille)", 1, 7, 70)],
        )

    def test_workbook_of_before_there_were_two(self):
        """A plain name is accepted where one row only can be meant."""
        coil = self.env["res.partner"].create({"name": "Coil", "is_company": True, "city": "Gent"})
        self.coil.city = "Liège"
        self.assertEqual(self.south_coil.name, "Coil (Liège)")
        book = self.opened(self.export())
        sheet = book.worksheets[0]
        line = self.names_in(book)["Coil (Liège)"]
        sheet.cell(line, 1).value = None
        sheet.cell(line, 4).value = "Coil"
        sheet.cell(line, 7).value = 71
        self.assertEqual(
            self.lines(self.check(self.saved(book))), [("South / Coil (Liège)", 1, 70, 71)]
        )
        self.row(self.south, coil)
        with self.assertRaisesRegex(Exception, "several rows of the plan are named"):
            self.check(self.saved(book))

    def test_preview_of_a_load(self):
        for customer, amount in ((self.lyon, 10), (self.lille, 20)):
            self.invoice(customer, "2025-03-10", (self.screw, amount))
        plan = self.plan("customer", year=2026, name="Loaded")
        load = self.env["sales.plan.load"].with_user(self.manager).create({"plan_id": plan.id})
        load.preview_step(start=True)
        names = load.row_ids.mapped("name")
        self.assertIn("Namesake (Lyon)", names)
        self.assertIn("Namesake (Lille)", names)

    def test_as_many_queries_for_any_number(self):
        rows = self.rows(self.south, self.lyon, self.lille, self.nowhere, self.acme)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("name")
            return self.env.cr.sql_log_count - before

        few, many = rows[0] | rows[1], rows[0].union(*rows)
        count(many)
        self.assertLessEqual(count(many), count(few))

    def test_plain_names(self):
        self.assertEqual(get_plain_names(self.lyon), {self.lyon.id: "Namesake"})
