from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..common.load import LoadCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-02-15")
class TestLoadCleaning(LoadCommon):
    """N9: the history is cleaned while it is loaded, and the preview says of what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day, amount in (("2025-04-05", 90), ("2025-05-06", 110), ("2025-09-07", 1000)):
            cls.invoice(cls.acme, day, (cls.screw, amount), invoice_user_id=cls.colleague.id)
        cls.customers = cls.plan("customer")

    def cleaned(self, plan, **values):
        """Load a plan and return ``(targets, changes, sentences)``."""
        load = self.load(plan, **values)
        changes = [
            (line.kind, line.name, line.before_amount, line.after_amount)
            for line in load.cleaning_ids
        ]
        return self.targets(plan), changes, (load.cleaning_description or "").splitlines()

    def test_nothing_chosen(self):
        """Without a choice the history is what it was."""
        targets, changes, sentences = self.cleaned(self.customers)
        self.assertEqual(targets[()], 1910)
        self.assertEqual((changes, sentences), ([], []))

    def test_nothing_found(self):
        """A choice that changes nothing says so."""
        targets, changes, sentences = self.cleaned(
            self.customers, drops_one_offs=True, one_off_percent=9999
        )
        self.assertEqual((targets[()], changes), (1910, []))
        self.assertEqual(sentences, ["There was nothing to clean."])

    def test_one_off_orders(self):
        """Of 150, 200.01, 90, 110 and 1,000 the last is larger than three times the usual 150."""
        plan = self.plan("customer", "product")
        targets, changes, sentences = self.cleaned(plan, drops_one_offs=True)
        self.assertEqual(targets[("Acme",)], 550.01)
        self.assertEqual(targets[("Acme", "Screw")], 300)
        self.assertEqual(targets[("Bolt",)], 300)  # of one document nothing is usual
        [(kind, name, before, after)] = changes
        move = self.env["account.move"].search([("name", "=", name)])
        self.assertEqual((kind, move.amount_untaxed, before, after), ("one_off", 1000, 1000, 0))
        self.assertEqual(sentences, ["One-off orders left out: 1, $\N{NO-BREAK SPACE}1,000.00."])

    def test_one_off_orders_of_two_years(self):
        """Spans that overlap or weigh differently take away what they would have counted."""
        self.invoice(self.acme, "2024-09-07", (self.screw, 700))
        values = {"history": "mean2", "filling": "none"}
        plan, other = self.customers, self.plan("customer", name="Other")
        whole, *__ = self.cleaned(other, **values)
        targets, changes, __ = self.cleaned(plan, drops_one_offs=True, **values)
        self.assertEqual([before for *__, before, __ in changes], [1000, 700])
        self.assertEqual(targets[("Acme",)], round(whole[("Acme",)] - 850, 2))

    def test_lost_customers(self):
        """Bolt and Drip have bought nothing for eleven months."""
        targets, changes, sentences = self.cleaned(self.customers, drops_lost=True, lost_months=11)
        self.assertEqual(targets, {(): 1610, ("Acme",): 1550.01, ("Coil",): 59.99})
        self.assertEqual(changes, [("lost", "Bolt", 300, 0)])
        self.assertEqual(len(sentences), 1)
        line = self.env["sales.plan.load.cleaning"].sudo().search([], limit=1, order="id desc")
        self.assertEqual(line.text, "last purchase on 02/15/2025")

    def test_capped_by_potential(self):
        """No customer counts for more than they can buy: the latest known by the plan's length."""
        potentials = self.env["sales.customer.potential"]
        for customer, year, amount in (
            (self.acme, 2024, 1),
            (self.acme, 2025, 1000.01),
            (self.acme, 2027, 2),
            (self.bolt, 2026, 9000),
        ):
            vals = {"partner_id": customer.id, "year": year, "amount": amount}
            potentials.create({**vals, "company_id": self.company.id})
        plan = self.plan("customer", "product")
        targets, changes, __ = self.cleaned(plan, caps_potential=True)
        self.assertEqual(targets[("Acme",)], 1000.01)
        self.assertEqual(targets[("Bolt",)], 300)
        self.assertEqual(targets[()], 1360)
        self.assertEqual(changes, [("potential", "Acme", 1550.01, 1000.01)])
        half = self.plan("customer", name="Half", date_to="2026-06-30")
        targets, changes, __ = self.cleaned(half, caps_potential=True)
        self.assertEqual(targets[("Acme",)], round(1000.01 * 181 / 365, 2))
        pieces = self.plan("customer", name="Pieces", measure="quantity")
        load = self.wizard(pieces, caps_potential=True)
        self.assertRefused("Potentials are money: only plans of revenue are capped by them.", load)

    def test_successors(self):
        """Nails are screws from now on, in their category, too."""
        plan = self.plan("product_category", "product")
        successor = {"product_id": self.nail.id, "successor_id": self.screw.id}
        load = self.wizard(plan, successor_ids=[Command.create(successor)])
        self.limit(load, "product_category", depth="own")
        load.action_load()
        screws, advice = plan.root_id.child_ids.sorted("target_amount", reverse=True)
        self.assertEqual((screws.product_category_id, screws.target_amount), (self.screws, 1699.99))
        self.assertEqual(screws.child_ids.product_id, self.screw)
        self.assertEqual(advice.product_category_id, self.services)
        line = load.cleaning_ids
        self.assertEqual((line.kind, line.name, line.before_amount), ("successor", "Nail", 99.99))

    def test_successors_refused(self):
        pair = {"product_id": self.nail.id, "successor_id": self.screw.id}
        other = {"product_id": self.screw.id, "successor_id": self.advice.id}
        twice = {"product_id": self.nail.id, "successor_id": self.advice.id}
        for lines, sentence in (
            ([pair, other], "Screw has a successor, so it cannot be one: name the last of them."),
            ([pair, twice], "A product has one successor: one of them has two."),
        ):
            commands = [Command.create(line) for line in lines]
            with self.subTest(sentence=sentence):
                self.assertRefused(sentence, self.wizard(self.customers, successor_ids=commands))

    def test_moved_to_people_of_today(self):
        """What a colleague sold to Acme is that of Acme's salesperson; nobody's customers stay."""
        plan = self.plan("team", "salesperson", "customer")
        self.acme.user_id = self.stranger  # of another team
        targets, changes, __ = self.cleaned(plan, moves_history="salesperson")
        self.assertEqual(targets[("South", "Stranger", "Acme")], 1550.01)
        self.assertEqual(targets[("North", "Salesperson")], 99.99)  # Coil and Drip have nobody
        self.assertEqual(targets[("North", "Colleague")], 300)  # Bolt, who is theirs
        self.assertEqual(targets[()], 1910)
        moved = {(name, before) for kind, name, before, __ in changes if kind == "moved"}
        self.assertEqual(
            moved, {("Colleague", 1200), ("Salesperson", 350.01), ("Salesperson", 300)}
        )

    def test_moved_to_teams_of_today(self):
        plan = self.plan("team", "salesperson")
        self.team_south.member_ids += self.colleague
        self.team_north.member_ids -= self.colleague
        targets, *__ = self.cleaned(plan, moves_history="team")
        self.assertEqual(targets[("South", "Colleague")], 1200)
        self.assertEqual(targets[("North", "Salesperson")], 750)

    def test_mean_of_a_year(self):
        """Seeded from the mean of the last twelve full months: each month the same."""
        plan = self.customers
        load = self.load(plan, history="mean12")
        facts = self.env["sales.actual"].search(
            [("basis", "=", "invoiced"), ("date", ">=", "2025-02-01"), ("date", "<=", "2026-01-31")]
        )
        whole = round(sum(facts.mapped("amount")), 2)
        self.assertEqual(load.total_ids[0].history_amount, whole)
        cells = self.cells(plan.root_id)
        self.assertLessEqual(max(cells.values())[0] - min(cells.values())[0], 5)

    def test_wrong_choices(self):
        for values, sentence in (
            ({"drops_one_offs": True, "one_off_percent": 99}, "larger than 100%"),
            ({"drops_lost": True, "lost_months": 0}, "after 1 to 120 months"),
        ):
            with self.assertRaisesRegex(UserError, sentence):
                self.wizard(self.customers, **values).action_preview()

    def test_told_in_the_chatter(self):
        self.load(self.customers, drops_lost=True, lost_months=11)
        self.assertIn("Lost customers left out: 1", self.customers.message_ids[0].body)

    def test_preview_grows_old(self):
        """What was previewed with other choices is not loaded."""
        load = self.wizard(self.customers)
        load.action_preview()
        load.drops_lost, load.lost_months = True, 11
        load.action_load()
        self.assertEqual(self.targets(self.customers)[()], 1610)
