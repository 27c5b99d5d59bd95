import random

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...queries.dimensions import FIELDS
from ..common.base import SalesPlanCommon, draw_seeds
from ..common.merge import MergeCalls


@tagged("post_install", "-at_install")
class TestJoiningPlans(MergeCalls, SalesPlanCommon):
    """Plans of all shapes and states in which customers, products and people are merged."""

    def both(self, plan, amounts=(100, 200), partners=None):
        """Add two rows with targets in January; return them."""
        rows = self.rows(plan, *(partners or (self.acme, self.bolt)))
        for row, amount in zip(rows, amounts, strict=True):
            if amount is not None:
                self.target(row, amount)
        return rows

    def planned(self, row, number=1):
        """Return the own target of a row in a period."""
        self.env.invalidate_all()
        period = row.plan_id.period_ids.sorted("date_from")[number - 1]
        return row.target_ids.filtered(lambda target: target.period_id == period).amount

    def confirm(self, plan, state="confirmed"):
        plan.with_user(self.manager).action_confirm()
        if state != "confirmed":
            plan.sudo().write({"state": state})

    def test_states(self):
        """Whatever became of a plan: in force, closed, superseded, archived."""
        kept = []
        for state in ("draft", "confirmed", "closed", "superseded", "archived"):
            plan = self.plan("customer", name=state)
            acme, bolt = self.both(plan)
            if state == "archived":
                plan.active = False
            elif state != "draft":
                self.confirm(plan, state)
            kept.append((acme, bolt))
        self.merge(self.acme, self.bolt)
        for acme, bolt in kept:
            self.assertFalse(bolt.exists())
            self.assertEqual(self.planned(acme), 300, acme.plan_id.name)

    def test_below_them(self):
        """Rows below become one where they stand for the same, and stay where they do not."""
        plan = self.plan("customer", "product", "salesperson")
        acme, bolt = self.both(plan)
        screws = [self.row(row, self.screw) for row in (acme, bolt)]
        nail = self.row(bolt, self.nail)
        people = [self.row(screw, self.salesperson) for screw in screws]
        other = self.row(screws[1], self.colleague)
        for row, amount in zip([*screws, nail, *people, other], (10, 20, 5, 1, 2, 3), strict=True):
            self.target(row, amount, 2)
        before = self.get_sums(plan)
        self.merge(self.acme, self.bolt)
        self.assertEqual(acme.child_ids, screws[0] | nail)
        self.assertEqual(screws[0].child_ids, people[0] | other)
        self.assertEqual(self.planned(screws[0], 2), 30)
        self.assertEqual((self.planned(people[0], 2), self.planned(other, 2)), (3, 3))
        rows = self.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
        self.assertEqual((rows - plan.root_id).partner_id, self.acme)
        for row in rows:
            above = f"{row.parent_id.parent_path or ''}{row.id}/"
            self.assertEqual(row.parent_path, above)
        rows._check_values()
        february = plan.period_ids.sorted("date_from")[1]
        self.assertEqual(
            self.get_sums(plan)[plan.root_id.id, february.id],
            before[plan.root_id.id, february.id],
        )

    def test_nothing_of_its_own_is_what_is_below(self):
        """A row that has no target of its own counts with what is below it."""
        plan = self.plan("customer", "product")
        acme, bolt = self.both(plan, (300, None))
        for product, amount in ((self.screw, 200), (self.nail, 300)):
            self.target(self.row(bolt, product), amount)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.planned(acme), 800)
        january = plan.period_ids.sorted("date_from")[0]
        self.assertEqual(self.get_sums(plan)[plan.root_id.id, january.id], 800)

    def test_sums(self):
        """Where parents are sums, the sums stay; what cannot be a sum is refused beforehand."""
        plan = self.plan("customer", "product", rolls_up=True, name="Sums")
        acme, bolt = self.both(plan, (None, None))
        screws = [self.row(row, self.screw) for row in (acme, bolt)]
        for row, amount in zip(screws, (1, 2), strict=True):
            self.target(row, amount)
        coil = self.row(plan, self.coil)
        self.target(coil, 7)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.planned(screws[0]), 3)
        sentence = "Coil.* cannot become one in “Sums”.*Coil has targets of its own, Acme has rows"
        with self.assertRaisesRegex(UserError, sentence):
            self.merge(self.acme, self.coil)
        self.assertTrue(self.coil.exists() and coil.exists())

    def test_what_a_whole_plan_is_for(self):
        plan = self.plan("product", partner_id=self.bolt.id)
        self.target(self.row(plan, self.screw), 10)
        self.merge(self.acme, self.bolt)
        self.assertEqual(plan.partner_id, self.acme)
        self.assertEqual(plan.allocation_ids.partner_id, self.acme)
        plan.allocation_ids._check_values()

    def test_sales_partners(self):
        """Resellers are partners too, and may be customers of the same plan."""
        other = self.env["res.partner"].create({"name": "Agent", "is_company": True})
        plan = self.plan("sales_partner", "customer")
        reseller, agent = self.both(plan, (1, 2), (self.reseller, other))
        below = [self.row(row, self.coil) for row in (reseller, agent)]
        own = self.row(reseller, self.drip)
        for row in (*below, own):
            self.target(row, 5)
        self.merge(other, self.reseller)
        self.assertEqual(plan.root_id.child_ids, agent)
        self.assertEqual(agent.child_ids, below[1] | own)
        self.assertEqual((self.planned(agent), self.planned(below[1])), (3, 10))
        self.assertEqual(self.bolt.sales_partner_id, other)
        self.merge(other, self.drip)
        self.assertEqual(own.partner_id, other)

    def test_plans_that_the_user_does_not_see(self):
        """Whoever may merge customers: the plans of all companies follow."""
        company = self.make_other_company()
        plan = self.plan("customer", company_id=company.id, name="Elsewhere")
        acme, bolt = self.both(plan)
        user = new_test_user(
            self.env,
            "merging",
            "base.group_user,base.group_partner_manager,sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertFalse(self.env["sales.plan"].with_user(user).search([("id", "=", plan.id)]))
        self.merge(self.acme, self.bolt, user=user)
        self.assertFalse(bolt.exists())
        self.assertEqual(self.planned(acme), 300)

    def test_revisions(self):
        """A revision and what it revises stay side by side, row by row."""
        plan = self.plan("customer", year=2031)
        acme, _bolt = self.both(plan)
        self.confirm(plan)
        action = plan.with_user(self.manager).action_revise()
        revision = self.env["sales.plan"].browse(action["res_id"])
        self.merge(self.acme, self.bolt)
        [row] = revision.root_id.child_ids
        self.assertEqual((row.origin_id, self.planned(row)), (acme, 300))

    def test_a_contact_becomes_its_company(self):
        """Figures are those of companies: a customer merged into a contact is its company's."""
        person = self.env["res.partner"].create({"name": "Jo"})
        plan = self.plan("customer")
        of_person, acme = self.both(plan, (5, 100), (person, self.acme))
        self.merge(self.buyer, person)
        self.assertEqual(self.buyer.commercial_partner_id, self.acme)
        self.assertEqual(plan.root_id.child_ids, acme)
        self.assertEqual(self.planned(acme), 105)
        self.merge(self.acme, self.coil)
        self.assertEqual(self.planned(acme), 105)
        self.assertFalse(of_person.exists())

    def test_a_company_becomes_a_contact(self):
        """Merged with a company, a contact is one itself: the row is its own."""
        plan = self.plan("customer")
        [bolt] = self.rows(plan, self.bolt)
        self.merge(self.buyer, self.bolt)
        self.assertEqual(self.buyer.commercial_partner_id, self.buyer)
        self.assertEqual(bolt.partner_id, self.buyer)

    def test_actuals_follow(self):
        """Documents of both are those of the one row, and open as such."""
        plan = self.plan("customer", year=2025)
        acme, __ = self.both(plan)
        self.invoice(self.acme, "2025-01-10", (self.screw, 30))
        self.invoice(self.bolt, "2025-01-11", (self.screw, 40))
        self.confirm(plan)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.opened(acme), 70)

    def test_any_plan(self):
        """Whatever customers are merged in whatever tree: no sum above them changes."""
        for seed in draw_seeds(6):
            with self.subTest(seed=seed):
                self.merge_at_random(random.Random(seed))

    def merge_at_random(self, dice):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(6)]
        )
        plan = self.plan(*dice.choice([("customer", "product"), ("team", "customer")]))
        rows = [plan.root_id]
        for level in plan.level_ids:
            values = {
                "customer": partners,
                "product": self.screw | self.nail | self.advice,
                "team": self.team_north | self.team_south,
            }[level.dimension]
            above = [row for row in rows if row._get_child_level() == level]
            rows += [
                self.row(row, value)
                for row in above
                for value in values
                if dice.random() < (1 if level.dimension == "team" else 0.6)
            ]
        for row in rows:
            for number in (1, 2):
                if dice.random() < 0.6:
                    self.target(row, dice.randrange(-10_000, 1_000_000) / 100, number)
        while len(partners) > 2:
            target, *sources = dice.sample(list(partners), dice.choice((2, 3)))
            before = self.get_sums(plan)
            places = {row: row.parent_id.id for row in plan.allocation_ids if row.parent_id}
            self.merge(target, *sources)
            partners = partners.exists()
            after = self.get_sums(plan)
            gone = {row.id for row in places if not row.exists()}
            carried = {row.id for row in plan.allocation_ids if row.partner_id == target}
            for key in before.keys() | after.keys():
                if key[0] not in gone | carried:
                    self.assertEqual(after.get(key), before.get(key), key)
            keys = [
                (row.parent_id.id, *(row[name].id for name in FIELDS))
                for row in plan.allocation_ids
            ]
            self.assertEqual(len(keys), len(set(keys)))
            plan.allocation_ids._check_values()
