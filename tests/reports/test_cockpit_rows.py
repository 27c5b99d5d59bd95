from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common.cockpit import CockpitCommon
from ..common.publishing import publish


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpitRows(CockpitCommon):
    """P27, S15, R3: how people and teams have gone so far, and what may be done about them."""

    def follow(self, user, **request):
        return self.cockpit(user).cockpit_rows(request)

    def acts(self, user, row, **request):
        return self.follow(user, **request)["rows"][row.id]["acts"]

    # Lines --------------------------------------------------------------------

    def test_line_of_a_year(self):
        """The same as on the row's own page: a point for each week and one for today."""
        answer = self.follow(self.leader)
        for row in (self.own, self.theirs):
            found = answer["rows"][row.id]
            chart = self.opens(self.leader, row_id=row.id)["chart"]
            self.assertEqual(answer["days"], chart["days"])
            self.assertEqual(found["plan"], chart["plan"])
            self.assertEqual(found["actual"], [day for day in chart["actual"] if day is not None])
        self.assertEqual(answer["rows"][self.own.id]["actual"][-1], 2000)

    def test_line_of_a_month(self):
        """A point for each day, up to today; of a quarter one for each week."""
        answer = self.follow(self.leader, unit="month")
        self.assertEqual(len(answer["days"]), 31)
        self.assertEqual(answer["rows"][self.own.id]["actual"], [0] * 9 + [300] * 7)
        self.assertLess(len(self.follow(self.leader, unit="quarter")["days"]), 16)

    def test_nothing_yet(self):
        """What is to come has no line, and who has no target none of a plan."""
        ahead = self.follow(self.leader, unit="month", day="2026-06-01")
        self.assertEqual(ahead["rows"][self.own.id]["actual"], [])
        north = self.follow(self.manager, unit="month", day="2026-02-01")["rows"]
        self.assertIsNone(north[self.south.id]["plan"])
        self.assertEqual(self.follow(self.salesperson), {"days": [], "rows": {}})

    # Acts ---------------------------------------------------------------------

    def test_plan_in_force(self):
        """Figures of a plan that is confirmed as a whole stay: one writes to their owners."""
        self.assertEqual(self.acts(self.leader, self.own), ["write"])
        self.assertEqual(self.acts(self.manager, self.north), ["write"])
        self.assertEqual(self.acts(self.auditor, self.north), [])

    def test_level_by_level(self):
        """Who gives out targets adjusts them, and splits what has rows below; each what is theirs,
        and what is offered opens."""
        plan = self.plan("team", "salesperson", year=2026, name="Levels", is_cascaded=True)
        north = self.row(plan, self.team_north)
        own = self.row(north, self.salesperson)
        self.target(north, 100, 3)
        self.target(own, 60, 3)
        plan.with_user(self.manager).action_confirm()
        publish(plan.with_user(self.manager), north.ids)
        request = {"plan_id": plan.id}
        self.assertEqual(self.acts(self.manager, north, **request), ["write", "adjust", "split"])
        self.assertEqual(self.acts(self.leader, own, **request), ["adjust"])
        self.assertEqual(self.acts(self.auditor, north, **request), [])
        table = self.env["sales.plan.table"].with_user(self.manager)
        wizard = table.table_suggest(plan.id, north.id)
        self.assertEqual(wizard["context"]["default_allocation_id"], north.id)
        letter = north.with_user(self.manager).action_write_owners()
        self.assertEqual(letter["context"]["default_partner_ids"], self.leader.partner_id.ids)
        plan.with_user(self.manager).action_close()
        self.assertEqual(self.acts(self.manager, north, **request), ["write"])

    # Moving deals -------------------------------------------------------------

    def mover(self, user=None):
        self.env.invalidate_all()
        return self.env["sales.deal.move"].with_user(user or self.salesperson)

    def move(self, lead, seen, user=None, **place):
        return self.mover(user).deal_move(lead.id, seen, {**seen, **place})

    def look(self, lead, user=None):
        place = self.mover(user).deal_place(lead.id)
        return {name: place[name] for name in ("day", "stage_id")}

    def test_move(self):
        """Another day and another stage; the figures follow."""
        deal = self.deal(self.acme, 5000, date_deadline="2026-04-25")
        stages = self.mover().deal_place(deal.id)["stages"]
        place = self.look(deal)
        self.assertEqual(place, {"day": "2026-04-25", "stage_id": deal.stage_id.id})
        self.assertEqual(self.figures(unit="month")["pipeline"], 0)
        other = next(stage for stage, __ in stages if stage != place["stage_id"])
        self.assertEqual(
            self.move(deal, place, day="2026-03-25", stage_id=other), {"conflict": False}
        )
        self.assertEqual((str(deal.date_deadline), deal.stage_id.id), ("2026-03-25", other))
        self.assertEqual(self.figures(unit="month")["pipeline"], 5000)
        self.move(deal, self.look(deal), day=False)
        self.assertFalse(deal.date_deadline)

    def test_somebody_else_was_faster(self):
        """It stays, and one is told by whom and where it is; then it moves from there."""
        deal = self.deal(self.acme, 5000, date_deadline="2026-04-25")
        seen = self.look(deal)
        deal.date_deadline = "2026-05-02"
        answer = self.move(deal, seen, day="2026-03-25")
        self.assertEqual(str(deal.date_deadline), "2026-05-02")
        self.assertIn(self.env.user.name, answer["conflict"])
        self.assertEqual(answer["day"], "2026-05-02")
        self.assertFalse(self.move(deal, self.look(deal), day="2026-03-25")["conflict"])
        self.assertEqual(str(deal.date_deadline), "2026-03-25")

    def test_who_may_move(self):
        """With Odoo's rights on deals, and only open ones."""
        deal = self.deal(self.bolt, 50, user_id=self.colleague.id, date_deadline="2026-05-01")
        seen = self.look(deal, self.colleague)
        with self.assertRaises(UserError):
            self.mover().deal_place(deal.id)
        with self.assertRaises(UserError):
            self.move(deal, seen, day=False)
        with self.assertRaises(AccessError):
            self.move(deal, seen, self.auditor, day=False)
        with self.assertRaisesRegex(UserError, "This stage is not there"):
            self.move(deal, seen, self.colleague, stage_id=2**30)
        deal.action_set_won()
        with self.assertRaisesRegex(UserError, "not open any more"):
            self.move(deal, seen, self.colleague, day=False)

    def test_moving_is_offered(self):
        """To who may write the deal."""
        self.deal(self.acme, 5000, date_deadline="2026-04-25", probability=50)
        [deal] = self.cockpit().cockpit_landing({"unit": "year"})["deals"]["rows"]
        self.assertTrue(deal["can_move"])

    # Since one last looked ----------------------------------------------------

    def visit(self, moment, user=None):
        with freeze_time(moment):
            self.env["sales.plan.visit"].with_user(user or self.salesperson).visit_plan(
                self.in_force.id
            )

    def news(self, user=None, **request):
        return self.cockpit(user).cockpit_news(request)

    def test_since_one_last_looked(self):
        """Since the last day before today on which one looked, that day included; the same all
        day long, and for nobody else."""
        self.bill(self.acme, 50, "2026-03-12")
        self.assertEqual(self.news(), {})
        self.visit("2026-03-05 20:00:00")
        self.visit("2026-03-12 08:00:00")
        for moment in ("2026-03-12 10:30:00", "2026-03-16 10:00:00", "2026-03-16 10:20:00"):
            news = self.news()
            self.assertEqual((news["since"], news["amount"]), ("2026-03-12", 50))
            self.visit(moment)
        self.assertEqual(self.documents("invoiced", since=news["since"]), 50)
        self.assertEqual(self.news(self.leader), {})
        with freeze_time("2026-03-17 10:00:00"):
            self.assertEqual(self.news()["since"], "2026-03-16")

    def test_deals_since_one_last_looked(self):
        self.visit("2026-02-01 10:00:00")
        self.deal(self.acme, 800, date_deadline="2026-05-01")
        [new] = [row for row in self.news()["steps"] if row["step"] == "new"]
        self.assertEqual((new["count"], new["amount"]), (1, 800))
        action = self.cockpit().cockpit_open_step({}, "new", self.news()["since"])
        flow = self.env[action["res_model"]].with_user(self.salesperson)
        found = flow.with_context(**action["context"]).search(action["domain"])
        self.assertEqual(found.mapped("amount"), [800])
        self.assertEqual(action["context"]["flow_from"], "2026-01-31")

    def test_outside_of_the_span(self):
        self.visit("2026-02-01 10:00:00")
        self.assertIsNone(self.news(unit="month", day="2026-01-01")["amount"])
        self.assertEqual(self.news(unit="month")["amount"], 300)

    def test_visits_are_ones_own(self):
        """Nobody reads others' visits, or makes one of a plan that is hidden from them."""
        self.visit("2026-03-12 10:00:00")
        visits = self.env["sales.plan.visit"]
        self.assertEqual(len(visits.with_user(self.salesperson).search([])), 1)
        self.assertFalse(visits.with_user(self.manager).search([]))
        with self.assertRaises(UserError):
            visits.with_user(self.salesperson).visit_plan(2**30)
        with self.assertRaises(AccessError):
            visits.with_user(self.clerk).visit_plan(self.in_force.id)

    # Another basis ------------------------------------------------------------

    def test_another_basis(self):
        """All figures count orders then, and say so; the same to whoever gets the request."""
        self.order(self.acme, "2026-02-15 10:00:00", (self.screw, 250))
        self.deal(self.acme, 400, won="2026-02-01 10:00:00")
        answer = self.opens(self.leader, basis="ordered")
        self.assertEqual(answer["figures"]["actual"], 250)
        self.assertIn(250, answer["chart"]["actual"])
        self.assertEqual(answer["request"]["basis"], "ordered")
        self.assertEqual(
            (answer["plan"]["basis"], answer["plan"]["own_basis"]), ("ordered", "invoiced")
        )
        self.assertRegex(
            answer["basis_note"], "Counted here: .*Order.* The plan itself counts: .*Invoice"
        )
        self.assertEqual(
            [bar["basis"] for bar in answer["bases"]["bars"] if bar["is_own"]], ["ordered"]
        )
        [own] = [row for row in answer["reports"]["rows"] if row["row_id"] == self.own.id]
        self.assertEqual(own["actual"], 250)
        lines = self.follow(self.leader, basis="ordered")["rows"]
        self.assertEqual(lines[self.own.id]["actual"][-1], 250)
        customers = self.cockpit().cockpit_lists({"basis": "won"})["customers"]["rows"]
        self.assertEqual([row["actual"] for row in customers], [400])
        for basis, certain in (("ordered", 250), ("won", 400), ("invoiced", 2000)):
            landing = self.cockpit().cockpit_landing({"basis": basis})["own"]
            self.assertEqual(landing["parts"]["certain"], certain, basis)

    def test_own_basis(self):
        """What the plan counts needs no word; a measure that deals do not have is not counted by
        them."""
        answer = self.opens(basis="invoiced")
        self.assertFalse(answer["basis_note"] or answer["request"]["basis"])
        self.assertEqual(len(answer["countable"]), 4)
        plan = self.plan("salesperson", year=2026, basis="invoiced", measure="margin")
        self.target(self.row(plan, self.salesperson), 100)
        plan.with_user(self.manager).action_confirm()
        answer = self.opens(plan_id=plan.id, basis="won")
        self.assertEqual(answer["plan"]["basis"], "invoiced")
        self.assertNotIn("won", [choice["basis"] for choice in answer["countable"]])

    # Who only reads -----------------------------------------------------------

    def test_auditor(self):
        """The same figures as the manager's, and nothing that writes; deals that decide are
        counted, not named."""
        self.deal(self.acme, 50000, date_deadline="2026-04-25", probability=50)
        mine, theirs = self.opens(self.auditor), self.opens(self.manager)
        self.assertEqual(mine["figures"], theirs["figures"])
        self.assertEqual(
            [row["row_id"] for row in mine["reports"]["rows"]],
            [row["row_id"] for row in theirs["reports"]["rows"]],
        )
        self.assertFalse(mine["can_act"])
        rows = self.follow(self.auditor)["rows"].values()
        self.assertFalse(any(row["acts"] for row in rows))
        self.assertEqual(self.cockpit(self.auditor).cockpit_lists({})["advice"], [])
        landing = self.cockpit(self.auditor).cockpit_landing({})
        self.assertIsNone(landing["deals"])
        self.assertIn("1 deals decide.", [reason["text"] for reason in landing["own"]["reasons"]])
        self.visit("2026-03-12 10:00:00", self.auditor)
        self.assertEqual(self.news(self.auditor)["since"], "2026-03-12")
