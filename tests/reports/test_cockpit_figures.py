from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ...queries.dimensions import ACTUAL_BASES
from ..common.figures import FiguresCommon

#: What is looked at: the whole year, a quarter that begins with a change of rates, months with and
#: without documents.
SPANS = {
    ("year", "2025-06-01"): (date(2025, 1, 1), date(2025, 12, 31)),
    ("quarter", "2025-05-01"): (date(2025, 4, 1), date(2025, 6, 30)),
    ("month", "2025-06-15"): (date(2025, 6, 1), date(2025, 6, 30)),
    ("month", "2025-11-30"): (date(2025, 11, 1), date(2025, 11, 30)),
}
#: In the winter, on the last and on the first day of a quarter, and after the year.
DAYS = (date(2025, 2, 15), date(2025, 6, 30), date(2025, 10, 1), date(2026, 2, 1))


def working_days(first, last):
    """Count the days from Monday to Friday of a span."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return sum(day.weekday() < 5 for day in days)


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpitFigures(FiguresCommon):
    """P8, S1, S5, N2: figures of every row, on all bases, are what the documents say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.company_ids |= cls.branch
        for plan in cls.plans.values():
            plan.write({"basis": "invoiced", "measure": "revenue"})
            plan.allocation_ids.target_ids.unlink()
            for number, row in enumerate(plan.allocation_ids, start=1):
                if not row.child_ids:
                    for month in range(1, 13):
                        cls.target(row, number * 100 + month, month)
            plan.with_user(cls.manager).action_confirm()

    def opens(self, row, unit, day):
        self.env.invalidate_all()
        return self.cockpit().cockpit_open({"row_id": row.id, "unit": unit, "day": day})

    def cockpit(self):
        """Return the cockpit of the manager, who works in the company and in its branch."""
        companies = (self.company | self.branch).ids
        cockpit = self.env["sales.cockpit"].with_user(self.manager)
        return cockpit.with_context(allowed_company_ids=companies)

    @staticmethod
    def sum_of(row, facts, basis, span):
        """Sum the documents of a basis under a row in a span, by hand."""
        wanted = {name: row[name] for name in row._get_dimension_values()}
        first, last = span
        return round(
            sum(
                fact.revenue
                for fact in facts
                if fact.basis == basis and first <= fact.day <= last and fact.falls_under(wanted)
            ),
            2,
        )

    def each_row(self, *names):
        """Yield every row of some plans with each span, and what to call that."""
        for name in names or self.plans:
            for row in self.plans[name].allocation_ids:
                for (unit, day), span in SPANS.items():
                    yield (name, row.display_name, unit, day), row, unit, day, span

    def test_bases(self):
        """Of every row of every shape of plan, in every span."""
        for question, row, unit, day, span in self.each_row():
            answer = self.opens(row, unit, day)
            bars = {bar["basis"]: bar["amount"] for bar in answer["bases"]["bars"]}
            for basis in ACTUAL_BASES:
                expected = self.sum_of(row, self.branch_facts, basis, span)
                self.assertAlmostEqual(bars[basis], expected, 2, (*question, basis))
            self.assertAlmostEqual(answer["figures"]["actual"], bars["invoiced"], 2, question)
            line = [amount for amount in answer["chart"]["actual"] if amount is not None]
            self.assertAlmostEqual(line[-1], bars["invoiced"], 2, question)
            for report in (answer["reports"] or {"rows": []})["rows"]:
                below = row.browse(report["row_id"])
                expected = self.sum_of(below, self.branch_facts, "invoiced", span)
                self.assertAlmostEqual(report["actual"], expected, 2, question)

    def test_targets(self):
        """Of every row what is planned below it, and of that the share of working days."""
        for today in DAYS:
            with freeze_time(f"{today} 00:30:00"):
                for question, row, unit, day, (first, last) in self.each_row("team", "scope"):
                    figures = self.opens(row, unit, day)["figures"]
                    target, expected = self.sum_targets(row, first, last, today)
                    self.assertAlmostEqual(figures["target"], target, 2, question)
                    self.assertAlmostEqual(figures["expected"], expected, 2, question)

    def sum_targets(self, row, first, last, today):
        """Return what is planned at the ends of a row's tree in a span, and how much of it should
        be there on the morning of a day, by hand."""
        below = row.search([("id", "child_of", row.id), ("child_ids", "=", False)])
        target = expected = 0
        for planned in below.target_ids:
            begin, end = planned.period_id.date_from, planned.period_id.date_to
            if first <= begin and end <= last:
                over = working_days(begin, min(end, today - timedelta(days=1)))
                target += planned.amount
                expected += planned.amount * over / working_days(begin, end)
        return target, expected

    def test_documents(self):
        """What a figure opens sums to it."""
        for question, row, unit, day, span in self.each_row("customer", "team", "category"):
            cockpit = self.cockpit()
            for basis in ACTUAL_BASES:
                action = cockpit.cockpit_open_documents(
                    {"row_id": row.id, "unit": unit, "day": day}, basis
                )
                facts = cockpit.env[action["res_model"]]
                amount = sum(facts.search(action["domain"]).mapped("amount"))
                expected = self.sum_of(row, self.branch_facts, basis, span)
                self.assertAlmostEqual(amount, expected, 2, (*question, basis))
