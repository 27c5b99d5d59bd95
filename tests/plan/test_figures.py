from odoo.tests import tagged

from ...queries.dimensions import ACTUAL_BASES, BY_CODE, DIMENSIONS
from ..common.by_hand import all_facts
from ..common.figures import FiguresCommon

MEASURES = ("revenue", "margin", "quantity", "count", "recurring")
#: The measure of a fact of ``sales.actual``.
AMOUNTS = {
    "revenue": "amount",
    "margin": "margin",
    "quantity": "quantity",
    "count": "count",
    "recurring": "recurring_amount",
}
UNKNOWN = {
    ("won", "margin"),
    *((basis, "recurring") for basis in ("ordered", "invoiced", "collected")),
}


@tagged("post_install", "-at_install")
class TestFigures(FiguresCommon):
    """N1: every figure of every row equals what the documents say, whatever the shape of the plan.

    The documents are in two currencies, of a company, its branch and another company; some are
    credited, paid in part, paid and unreconciled, sold by somebody who has left, or ordered just
    before and after midnight where the company works. `by_hand` says what they are worth.
    """

    # By hand ------------------------------------------------------------------

    def _each_question(self):
        """Yield every plan set to every basis and measure, with the facts that count in it."""
        for name, plan in self.plans.items():
            for basis in ACTUAL_BASES:
                for measure in MEASURES:
                    if (basis, measure) in UNKNOWN:
                        continue
                    plan.write({"basis": basis, "measure": measure})
                    self.env.invalidate_all()
                    facts = [fact for fact in self.in_span if fact.basis == basis]
                    self.question = (name, basis, measure)
                    yield plan, self._within(plan.root_id, facts), measure

    @staticmethod
    def _within(row, facts):
        wanted = {name: row[name] for name in row._get_dimension_values()}
        return [fact for fact in facts if fact.falls_under(wanted)]

    def _sum(self, facts, measure):
        return round(sum(getattr(fact, measure) for fact in facts), 6)

    def assertSame(self, amount, expected, message):  # noqa: N802
        message = (*self.question, message)
        self.assertAlmostEqual(float(amount or 0), float(expected or 0), 5, message)

    # Tests --------------------------------------------------------------------

    def test_documents_are_what_they_should_be(self):
        """N1: the documents below show all that can go wrong."""
        by_basis = {basis: [f for f in self.in_span if f.basis == basis] for basis in ACTUAL_BASES}
        self.assertTrue(all(len(facts) > 3 for facts in by_basis.values()))
        self.assertIn(self.branch, {fact.company for fact in by_basis["invoiced"]})
        self.assertTrue(any(fact.revenue < 0 for fact in by_basis["invoiced"]))
        self.assertLess(
            self._sum(by_basis["collected"], "revenue"), self._sum(by_basis["invoiced"], "revenue")
        )
        self.assertNotIn(self.coil, [f.values["partner_id"] for f in by_basis["collected"]])

    def test_every_row(self):
        """N1: actual = what the documents say = the rows below + unplanned; unassigned is the
        part of unplanned that names no value of the next level."""
        for plan, facts, measure in self._each_question():
            for row in plan.allocation_ids:
                own = self._within(row, facts)
                self.assertSame(row.actual_amount, self._sum(own, measure), row.display_name)
                children = row.child_ids
                if not children:
                    continue
                below = [self._within(child, own) for child in children]
                unplanned = [f for f in own if not any(f in part for part in below)]
                name = BY_CODE[children[0].level_id.dimension].field
                unassigned = [f for f in own if not f.values[name]]
                self.assertSame(
                    row.unplanned_amount, self._sum(unplanned, measure), row.display_name
                )
                self.assertSame(
                    row.unassigned_amount, self._sum(unassigned, measure), row.display_name
                )
                self.assertSame(
                    row.actual_amount,
                    sum(children.mapped("actual_amount")) + row.unplanned_amount,
                    row.display_name,
                )

    def test_total_is_the_ledger_s(self):
        """N1: the total is the posted income of customer invoices, as Odoo's own report has it."""
        plan = self.plans["customer"]
        plan.write({"basis": "invoiced", "measure": "revenue"})
        self.env.invalidate_all()
        companies = (self.company | self.branch).ids
        context = {"allowed_company_ids": companies}
        [(subtotal,)] = (
            self.env["account.invoice.report"]
            .with_context(**context)
            ._read_group(
                [
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("invoice_date", ">=", "2025-01-01"),
                    ("invoice_date", "<=", "2025-12-31"),
                    ("company_id", "in", companies),
                ],
                [],
                ["price_subtotal:sum"],
            )
        )
        [(income,)] = self.env["account.move.line"]._read_group(
            [
                ("account_id.internal_group", "=", "income"),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", ("out_invoice", "out_refund")),
                ("date", ">=", "2025-01-01"),
                ("date", "<=", "2025-12-31"),
                ("company_id", "in", companies),
            ],
            [],
            ["balance:sum"],
        )
        self.assertSame(plan.actual_amount, round(subtotal, 6), "account.invoice.report")
        self.assertSame(plan.actual_amount, -income, "income accounts")

    def test_every_figure_opens_its_facts(self):
        """N1: what an actual, unplanned or unassigned figure opens sums to the figure."""
        for plan, __, measure in self._each_question():
            if plan == self.plans["total"] or (measure != "revenue" and plan.basis != "collected"):
                continue
            for row in plan.allocation_ids:
                kinds = ["own", "unplanned", "unassigned"][: 3 if row.child_ids else 1]
                for kind in kinds:
                    name = "actual_amount" if kind == "own" else f"{kind}_amount"
                    self.assertSame(
                        self.opened(row, kind, AMOUNTS[measure]),
                        round(row[name], 2),
                        (row.display_name, kind),
                    )

    def test_every_period_opens_its_facts(self):
        """N1: figures by period sum to the row's, and open the facts of the period."""
        for name in ("customer", "team"):
            plan = self.plans[name]
            for basis in ACTUAL_BASES:
                plan.write({"basis": basis, "measure": "revenue"})
                self.env.invalidate_all()
                actuals = self.env["sales.plan.figures"]._read_period_actuals(plan)
                for row in plan.allocation_ids:
                    parts = [float(actuals.get((row.id, p.id), 0)) for p in plan.period_ids]
                    self.assertSame(sum(parts), row.actual_amount, (basis, row.display_name))
                january = plan.period_ids.sorted("date_from")[0]
                self.assertSame(
                    self.opened(plan.root_id, period=january),
                    float(actuals.get((plan.root_id.id, january.id), 0)),
                    basis,
                )

    def test_report_sums_once(self):
        """P8, N1: the report's groups sum to the plan's target and actual, whatever is asked."""
        fields = [dimension.field for dimension in DIMENSIONS]
        groupings = [[]] + [
            [name] for name in (*fields, "period_id", "allocation_id", "date:month")
        ]
        groupings += [["date:quarter", "team_id"], ["product_category_id", "partner_id", "basis"]]
        for plan, facts, measure in self._each_question():
            if measure not in ("revenue", "quantity"):
                continue
            total = self._sum(facts, measure)
            for groupby in groupings:
                groups = self.env["sales.plan.report"]._read_group(
                    [("plan_id", "=", plan.id)],
                    groupby,
                    ["target_amount:sum", "actual_amount:sum", "gap_amount:sum", "__count"],
                )
                target, actual, gap = (
                    sum(group[-position] or 0 for group in groups) for position in (4, 3, 2)
                )
                self.assertSame(target, plan.target_amount, groupby)
                self.assertSame(actual, total, groupby)
                self.assertSame(gap, total - plan.target_amount, groupby)

    def test_report_by_dimension(self):
        """P3-P7: a group of the report has the facts of its value; a planned category all of its
        sub-categories."""
        plan = self.plans["team"]
        for basis in ACTUAL_BASES:
            plan.write({"basis": basis, "measure": "revenue"})
            self.env.invalidate_all()
            facts = [fact for fact in self.in_span if fact.basis == basis]
            for dimension in DIMENSIONS:
                if dimension.hierarchical:
                    continue
                groups = self.env["sales.plan.report"]._read_group(
                    [("plan_id", "=", plan.id), ("kind", "=", "fact")],
                    [dimension.field],
                    ["actual_amount:sum"],
                )
                for value, amount in groups:
                    mine = [fact for fact in facts if fact.values[dimension.field] == value]
                    self.assertSame(amount, self._sum(mine, "revenue"), (basis, value))

    def test_report_meets_plan_and_actual(self):
        """P8: a fact shows the planned category it falls under, and its deepest row."""
        plan = self.plans["category"]
        plan.write({"basis": "invoiced", "measure": "revenue"})
        self.env.invalidate_all()
        groups = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)],
            ["product_category_id"],
            ["target_amount:sum", "actual_amount:sum"],
        )
        by_category = {category: (target, actual) for category, target, actual in groups}
        self.assertFalse((self.screws | self.nails) & self.goods.union(*by_category))
        hardware = plan.allocation_ids.filtered(
            lambda row: row.product_category_id == self.hardware
        )
        [row] = hardware.filtered(lambda row: not row.sales_partner_id)
        self.assertEqual(by_category[self.hardware][0], 60)
        self.assertSame(by_category[self.hardware][1], row.actual_amount, "hardware")
        by_row = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], ["allocation_id"], ["actual_amount:sum"]
        )
        for allocation, amount in by_row:
            own = allocation.actual_amount - sum(allocation.child_ids.mapped("actual_amount"))
            self.assertSame(amount, own, allocation.display_name)

    def test_report_side_by_side(self):
        """N2: one target against all bases; each has the total of its own facts."""
        plan = self.plans["customer"]
        plan.write({"basis": "invoiced", "measure": "revenue"})
        self.env.invalidate_all()
        names = [f"{basis}_amount" for basis in ACTUAL_BASES]
        [amounts] = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)], [], [f"{name}:sum" for name in names]
        )
        for basis, amount in zip(ACTUAL_BASES, amounts, strict=True):
            facts = [fact for fact in self.in_span if fact.basis == basis]
            self.assertSame(amount, self._sum(facts, "revenue"), basis)

    def test_report_rows(self):
        """P8: rows one by one sum to what the groups have, and each can be read again by id."""
        plan = self.plans["customer"]
        plan.write({"basis": "invoiced", "measure": "revenue"})
        self.env.invalidate_all()
        rows = self.env["sales.plan.report"].search([("plan_id", "=", plan.id)])
        self.assertEqual(len(set(rows.ids)), len(rows))
        self.assertSame(sum(rows.mapped("actual_amount")), plan.actual_amount, "actual")
        self.assertSame(sum(rows.mapped("target_amount")), plan.target_amount, "target")
        [(count,)] = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id), ("kind", "=", "fact")], [], ["__count"]
        )
        self.assertEqual(count, len(rows.filtered(lambda row: row.kind == "fact")))
        one = rows.filtered("actual_amount")[0]
        amount = one.actual_amount
        self.env.invalidate_all()
        self.assertEqual(self.env["sales.plan.report"].browse(one.id).actual_amount, amount)

    def test_attainment_is_sum_over_sum(self):
        """P8: the attainment of a group is its actual by its target, not a mean of ratios."""
        plan = self.plans["customer"]
        plan.write({"basis": "invoiced", "measure": "revenue"})
        self.env.invalidate_all()
        groups = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)],
            ["partner_id"],
            ["attainment:avg", "actual_amount:sum", "target_amount:sum"],
        )
        for __, attainment, actual, target in groups:
            if target:
                self.assertAlmostEqual(attainment, (actual or 0) / target)
            else:
                self.assertFalse(attainment)

    def test_other_company_is_apart(self):
        """N1: a plan of another company counts that company's facts only, a branch's its own."""
        for company in (self.other, self.branch):
            plan = self.plan("customer", company_id=company.id)
            facts = [
                fact
                for fact in all_facts(self.env, company)
                if fact.basis == "invoiced" and fact.day.year == 2025
            ]
            self.assertEqual(len(facts), 1)
            self.assertSame(plan.actual_amount, facts[0].revenue, company.name)
            self.assertEqual(plan.currency_id, company.currency_id)
