from odoo.tests import tagged

from ...tools.spreading import Cell
from ..common.base import SalesPlanCommon
from ..common.table_calls import table_of

FIELDS = (
    "complete_name",
    "display_name",
    "target_amount",
    "actual_amount",
    "gap_amount",
    "attainment",
    "expected_amount",
    "unallocated_amount",
    "unplanned_amount",
    "unassigned_amount",
    "status",
)


@tagged("post_install", "-at_install")
class TestPlanQueries(SalesPlanCommon):
    """P8: one grouped query serves all rows of a plan, be they 50 or 500."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number:03}", "is_company": True} for number in range(250)]
        )
        cls.invoice(cls.partners[0], "2025-01-10", (cls.screw, 140))
        cls.invoice(cls.partners[249], "2025-01-10", (cls.nail, 20), (None, 5))
        cls.small, cls.large = cls._make_plan(25), cls._make_plan(250)

    @classmethod
    def _make_plan(cls, count):
        """Make a plan of so many customers with one category each."""
        plan = cls.plan("customer", "product_category", name=f"Plan of {2 * count}")
        build = cls.env["sales.plan.build"]
        customers = build._create_rows(
            [
                {"parent_id": plan.root_id.id, "partner_id": partner.id}
                for partner in cls.partners[:count]
            ]
        )
        categories = build._create_rows(
            [
                {"parent_id": customer, "product_category_id": cls.hardware.id}
                for customer in customers
            ]
        )
        periods = plan.period_ids[:2].ids
        cls.env["sales.plan.cells"]._write_cells(
            plan,
            {(row, period): Cell(10) for row in customers + categories for period in periods},
        )
        return plan

    def assertSameQueries(self, function):  # noqa: N802
        """Assert that a read of both plans takes the same number of queries."""
        counts = []
        function(self.small)  # fill what is cached for the process
        for plan in (self.small, self.large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            function(plan)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        return counts[0]

    def test_sizes(self):
        """P8: the plans that are compared have 50 and 500 rows, and the figures are right."""
        self.assertEqual((self.small.allocation_count, self.large.allocation_count), (50, 500))
        self.assertEqual(self.large.target_amount, 250 * 20)
        self.assertEqual(self.large.actual_amount, 165)

    def test_figures(self):
        """P8: all figures of a plan are read in a handful of queries."""
        figures = self.env["sales.plan.figures"]
        queries = self.assertSameQueries(figures._read_figures)
        self.assertLessEqual(queries, 20)

    def test_list(self):
        """P8: a list of all rows, of the last level only, filtered and sorted."""
        rows = self.env["sales.plan.allocation"]
        specification = {name: {} for name in FIELDS} | {
            "responsible_id": {"fields": {"display_name": {}}},
            "parent_id": {"fields": {"display_name": {}}},
        }

        def read(plan, conditions=(), **options):
            domain = [("plan_id", "=", plan.id), *conditions]
            rows.web_search_read(domain, specification, **options)

        self.assertSameQueries(read)
        self.assertSameQueries(lambda plan: read(plan, [("child_ids", "=", False)]))
        self.assertSameQueries(lambda plan: read(plan, order="gap_amount desc"))
        self.assertSameQueries(lambda plan: read(plan, [("status", "=", "missed")]))

    def test_form(self):
        """P8: a plan with its rows, as its form reads them."""
        rows = {"fields": {name: {} for name in FIELDS}, "limit": 1000}
        specification = {
            "name": {},
            "target_amount": {},
            "actual_amount": {},
            "status": {},
            "allocation_ids": rows,
        }
        self.assertSameQueries(lambda plan: plan.web_read(specification))

    def test_table(self):
        """P8: the table of a plan's form: its first page, and all its rows from the worst."""
        self.assertSameQueries(lambda plan: table_of(plan).open(["progress"]))
        self.assertSameQueries(
            lambda plan: table_of(plan).search(
                columns=["progress"], order="gap asc", is_flat=True, limit=None
            )
        )

    def test_list_of_plans(self):
        """P8: as many queries for four plans as for two."""
        specification = {name: {} for name in ("display_name", "target_amount", "status")}
        self.small = self.small | self.large
        self.large = self.small | self.plan(name="Third") | self.plan(name="Fourth")
        self.assertSameQueries(lambda plans: plans.web_read(specification))

    def test_report(self):
        """P8: plan versus actual by customer and month."""
        # clients say their time zone and companies, which nobody then has to look up
        report = self.env["sales.plan.report"].with_context(
            tz="UTC", allowed_company_ids=self.company.ids
        )
        self.assertSameQueries(
            lambda plan: report.formatted_read_group(
                [("plan_id", "=", plan.id)],
                ["partner_id", "date:month"],
                ["target_amount:sum", "actual_amount:sum", "attainment:avg", "__count"],
            )
        )
