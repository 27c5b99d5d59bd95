from odoo.tests import tagged

from ..common.cockpit import CockpitCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestCockpitBreakdown(CockpitCommon):
    """P27, S13, S15, R1: which teams, people, regions, divisions, segments make the gap, and which
    ones hide it in the sum."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # ahead by 1,273 more than the salesperson (455) and the colleague (727) are behind
        cls.invoice(
            cls.coil,
            "2026-03-12",
            (cls.screw, 2600),
            invoice_user_id=cls.stranger.id,
            team_id=cls.team_south.id,
        )

    def breakdown(self, user=None, **request):
        return self.cockpit(user or self.manager).cockpit_breakdown({"unit": "year", **request})

    def parts(self, answer):
        return {
            part["name"]: (part["actual"], part["difference"])
            for part in (*answer["behind"], *answer["ahead"])
        }

    def opened(self, answer, value, user=None):
        request = {"unit": "year", "by": answer["by"]}
        action = self.cockpit(user or self.manager).cockpit_open_part(request, value)
        facts = self.env["sales.actual"].with_user(user or self.manager)
        return round(sum(facts.search(action["domain"]).mapped("amount")), 2)

    # Levels of the plan -------------------------------------------------------

    def test_teams(self):
        """Nobody sees in the sum that North is behind: South has more."""
        answer = self.breakdown()
        self.assertEqual(answer["by"], "team")
        self.assertEqual([part["name"] for part in answer["behind"]], ["North"])
        self.assertEqual([part["name"] for part in answer["ahead"]], ["South"])
        north = next(
            row for row in self.opens(self.manager)["reports"]["rows"] if row["name"] == "North"
        )
        self.assertEqual(answer["missing"], -north["behind"])
        self.assertRegex(answer["text"][0], "1,182 less than expected by today in 1 of 2.$")
        self.assertRegex(answer["text"][1], "2,509 more in the others hides all of it")
        figures = self.figures(self.manager)
        self.assertAlmostEqual(answer["surplus"] - answer["missing"], figures["behind"], places=1)

    def test_people(self):
        """The largest first, with the share that they come to; each opens what it is made of."""
        answer = self.breakdown(by="salesperson")
        self.assertEqual(
            [part["row_id"] for part in answer["behind"]], [self.theirs.id, self.own.id]
        )
        self.assertAlmostEqual(answer["behind"][0]["share"], 727 / 1182, places=2)
        self.assertEqual(answer["behind"][1]["share"], 1)
        for part in (*answer["behind"], *answer["ahead"]):
            self.assertEqual(self.opened(answer, part["value_id"]), part["actual"])

    def test_of_a_leader(self):
        """What is below the own team, in words that say how much the sum shows."""
        self.bill(self.bolt, 1000, "2026-03-12", self.colleague)
        answer = self.breakdown(self.leader)
        self.assertEqual(
            [choice["by"] for choice in answer["choices"]][:2], ["salesperson", "customer"]
        )
        self.assertEqual(self.parts(answer)[self.theirs.name][0], 1500)
        self.assertRegex(
            answer["text"][1], "273 more in the others hides a part of it: .+182 are missing"
        )

    def test_of_several_teams(self):
        """Who leads several teams tells these apart first."""
        self.team_south.user_id = self.leader
        answer = self.breakdown(self.leader)
        self.assertEqual(answer["by"], "team")
        self.assertEqual([part["row_id"] for part in answer["behind"]], [self.north.id])
        self.assertEqual([part["row_id"] for part in answer["ahead"]], [self.south.id])

    def test_customers(self):
        """What is in no row of a level is a part of its own: parts come to the whole."""
        answer = self.breakdown(by="customer")
        self.assertEqual(self.parts(answer)["Acme"][0], 2000)
        self.assertEqual(self.parts(answer)["In no row of this level"][0], 3100)
        figures = self.figures(self.manager)
        self.assertAlmostEqual(answer["surplus"] - answer["missing"], figures["behind"], places=1)

    # Beside the plan ----------------------------------------------------------

    def test_countries(self):
        """Nothing is planned by country: held against the same days a year before."""
        self.bill(self.bolt, 5000, "2025-02-01", self.colleague)
        self.bill(self.bolt, 70, "2025-05-01", self.colleague)
        self.bill(self.drip, 100, "2025-02-01")
        answer = self.breakdown(by="country")
        self.assertFalse(answer["is_planned"])
        self.assertEqual(self.parts(answer)["France"], (500, 4500))
        self.assertEqual(self.parts(answer)["Belgium"], (4600, 3900))
        self.assertRegex(
            answer["text"][0], "4,600 less than on the same days a year before in 2 of 3"
        )
        self.assertEqual(answer["text"][1], "Four fifths of it are in the largest 1.")
        self.assertEqual(self.parts(answer)["None of these"], (0, 100))
        for part in (*answer["behind"][:1], *answer["ahead"]):
            self.assertEqual(self.opened(answer, part["value_id"]), part["actual"])

    def test_segments_and_divisions(self):
        answer = self.breakdown(by="industry")
        self.assertEqual(sum(actual for actual, __ in self.parts(answer).values()), 5100)
        answer = self.breakdown(by="product_category")
        [part] = answer["ahead"]
        self.assertEqual(part["actual"], 5100)
        self.assertEqual(self.opened(answer, part["value_id"]), 5100)

    # Who, and when ------------------------------------------------------------

    def test_auditor_and_salesperson(self):
        """The auditor sees the same; who compares nobody has nothing to tell apart."""
        self.assertEqual(self.breakdown(self.auditor), self.breakdown())
        self.assertEqual(self.breakdown(self.salesperson), {})

    def test_before_it_begins_and_when_it_is_over(self):
        self.assertEqual(self.breakdown(unit="month", day="2026-06-01"), {})
        answer = self.breakdown(unit="month", day="2026-01-01", by="salesperson")
        self.assertEqual(self.parts(answer)[self.own.name], (900, 100))

    def test_another_basis(self):
        self.order(self.acme, "2026-02-15 10:00:00", (self.screw, 250))
        answer = self.breakdown(by="salesperson", basis="ordered")
        self.assertEqual(self.parts(answer)[self.own.name][0], 250)

    def test_nobody_is_behind(self):
        self.bill(self.acme, 9000, "2026-03-12")
        self.bill(self.bolt, 9000, "2026-03-12", self.colleague)
        answer = self.breakdown()
        self.assertEqual(answer["text"], ["No row is behind what is expected by today."])

    def test_queries(self):
        """One query for what documents have, whatever there is of it."""

        def count(**request):
            self.env.flush_all()
            self.breakdown(**request)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sales.cockpit"].with_user(self.manager).cockpit_breakdown(request)
            return self.env.cr.sql_log_count - before

        asked = [{"by": by} for by in ("team", "salesperson", "customer", "country")]
        before = [count(**request) for request in asked]
        for partner, user in ((self.bolt, self.colleague), (self.drip, self.stranger)):
            for day in ("2026-01-05", "2026-02-05"):
                self.bill(partner, 10, day, user)
        self.assertEqual([count(**request) for request in asked], before)
