from odoo.tests import tagged

from ...queries.past import count_to_rebuild
from ..common.past import INSTALLED, PastCommon


@tagged("post_install", "-at_install")
class TestPastOfImports(PastCommon):
    """Deals that are over when they are made: of them there are only dates."""

    def test_imported_with_its_dates(self):
        """Open from its making until its closing, where nobody knows; or closed all the time."""
        values = {"stage_id": self.done.id, "probability": 100}
        later = self.born("2031-01-01 09:00:00", **values, date_closed="2031-03-03 12:00:00")
        earlier = self.born("2031-02-01 09:00:00", **values, date_closed="2030-12-24 12:00:00")
        at_once = self.born("2031-02-01 09:00:00", **values, date_closed="2031-02-01 09:00:00")
        lost = self.born(
            "2031-01-01 09:00:00",
            active=False,
            probability=0,
            date_closed="2031-04-04 12:00:00",
        )
        self.install(INSTALLED)
        self.rebuild_past()
        names = ("status", "stage_id", "date_closed")
        done = self.done.id
        for deal, expected in (
            (
                later,
                [
                    ("2031-01-01 09:00:00", "open", None, None),
                    ("2031-03-03 12:00:00", "won", done, self.at("2031-03-03 12:00:00")),
                ],
            ),
            (earlier, [("2030-12-24 12:00:00", "won", done, self.at("2030-12-24 12:00:00"))]),
            (at_once, [("2031-02-01 09:00:00", "won", done, self.at("2031-02-01 09:00:00"))]),
            (
                lost,
                [
                    ("2031-01-01 09:00:00", "open", None, None),
                    ("2031-04-04 12:00:00", "lost", self.new.id, self.at("2031-04-04 12:00:00")),
                ],
            ),
        ):
            with self.subTest(deal=expected):
                self.assertEqual(self.told(deal, *names)[:-1], expected)

    def test_made_when_it_was_won(self):
        """Odoo's closing date is in whole seconds: a little earlier than the deal is no past."""
        values = {"stage_id": self.done.id, "probability": 100}
        deal = self.born("2031-01-01 09:00:00", **values)
        self.cr.execute("UPDATE crm_lead SET create_date = '2031-01-01 09:00:00.7'")
        self.assertEqual(
            [version[0] for version in self.rebuilt(deal)],
            ["2031-01-01 09:00:00.700000", INSTALLED],
        )
        later = self.born("2031-07-01 09:00:00", **values)
        self.cr.execute(
            """UPDATE crm_lead_history SET valid_from = '2031-07-01 09:00:00.7'
                WHERE deal_number = %s""",
            [later.id],
        )
        self.assertEqual(count_to_rebuild(self.env), 0)

    def test_imported_later_with_its_closing_date(self):
        self.install(INSTALLED)
        deal = self.born(
            "2031-07-01 09:00:00",
            stage_id=self.done.id,
            probability=100,
            date_closed="2030-12-24 12:00:00",
        )
        self.assertEqual(
            self.told(deal, "origin", "status"), [("2031-07-01 09:00:00", "imported", "won")]
        )
        self.rebuild_past()
        self.assertEqual(
            self.told(deal, "origin", "status", "is_first"),
            [
                ("2030-12-24 12:00:00", "dated", "won", True),
                ("2031-07-01 09:00:00", "imported", "won", False),
            ],
        )

    def test_what_is_no_import(self):
        """A deal that is won within two hours of its making was won; one that was made won not."""
        won = self.born("2031-01-01 09:00:00")
        self.changing("2031-01-01 10:00:00", won, stage_id=self.done.id)
        made_won = self.born("2031-01-01 09:00:00", stage_id=self.done.id, probability=100)
        corrected = self.born("2031-01-01 09:00:00", stage_id=self.done.id, probability=100)
        self.changing("2031-01-01 10:00:00", corrected, stage_id=self.new.id, probability=20)
        dated = self.born("2031-01-01 09:00:00")
        self.changing(
            "2031-01-01 09:30:00",
            dated,
            stage_id=self.done.id,
            probability=100,
        )
        self.changing("2031-01-01 09:30:00", dated, date_closed="2030-11-11 09:00:00")
        for deal, origin in (
            (won, "recorded"),
            (made_won, "imported"),
            (corrected, "recorded"),
            (dated, "imported"),
        ):
            with self.subTest(deal=deal):
                self.assertEqual([version[1] for version in self.told(deal, "origin")], [origin])
