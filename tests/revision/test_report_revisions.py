from collections import defaultdict

from odoo.fields import Command
from odoo.tests import tagged

from ..common.revision import RevisionCommon

MEASURES = ["original_amount", "previous_amount", "target_amount", "change_amount"]
SUMS = [f"{name}:sum" for name in MEASURES]


@tagged("post_install", "-at_install")
class TestReportRevisions(RevisionCommon):
    """P16, N10: original, previous and current revision side by side.

    ::

                       original       second       third (draft)
        total        1000  2000     1000  2000     1000  2500
        ├── north     600  1200      600  1200      600  1200
        │   ├── acme  400     0      450     0      450   800
        │   ├── bolt  150   700      150   700
        │   ├── drip                  75     -       75     -
        │   └── coil                                250     -
        └── south     300     -      300     -        -     -
            └── coil  250     -      250     -
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.revise()
        cls.second.changes_ended_periods = True
        cls.type(cls.copy_of(cls.n_acme, cls.second), 450)
        cls.type(cls.row(cls.copy_of(cls.north, cls.second), cls.drip), 75)
        cls.second.action_confirm()
        cls.third = cls.revise(cls.second)
        cls.third.changes_ended_periods = True
        cls.copies = {
            row.partner_id or row.team_id: row
            for row in cls.third.allocation_ids.sorted("id", reverse=True)
        }
        cls.type(cls.third.root_id, 2500, 2)
        cls.type(cls.copies[cls.acme], 800, 2)
        cls.copies[cls.bolt].unlink()
        cls.copies[cls.coil].unlink()
        cls.type(cls.copies[cls.team_south], None)
        cls.type(cls.row(cls.copies[cls.team_north], cls.coil), 250)
        cls.report = cls.env["sales.plan.report"]
        cls.env.flush_all()

    @classmethod
    def type(cls, row, amount, number=1):
        period = row.plan_id.period_ids.sorted("date_from")[number - 1]
        cls.type_target(row, period, amount)

    def compared(self, plan, groupby=(), user=None, measures=SUMS):
        """Return ``{group: [original, previous, target, change]}``, None for nothing at all."""
        self.env.flush_all()
        self.env.invalidate_all()
        report = self.report.with_user(user or self.manager)
        groups = report._read_group([("plan_id", "=", plan.id)], groupby, measures)
        size = len(groupby)
        return {
            group[0] if size == 1 else group[:size]: [amount or 0 for amount in group[size:]]
            for group in groups
        }

    def by_name(self, plan, user=None):
        """Return figures by row, those that are 0 throughout left out."""
        self.env.flush_all()
        return {
            row.sudo().name: figures
            for row, figures in self.compared(plan, ["allocation_id"], user).items()
            if any(figures)
        }

    # Figures ------------------------------------------------------------------

    def test_rows(self):
        """What each row keeps for itself, then and now; what is gone stands in the row above."""
        self.assertEqual(
            self.by_name(self.third),
            {
                "Total": [900, 900, 1700, 800],
                # bolt's row is gone: what it had stands in north's
                "North": [1400, 1275, 225, -1050],
                # coil's row is in north now: what it had stands in south's
                "South": [300, 300, 0, -300],
                "Acme": [400, 450, 1250, 800],
                "Drip": [0, 75, 75, 0],
                "Coil": [0, 0, 250, 250],
            },
        )

    def test_totals_tie(self):
        """However it is grouped, each revision adds up to its own total."""
        expected = [3000, 3000, 3500, 500]
        groupings = (
            [],
            ["plan_id"],
            ["team_id"],
            ["partner_id"],
            ["user_id"],
            ["team_id", "partner_id"],
            ["allocation_id"],
            ["period_id"],
            ["date:month"],
            ["date:quarter", "allocation_id"],
            ["kind"],
            ["basis"],
        )
        for groupby in groupings:
            with self.subTest(groupby=groupby):
                groups = self.compared(self.third, groupby).values()
                self.assertEqual([sum(figures) for figures in zip(*groups, strict=True)], expected)
        self.assertEqual(self.sales.target_amount, 3000)
        self.assertEqual(self.second.target_amount, 3000)

    def test_side_by_side(self):
        """By team, customer and period the figures of the same thing stand in one line."""
        january, february = self.third.period_ids[:2]
        periods = self.compared(self.third, ["period_id"])
        self.assertEqual(periods[january], [1000, 1000, 1000, 0])
        self.assertEqual(periods[february], [2000, 2000, 2500, 500])
        teams = self.compared(self.third, ["team_id"])
        self.assertEqual(teams[self.team_north], [1800, 1800, 1800, 0])
        self.assertEqual(teams[self.team_south], [300, 300, 0, -300])
        customers = self.compared(self.third, ["partner_id"])
        self.assertEqual(customers[self.bolt], [850, 850, 0, -850])
        self.assertEqual(customers[self.coil], [250, 250, 250, 0])

    def test_one_by_one(self):
        """The rows of the list add up to the groups of the pivot."""
        rows = self.report.search([("plan_id", "=", self.third.id)])
        sums = defaultdict(lambda: [0] * 4)
        for row in rows:
            for place, name in enumerate(MEASURES):
                sums[row.allocation_id, row.period_id][place] += row[name]
        groups = self.compared(self.third, ["allocation_id", "period_id"])
        self.assertEqual(
            {key: figures for key, figures in sums.items() if any(figures)},
            {key: figures for key, figures in groups.items() if any(figures)},
        )
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual(rows.exists(), rows)

    def test_each_revision(self):
        """A plan in force is compared with what it superseded, beside a draft of the next one;
        what was superseded, and a first plan, with nothing."""
        self.assertEqual(self.compared(self.second)[()], [3000, 3000, 3000, 0])
        self.assertEqual(self.compared(self.sales)[()], [0, 0, 3000, 0])
        self.third.action_confirm()
        self.assertEqual(self.compared(self.second)[()], [0, 0, 3000, 0])
        self.third.action_close()
        self.assertEqual(self.compared(self.third)[()], [3000, 3000, 3500, 500])
        [[plans]] = self.report._read_group([], [], ["plan_id:recordset"])
        self.assertIn(self.sales, plans)

    def test_nothing_is_not_zero(self):
        """A plan without earlier revisions has no figures of them."""
        rows = self.report.formatted_read_group([("plan_id", "=", self.sales.id)], [], SUMS)
        self.assertEqual([rows[0][name] for name in SUMS], [False, False, 3000, False])

    def test_only_what_is_asked(self):
        """Each measure gives the same alone as together."""
        for groupby in ([], ["allocation_id"], ["period_id"]):
            together = self.compared(self.third, groupby)
            for place, name in enumerate(SUMS):
                alone = self.compared(self.third, groupby, measures=[name])
                for key, figures in together.items():
                    self.assertEqual(alone.get(key, [0])[0], figures[place], (groupby, name))

    # What may be seen ---------------------------------------------------------

    def test_who_sees_what(self):
        """Nobody sees more of an earlier plan than they did in it, nor in rows hidden now."""
        expected = {
            self.salesperson: {"Acme": [400, 400, 450, 50]},
            self.colleague: {"Bolt": [850, 850, 850, 0]},
            self.stranger: {},
            self.other_leader: {"South": [50, 50, 50, 0], "Coil": [250, 250, 250, 0]},
        }
        for user, figures in expected.items():
            self.assertEqual(self.by_name(self.second, user), figures, user.name)
        north = self.by_name(self.second, self.leader)
        self.assertEqual(set(north), {"North", "Acme", "Bolt", "Drip"})
        self.assertEqual(sum(figures[1] for figures in north.values()), 1800)
        for user in (self.auditor, self.manager):
            self.assertEqual(self.compared(self.second, user=user)[()], [3000, 3000, 3000, 0])

    def test_row_that_is_gone(self):
        """Whoever sees nothing of what stands for a row now does not see the row either."""
        self.third.action_confirm()
        self.assertEqual(self.by_name(self.third, self.colleague), {})
        rows = self.report.with_user(self.colleague).search([("plan_id", "=", self.third.id)])
        self.assertFalse(rows)
        self.assertEqual(sum(f[1] for f in self.by_name(self.third, self.leader).values()), 1800)

    def test_new_responsible(self):
        """Who gets a row does not get to see what it had before it was theirs."""
        south = self.copies[self.team_south]
        south.responsible_id = self.colleague
        self.type(south, 5)
        self.third.action_confirm()
        self.assertEqual(self.by_name(self.third, self.colleague), {"South": [0, 0, 5, 5]})
        self.assertEqual(self.by_name(self.third, self.other_leader)["South"][1], 300)

    def test_other_companies(self):
        """What is in a company that the user does not work in is not compared."""
        other = self.make_other_company()
        second = self.second.with_context(allowed_company_ids=other.ids)
        self.assertFalse(self.report.with_env(second.env).search([("plan_id", "=", second.id)]))

    # Other shapes -------------------------------------------------------------

    def test_other_measures(self):
        """Revenue is not compared with quantities."""
        self.third.measure = "quantity"
        self.assertEqual(self.compared(self.third)[()], [0, 0, 3500, 0])

    def test_other_periods(self):
        """Months of the revised plan stand in the quarter that they fall in."""
        fourth = self.revise(self.second)
        self.assertEqual(fourth, self.third)
        third = self.third
        third.allocation_ids.target_ids.unlink()
        third.period_type = "quarter"
        self.type(third.root_id, 6000)
        first = third.period_ids[0]
        self.assertEqual(self.compared(third, ["period_id"])[first], [3000, 3000, 6000, 3000])
        months = self.compared(third, ["date:month"])
        self.assertEqual([figures[1] for figures in months.values()], [1000, 2000])

    def test_moved_span(self):
        """What was planned for days that the revision leaves out is in no period, and counts."""
        third = self.third
        third.allocation_ids.target_ids.unlink()
        third.date_from = "2025-02-01"
        periods = self.compared(third, ["period_id"])
        empty = self.env["sales.plan.period"]
        self.assertEqual(periods[empty][1], 1000)
        self.assertEqual(periods[third.period_ids[0]][1], 2000)

    def test_other_levels(self):
        """A plan that is broken down otherwise shows earlier figures as deep as they match."""
        plan = self.third
        plan.root_id.child_ids.unlink()
        plan.level_ids = [
            Command.clear(),
            Command.create({"dimension": "customer"}),
        ]
        acme = self.row(plan, self.acme)
        figures = self.by_name(plan)
        self.assertEqual(figures["Acme"][:2], [400, 450])
        self.assertEqual(figures["Total"][:2], [2600, 2550])
        self.assertEqual(self.compared(plan, ["allocation_id"])[acme][:2], [400, 450])

    def test_categories(self):
        """What was planned for a part of a category stands in the row of the category."""
        plan = self.plan("product_category", name="Categories")
        screws, nails = self.rows(plan, self.screws, self.nails)
        self.target(screws, 30)
        self.target(nails, 20)
        plan.action_confirm()
        revision = self.revise(plan)
        revision.root_id.child_ids.unlink()
        self.target(self.row(revision, self.hardware), 60)
        self.assertEqual(
            self.compared(revision, ["product_category_id"]),
            {
                self.hardware: [0, 0, 60, 60],
                self.screws: [30, 30, 0, -30],
                self.nails: [20, 20, 0, -20],
            },
        )
        self.assertEqual(self.by_name(revision), {"Goods / Hardware": [50, 50, 60, 10]})

    def test_row_of_a_region_itself(self):
        """What a region had for itself and what its own row below it had stay apart."""
        region = self.env["crm.team"].create({"name": "Region", "company_id": self.company.id})
        (self.team_north | self.team_south).parent_id = region
        plan = self.plan("team", "team", name="Regions")
        row = self.row(plan, region)
        own, north = self.rows(row, region, self.team_north)
        for target, amount in ((row, 100), (own, 30), (north, 50)):
            self.target(target, amount)
        plan.action_confirm()
        revision = self.revise(plan)
        rows = {row.origin_id: row for row in revision.allocation_ids}
        figures = self.compared(revision, ["allocation_id"])
        for origin, amount in ((row, 20), (own, 30), (north, 50)):
            self.assertEqual(figures[rows[origin]], [amount, amount, amount, 0])

    # Ways in and out ----------------------------------------------------------

    def test_compare_action(self):
        """The plan opens the comparison, by rows."""
        action = self.third.action_compare_revisions()
        self.assertEqual(action["res_model"], "sales.plan.report")
        self.assertEqual(action["views"][0][1], "pivot")
        context = action["context"]
        self.assertEqual(context["pivot_measures"], [*MEASURES, "raised_amount", "cut_amount"])
        total, rows = self.report.formatted_read_grouping_sets(
            action["domain"],
            [[], context["pivot_row_groupby"]],
            [f"{name}:sum" for name in context["pivot_measures"]],
        )
        self.assertEqual([total[0][name] for name in SUMS], [3000, 3000, 3500, 500])
        changed = {
            group["allocation_id"][1].rpartition(" / ")[2]: group["change_amount:sum"]
            for group in rows
            if group["change_amount:sum"]
        }
        self.assertEqual(
            changed, {"Total": 800, "North": -1050, "South": -300, "Acme": 800, "Coil": 250}
        )

    def test_rows_open_their_plan(self):
        """An earlier figure opens the plan that it comes from."""
        rows = self.report.search([("plan_id", "=", self.third.id), ("kind", "=", "earlier")])
        for name, plan in (("original_amount", self.sales), ("previous_amount", self.second)):
            for row in rows.filtered(name):
                action = row.action_open_document()
                self.assertEqual((action["res_model"], action["res_id"]), ("sales.plan", plan.id))
                self.assertEqual(row.reference, plan.display_name)

    def test_cost(self):
        """Comparing takes as many queries for many rows as for few, none when it is not asked."""
        domain = [("plan_id", "=", self.third.id)]

        def count(measures):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.report.with_user(self.leader)._read_group(domain, ["allocation_id"], measures)
            return self.env.cr.sql_log_count - before

        self.third.action_confirm()
        count(SUMS)  # fills caches
        few, without = count(SUMS), count(["target_amount:sum"])
        partners = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(20)])
        fourth = self.revise(self.third)
        fourth.changes_ended_periods = True
        for row in self.rows(self.copy_of(self.copies[self.team_north], fourth), *partners):
            self.type(row, 10)
        fourth.action_confirm()
        domain = [("plan_id", "=", fourth.id)]
        self.assertEqual(count(SUMS), few)
        self.assertEqual(count(["target_amount:sum"]), without)
        self.assertLess(without, few)
