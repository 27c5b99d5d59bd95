from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common.deal import DealCommon


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastCategory(DealCommon):
    """S9, S10, S11, R12, R13: how a deal counts in the forecast."""

    def assert_counts(self, deal, role, included):
        self.assertEqual((deal.forecast_role, deal.is_forecast_included), (role, included))
        self.assertEqual(deal.forecast_category_id, self.categories[role])

    def test_table_of_probabilities(self):
        """Ranges begin at 0, 1, 50 and 80 %; an open deal is never closed."""
        for probability, role, included in (
            (0, "omitted", False),
            (0.99, "omitted", False),
            (1, "pipeline", False),
            (49.99, "pipeline", False),
            (50, "best_case", False),
            (79.5, "best_case", False),
            (80, "commit", True),
            (99.9, "commit", True),
            (100, "commit", True),
        ):
            with self.subTest(probability=probability):
                self.assert_counts(self.make_deal(probability=probability), role, included)

    def test_won_and_lost(self):
        """Won deals are closed and lost ones omitted, whatever was chosen; both come back."""
        deal = self.make_deal(probability=20)
        deal.forecast_category_id = self.categories["best_case"]
        deal.action_set_won()
        self.assert_counts(deal, "closed", True)
        deal.write({"stage_id": self.open_stages[0].id, "probability": 20})
        self.assert_counts(deal, "best_case", False)
        deal.action_set_lost()
        self.assert_counts(deal, "omitted", False)
        deal.action_unarchive()
        self.assert_counts(deal, "best_case", False)
        deal.action_archive()
        self.assert_counts(deal, "omitted", False)

    def test_winning_is_no_choice(self):
        """A form sends the category along when a deal is won: what was chosen holds afterwards."""
        deal = self.make_deal(probability=20)
        deal.forecast_category_id = self.categories["best_case"]
        deal.action_set_won()
        deal.forecast_category_id = self.categories["closed"]
        self.assertEqual(deal.forecast_category_manual_id, self.categories["best_case"])
        deal.write({"stage_id": self.open_stages[0].id, "probability": 20})
        self.assert_counts(deal, "best_case", False)

    def test_sticks_until_reset(self):
        deal = self.make_deal(probability=20)
        self.assertFalse(deal.is_forecast_manual)
        deal.forecast_category_id = self.categories["commit"]
        self.assertTrue(deal.is_forecast_manual)
        deal.probability = 60
        self.assert_counts(deal, "commit", True)
        deal.stage_id = self.open_stages[1]
        self.assert_counts(deal, "commit", True)
        deal.action_reset_forecast_category()
        deal.probability = 60
        self.assert_counts(deal, "best_case", False)
        self.assertFalse(deal.is_forecast_manual)

    def test_emptied_is_reset(self):
        deal = self.make_deal(probability=60)
        deal.forecast_category_id = self.categories["commit"]
        deal.forecast_category_id = False
        self.assert_counts(deal, "best_case", False)
        deal.forecast_category_id = False
        self.assert_counts(deal, "best_case", False)

    def test_back_to_what_it_would_be(self):
        """Choosing by hand what the probability says still is a choice after another one."""
        deal = self.make_deal(probability=60)
        deal.forecast_category_id = self.categories["commit"]
        deal.forecast_category_id = self.categories["best_case"]
        deal.probability = 90
        self.assert_counts(deal, "best_case", False)

    def test_form_sends_what_follows(self):
        """A form sends the category that followed from a typed probability: no choice."""
        deal = self.make_deal(probability=20)
        with Form(deal) as form:
            form.probability = 60
        self.assert_counts(deal, "best_case", False)
        self.assertFalse(deal.is_forecast_manual)
        deal.write({"probability": 85, "forecast_category_id": self.categories["commit"].id})
        self.assertFalse(deal.is_forecast_manual)

    def test_created_with_a_category(self):
        deal = self.make_deal(probability=20, forecast_category_id=self.categories["commit"].id)
        self.assert_counts(deal, "commit", True)
        self.assertTrue(deal.is_forecast_manual)

    def test_added_by_hand(self):
        deal = self.make_deal(probability=20, forecast_is_added=True)
        self.assert_counts(deal, "pipeline", True)
        deal.action_set_lost()
        self.assert_counts(deal, "omitted", False)
        self.assertFalse(deal.copy().forecast_is_added)

    def test_open_deals_cannot_be_closed(self):
        deal = self.make_deal(probability=20)
        with self.assertRaisesRegex(ValidationError, "marking it as won"):
            deal.forecast_category_id = self.categories["closed"]
        won = self.make_deal(name="Won one")
        won.action_set_won()
        with self.assertRaisesRegex(UserError, "Won one is won"):
            won.forecast_category_id = self.categories["commit"]
        lost = self.make_deal(name="Lost one")
        lost.action_set_lost()
        with self.assertRaisesRegex(UserError, "Lost one is lost"):
            lost.forecast_category_id = self.categories["commit"]

    def test_what_follows_is_not_written(self):
        """Role and inclusion stay what they follow from: who writes them is told that they cannot,
        and defaults are none."""
        deal = self.make_deal(probability=20)
        said = {"forecast_role": "closed", "is_forecast_included": True}
        for name, value in said.items():
            with self.assertRaisesRegex(AccessError, "set by the program"):
                deal.write({name: value, "name": "Renamed"})
            with self.assertRaisesRegex(AccessError, "set by the program"):
                self.make_deal(probability=20, **{name: value})
        self.env.flush_all()
        deal.invalidate_recordset()
        self.assert_counts(deal, "pipeline", False)
        self.assertNotEqual(deal.name, "Renamed")
        leads = self.env["crm.lead"].with_context(
            **{f"default_{name}": value for name, value in said.items()}
        )
        made = leads.create({"name": "By default", "type": "opportunity", "probability": 20})
        self.env.flush_all()
        made.invalidate_recordset()
        for deal in made:
            self.assert_counts(deal, "pipeline", False)
            self.assertEqual(self.versions(deal, "role", "is_included")[-1], ("pipeline", False))

    def test_contradictions(self):
        """Of two categories that exclude each other none is taken without a word."""
        deal = self.make_deal(probability=20)
        commit, best = self.categories["commit"], self.categories["best_case"]
        pipeline = self.categories["pipeline"]
        for automatic in (pipeline, commit):
            values = {
                "forecast_category_id": automatic.id,
                "forecast_category_manual_id": best.id,
            }
            with self.assertRaisesRegex(UserError, "cannot be set like this"), self.cr.savepoint():
                deal.write(values)
        self.assertFalse(deal.forecast_category_manual_id)
        deal.write({"forecast_category_id": commit.id, "forecast_category_manual_id": commit.id})
        self.assertEqual(deal.forecast_category_id, commit)
        deal.write({"forecast_category_id": False})
        self.assertEqual(deal.forecast_category_id, pipeline)

    def test_choice_is_tracked(self):
        """What a person chose stands in the chatter; what followed from probabilities does not."""
        deal = self.make_deal(probability=20).with_context(
            tracking_disable=False, mail_notrack=False
        )
        self.flush_tracking()
        deal.probability = 60
        self.flush_tracking()
        before = deal.message_ids
        deal.forecast_category_id = self.categories["commit"]
        self.flush_tracking()
        values = (deal.message_ids - before).sudo().tracking_value_ids
        self.assertEqual(values.mapped("new_value_char"), ["Commit"])
        self.assertEqual(values.field_id.name, "forecast_category_manual_id")

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_search_by_hand(self):
        by_hand = self.make_deal(forecast_category_id=self.categories["commit"].id)
        other = self.make_deal()
        leads = self.env["crm.lead"].search([("id", "in", (by_hand | other).ids)])
        self.assertEqual(leads.filtered_domain([("is_forecast_manual", "=", True)]), by_hand)
        self.assertEqual(
            leads.search([("id", "in", leads.ids), ("is_forecast_manual", "=", True)]), by_hand
        )
        self.assertEqual(
            leads.search([("id", "in", leads.ids), ("is_forecast_manual", "=", False)]), other
        )

    def test_scoring_moves_categories(self):
        """S9: Odoo's scoring writes probabilities by SQL; categories and history follow."""
        self.env["ir.config_parameter"].set_param("crm.pls_start_date", "2000-01-01")
        # the scoring learns from what was won and lost
        self.make_deal().action_set_won()
        self.make_deal().action_set_lost()
        deals = self.env["crm.lead"]
        for _number in range(3):
            deals |= self.make_deal()
        deals._compute_probabilities()
        deals.probability = 99
        self.env.flush_all()
        self.cr.execute(
            "UPDATE crm_lead SET automated_probability = 99 WHERE id IN %s", [tuple(deals.ids)]
        )
        deals.invalidate_recordset()
        self.env["crm.lead"].sudo()._cron_update_automated_probabilities()
        for deal in deals:
            self.assertNotEqual(deal.probability, 99, "The scoring is meant to change it.")
            expected = self.env["sales.forecast.category"]._get_by_probability(deal.probability)
            self.assertEqual(deal.forecast_category_id.id, expected)
            self.assertEqual(
                self.versions(deal, "probability", "category_id")[-1],
                (deal.probability, deal.forecast_category_id),
            )

    def test_ranges_are_configuration(self):
        """S10: changed ranges hold for all deals at once, in the history too."""
        low, high = self.make_deal(probability=55), self.make_deal(probability=75)
        won = self.make_deal()
        won.action_set_won()
        by_hand = self.make_deal(forecast_category_id=self.categories["pipeline"].id)
        self.categories["commit"].probability_from = 70
        self.assert_counts(low, "best_case", False)
        self.assert_counts(high, "commit", True)
        self.assert_counts(won, "closed", True)
        self.assert_counts(by_hand, "pipeline", False)
        self.assertEqual(self.versions(high, "role", "is_included")[-1], ("commit", True))
        self.categories["best_case"].role = "commit"
        self.assertEqual((low.forecast_role, low.is_forecast_included), ("commit", True))
        self.assertEqual(self.versions(low, "role", "is_included")[-1], ("commit", True))

    def test_new_and_deleted_category(self):
        """What deals were in stays, for their history; what none ever was in can go."""
        sure, surer = self.env["sales.forecast.category"].create(
            [
                {"name": "Sure", "role": "commit", "probability_from": 95},
                {"name": "Surer", "role": "commit", "probability_from": 99.99},
            ]
        )
        deal = self.make_deal(probability=96)
        self.assertEqual(deal.forecast_category_id, sure)
        self.assertEqual(self.categories["commit"].probability_to, 95)
        self.assertEqual(sure.probability_to, 99.99)
        surer.unlink()
        self.assertEqual(sure.probability_to, 100)
        with self.assertRaisesRegex(UserError, "Deals are or were in Sure, such as Deal"):
            sure.unlink()
        sure.active = False
        self.assert_counts(deal, "commit", True)

    def test_archived_category(self):
        """No deal falls into it, whoever asked first."""
        sure = self.env["sales.forecast.category"].create(
            {"name": "Sure", "role": "commit", "probability_from": 95}
        )
        sure.active = False
        self.env.registry.clear_cache()
        found = sure.with_context(active_test=False)._get_by_probability(96)
        self.assertEqual(found, self.categories["commit"].id)
        self.assert_counts(self.make_deal(probability=96), "commit", True)

    def test_by_hand_only(self):
        upside = self.env["sales.forecast.category"].create(
            {"name": "Upside", "role": "best_case", "has_range": False, "probability_from": 50}
        )
        deal = self.make_deal(probability=60)
        self.assert_counts(deal, "best_case", False)
        deal.forecast_category_id = upside
        self.assertEqual((deal.forecast_category_id, deal.forecast_role), (upside, "best_case"))
        with self.assertRaisesRegex(UserError, "Deals are or were in Upside"):
            upside.unlink()
        upside.active = False
        self.assertEqual(deal.forecast_category_id, upside, "What was chosen stays.")

    def test_chosen_is_never_closed(self):
        """A category chosen for open deals does not become one of closed deals."""
        upside = self.env["sales.forecast.category"].create(
            {"name": "Upside", "role": "best_case", "has_range": False}
        )
        deal = self.make_deal(forecast_category_id=upside.id)
        with self.assertRaisesRegex(ValidationError, "closed by winning"), self.cr.savepoint():
            upside.role = "closed"
        deal.action_reset_forecast_category()
        upside.role = "closed"
        self.assertEqual(self.make_deal(probability=100).forecast_role, "commit")

    def test_ranges_cover_everything(self):
        for change, sentence in (
            ({"omitted": {"probability_from": 2}}, "must begin at 0"),
            ({"closed": {"active": False}}, "role Closed"),
            ({"omitted": {"role": "pipeline"}}, "role Omitted"),
            ({"best_case": {"probability_from": 80}}, "category_probability_unique"),
            ({"best_case": {"probability_from": 101}}, "category_probability_range"),
        ):
            for role, values in change.items():
                with (
                    self.subTest(change=change),
                    self.assertRaisesRegex((ValidationError, IntegrityError), sentence),
                    mute_logger("odoo.sql_db"),
                    self.cr.savepoint(),
                ):
                    self.categories[role].write(values)
                    self.env.flush_all()
        with self.assertRaisesRegex(UserError, "begin at 0"):
            self.categories["omitted"].unlink()
        with self.assertRaisesRegex(UserError, "only category of its role"):
            self.categories["closed"].unlink()

    def test_sql_says_what_the_computes_say(self):
        """Realigning changes nothing where the computes have been: one rule, said twice."""
        deals = self.env["crm.lead"]
        for probability in (0, 0.5, 1, 33, 50, 80, 100):
            for values in (
                {},
                {"forecast_is_added": True},
                {"forecast_category_id": self.categories["commit"].id},
            ):
                deals |= self.make_deal(probability=probability, **values)
        for number, deal in enumerate(deals):
            if number % 5 == 1:
                deal.action_set_won()
            elif number % 5 == 3:
                deal.action_set_lost()
            elif number % 7 == 0:
                deal.action_archive()
        names = ("forecast_category_id", "forecast_role", "is_forecast_included")
        before = [tuple(deal[name] for name in names) for deal in deals]
        self.env.flush_all()
        self.cr.execute(
            """UPDATE crm_lead SET forecast_category_id = NULL, forecast_role = NULL,
                      is_forecast_included = NULL WHERE id IN %s""",
            [tuple(deals.ids)],
        )
        deals.invalidate_recordset()
        self.env["crm.lead"]._realign_forecast()
        self.assertEqual([tuple(deal[name] for name in names) for deal in deals], before)

    def test_who_configures(self):
        commit = self.categories["commit"]
        for user in (self.salesperson, self.leader, self.auditor, self.clerk):
            self.assertEqual(commit.with_user(user).read(["name"])[0]["name"], "Commit")
            with self.assertRaises(AccessError):
                commit.with_user(user).name = "Mine"
        commit.with_user(self.manager).name = "Promised"

    def test_all_categories_are_columns(self):
        deal = self.make_deal(probability=60)
        leads = self.env["crm.lead"].with_context(read_group_expand=True)
        groups = leads.formatted_read_group(
            [("id", "=", deal.id)], ["forecast_category_id"], ["__count"]
        )
        self.assertEqual(len(groups), 5)
