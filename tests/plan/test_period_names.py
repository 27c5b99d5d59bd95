from calendar import monthrange
from pathlib import Path
from runpy import run_path

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of

MIGRATION = Path(__file__).parents[2] / "migrations" / "19.0.1.4.0"


@tagged("post_install", "-at_install")
class TestPeriodNames(SalesPlanCommon):
    """P17: each period of a plan has a name of its own, in the language of its reader."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")

    def named(self, kind, first, last, lang="en_US"):
        plan = self.plan(period_type=kind, date_from=first, date_to=last)
        return plan.with_context(lang=lang).period_ids.mapped("name")

    def begin_in(self, month):
        """Let the company's fiscal year begin with a month."""
        last = (month - 2) % 12 + 1
        self.company.write(
            {"fiscalyear_last_month": str(last), "fiscalyear_last_day": monthrange(2025, last)[1]}
        )

    def test_weeks(self):
        self.env["res.lang"].search([]).week_start = "1"
        names = self.named("week", "2025-01-01", "2025-12-31")
        self.assertEqual((names[0], names[-1]), ("W01 2025", "W01 2026"))
        self.assertEqual(len(set(names)), len(names))
        names = self.named("week", "2026-12-21", "2027-01-10")
        self.assertEqual(names, ["W52 2026", "W53 2026", "W01 2027"])

    def test_fiscal_years(self):
        self.begin_in(4)
        names = self.named("quarter", "2026-01-01", "2026-12-31")
        self.assertEqual(names, ["Q4 2025/26", "Q1 2026/27", "Q2 2026/27", "Q3 2026/27"])
        self.assertEqual(self.named("year", "2026-04-01", "2027-03-31"), ["2026/27"])
        names = self.named("445", "2026-02-01", "2026-05-31")
        self.assertEqual(
            names, ["P11 2025/26", "P12 2025/26", "P1 2026/27", "P2 2026/27", "P3 2026/27"]
        )
        self.begin_in(1)
        self.assertEqual(self.named("quarter", "2026-10-01", "2027-03-31"), ["Q4 2026", "Q1 2027"])
        self.assertEqual(self.named("year", "2026-01-01", "2026-12-31"), ["2026"])

    def test_every_kind_and_fiscal_year(self):
        """Two years of each kind, from any day to any: names are there once and in order."""
        for month in range(1, 13):
            self.begin_in(month)
            for kind in ("week", "quarter", "year", "445"):
                for last in ("2026-12-31", "2027-02-10"):
                    names = self.named(kind, "2024-11-20", last)
                    places = [self.placed(name) for name in names]
                    self.assertEqual(places, sorted(set(places)), (month, kind))

    @staticmethod
    def placed(name):
        """Return the year and the number that a name tells, as they are ordered."""
        *number, year = name.split()
        return year, int(number[0][1:]) if number else 0

    def test_in_the_language_of_the_reader(self):
        plan = self.plan(date_from="2026-01-01", date_to="2026-02-28")
        self.assertEqual(plan.period_ids.mapped("name"), ["Jan 2026", "Feb 2026"])
        french = plan.with_user(self.manager).with_context(lang="fr_FR")
        expected = ["janv. 2026", "févr. 2026"]
        self.assertEqual(french.period_ids.mapped("name"), expected)
        self.assertEqual(french.period_ids.mapped("display_name"), expected)
        self.assertEqual(
            [each["name"] for each in table_of(french).open()["plan"]["periods"]], expected
        )
        self.assertEqual(plan.period_ids.mapped("display_name"), ["Jan 2026", "Feb 2026"])
        periods = self.env["sales.plan.period"]
        for lang, text in (("en_US", "feb"), ("fr_FR", "FÉV")):
            found = periods.with_context(lang=lang).search(
                [("plan_id", "=", plan.id), ("name", "ilike", text)]
            )
            self.assertEqual(found, plan.period_ids[1])
        self.assertEqual(
            periods.search([("plan_id", "=", plan.id), ("name", "not in", ["Jan 2026"])]),
            plan.period_ids[1],
        )

    def test_search_by_name(self):
        """Names are searched for as those of other records are, with every operator."""
        plan = self.plan()
        plan.period_ids[0].name = "Kick-off"
        french = self.env["sales.plan.period"].with_context(lang="fr_FR")
        for operator, text, numbers in (
            ("=", "févr. 2025", [2]),
            ("=", "Feb 2025", []),
            ("!=", "févr. 2025", [1, *range(3, 13)]),
            ("in", ["Kick-off", "mars 2025"], [1, 3]),
            ("like", "ju", [6, 7]),
            ("like", "Ju", []),
            ("not like", "2025", [1]),
            ("ilike", "JU", [6, 7]),
            ("ilike", "j__n", [6]),
            ("not ilike", "2025", [1]),
            ("=like", "ma%", [3, 5]),
            ("=ilike", "MA%", [3, 5]),
            ("not =ilike", "%2025", [1]),
        ):
            for name in ("name", "display_name"):
                found = french.search([("plan_id", "=", plan.id), (name, operator, text)])
                expected = plan.period_ids.filtered(
                    lambda each, numbers=numbers: each.date_from.month in numbers
                )
                self.assertEqual(found, expected, (name, operator, text))

    def test_names_that_somebody_gave(self):
        """They are the same for everybody, and stay when the plan grows or is copied."""
        plan = self.plan(date_from="2026-01-01", date_to="2026-02-28")
        plan.period_ids[0].name = "Kick-off"
        plan.date_to = "2026-03-31"
        french = plan.with_context(lang="fr_FR")
        self.assertEqual(french.period_ids.mapped("name"), ["Kick-off", "févr. 2026", "mars 2026"])
        copy = plan.copy()
        self.assertEqual(copy.period_ids.mapped("name"), ["Kick-off", "Feb 2026", "Mar 2026"])
        plan.period_ids[0].name = "Jan 2026"
        self.assertFalse(plan.period_ids[0].label)
        self.assertEqual(french.period_ids[0].name, "janv. 2026")
        plan.period_ids[1].name = False
        self.assertEqual(plan.period_ids[1].name, "Feb 2026")

    def test_own_periods(self):
        plan = self.plan(
            period_type="custom",
            date_from="2026-01-01",
            date_to="2026-02-28",
            period_ids=[
                Command.create(
                    {"name": "First", "date_from": "2026-01-01", "date_to": "2026-01-31"}
                ),
                Command.create({"date_from": "2026-02-01", "date_to": "2026-02-28"}),
            ],
        )
        self.assertEqual(plan.period_ids.mapped("name"), ["First", "02/01/2026 – 02/28/2026"])
        with Form(plan.with_user(self.manager)) as form, form.period_ids.edit(1) as period:
            period.name = "Second"
        self.assertEqual(plan.period_ids.mapped("name"), ["First", "Second"])

    def test_another_kind_of_periods_for_the_same_days(self):
        plan = self.plan(date_from="2026-01-01", date_to="2026-01-31")
        self.assertEqual(plan.period_ids.name, "Jan 2026")
        plan.period_type = "quarter"
        self.assertEqual(plan.period_ids.name, "Q1 2026")

    def test_names_from_before(self):
        """What the version before named, in any language, is named anew; other names stay."""
        self.begin_in(4)
        plans = {
            kind: self.plan(period_type=kind, date_from="2026-03-01", date_to="2026-06-30")
            for kind in ("month", "quarter", "year", "week")
        }
        former = {
            "month": ["mars 2026", "Apr 2026", "My May", "juin 2026"],
            "quarter": ["T4 2026", "Q1 2026"],
            "year": ["2026", "2027"],
        }
        expected = {kind: plan.period_ids.mapped("name") for kind, plan in plans.items()}
        former["week"] = expected["week"][:1]
        expected["month"][2] = "My May"
        for kind, plan in plans.items():
            for period, name in zip(plan.period_ids, former[kind], strict=False):
                period.sudo().write({"label": name, "kind": False, "number": 0, "year": False})
        self.env.flush_all()
        run_path(str(MIGRATION / "post-periods.py"))["migrate"](self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        for kind, plan in plans.items():
            self.assertEqual(plan.period_ids.mapped("name"), expected[kind])
        self.assertEqual(plans["month"].period_ids.mapped("label"), [False, False, "My May", False])


@tagged("post_install", "-at_install")
class TestForecastPeriodNames(SalesPlanCommon):
    """S2: quarters that are forecast are named by their fiscal year."""

    def test_quarters(self):
        self.company.fiscalyear_last_month = "3"
        names = []
        for number, first, last in (
            (4, "2027-01-01", "2027-03-31"),
            (1, "2027-04-01", "2027-06-30"),
        ):
            period = self.env["sales.forecast.period"].new(
                {"kind": "quarter", "number": number, "date_from": first, "date_to": last}
            )
            names.append(period.name)
        self.assertEqual(names, ["Q4 2026/27", "Q1 2027/28"])

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        periods = self.env["sales.forecast.period"].sudo()
        month, quarter = periods.create(
            [
                {
                    "company_id": self.company.id,
                    "kind": kind,
                    "number": number,
                    "date_from": "2001-04-01",
                    "date_to": last,
                }
                for kind, number, last in (
                    ("month", 4, "2001-04-30"),
                    ("quarter", 2, "2001-06-30"),
                )
            ]
        )
        expected = {"en_US": ["Apr 2001", "Q2 2001"], "fr_FR": ["avr. 2001", "T2 2001"]}
        for lang, names in expected.items():
            both = (month | quarter).with_context(lang=lang)
            self.assertEqual(both.mapped("name"), names)
            self.assertEqual(both.mapped("display_name"), names)
            own = [("company_id", "=", self.company.id)]
            for record, name in zip(both, names, strict=True):
                found = both.name_search(name.upper(), own)
                self.assertEqual(found, [(record.id, name)])
                self.assertEqual(both.search([*own, ("name", "=", name)]), record)
