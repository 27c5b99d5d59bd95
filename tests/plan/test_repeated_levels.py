from odoo.tests import tagged
from psycopg2 import IntegrityError

from ..common.teams import TeamsCommon


@tagged("post_install", "-at_install")
class TestRepeatedLevels(TeamsCommon):
    """P9, S4: regions, their teams and people in one plan, with rows for a region itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.regions()

    def assertFigures(self, expected):  # noqa: N802
        """Assert ``{names: (actual, unplanned, unassigned)}``, and that what opens is the same."""
        self.env.invalidate_all()
        for names, figures in expected.items():
            row = self.find(self.draft, *names)
            shown = (row.actual_amount, row.unplanned_amount, row.unassigned_amount)
            self.assertEqual(shown, figures, names)
            kinds = ("own", "unplanned", "unassigned") if row.child_ids else ("own",)
            opened = tuple(self.opened(row, kind) for kind in kinds)
            self.assertEqual(opened, figures[: len(kinds)], names)
            self.assertEqual(
                round(sum(row.child_ids.mapped("actual_amount")) + row.unplanned_amount, 2),
                row.actual_amount if row.child_ids else row.unplanned_amount,
            )

    # Levels -----------------------------------------------------------------------

    def test_labels(self):
        """P9: each level of a plan is called differently."""
        self.assertEqual(
            self.draft.level_ids.mapped("display_name"), ["Region", "Sales Team", "Salesperson"]
        )
        plan = self.plan("team", "customer", "team", "product_category", "team")
        self.assertEqual(
            plan.level_ids.mapped("display_name"),
            ["Sales Team", "Customer", "Sales Team 2", "Product Category", "Sales Team 3"],
        )
        plan.level_ids[0].name = "Country"
        self.assertEqual(
            plan.level_ids.mapped("display_name"),
            ["Country", "Customer", "Sales Team", "Product Category", "Sales Team 2"],
        )
        for name in ("customer", " Sales team 2"):
            self.assertRefused(
                "Two levels of “Plan” are called", plan.level_ids[0].write, {"name": name}
            )

    def test_flat_dimensions_do_not_repeat(self):
        """P9: a customer has no customers below it."""
        self.assertRefused(
            "flat_dimension_uniq", self.plan, "customer", "customer", error=IntegrityError
        )

    # Rows -------------------------------------------------------------------------

    def test_names(self):
        """P9: the row of a region itself is called so."""
        own = self.find(self.draft, "Europe", "Europe (own)")
        self.assertEqual(own.complete_name, "Europe / Europe (own)")
        self.assertTrue(own._is_itself())
        self.assertFalse(own.child_ids._is_itself())
        self.assertFalse(own.parent_id._is_itself())
        self.assertEqual(own.child_ids._get_dimension_values()["team_id"], self.europe.id)
        self.assertEqual(own.responsible_id, self.director)

    def test_values_are_refined(self):
        """P9: a row keeps the value above it or takes one below that, never one elsewhere."""
        region = self.find(self.draft, "Europe")
        for team in (self.overseas, self.env["crm.team"]):
            self.assertRefused(
                "sets or refines one: its Sales Team", self.row, region, team, "team_id"
            )
        self.find(self.draft, "Europe", "North").unlink()
        self.row(region, self.harbour)
        self.assertRefused("count the same sales twice", self.row, region, self.team_north)
        self.assertRefused("siblings_uniq", self.row, region, self.europe, error=IntegrityError)
        self.assertRefused(
            "sets or refines one", self.row, region, self.env["product.product"], "product_id"
        )

    def test_itself_only_has_itself_below(self):
        """P9: below a region itself there is no team any more."""
        plan = self.plan("team", "team", "team")
        own = self.row(self.row(plan, self.europe), self.europe)
        self.assertRefused("sets or refines one", self.row, own, self.team_north)
        last = self.row(own, self.europe)
        self.assertTrue(last._is_itself())
        addable = self.env["crm.team"].search(own._get_addable()["domain"])
        self.assertFalse(addable)

    def test_addable(self):
        """P9: what can be added below a region is what it has, and itself."""
        plan = self.plan("team", "team")
        region = self.row(plan, self.europe)
        teams = self.env["crm.team"]
        self.assertEqual(
            teams.search(region._get_addable()["domain"]),
            teams.search([("id", "child_of", self.europe.ids)]),
        )
        region._add_rows(self.harbour.ids)
        self.assertEqual(
            teams.search(region._get_addable()["domain"]), self.team_south | self.europe
        )
        region._add_rows(self.europe.ids)
        self.assertEqual(teams.search(region._get_addable()["domain"]), self.team_south)

    def test_copy(self):
        """P9: copies and revisions have the same rows."""
        copied = self.draft.copy()
        names = self.draft.allocation_ids.mapped("complete_name")
        self.assertEqual(sorted(copied.allocation_ids.mapped("complete_name")), sorted(names))
        self.assertEqual(copied.level_ids[0].name, "Region")

    # Figures ----------------------------------------------------------------------

    def test_figures(self):
        """N1, S4: what is sold counts once, in the row of a region itself only its own."""
        self.sell()
        self.assertFigures(
            {
                (): (455.51, 20.0, 9.0),
                ("Europe",): (435.51, 0.0, 0.0),
                ("Europe", "North"): (260.01, 0.0, 0.0),
                ("Europe", "North", "Salesperson"): (200.0, 0.0, 0.0),
                ("Europe", "North", "Colleague"): (30.0, 0.0, 0.0),
                ("Europe", "North", "Docker"): (30.01, 0.0, 0.0),
                ("Europe", "South"): (75.5, 5.0, 5.0),
                ("Europe", "South", "Stranger"): (70.5, 0.0, 0.0),
                ("Europe", "Europe (own)"): (100.0, 0.0, 0.0),
                ("Europe", "Europe (own)", "Rover"): (100.0, 0.0, 0.0),
            }
        )

    def test_without_the_row_itself(self):
        """N1: what a region sells itself is unplanned where it has no row."""
        self.sell()
        self.find(self.draft, "Europe", "Europe (own)").unlink()
        self.assertFigures(
            {("Europe",): (435.51, 100.0, 0.0), ("Europe", "South"): (75.5, 5.0, 5.0)}
        )
        self.find(self.draft, "Europe", "North").unlink()
        self.row(self.find(self.draft, "Europe"), self.europe)
        self.assertFigures(
            {
                ("Europe",): (435.51, 260.01, 0.0),
                ("Europe", "Europe (own)"): (100.0, 0.0, 0.0),
            }
        )

    def test_scope(self):
        """P4: a plan of one region is broken down by its teams and itself."""
        self.sell()
        self.draft = self.plan("team", "salesperson", team_id=self.team_north.id)
        self.rows(self.draft.root_id, self.harbour, self.team_north)
        self.assertFigures(
            {
                (): (260.01, 0.0, 0.0),
                ("Harbour",): (30.01, 0.0, 0.0),
                ("North (own)",): (230.0, 0.0, 0.0),
            }
        )

    def test_other_levels_between(self):
        """P9: the levels of a dimension need not follow each other."""
        self.sell()
        self.draft = self.plan("team", "customer", "team")
        customer = self.row(self.row(self.draft, self.europe), self.acme)
        self.rows(customer, self.team_north, self.europe)
        self.assertFigures(
            {
                ("Europe", "Acme"): (435.51, 75.5, 0.0),
                ("Europe", "Acme", "North"): (260.01, 0.0, 0.0),
                ("Europe", "Acme", "Europe (own)"): (100.0, 0.0, 0.0),
            }
        )

    def test_categories(self):
        """P6: product categories refine each other in the same way."""
        self.invoice(self.acme, "2025-01-10", (self.screw, 10), (self.nail, 3), (self.advice, 7))
        self.advice.categ_id = self.hardware
        self.draft = self.plan("product_category", "product_category", "product")
        goods = self.row(self.draft, self.hardware)
        screws, own = self.rows(goods, self.screw.categ_id, self.hardware)
        self.row(own, self.advice)
        self.row(screws, self.screw)
        names = [row.display_name for row in goods | own]
        self.assertEqual(names[1], f"{names[0]} / {goods.name} (own)")
        self.assertEqual((goods.actual_amount, goods.unplanned_amount), (20, 3))
        self.assertEqual((own.actual_amount, self.opened(own)), (7, 7))
        addable = self.env["product.product"].search(own._get_addable()["domain"])
        self.assertFalse(addable & (self.screw | self.nail))

    def test_region_reshaped(self):
        """N1: where a team has left its region, its row there counts nothing, nor opens any."""
        self.sell()
        self.team_south.parent_id = False
        self.assertFigures(
            {
                ("Europe",): (360.01, 0.0, 0.0),
                ("Europe", "South"): (0.0, 0.0, 0.0),
                ("Europe", "South", "Stranger"): (0.0, 0.0, 0.0),
            }
        )

    def test_history_of_a_row(self):
        """P16: the facts of one row by period are those of the row itself."""
        self.sell()
        figures = self.env["sales.plan.figures"]
        january = self.draft.period_ids[0]
        for names in (
            ("Europe",),
            ("Europe", "Europe (own)"),
            ("Europe", "North"),
            ("Europe", "Europe (own)", "Rover"),
        ):
            row = self.find(self.draft, *names)
            actuals = figures._read_period_actuals(self.draft, row=row)
            self.assertEqual(float(actuals[row.id, january.id]), row.actual_amount)

    def test_report(self):
        """P8: plan and actual of a team meet in its row; the region itself is its own."""
        self.sell()
        for number, row in enumerate(self.draft.allocation_ids, start=1):
            self.target(row, 10 * number)
        groups = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", self.draft.id)], ["team_id"], ["actual_amount:sum"]
        )
        self.assertEqual(
            {team.name: round(amount, 2) for team, amount in groups},
            {"Europe": 100, "North": 260.01, "South": 75.5, "Overseas": 11, False: 9},
        )
        groups = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", self.draft.id), ("kind", "=", "fact")],
            ["allocation_id"],
            ["actual_amount:sum"],
        )
        self.assertEqual(
            {row.display_name: round(amount, 2) for row, amount in groups},
            {
                "Total": 20,
                "Europe / Europe (own) / Rover": 100,
                "Europe / North / Salesperson": 200,
                "Europe / North / Colleague": 30,
                "Europe / North / Docker": 30.01,
                "Europe / South": 5,
                "Europe / South / Stranger": 70.5,
            },
        )
        [(total,)] = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", self.draft.id)], [], ["target_amount:sum"]
        )
        self.assertEqual(total, self.draft.root_id.target_amount)

    def test_print(self):
        """P8: the printed plan names levels and rows as they are called."""
        self.sell()
        self.target(self.find(self.draft, "Europe"), 500)
        rows = self.env["sales.plan.sheet"]._get_rows(self.draft)[0]
        self.assertIn(("Region", "Europe", 435.51), [(r.level, r.name, r.actual) for r in rows])
        self.assertIn(
            ("Sales Team", "Europe (own)", 100), [(r.level, r.name, r.actual) for r in rows]
        )

    def test_hidden_rows(self):
        """P8: for who may not see a row, the plan is as if there was none: it names no team."""
        self.sell()
        self.target(self.draft.root_id, 500)
        self.draft.action_confirm()
        self.find(self.draft, "Europe", "North").sudo().is_published = False
        report = self.env["sales.plan.report"].with_user(self.leader)
        teams = report.search([("plan_id", "=", self.draft.id), ("kind", "=", "fact")]).team_id
        self.assertEqual(teams, self.team_north | self.harbour)

    def test_explanation(self):
        """P18: where a document counts is told in the same rows."""
        invoice = self._sell(self.europe, self.rover, 100)
        explain = self.env["sales.plan.explain"]
        counted = explain._read_counted(invoice, self.draft)
        row = self.find(self.draft, "Europe", "Europe (own)", "Rover")
        self.assertEqual(counted[self.draft.id][0][0], row)
        row.parent_id.unlink()
        [line] = explain._explain_document(invoice)[1]
        self.assertEqual(line["allocation_id"], self.find(self.draft, "Europe").id)
        self.assertIn("no row below is for Sales Team “Europe”", line["reason"])
        self.row(self.find(self.draft, "Europe"), self.europe)
        [line] = explain._explain_document(invoice)[1]
        self.assertIn("no row below is for Salesperson “Rover”", line["reason"])

    # Loading ----------------------------------------------------------------------

    def load(self, plan, **values):
        load = self.env["sales.plan.load"].with_user(self.manager)
        load = load.create({"plan_id": plan.id, **values})
        load.action_load()
        return load

    def targets(self, plan):
        return {
            row.complete_name: round(sum(row.target_ids.mapped("amount")), 2)
            for row in plan.allocation_ids
            if row.target_ids
        }

    def test_load_into_rows(self):
        """P13: history goes to the rows there are; what has none stays above."""
        self.sell()
        plan = self.regions(year=2026)
        load = self.load(plan)
        self.assertEqual(load.level_line_ids.mapped("depth"), ["rows", "rows", False])
        self.assertEqual(
            load.level_line_ids.mapped("label"), ["Region", "Sales Team", "Salesperson"]
        )
        self.assertEqual(
            self.targets(plan),
            {
                "Total": 455.51,
                "Europe": 435.51,
                "Europe / North": 260.01,
                "Europe / North / Salesperson": 200,
                "Europe / North / Colleague": 30,
                "Europe / North / Docker": 30.01,
                "Europe / South": 75.5,
                "Europe / South / Stranger": 70.5,
                "Europe / Europe (own)": 100,
                "Europe / Europe (own) / Rover": 100,
            },
        )
        left_out = {(row.reason, row.name): row.target_amount for row in load.left_out_ids}
        self.assertEqual(
            left_out,
            {
                ("unassigned", "No Sales Team"): 9,
                ("other", "Others"): 11,
                ("unassigned", "No Salesperson"): 5,
            },
        )
        self.assertIn("Europe (own)", load.row_ids.mapped("name"))

    def test_load_without_the_row_itself(self):
        """P13: what a region sold itself stays with it where it has no row of its own."""
        self.sell()
        plan = self.regions(year=2026)
        self.find(plan, "Europe", "Europe (own)").unlink()
        self.load(plan)
        self.assertEqual(self.find(plan, "Europe").unallocated_amount, 100)

    def test_load_into_an_empty_plan(self):
        """P13: without rows, levels follow the hierarchy down; uneven branches by themselves."""
        self.sell()
        plan = self.plan("team", "team", "salesperson", year=2026)
        load = self.load(plan)
        self.assertEqual(load.level_line_ids.mapped("depth"), ["top", "second", False])
        targets = self.targets(plan)
        self.assertEqual(
            {name: amount for name, amount in targets.items() if name.count("/") < 2},
            {
                "Total": 455.51,
                "Europe": 435.51,
                "Europe / Europe (own)": 100,
                "Europe / North": 260.01,
                "Europe / South": 75.5,
                "Overseas": 11,
                "Overseas / Overseas (own)": 11,
            },
        )
        again = self.load(plan)
        self.assertEqual(self.targets(plan), targets)
        self.assertIn("Rows: 0 new, 0 removed", again.change_description)
        self.assertEqual(self.find(plan, "Europe", "Europe (own)").actual_amount, 0)

    def test_load_within_a_scope(self):
        """P13: below a plan's own region, levels begin with its teams."""
        self.sell()
        plan = self.plan("team", "team", "salesperson", year=2026, team_id=self.europe.id)
        self.load(plan)
        self.assertEqual(
            {row.complete_name for row in plan.allocation_ids if row.level_id == plan.level_ids[1]},
            {
                "Europe (own) / Europe (own)",
                "North / Harbour",
                "North / North (own)",
                "South / South (own)",
            },
        )
        self.assertEqual(plan.root_id.target_amount, 435.51)
        self.assertEqual(plan.root_id.unallocated_amount, 0)

    def test_load_beside_rows(self):
        """P13: below a region that has no rows yet, they come as in an empty plan."""
        self.sell()
        plan = self.plan("team", "team", year=2026)
        self.rows(plan, self.europe, self.overseas)
        self.load(plan)
        self.assertEqual(self.find(plan, "Europe", "North").target_amount, 260.01)
        self.assertEqual(self.find(plan, "Overseas", "Overseas (own)").target_amount, 11)

    def test_flat_teams_load_as_before(self):
        """P13: teams that no document puts below each other are rows as they are."""
        (self.team_north | self.team_south | self.harbour).parent_id = False
        self.sell()
        load = self.load(self.plan("team", "customer", year=2026))
        self.assertEqual(load.level_line_ids[0].depth, "own")
        self.assertEqual(
            set(load.plan_id.root_id.child_ids.mapped("name")),
            {"Europe", "North", "South", "Harbour", "Overseas"},
        )

    def test_default_depth_of_teams(self):
        """P13: nested teams are planned from the top, or as the plan has them."""
        self.sell()
        plan = self.plan("team", year=2026)
        load = self.env["sales.plan.load"].create({"plan_id": plan.id})
        self.assertEqual(load.level_line_ids.depth, "top")
        self.row(plan, self.team_north)
        load = self.env["sales.plan.load"].create({"plan_id": plan.id})
        self.assertEqual(load.level_line_ids.depth, "rows")
        load.action_load()
        self.assertEqual(self.targets(plan), {"Total": 455.51, "North": 260.01})
