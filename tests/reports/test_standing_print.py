from lxml import html
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...reports.standing import sales_cockpit_print
from ..common.cockpit import CockpitCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestStandingPrint(CockpitCommon):
    """P8, P25, P27, S1, S5: where rows stand, on one page each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pumps = cls.deal(
            cls.acme, 4000, date_deadline="2026-04-10", name="Big pumps", probability=50
        )
        cls.order(cls.acme, "2026-03-02", (cls.screw, 900), user_id=cls.salesperson.id)
        cls.every = (
            cls.in_force.root_id
            + cls.north
            + cls.south
            + cls.own
            + cls.theirs
            + cls.far
            + cls.at_acme
        )

    def pages(self, rows, user=None, **at):
        """Return what stands on the pages of rows."""
        self.env.invalidate_all()
        cockpit = self.cockpit(user or self.manager)
        rows = rows.with_user(cockpit.env.user)
        return cockpit._prepare_pages(cockpit._stand_each(rows, **at))

    def page(self, row, user=None, **at):
        (found,) = self.pages(row, user, **at)
        return found

    def render(self, rows=None, user=None, lang=None, **data):
        """Return the printed pages of rows, or of what the cockpit looks at."""
        report = self.env["ir.actions.report"].with_user(user or self.manager)
        if lang:
            report = report.with_context(lang=lang)
        name = "sales_plan.report_sales_standing"
        content, __ = report._render_qweb_html(name, rows and rows.ids, data=data)
        return html.fromstring(content).find_class("o_sheet")

    def text(self, element):
        return " ".join(element.text_content().split())

    def lines(self, sheet, name):
        """Return the cells of a table of a page."""
        (table,) = sheet.find_class(name)
        return [[self.text(cell) for cell in row.iter("td")] for row in table.iter("tr")][1:]

    # Figures ------------------------------------------------------------------

    def test_pages_say_what_the_screen_says(self):
        """All rows at once, at every depth, in three spans: figure by figure as in the cockpit."""
        self.compare_with_screen()

    def test_pace_by_the_own_curve(self):
        """Pages go by the curve that the plan is paced by, as the screen does."""
        before = self.page(self.own, unit="month", day=self.day("2026-03-16"))["figures"]
        self.bill(self.acme, 1000, "2025-03-02")
        self.in_force.sudo().pace_by = "seasonal"
        found = self.page(self.own, unit="month", day=self.day("2026-03-16"))["figures"]
        self.assertNotEqual(found["expected"], before["expected"])
        self.compare_with_screen()

    def compare_with_screen(self):
        for unit, day in (
            ("year", "2026-03-16"),
            ("quarter", "2026-03-16"),
            ("month", "2026-02-01"),
        ):
            pages = self.pages(self.every, unit=unit, day=self.day(day))
            for row, page in zip(self.every, pages, strict=True):
                asked = {"row_id": row.id, "unit": unit, "day": day}
                shown = self.opens(self.manager, **asked)
                with self.subTest(row=row.display_name, unit=unit):
                    for name in ("figures", "verdict", "chart", "bases"):
                        self.assertEqual(page[name], shown[name], name)
                    landing = self.cockpit(self.manager).cockpit_landing(asked)["own"]
                    self.assertEqual(page["landing"], landing)

    def test_periods(self):
        """By hand: months of the salesperson, a year before, nothing said of what is to come."""
        lines = self.page(self.own)["periods"]
        self.assertEqual(len(lines), 12)
        self.assertEqual(
            [
                (line["target"], line["actual"], line["gap"], line["last_year"])
                for line in lines[:5]
            ],
            [
                (1000, 900, -100, 700),
                (1000, 800, -200, 0),
                (1000, 300, -700, 0),
                (1000, 0, None, 0),
                (1000, 0, None, 100),
            ],
        )
        self.assertEqual([line["is_ahead"] for line in lines], [False] * 3 + [True] * 9)

    def test_too_many_periods_are_told_by_months(self):
        plan = self.plan("salesperson", year=2026, period_type="week", name="Weeks")
        row = self.row(plan, self.salesperson)
        for number in range(1, len(plan.period_ids) + 1):
            self.target(row, 70, number)
        plan.action_confirm()
        lines = self.page(row)["periods"]
        self.assertEqual([line["name"] for line in lines][:2], ["Jan 2026", "Feb 2026"])
        self.assertEqual(len(lines), 12)
        self.assertAlmostEqual(
            sum(line["target"] for line in lines), self.page(row)["figures"]["target"], places=1
        )

    def test_customers(self):
        """Who is farthest behind stands first, who has no target last; none on a customer's own."""
        customers = self.page(self.north)["customers"]
        self.assertEqual(
            [(line["partner"], line["target"], line["actual"], line["gap"]) for line in customers],
            [("Acme", 7200, 2000, -5200), ("Bolt", None, 500, None)],
        )
        self.assertEqual(customers[0]["bought_on"], self.day("2026-03-10"))
        self.assertEqual(self.page(self.at_acme)["customers"], [])

    def test_plans_that_are_not_in_force_have_no_landing(self):
        plan = self.plan("salesperson", year=2026, name="Draft")
        row = self.row(plan, self.salesperson)
        self.target(row, 500, 1)
        page = self.page(row)
        self.assertIsNone(page["landing"])
        self.assertEqual(page["figures"]["target"], 500)

    def test_rows_of_several_plans(self):
        other = self.plan("salesperson", year=2025, name="Before")
        row = self.row(other, self.colleague)
        self.target(row, 300, 1)
        first, second = self.pages(row + self.own)
        self.assertEqual((first["figures"]["target"], second["figures"]["target"]), (300, 12000))

    # Paper --------------------------------------------------------------------

    def test_page(self):
        (sheet,) = self.render(self.own)
        text = self.text(sheet)
        for words in (
            "Salesperson",
            "19% behind pace",
            "01/01/2026 – 12/31/2026",
            "Revenue in USD, Posted Invoices",
            "as of 03/16/2026",
            "$ 12,000",
            "$ -10,000",
            "2,455 expected by today",
            "Big pumps",
        ):
            self.assertIn(words, text)
        self.assertEqual(
            self.lines(sheet, "o_periods")[0], ["Jan 2026", "1,000", "900", "-100", "700"]
        )
        self.assertEqual(
            self.lines(sheet, "o_periods")[-1], ["Total", "12,000", "2,000", "-10,000", "800"]
        )
        bases = {cells[0]: cells[-1] for cells in self.lines(sheet, "o_bases")}
        self.assertEqual(
            bases,
            {
                "Pipeline": "4,000",
                "Won": "0",
                "Ordered": "900",
                "Invoiced": "2,000",
                "Collected": "0",
            },
        )

    def test_company_is_named_once(self):
        """On the paper of a row as on that of the whole, whether the printer has headers or not."""
        name = self.company.name
        for row in (self.own, self.in_force.root_id):
            [sheet] = self.render(row)
            heading = [sheet.find("h2"), *sheet.find_class("o_heading")]
            self.assertEqual(sum(self.text(part).count(name) for part in heading), 1)

    def test_lines_are_told_apart_without_colours(self):
        """Each line has its own stroke and its name at its end."""
        (sheet,) = self.render(self.own)
        (drawing,) = sheet.find_class("o_drawing")
        strokes = [line.get("class") for line in drawing.iter("polyline")]
        self.assertEqual(
            strokes,
            [f"o_line o_line_{name}" for name in ("last_year", "plan", "actual", "landing")],
        )
        self.assertTrue(all(line.get("points") for line in drawing.iter("polyline")))
        names = {self.text(label) for label in drawing.find_class("o_end")}
        self.assertIn("Actual 2,000", names)
        self.assertIn("Plan 12,000", names)
        self.assertEqual(len(names), 4)

    def test_one_page_for_each_row(self):
        """A leader's team with one action, and rows that were chosen in a list."""
        sheets = self.render(user=self.leader, request={}, is_below=True)
        titles = [self.text(sheet.find("h2")) for sheet in sheets]
        self.assertEqual(titles, ["Colleague", "Salesperson"])
        sheets = self.render(user=self.leader, request={})
        self.assertEqual([self.text(sheet.find("h2")) for sheet in sheets], ["North"])
        sheets = self.render(self.far + self.own)
        titles = [self.text(sheet.find("h2")) for sheet in sheets]
        self.assertEqual(titles, ["Stranger", "Salesperson"])

    def test_as_its_reader_writes(self):
        self.env["res.lang"]._activate_lang("de_DE")
        (sheet,) = self.render(self.own, lang="de_DE")
        text = self.text(sheet)
        self.assertIn("12.000", text)
        self.assertIn("01.01.2026", text)

    def test_page_without_anything(self):
        """A row without target, facts, deals and customers is printed, too."""
        plan = self.plan("team", year=2026, name="Empty")
        row = self.row(plan, self.env["crm.team"].create({"name": "West"}))
        page = self.page(row)
        self.assertIsNone(page["figures"]["target"])
        (sheet,) = self.render(row)
        self.assertIn("Nothing is planned for 2026.", self.text(sheet))

    # Whose --------------------------------------------------------------------

    def test_others_are_not_printed(self):
        for row in (self.theirs, self.north, self.far):
            with self.assertRaises(AccessError):
                self.render(row, self.salesperson)
            with self.assertRaises(UserError):
                self.render(user=self.salesperson, request={"row_id": row.id})
        with self.assertRaises(AccessError):
            self.render(self.own + self.theirs, self.salesperson)
        for user in (self.clerk, self.visitor):
            with self.assertRaises(AccessError):
                self.render(self.own, user)

    def test_auditor_reads_deals_without_their_names(self):
        """What documents are called is told to who may read them only."""
        (sheet,) = self.render(self.own, self.auditor)
        self.assertEqual(
            "Big pumps" in self.text(sheet), self.pumps.with_user(self.auditor).has_access("read")
        )
        self.assertIn("$ 12,000", self.text(sheet))

    def test_what_cannot_be_asked(self):
        for data in (
            {"request": {"row_id": "1 OR 1"}},
            {"request": [1]},
            {"request": {"user_id": 1}},
            {"request": {}, "is_below": "yes"},
        ):
            with self.assertRaises(UserError):
                self.render(**data)
        with self.assertRaises(UserError):
            self.render(user=self.salesperson, request={}, is_below=True)

    def test_most_pages(self):
        self.patch(sales_cockpit_print, "MOST_PAGES", 2)
        self.assertEqual(len(self.render(self.own + self.far)), 2)
        with self.assertRaises(UserError):
            self.render(self.every)

    def test_action(self):
        """The cockpit's action carries what is looked at; lists of rows offer the same."""
        request = {"unit": "quarter"}
        action = self.cockpit(self.leader).cockpit_print(request, True)
        self.assertEqual(action["report_name"], "sales_plan.report_sales_standing")
        self.assertEqual(action["data"], {"request": request, "is_below": True})
        rows = self.env["sales.plan.allocation"].with_user(self.leader)
        toolbar = rows.get_views([(False, "list")], {"toolbar": True})["views"]["list"]["toolbar"]
        self.assertIn("Standing (PDF)", [item["name"] for item in toolbar["print"]])

    def test_queries(self):
        """Twice as many pages, each with a deal that decides, need no more queries."""
        for user, team in (
            (self.colleague, self.team_north),
            (self.stranger, self.team_south),
        ):
            values = {"user_id": user.id, "team_id": team.id, "probability": 50}
            self.deal(self.coil, 5000, date_deadline="2026-04-10", **values)
        some, all_rows = self.own + self.far, self.own + self.far + self.theirs + self.south
        self.render(all_rows)
        counts = []
        for rows in (some, all_rows):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.pages(rows)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
