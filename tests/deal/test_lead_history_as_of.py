from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common.deal_history import DealHistoryCommon

FIRST = "2031-01-10 00:00:00"


class AsOfCommon(DealHistoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def history_of(self, user=None, zone="UTC"):
        """Return the history in another request of somebody, who is in a time zone."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.history.with_user(user or self.manager).with_context(tz=zone)


@tagged("post_install", "-at_install")
class TestAsOf(AsOfCommon):
    """R30, N10: deals as they were at the end of any past day."""

    def amounts(self, *days, user=None, domain=(), zone="UTC"):
        """Return the amounts of the versions valid at the end of any of some days."""
        condition = ("valid_on", "in", days) if len(days) > 1 else ("valid_on", "=", days[0])
        found = self.history_of(user, zone).search([condition, *domain], order="id")
        return found.mapped("amount")

    def test_each_day_its_version(self):
        deal = self.made(FIRST, 100)
        self.changed("2031-02-10 00:00:00", deal, expected_revenue=200)
        self.deleted("2031-03-10 00:00:00", deal)
        self.assertEqual(self.amounts("2031-01-08"), [])
        self.assertEqual(self.amounts("2031-01-31"), [100])
        self.assertEqual(self.amounts("2031-02-28"), [200])
        self.assertEqual(self.amounts("2031-01-31", "2031-02-28"), [100, 200])
        self.assertEqual(self.amounts("2031-03-31"), [])
        self.assertEqual(self.amounts(False), [])

    def test_other_than_as_of(self):
        deal = self.made(FIRST, 100)
        self.changed("2031-02-10 00:00:00", deal, expected_revenue=200)
        found = self.history_of().search([("valid_on", "!=", "2031-01-31")])
        self.assertEqual(found.mapped("amount"), [200])
        found = self.history_of().search([("valid_on", "not in", ["2031-02-28"])])
        self.assertEqual(found.mapped("amount"), [100])

    def test_the_day_ends_where_the_company_is(self):
        """28 February ends in Auckland at 11:00 in Greenwich, in UTC for deals of no company."""
        deal = self.made("2031-02-28 08:00:00", 1)
        self.made("2031-02-28 20:00:00", 5, company_id=False, user_id=False, team_id=False)
        self.changed("2031-02-28 11:30:00", deal, expected_revenue=2)
        self.assertEqual(self.amounts("2031-02-28"), [1, 5])
        self.assertEqual(self.amounts("2031-03-01"), [5, 2])

    def test_two_years_back_and_relative(self):
        """What is written now is seen as of today and not as of two years ago."""
        deal = self.deal(None, 77)
        self.assertEqual(self.amounts("today"), [77])
        self.assertEqual(self.amounts("today -2y"), [])
        deal.expected_revenue = 78
        self.assertEqual(self.amounts("today"), [78])

    def test_today_of_the_reader(self):
        """Today is up to now, also for whoever looks from where the company's day is over.

        In zone ``Etc/GMT+12`` it is always the day before Auckland's.
        """
        deal = self.deal(None, 77)
        nowhere = {"company_id": False, "user_id": False, "team_id": False}
        gone = self.deal(None, 5, **nowhere)
        for zone in ("Etc/GMT+12", "UTC", "Pacific/Kiritimati"):
            with self.subTest(zone=zone):
                self.assertEqual(sorted(self.amounts("today", zone=zone)), [5, 77])
                self.assertEqual(self.amounts("today -3d", zone=zone), [])
                reader = self.history_of(zone=zone).env
                found = reader["sales.forecast.analysis"].search([("team_id", "!=", False)])
                self.assertEqual(found.mapped("amount"), [77])
                flow = reader["sales.forecast.flow"].search([("is_closing", "=", True)])
                self.assertEqual(sorted(flow.mapped("amount")), [5, 77])
        deal.expected_revenue = 78
        gone.unlink()
        self.assertEqual(self.amounts("today", zone="Etc/GMT+12"), [78])

    def test_rules(self):
        """Leaders see the versions of their teams; owners all versions of deals that are theirs."""
        deal = self.made(FIRST, 100)
        self.changed(
            "2031-02-10 00:00:00", deal, user_id=self.stranger.id, team_id=self.team_south.id
        )
        for user, before, after in (
            (self.manager, [100], [100]),
            (self.auditor, [100], [100]),
            (self.leader, [100], []),
            (self.other_leader, [], [100]),
            (self.salesperson, [100], []),
            (self.stranger, [100], [100]),
            (self.colleague, [], []),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.amounts("2031-01-31", user=user), before)
                self.assertEqual(self.amounts("2031-02-28", user=user), after)
        with self.assertRaises(AccessError):
            self.amounts("2031-01-31", user=self.clerk)
        version = self.history_of(self.salesperson).search([])
        with self.assertRaises(AccessError):
            version.action_open_deal()
        self.deleted("2031-03-10 00:00:00", deal)
        with self.assertRaisesRegex(UserError, "has been deleted"):
            self.history_of(self.salesperson).search([]).action_open_deal()

    def test_opens_the_deal(self):
        deal = self.made(FIRST, 100)
        action = self.history_of(self.salesperson).search([]).action_open_deal()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", deal.id))

    def test_one_query(self):
        """However many versions there are."""
        counts = []
        for __ in range(3):
            deals = self.env["crm.lead"].browse()
            for number in range(20):
                deals |= self.made(FIRST, number)
            self.changed("2031-02-10 00:00:00", deals[:10], expected_revenue=7)
            history = self.history_of()
            domain = [("valid_on", "=", "2031-01-31"), ("status", "=", "open")]
            history._read_group(domain, ["role"], ["amount:sum"])  # fills what the process caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            history._read_group(domain, ["role"], ["amount:sum"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1, 1])


@tagged("post_install", "-at_install")
class TestHistoryInWords(AsOfCommon):
    """R26: the history of a deal can be read."""

    def words(self, user=None, domain=()):
        self.env.flush_all()
        versions = self.history_of(user).search(list(domain), order="valid_from, id")
        return versions.mapped("changes")

    def test_what_changed(self):
        deal = self.made(FIRST, 1000, date_deadline="2031-06-30")
        self.changed("2031-02-10 00:00:00", deal, expected_revenue=1250.5, date_deadline=False)
        self.changed(
            "2031-02-11 00:00:00",
            deal,
            user_id=self.colleague.id,
            stage_id=self.qualified.id,
            probability=50,
        )
        self.changed("2031-02-12 00:00:00", deal, forecast_is_added=True)
        self.won("2031-02-13 00:00:00", deal)
        self.assertEqual(
            self.words(),
            [
                "First version: $\xa01,000.00",
                "Expected Revenue: $\xa01,000.00 → $\xa01,250.50; Expected Closing: 06/30/2031 → –",
                "Stage: New → Qualified; Salesperson: Salesperson → Colleague",
                "In Forecast: No → Yes",
                (
                    "Status: Open → Won; Stage: Qualified → Won; Probability (%): 50% → 100%; "
                    "Forecast Category: Best Case → Closed"
                ),
            ],
        )

    def test_deleted(self):
        deal = self.made(FIRST, 1)
        self.deleted("2031-02-10 00:00:00", deal)
        self.assertEqual(self.words(), ["First version: $\xa01.00; then deleted"])

    def test_nobody_reads_what_it_was_with_others(self):
        deal = self.made(FIRST, 1)
        self.changed("2031-02-10 00:00:00", deal, user_id=self.colleague.id, expected_revenue=2)
        self.changed("2031-02-11 00:00:00", deal, user_id=self.stranger.id)
        self.assertEqual(self.words(self.colleague), ["Came from somebody else"])
        self.assertEqual(self.words(self.salesperson), ["First version: $\xa01.00"])
        self.assertEqual(len(self.words(self.stranger)), 3)

    def test_as_many_queries_for_many_versions(self):
        counts = []
        for __ in range(3):
            deals = self.env["crm.lead"].browse()
            for number in range(15):
                deals |= self.made(FIRST, number)
            self.changed("2031-02-10 00:00:00", deals, stage_id=self.qualified.id)
            self.words()  # fills what the process caches
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.words()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(counts)), 1, counts)

    def test_opened_from_the_deal(self):
        deal = self.made(FIRST, 1)
        self.made(FIRST, 2)
        arch = self.env["crm.lead"].with_user(self.salesperson).get_view(view_type="form")["arch"]
        action = self.env.ref("sales_plan.crm_lead_history_action_deal")
        self.assertIn(f'name="{action.id}"', arch)
        domain = action._for_xml_id("sales_plan.crm_lead_history_action_deal")["domain"]
        self.assertEqual(domain, "[('deal_number', '=', active_id)]")
        self.assertEqual(
            self.words(domain=[("deal_number", "=", deal.id)]), ["First version: $\xa01.00"]
        )
