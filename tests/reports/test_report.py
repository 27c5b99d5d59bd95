from collections import defaultdict
from datetime import timedelta
from itertools import product

from odoo.fields import Date
from odoo.tests import tagged

from ..common.base import SalesPlanCommon

MEASURES = ("target_amount", "actual_amount", "gap_amount", "invoiced_amount", "pipeline_amount")

#: What is asked for, by which to group.
GROUPINGS = (
    [],
    ["plan_id"],
    ["team_id", "date:month"],
    ["product_category_id", "kind"],
    ["date:day"],
    ["date:week"],
    ["date:quarter", "basis"],
    ["period_id", "allocation_id"],
)


class ReportCommon(SalesPlanCommon):
    """Plans and documents of a year, and questions about them.

    The report reads only what a question needs. Every question here is asked twice: as groups,
    and as rows one by one that are added up by hand.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.months = cls.plan("team", "product_category", name="Months")
        north = cls.row(cls.months, cls.team_north)
        hardware = cls.row(north, cls.hardware)
        for number, row in enumerate((cls.months.root_id, north, hardware), start=1):
            cls.target(row, 100 * number, number)
            cls.target(row, 10, 12)
        cls.weeks = cls.plan(
            "customer",
            name="Weeks",
            period_type="week",
            date_from="2025-01-15",
            date_to="2025-03-20",
            basis="ordered",
            measure="quantity",
        )
        cls.target(cls.row(cls.weeks, cls.acme), 5, 2)
        cls.months.action_confirm()
        cls.invoice(cls.acme, "2025-01-31", (cls.screw, 10, 3), (cls.advice, 20))
        cls.invoice(cls.bolt, "2025-02-01", (cls.nail, 3, 5), team_id=cls.team_south.id)
        cls.invoice(cls.acme, "2025-02-28", (cls.screw, 11), move_type="out_refund")
        cls.invoice(cls.drip, "2025-12-31", (None, 1.5), team_id=False)
        cls.order(cls.acme, "2025-01-14 12:00:00", (cls.screw, 10, 2))
        cls.order(cls.bolt, "2025-03-20 10:00:00", (cls.nail, 3, 4))
        cls.deal(cls.acme, 1000, date_deadline="2025-02-14")
        cls.env.flush_all()

    def _by_hand(self, rows, groupby):
        """Return ``{group: measures}`` of rows added up one by one; money and pieces have no
        sum."""
        parts = defaultdict(lambda: defaultdict(float))
        result = defaultdict(lambda: [0.0] * len(MEASURES))
        for row in rows:
            key = tuple(self._get_key(row, spec) for spec in groupby)
            for position, name in enumerate(MEASURES):
                parts[key, position][row.plan_id.measure] += row[name]
        for (key, position), by_measure in parts.items():
            amounts = [amount for amount in by_measure.values() if round(amount, 6)]
            if len(amounts) == 1:
                result[key][position] = amounts[0]
        return result

    @staticmethod
    def _get_key(row, spec):
        name, __, grain = spec.partition(":")
        if not grain:
            return row[name]
        if grain == "week":  # it begins on a Sunday in American English
            return row.date - timedelta(days=(row.date.weekday() + 1) % 7)
        return Date.start_of(row.date, grain)

    def _assert_same(self, domain, groupby):
        report = self.env["sales.plan.report"]
        domain = [("plan_id", "in", (self.months | self.weeks).ids), *domain]
        self.env.invalidate_all()
        expected = self._by_hand(report.search(domain), groupby)
        groups = report._read_group(domain, groupby, [f"{name}:sum" for name in MEASURES])
        found = {tuple(group[: len(groupby)]): group[len(groupby) :] for group in groups}
        for key in {*expected, *found}:
            for name, amount, other in zip(
                MEASURES, found.get(key, [0] * 5), expected[key], strict=True
            ):
                self.assertAlmostEqual(amount or 0, other, 5, (domain, groupby, key, name))

    def get_domains(self):
        """Return filters of all kinds."""
        return (
            [],
            [("plan_id", "=", self.months.id)],
            [("plan_id.state", "=", "confirmed")],
            [("plan_id.name", "ilike", "week")],
            [("date", ">=", "2025-02-01"), ("date", "<=", "2025-02-28")],
            [("date", ">", "2025-01-31"), ("date", "<", "2025-12-31")],
            [("date", "=", "2025-02-01")],
            ["|", ("date", "<", "2025-02-01"), ("date", ">", "2025-02-28")],
            ["!", ("date", ">=", "2025-02-01")],
            [("team_id", "=", self.team_north.id)],
            [("team_id", "=", False)],
            [("partner_id.industry_id", "=", self.metal.id)],
            [("product_category_id", "child_of", self.goods.ids)],
            [("kind", "=", "fact")],
            [("basis", "=", "invoiced")],
            [("basis", "in", ["ordered", "pipeline"])],
            [("allocation_id", "=", self.months.root_id.id)],
            [("allocation_id.parent_id", "!=", False)],
            [("period_id.name", "ilike", "feb")],
            [("company_id", "=", self.company.id)],
            [("invoiced_amount", ">", 0)],
            [("reference", "ilike", "INV")],
        )


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestReportQuestions(ReportCommon):
    def test_every_question(self):
        """P8: any filter by any grouping equals the rows added up."""
        for domain, groupby in product(self.get_domains(), GROUPINGS):
            self._assert_same(domain, groupby)


@tagged("post_install", "-at_install")
class TestReport(ReportCommon):
    """P8: plan versus actual gives the same answer however it is asked."""

    def test_questions(self):
        """Every filter with two groupings; TestReportQuestions has it with all of them."""
        for number, domain in enumerate(self.get_domains()):
            for groupby in (GROUPINGS[number % 8], GROUPINGS[(number * 3 + 5) % 8]):
                self._assert_same(domain, groupby)

    def test_grouping_sets(self):
        """P8: a pivot's totals are those of its parts."""
        report = self.env["sales.plan.report"]
        sets = [[], ["team_id"], ["date:month"], ["team_id", "date:month"]]
        answers = report.formatted_read_grouping_sets(
            [("plan_id", "=", self.months.id)],
            sets,
            ["target_amount:sum", "actual_amount:sum", "attainment:avg"],
        )
        [total] = answers[0]
        for groups in answers:
            for name in ("target_amount:sum", "actual_amount:sum"):
                self.assertAlmostEqual(sum(g[name] or 0 for g in groups), total[name] or 0)
        self.assertEqual(total["target_amount:sum"], self.months.target_amount)
        self.assertAlmostEqual(
            total["attainment:avg"], self.months.actual_amount / self.months.target_amount
        )

    def test_list_of_groups(self):
        """P8: the counts of groups in a list are those of the rows they open onto."""
        report = self.env["sales.plan.report"]
        domain = [("plan_id", "=", self.months.id)]
        answer = report.web_read_group(domain, ["team_id"], ["actual_amount:sum"])
        for group in answer["groups"]:
            rows = report.search([*domain, *group["__extra_domain"]])
            self.assertEqual(group["__count"], len(rows))
            self.assertAlmostEqual(
                group["actual_amount:sum"] or 0, sum(rows.mapped("actual_amount"))
            )

    def test_rows_open_their_document(self):
        """N1: a fact opens its document, a target its plan."""
        rows = self.env["sales.plan.report"].search([("plan_id", "=", self.months.id)])
        fact = rows.filtered(lambda row: row.basis == "invoiced")[0]
        action = fact.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", fact.res_id))
        target = rows.filtered(lambda row: row.kind == "target")[0]
        self.assertEqual(target.action_open_document()["res_id"], self.months.id)

    def test_target_is_on_the_first_day(self):
        """P8: a target stands on the first day of its period, in its period's column."""
        rows = self.env["sales.plan.report"].search(
            [("plan_id", "=", self.months.id), ("kind", "=", "target")]
        )
        for row in rows:
            self.assertEqual(row.date, row.period_id.date_from)

    def test_archived_plan(self):
        """P13: what an archived plan was can still be read, if asked for."""
        self.months.action_archive()
        self._assert_same([("plan_id", "=", self.months.id)], ["team_id"])

    def test_no_plans(self):
        """P8: without plans there are no rows, and no errors."""
        report = self.env["sales.plan.report"]
        self.assertFalse(report.search([("plan_id", "=", 0)]))
        self.assertEqual(
            report._read_group([("plan_id", "=", 0)], [], ["target_amount:sum"])[0][0] or 0, 0
        )
