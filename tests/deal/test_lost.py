from odoo.tests import tagged

from ..common.deal_history import DealHistoryCommon

MARCH, APRIL = "2025-03-03 10:00:00", "2025-04-07 10:00:00"


@tagged("post_install", "-at_install")
class TestLost(DealHistoryCommon):
    """A deal that somebody lost is lost until somebody restores or wins it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()

    def lost_in_march(self, amount=700, **values):
        deal = self.made("2025-01-05 09:00:00", amount, **values)
        self.lost(MARCH, deal)
        return deal

    def statuses(self, deal):
        self.env.flush_all()
        self.history.invalidate_model()
        versions = self.history.search([("deal_number", "=", deal.id)], order="valid_from, id")
        return versions.mapped("status")

    def steps(self, start, end):
        self.env.invalidate_all()
        flow = self.env["sales.forecast.flow"].with_context(flow_from=start, flow_to=end)
        steps = flow._read_group([], ["step"], ["amount:sum", "__count"])
        return sorted(steps, key=lambda step: -step[1])

    # What leaves it lost --------------------------------------------------------

    def type_in_the_list(self, deal):
        deal.web_save({"probability": 40}, {"id": {}})

    def score(self, deal):
        self.env["crm.lead"]._cron_update_automated_probabilities()

    def import_it(self, deal):
        xml_id = deal.export_data(["id"])["datas"][0][0]
        self.assertFalse(
            self.env["crm.lead"].load(["id", "probability"], [[xml_id, "40"]])["messages"]
        )

    def test_what_happens_afterwards(self):
        """A probability typed, computed or imported, another stage, team, reason or salesperson:
        none of them finds a lost deal again."""
        afterwards = {
            "typed": lambda deal: deal.write({"probability": 40}),
            "typed in the list": self.type_in_the_list,
            "typed for several": lambda deal: (deal | deal.copy()).write({"probability": 40}),
            "nearly certain": lambda deal: deal.write({"probability": 100}),
            "imported": self.import_it,
            "automated": lambda deal: deal.action_set_automated_probability(),
            "scored": self.score,
            "typed and scored": lambda deal: (deal.write({"probability": 40}), self.score(deal)),
            "in another stage": lambda deal: deal.write({"stage_id": self.qualified.id}),
            "in another stage, typed": lambda deal: deal.write(
                {"stage_id": self.qualified.id, "probability": 40}
            ),
            "of another team": lambda deal: deal.write({"team_id": self.team_south.id}),
            "lost again": lambda deal: deal.action_set_lost(),
            "archived again": lambda deal: deal.action_archive(),
            "typed and archived": lambda deal: (
                deal.write({"probability": 40}),
                deal.action_archive(),
            ),
            "tidied by hand": lambda deal: deal.write({"active": False, "probability": 30}),
        }
        for what, change in afterwards.items():
            deal = self.lost_in_march()
            with self.subTest(what):
                with self.history._at(self.at(APRIL)):
                    change(deal)
                self.assertEqual(deal.won_status, "lost")
                self.assertEqual(deal._get_deal_status(), "lost")
                self.assertEqual(set(self.statuses(deal)), {"open", "lost"})
                self.assertEqual(str(deal.closed_at), MARCH)
                self.assertEqual(deal.forecast_role, "omitted")

    def test_flow_and_conversion(self):
        """The flow of March says lost, that of April nothing, that of both lost."""
        deal = self.lost_in_march()
        self.changed(APRIL, deal, probability=40)
        spring = ("2025-02-28", "2025-04-30")
        for days, expected in (
            (("2025-02-28", "2025-03-31"), [("opening", 700, 1), ("lost", -700, 1)]),
            (("2025-03-31", "2025-04-30"), []),
            (spring, [("opening", 700, 1), ("lost", -700, 1)]),
        ):
            self.assertEqual(self.steps(*days), expected, days)
        rows = self.env["sales.forecast.conversion"].search([("deal_number", "=", deal.id)])
        self.assertEqual(rows.mapped("outcome"), ["lost"])
        check = self.env["sales.forecast.calibration"].search([("deal_number", "=", deal.id)])
        self.assertEqual(check.outcome, "lost")

    # What finds it again --------------------------------------------------------

    def test_restored(self):
        """Restored it is open; archived then, it is only tidied away; lost again, it is lost."""
        for restore in ("action_unarchive", "action_restore"):
            deal = self.lost_in_march()
            self.changed("2025-03-10", deal, probability=40)
            with self.history._at(self.at("2025-03-20")):
                getattr(deal, restore)()
            self.assertEqual(deal.won_status, "pending")
            self.changed("2025-03-21", deal, probability=30)
            self.changed("2025-03-22", deal, active=False)
            self.assertEqual(deal.won_status, "pending")
            self.changed("2025-03-23", deal, active=True)
            self.lost(APRIL, deal)
            told = self.statuses(deal)
            self.assertEqual(told[:4], ["open", "lost", "lost", "open"])
            self.assertEqual(told[-3:], ["archived", "open", "lost"])
            self.assertEqual(str(deal.closed_at), APRIL)

    def test_restored_and_archived_at_once(self):
        deal = self.lost_in_march()
        with self.history._at(self.at(APRIL)):
            deal.write({"active": True, "probability": 30})
            deal.write({"active": False})
        self.assertEqual(self.statuses(deal), ["open", "lost", "archived"])

    def test_won_after_all(self):
        deal = self.lost_in_march()
        self.changed("2025-03-10", deal, probability=40)
        with self.history._at(self.at(APRIL)):
            deal.action_set_won()
        self.assertEqual((deal.won_status, deal.active), ("won", True))
        self.assertEqual(str(deal.closed_at), APRIL)

    def test_tidied_away_only(self):
        """An open deal that is archived is removed, whatever is typed on it above zero."""
        deal = self.made("2025-01-05 09:00:00", 700)
        self.changed(MARCH, deal, active=False)
        self.changed(APRIL, deal, probability=40)
        self.assertEqual(self.statuses(deal), ["open", "archived", "archived"])
        self.assertEqual(
            self.steps("2025-02-28", "2025-04-30"), [("opening", 700, 1), ("removed", -700, 1)]
        )

    def test_said_of_before(self):
        """Deals that a typed probability removed, before it no longer did, are lost again; those
        that were tidied away stay so."""
        typed, tidied = self.lost_in_march(), self.made("2025-01-05 09:00:00", 10)
        self.changed(MARCH, tidied, active=False)
        self.changed(APRIL, typed, probability=40)
        self.changed("2025-04-08", typed, expected_revenue=800)
        self.env.flush_all()
        self.cr.execute("UPDATE crm_lead SET won_status = 'pending' WHERE id = %s", [typed.id])
        self.cr.execute(
            """UPDATE crm_lead_history SET status = 'archived', weighted = 280
                WHERE deal_number = %s AND valid_from >= '2025-04-07'""",
            [typed.id],
        )
        self.env.invalidate_all()
        before = self.statuses(tidied)
        count = len(self.statuses(typed))
        self.history._restore_lost()
        self.env.invalidate_all()
        self.assertEqual(typed.won_status, "lost")
        self.assertEqual(self.statuses(typed), ["open", *["lost"] * (count - 1)])
        self.assertEqual((self.statuses(tidied), tidied.won_status), (before, "pending"))
        weighed = self.history.search([("deal_number", "=", typed.id), ("status", "=", "lost")])
        self.assertEqual(set(weighed.mapped("weighted")), {0}, "A lost deal weighs nothing.")
