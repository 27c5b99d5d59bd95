from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.deal import past as past_of_deals
from ...queries.past import count_to_rebuild, rebuild
from ..common.past import INSTALLED, PastCommon


@tagged("post_install", "-at_install")
class TestPast(PastCommon):
    """What deals were before the add-on came, as their messages tell it."""

    def test_a_deal_that_was_won(self):
        deal = self.born("2031-01-01 09:00:00", 100)
        self.changing("2031-01-10 09:00:00", deal, stage_id=self.qualified.id, expected_revenue=150)
        self.changing(
            "2031-02-01 09:00:00", deal, user_id=self.stranger.id, team_id=self.team_south.id
        )
        self.changing("2031-03-03 09:00:00", deal, stage_id=self.done.id)
        names = ("origin", "is_first", "status", "stage_id", "amount", "user_id", "team_id")
        self.assertEqual(
            self.rebuilt(deal, *names),
            [
                (
                    "2031-01-01 09:00:00",
                    *("rebuilt", True, "open", self.new.id, 100),
                    *(self.salesperson.id, self.team_north.id),
                ),
                (
                    "2031-01-10 09:00:00",
                    *("rebuilt", False, "open", self.qualified.id, 150),
                    *(self.salesperson.id, self.team_north.id),
                ),
                (
                    "2031-02-01 09:00:00",
                    *("rebuilt", False, "open", self.qualified.id, 150),
                    *(self.stranger.id, self.team_south.id),
                ),
                (
                    "2031-03-03 09:00:00",
                    *("rebuilt", False, "won", self.done.id, 150),
                    *(self.stranger.id, self.team_south.id),
                ),
                (
                    INSTALLED,
                    *("installed", False, "won", self.done.id, 150),
                    *(self.stranger.id, self.team_south.id),
                ),
            ],
        )

    def test_what_is_not_tracked_is_unknown(self):
        deal = self.born("2031-01-01 09:00:00", date_deadline="2031-06-30")
        self.changing("2031-03-03 09:00:00", deal, stage_id=self.done.id)
        names = (
            *("probability", "weighted", "date_deadline", "role", "is_included", "date_closed"),
            "name",
        )
        versions = self.rebuilt(deal, *names)
        self.assertEqual(versions[0][1:], (*(None,) * 6, "Deal"))
        closed_at = self.at("2031-03-03 09:00:00")
        self.assertEqual(versions[1][1:], (100, 100, None, "closed", True, closed_at, "Deal"))
        self.changing("2031-06-02 09:00:00", deal, expected_revenue=7)
        self.assertEqual(
            self.told(deal, "amount")[-2:], [(INSTALLED, 100), ("2031-06-02 09:00:00", 7)]
        )

    def test_lost_reopened_archived_and_leads(self):
        deal = self.born("2031-01-01 09:00:00", type="lead")
        self.changing("2031-01-05 09:00:00", deal, type="opportunity")
        with self.happening("2031-01-10 09:00:00"):
            deal.action_set_lost()
        with self.happening("2031-01-15 09:00:00"):
            deal.write({"active": True, "probability": 30})
        self.changing("2031-01-20 09:00:00", deal, active=False)
        self.changing("2031-01-25 09:00:00", deal, active=True)
        self.assertEqual(
            self.rebuilt(deal, "status"),
            [
                ("2031-01-01 09:00:00", "lead"),
                ("2031-01-05 09:00:00", "open"),
                ("2031-01-10 09:00:00", "lost"),
                ("2031-01-15 09:00:00", "open"),
                ("2031-01-20 09:00:00", "archived"),
                ("2031-01-25 09:00:00", "open"),
                (INSTALLED, "open"),
            ],
        )

    def test_lost_and_made_a_lead(self):
        """What a lead was before it was one: its version does not say that it is lost."""
        deal = self.born("2031-01-01 09:00:00")
        with self.happening("2031-01-10 09:00:00"):
            deal.action_set_lost()
        self.changing("2031-01-15 09:00:00", deal, type="lead")
        self.assertEqual(
            [status for _start, status in self.rebuilt(deal, "status")],
            ["open", "lost", "lead", "lead"],
        )

    def test_won_and_archived_later(self):
        """It stays won, and on the day it was: Odoo's closing date is that of archiving."""
        deal = self.born("2031-01-01 09:00:00")
        self.changing("2031-03-03 09:00:00", deal, stage_id=self.done.id)
        with self.happening("2031-05-05 09:00:00"):
            deal.active = False
            self.env.flush_all()
            self.cr.execute(
                "UPDATE crm_lead SET date_closed = '2031-05-05 09:00:00' WHERE id = %s", [deal.id]
            )
            deal.invalidate_recordset(["date_closed"])
        versions = self.rebuilt(deal, "status", "date_closed")
        [closings] = self.read_versions(deal, ["closed_at"]).values()
        since = self.at("2031-03-03 09:00:00")
        self.assertEqual([closed_at for *__, closed_at in closings], [None, since, since, since])
        self.assertEqual(
            versions[:3],
            [
                ("2031-01-01 09:00:00", "open", None),
                ("2031-03-03 09:00:00", "won", since),
                ("2031-05-05 09:00:00", "won", self.at("2031-05-05 09:00:00")),
            ],
        )
        closings = self.rebuilt(deal, "closed_at")
        self.assertEqual([closed_at for __, closed_at in closings], [None, since, since, since])

    def test_lost_and_its_probability_typed(self):
        """In Odoo it is archived then; it is lost, and since it was lost."""
        deal = self.born("2031-01-01 09:00:00")
        with self.happening("2031-01-10 09:00:00"):
            deal.action_set_lost()
        with self.happening("2031-01-20 09:00:00"):
            self.env["crm.lead"].flush_model()
            self.cr.execute(
                "UPDATE crm_lead SET probability = 30, won_status = 'pending' WHERE id = %s",
                [deal.id],
            )
            deal.invalidate_recordset()
            message = deal._message_log(body="typed")
            field = self.env["ir.model.fields"]._get("crm.lead", "won_status")
            self.env["mail.tracking.value"].create(
                {
                    "mail_message_id": message.id,
                    "field_id": field.id,
                    "old_value_char": "Lost",
                    "new_value_char": "Pending",
                }
            )
        self.assertEqual(
            self.rebuilt(deal, "status", "closed_at", "weighted"),
            [
                ("2031-01-01 09:00:00", "open", None, None),
                ("2031-01-10 09:00:00", "lost", self.at("2031-01-10 09:00:00"), 0),
                ("2031-01-20 09:00:00", "lost", self.at("2031-01-10 09:00:00"), 0),
                (INSTALLED, "lost", self.at("2031-01-10 09:00:00"), 0),
            ],
        )
        self.install(INSTALLED)
        self.assertTrue(self.history._rebuild_batch(0), "Nothing is left open when it is kept.")
        self.assertEqual(
            self.told(deal, "status")[-1], (INSTALLED, "lost"), "Not only after the last batch."
        )

    def test_two_hours(self):
        """What changes within two hours of its making is part of a deal's first version."""
        deal = self.born("2031-01-01 09:00:00", 1)
        self.changing("2031-01-01 10:59:59", deal, expected_revenue=2)
        self.changing("2031-01-01 11:00:00", deal, expected_revenue=3)
        self.assertEqual(
            self.rebuilt(deal, "amount"),
            [("2031-01-01 09:00:00", 2), ("2031-01-01 11:00:00", 3), (INSTALLED, 3)],
        )

    def test_when_a_transaction_began(self):
        """Messages are written at the end of a transaction: the triggers know its beginning."""
        deal = self.born("2031-01-01 09:00:00", 1)
        self.changing("2031-01-05 09:00:00", deal, expected_revenue=2)
        self.cr.execute(
            """UPDATE mail_tracking_value SET create_date = '2031-01-05 08:59:57.123456'
                WHERE mail_message_id IN (SELECT id FROM mail_message
                                           WHERE model = 'crm.lead' AND res_id = %s)""",
            [deal.id],
        )
        self.assertEqual(
            self.rebuilt(deal, "amount"),
            [("2031-01-01 09:00:00", 1), ("2031-01-05 08:59:57.123456", 2), (INSTALLED, 2)],
        )

    def test_messages_in_another_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.model.fields.selection"].search(
            [("field_id.model", "=", "crm.lead"), ("field_id.name", "=", "won_status")]
        ).filtered(lambda value: value.value == "lost").with_context(lang="fr_FR").name = "Raté"
        deal = self.born("2031-01-01 09:00:00")
        french = deal.with_context(lang="fr_FR")
        with self.happening("2031-01-10 09:00:00"):
            french.action_set_lost()
        with self.happening("2031-01-15 09:00:00"):
            french.write({"active": True, "probability": 30})
        [[count]] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM mail_tracking_value WHERE old_value_char = 'Raté'")
        )
        self.assertEqual(count, 1)
        self.assertEqual(
            [status for _start, status in self.rebuilt(deal, "status")],
            ["open", "lost", "open", "open"],
        )

    def test_before_odoo_kept_whether_deals_are_won(self):
        deal = self.born("2031-01-01 09:00:00")
        self.changing("2031-03-03 09:00:00", deal, stage_id=self.done.id)
        self.changing("2031-03-04 09:00:00", deal, stage_id=self.new.id, probability=20)
        self.cr.execute(
            """DELETE FROM mail_tracking_value WHERE field_id IN (
                   SELECT id FROM ir_model_fields WHERE name = 'won_status')"""
        )
        self.assertEqual(
            self.rebuilt(deal, "status", "stage_id"),
            [
                ("2031-01-01 09:00:00", "open", self.new.id),
                ("2031-03-03 09:00:00", "won", self.done.id),
                ("2031-03-04 09:00:00", "open", self.new.id),
                (INSTALLED, "open", self.new.id),
            ],
        )

    def test_what_is_deleted_is_empty(self):
        team = self.env["crm.team"].create({"name": "Short-lived", "company_id": False})
        stage = self.env["crm.stage"].create({"name": "Given up"})
        deal = self.born("2031-01-01 09:00:00", team_id=team.id, stage_id=stage.id)
        self.changing(
            "2031-01-10 09:00:00", deal, team_id=self.team_north.id, stage_id=self.qualified.id
        )
        self.env.flush_all()
        team.unlink()
        stage.unlink()
        versions = self.rebuilt(deal, "team_id", "stage_id")
        self.assertEqual(versions[0], ("2031-01-01 09:00:00", None, None))
        self.assertEqual(versions[1][1:], (self.team_north.id, self.qualified.id))

    def test_messages_of_a_deal_that_was_merged(self):
        """They came along: what they tell is not of this deal."""
        deal = self.born("2031-01-01 09:00:00", 100)
        self.changing("2031-01-05 09:00:00", deal, expected_revenue=200)
        other = self.born("2031-01-02 09:00:00", 5)
        self.changing("2031-01-06 09:00:00", other, expected_revenue=6, stage_id=self.qualified.id)
        with self.happening("2031-02-01 09:00:00"):
            (deal | other).merge_opportunity()
        kept = (deal | other).exists()
        versions = self.rebuilt(kept, "amount")
        moments = ["2031-01-01 09:00:00", "2031-01-05 09:00:00"]
        if kept == other:
            moments = ["2031-01-02 09:00:00", "2031-01-06 09:00:00"]
        self.assertEqual([version[0] for version in versions[:2]], moments)
        self.assertEqual(
            [version[1] for version in versions[:2]], [5, 6] if kept == other else [100, 200]
        )

    def test_company_of_its_team(self):
        other = self.make_other_company()
        team = self.env["crm.team"].create({"name": "Abroad", "company_id": other.id})
        self.salesperson.company_ids |= other
        deal = self.born("2031-01-01 09:00:00", team_id=team.id, company_id=other.id)
        self.changing(
            "2031-01-10 09:00:00", deal, team_id=self.team_north.id, company_id=self.company.id
        )
        self.assertEqual(
            self.rebuilt(deal, "company_id"),
            [
                ("2031-01-01 09:00:00", other.id),
                ("2031-01-10 09:00:00", self.company.id),
                (INSTALLED, self.company.id),
            ],
        )

    def test_idempotent_and_recorded_versions_stay(self):
        deals = self.born("2031-01-01 09:00:00") | self.born("2031-01-02 09:00:00")
        self.changing("2031-02-01 09:00:00", deals, expected_revenue=7)
        self.install(INSTALLED)
        self.changing("2031-06-10 09:00:00", deals[0], expected_revenue=8)
        self.changing("2031-06-11 09:00:00", deals[1], stage_id=self.done.id)
        new = self.born("2031-06-12 09:00:00")
        self.changing("2031-06-20 09:00:00", new, expected_revenue=9)
        names = [
            name
            for name, field in self.history._fields.items()
            if field.store and name not in ("is_first", "deal_number", "valid_from", "valid_to")
        ]
        everything = deals | new
        before = self.read_versions(everything, names)
        self.rebuild_past()
        once = self.read_versions(everything, ["id", *names])
        for deal in everything:
            recorded = [
                version
                for version in once[deal.id]
                if version[3:] in [known[2:] for known in before[deal.id]]
            ]
            self.assertEqual([version[:2] + version[3:] for version in recorded], before[deal.id])
        self.assertEqual(
            [len(once[deal.id]) - len(before[deal.id]) for deal in everything], [2, 2, 0]
        )
        self.assertEqual(count_to_rebuild(self.env), 0)
        self.rebuild_past()
        self.assertEqual(self.read_versions(everything, ["id", *names]), once)

    def test_files_say_what_is_known(self):
        """Of an open deal's rebuilt versions neither probability nor weight; nor is it zero."""
        deal = self.born("2031-01-01 09:00:00", probability=0.5)
        self.install(INSTALLED)
        self.rebuild_past()
        versions = self.history.search([("deal_number", "=", deal.id)], order="valid_from")
        found = versions.export_data(["origin", "probability", "weighted"])["datas"]
        self.assertEqual(found[0], ["Rebuilt", "", ""])
        self.assertEqual(found[1][:2], ["Found at Installation", 0.5])

    def test_in_batches(self):
        """As many statements for twice the deals; a batch that is interrupted goes on later."""
        for number in range(7):
            deal = self.born(f"2031-01-0{number + 1} 09:00:00")
            self.changing("2031-02-01 09:00:00", deal, expected_revenue=number)
        self.install(INSTALLED)
        self.assertEqual(count_to_rebuild(self.env), 7)
        self.assertEqual(self.history.get_beginning()["remaining"], 7)
        numbers = rebuild(self.env, 0, 3)
        self.assertEqual((len(numbers), count_to_rebuild(self.env)), (3, 4))
        self.assertEqual(len(rebuild(self.env, numbers[-1], 100)), 4)
        self.assertEqual(rebuild(self.env, 0, 100), [])
        self.assertEqual(len(self.history.search([("origin", "=", "rebuilt")])), 14)

    def test_scheduled(self):
        """The scheduled action takes batches until none is left, and is there for the next ones."""
        self.patch(past_of_deals, "REBUILT_AT_ONCE", 2)
        deals = self.leads.browse()
        for __ in range(5):
            deals |= self.born("2031-01-01 09:00:00")
        self.install(INSTALLED)
        with self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_rebuild_past").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(count_to_rebuild(self.env), 0)
        for versions in self.read_versions(deals, ["origin"]).values():
            self.assertEqual([origin for *__, origin in versions], ["rebuilt", "installed"])

    def test_one_statement(self):
        counts = []
        for number in (5, 10):
            for __ in range(number):
                deal = self.born("2031-01-01 09:00:00")
                self.changing("2031-02-01 09:00:00", deal, expected_revenue=3)
            self.install(INSTALLED)
            before = self.cr.sql_log_count
            self.assertEqual(len(rebuild(self.env, 0, 100)), 5 if number == 5 else 15)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_settings(self):
        """They say how far it is, and managers have it begin."""
        settings = self.env["res.config.settings"].with_company(self.company)
        self.assertEqual(
            settings.create({}).deal_history_text, "All deals are known since they were made."
        )
        deal = self.born("2031-01-01 09:00:00")
        self.install(INSTALLED)
        page = settings.create({})
        self.assertEqual(page.deal_history_remaining, 1)
        self.assertEqual(
            page.deal_history_text,
            "Known since 06/01/2031; deals whose past is still to be rebuilt: 1.",
        )
        cron = self.env.ref("sales_plan.ir_cron_rebuild_past")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        page.with_user(self.manager).sudo(False).action_rebuild_past()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - triggers)
        with self.assertRaises(AccessError):
            page.with_user(self.salesperson).sudo(False).action_rebuild_past()
        self.rebuild_past()
        self.assertIn(
            "Known since 01/01/2031, as messages tell it", settings.create({}).deal_history_text
        )
        self.assertEqual(len(self.told(deal)), 2)
