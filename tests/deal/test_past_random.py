import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from ..common.base import draw_seeds
from ..common.past import TOLD, PastCommon

#: The company of a deal is not tracked: Odoo takes it from salesperson and team, and lets go of it
#: where a deal has neither.
TRACKED = [name for name in TOLD if name != "company_id"]


@tagged("post_install", "-at_install", "-standard", "sales_plan_random")
class TestPastRandom(PastCommon):
    """Whatever happened to deals: what is rebuilt is what the triggers had recorded."""

    DEALS = 10
    CHANGES = 45

    def setUp(self):
        super().setUp()
        self.stages = self.new | self.qualified | self.proposition
        other = self.make_other_company()
        (self.salesperson | self.colleague | self.stranger).company_ids |= other
        self.nowhere = self.env["crm.team"].create({"name": "Nowhere", "company_id": False})
        self.teams = self.team_north | self.team_south | self.nowhere
        self.owners = self.salesperson | self.colleague | self.stranger

    def draw_place(self, rng):
        """A deal of the company, or of none, which is of its salesperson's."""
        if rng.random() < 0.3:
            return {"company_id": False, "team_id": self.nowhere.id}
        return {"company_id": self.company.id, "team_id": rng.choice(self.teams).id}

    def change_something(self, rng, deal):
        """Let a random thing that is tracked happen to a deal."""
        teams = self.teams if deal.company_id else self.nowhere
        stage = rng.choice(self.stages)
        amount = rng.choice((0, rng.randrange(10**7) / 100))
        chance = rng.randrange(1, 100)
        things = [
            lambda: deal.write({"expected_revenue": amount}),
            lambda: deal.write({"user_id": rng.choice((False, *self.owners.ids))}),
            lambda: deal.write({"team_id": rng.choice((False, *teams.ids))}),
            lambda: deal.write({"type": rng.choice(("lead", "opportunity"))}),
            lambda: deal.write({"active": not deal.active}),
            lambda: deal.action_set_lost() if deal.won_status == "pending" else None,
            lambda: deal.write({"active": True, "stage_id": stage.id, "probability": chance}),
            lambda: deal.write({"stage_id": self.done.id}),
            lambda: deal.write({"stage_id": stage.id, "probability": chance}),
            lambda: deal.write(
                {"expected_revenue": amount, "stage_id": stage.id, "probability": chance}
            ),
        ]
        for thing in rng.sample(things, rng.choice((1, 1, 2))):
            thing()

    def test_every_version(self):
        for seed in draw_seeds(3):
            with self.subTest(seed=seed):
                self.forget_deals()
                self.live_and_compare(random.Random(seed))

    def live_and_compare(self, rng):
        moment = datetime(2031, 1, 6, 9)
        deals = self.leads.browse()
        for __ in range(self.DEALS):
            moment += timedelta(minutes=rng.choice((1, 30)))
            deals |= self.born(
                moment,
                rng.randrange(10**6) / 100,
                type=rng.choice(("lead", "opportunity", "opportunity")),
                stage_id=rng.choice(self.stages).id,
                **self.draw_place(rng),
            )
        for __ in range(self.CHANGES):
            moment += timedelta(minutes=rng.choice((7, 50, 3000)))
            with self.happening(moment):
                for deal in rng.sample(deals, rng.choice((1, 1, 3))):
                    self.change_something(rng, deal)
        recorded = self.read_versions(deals, TRACKED)
        installed = moment + timedelta(days=1)
        self.install(installed)
        self.rebuild_past()
        rebuilt = self.read_versions(deals, TRACKED)
        for deal in deals:
            self.assertEqual(self.joined(rebuilt[deal.id]), self.joined(recorded[deal.id]))
            self.assertEqual(rebuilt[deal.id][-1][0], installed)
        self.assertGreater(sum(map(len, rebuilt.values())), 3 * self.DEALS)
