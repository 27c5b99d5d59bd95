from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-01-10")
class TestProfileLoad(SalesPlanCommon):
    """P18: a seasonal profile is made from what was sold.

    Of 2024 and 2025: 400 in each January, 100 in July 2025 by another team.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for day in ("2024-01-10", "2025-01-10"):
            cls.invoice(cls.acme, day, (None, 400), team_id=cls.team_north.id)
        cls.invoice(cls.bolt, "2025-07-10", (None, 200), team_id=cls.team_south.id)

    def load(self, **values):
        loads = self.env["sales.plan.profile.load"].with_user(self.manager)
        return loads.create({"company_id": self.company.id, **values})

    def weights(self, profile):
        return {int(line.month): line.weight for line in profile.line_ids if line.weight}

    def made(self, load):
        action = load.action_make()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_a_new_profile(self):
        load = self.load()
        self.assertEqual((str(load.date_from), str(load.date_to)), ("2024-01-01", "2025-12-31"))
        self.assertIn("January 80%", load.summary)
        profile = self.made(load)
        self.assertEqual(profile.name, "Season of Posted Invoices")
        self.assertEqual(self.weights(profile), {1: 80, 7: 20})
        self.assertEqual((profile.weight_total, len(profile.line_ids)), (100, 12))

    def test_weights_are_replaced(self):
        profile = self.env["sales.plan.profile"].with_user(self.manager).create({"name": "Mine"})
        action = profile.action_open_from_history()
        with Form(
            self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        ) as form:
            self.assertIn("July 20%", form.summary)
        self.assertEqual(self.made(form.record), profile)
        self.assertEqual(self.weights(profile), {1: 80, 7: 20})
        self.assertEqual(profile.name, "Mine")

    def test_of_some_sales(self):
        self.assertEqual(self.weights(self.made(self.load(team_id=self.team_south.id))), {7: 100})
        self.assertEqual(self.weights(self.made(self.load(partner_id=self.acme.id))), {1: 100})
        self.assertEqual(
            self.weights(self.made(self.load(measure="count"))), {1: 66.6667, 7: 33.3333}
        )

    def test_months_that_the_history_does_not_have(self):
        load = self.load(date_from="2025-01-01", date_to="2025-10-15")
        self.assertIn(
            "The history has no November and December: the mean of the other months takes its "
            "place.",
            load.summary,
        )
        self.assertEqual(
            self.weights(self.made(load)), {1: 55.5556, 7: 27.7778, 11: 8.3333, 12: 8.3333}
        )

    def test_refused_in_a_sentence(self):
        for sentence, values in (
            (
                "Nothing was found from May 2020 to May 2020 that a season could be made of.",
                {"date_from": "2020-05-01", "date_to": "2020-05-31"},
            ),
            (
                "The history ends in January 2025, before it begins in March 2025.",
                {"date_from": "2025-03-01", "date_to": "2025-01-31"},
            ),
            (
                "January 2026 is not over yet: choose December 2025 or a month before it.",
                {"date_to": "2026-01-05"},
            ),
            (
                "Deals have no costs: load orders or invoices instead.",
                {"basis": "won", "measure": "margin"},
            ),
            (
                "Only deals say what recurs: load won deals instead.",
                {"basis": "invoiced", "measure": "recurring"},
            ),
        ):
            load = self.load(**values)
            self.assertEqual(load.summary, sentence)
            with self.assertRaises(UserError) as caught:
                load.action_make()
            self.assertEqual(str(caught.exception), sentence)
        load = self.load(name=" ")
        with self.assertRaisesRegex(UserError, "Give the profile a name"):
            load.action_make()

    def test_one_query_reads_it(self):
        load = self.load()
        first, last = load._get_span()
        self.env.flush_all()
        counts = []
        for __ in range(2):
            before = self.cr.sql_log_count
            load._read_sums(first, last)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], 1)

    def test_only_managers(self):
        for user in (self.leader, self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                self.env["sales.plan.profile.load"].with_user(user).create({})
