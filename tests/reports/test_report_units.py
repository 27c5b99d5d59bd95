from odoo.tests import tagged

from ..common.base import SalesPlanCommon

SUMS = [
    "target_amount:sum",
    "actual_amount:sum",
    "gap_amount:sum",
    "history_amount:sum",
    "compared_amount:sum",
    "invoiced_amount:sum",
    "pipeline_amount:sum",
]
RATIO = "attainment:avg"


@tagged("post_install", "-at_install")
class TestReportUnits(SalesPlanCommon):
    """P8: totals over plans of several currencies and several measures.

    A ratio is the ratio of the two sums shown beside it: both converted. What does not add up,
    money and pieces, or revenue and margin, has no total, and no ratio either.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_other_company()
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.other.currency_id.id,
                "company_id": cls.company.id,
                "name": "2024-01-01",
                "rate": 2.0,
            }
        )
        cls.company.currency_id.rate_ids.unlink()
        cls.dollars = cls.plan("team", name="Dollars")
        cls.francs = cls.plan("team", name="Francs", company_id=cls.other.id)
        cls.target(cls.dollars, 100)
        cls.target(cls.francs, 300)
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 50))
        cls.invoice(
            cls.bolt,
            "2025-01-10",
            (cls.nail, 300, 1, {"tax_ids": False}),
            company=cls.other,
            team_id=False,
        )
        cls.pieces = cls.plan("team", name="Pieces", measure="quantity")
        cls.target(cls.pieces, 4)
        cls.margin = cls.plan("team", name="Margin", measure="margin")
        cls.target(cls.margin, 40)
        cls.documents = cls.plan("team", name="Documents", measure="count")
        cls.target(cls.documents, 2)
        cls.env.flush_all()

    def ask(self, plans, *groupby, aggregates=(*SUMS, RATIO)):
        report = self.env["sales.plan.report"].with_context(
            allowed_company_ids=(self.company | self.other).ids
        )
        return report, [("plan_id", "in", plans.ids)], list(groupby), list(aggregates)

    def groups(self, plans, *groupby, aggregates=(*SUMS, RATIO)):
        """Return what lists, pivots and graphs get, which must be the same."""
        report, domain, groupby, aggregates = self.ask(plans, *groupby, aggregates=aggregates)
        groups = report.formatted_read_group(domain, groupby, aggregates)
        [pivot] = report.formatted_read_grouping_sets(domain, [groupby], aggregates)
        for name in aggregates:
            self.assertEqual([g[name] for g in groups], [g[name] for g in pivot], name)
        if groupby:
            rows = report.web_read_group(domain, groupby, aggregates)["groups"]
            for name in aggregates:
                self.assertEqual([g[name] for g in groups], [g[name] for g in rows], name)
        return groups

    def assertNoTotal(self, group, aggregates=(*SUMS, RATIO)):  # noqa: N802
        for name in aggregates:
            self.assertIs(group[name], False, name)

    # Two currencies ----------------------------------------------------------

    def test_ratio_of_two_currencies(self):
        """P8: 50 of 100 dollars and 300 of 300 francs at 2: 200 of 250 dollars, 80 %."""
        names = ["target_amount:sum_currency", "actual_amount:sum_currency", RATIO]
        [total] = self.groups(self.dollars | self.francs, aggregates=names)
        self.assertEqual([round(total[name], 6) for name in names], [250, 200, 0.8])

    def test_ratio_of_one_currency(self):
        """P8: each plan's own attainment does not depend on rates."""
        groups = self.groups(self.dollars | self.francs, "plan_id")
        self.assertEqual([round(group[RATIO], 6) for group in groups], [0.5, 1])

    def test_ratio_in_every_group(self):
        """P8: whatever is grouped by, a ratio is the actual that is shown by the target shown."""
        names = [
            "target_amount:sum_currency",
            "actual_amount:sum_currency",
            "gap_amount:sum_currency",
            RATIO,
        ]
        for groupby in (["date:month"], ["kind"], ["country_id"], ["measure"], ["company_id"]):
            for group in self.groups(self.dollars | self.francs, *groupby, aggregates=names):
                target, actual, gap, ratio = (group[name] or 0 for name in names)
                self.assertAlmostEqual(ratio, actual / target if target else 0, 6, groupby)
                self.assertAlmostEqual(gap, actual - target, 6, groupby)

    def test_in_the_reader_s_company(self):
        """P8: a reader in the other company sees francs: the ratio is the same."""
        names = ["target_amount:sum_currency", RATIO]
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.company.currency_id.id,
                "company_id": self.other.id,
                "name": "2024-01-01",
                "rate": 0.5,
            }
        )
        report, domain, groupby, names = self.ask(self.dollars | self.francs, aggregates=names)
        report = report.with_context(allowed_company_ids=(self.other | self.company).ids)
        [total] = report.formatted_read_group(domain, groupby, names)
        self.assertEqual([round(total[name], 6) for name in names], [500, 0.8])

    # Several measures ---------------------------------------------------------

    def test_no_total_of_several_measures(self):
        """P8: money, pieces, documents, and money of another meaning have no total."""
        one = self.dollars
        for other in (self.pieces, self.margin, self.documents):
            [total] = self.groups(one | other)
            self.assertNoTotal(total)
            [converted] = self.groups(
                one | other, aggregates=["target_amount:sum_currency", "gap_amount:sum_currency"]
            )
            self.assertNoTotal(converted, converted.keys() - {"__extra_domain"})
        [total] = self.groups(self.pieces | self.documents)
        self.assertNoTotal(total)

    def test_each_measure_has_its_total(self):
        """P8: groups of one measure keep their figures, those that mix have none."""
        plans = self.dollars | self.pieces | self.margin
        by_plan = {group["plan_id"][1]: group for group in self.groups(plans, "plan_id")}
        figures = {
            name: [group[SUMS[0]], group[SUMS[1]], round(group[RATIO], 6)]
            for name, group in by_plan.items()
        }
        self.assertEqual(
            figures,
            {"Dollars": [100, 50, 0.5], "Margin": [40, 46, 1.15], "Pieces": [4, 1, 0.25]},
        )
        by_measure = self.groups(plans, "measure")
        self.assertEqual(
            {group["measure"]: group[SUMS[0]] for group in by_measure},
            {"revenue": 100, "quantity": 4, "margin": 40},
        )
        for group in self.groups(plans, "date:month"):
            self.assertNoTotal(group)

    def test_counting_rows_goes_on(self):
        """P8: how many rows there are is told of any plans."""
        [total] = self.groups(self.dollars | self.pieces, aggregates=["__count"])
        self.assertEqual(total["__count"], 4)

    def test_nothing_adds_nothing(self):
        """P8: where a plan has nothing to add, the total is the other plan's."""
        for row in (self.margin.root_id, self.documents.root_id):
            row.target_ids.amount = 0
        groups = self.groups(self.dollars | self.margin | self.documents, "kind")
        targets = {group["kind"]: group["target_amount:sum"] for group in groups}
        self.assertEqual(targets["target"], 100)

    def test_order_by_a_measure(self):
        """P8: groups without a total can be sorted with the others."""
        report, domain, groupby, names = self.ask(
            self.dollars | self.francs | self.pieces, "company_id"
        )
        groups = report.formatted_read_group(domain, groupby, names, order="target_amount:sum desc")
        self.assertEqual(
            {group["company_id"][0]: group["target_amount:sum"] for group in groups},
            {self.company.id: False, self.other.id: 300},
        )

    def test_rows_name_their_measure(self):
        """P8: a row says what its plan counts."""
        report, domain, *__ = self.ask(self.dollars | self.pieces)
        for row in report.search(domain):
            self.assertEqual(row.measure, row.plan_id.measure)
