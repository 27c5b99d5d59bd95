from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.base import SalesPlanCommon
from ..common.merge import MergeCalls
from ..common.publishing import publish
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestJoiningPublished(MergeCalls, SalesPlanCommon):
    """Rows of merged customers in a plan that is split level by level.

    ::

        cascade (customer), months of 2026; January
        total     400
        ├── acme  100   salesperson
        ├── bolt  200   colleague
        ├── coil   50   colleague
        └── drip   20   salesperson
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coil.user_id, cls.drip.user_id = cls.colleague, cls.salesperson
        cls.cascade = cls.plan(
            "customer", year=2026, name="Cascade", is_cascaded=True, asks_agreement=True
        )
        partners = cls.acme, cls.bolt, cls.coil, cls.drip
        cls.of_acme, cls.of_bolt, cls.of_coil, cls.of_drip = cls.rows(cls.cascade, *partners)
        cls.customers = cls.of_acme | cls.of_bolt | cls.of_coil | cls.of_drip
        cls.target(cls.cascade, 400)
        for row, amount in zip(cls.customers, (100, 200, 50, 20), strict=True):
            cls.target(row, amount)
        cls.january, cls.february, *__ = cls.cascade.period_ids
        cls.cascade.with_user(cls.manager).action_confirm()

    def publish(self, *rows):
        self.env.flush_all()
        self.env.invalidate_all()
        publish(self.cascade.with_user(self.manager), [row.id for row in rows])

    def type(self, row, amount):
        self.env.flush_all()
        self.env.invalidate_all()
        self.type_target(row.with_user(self.manager), self.january, amount)

    def amounts(self, row):
        """Return what is in force, and what is working, in January."""
        self.env.flush_all()
        self.env.invalidate_all()
        cells = self.env["sales.plan.cells"].with_user(self.manager)
        plan = self.cascade.with_user(self.manager)
        key = row.id, self.january.id
        found = [read(plan).get(key) for read in (cells._read_in_force, cells._read_cells)]
        return tuple(cell and float(cell.amount) for cell in found)

    def assert_refused(self, sentence, target, source):
        """Assert that customers cannot be merged, and that nothing has happened."""
        before = self.amounts(self.of_bolt), source.exists(), self.customers.exists()
        with self.assertRaisesRegex(UserError, sentence):
            self.merge(target, source)
        self.assertEqual(
            (self.amounts(self.of_bolt), source.exists(), self.customers.exists()), before
        )

    def test_published_to_two_people(self):
        self.publish(self.of_acme, self.of_bolt)
        self.assert_refused(
            "Acme and Bolt cannot become one in “Cascade”: they are published to Salesperson, "
            "Colleague. Withdraw all but one of them first.",
            self.acme,
            self.bolt,
        )

    def test_a_plan_that_is_over_stands_in_nobodys_way(self):
        self.publish(self.of_acme, self.of_bolt)
        self.cascade.action_close()
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.amounts(self.of_acme), (300, 300))

    def test_published_to_one_person(self):
        """What is in force adds up, and so does what is prepared; it is told in one line."""
        self.publish(self.of_bolt, self.of_coil)
        self.publish(self.of_acme)
        self.type(self.of_coil, 70)
        self.merge(self.bolt, self.coil)
        self.assertEqual(self.customers.exists(), self.customers - self.of_coil)
        self.assertEqual(self.amounts(self.of_bolt), (250, 270))
        self.assertEqual(self.of_bolt.responsible_id, self.colleague)
        line = self.env["sales.plan.publication.line"].search(
            [("allocation_id", "=", self.of_bolt.id)]
        )
        self.assertEqual((line.amount_before, line.amount_after, line.kind), (0, 250, "new"))
        self.assertEqual(line._get_amounts(self.january.id), (None, 250))
        self.publish(self.of_bolt)
        self.assertEqual(self.amounts(self.of_bolt), (270, 270))

    def test_published_one_after_the_other(self):
        """Each publication says what the two were together then."""
        self.publish(self.of_bolt)
        self.publish(self.of_coil)
        self.type(self.of_bolt, 210)
        self.publish(self.of_bolt)
        self.merge(self.bolt, self.coil)
        lines = self.env["sales.plan.publication.line"].search(
            [("allocation_id", "=", self.of_bolt.id)], order="id"
        )
        told = [(line.kind, *line._get_amounts(), line.amount_after) for line in lines]
        self.assertEqual(
            told,
            [
                ("new", None, 200, 200),
                ("changed", 200, 250, 250),
                ("changed", 250, 260, 260),
            ],
        )

    def test_published_and_not(self):
        """Nobody's target changes: what was not published is prepared on top of what was."""
        self.publish(self.of_bolt)
        self.merge(self.bolt, self.acme)
        self.assertEqual(self.amounts(self.of_bolt), (200, 300))
        self.assertEqual(self.of_bolt.responsible_id, self.colleague)

    def test_not_published_and_published(self):
        """The row that stays was not published: now it is, to whom the other one was."""
        self.publish(self.of_bolt)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.amounts(self.of_acme), (200, 300))
        self.assertTrue(self.of_acme.is_published)
        self.assertEqual(self.of_acme.responsible_id, self.colleague)
        mine = self.env["sales.plan.allocation"].with_user(self.colleague)
        self.assertIn(self.of_acme.with_user(self.colleague), mine.search([]))

    def test_drafts(self):
        self.type(self.of_acme, 120)
        self.merge(self.acme, self.bolt)
        self.assertEqual(self.amounts(self.of_acme), (None, 320))
        table = table_of(self.cascade.with_user(self.manager))
        table.undo(self.cascade.edit_version, "undo")
        self.assertEqual(self.amounts(self.of_acme), (None, 300))

    def test_nothing_will_be_planned(self):
        """A target that is to be removed is removed from the sum."""
        self.publish(self.of_bolt, self.of_coil)
        self.type(self.of_coil, None)
        self.merge(self.bolt, self.coil)
        self.assertEqual(self.amounts(self.of_bolt), (250, 200))

    def test_open_answers(self):
        """What somebody proposed is decided first; what was decided stays."""
        self.publish(self.of_bolt, self.of_coil)
        self.of_coil.with_user(self.colleague)._propose(40, "Too much")
        self.assert_refused(
            "Bolt and Coil cannot become one in “Cascade”: Colleague has proposed another target "
            "for Coil. Decide that first.",
            self.bolt,
            self.coil,
        )
        answer = self.env["sales.plan.answer"].search([("plan_id", "=", self.cascade.id)])
        answer.with_user(self.manager)._keep_target("It stays")
        self.of_bolt.with_user(self.colleague).action_accept()
        self.merge(self.bolt, self.coil)
        answers = self.env["sales.plan.answer"].search([("plan_id", "=", self.cascade.id)])
        self.assertEqual(answers.allocation_id, self.of_bolt)
        self.assertEqual(sorted(answers.mapped("kind")), ["accepted", "proposed"])
        self.assertEqual(self.of_bolt.agreement, "open")

    def test_both_accepted(self):
        self.publish(self.of_bolt, self.of_coil)
        (self.of_bolt | self.of_coil).with_user(self.colleague).action_accept()
        self.merge(self.coil, self.bolt)
        self.assertEqual(self.of_coil.agreement, "accepted")

    def test_answers_in_a_plan_that_is_over(self):
        self.publish(self.of_bolt, self.of_coil)
        for row in (self.of_bolt, self.of_coil):
            row.with_user(self.colleague)._propose(40, "Too much")
        self.cascade.action_close()
        self.merge(self.bolt, self.coil)
        answers = self.env["sales.plan.answer"].search([("plan_id", "=", self.cascade.id)])
        self.assertEqual(sorted(answers.mapped("state")), ["lapsed", "open"])

    def test_notices_and_decisions(self):
        """What is queued for the row that goes is sent about the one that stays."""
        decisions = self.env["sales.plan.people.answer"].sudo()
        for row in (self.of_bolt, self.of_coil):
            decisions.create(
                {"allocation_id": row.id, "user_id": self.colleague.id, "answer": "keep"}
            )
        self.publish(self.of_bolt, self.of_coil)
        self.merge(self.bolt, self.coil)
        notices = self.env["sales.plan.notice"].search([("plan_id", "=", self.cascade.id)])
        self.assertEqual(notices.allocation_id, self.of_bolt)
        kept = decisions.search([("allocation_id", "=", self.of_bolt.id)])
        self.assertEqual(len(kept), 1)
