from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common.sample import SampleCommon

_UNTOUCHED = (
    *("account_move", "account_move_line", "account_payment", "account_tax", "res_users"),
    *("ir_sequence", "ir_sequence_date_range", "mail_mail", "res_company"),
    *("crm_lead", "crm_lead_scoring_frequency", "product_pricelist", "res_groups_users_rel"),
)


@tagged("post_install", "-at_install")
class TestSample(SampleCommon):
    """Sample data of a company that has no plan yet: P8, P9, P23."""

    def test_there_is_something_to_look_at(self):
        """P8: a plan in force of three teams and their customers, with what they ordered so far,
        and a draft of next year."""
        plan = self.sample_plan
        self.assertEqual((plan.state, plan.is_sample), ("confirmed", True))
        self.assertEqual(len(plan.root_id.child_ids), 3)
        self.assertEqual(len(plan.allocation_ids - plan.root_id - plan.root_id.child_ids), 10)
        self.assertGreater(plan.target_amount, 500_000)
        self.assertGreater(plan.actual_amount, 0)
        self.assertEqual(plan.responsible_id, self.manager)
        draft = self.env["sales.plan"].search([("is_sample", "=", True), ("state", "=", "draft")])
        self.assertEqual(draft.date_from.year, plan.date_from.year + 1)
        self.assertGreater(draft.allocation_count, 10)

    def test_ledger_and_people_are_untouched(self):
        """What has consequences outside is not made: no entry, no user, no number of the
        company's own, no message and no activity for anybody else."""
        after = self.take_picture()
        for table in _UNTOUCHED:
            self.assertEqual(after[table], self.before[table], table)
        notices = self.env["sales.plan.notice"].sudo().search([])
        self.assertLessEqual(notices.user_id, self.manager)
        following = self.order(self.acme, "2026-01-05 10:00:00", (self.screw, 1))
        first, second = (int(order.name[1:]) for order in (self.real_order, following))
        self.assertEqual(second, first + 1)

    def test_removal_leaves_nothing_and_takes_nothing_else(self):
        """After the removal every table of the database says what it said before."""
        said = self.sample().sample_remove()
        self.assertEqual(said, f"The sample data of “{self.company.name}” is gone.")
        after = self.take_picture()
        self.assertEqual(
            {table: what for table, what in after.items() if what != self.before[table]}, {}
        )

    def test_removal_takes_what_was_made_of_the_plan(self):
        """Copies and revisions of a sample plan are sample data, and archived ones too."""
        copied = self.sample_plan.with_user(self.manager).copy()
        self.sample_plan.with_user(self.manager).action_revise()
        copied.active = False
        self.assertTrue(copied.is_sample)
        self.sample().sample_remove()
        plans = self.env["sales.plan"].with_context(active_test=False)
        self.assertEqual(plans.search([("company_id", "=", self.company.id)]), self.real_plan)

    def test_twice_is_refused(self):
        """Sample data that is there is not loaded again, and can be after its removal."""
        with self.assertRaisesRegex(UserError, "has sample data already"):
            self.sample().sample_begin()
        self.sample().sample_remove()
        with self.assertRaisesRegex(UserError, "has no sample data"):
            self.sample().sample_remove()
        with self.assertRaisesRegex(UserError, "has no sample data"):
            self.sample().sample_continue()
        self.assertGreater(self.sample().sample_begin()["total"], 50)

    def test_only_who_makes_plans(self):
        """Salespeople, leaders and auditors neither load nor remove it."""
        for user in (self.salesperson, self.leader, self.auditor, self.clerk):
            for name in ("sample_begin", "sample_continue", "sample_remove"):
                with self.subTest(user=user.name, name=name), self.assertRaises(AccessError):
                    getattr(self.sample(user), name)()
        self.assertTrue(self.sample_plan.exists())

    def test_managers_cannot_make_a_plan_a_sample(self):
        """What is a sample is said by the program: nobody loses a plan of their own by it."""
        with self.assertRaises(AccessError):
            self.real_plan.with_user(self.manager).is_sample = True
        self.real_plan.with_user(self.manager).action_confirm()
        with self.assertRaisesRegex(UserError, "was confirmed"):
            self.real_plan.with_user(self.manager).unlink()

    def test_each_company_has_its_own(self):
        """Sample data of another company stays when that of this one is removed."""
        other = self.make_other_company()
        self.manager.company_ids |= other
        there = self.manager.with_context(allowed_company_ids=other.ids)
        sample = self.env["sales.plan.sample"].with_user(there).with_company(other)
        sample = sample.with_context(allowed_company_ids=other.ids)
        step = sample.sample_begin()
        orders = self.env["sale.order"].search([("name", "=like", "SAMPLE/%")])
        self.sample().sample_remove()
        self.assertFalse(orders.exists())
        teams = self.env["crm.team"].sudo().search([("company_id", "=", other.id)])
        self.assertEqual(len(teams), 3)
        self.assertFalse(step["plan_id"])
        sample.sample_remove()
        self.assertFalse(teams.exists())

    @freeze_time("2028-01-03 12:00:00")
    def test_first_days_of_a_year(self):
        """P23: in January the plan of the year is loaded from a whole last year, too."""
        self.sample().sample_remove()
        plan = self.load_sample()
        self.assertEqual(str(plan.date_from), "2028-01-01")
        self.assertEqual(len(plan.root_id.child_ids), 3)
        self.assertTrue(all(row.target_amount for row in plan.root_id.child_ids))
