from odoo.fields import Command
from odoo.tests import tagged

from ..common.load import LoadCommon


@tagged("post_install", "-at_install")
class TestLoad(LoadCommon):
    """What the wizard makes of the past, for each choice."""

    def test_one_level(self):
        plan = self.plan("customer")
        self.load(plan)
        self.assertEqual(
            self.targets(plan), {(): 710, ("Acme",): 350.01, ("Bolt",): 300, ("Coil",): 59.99}
        )
        self.assertEqual(
            self.cells(plan.root_id),
            {1: (150, 150), 2: (300, 300), 3: (200.01, 200.01), 12: (59.99, 59.99)},
        )
        self.assertEqual(self.cells(self.named(plan, "Acme")), {1: (150, 150), 3: (200.01, 200.01)})
        self.assertEqual(plan.root_id.history_amount, self.total("invoiced"))
        self.assertEqual(self.named(plan, "Acme").responsible_id, self.salesperson)

    def test_two_levels(self):
        plan = self.plan("customer", "product")
        load = self.load(plan)
        self.assertEqual(
            self.targets(plan),
            {
                (): 710,
                ("Acme",): 350.01,
                ("Acme", "Advice"): 200.01,
                ("Acme", "Screw"): 100,
                ("Acme", "Nail"): 50,
                ("Bolt",): 300,
                ("Bolt", "Screw"): 300,
                ("Coil",): 59.99,
                ("Coil", "Nail"): 49.99,
            },
        )
        self.assertEqual(self.named(plan, "Coil").unallocated_amount, 10)
        self.assertEqual(plan.root_id.unallocated_amount, 0)
        self.assertEqual(
            load.left_out_ids.mapped(lambda row: (row.name, row.parent_name, row.reason)),
            [("No Product", "Coil", "unassigned")],
        )

    def test_no_levels(self):
        plan = self.plan()
        self.load(plan, uplift_percent=10)
        self.assertEqual(self.targets(plan), {(): 781})

    def test_every_basis(self):
        self.order(self.acme, "2025-05-05 10:00:00", (self.screw, 500))
        self.deal(self.bolt, 70, won="2025-05-05 10:00:00")
        self.pay(self.invoice(self.coil, "2024-12-31", (self.nail, 10)), "2025-11-11")
        for basis, expected in (
            ("ordered", {(): 500, ("Acme",): 500}),
            ("won", {(): 70, ("Bolt",): 70}),
            ("collected", {(): 10, ("Coil",): 10}),
        ):
            plan = self.plan("customer")
            self.load(plan, basis=basis)
            self.assertEqual(self.targets(plan), expected, basis)

    def test_basis_is_the_plans(self):
        self.assertEqual(self.wizard(self.plan(basis="ordered")).basis, "ordered")

    def test_every_measure(self):
        for measure, expected in (
            ("quantity", {(): 24, ("Acme",): 21, ("Bolt",): 1, ("Coil",): 2}),
            ("count", {(): 5, ("Acme",): 2, ("Bolt",): 1, ("Coil",): 1, ("Drip",): 1}),
            # 100 − 40, 50 − 10, 200.01; 300 − 4; 49.99 − 1 and free text that costs nothing
            ("margin", {(): 655, ("Acme",): 300.01, ("Bolt",): 296, ("Coil",): 58.99}),
        ):
            plan = self.plan("customer", measure=measure)
            self.load(plan)
            self.assertEqual(self.targets(plan), expected, measure)

    def test_what_recurs(self):
        yearly = self.env["crm.recurring.plan"].create({"name": "Yearly", "number_of_months": 12})
        recurring = {"recurring_revenue": 1000, "recurring_plan": yearly.id}
        self.deal(self.bolt, 70, won="2025-05-05 10:00:00", **recurring)
        self.deal(self.acme, 80, won="2025-05-05 10:00:00")
        plan = self.plan("customer", year=2026, basis="won", measure="recurring")
        self.load(plan)
        self.assertEqual(self.targets(plan), {(): 83.33, ("Bolt",): 83.33})

    def test_scope_of_the_plan(self):
        plan = self.plan("customer", industry_id=self.metal.id)
        self.load(plan)
        self.assertEqual(self.targets(plan), {(): 650.01, ("Acme",): 350.01, ("Bolt",): 300})

    # History

    def test_another_start_date(self):
        self.invoice(self.bolt, "2024-07-31", (self.screw, 80))
        plan = self.plan("customer")
        self.load(plan, history="date", date_from="2024-07-01")
        self.assertEqual(
            self.cells(plan.root_id),
            {1: (80, 80), 7: (150, 150), 8: (300, 300), 9: (200.01, 200.01)},
        )

    def test_mean_of_years(self):
        self.invoice(self.bolt, "2024-02-29", (self.screw, 100))
        plan = self.plan("customer")
        # nothing is known of before February 2024, so January is that of 2025 alone
        self.load(plan, history="mean2", weight_1=3, weight_2=1)
        self.assertEqual(self.cells(self.named(plan, "Bolt")), {2: (250, 250)})
        self.assertEqual(plan.root_id.target_amount, 150 + 250 + 150.01 + 44.99)
        self.load(plan, history="mean3")
        self.assertEqual(self.cells(self.named(plan, "Bolt"))[2][1], 200)
        self.assertEqual(plan.root_id.history_amount, 480)
        # older documents make all of it known
        self.invoice(self.acme, "2021-05-05", (self.screw, 1))
        self.load(plan, history="mean3")
        self.assertEqual(self.cells(self.named(plan, "Bolt"))[2][1], 133.33)
        self.assertEqual(plan.root_id.history_amount, 270)

    def test_weight_of_nothing_leaves_a_year_out(self):
        self.invoice(self.bolt, "2024-02-29", (self.screw, 100))
        plan = self.plan("customer")
        self.load(plan, history="mean3", weight_1=0, weight_3=0)
        self.assertEqual(self.targets(plan), {(): 100, ("Bolt",): 100})

    # Uplift

    def test_percent_and_amount(self):
        plan = self.plan("customer")
        self.load(plan, uplift_percent=10, uplift_amount=19)
        self.assertEqual(self.targets(plan)[()], 800)
        self.load(plan, uplift_amount=-10)
        self.assertEqual(self.targets(plan)[()], 700)

    def test_exception_for_an_industry(self):
        plan = self.plan("customer")
        self.load(plan, [("industry", self.metal, 10, 0)])
        self.assertEqual(
            self.targets(plan), {(): 775, ("Acme",): 385.01, ("Bolt",): 330, ("Coil",): 59.99}
        )

    def test_exception_for_a_customer_of_another_level(self):
        plan = self.plan("industry")
        self.load(plan, [("customer", self.bolt, 0, -20)], uplift_percent=100)
        self.assertEqual(self.targets(plan), {(): 1100, ("Metal",): 980.02, ("Food",): 119.98})

    def test_exception_for_a_category_concerns_what_is_below(self):
        plan = self.plan("customer")
        self.load(plan, [("product_category", self.hardware, 100, 0)])
        self.assertEqual(
            self.targets(plan),
            {(): 1209.99, ("Acme",): 500.01, ("Bolt",): 600, ("Coil",): 109.98},
        )

    def test_exception_for_a_contact_is_for_its_company(self):
        plan = self.plan("customer")
        self.load(plan, [("customer", self.buyer, 100, 0)])
        self.assertEqual(self.targets(plan)["Acme",], 700.02)

    def test_first_exception_wins(self):
        plan = self.plan("customer")
        overrides = [("customer", self.bolt, 0, 5), ("industry", self.metal, 100, 0)]
        self.load(plan, overrides)
        self.assertEqual(self.targets(plan)["Bolt",], 305)
        self.assertEqual(self.targets(plan)["Acme",], 700.02)
        self.load(plan, overrides[::-1][:1])
        self.assertEqual(self.targets(plan)["Bolt",], 600)

    def test_exceptions_are_in_the_order_of_the_list(self):
        plan = self.plan("customer")
        load = self.wizard(plan, [("industry", self.metal, 100, 0), ("customer", self.bolt, 0, 0)])
        load.override_ids[1].sequence = 1
        load.action_load()
        self.assertEqual(self.targets(plan)["Bolt",], 300)

    def test_exception_has_the_general_percentage_unless_given(self):
        load = self.wizard(self.plan("customer"), uplift_percent=7)
        load.override_ids = [
            Command.create({"dimension": "customer", "value_id": self.bolt.id, "amount": -20})
        ]
        load.action_load()
        self.assertEqual(self.targets(load.plan_id)["Bolt",], 301)

    # Shape, rounding

    def test_evenly(self):
        plan = self.plan("customer")
        self.load(plan, shape="even", uplift_amount=10)
        self.assertEqual({cell[0] for cell in self.cells(plan.root_id).values()}, {60})
        self.assertEqual(sum(cell[1] for cell in self.cells(plan.root_id).values()), 710)

    def test_by_working_days(self):
        calendar = self.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed in August",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-07-31 12:00:00",  # midnight in Auckland
                "date_to": "2026-08-31 11:59:59",
            }
        )
        plan = self.plan(date_from="2026-07-01", date_to="2026-09-30")
        self.invoice(self.coil, "2025-07-01", (self.nail, 4500))
        self.load(plan, shape="days")
        # 23 working days in July, none in August, 22 in September
        self.assertEqual(self.cells(plan.root_id)[7], (2300, 4500))
        self.assertNotIn(8, self.cells(plan.root_id))
        self.assertEqual(self.cells(plan.root_id)[9], (2200, 0))

    def test_own_percentages(self):
        plan = self.plan("customer")
        load = self.wizard(plan, shape="own")
        self.assertEqual(round(sum(load.period_line_ids.mapped("percent")), 2), 100)
        load.period_line_ids.percent = 0
        load.period_line_ids[3].percent = 60
        load.period_line_ids[7].percent = 40
        load.action_load()
        self.assertEqual(
            {month: cell[0] for month, cell in self.cells(plan.root_id).items() if cell[0]},
            {4: 426, 8: 284},
        )
        self.assertEqual(self.cells(self.named(plan, "Bolt"))[4][0], 180)

    def test_rounding(self):
        plan = self.plan("customer")
        self.load(plan, rounding="100", uplift_amount=23.45)
        self.assertEqual(
            self.targets(plan), {(): 733.45, ("Acme",): 333.45, ("Bolt",): 300, ("Coil",): 100}
        )

    # Rows

    def test_smallest_row(self):
        plan = self.plan("customer")
        load = self.wizard(plan)
        self.limit(load, "customer", smallest=300)
        load.action_load()
        self.assertEqual(self.targets(plan), {(): 710, ("Acme",): 350.01, ("Bolt",): 300})
        self.assertEqual(plan.root_id.unallocated_amount, 59.99)
        self.assertEqual(
            load.left_out_ids.mapped(lambda row: (row.name, row.reason, row.target_amount)),
            [("Coil", "small", 59.99)],
        )

    def test_largest_rows_of_each_level(self):
        plan = self.plan("customer", "product")
        load = self.wizard(plan)
        self.limit(load, "customer", top=2)
        self.limit(load, "product", top=1)
        load.action_load()
        self.assertEqual(
            self.targets(plan),
            {
                (): 710,
                ("Acme",): 350.01,
                ("Acme", "Advice"): 200.01,
                ("Bolt",): 300,
                ("Bolt", "Screw"): 300,
            },
        )
        self.assertEqual(self.named(plan, "Acme").unallocated_amount, 150)

    def test_negative_rows_are_left_out(self):
        self.credit(self.invoice(self.drip, "2025-01-10", (self.screw, 5)), "2025-02-10")
        refunded = self.invoice(self.drip, "2024-12-10", (self.screw, 60))
        self.credit(refunded, "2025-02-10")
        plan = self.plan("customer")
        load = self.load(plan, uplift_percent=10)
        self.assertEqual(plan.root_id.history_amount, 650)
        self.assertEqual(plan.root_id.unallocated_amount, -66)
        self.assertEqual(load.left_out_ids.mapped("reason"), ["negative"])

    def test_depth_of_categories(self):
        for depth, expected in (
            ("own", {"Screws", "Services", "Nails"}),
            ("second", {"Hardware", "Services"}),
            ("top", {"Goods"}),
        ):
            plan = self.plan("product_category")
            load = self.wizard(plan)
            self.limit(load, "product_category", depth=depth)
            load.action_load()
            names = set(plan.root_id.child_ids.product_category_id.mapped("name"))
            self.assertEqual(names, expected)
            self.assertEqual(plan.root_id.unallocated_amount, 10)

    def test_default_depth_never_overlaps(self):
        self.env["product.template"].search([]).categ_id = self.nails
        self.assertEqual(self.wizard(self.plan("product_category")).level_line_ids.depth, "own")
        self.advice.categ_id = self.hardware
        self.assertEqual(self.wizard(self.plan("product_category")).level_line_ids.depth, "top")
        self.assertFalse(self.wizard(self.plan("customer")).level_line_ids.depth)

    def test_plan_that_rolls_up_gets_targets_on_its_last_rows(self):
        plan = self.plan("customer", "product", rolls_up=True)
        load = self.load(plan)
        self.assertEqual(
            self.targets(plan),
            {
                ("Acme", "Advice"): 200.01,
                ("Acme", "Screw"): 100,
                ("Acme", "Nail"): 50,
                ("Bolt", "Screw"): 300,
                ("Coil", "Nail"): 49.99,
            },
        )
        self.assertIn("what is left out is not planned", load.change_description)
        self.assertEqual(plan.root_id.target_amount, 700)
