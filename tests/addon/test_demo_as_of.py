from datetime import timedelta

from odoo.tests import TransactionCase, tagged

from ...queries.dimensions import COMMITTED_BASES, EVERY_BASIS
from ...queries.facts.question import FactQuery
from ...queries.facts.read import fact_query


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestDemoAsOf(TransactionCase):
    """N10: the demo data as of a past day, and as of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.today = cls.company._get_today()

    def read_facts(self, basis, as_of=None, **question):
        self.env["sales.actual"]._flush_sources()
        query = FactQuery(basis, company_ids=self.company.ids, as_of=as_of, **question)
        return sorted(map(repr, self.env.execute_query(fact_query(query))))

    def test_today_is_now(self):
        """As of today all facts are those that there are now, one by one and in groups."""
        questions = (
            {"raw": True, "has_cogs": self.env["sales.actual"]._has_cogs()},
            {"dimensions": frozenset({"team", "customer"}), "grain": "month"},
            {"dimensions": frozenset({"product"}), "measure": "quantity"},
            {"dimensions": frozenset(), "measure": "count"},
        )
        for basis in EVERY_BASIS:
            if basis in COMMITTED_BASES:
                continue
            for question in questions:
                now = self.read_facts(basis, **question)
                self.assertTrue(now, basis)
                self.assertEqual(
                    self.read_facts(basis, self.today, **question), now, (basis, question)
                )

    def test_past_day(self):
        """A past day has targets, and less than now; what cannot be known is said."""
        report = self.env["sales.plan.report"]
        plan = self.env["sales.plan"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "=", "confirmed"),
                ("basis", "=", "invoiced"),
                ("measure", "=", "revenue"),
                ("date_from", "<=", self.today),
                ("date_to", ">=", self.today),
            ],
            limit=1,
        )
        # in force two weeks before its year
        day = max(self.today - timedelta(days=60), plan.date_from - timedelta(days=10))
        sums = ["target_amount:sum", "actual_amount:sum"]
        domain = [("plan_id", "=", plan.id)]
        [(target, actual)] = report._read_group(domain, [], sums)
        [(then, reached)] = report._read_group([*domain, ("as_of", "=", day)], [], sums)
        self.assertEqual(then, target)
        self.assertLessEqual(reached or 0, actual or 0)
        [note] = report.read_as_of(domain, str(day))["notes"]
        self.assertIn("own day", note)
