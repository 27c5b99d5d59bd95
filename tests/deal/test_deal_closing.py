from datetime import datetime

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common.deal_history import DealHistoryCommon

MARCH, APRIL, JUNE = "2025-03-03 10:00:00", "2025-04-07 10:00:00", "2025-06-10 10:00:00"
COLUMNS = ("closed_at", "closed_user_id", "closed_team_id", "closed_company_id")


class DealClosingCommon(DealHistoryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.also_done = cls.done.copy({"name": "Won and Delivered", "sequence": -5})

    def won_in_march(self, amount=5000, **values):
        deal = self.made("2025-01-05 09:00:00", amount, **values)
        self.won(MARCH, deal)
        return deal

    def sold(self, deal):
        """Return ``[(day, salesperson, team, amount)]`` of a deal's facts of won deals."""
        self.env.invalidate_all()
        return [
            (str(fact.date), fact.user_id, fact.team_id, fact.amount)
            for fact in self.facts("won", ("res_id", "=", deal.id))
        ]

    def assert_march(self, deal, amount=5000):
        sold = [("2025-03-03", self.salesperson, self.team_north, amount)]
        self.assertEqual(self.sold(deal), sold)
        self.assertEqual(deal.closed_at, datetime.fromisoformat(MARCH))
        self.assertEqual(deal.closed_user_id, self.salesperson)

    def version(self, deal):
        self.env.flush_all()
        self.history.invalidate_model()
        return self.history.search([("deal_number", "=", deal.id), ("valid_to", "=", False)])


@tagged("post_install", "-at_install")
class TestDealClosing(DealClosingCommon):
    """A won deal counts on the day it became won and stayed so, for who had it then."""

    # What leaves it as it was sold --------------------------------------------

    def restamp(self, deal):
        """Set the closing date as Odoo does, at the clock of the history."""
        deal.date_closed = JUNE

    def restamp_by_sql(self, deal):
        """Set the closing date past the ORM, as something else than Odoo may."""
        self.cr.execute(
            "UPDATE crm_lead SET date_closed = now() AT TIME ZONE 'UTC' WHERE id = %s", [deal.id]
        )
        deal.invalidate_recordset()

    def restore(self, deal):
        deal.action_archive()
        deal.action_restore()

    def leave(self, deal):
        self.salesperson.active = False
        deal.write({"user_id": self.colleague.id, "active": False})

    def hand_over_without_a_company(self, deal):
        """A successor of another company takes the deal there."""
        other = self.make_other_company()
        self.stranger.write({"company_ids": [(4, other.id)], "company_id": other.id})
        deal.write({"company_id": False, "team_id": False, "user_id": self.stranger.id})

    def test_what_happens_afterwards(self):
        """Whatever lets Odoo set the closing date anew, and whoever has the deal in the end."""
        south = {"user_id": self.stranger.id, "team_id": self.team_south.id}
        afterwards = {
            "archived": lambda deal: deal.action_archive(),
            "archived by a write": lambda deal: deal.write({"active": False}),
            "archived, at June's clock": lambda deal: (deal.action_archive(), self.restamp(deal)),
            "archived and restored": self.restore,
            "archived and won": lambda deal: (deal.action_archive(), deal.action_set_won()),
            "typed": lambda deal: deal.write({"probability": 100}),
            "typed, at June's clock": lambda deal: (
                deal.write({"probability": 100}),
                self.restamp(deal),
            ),
            "its stage said to be won": lambda deal: self.done.write({"is_won": True}),
            "moved on to another won stage": lambda deal: deal.write(
                {"stage_id": self.also_done.id}
            ),
            "restamped": self.restamp,
            "restamped by SQL": self.restamp_by_sql,
            "handed over": lambda deal: deal.write(south),
            "handed over by SQL": lambda deal: self.cr.execute(
                "UPDATE crm_lead SET user_id = %s, team_id = %s WHERE id = %s",
                [self.stranger.id, self.team_south.id, deal.id],
            ),
            "handed over and archived": lambda deal: deal.write({**south, "active": False}),
            "nobody's": lambda deal: deal.write({"user_id": False, "team_id": False}),
            "of another company": self.hand_over_without_a_company,
            "its salesperson gone": self.leave,
        }
        for what, change in afterwards.items():
            deal = self.won_in_march()
            with self.subTest(what):
                self.assert_march(deal)
                with self.history._at(self.at(JUNE)):
                    change(deal)
                self.assert_march(deal)
                with self.history._at(self.at("2025-07-01")):
                    deal.write({"expected_revenue": 5100})
                self.assert_march(deal, 5100)

    def test_sold_by_nobody(self):
        """A deal of nobody stays nobody's sale, whoever gets it later and whatever is corrected
        then; who gets it while it is being won has sold it."""
        deal = self.made("2025-01-05 09:00:00", 50, user_id=False)
        self.won(MARCH, deal)
        sold = [("2025-03-03", self.env["res.users"], self.team_north, 50)]
        self.assertEqual(self.sold(deal), sold)
        with self.history._at(self.at(APRIL)):
            deal.user_id = self.colleague
            deal.expected_revenue = 60
            self.env.flush_all()
            deal.user_id = self.stranger
        with self.history._at(self.at(JUNE)):
            deal.name = "Spelt otherwise"
        self.assertEqual(self.sold(deal), [(*sold[0][:3], 60)])
        self.cr.execute(  # as it once was
            "UPDATE crm_lead_history SET closed_user_id = user_id WHERE id = %s",
            self.version(deal).ids,
        )
        self.assertEqual(self.sold(deal)[0][1], self.stranger)
        self.history._fill_closings(deal.ids)
        self.assertEqual(self.sold(deal), [(*sold[0][:3], 60)])
        at_once = self.made("2025-01-05 09:00:00", 70, user_id=False)
        with self.history._at(self.at(MARCH)):
            at_once.action_set_won()
            self.env.flush_all()
            at_once.user_id = self.colleague
        self.assertEqual(self.sold(at_once)[0][1], self.colleague)

    def test_all_at_once(self):
        """One mass edit of several deals, each won on its own day."""
        first = self.won_in_march()
        second = self.made("2025-01-05 09:00:00", 70, user_id=self.colleague.id)
        self.won(APRIL, second)
        lost = self.made("2025-01-05 09:00:00", 80)
        self.lost(APRIL, lost)
        with self.history._at(self.at(JUNE)):
            (first | second | lost).write({"active": False, "user_id": self.stranger.id})
        self.assert_march(first)
        self.assertEqual(self.sold(second), [("2025-04-07", self.colleague, self.team_north, 70)])
        closing_dates = [str(deal.date_closed) for deal in first | second | lost]
        self.assertEqual(closing_dates, [MARCH, APRIL, APRIL], "Odoo's own date stays, too.")

    def test_company_of_a_place(self):
        """A deal without a company stays with the one that its team or salesperson had."""
        ours, free = self.env["crm.team"].create(
            [{"name": "Ours", "company_id": self.company.id}, {"name": "Free", "company_id": False}]
        )
        other = self.make_other_company()
        deals = [self.made("2025-01-05 09:00:00", 10, team_id=team.id) for team in (ours, free)]
        for deal in deals:
            self.env.flush_all()
            self.cr.execute("UPDATE crm_lead SET company_id = NULL WHERE id = %s", [deal.id])
            deal.invalidate_recordset()
            self.won(MARCH, deal)
        with self.history._at(self.at(JUNE)):
            self.salesperson.write({"company_ids": [(4, other.id)], "company_id": other.id})
            ours.company_id = other
        with self.history._at(self.at("2025-07-01")):
            deals[0].expected_revenue = deals[1].expected_revenue = 11
        for deal, team in zip(deals, (ours, free), strict=True):
            self.assertFalse(deal.company_id)
            self.assertEqual(self.sold(deal), [("2025-03-03", self.salesperson, team, 11)])
        self.assertEqual(self.version(deals[0]).company_id, other)

    def test_time_zone_at_the_edge_of_a_day(self):
        """The day is that of the company that sold, and stays, to the second."""
        for moment, day in (
            ("2025-03-31 10:59:59", "2025-03-31"),
            ("2025-03-31 11:00:00", "2025-04-01"),
        ):
            deal = self.made("2025-01-05 09:00:00", 10)
            self.won(moment, deal)
            with self.history._at(self.at(JUNE)):
                deal.action_archive()
            self.assertEqual([sold[0] for sold in self.sold(deal)], [day])

    def test_handed_over_at_once(self):
        """Who gets a deal for its being won, as by an automation, has not sold it."""
        deal = self.made("2025-01-05 09:00:00", 5000)
        with self.history._at(self.at(MARCH)):
            deal.action_set_won()
            deal.write({"user_id": self.stranger.id, "team_id": self.team_south.id})
        self.assert_march(deal)

    def test_frozen_clock(self):
        """By Odoo's clock alone: it says when a deal is won, and later writes do not count."""
        deal = self.made("2025-01-05 09:00:00", 5000)
        with freeze_time(MARCH):
            deal.action_set_won()
        self.env.flush_all()
        with freeze_time(JUNE):
            deal.action_archive()
            deal.probability = 100
        self.env.flush_all()
        self.assert_march(deal)

    # What changes it ----------------------------------------------------------

    def test_reopened_and_won_again(self):
        """The new win counts, for who has the deal then."""
        deal = self.won_in_march()
        self.changed(APRIL, deal, stage_id=self.proposition.id, probability=60)
        self.assertEqual(self.sold(deal), [])
        self.assertFalse(deal.closed_at or deal.closed_user_id)
        self.changed("2025-05-01", deal, user_id=self.colleague.id)
        self.won(JUNE, deal)
        with self.history._at(self.at("2025-07-01")):
            deal.action_archive()
        self.assertEqual(self.sold(deal), [("2025-06-10", self.colleague, self.team_north, 5000)])
        self.assertEqual(deal.closed_at, datetime.fromisoformat(JUNE))

    def test_lost_and_won_again(self):
        deal = self.won_in_march()
        self.changed(APRIL, deal, stage_id=self.new.id)
        self.lost(APRIL, deal)
        self.assertEqual(self.sold(deal), [])
        self.assertEqual(deal.closed_at, datetime.fromisoformat(APRIL))
        self.won(JUNE, deal)
        self.assertEqual([sold[0] for sold in self.sold(deal)], ["2025-06-10"])

    def test_corrected_by_a_person(self):
        """A closing date that is written says when it was won, earlier or later; for the same
        salesperson, and whatever else is written with it."""
        for given, day in (
            ("2025-02-20 10:00:00", "2025-02-20"),
            ("2025-05-20 10:00:00", "2025-05-20"),
        ):
            deal = self.won_in_march()
            with self.history._at(self.at(JUNE)):
                deal.write({"date_closed": given, "user_id": self.stranger.id})
            with self.history._at(self.at("2025-07-01")):
                deal.action_archive()
            sold = [(day, self.salesperson, self.team_north, 5000)]
            self.assertEqual(self.sold(deal), sold)
            self.changed("2025-08-01", deal, date_closed=MARCH, probability=100)
            self.assert_march(deal)

    def test_given_at_import(self):
        """An import says when its deals were closed, of new ones and of those that are there."""
        known = self.made("2025-01-05 09:00:00", 1)
        header = ["id", "name", "type", "stage_id/.id", "date_closed", "expected_revenue"]
        header += ["user_id/.id", "team_id/.id", "company_id/.id"]
        place = [str(record.id) for record in (self.salesperson, self.team_north, self.company)]
        ids = [known.export_data(["id"])["datas"][0][0], "__import__.another_deal"]
        rows = [
            [xml_id, "Deal", "opportunity", str(self.done.id), MARCH, "5000", *place]
            for xml_id in ids
        ]
        result = self.env["crm.lead"].load(header, rows)
        self.assertFalse(result["messages"])
        deals = self.env["crm.lead"].browse(result["ids"])
        self.env.flush_all()
        deals.action_archive()
        self.env.flush_all()
        deals.write({"user_id": self.stranger.id, "team_id": self.team_south.id})
        for deal in deals:
            self.assert_march(deal)

    def test_given_to_a_deal_that_is_lost(self):
        deal = self.made("2025-01-05 09:00:00", 5000)
        self.changed(JUNE, deal, active=False, probability=0, date_closed=MARCH)
        self.assertEqual(deal.won_status, "lost")
        self.assertEqual(str(deal.date_closed), MARCH)
        self.assertEqual(deal.closed_at, datetime.fromisoformat(MARCH))

    def test_closing_date_of_something_before(self):
        """A deal that was tidied away before it was lost is lost when it is."""
        tidied = self.made("2025-01-05 09:00:00", 10)
        self.changed("2025-02-01", tidied, active=False)
        self.changed("2025-02-02", tidied, date_closed="2025-02-01")
        with self.history._at(self.at(MARCH)):
            tidied.action_set_lost()
        self.assertEqual(tidied.closed_at, datetime.fromisoformat(MARCH))

    def test_before_the_history(self):
        """Of a deal that was closed before it was recorded Odoo's date is all that is known; if
        there is none it counts on no day."""
        deal, undated = self.won_in_march(), self.won_in_march()
        for lead, moment in ((deal, MARCH), (undated, None)):
            self.env.flush_all()
            self.cr.execute("DELETE FROM crm_lead_history WHERE deal_number = %s", [lead.id])
            self.cr.execute(
                "UPDATE crm_lead SET date_closed = %s, expected_revenue = 5000.5 WHERE id = %s",
                [moment, lead.id],
            )
            lead.invalidate_recordset()
        self.assert_march(deal, 5000.5)
        self.assertEqual(self.sold(undated), [])
        with self.history._at(self.at(JUNE)):
            undated.action_archive()
        self.assertEqual(self.sold(undated), [])
        self.changed("2025-07-01", undated, date_closed=MARCH)
        self.assert_march(undated, 5000.5)


@tagged("post_install", "-at_install")
class TestClosingsOfVersions(DealClosingCommon):
    """What the versions of deals say of their closing."""

    def test_lost_by(self):
        """A deal is lost once, by who had it: losing it again or moving it changes nothing."""
        deal = self.made("2025-01-05 09:00:00", 10)
        self.lost(MARCH, deal)
        with self.history._at(self.at(APRIL)):
            deal.action_set_lost()
            deal.write({"stage_id": self.qualified.id, "user_id": self.stranger.id})
        self.assertEqual(str(deal.date_closed), MARCH)
        self.assertEqual(
            [self.version(deal)[name] for name in COLUMNS],
            [datetime.fromisoformat(MARCH), self.salesperson, self.team_north, self.company],
        )

    def test_known_then(self):
        """A past version says what was known at its time."""
        deal = self.won_in_march()
        self.changed(JUNE, deal, date_closed="2025-02-20 10:00:00")
        versions = self.history.search([("deal_number", "=", deal.id)], order="valid_from")
        self.assertEqual(
            [str(version.closed_at or "") for version in versions],
            ["", MARCH, "2025-02-20 10:00:00"],
        )

    def test_deleted(self):
        deal = self.won_in_march()
        number = deal.id
        self.deleted(JUNE, deal)
        version = self.history.search([("deal_number", "=", number)], order="id desc", limit=1)
        self.assertEqual(str(version.closed_at), MARCH)
        self.assertEqual(version.closed_user_id, self.salesperson)

    def live(self):
        """Let many things happen to several deals; return these."""
        deals = [self.made("2025-01-05 09:00:00", amount) for amount in range(10, 17)]
        first, second, third, fourth, fifth, sixth, seventh = deals
        self.won(MARCH, first | second | third | fourth)
        self.lost(APRIL, fifth | sixth)
        self.changed(APRIL, first, user_id=self.stranger.id, active=False)
        self.restamp_as_before(first)
        self.changed(APRIL, second, stage_id=self.new.id, probability=20)
        self.changed("2025-05-01", second, user_id=self.colleague.id)
        self.won(JUNE, second)
        self.changed("2025-05-02", third, date_closed="2025-02-20 10:00:00")
        self.changed(JUNE, third, team_id=self.team_south.id)
        self.changed("2025-05-03", fourth, stage_id=self.new.id)
        self.lost("2025-05-03", fourth)
        self.reopened(JUNE, fifth)
        self.changed(JUNE, sixth, user_id=self.stranger.id, stage_id=self.qualified.id)
        self.changed(JUNE, seventh, company_id=False, user_id=False, team_id=False)
        self.won("2025-06-11 10:00:00", seventh)
        self.changed("2025-06-12 10:00:00", seventh, user_id=self.colleague.id)
        return first | second | third | fourth | fifth | sixth | seventh

    def restamp_as_before(self, deal):
        """Set the closing date anew as it was before the add-on kept it."""
        with self.history._at(self.at(JUNE)):
            self.cr.execute(
                SQL("UPDATE crm_lead SET date_closed = %s WHERE id = %s", JUNE, deal.id)
            )
        deal.invalidate_recordset()

    def read_closings(self, deals):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """SELECT deal_number, valid_from, closed_at, closed_user_id, closed_team_id,
                          closed_company_id
                     FROM crm_lead_history WHERE deal_number IN %s
                    ORDER BY deal_number, valid_from""",
                tuple(deals.ids),
            )
        )

    def test_filled_as_recorded(self):
        """Worked out from versions it is what the triggers said, for all deals or for some; and
        it may be worked out again."""
        deals = self.live()
        recorded = self.read_closings(deals)
        self.assertEqual(len({row[2] for row in recorded}), 7, "all kinds of closings, and none")
        for numbers in (None, deals.ids):
            self.cr.execute(
                """UPDATE crm_lead_history SET closed_at = NULL, closed_user_id = NULL,
                          closed_team_id = NULL, closed_company_id = NULL"""
            )
            for __ in range(2):
                self.history._fill_closings(numbers)
                self.assertEqual(self.read_closings(deals), recorded)

    def test_fill_leaves_what_was_recorded(self):
        """Versions put before others carry on; what was recorded of a closing stays."""
        deal = self.made("2025-01-05 09:00:00", 10)
        with self.history._at(self.at(MARCH)):
            deal.action_set_won()
            deal.user_id = self.stranger
        recorded = self.read_closings(deal)
        self.history._fill_closings(deal.ids)
        self.assertEqual(self.read_closings(deal), recorded)
        found = self.won_in_march()
        self.env.flush_all()
        self.cr.execute(
            """UPDATE crm_lead_history SET is_first = TRUE, date_closed = %s, closed_at = %s,
                      valid_from = %s
                WHERE deal_number = %s AND valid_to IS NULL""",
            [APRIL, APRIL, JUNE, found.id],
        )
        self.cr.execute(
            """INSERT INTO crm_lead_history (deal_number, is_first, valid_from, valid_to, status,
                      user_id, company_id)
               VALUES (%s, FALSE, %s, %s, 'won', %s, %s)""",
            [found.id, MARCH, JUNE, self.colleague.id, self.company.id],
        )
        self.history._fill_closings(found.ids)
        closings = [(str(row[2]), row[3]) for row in self.read_closings(found)[1:]]
        self.assertEqual(closings, [(MARCH, self.colleague.id), (APRIL, self.colleague.id)])
