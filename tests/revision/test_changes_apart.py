from odoo.tests import tagged

from ..common.revision import RevisionCommon

CHANGES = ["change_amount:sum", "raised_amount:sum", "cut_amount:sum"]


@tagged("post_install", "-at_install")
class TestChangesApart(RevisionCommon):
    """P16: what is raised in one place of a revision hides no cut in another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revision = cls.revise()
        cls.revision.changes_ended_periods = True
        cls.copies = {row.origin_id: row for row in cls.revision.allocation_ids}
        cls.report = cls.env["sales.plan.report"]

    def move(self, *cells):
        """Type amounts into cells, given by row, number of the period and amount."""
        for row, number, amount in cells:
            period = self.revision.period_ids.sorted("date_from")[number - 1]
            self.type_target(self.copies[row], period, amount)
        self.env.flush_all()
        self.env.invalidate_all()

    def changes(self, groupby=(), user=None):
        """Return ``{group: (change, raised, cut)}``, those without any left out."""
        report = self.report.with_user(user or self.manager)
        domain = [("plan_id", "=", self.revision.id)]
        groups = report._read_group(domain, groupby, CHANGES)
        return {
            group[:-3]: tuple(amount or 0 for amount in group[-3:])
            for group in groups
            if any(group[-3:])
        }

    def test_between_rows(self):
        """A hundred taken from one row and given to the next: no change in all, and both told."""
        self.move((self.n_bolt, 2, 600), (self.n_acme, 2, 100))
        self.assertEqual(self.changes(), {(): (0, 100, -100)})
        acme, bolt = self.copies[self.n_acme], self.copies[self.n_bolt]
        rows = self.changes(["allocation_id"])
        self.assertEqual(rows, {(acme,): (100, 100, 0), (bolt,): (-100, 0, -100)})
        by_team = self.changes(["team_id"])
        self.assertEqual(by_team, {(self.team_north,): (0, 100, -100)})

    def test_rows_without_own_amounts(self):
        """Rows that gave all of theirs to the rows below, then and now, stand in no comparison."""
        measures = ["original_amount:sum", "previous_amount:sum", "target_amount:sum"]
        domain = [("plan_id", "=", self.revision.id), ("kind", "in", ("target", "earlier"))]
        groups = self.report._read_group(domain, ["allocation_id"], measures)
        self.assertTrue(groups)
        for row, *amounts in groups:
            with self.subTest(row=row.display_name):
                self.assertTrue(any(amounts) or not row.child_ids)

    def test_between_periods(self):
        """The same within a row: its total stays, and a month of it is cut."""
        self.move((self.n_bolt, 1, 250), (self.n_bolt, 2, 600))
        bolt = self.copies[self.n_bolt]
        rows = self.changes(["allocation_id"])
        self.assertEqual(rows[(bolt,)], (0, 100, -100))
        january, february = self.revision.period_ids.sorted("date_from")[:2]
        periods = self.changes(["allocation_id", "period_id"])
        self.assertEqual(periods[bolt, january], (100, 100, 0))
        self.assertEqual(periods[bolt, february], (-100, 0, -100))

    def test_they_add_up(self):
        """Raised and cut add up to the change, and to the same totals, however it is grouped."""
        self.move((self.total_row, 1, 1300), (self.n_acme, 1, 120), (self.s_coil, 1, None))
        [expected] = self.changes().values()
        self.assertEqual(expected[0], expected[1] + expected[2])
        self.assertGreater(expected[1], 0)
        self.assertLess(expected[2], 0)
        groupings = (
            ["allocation_id"],
            ["period_id"],
            ["team_id", "partner_id"],
            ["date:month"],
            ["date:quarter", "allocation_id"],
            ["plan_id"],
        )
        for groupby in groupings:
            groups = self.changes(groupby).values()
            found = tuple(round(sum(amounts), 2) for amounts in zip(*groups, strict=True))
            self.assertEqual(found, expected, groupby)

    def test_it_opens_so_that_changes_are_seen(self):
        """Compare Revisions opens by row, with what was raised and what was cut apart."""
        context = self.revision.action_compare_revisions()["context"]
        self.assertEqual(context["pivot_row_groupby"], ["allocation_id"])
        measures = {"change_amount", "raised_amount", "cut_amount"}
        self.assertLessEqual(measures, set(context["pivot_measures"]))

    def test_unchanged(self):
        self.assertEqual(self.changes(), {})
        self.assertEqual(self.changes(["allocation_id"]), {})

    def test_no_lines(self):
        """Lists have targets and earlier targets, and nothing besides."""
        self.move((self.n_bolt, 2, 600), (self.n_acme, 2, 100))
        lines = self.report.search([("plan_id", "=", self.revision.id)])
        self.assertFalse(any(lines.mapped("raised_amount")))
        self.assertFalse(any(lines.mapped("cut_amount")))
        counts = self.report._read_group(
            [("plan_id", "=", self.revision.id), ("kind", "!=", "fact")], [], ["__count"]
        )
        self.assertEqual(counts, [(len(lines),)])
