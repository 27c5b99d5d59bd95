import psycopg2
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.source import SourceCommon


@tagged("post_install", "-at_install")
class TestSourceParents(SourceCommon):
    """S19, S20: sources and campaigns are parts of others, by which reports can be read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.search = cls.env["utm.source"].create({"name": "Search"})
        cls.paid = cls.env["utm.source"].create({"name": "Paid", "parent_id": cls.search.id})
        (cls.source_a | cls.source_b).parent_id = cls.paid
        cls.year = cls.env["utm.campaign"].create({"title": "Year"})
        cls.campaign.parent_id = cls.year

    def test_report_by_parent(self):
        """A source counts for what it is part of in the end; a filter finds all parts."""
        for source, amount in ((self.source_a, 10), (self.search, 5)):
            self.cost(amount, "2025-01-01", source=source)
        self.cost(3, "2025-01-01", campaign_id=self.campaign.id)
        self.cost(2, "2025-01-01", source=self.env["utm.source"].create({"name": "Fairs"}))
        self.assertEqual(
            self.read_return("main_source_id", "cost_amount"),
            {"Search": (15,), "Fairs": (2,), False: (3,)},
        )
        self.assertEqual(
            self.read_return("main_campaign_id", "cost_amount"), {"Year": (3,), False: (17,)}
        )
        below = [("source_id", "child_of", self.search.id)]
        self.assertEqual(
            self.read_return("source_id", "cost_amount", domain=below),
            {"Source A": (10,), "Search": (5,)},
        )

    def test_no_circles(self):
        """Nothing is part of itself, not by a detour either."""
        for record, parent in (
            (self.search, self.source_a),
            (self.paid, self.paid),
            (self.year, self.campaign),
        ):
            with (
                self.subTest(record=record.display_name),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                record.parent_id = parent

    def test_moved_together(self):
        """What is part of something moves along with it."""
        top = self.env["utm.source"].create({"name": "Top"})
        (self.search | self.source_a).parent_id = top
        self.cost(1, "2025-01-01", source=self.source_a)
        self.cost(2, "2025-01-01", source=self.source_b)  # part of paid, which is part of search
        self.assertEqual(self.read_return("main_source_id", "cost_amount"), {"Top": (3,)})

    def test_what_has_parts_stays(self):
        """What others are part of cannot be deleted."""
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.search.sudo().unlink()
