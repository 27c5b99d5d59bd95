import csv
import io
import json
from datetime import date, datetime
from zipfile import ZipFile

from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook

from ..common.forecast import ForecastCommon

#: What every report can be grouped by.
GROUPBY = ["company_id", "user_id"]
NUMBERS = ("integer", "float", "monetary")


@tagged("post_install", "-at_install")
class TestReportFiles(ForecastCommon, HttpCase):
    """Files say what the screen says: of every report, every number, in groups and line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").sudo().implied_ids |= cls.env.ref("base.group_allow_export")
        with freeze_time("2026-01-10 10:00:00"), cls.at("2026-01-10 10:00:00"):
            cls.first = cls.promise(cls.salesperson, 900, day="2026-02-20")
            cls.promise(cls.salesperson, 400, "best_case", day="2026-02-25")
            cls.lost = cls.promise(cls.stranger, 700, "pipeline", day="2026-02-10")
            cls.promise(cls.stranger, 300, day="2026-05-10")
            cls.env.flush_all()
        with freeze_time("2026-02-20 10:00:00"), cls.at("2026-02-20 10:00:00"):
            cls.first.action_set_won()
            cls.lost.action_set_lost()
            cls.env.flush_all()
        forecasts = cls.env["sales.forecast"].with_user(cls.salesperson)
        with freeze_time("2026-02-10 10:00:00"):
            sheet = forecasts.worksheet_open({"period_id": cls.period_of("2026-02-01").id})
            forecasts.worksheet_submit(sheet["forecast"]["id"])
        cls.year = cls.plan("team", "salesperson", year=2026, name="Year")
        north = cls.row(cls.year, cls.team_north)
        cls.target(cls.year, 300)
        cls.target(north, 100, 3)
        cls.target(cls.row(north, cls.salesperson), 100, 3)
        cls.target(cls.row(cls.year, cls.team_south), 0, 4)
        cls.year.action_confirm()
        cls.invoice(cls.acme, "2026-03-05", (cls.screw, 150))
        cls.invoice(cls.bolt, "2026-03-06", (None, 20), invoice_user_id=cls.stranger.id)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.authenticate("plan_manager", "plan_manager")

    def get_reports(self):
        """Return every model of the add-on that only reads, as the manager has it."""
        context = {"allowed_company_ids": self.company.ids, "flow_from": "2026-01-01"}
        env = self.env(user=self.manager.id, context=context)
        names = {
            name
            for name, model in env.registry.items()
            if not model._auto and not model._abstract and model._original_module == "sales_plan"
        }
        self.assertGreaterEqual(len(names), 8)
        return [env[name] for name in sorted(names)]

    def get_numbers(self, model):
        """Return the fields that a list of the model could show and sum, as its client knows."""
        described = model.fields_get(attributes=["type", "aggregator", "exportable", "store"])
        return {
            name: field.get("aggregator")
            for name, field in described.items()
            if field["type"] in NUMBERS and field["exportable"] and name != "id"
        }

    def export(self, model, names, groupby=(), kind="xlsx", domain=()):
        """Return an export of a list as the client asks for it."""
        types = {name: model._fields[name].type for name in names}
        data = {
            "model": model._name,
            "fields": [{"name": name, "label": name, "type": types[name]} for name in names],
            "ids": False,
            "domain": list(domain),
            "groupby": list(groupby),
            "import_compat": False,
            "context": dict(model.env.context),
        }
        return self.post(f"/web/export/{kind}", data)

    def post(self, address, data):
        token = http.Request.csrf_token(self)
        values = {"data": json.dumps(data), "csrf_token": token}
        response = self.url_open(address, data=values)
        self.assertEqual(response.status_code, 200, response.text[:500])
        return response.content

    def sheet(self, content):
        return load_workbook(io.BytesIO(content)).active

    def assertSame(self, cell, shown, what):  # noqa: N802
        """Assert that a file has a number that the screen shows, and nothing where that is none."""
        value = float(cell) if isinstance(cell, str) and cell else cell
        if shown is False or shown is None:
            self.assertIn(value, (None, ""), what)
        else:
            self.assertIsNotNone(value, what)
            self.assertAlmostEqual(value, shown, 6, what)

    # Lists ----------------------------------------------------------------------------

    def test_lines(self):
        """Line by line: a number that is not there is empty, and not 0.00."""
        full = 0
        for model in self.get_reports():
            names = list(self.get_numbers(model))
            records = model.search([])
            sheet = self.sheet(self.export(model, ["display_name", *names]))
            lines = list(sheet.iter_rows(min_row=2, min_col=2, values_only=True))
            shown = records.web_read({name: {} for name in names})
            self.assertEqual(len(lines), len(shown), model._name)
            full += bool(shown)
            for line, record in zip(lines, shown, strict=True):
                for name, value in zip(names, line, strict=True):
                    self.assertSame(value, record[name], f"{model._name}.{name}")
        self.assertGreaterEqual(full, 6)

    def test_lines_as_text(self):
        model = self.env["sales.plan.report"].with_user(self.manager)
        content = self.export(model, ["kind", "target_amount", "attainment"], kind="csv").decode()
        __, *lines = csv.reader(io.StringIO(content))
        self.assertIn(["Target", "100.0", ""], lines)
        self.assertIn(["Actual", "", ""], lines)

    def test_groups(self):
        """In groups, at every depth: averages, ratios and counts are those of the group."""
        full = 0
        for model in self.get_reports():
            functions = {k: v for k, v in self.get_numbers(model).items() if v}
            specs = [f"{name}:{function}" for name, function in functions.items()]
            groupby = [name for name in GROUPBY if name in model._fields]
            sheet = self.sheet(self.export(model, ["display_name", *functions], groupby))
            lines = list(sheet.iter_rows(min_row=2, values_only=True))
            shown = list(self.get_groups(model, [], groupby, specs))
            full += bool(shown)
            titles = {title for title, __ in shown}
            found = [line for line in lines if line[0] in titles]
            self.assertEqual([line[0] for line in found], [title for title, __ in shown])
            for line, (title, group) in zip(found, shown, strict=True):
                for value, spec in zip(line[1:], specs, strict=True):
                    self.assertSame(value, group[spec], f"{model._name}: {spec} of {title}")
        self.assertGreaterEqual(full, 6)

    def test_attainment_of_groups(self):
        """150 of 100 is 150 %, shown as such; where nothing is planned it is empty."""
        model = self.env["sales.plan.report"].with_user(self.manager)
        names = ["display_name", "target_amount", "actual_amount", "attainment"]
        counted = [["is_counted", "=", True]]
        sheet = self.sheet(self.export(model, names, ["user_id", "team_id"], domain=counted))
        lines = {str(line[0].value).strip(): line for line in sheet.iter_rows(min_row=2)}
        __, target, actual, attainment = lines["Salesperson (2)"]
        self.assertEqual((target.value, actual.value, attainment.value), (100, 150, 1.5))
        self.assertEqual(attainment.number_format, "0.00%")
        __, target, actual, attainment = lines["Stranger (1)"]
        self.assertEqual((actual.value, attainment.value), (20, None))

    @mute_logger("odoo.addons.web.controllers.export")
    def test_groups_without_end(self):
        """Each group within a group costs a query: the same one again and again is refused."""
        data = {
            "model": "sales.plan.allocation",
            "fields": [{"name": "target_amount", "label": "Target", "type": "monetary"}],
            "ids": False,
            "domain": [],
            "groupby": ["responsible_id"] * 50,
            "import_compat": False,
        }
        asked = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        response = self.url_open("/web/export/xlsx", asked)
        self.assertEqual(response.status_code, 500)
        self.assertIn("30 groups within groups at most", response.text)

    def get_groups(self, model, domain, groupby, specs, depth=0):
        """Yield the groups of a list as the client reads them: their titles and figures."""
        for group in model.web_read_group(domain, groupby[:1], specs)["groups"]:
            label = (group[groupby[0]] or (0, "Undefined"))[1]
            yield f"{'    ' * depth}{label} ({group['__count']})", group
            if groupby[1:]:
                within = [*domain, *group["__extra_domain"]]
                yield from self.get_groups(model, within, groupby[1:], specs, depth + 1)

    # Pivots ---------------------------------------------------------------------------

    def test_pivot(self):
        """Percentages are numbers that are shown as such, and nothing is nothing."""
        data = {
            "model": "sales.plan.report",
            "title": "Plan versus Actual",
            "measure_count": 2,
            "col_group_headers": [[{"title": "Total", "width": 2, "height": 1}]],
            "measure_headers": [
                {"title": "Target", "is_bold": True},
                {"title": "Attainment", "is_bold": True, "is_percentage": True},
            ],
            "rows": [
                {
                    "title": "Total",
                    "indent": 0,
                    "values": [{"value": 100, "is_bold": True}, {"value": 1.5278, "is_bold": True}],
                },
                {"title": "None", "indent": 1, "values": [{"value": 0}, {"value": ""}]},
            ],
        }
        sheet = self.sheet(self.post("/web/pivot/export_xlsx", data))
        self.assertEqual(
            [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)],
            [["Total", 100, 1.5278], ["     None", 0, None]],
        )
        self.assertEqual(sheet["C3"].number_format, "0.00%")
        self.assertEqual(sheet["B3"].number_format, "General")
        self.assertTrue(sheet["C3"].font.bold)

    def test_pivot_far_apart(self):
        """Many headings beside many lines are as many cells as there are, not all between them."""
        headings = [{"title": "A", "is_bold": False, "is_percentage": True}] * 2000
        data = {
            "model": "sales.plan.report",
            "title": "Far",
            "measure_count": 1,
            "col_group_headers": [[{"title": "Total", "width": 1, "height": 1}]],
            "measure_headers": headings,
            "rows": [{"title": "A", "indent": 0, "values": [{"value": 0.5}]}] * 2000,
        }
        content = self.post("/web/pivot/export_xlsx", data)
        with ZipFile(io.BytesIO(content)) as package:
            cells = package.read("xl/worksheets/sheet1.xml").count(b"<c ")
        self.assertLess(cells, 7000)
        self.assertEqual(self.sheet(content)["B3"].number_format, "0.00%")

    def test_pivot_of_few_words(self):
        """What stands for very many cells is refused before they are read again."""
        wide = [{"title": "A", "width": 10_000, "height": 1}]
        data = {
            "model": "sales.plan.report",
            "title": "Wide",
            "measure_count": 1,
            "col_group_headers": [wide] * 40,
            "measure_headers": [{"title": "A", "is_bold": False, "is_percentage": True}],
            "rows": [{"title": "A", "indent": 0, "values": [{"value": 0.5}]}],
        }
        asked = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        response = self.url_open("/web/pivot/export_xlsx", asked)
        self.assertEqual(response.status_code, 422)

    def test_dates_stay(self):
        """What is no share is as Odoo writes it."""
        model = self.env["sales.plan.report"].with_user(self.manager)
        sheet = self.sheet(self.export(model, ["date", "attainment", "target_amount"]))
        self.assertIsInstance(sheet["A2"].value, (date, datetime))
        amounts = [cell for cell in sheet["C"][1:] if cell.value is not None]
        self.assertEqual({cell.number_format for cell in amounts}, {"#,##0.00"})
