from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ...queries.deals import deals_as_of, deals_now
from ...queries.time import moment_at_end_of
from ..common.deal import DealCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestLeadHistory(DealCommon):
    """R26, R27, N10: every version of a deal, whatever changed it."""

    def setUp(self):
        super().setUp()
        with self.at("2025-01-01 09:00:00"):
            self.deal = self.make_deal(amount=1000, probability=20)
        # created then, for the two hours in which changes fold into the first version
        self.set_created(self.deal, "2025-01-01 09:00:00")

    def set_created(self, deals, moment):
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id IN %s", [moment, tuple(deals.ids)]
        )
        deals.invalidate_recordset(["create_date"])

    def spans(self, deal):
        return [
            (str(start), str(end) if end else None)
            for start, end in self.versions(deal, "valid_from", "valid_to")
        ]

    def test_first_version(self):
        self.assertEqual(
            self.versions(
                self.deal,
                "lead_id",
                "name",
                "is_first",
                "status",
                "amount",
                "weighted",
                "probability",
                "stage_id",
                "date_deadline",
                "user_id",
                "team_id",
                "company_id",
                "category_id",
                "role",
                "is_included",
                "write_uid",
            ),
            [
                (
                    self.deal,
                    "Deal",
                    True,
                    "open",
                    1000,
                    200,
                    20,
                    self.open_stages[0],
                    date(2025, 6, 30),
                    self.salesperson,
                    self.team_north,
                    self.company,
                    self.categories["pipeline"],
                    "pipeline",
                    False,
                    self.env.user,
                )
            ],
        )
        self.assertEqual(self.spans(self.deal), [("2025-01-01 09:00:00", None)])

    def test_each_change_opens_a_version(self):
        changes = [
            ({"expected_revenue": 1200}, "amount", 1200),
            ({"probability": 60}, "probability", 60),
            ({"stage_id": self.open_stages[1].id}, "stage_id", self.open_stages[1]),
            ({"date_deadline": "2025-07-31"}, "date_deadline", date(2025, 7, 31)),
            ({"user_id": self.colleague.id}, "user_id", self.colleague),
            (
                {"user_id": self.stranger.id, "team_id": self.team_south.id},
                "team_id",
                self.team_south,
            ),
            (
                {"forecast_category_id": self.categories["commit"].id},
                "category_id",
                self.categories["commit"],
            ),
            ({"forecast_category_id": False, "forecast_is_added": True}, "is_included", True),
            ({"stage_id": self.won_stage.id}, "status", "won"),
            ({"stage_id": self.open_stages[0].id, "probability": 10}, "status", "open"),
            ({"active": False, "probability": 0}, "status", "lost"),
            ({"active": True, "probability": 10}, "status", "open"),
            ({"active": False}, "status", "archived"),
            ({"active": True, "type": "lead"}, "status", "lead"),
        ]
        for number, (values, name, expected) in enumerate(changes, start=1):
            with self.subTest(values=values):
                with self.at(f"2025-02-{number:02} 09:00:00"):
                    self.deal.write(values)
                versions = self.versions(self.deal, name)
                self.assertEqual(len(versions), number + 1)
                self.assertEqual(versions[-1], (expected,))
        ends = [end for _start, end in self.spans(self.deal)]
        starts = [start for start, _end in self.spans(self.deal)]
        self.assertEqual(ends, [*starts[1:], None], "Versions follow each other without a gap.")

    def test_irrelevant_writes(self):
        with self.at("2025-02-01 09:00:00"):
            self.deal.write({"description": "Nice people", "priority": "2", "phone": "123"})
            self.deal.write({"expected_revenue": 1000, "probability": 20})
        self.assertEqual(self.spans(self.deal), [("2025-01-01 09:00:00", None)])

    def test_descriptive_values_are_corrected_in_place(self):
        with self.at("2025-02-01 09:00:00"):
            self.deal.write({"name": "Renamed", "partner_id": self.acme.id})
        self.assertEqual(self.versions(self.deal, "name", "partner_id"), [("Renamed", self.acme)])
        self.assertEqual(self.spans(self.deal), [("2025-01-01 09:00:00", None)])

    def test_two_hours(self):
        """R27: what changes within two hours of creation folds into the first version."""
        with self.at("2025-01-01 10:59:59"):
            self.deal.expected_revenue = 1500
        self.assertEqual(self.versions(self.deal, "amount"), [(1500,)])
        self.assertEqual(self.spans(self.deal), [("2025-01-01 09:00:00", None)])
        with self.at("2025-01-01 11:00:00"):
            self.deal.expected_revenue = 1600
        with self.at("2025-01-01 11:00:01"):
            self.deal.expected_revenue = 1700
        self.assertEqual(self.versions(self.deal, "amount"), [(1500,), (1600,), (1700,)])

    def test_one_transaction_is_one_version(self):
        with self.at("2025-02-01 09:00:00"):
            for amount in (1, 2, 3):
                self.deal.expected_revenue = amount
                self.env.flush_all()
        self.assertEqual(self.versions(self.deal, "amount"), [(1000,), (3,)])

    def test_deleted(self):
        """No version leads to a deal that is gone."""
        number, gone = self.deal.id, self.env["crm.lead"]
        with self.at("2025-01-20 09:00:00"):
            self.deal.expected_revenue = 2000
        with self.at("2025-02-01 09:00:00"):
            self.deal.unlink()
        self.assertEqual(
            self.versions(number, "lead_id", "name", "amount"),
            [(gone, "Deal", 1000), (gone, "Deal", 2000)],
        )
        ends = [ended for __, ended in self.spans(number)]
        self.assertEqual(ends, ["2025-01-20 09:00:00", "2025-02-01 09:00:00"])
        with self.at("2025-03-01 09:00:00"):
            other = self.make_deal()
            number = other.id
            self.env.flush_all()
            other.unlink()
        self.assertEqual(self.versions(number, "amount"), [], "It never was there.")

    def test_past_the_orm(self):
        """Plain SQL, and a team that is deleted under its deals."""
        with self.at("2025-02-01 09:00:00"):
            self.cr.execute(
                "UPDATE crm_lead SET expected_revenue = 7 WHERE id = %s", [self.deal.id]
            )
        with self.at("2025-02-02 09:00:00"):
            self.deal.invalidate_recordset()
            team = self.env["crm.team"].create({"name": "Short-lived"})
            self.deal.team_id = team
        with self.at("2025-02-03 09:00:00"):
            self.cr.execute("DELETE FROM crm_team WHERE id = %s", [team.id])
        self.assertEqual(self.versions(self.deal, "amount")[-1], (7,))
        self.deal.invalidate_recordset()
        self.assertEqual(len(self.versions(self.deal, "team_id")), 4)
        self.assertFalse(self.deal.team_id)

    def test_one_statement_for_many_deals(self):
        """Each deal of a statement is recorded as if it had been changed alone."""
        renamed, fresh, unknown, same = (
            self.make_deal(name=name) for name in ("Old", "Fresh", "Unknown", "Same")
        )
        with self.at("2025-02-01 09:00:00"):
            added = self.make_deal(name="Added")
        self.set_created(renamed | unknown | same, "2025-01-01 09:00:00")
        self.set_created(added, "2025-02-01 09:00:00")
        self.env.flush_all()
        self.cr.execute("DELETE FROM crm_lead_history WHERE deal_number = %s", [unknown.id])
        self.cr.execute(
            "UPDATE crm_lead_history SET valid_from = '2025-01-01' WHERE deal_number IN %s",
            [(renamed.id, fresh.id, same.id)],
        )
        with self.at("2025-02-01 10:00:00"):
            self.cr.execute(
                """UPDATE crm_lead
                      SET name = CASE WHEN id = %(renamed)s THEN 'New' ELSE name END,
                          expected_revenue = CASE WHEN id IN %(unchanged)s THEN expected_revenue
                                             ELSE 2000 + id END
                    WHERE id IN %(all)s""",
                {
                    "renamed": renamed.id,
                    "unchanged": (renamed.id, same.id),
                    "all": (self.deal | renamed | fresh | unknown | same | added)._ids,
                },
            )
        for deal, expected in (
            (self.deal, [("Deal", 1000, True), ("Deal", 2000 + self.deal.id, False)]),
            (renamed, [("New", 1000, True)]),
            (fresh, [("Fresh", 2000 + fresh.id, True)]),
            (unknown, [("Unknown", 2000 + unknown.id, True)]),
            (same, [("Same", 1000, True)]),
            (added, [("Added", 2000 + added.id, True)]),
        ):
            self.assertEqual(self.versions(deal, "name", "amount", "is_first"), expected)
        self.assertEqual(self.spans(self.deal)[-1], ("2025-02-01 10:00:00", None))
        self.assertEqual(self.spans(unknown), [("2025-02-01 10:00:00", None)])

    def test_one_statement_changes_a_deal_twice(self):
        """Deleting both the owner and the maker of a deal updates it once for each."""
        owner, maker = (
            self.env["res.users"].create({"name": name, "login": name}) for name in ("one", "two")
        )
        with self.at("2025-02-01 09:00:00"):
            self.deal.user_id = owner
        self.cr.execute(
            "UPDATE crm_lead SET create_uid = %s WHERE id = %s", [maker.id, self.deal.id]
        )
        before = self.versions(self.deal, "amount")
        with self.at("2025-03-01 09:00:00"):
            self.cr.execute("DELETE FROM res_users WHERE id IN %s", [(owner.id, maker.id)])
        self.env.invalidate_all()
        self.assertFalse(self.deal.user_id or self.deal.create_uid)
        self.assertEqual(len(self.versions(self.deal, "amount")), len(before) + 1)
        self.assertEqual(self.spans(self.deal)[-1], ("2025-03-01 09:00:00", None))

    def test_form_kanban_import_rpc_mass_edit(self):
        other = self.make_deal(name="Other")
        with self.at("2025-02-01 09:00:00"), Form(self.deal) as form:
            form.expected_revenue = 11
        with self.at("2025-02-02 09:00:00"):
            self.deal.web_save({"stage_id": self.open_stages[1].id}, {"id": {}})
        with self.at("2025-02-03 09:00:00"):
            xml_id = self.deal.export_data(["id"])["datas"][0][0]
            result = self.env["crm.lead"].load(["id", "expected_revenue"], [[xml_id, "12"]])
            self.assertFalse(result["messages"])
        with self.at("2025-02-04 09:00:00"):
            (self.deal | other).write({"date_deadline": "2025-08-31"})
        self.assertEqual(
            self.versions(self.deal, "amount", "stage_id", "date_deadline"),
            [
                (1000, self.open_stages[0], date(2025, 6, 30)),
                (11, self.open_stages[0], date(2025, 6, 30)),
                (11, self.open_stages[1], date(2025, 6, 30)),
                (12, self.open_stages[1], date(2025, 6, 30)),
                (12, self.open_stages[1], date(2025, 8, 31)),
            ],
        )

    def test_merged(self):
        """Of merged deals one goes on, the others end."""
        with self.at("2025-02-01 09:00:00"):
            other = self.make_deal(name="Double", amount=5)
        number = other.id
        with self.at("2025-03-01 09:00:00"):
            kept = (self.deal | other).merge_opportunity()
        gone = number if kept == self.deal else self.deal.id
        self.assertIsNone(self.spans(kept)[-1][1])
        self.assertEqual(self.spans(gone)[-1][1], "2025-03-01 09:00:00")

    def test_no_company(self):
        """A deal without a company is its team's, else its salesperson's."""
        for team in (self.team_north, self.env["crm.team"]):
            deal = self.make_deal(team_id=team.id)
            self.env.flush_all()
            self.cr.execute("UPDATE crm_lead SET company_id = NULL WHERE id = %s", [deal.id])
            self.assertEqual(self.versions(deal, "company_id"), [(self.company,)])

    def test_company_of_the_place_changes(self):
        """A deal without a company goes with its team, else with its salesperson."""
        other = self.make_other_company()
        team = self.env["crm.team"].create({"name": "Everywhere", "company_id": False})
        self.salesperson.company_ids += other
        with self.at("2025-02-01 09:00:00"):
            self.deal.write({"team_id": team.id, "company_id": False})
        with self.at("2025-03-01 09:00:00"):
            self.salesperson.company_id = other
        with self.at("2025-04-01 09:00:00"):
            team.company_id = self.company
        with self.at("2025-05-01 09:00:00"):
            # decides nothing: the team has a company
            self.salesperson.company_id = self.company
        self.assertEqual(
            self.versions(self.deal, "valid_from", "company_id")[-3:],
            [
                (datetime(2025, 2, 1, 9), self.company),
                (datetime(2025, 3, 1, 9), other),
                (datetime(2025, 4, 1, 9), self.company),
            ],
        )
        self.assertEqual(self.spans(self.deal)[-1], ("2025-04-01 09:00:00", None))
        self.assertEqual(self.spans(self.deal)[-2][1], "2025-04-01 09:00:00")

    def test_rolled_back_with_the_change(self):
        before = self.versions(self.deal, "amount")
        with self.assertRaises(ZeroDivisionError), self.cr.savepoint():
            self.deal.expected_revenue = 99
            self.env.flush_all()
            raise ZeroDivisionError
        self.deal.invalidate_recordset()
        self.assertEqual(self.versions(self.deal, "amount"), before)

    def test_now_is_the_current_version(self):
        """What is now and what is as of now are the same, for every deal there is."""
        self.deal.action_set_won()
        self.make_deal(amount=33.33, probability=33.33)
        companies = self.env["res.company"].search([]).ids
        columns = SQL(
            """id, name, status, amount, weighted, probability, stage_id, date_deadline,
               closed_day, day, user_id, team_id, company_id, category_id, role, is_included,
               partner_id, source_id"""
        )
        now, then = (
            self.env.execute_query(SQL("SELECT %s FROM (%s) deal ORDER BY id", columns, relation))
            for relation in (
                deals_now(self.env, companies),
                deals_as_of(self.env, companies, datetime(9999, 1, 1)),
            )
        )
        self.assertEqual(now, then)
        self.assertGreaterEqual(len(now), 2)

    def read_pairs(self, names, relation):
        """Return two columns of a relation as a dictionary."""
        columns = SQL(", ").join(map(SQL.identifier, names.split(", ")))
        return dict(self.env.execute_query(SQL("SELECT %s FROM (%s) deal", columns, relation)))

    def test_status_and_day_as_in_python(self):
        """What is computed of a deal in Python is what SQL says of it, whatever became of it."""
        won, lost, archived, lead, undated = (self.make_deal(name=str(n)) for n in range(5))
        for evening in ("2025-03-31 10:59:59", "2025-03-31 11:00:00"):  # midnight in Auckland
            with self.subTest(evening), freeze_time(evening):
                won.action_set_won()
                self.assertEqual(won.date_closed, datetime.fromisoformat(evening))
                lost.action_set_lost()
                archived.active = False
                lead.type = "lead"
                undated.date_deadline = False
                days = self.read_pairs("id, day", deals_now(self.env, self.company.ids))
                versions = SQL("SELECT * FROM crm_lead_history WHERE valid_to IS NULL")
                statuses = self.read_pairs("deal_number, status", versions)
                everything = self.deal | won | lost | archived | lead | undated
                for deal in everything:
                    self.assertEqual(deal._get_deal_status(), statuses[deal.id])
                for deal in everything - lead:
                    self.assertEqual(deal._get_deal_day(self.company) or None, days[deal.id])
                self.assertEqual(len(set(map(statuses.get, everything.ids))), 5)
                won.write({"stage_id": self.open_stages[0].id, "probability": 20})

    def test_as_of(self):
        with self.at("2025-02-01 09:00:00"):
            self.deal.expected_revenue = 2000
        for moment, expected in (
            ("2025-01-01 08:59:59", []),
            ("2025-01-01 09:00:00", [(1000,)]),
            ("2025-02-01 08:59:59", [(1000,)]),
            ("2025-02-01 09:00:00", [(2000,)]),
        ):
            relation = deals_as_of(self.env, self.company.ids, datetime.fromisoformat(moment))
            amounts = self.env.execute_query(
                SQL("SELECT amount FROM (%s) deal WHERE id = %s", relation, self.deal.id)
            )
            self.assertEqual(amounts, expected, moment)

    def test_days_end_in_the_company(self):
        """A day ends when it ends in the company's calendar: Auckland is 12 or 13 hours ahead."""
        self.assertEqual(
            moment_at_end_of(self.company, date(2025, 1, 31)), datetime(2025, 1, 31, 11)
        )
        self.assertEqual(
            moment_at_end_of(self.company, date(2025, 6, 30)), datetime(2025, 6, 30, 12)
        )

    def test_who_reads(self):
        history = self.env["crm.lead.history"]
        with self.at("2025-02-01 09:00:00"):
            self.deal.user_id = self.colleague
        hidden = self.make_deal(user_id=self.stranger.id, team_id=self.team_south.id)
        self.env.flush_all()
        mine = [("deal_number", "=", self.deal.id)]
        theirs = [("deal_number", "=", hidden.id)]
        for user, domain, count in (
            (self.salesperson, mine, 1),
            (self.colleague, mine, 2),
            (self.leader, mine, 2),
            (self.manager, mine, 2),
            (self.auditor, mine, 2),
            (self.stranger, mine, 0),
            (self.other_leader, mine, 0),
            (self.leader, theirs, 0),
            (self.salesperson, theirs, 0),
            (self.stranger, theirs, 1),
        ):
            with self.subTest(user=user.login, domain=domain):
                self.assertEqual(history.with_user(user).search_count(domain), count)
        with self.assertRaises(AccessError):
            history.with_user(self.clerk).search_count(mine)
        version = history.search(mine, limit=1)
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            for change in (
                lambda version: version.write({"amount": 1}),
                lambda version: version.unlink(),
                lambda version: version.create({"deal_number": 1}),
            ):
                with self.assertRaises(AccessError):
                    change(version.with_user(user))

    def test_other_companies(self):
        other = self.make_other_company()
        self.env.user.company_ids |= other
        deal = self.make_deal(company_id=other.id, team_id=False, user_id=self.env.user.id)
        self.assertEqual(self.versions(deal, "company_id"), [(other,)])
        reader = self.env["crm.lead.history"].with_user(self.manager)
        self.assertFalse(reader.search_count([("deal_number", "=", deal.id)]))

    def test_no_query_more(self):
        """Triggers record: the client sends no statement more, however many deals change."""
        deals = self.env["crm.lead"]
        for number in range(20):
            deals |= self.make_deal(name=f"Deal {number}")
        self.env.flush_all()

        def count(records, amount):
            records.invalidate_recordset()
            before = self.cr.sql_log_count
            records.with_context(tracking_disable=True).write({"expected_revenue": amount})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(deals, 1)
        self.assertEqual(count(deals[:10], 2), count(deals, 3))
