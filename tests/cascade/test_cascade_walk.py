from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common.publishing import hand_over, move_up, withdraw
from ..common.walk_org import TEAMS, WalkOrganisation


@tagged("post_install", "-at_install")
@freeze_time("2026-07-01 06:00:00")
class TestCascadeWalk(WalkOrganisation):
    """S3–S9, P15, P16: a year's plan goes down a company of sixty people and changes on its way.

    After each step, what each of them sees is compared with the model of
    :class:`WalkOrganisation`, and some of it with figures written here.
    """

    def test_walk(self):
        self.confirm()
        self.publish_regions()
        self.publish_teams()
        self.publish_salespeople()
        self.accept()
        self.propose()
        self.revise_and_publish()
        self.change_from_above()
        self.withdraw()
        self.hand_over()
        self.move()
        self.revise()

    def assertLiteral(self, **seen):  # noqa: N802
        """Assert what some people see, in figures."""
        self.env.flush_all()
        self.env.invalidate_all()
        for key, expected in seen.items():
            name = key.replace("_", ".")
            user = self.whole.get(name) or self.people[name]
            self.assertEqual(self.read_amounts("sales.plan.target", user), expected, name)

    def confirm(self):
        """The manager types the total and the regions; confirming publishes the total."""
        self.assertEqual(len(self.people), 60)
        self.prepare("manager", total=100_000, east=44_000, west=32_000, south=24_000)
        self.assertLiteral(total={}, east={}, east1_1={})
        self.plan_as("manager").action_confirm()
        self.published = {"total": self.prepared.pop("total")}
        self.assertSeen("confirmed")
        self.assertLiteral(total={"total": 100_000}, auditor={"total": 100_000}, east={})

    def publish_regions(self):
        """The head of sales publishes two regions, and one with another figure."""
        self.prepare("total", south=20_000)
        self.assertSeen("the head of sales changes a draft")
        self.publish("total", "east", "west", "south")
        self.assertSeen("regions are published")
        self.assertLiteral(east={"east": 44_000}, south={"south": 20_000}, east1={}, east1_1={})

    def publish_teams(self):
        """East and south split and publish; what west prepares is seen by who stands above."""
        self.prepare("east", east1=22_000, east2=20_000)
        self.prepare("south", south1=10_000, south2=10_000)
        self.prepare("west", west1=16_000, west2=16_000)
        self.assertSeen("teams are prepared")
        self.assertLiteral(east1={}, west1={}, west={"west": 32_000})
        self.publish("east", "east1", "east2")
        self.publish("south", "south1", "south2")
        self.assertSeen("teams are published")
        self.assertLiteral(
            east={"east": 44_000, "east1": 22_000, "east2": 20_000},
            east1={"east1": 22_000},
            west1={},
            west2={},
        )

    def publish_salespeople(self):
        """Leaders split; one publishes some of it, one all of it, one nothing."""
        for team in ("east1", "east2", "south1"):
            sellers = [name for name in self.sellers if self.get_above(name) == team]
            amounts = {name.replace(".", "_"): 1_000 + 200 * n for n, name in enumerate(sellers)}
            self.prepare(team, **amounts)
        self.assertSeen("salespeople are prepared")
        self.publish("east1", "east1.1", "east1.2", "east1.3", "east1.4", "east1.5")
        self.publish("east2", *(name for name in self.sellers if name.startswith("east2.")))
        self.assertSeen("salespeople are published")
        self.assertLiteral(
            east1_1={"east1.1": 1_000},
            east1_5={"east1.5": 1_800},
            east1_6={},
            east2_8={"east2.8": 2_400},
            south1_1={},
            south1={"south1": 10_000},
        )

    def accept(self):
        """An answer changes who has agreed, and no figure."""
        self.row_as("east1.1", "east1.1").action_accept()
        self.assertEqual(self.row_as("manager", "east1.1").agreement, "accepted")
        self.assertSeen("accepted")

    def propose(self):
        """What is proposed is seen by who proposes it and by those above; no target changes."""
        action = self.row_as("east1.2", "east1.2").action_propose()
        wizard = self.env[action["res_model"]].with_user(self.people["east1.2"])
        wizard = wizard.browse(action["res_id"])
        wizard.write({"amount_proposed": 800, "comment": "A customer went out of business."})
        wizard.action_propose()
        self.assertSeen("proposed")
        answers = self.env["sales.plan.answer"].search([("plan_id", "=", self.walk.id)])
        for name, user in [*self.people.items(), *self.whole.items()]:
            proposed = answers.with_user(user).search([("kind", "=", "proposed")])
            expected = name in self.whole or name in self.get_chain("east1.2")
            self.assertEqual(bool(proposed), expected, name)

    def revise_and_publish(self):
        """The leader answers with a figure that is a draft, then publishes it."""
        self.prepare("east1", east1_2=900)
        self.assertSeen("the leader revises")
        self.assertLiteral(east1_2={"east1.2": 1_200})
        self.publish("east1", "east1.2")
        self.assertSeen("the revised target is published")
        self.assertLiteral(east1_2={"east1.2": 900})

    def change_from_above(self):
        """The region's next figure is not seen in the region before it is published."""
        self.prepare("total", east=46_000)
        self.assertSeen("the region's target is changed")
        self.assertLiteral(total={**self.get_seen("total"), "east": 44_000})
        self.publish("total", "east")
        self.assertSeen("the region's change is published")
        marked = self.walk.allocation_ids.filtered("needs_revision")
        below = [name for name in self.published if "east" in self.get_chain(name)[1:]]
        self.assertEqual(set(marked.ids), {self.rows_of[name] for name in below})

    def withdraw(self):
        """A team is taken back with everything below it; it stays what its region prepares."""
        withdraw(self.plan_as("east"), [self.rows_of["east2"]], "The team is split in two.")
        gone = [name for name in self.published if "east2" in self.get_chain(name)]
        self.assertEqual(len(gone), 1 + TEAMS["east2"])
        self.prepared.update({name: self.published.pop(name) for name in gone})
        self.assertSeen("withdrawn")
        self.assertLiteral(east2={}, east2_1={}, east={**self.get_seen("east"), "east": 46_000})
        self.assertNotIn("east2", self.get_seen("east"))

    def hand_over(self):
        """Who leaves keeps the first half of the year; a colleague has the rest from July on."""
        leaver, receiver = self.people["east1.3"], self.people["east1.4"]
        plan = self.plan_as("east1")
        hand_over(plan, [self.rows_of["east1.3"]], receiver, Date.to_date("2026-07-01"))
        leaver.sudo().active = False
        self.published |= {"east1.3": 700, "east1.4": 1_600 + 700}
        self.assertSeen("handed over")
        self.assertLiteral(east1_4={"east1.4": 2_300}, east1_5={"east1.5": 1_800})

    def move(self):
        """Who goes to another team: targets are moved up, or kept."""
        self.teams["west1"].sudo().member_ids = [
            Command.link(self.people[name].id) for name in ("east1.1", "east1.5")
        ]
        self.assertSeen("two have moved")
        plan = self.plan_as("east1")
        move_up(plan, [self.rows_of["east1.5"]])
        self.published["east1.5"] = 900
        self.assertSeen("one target is moved up")
        row = self.row_as("east1", "east1.1")
        keeper, people = self.plan_as("east1"), {row: self.people["east1.1"].with_env(row.env)}
        keeper.env["sales.plan.people"]._keep_targets(keeper, people)
        self.assertSeen("one target is kept")
        self.assertLiteral(east1_5={"east1.5": 900}, east1_1={"east1.1": 1_000}, west1={})

    def revise(self):
        """A revision is nobody's business until it is confirmed; then it is seen as before."""
        action = self.plan_as("manager").action_revise()
        revised, self.walk = self.walk, self.env["sales.plan"].browse(action["res_id"])
        names = {row_id: name for name, row_id in self.rows_of.items()}
        before, rows = dict(self.rows_of), self.walk.allocation_ids
        self.rows_of = {names[row.origin_id.id]: row.id for row in rows}
        self.assertEqual(self.rows_of.keys(), before.keys())
        for name, user in self.people.items():
            self.assertFalse(self.read_amounts("sales.plan.target", user), name)
        published, prepared = dict(self.published), dict(self.prepared)
        self.prepare("manager", west=36_000)
        self.assertLiteral(west={}, total={})
        # the first half of the year has ended: it keeps its targets, where there are none, none
        self.prepared = {row: amount / 2 for row, amount in prepared.items()}
        self.plan_as("manager").action_confirm()
        self.published = {**published, "west": 34_000}
        self.assertSeen("revised")
        self.assertLiteral(west={"west": 34_000}, west1={}, east1_2={"east1.2": 900})
        self.walk, self.rows_of, self.published = revised, before, published
        self.assertEqual(revised.state, "superseded")
        seen = {
            name: self.read_amounts("sales.plan.target", self.people[name]) for name in self.people
        }
        self.assertEqual(seen, {name: self.get_seen(name) for name in self.people})
