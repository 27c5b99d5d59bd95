import random
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import tagged
from odoo.tools import SQL

from ...queries.deals import deals_as_of
from ...queries.time import moment_at_end_of
from ..common.base import SalesPlanCommon, draw_seeds

FIRST_DAY = date(2031, 1, 6)
DAYS = 10
DEALS_AT_FIRST = 160
DEALS_A_TIME = 12
CHANGES_A_TIME = 40
PAIRS = 9
CENT = Decimal("0.01")
#: How one deal looked, read from crm_lead.
SNAPSHOT = """
    SELECT lead.id, lead.type, lead.active, lead.won_status, lead.expected_revenue::text,
           lead.probability::text, lead.date_deadline, lead.user_id, lead.team_id,
           COALESCE(lead.company_id, team.company_id, owner.company_id)
      FROM crm_lead lead
 LEFT JOIN crm_team team ON team.id = lead.team_id
 LEFT JOIN res_users owner ON owner.id = lead.user_id
"""


class Deal:
    """A deal in a snapshot: its status, values to the cent, closing date and place."""

    def __init__(self, row):
        number, kind, active, won, amount, probability, deadline, *place = row
        self.number = number
        self.deadline = deadline
        self.place = self.owner = tuple(place)
        self.status = "lead" if kind == "lead" else won if won != "pending" else None
        self.status = self.status or ("open" if active else "archived")
        self.amount = Decimal(amount or 0)
        weighted = self.amount * Decimal(probability or 0) / 100
        self.weighted = weighted.quantize(CENT, ROUND_HALF_UP)

    def counts(self, span):
        """Whether it is in the pipeline, within a span of closing dates if there is one."""
        if self.status != "open":
            return False
        return not span or bool(self.deadline and span[0] <= self.deadline <= span[1])


@tagged("post_install", "-at_install", "-standard", "sales_plan_random")
class TestFlowIdentity(SalesPlanCommon):
    """R26, R30, N10: flows and figures as of a day equal what snapshots of those days show.

    Each simulated day has two times at which deals change, one before the day ends in Auckland
    and one after it, when it is still the same day in the other company, which is in UTC. A
    snapshot is taken at the end of the day in each of them.
    """

    def setUp(self):
        super().setUp()
        [self.seed] = draw_seeds(1)
        self.random = random.Random(self.seed)
        self.history = self.env["crm.lead.history"]
        self.leads = self.env["crm.lead"].with_context(
            tracking_disable=True, mail_create_nolog=True
        )
        self.leads.with_context(active_test=False).search([]).unlink()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        (self.salesperson | self.colleague | self.stranger).company_ids |= other
        other.resource_calendar_id.tz = "UTC"
        self.companies = self.company | other
        nowhere = self.env["crm.team"].create({"name": "Nowhere", "company_id": False})
        abroad = self.env["crm.team"].create({"name": "Abroad", "company_id": other.id})
        self.teams = (False, self.team_north, self.team_south, nowhere, abroad)
        self.owners = (False, self.salesperson, self.colleague, self.stranger)
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        self.open_stages = stages.filtered(lambda stage: not stage.is_won)
        self.won_stages = stages - self.open_stages
        #: (day, company) → deals of the company at the end of its day
        self.snapshots = {}
        #: when deals change
        self.moment = None
        #: number of a deal that is over → its outcome, the place that it came in, and the moment
        self.closings = {}

    # What happens -------------------------------------------------------------

    def amount(self):
        return self.random.choice((0, self.random.randrange(10**7) / 100))

    def closing(self):
        return self.random.choice(
            (False, *[FIRST_DAY + timedelta(days=self.random.randrange(-20, 200))] * 6)
        )

    def place(self):
        team = self.random.choice(self.teams)
        owner = self.random.choice(self.owners)
        company = (team and team.company_id) or self.random.choice((False, *self.companies))
        return {
            "user_id": owner and owner.id,
            "team_id": team and team.id,
            "company_id": company and company.id,
        }

    def create_deals(self, count):
        self.leads.create(
            [
                {
                    "name": f"Deal {number}",
                    "type": self.random.choice(("lead", *["opportunity"] * 6)),
                    "expected_revenue": self.amount(),
                    "probability": self.random.randrange(1, 100),
                    "date_deadline": self.closing(),
                    "stage_id": self.random.choice(self.open_stages).id,
                    **self.place(),
                }
                for number in range(count)
            ]
        )

    def change_something(self):
        """Let a random thing happen to a random deal."""
        deals = self.leads.with_context(active_test=False).search([])
        deal = self.random.choice(deals)
        self.random.choice(
            (
                *[lambda: deal.write({"expected_revenue": self.amount()})] * 3,
                *[lambda: deal.write({"date_deadline": self.closing()})] * 3,
                *[lambda: deal.write(self.place())] * 3,
                *[lambda: self.score(deal)] * 2,
                lambda: deal.write({"stage_id": self.random.choice(self.open_stages).id}),
                *[lambda: self.win_or_reopen(deal)] * 2,
                *[lambda: self.lose_or_reopen(deal)] * 2,
                lambda: deal.write({"active": False}),
                lambda: deal.write({"type": "opportunity" if deal.type == "lead" else deal.type}),
                lambda: deal.write({"type": self.random.choice(("lead", "opportunity"))}),
                deal.unlink,
            )
        )()

    def score(self, deal):
        if deal.won_status == "pending":
            deal.probability = self.random.randrange(1, 100)

    def win_or_reopen(self, deal):
        stages = self.open_stages if deal.won_status == "won" else self.won_stages
        deal.write({"stage_id": stages[0].id, "active": True})
        if deal.won_status == "pending":
            deal.probability = 40

    def lose_or_reopen(self, deal):
        if deal.active:
            if deal.won_status == "won":
                deal.stage_id = self.open_stages[0]
            deal.action_set_lost()
        else:
            deal.action_unarchive()

    def live(self):
        """Let the days pass, and take the snapshots of all evenings."""
        day_before = FIRST_DAY - timedelta(days=1)
        self.snapshots.update({(day_before, company.id): {} for company in self.companies})
        for number in range(DAYS):
            day = FIRST_DAY + timedelta(days=number)
            for hour, company in ((5, self.company), (15, self.companies - self.company)):
                self.moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
                with self.history._at(self.moment):
                    is_first = not number and hour == 5
                    self.create_deals(DEALS_AT_FIRST if is_first else DEALS_A_TIME)
                    for __ in range(CHANGES_A_TIME):
                        self.change_something()
                        self.note_closings()
                self.take_snapshot(day, company)

    def take_snapshot(self, day, company):
        deals = self.note_closings()
        self.snapshots[day, company.id] = {
            deal.number: deal for deal in deals if company.id in (deal.place[2], deal.owner[2])
        }

    def note_closings(self):
        """Return the deals as they are, those that are over with whose they were when they were
        closed; a deal of nobody is then of who gets it at the same moment, and one of no company
        of the first one that it has."""
        self.env.flush_all()
        self.cr.execute(SNAPSHOT)
        deals = [Deal(row) for row in self.cr.fetchall()]
        closings = {}
        for deal in deals:
            if deal.status in ("won", "lost"):
                outcome, owner, moment = self.closings.get(deal.number, (None, None, None))
                if outcome != deal.status:
                    owner, moment = deal.place, self.moment
                elif moment == self.moment:
                    owner = tuple(was or now for was, now in zip(owner, deal.place, strict=True))
                elif not owner[2]:
                    owner = (*owner[:2], deal.place[2])
                deal.owner = owner
                closings[deal.number] = deal.status, owner, moment
        self.closings = closings
        return deals

    # What reports say ---------------------------------------------------------

    def pipeline(self, day, span, measure):
        """Return ``{place: (value, deals)}`` of the pipeline in the snapshots of a day."""
        result = {}
        for company in self.companies:
            for deal in self.snapshots[day, company.id].values():
                if deal.counts(span):
                    value, count = result.get(deal.place, (0, 0))
                    result[deal.place] = value + getattr(deal, measure), count + 1
        return result

    def flow(self, start, end, span, measure, is_changed=False):
        """Return ``[(place, step, amount, change of the number of deals, rows)]``."""
        flow = self.env["sales.forecast.flow"].with_context(
            flow_from=str(start),
            flow_to=str(end),
            flow_span_from=span and str(span[0]),
            flow_span_to=span and str(span[1]),
            flow_measure=measure,
            flow_changed=is_changed,
        )
        self.cr.execute(
            SQL(
                """SELECT user_id, team_id, company_id, step, SUM(amount)::text, SUM(net_count),
                          COUNT(*), COUNT(DISTINCT id)
                     FROM (%s) flow WHERE company_id IN %s GROUP BY 1, 2, 3, 4""",
                flow._table_query,
                tuple(self.companies.ids),
            )
        )
        rows = self.cr.fetchall()
        self.assertFalse([row for row in rows if row[6] != row[7]], "ids are unique")
        return [
            ((user, team, company), step, Decimal(amount), count, number)
            for user, team, company, step, amount, count, number, __ in rows
        ]

    @staticmethod
    def without_opening(rows):
        return [row for row in rows if row[1] != "opening"]

    def assert_flow(self, start, end, span, measure):
        """Steps sum to the closing, the opening is one of them: in every place."""
        opening = self.pipeline(start, span, measure)
        closing = self.pipeline(end, span, measure)
        sums, openings = {}, {}
        rows = self.flow(start, end, span, measure)
        if measure == "amount":  # what became of a deal is the same, whatever is measured
            changed = self.flow(start, end, span, measure, is_changed=True)
            compared = (sorted(self.without_opening(found), key=repr) for found in (changed, rows))
            self.assertEqual(*compared)
        for place, step, amount, count, __ in rows:
            before = sums.get(place, (0, 0))
            sums[place] = before[0] + amount, before[1] + count
            if step == "opening":
                openings[place] = amount, count
        self.assertEqual(openings, opening)
        for place in sums.keys() | closing.keys():
            self.assertEqual(sums.get(place, (0, 0)), closing.get(place, (0, 0)), place)
        for position, name in enumerate(("user_id", "team_id", "company_id")):
            for value in {place[position] for place in sums}:
                total = sum(sums[place][0] for place in sums if place[position] == value)
                expected = sum(closing[place][0] for place in closing if place[position] == value)
                self.assertEqual(total, expected, (name, value))

    def test_flow_between_any_two_days(self):
        self.live()
        days = sorted({day for day, __ in self.snapshots})
        spans = (
            None,
            (FIRST_DAY - timedelta(days=10), FIRST_DAY + timedelta(days=60)),
            (FIRST_DAY + timedelta(days=90), FIRST_DAY + timedelta(days=120)),
        )
        pairs = [(days[0], days[-1]), (days[3], days[3])]
        pairs += [sorted(self.random.sample(days, 2)) for __ in range(PAIRS - len(pairs))]
        steps = set()
        for start, end in pairs:
            for span in spans:
                for measure in ("amount", "weighted"):
                    with self.subTest(start=start, end=end, span=span, measure=measure):
                        self.assert_flow(start, end, span, measure)
                    steps |= {row[1] for row in self.flow(start, end, span, measure)}
        known = dict(self.env["sales.forecast.flow"]._fields["step"].selection)
        self.assertEqual(steps, set(known), f"seed {self.seed} has everything happen")
        for day in days[1:]:
            with self.subTest(day=day):
                self.assert_as_of(day)

    def assert_as_of(self, day):
        """Figures as of a day, by either way to ask, are those of the day's snapshot."""
        for company in self.companies:
            deals = self.snapshots[day, company.id].values()
            columns = SQL(
                "status, amount::text, weighted::text, date_deadline, user_id, team_id, company_id"
            )
            relation = deals_as_of(self.env, company.ids, moment_at_end_of(company, day))
            self.cr.execute(SQL("SELECT id, %s FROM (%s) AS deals", columns, relation))
            self.assert_same(
                [(deal, deal.owner) for deal in deals if deal.owner[2] == company.id],
                self.cr.fetchall(),
                with_leads=False,
            )
            found = self.history.search(
                [("valid_on", "=", str(day)), ("company_id", "=", company.id)]
            )
            self.cr.execute(
                SQL(
                    "SELECT deal_number, %s FROM crm_lead_history WHERE id IN %s",
                    columns,
                    tuple(found.ids) or (None,),
                )
            )
            self.assert_same(
                [(deal, deal.place) for deal in deals if deal.place[2] == company.id],
                self.cr.fetchall(),
                with_leads=True,
            )

    def assert_same(self, deals, rows, with_leads):
        """Compare deals and whose they are with those of a snapshot, to the cent."""
        expected = [
            (deal.number, deal.status, deal.amount, deal.weighted, deal.deadline, *place)
            for deal, place in deals
        ]
        found = [
            (number, status, Decimal(amount), Decimal(weighted), *rest)
            for number, status, amount, weighted, *rest in rows
        ]
        if not with_leads:
            expected = [deal for deal in expected if deal[1] != "lead"]
        self.assertEqual(sorted(found, key=repr), sorted(expected, key=repr))
