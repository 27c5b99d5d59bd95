from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.publishing import publish
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestCascade(CascadeCommon):
    """S3–S7: a plan is split level by level; what is not published is not there for others."""

    def test_confirming_publishes_the_total(self):
        self.assertEqual(self.in_force(self.manager), {"total": 1000})
        self.assertEqual(self.working(self.manager), self.AMOUNTS)
        self.assertEqual(self.working(self.auditor), self.AMOUNTS)
        for user in (self.leader, self.salesperson):
            self.assertEqual(self.in_force(user), {})
            rows = self.env["sales.plan.allocation"].with_user(user)
            self.assertFalse(rows.search([("plan_id", "=", self.cascade.id)]))
        figures = self.tree["north"].with_user(self.manager)
        self.assertEqual(figures.target_amount, 0)
        self.assertFalse(figures.has_target)

    def test_publishing_is_level_by_level(self):
        with self.assertRaisesRegex(UserError, "below North is published with it or after it"):
            self.publish(self.manager, "salesperson")
        self.publish(self.manager, "north")
        self.assertEqual(self.in_force(self.manager), {"total": 1000, "north": 600})
        self.assertEqual(self.in_force(self.leader), {"north": 600})
        self.assertEqual(
            self.working(self.leader),
            {"north": 600, "salesperson": 350, "colleague": 250, "acme": 200},
        )
        self.assertEqual(self.in_force(self.salesperson), {})
        self.publish(self.leader, "salesperson")
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350})
        self.assertEqual(self.working(self.salesperson, "acme", "salesperson"), [None, 350])
        self.assertEqual(self.in_force(self.colleague), {})

    def test_whole_subtree(self):
        self.publish(self.manager, "north", below=True)
        everything = {"north": 600, "salesperson": 350, "colleague": 250, "acme": 200}
        self.assertEqual(self.in_force(self.leader), everything)
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350, "acme": 200})
        self.assertEqual(self.in_force(self.other_leader), {})

    def test_all_that_is_ready(self):
        """Nothing named: what is directly below the own rows."""
        publish(self.plan_of(self.manager), [])
        self.assertEqual(self.in_force(self.manager), {"total": 1000, "north": 600, "south": 400})
        with self.assertRaisesRegex(UserError, "nothing to publish"):
            publish(self.plan_of(self.manager), [])
        publish(self.plan_of(self.leader), [])
        self.assertEqual(self.in_force(self.colleague), {"colleague": 250})

    def test_leader_changes_what_is_below(self):
        self.publish(self.manager, "north", "south")
        self.type(self.leader, "salesperson", "360")
        self.assertEqual(self.working(self.leader, "north", "salesperson"), [600, 360])
        self.assertEqual(self.working(self.manager, "salesperson"), [360])
        for name in ("north", "total", "south", "stranger"):
            with self.subTest(name=name), self.assertRaises(UserError):
                self.type(self.leader, name, "1")
        with self.assertRaisesRegex(UserError, "was given to you"):
            self.type(self.leader, "north", "1")
        with self.assertRaises(AccessError):
            self.type(self.salesperson, "salesperson", "1")
        self.assertEqual(self.working(self.manager, "north", "salesperson"), [600, 360])

    def test_leader_adds_and_removes_rows(self):
        self.publish(self.manager, "north")
        newcomer = self._make_user("newcomer", "sales_team.group_sale_salesman")
        self.team_north.member_ids |= newcomer
        answer = self.edit(self.leader, "add_rows", parent="north", values=newcomer.ids)
        [row_id] = set(answer["children"][self.tree["north"].id]) - set(self.ids_of(*self.tree))
        self.edit(self.leader, "type", cells=[[row_id, self.january.id, "5"]], source="type")
        self.edit(self.leader, "remove_rows", rows=[row_id])
        with self.assertRaises(UserError):
            self.edit(self.leader, "add_rows", parent="south", values=newcomer.ids)
        with self.assertRaises(UserError):
            self.edit(self.leader, "remove_rows", rows=["north"])
        self.publish(self.leader, "salesperson")
        with self.assertRaisesRegex(UserError, "Withdraw it first"):
            self.edit(self.leader, "remove_rows", rows=["salesperson"])
        rows = self.env["sales.plan.allocation"].with_user(self.leader)
        for call in (
            lambda: rows.create({"parent_id": self.tree["north"].id, "user_id": newcomer.id}),
            lambda: self.row_of("colleague", self.leader).unlink(),
            lambda: self.row_of("colleague", self.leader).write({"responsible_id": self.leader}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_published_figures_stay_in_force(self):
        """S6: the next figures are prepared while the published ones count."""
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "300")
        self.edit(self.leader, "clear", rows=["acme"], periods=self.january, below=False)
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350, "acme": 200})
        self.assertEqual(self.working(self.salesperson, "salesperson", "acme"), [350, 200])
        self.assertEqual(self.working(self.leader, "salesperson", "acme"), [300, None])
        self.assertEqual(
            self.states(self.leader, "salesperson", "acme", "colleague"),
            [("changed", False), ("changed", False), ("published", False)],
        )
        publication = self.publish(self.leader, "salesperson")
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 300, "acme": 200})
        [line] = publication.line_ids
        self.assertEqual(
            (line.kind, line.amount_before, line.amount_after, line.owner_id),
            ("changed", 350, 300, self.salesperson),
        )
        self.assertEqual(line.cells, [[None, 350, 300], [self.january.id, 350, 300]])
        self.assertEqual(self.states(self.leader, "acme"), [("changed", True)])
        self.publish(self.leader, "acme")
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 300})
        self.assertEqual(self.states(self.leader, "acme"), [("published", False)])

    def test_changes_are_taken_back(self):
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "300")
        self.edit(self.leader, "hold", rows=["salesperson"], periods=[])
        self.edit(self.leader, "discard", rows=["salesperson"], periods=[])
        self.assertEqual(self.states(self.leader, "salesperson"), [("published", False)])
        self.undo(self.leader)
        self.assertEqual(self.working(self.leader, "salesperson"), [300])
        self.undo(self.leader)
        self.undo(self.leader)
        self.assertEqual(self.states(self.leader, "salesperson"), [("published", False)])
        self.assertFalse(
            self.env["sales.plan.draft"].search([("plan_id", "=", self.cascade.id)]).allocation_id
            & self.tree["salesperson"]
        )

    def test_typing_back_is_no_change(self):
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "300")
        self.type(self.leader, "salesperson", "350")
        self.assertEqual(self.states(self.leader, "salesperson"), [("published", False)])

    def test_draft_from_above_does_not_show_below(self):
        """S7: who splits a row does not learn its next figure from the rows below."""
        self.publish(self.manager, "north", below=True)
        self.type(self.manager, "north", "900", spread=True)
        self.assertEqual(self.working(self.manager, "north", "salesperson"), [900, 350])
        self.assertEqual(self.working(self.leader, "north", "salesperson"), [600, 350])
        with self.assertRaisesRegex(UserError, "has changes that are not published"):
            self.edit(
                self.manager,
                "spread",
                rows=["north"],
                periods=self.january,
                direction="below",
                mode="current",
            )
        self.publish(self.manager, "north")
        self.assertEqual(self.working(self.leader, "north", "salesperson"), [900, 350])
        self.assertEqual(
            self.states(self.leader, "north", "salesperson", "acme"),
            [("published", False), ("published", True), ("published", True)],
        )
        self.edit(
            self.manager,
            "spread",
            rows=["north"],
            periods=self.january,
            direction="below",
            mode="current",
        )
        self.assertEqual(self.working(self.leader, "salesperson", "colleague"), [525, 375])

    def test_spread_from_the_total_stops_at_splits_of_others(self):
        self.publish(self.manager, "north", below=True)
        self.type(self.manager, "total", "2000", spread=True)
        self.assertEqual(
            self.working(self.manager, "total", "north", "south", "stranger"),
            [2000, 1200, 800, 600],
        )
        self.assertEqual(self.working(self.leader, "north", "salesperson"), [600, 350])
        january = self.january
        spread = {"rows": ["total"], "periods": january, "direction": "below", "mode": "even"}
        self.edit(self.manager, "spread", **spread)
        self.assertEqual(
            self.working(self.manager, "north", "salesperson", "south", "stranger"),
            [1000, 350, 1000, 1000],
        )

    def test_withdraw(self):
        self.publish(self.manager, "north", below=True)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.withdraw(self.manager, "north", reason=" ")
        with self.assertRaises(UserError):
            self.withdraw(self.leader, "north")
        self.type(self.leader, "salesperson", "340")
        publication = self.withdraw(self.manager, "north")
        self.assertEqual(publication.row_count, 4)
        self.assertEqual(set(publication.line_ids.mapped("kind")), {"withdrawn"})
        self.assertEqual(self.in_force(self.leader), {})
        self.assertEqual(self.in_force(self.salesperson), {})
        self.assertEqual(self.working(self.manager), {**self.AMOUNTS, "salesperson": 340})
        with self.assertRaisesRegex(UserError, "None of these rows is published"):
            self.withdraw(self.manager, "north")
        with self.assertRaisesRegex(UserError, "The total stays"):
            self.withdraw(self.manager, "total")

    def test_over_assignment(self):
        """S12: a cushion up to the plan's limit, and not more."""
        self.publish(self.manager, "north")
        self.type(self.leader, "salesperson", "410")
        self.publish(self.leader, "salesperson", "colleague")
        self.assertEqual(self.in_force(self.leader)["salesperson"], 410)
        self.type(self.leader, "salesperson", "410.01")
        with self.assertRaisesRegex(UserError, "allows 10% more"):
            self.publish(self.leader, "salesperson")
        self.cascade.over_assignment_limit = 0
        self.type(self.leader, "salesperson", "350")
        self.publish(self.leader, "salesperson")
        self.assertEqual(self.in_force(self.leader)["salesperson"], 350)

    def test_over_assignment_is_told(self):
        """The table warns where publishing refuses, and says how much more the rows below have."""
        self.publish(self.manager, "north")

        def told():
            [row] = table_of(self.plan_of(self.leader)).rows(self.ids_of("north"))["rows"]
            return row["over"] and (row["over"][:2], row["over"][-1]), row["is_over"]

        self.assertEqual(told(), (None, False))
        self.type(self.leader, "salesperson", "410")
        self.assertEqual(told(), (([0.1, None], 0.1), False))
        self.type(self.leader, "salesperson", "410.01")
        self.assertEqual(told()[1], True)
        # where nothing is planned for a row itself, it has what is below it
        self.type(self.leader, "salesperson", "410")
        self.type(self.leader, "salesperson", "60", period=self.february)
        self.assertEqual(told(), (([0.1, None], 60 / 660), False))
        [row] = table_of(self.plan_of(self.leader)).rows(self.ids_of("acme"))["rows"]
        self.assertEqual((row["over"], row["is_over"]), (None, False))

    def test_over_assignment_is_rounded(self):
        """Fractions of a cent that numbers of computers have are nothing given out."""
        for total, given, is_over in (
            (0.7, 0.77, False),
            (0.7, 0.78, True),
            (0, 0, False),
            (0, 0.004, False),
            (0, 0.01, True),
            (-100, -90, False),
        ):
            with self.subTest(total=total, given=given):
                self.assertEqual(self.cascade._is_over_assigned(total, given), is_over)

    def test_sums_are_published_as_shown(self):
        """A row without figures of its own is published with the sum of those below it."""
        self.edit(self.manager, "clear", rows=["north"], periods=[], below=False)
        self.assertEqual(self.working(self.manager, "north"), [600])
        self.publish(self.manager, "north")
        self.assertEqual(self.in_force(self.leader), {"north": 600})
        self.type(self.leader, "colleague", "50")
        self.assertEqual(self.in_force(self.leader), {"north": 600})
        self.assertEqual(self.working(self.leader, "north"), [600])

    def test_why(self):
        """S7: owners are told of publications, not of what was typed before."""
        self.type(self.manager, "salesperson", "777")
        self.type(self.manager, "salesperson", "350")
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "340")
        row_id = self.tree["salesperson"].id

        def why(user):
            lines = table_of(self.plan_of(user)).why(row_id, self.january.id)["lines"]
            return [(line["before"], line["after"]) for line in lines]

        self.assertEqual(why(self.salesperson), [(None, 350)])
        self.assertEqual(why(self.leader), [(350, 340), (None, 350)])
        self.assertEqual(why(self.manager)[0], (350, 340))
        self.assertIn((777, 350), why(self.manager))

    def test_open_tables_learn_of_publishing(self):
        """Who has the table open sees what was published since, as they see what was typed."""
        self.publish(self.manager, "north", below=True)
        plan = self.plan_of(self.salesperson)
        version = plan.edit_version
        self.type(self.leader, "salesperson", "340")
        self.assertEqual(self.working(self.salesperson, "salesperson"), [350])
        self.publish(self.leader, "salesperson")
        watch = self.ids_of("salesperson", "acme")
        answer = table_of(self.plan_of(self.salesperson)).refresh(version, watch)
        [row] = [row for row in answer["rows"] if row["id"] == watch[0]]
        self.assertEqual((row["cells"][0][0], row["state"]), (340, "published"))
        self.assertEqual(answer["merged"], [])

    def test_form_shows_what_is_in_force(self):
        """The rows of the plan's form compare with actuals: they never show drafts."""
        self.publish(self.manager, "north", below=True)
        self.type(self.leader, "salesperson", "340")
        for user in (self.manager, self.leader, self.salesperson):
            plan = self.plan_of(user).with_context(sales_plan_in_force=True)
            self.assertFalse(table_of(plan).open()["plan"]["can_edit"])
            rows = table_of(plan).search("Sales", columns=["progress"])["rows"]
            [row] = [row for row in rows if row["id"] == self.tree["salesperson"].id]
            self.assertEqual(row["cells"][-1][:2], [350, 0])
            self.assertEqual(row["cells"][0][:2], [350, 0])
            self.assertEqual(row["progress"]["gap"], row["progress"]["actual"] - 350)
            self.assertFalse(row["can_edit"])

    def test_publishing_is_recorded_not_typed(self):
        rows = self.tree["north"].with_user(self.manager)
        for values in ({"is_published": True}, {"needs_revision": True}, {"agreement": "open"}):
            with self.assertRaises(AccessError):
                rows.write(values)
        with self.assertRaises(AccessError):
            self.env["sales.plan.allocation"].with_user(self.manager).create(
                {
                    "parent_id": self.tree["total"].id,
                    "team_id": self.team_north.id,
                    "is_published": True,
                }
            )
        target = self.env["sales.plan.target"].with_user(self.manager)
        for call in (
            lambda: target.create(
                {"allocation_id": rows.id, "period_id": self.january.id, "amount": 1}
            ),
            lambda: target.search([("plan_id", "=", self.cascade.id)]).write({"amount": 1}),
            lambda: target.search([("plan_id", "=", self.cascade.id)]).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "Make a revision"):
                call()

    def test_rolling_up_and_splitting_do_not_go_together(self):
        with self.assertRaises(ValidationError):
            self.plan("team", rolls_up=True, is_cascaded=True)

    def test_closed_plan_stays(self):
        self.publish(self.manager, "north")
        self.cascade.action_close()
        with self.assertRaises(UserError):
            self.type(self.leader, "salesperson", "1")
        with self.assertRaises(UserError):
            self.publish(self.leader, "salesperson")

    def test_plan_without_cascade(self):
        plan = self.plan("team", year=2026)
        row = self.row(plan, self.team_north)
        self.target(row, 100)
        with self.assertRaisesRegex(UserError, "not split level by level"):
            publish(plan, row.ids)
        plan.action_confirm()
        self.assertTrue(row.is_published)
        publication = self.env["sales.plan.publication"].search([("plan_id", "=", plan.id)])
        self.assertEqual(publication.kind, "confirm")
        self.assertEqual(publication.line_ids.allocation_id, plan.allocation_ids)

    def test_revision(self):
        """P16: a revision puts in force what was published before; the rest stays private."""
        self.publish(self.manager, "north")
        self.publish(self.leader, "salesperson")
        action = self.cascade.with_user(self.manager).action_revise()
        revision = self.env["sales.plan"].with_user(self.manager).browse(action["res_id"])
        copies = {row.origin_id: row for row in revision.allocation_ids}
        colleague = copies[self.tree["colleague"].with_user(self.manager)]
        self.assertEqual(colleague.target_ids.amount, 250)  # prepared, not published
        self.assertEqual(self.in_force(self.salesperson), {"salesperson": 350})
        revision.changes_ended_periods = True
        north = copies[self.tree["north"].with_user(self.manager)]
        north.target_ids.filtered(lambda t: t.period_id.date_from.month == 1).amount = 650
        revision.action_confirm()
        published = revision.allocation_ids.filtered("is_published")
        self.assertEqual(
            published.origin_id,
            self.env["sales.plan.allocation"].union(
                *(self.tree[name] for name in ("total", "north", "salesperson"))
            ),
        )
        line = self.env["sales.plan.publication.line"].search([("allocation_id", "=", north.id)])
        self.assertEqual((line.kind, line.amount_before, line.amount_after), ("changed", 600, 650))
        self.assertEqual(self.cascade.state, "superseded")
        self.assertFalse(colleague.target_ids)
        drafts = self.env["sales.plan.draft"].search([("allocation_id", "=", colleague.id)])
        self.assertEqual(drafts.amount, 250)
        self.env.invalidate_all()
        targets = self.env["sales.plan.target"].with_user(self.salesperson)
        targets = targets.search([("plan_id", "=", revision.id)])
        self.assertEqual(targets.allocation_id.user_id, self.salesperson)
