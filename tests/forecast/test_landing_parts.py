import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.forecast import ForecastCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLandingParts(ForecastCommon):
    """S13: each part of a landing opens what it is made of, on 16 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sold = cls.promise(cls.salesperson, 300, "closed", "2026-03-02", team=cls.team_north)
        cls.likely = cls.promise(cls.salesperson, 200, team=cls.team_north)
        cls.vague = cls.promise(cls.salesperson, 100, "pipeline", team=cls.team_north)
        cls.later = cls.promise(cls.salesperson, 999, day="2026-04-20", team=cls.team_north)
        cls.theirs = cls.promise(cls.colleague, 70, "closed", "2026-03-03", team=cls.team_north)

    def ask(self, **request):
        return {"period_id": self.march.id, **request}

    def land(self, user=None, **request):
        forecasts = self.forecasts(user or self.salesperson)
        return forecasts.worksheet_landing(self.ask(**request))["own"]

    def list_part(self, part, user=None, **request):
        user = user or self.salesperson
        action = self.forecasts(user).worksheet_landing_part(part, self.ask(**request))
        return self.follow(action, user)

    def follow(self, action, user):
        """Return what an action lists to a user."""
        model = self.env[action["res_model"]].with_user(user)
        return model.with_context(**action["context"]).search(action["domain"])

    def total(self, records, name="landing_part_amount"):
        return round(sum(records.mapped(name)), 2)

    # By won deals -------------------------------------------------------------

    def test_certain_are_won_deals(self):
        self.assertEqual(self.list_part("certain"), self.sold)
        self.assertEqual(self.total(self.list_part("certain")), self.land()["parts"]["certain"])

    def test_open_deals_with_their_chances(self):
        """What they come to if all are won, and with their chances, as the part says."""
        found, deals = self.land(), self.list_part("deals")
        self.assertEqual(deals.sorted("id"), (self.likely | self.vague).sorted("id"))
        self.assertEqual(self.total(deals), found["whole"]["deals"])
        self.assertEqual(self.total(deals), 300)
        self.assertEqual(self.total(deals, "landing_part_mean"), found["parts"]["deals"])
        self.assertAlmostEqual(
            deals.filtered(lambda deal: deal == self.likely).landing_part_chance, 0.85
        )

    def test_all_deals_of_a_list_are_summed_up(self):
        """Those of pages that are not shown, too; and all of them are ordered by what counts."""
        action = self.forecasts(self.salesperson).worksheet_landing_part("deals", self.ask())
        deals = self.env["crm.lead"].with_user(self.salesperson).with_context(**action["context"])
        names = [
            "landing_part_amount:sum",
            "landing_part_mean:sum",
            "landing_part_amount:sum_currency",
        ]
        found = self.land()
        [sums] = deals.formatted_read_group(
            action["domain"], [], [*names, "company_currency:array_agg_distinct"]
        )
        self.assertEqual(sums["landing_part_amount:sum"], found["whole"]["deals"])
        self.assertEqual(sums["landing_part_amount:sum_currency"], found["whole"]["deals"])
        self.assertAlmostEqual(sums["landing_part_mean:sum"], found["parts"]["deals"])
        described = deals.fields_get(["landing_part_amount", "landing_part_chance"])
        self.assertEqual(described["landing_part_amount"]["aggregator"], "sum")
        self.assertTrue(described["landing_part_chance"]["sortable"])
        order = "landing_part_mean desc"
        first, last = deals.search(action["domain"], order=order)
        self.assertEqual((first, last), (self.likely, self.vague))
        self.assertEqual(deals.search(action["domain"], order=order, limit=1, offset=1), last)

    def test_a_team_opens_those_of_its_people(self):
        """As far as the reader may read deals of others: a leader with their own deals only has the
        sum, and no list."""
        north = {"team_id": self.team_north.id}
        found = self.land(self.manager, **north)
        certain = self.list_part("certain", self.manager, **north)
        self.assertEqual(certain.sorted("id"), (self.sold | self.theirs).sorted("id"))
        self.assertEqual(self.total(certain), found["parts"]["certain"])
        deals = self.list_part("deals", self.manager, **north)
        self.assertEqual(self.total(deals), found["whole"]["deals"])
        self.assertEqual(self.land(self.leader)["parts"], found["parts"])
        self.assertFalse(self.list_part("certain", self.leader))

    def test_as_of_a_past_day(self):
        """What counted then, and what was open then, though it is won by now."""
        with self.at("2026-03-05 00:00:00"):
            deal = self.promise(self.salesperson, 400, team=self.team_north, probability=50)
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-03-05'")
        self.env.invalidate_all()
        with self.at("2026-03-12 00:00:00"):
            deal.expected_revenue = 450
        found = self.land(as_of="2026-03-10")
        deals = self.list_part("deals", as_of="2026-03-10")
        self.assertEqual(found["whole"]["deals"], 400)
        self.assertEqual(deals, deal)
        self.assertEqual(self.total(deals), 400)
        self.assertEqual(self.total(self.list_part("deals")), 750)

    def test_without_a_landing_deals_have_no_part_of_one(self):
        self.assertIs(self.likely.landing_part_amount, False)
        self.assertIs(self.likely.landing_part_mean, False)

    def test_what_deals_usually_bring_opens_those_of_before(self):
        """Deals that were made and won in the rest of earlier months."""
        with self.at("2026-02-20 00:00:00"):
            made = self.promise(self.salesperson, 80, team=self.team_north, probability=50)
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-02-20'")
        self.env.invalidate_all()
        with self.at("2026-02-25 00:00:00"):
            made.action_set_won()
            made.date_closed = "2026-02-25 00:00:00"
        before = self.list_part("to_come")
        self.assertEqual(before, made)

    def test_a_rhythm_opens_what_was_won_in_past_months(self):
        """Whenever these deals were made; what is won in the running month is certain."""
        old = self.promise(self.salesperson, 60, "closed", "2025-06-10", team=self.team_north)
        self.promise(self.colleague, 50, "closed", "2025-06-10", team=self.team_north)
        forecasts = self.forecasts(self.salesperson)
        landing = self.env["sales.landing"]
        asked = landing._ask(self.company, self.march.date_from, self.march.date_to)
        get_keys = forecasts._get_keys(forecasts._read_tree(self.company))
        key = ("person", self.salesperson.id)
        found = landing._read_won_deals(asked, get_keys, key, "to_come", by_rhythm=True)
        self.assertEqual(found, {old.id: (60, 1)})

    # On the basis of the target's plan ----------------------------------------

    def plan_of(self, basis):
        plan = self.plan("salesperson", year=2026, basis=basis)
        self.target(self.row(plan, self.salesperson), 2000, 3)
        plan.with_user(self.manager).action_confirm()

    def bill(self, price, day):
        return self.invoice(
            self.acme,
            day,
            (self.screw, price),
            team_id=self.team_north.id,
            invoice_user_id=self.salesperson.id,
        )

    def order_of(self, user, price):
        return self.order(
            self.acme,
            "2026-03-11 10:00:00",
            (self.screw, price),
            user_id=user.id,
            team_id=self.team_north.id,
        )

    def test_certain_are_the_facts_of_the_plan(self):
        """Those of the period, up to today, as Plan versus Actual lists them."""
        self.bill(900, "2026-03-10")
        self.bill(50, "2026-02-10")
        self.plan_of("invoiced")
        facts = self.list_part("certain")
        self.assertEqual(self.total(facts, "amount"), 900)
        self.assertEqual(self.land()["parts"]["certain"], 900)
        self.assertEqual(set(facts.mapped("basis")), {"invoiced"})

    def test_committed_are_orders_to_invoice(self):
        """What is left of them: together what the part comes to if all of it is invoiced."""
        order = self.order_of(self.salesperson, 500)
        self.order_of(self.colleague, 70)
        self.plan_of("invoiced")
        found, facts = self.land(), self.list_part("committed")
        self.assertEqual(self.total(facts, "amount"), found["whole"]["committed"])
        self.assertEqual(self.total(facts, "amount"), 500)
        self.assertEqual(set(facts.mapped("basis")), {"to_invoice"})
        self.assertGreater(500, found["parts"]["committed"])
        document = facts.action_open_document()
        self.assertEqual((document["res_model"], document["res_id"]), ("sale.order", order.id))

    def test_committed_are_invoices_to_collect(self):
        invoice = self.bill(600, "2026-03-10")
        self.plan_of("collected")
        found, facts = self.land(), self.list_part("committed")
        self.assertEqual(self.total(facts, "amount"), found["whole"]["committed"])
        self.assertEqual(facts.mapped("res_id"), invoice.ids * len(facts))

    def test_committed_as_of_a_past_day(self):
        """Before the order was confirmed nothing was committed."""
        self.order_of(self.salesperson, 500)
        self.plan_of("invoiced")
        self.env.cr.execute("UPDATE crm_lead SET create_date = '2026-03-01'")
        self.assertFalse(self.list_part("committed", as_of="2026-03-10"))
        self.assertEqual(self.total(self.list_part("committed", as_of="2026-03-13"), "amount"), 500)

    def test_lists_of_actuals_do_not_tell_what_is_committed(self):
        self.order_of(self.salesperson, 500)
        facts = self.env["sales.actual"].search([("basis", "in", ["to_invoice", "to_collect"])])
        self.assertFalse(facts)

    def test_what_is_to_come_opens_the_past_by_month(self):
        self.bill(40, "2026-02-10")
        self.bill(900, "2026-03-10")
        self.plan_of("invoiced")
        action = self.forecasts(self.salesperson).worksheet_landing_part("to_come", self.ask())
        self.assertEqual(action["context"]["group_by"], ["date:month"])
        self.assertEqual(self.total(self.follow(action, self.salesperson), "amount"), 40)

    def test_deals_by_what_counts_in_the_row(self):
        self.plan_of("invoiced")
        found, deals = self.land(), self.list_part("deals")
        self.assertEqual(self.total(deals), found["whole"]["deals"])
        self.assertAlmostEqual(
            self.total(deals, "landing_part_mean"), found["parts"]["deals"], delta=0.02
        )

    # Who may ------------------------------------------------------------------

    def test_of_whom_one_may_see_the_forecast(self):
        for user, asked in (
            (self.salesperson, {"user_id": self.colleague.id}),
            (self.leader, {"team_id": self.team_south.id}),
        ):
            with self.assertRaises(AccessError):
                self.forecasts(user).worksheet_landing_part("deals", self.ask(**asked))

    def test_a_list_of_another_opens_nothing(self):
        """What a leader's list asks for is no way around who may see whose forecast."""
        action = self.forecasts(self.leader).worksheet_landing_part("deals", self.ask())
        deals = self.env["crm.lead"].with_user(self.salesperson)
        with self.assertRaises(AccessError):
            deals.with_context(**action["context"]).search(action["domain"])
        with self.assertRaises(AccessError):
            own = self.likely.with_user(self.salesperson)
            self.env.invalidate_all()
            own.with_context(**action["context"]).mapped("landing_part_amount")

    def test_documents_obey_their_own_rules(self):
        """A manager's own list has all deals, a salesperson's list of theirs only those."""
        secret = self.promise(self.stranger, 40, "closed", "2026-03-03", team=self.team_south)
        self.assertIn(secret, self.list_part("certain", self.manager, kind="company"))
        self.assertNotIn(secret, self.list_part("certain"))

    def test_what_nobody_sends_is_refused(self):
        deals = self.env["crm.lead"].with_user(self.salesperson)
        for sent in ("x", "[]", json.dumps(["landing_seat", 3]), json.dumps(["landing_row", [0]])):
            with self.assertRaises(UserError):
                self.env.invalidate_all()
                self.likely.with_user(self.salesperson).with_context(
                    sales_plan_landing=sent
                ).mapped("landing_part_amount")
            with self.assertRaises(UserError):
                deals.search([("sales_plan_figure", "=", sent)])
        with self.assertRaises(UserError):
            self.forecasts(self.salesperson).worksheet_landing_part("nothing", {})

    def test_queries_do_not_grow(self):
        """Of a list for twice the deals."""

        def count():
            deals = self.list_part("deals")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            deals.mapped("landing_part_mean")
            return self.env.cr.sql_log_count - before

        count()
        one = count()
        for number in range(5):
            self.promise(self.salesperson, 10 + number, team=self.team_north)
        self.assertEqual(count(), one)
