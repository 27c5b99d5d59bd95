from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.deal_history import DealHistoryCommon

OPENING, CLOSING = "2031-01-31", "2031-02-28"
BEFORE, DURING = "2031-01-10 00:00:00", "2031-02-10 00:00:00"
SPAN = ("2031-04-01", "2031-06-30")
INSIDE, OUTSIDE, LATER = "2031-05-15", "2031-07-15", "2031-06-15"


class FlowCommon(DealHistoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def flow_of(self, user=None, **context):
        """Return the model of flows of February 2031 in another request of somebody."""
        self.env.flush_all()
        self.env.invalidate_all()
        flow = self.env["sales.forecast.flow"].with_user(user or self.manager)
        return flow.with_context(**{"flow_from": OPENING, "flow_to": CLOSING, **context})

    def steps(self, deal=None, user=None, measure="amount", span=None):
        """Return ``[(step, owner's login without prefix, amount)]`` of a deal."""
        flow = self.flow_of(
            user,
            flow_measure=measure,
            flow_span_from=span and span[0],
            flow_span_to=span and span[1],
        )
        domain = [("deal_number", "=", deal if isinstance(deal, int) else deal.id)] if deal else []
        rows = flow.search(domain, order="id")
        owners = [(row.sudo().user_id.login or "").removeprefix("plan_") for row in rows]
        return [(row.step, owner, row.amount) for row, owner in zip(rows, owners, strict=True)]

    def plain(self, *arguments, **options):
        """Return ``[(step, amount)]`` of a deal whose owner stays."""
        return [(step, amount) for step, __, amount in self.steps(*arguments, **options)]


@tagged("post_install", "-at_install")
class TestFlowSteps(FlowCommon):
    """R26, N10: each step, cell by cell."""

    def before(self, revenue=100, **values):
        return self.made(BEFORE, revenue, date_deadline=INSIDE, **values)

    def during(self, revenue=100, **values):
        return self.made(DURING, revenue, date_deadline=INSIDE, **values)

    def test_unchanged(self):
        deal = self.before()
        self.assertEqual(self.plain(deal), [("opening", 100)])
        self.assertEqual(self.plain(deal, measure="weighted"), [("opening", 50)])

    def test_new(self):
        self.assertEqual(self.plain(self.during()), [("new", 100)])
        self.assertEqual(self.plain(self.during(), measure="weighted"), [("new", 50)])

    def test_new_is_a_lead_that_became_an_opportunity(self):
        deal = self.before(type="lead")
        self.assertEqual(self.plain(deal), [])
        self.changed(DURING, deal, type="opportunity", expected_revenue=70)
        self.assertEqual(self.plain(deal), [("new", 70)])

    def test_grown_and_shrunk(self):
        deal = self.before()
        self.changed(DURING, deal, expected_revenue=130)
        self.assertEqual(self.plain(deal), [("opening", 100), ("grown", 30)])
        self.changed("2031-02-12 00:00:00", deal, expected_revenue=60)
        self.assertEqual(self.plain(deal), [("opening", 100), ("shrunk", -40)])

    def test_weighted_grows_with_the_probability(self):
        deal = self.before()
        self.changed(DURING, deal, probability=75)
        self.assertEqual(self.plain(deal), [("opening", 100)])
        self.assertEqual(self.plain(deal, measure="weighted"), [("opening", 50), ("grown", 25)])

    def test_won(self):
        """At the won amount; weighted with what it was at the opening: winning is not growing."""
        deal = self.before()
        self.changed("2031-02-09 00:00:00", deal, expected_revenue=120)
        self.won(DURING, deal)
        self.assertEqual(self.plain(deal), [("opening", 100), ("grown", 20), ("won", -120)])
        self.assertEqual(self.plain(deal, measure="weighted"), [("opening", 50), ("won", -50)])

    def test_lost(self):
        deal = self.before()
        self.lost(DURING, deal)
        self.assertEqual(self.plain(deal), [("opening", 100), ("lost", -100)])
        self.assertEqual(self.plain(deal, measure="weighted"), [("opening", 50), ("lost", -50)])

    def test_reopened(self):
        deal = self.before()
        self.lost("2031-01-20 00:00:00", deal)
        self.assertEqual(self.plain(deal), [])
        self.reopened(DURING, deal)
        self.assertEqual(self.plain(deal), [("reopened", 100)])

    def test_removed(self):
        """Deleted, archived, or a lead again; the name of a deleted deal stays."""
        deleted, archived, lead = self.before(), self.before(), self.before()
        number, name = deleted.id, deleted.name
        self.deleted(DURING, deleted)
        self.changed(DURING, archived, active=False)
        self.changed(DURING, lead, type="lead")
        for deal in (number, archived, lead):
            with self.subTest(deal=deal):
                self.assertEqual(self.plain(deal), [("opening", 100), ("removed", -100)])
        rows = self.flow_of().search([("deal_number", "=", number)])
        self.assertEqual(set(rows.mapped("name")), {name})
        self.assertFalse(rows.lead_id)
        with self.assertRaisesRegex(UserError, "has been deleted"):
            rows[0].action_open_deal()

    def test_pulled_in(self):
        deal = self.made(BEFORE, 100, date_deadline=OUTSIDE)
        self.changed(DURING, deal, date_deadline=INSIDE, expected_revenue=90)
        self.assertEqual(self.plain(deal, span=SPAN), [("pulled_in", 100), ("shrunk", -10)])
        self.assertEqual(self.plain(deal), [("opening", 100), ("shrunk", -10)])

    def test_pushed_out(self):
        """Out of the span, or left without any closing date."""
        later, undated = self.before(), self.before()
        self.changed(DURING, later, date_deadline=OUTSIDE, expected_revenue=90)
        self.changed(DURING, undated, date_deadline=False)
        self.assertEqual(
            self.plain(later, span=SPAN),
            [("opening", 100), ("shrunk", -10), ("pushed_out", -90)],
        )
        self.assertEqual(self.plain(undated, span=SPAN), [("opening", 100), ("pushed_out", -100)])

    def test_within_the_span_nothing_happens(self):
        deal = self.before()
        self.changed(DURING, deal, date_deadline=LATER)
        self.assertEqual(self.plain(deal, span=SPAN), [("opening", 100)])
        self.assertEqual(self.plain(deal, span=("2031-05-16", False)), [("pulled_in", 100)])
        self.assertEqual(
            self.plain(deal, span=(False, "2031-05-15")),
            [("opening", 100), ("pushed_out", -100)],
        )

    def test_moved(self):
        """The value at the opening moves; what else happens, happens at the new owner's."""
        deal = self.before()
        self.changed(
            DURING, deal, user_id=self.stranger.id, team_id=self.team_south.id, expected_revenue=80
        )
        moved = [
            ("opening", "salesperson", 100),
            ("moved_out", "salesperson", -100),
            ("moved_in", "stranger", 100),
            ("shrunk", "stranger", -20),
        ]
        self.assertEqual(self.steps(deal), moved)
        self.won("2031-02-20 00:00:00", deal)
        self.assertEqual(self.steps(deal), [*moved, ("won", "stranger", -80)])

    def test_moved_while_it_was_not_in_the_pipeline(self):
        deal = self.made(BEFORE, 100, date_deadline=OUTSIDE)
        self.changed(DURING, deal, date_deadline=INSIDE, user_id=self.colleague.id)
        self.assertEqual(self.steps(deal, span=SPAN), [("pulled_in", "colleague", 100)])

    def test_came_and_went(self):
        """A deal made and closed in between comes in and goes out; one deleted never was."""
        won, lost, gone = self.during(), self.during(60), self.during()
        number = gone.id
        self.won("2031-02-20 00:00:00", won)
        self.lost("2031-02-20 00:00:00", lost)
        self.deleted("2031-02-20 00:00:00", gone)
        self.assertEqual(self.plain(won), [("new", 100), ("won", -100)])
        self.assertEqual(self.plain(lost), [("new", 60), ("lost", -60)])
        self.assertEqual(self.plain(number), [])
        self.assertEqual(self.plain(won, span=("2031-07-01", False)), [])

    def test_closed_all_the_time(self):
        deal = self.before()
        self.won("2031-01-20 00:00:00", deal)
        self.changed(DURING, deal, expected_revenue=500)
        self.assertEqual(self.plain(deal), [])

    def test_lost_then_won(self):
        deal = self.before()
        self.lost("2031-01-20 00:00:00", deal)
        self.reopened("2031-02-05 00:00:00", deal)
        self.won(DURING, deal)
        self.assertEqual(self.plain(deal), [("reopened", 100), ("won", -100)])

    def test_the_day_ends_where_the_company_is(self):
        """28 February ends in Auckland at 11:00 in Greenwich."""
        early = self.made("2031-02-28 10:59:00", 1)
        late = self.made("2031-02-28 11:01:00", 2)
        self.assertEqual(self.plain(early), [("new", 1)])
        self.assertEqual(self.plain(late), [])
        with self.subTest("a moment is that moment"):
            rows = self.flow_of(flow_to="2031-02-28 11:01:00").search([])
            self.assertEqual(sorted(rows.mapped("amount")), [1, 2])

    def test_number_of_deals(self):
        """Net counts sum to the number of deals at the closing."""
        self.before()
        self.lost(DURING, self.before())
        self.won("2031-02-20 00:00:00", self.during())
        moved = self.before()
        self.changed(DURING, moved, user_id=self.colleague.id)
        [(total, count)] = self.flow_of()._read_group([], [], ["amount:sum", "net_count:sum"])
        self.assertEqual((total, count), (200, 2))


@tagged("post_install", "-at_install")
class TestFlow(FlowCommon):
    """R26, N10: who sees which steps, how they are asked for, and what that costs."""

    def test_everybody_sees_their_places(self):
        """Who lost a deal to somebody else sees it leave, and nothing of what became of it."""
        mine = self.made(BEFORE, 100)
        moved = self.made(BEFORE, 10)
        self.changed(
            DURING, moved, user_id=self.stranger.id, team_id=self.team_south.id, expected_revenue=99
        )
        opening = [("opening", "salesperson", 100)]
        left = [("opening", "salesperson", 10), ("moved_out", "salesperson", -10)]
        came = [("moved_in", "stranger", 10), ("grown", "stranger", 89)]
        seen = {
            self.manager: [*opening, *left, *came],
            self.auditor: [*opening, *left, *came],
            self.leader: [*opening, *left],
            self.other_leader: came,
            self.salesperson: [*opening, *left],
            self.stranger: came,
            self.colleague: [],
        }
        for user, steps in seen.items():
            with self.subTest(user=user.login):
                self.assertEqual(self.steps(user=user), steps)
        rows = self.flow_of(self.salesperson).search([("deal_number", "=", moved.id)])
        self.assertEqual(rows.mapped("value_before"), [10, 10])
        self.assertEqual(rows.mapped("value_after"), [0, 0])
        with self.assertRaises(AccessError):
            self.flow_of(self.clerk).search([])
        abroad = self.env["res.company"].create({"name": "Abroad"})
        self.manager.company_ids |= abroad
        flow = self.flow_of(self.manager, allowed_company_ids=abroad.ids)
        self.assertFalse(flow.search([]))
        self.assertTrue(mine)

    def test_opens_its_deal(self):
        deal = self.made(BEFORE, 100)
        rows = self.flow_of(self.salesperson).search([])
        action = rows.action_open_deal()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", deal.id))
        self.changed(DURING, deal, user_id=self.stranger.id, team_id=self.team_south.id)
        row = self.flow_of(self.salesperson).search([], limit=1)
        with self.assertRaises(AccessError):
            row.action_open_deal()

    def test_wrong_requests(self):
        for context, words in (
            ({"flow_from": "2031-03-01"}, "not after"),
            ({"flow_to": "tomorrow"}, "no date"),
            ({"flow_to": 17}, "no date"),
            ({"flow_to": {"day": 1}}, "no date"),
            ({"flow_to": "0001-01-01"}, "no date"),
            ({"flow_span_from": "x" * 19}, "no date"),
            ({"flow_measure": "secret"}, "weighted"),
        ):
            with self.subTest(**context), self.assertRaisesRegex(UserError, words):
                self.flow_of(**context).search([])

    def test_waterfall(self):
        self.made(BEFORE, 100)
        lost = self.made(BEFORE, 30.10)
        self.lost(DURING, lost)
        self.made(DURING, 0.35)
        waterfall = self.flow_of(self.salesperson).read_waterfall([])
        self.assertEqual(waterfall["currency_id"], self.company.currency_id.id)
        self.assertFalse(waterfall["is_empty"])
        names = ("step", "deals", "amount", "low", "high")
        self.assertEqual(
            [tuple(step[name] for name in names) for step in waterfall["steps"]],
            [
                ("opening", 2, 130.1, 0, 130.1),
                ("new", 1, 0.35, 130.1, 130.45),
                ("grown", 0, 0, 130.45, 130.45),
                ("shrunk", 0, 0, 130.45, 130.45),
                ("lost", 1, -30.1, 100.35, 130.45),
                ("won", 0, 0, 100.35, 100.35),
                ("closing", 2, 100.35, 0, 100.35),
            ],
        )
        empty = self.flow_of(self.colleague).read_waterfall([])
        self.assertTrue(empty["is_empty"])
        filtered = self.flow_of().read_waterfall([("user_id", "=", self.colleague.id)])
        self.assertTrue(filtered["is_empty"])

    def test_waterfall_of_two_currencies(self):
        """Bars are in the reader's company's currency, and still end where the closing is."""
        other = self.make_other_company()
        self.env["res.currency.rate"].create(
            {
                "currency_id": other.currency_id.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 4,
            }
        )
        self.manager.company_ids |= other
        self.made(BEFORE, 100)
        self.made(BEFORE, 10, user_id=False, team_id=False, company_id=other.id)
        companies = [self.company.id, other.id]
        waterfall = self.flow_of(allowed_company_ids=companies).read_waterfall([])
        self.assertEqual(waterfall["currency_id"], self.company.currency_id.id)
        amounts = {step["step"]: step["amount"] for step in waterfall["steps"]}
        self.assertEqual((amounts["opening"], amounts["closing"]), (102.5, 102.5))

    def test_each_step_opens_its_deals(self):
        stays, lost = self.made(BEFORE, 100), self.made(BEFORE, 30)
        self.changed(DURING, stays, expected_revenue=120)
        self.lost(DURING, lost)
        flow = self.flow_of(self.salesperson)
        for step in flow.read_waterfall([])["steps"]:
            with self.subTest(step=step["step"]):
                action = flow.action_open_step(step["step"], [("user_id", "=", flow.env.uid)])
                rows = flow.with_context(**action["context"]).search(action["domain"])
                self.assertEqual(sum(rows.mapped("amount")), step["amount"])
                self.assertEqual(len(set(rows.mapped("deal_number"))), step["deals"])

    def test_one_query(self):
        """However many versions there are."""
        counts = []
        for __ in range(3):
            deals = self.env["crm.lead"].browse()
            for number in range(20):
                deals |= self.made(BEFORE, number)
            self.changed(DURING, deals[:10], expected_revenue=7)
            flow = self.flow_of()
            flow.read_waterfall([])  # fills what is cached for the process
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            flow._read_group([], ["step"], ["amount:sum"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1, 1])
