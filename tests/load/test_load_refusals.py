from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.load import LoadCommon


@tagged("post_install", "-at_install")
class TestLoadRefusals(LoadCommon):
    """What is refused: one sentence each, and nothing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.by_customer = cls.plan("customer")

    def test_no_history(self):
        self.assertRefused(
            "There is no history to load: nothing was found in Posted Invoices from "
            "01/01/2020 to 12/31/2020.",
            self.wizard(self.by_customer, history="date", date_from="2020-01-01"),
        )
        self.assertRefused(
            "There is no history to load: nothing was found in Won Deals from "
            "01/01/2025 to 12/31/2025.",
            self.wizard(self.by_customer, basis="won"),
        )

    def test_history_that_comes_to_nothing(self):
        refunded = self.invoice(self.drip, "2024-12-10", (self.screw, 60))
        self.credit(refunded, "2024-12-12")
        self.credit(self.invoice(self.drip, "2022-06-01", (self.screw, 60)), "2023-02-10")
        self.assertRefused(
            "There is nothing to plan: what was found in Posted Invoices from "
            "01/01/2023 to 12/31/2023 comes to $\xa0-\ufeff60.00.",
            self.wizard(self.by_customer, history="date", date_from="2023-01-01"),
        )

    def test_dates(self):
        load = self.wizard(self.by_customer, history="date")
        load.date_from = False
        self.assertRefused("Say on which day the history starts.", load)

    def test_weights(self):
        for sentence, weights in (
            ("Give a weight to at least one of the years.", {"weight_1": 0, "weight_2": 0}),
            (
                "“Two Years Earlier” is -1: weights are zero or more.",
                {"weight_2": -1},
            ),
        ):
            load = self.wizard(self.by_customer, history="mean2", **weights)
            self.assertRefused(sentence, load)

    def test_uplift(self):
        self.assertRefused(
            "Lowering by 100% or more would leave nothing.",
            self.wizard(self.by_customer, uplift_percent=-100),
        )
        self.assertRefused(
            "Taking away $\xa0711.00 is more than the $\xa0710.00 there is.",
            self.wizard(self.by_customer, uplift_amount=-711),
        )

    def test_exceptions(self):
        def refuse(sentence, *overrides):
            self.assertRefused(sentence, self.wizard(self.by_customer, overrides))

        refuse(
            "Taking away $\xa0301.00 from Bolt is more than the $\xa0300.00 there is.",
            ("customer", self.bolt, 0, -301),
        )
        refuse(
            "Nothing was sold to add $\xa05.00 to for Reseller.",
            ("customer", self.reseller, 0, 5),
        )
        refuse(
            "Lowering Bolt by 100% or more would leave nothing.",
            ("customer", self.bolt, -100, 0),
        )
        refuse(
            "There are two exceptions for Bolt.",
            ("customer", self.bolt, 1, 0),
            ("customer", self.bolt, 2, 0),
        )
        gone = self.env["res.partner.industry"].create({"name": "Gone"})
        load = self.wizard(self.by_customer, [("industry", gone, 1, 0)])
        gone.unlink()
        self.assertRefused("Exception 1 is for nothing: choose whom or what it is for.", load)

    def test_percentages(self):
        load = self.wizard(self.by_customer, shape="own")
        load.period_line_ids[0].percent = 0
        self.assertRefused("The percentages of the periods make 91.66%, they must make 100%.", load)
        self.env["res.lang"]._activate_lang("de_DE")
        german = load.with_context(lang="de_DE")
        with self.assertRaisesRegex(UserError, r"91,66\s%"):
            german.action_load()
        load.period_line_ids[0].percent = -8.34
        self.assertRefused("The percentage of Jan 2026 is -8.34: it cannot be negative.", load)

    def test_limits(self):
        sentence = "How many rows of Customer to keep, and the smallest, cannot be negative."
        for values in ({"top": -1}, {"smallest": -1}):
            load = self.wizard(self.by_customer)
            self.limit(load, "customer", **values)
            self.assertRefused(sentence, load)

    def test_overlapping_categories(self):
        self.advice.categ_id = self.goods
        plan = self.plan("customer", "product_category")
        load = self.wizard(plan)
        self.limit(load, "product_category", depth="own")
        self.assertRefused(
            "Goods / Hardware / Screws is part of Goods, so both cannot be rows: choose another "
            "detail for the level.",
            load,
        )

    def test_measures_that_deals_do_not_have(self):
        plan = self.plan("customer", measure="margin")
        self.assertRefused(
            "Deals have no costs: load orders or invoices instead.",
            self.wizard(plan, basis="won"),
        )

    def test_measure_that_only_deals_have(self):
        plan = self.plan("customer", basis="won", measure="recurring")
        self.assertRefused(
            "Only deals say what recurs: load won deals instead.",
            self.wizard(plan, basis="invoiced"),
        )

    def test_plan_without_periods(self):
        plan = self.plan("customer")
        load = self.wizard(plan)
        self.env.flush_all()
        self.cr.execute("DELETE FROM sales_plan_period WHERE plan_id = %s", [plan.id])
        self.env.invalidate_all()
        self.assertRefused("“Plan” has no periods.", load)

    def test_plan_in_force(self):
        load = self.wizard(self.by_customer)
        load.action_load()
        again = self.wizard(self.by_customer)
        again.action_preview()
        self.by_customer.action_confirm()
        self.assertRefused(
            "“Plan” is confirmed and stays as it is. Make a revision to change it.", again
        )
        with self.assertRaises(UserError):
            self.by_customer.action_open_load()

    def test_preview_that_is_gone(self):
        load = self.wizard(self.by_customer)
        load.action_preview()
        load.row_ids.unlink()
        with self.assertRaisesRegex(UserError, "The preview has expired: show it again."):
            load.action_load()
        self.assertFalse(self.by_customer.allocation_count)

    def test_only_managers(self):
        done = self.wizard(self.by_customer)
        done.action_preview()
        for user in (
            self.auditor,
            self.accountant,
            self.leader,
            self.salesperson,
            self.clerk,
            self.visitor,
        ):
            with self.subTest(user=user.name):
                loads = self.env["sales.plan.load"].with_user(user)
                with self.assertRaises(AccessError):
                    loads.create({"plan_id": self.by_customer.id})
                for method in ("action_preview", "action_load", "preview_step"):
                    with self.assertRaises(AccessError):
                        getattr(done.with_user(user), method)()
                with self.assertRaises(AccessError):
                    done.with_user(user).row_ids.read(["target_amount"])
        self.assertFalse(self.by_customer.allocation_count)

    def test_not_for_managers_of_other_companies(self):
        other = self.make_other_company()
        plan = self.plan("customer", company_id=other.id)
        with self.assertRaises(AccessError):
            self.wizard(plan).action_preview()

    def test_another_managers_preview_is_not_shown(self):
        colleague = self._make_user("second_manager", "sales_plan.group_sales_plan_manager")
        load = self.wizard(self.by_customer)
        load.action_preview()
        with self.assertRaises(AccessError):
            load.with_user(colleague).read(["uplift_percent"])

    def test_exception_for_nothing_sold_with_a_percentage_is_fine(self):
        load = self.wizard(self.by_customer)
        load.override_ids = [
            Command.create({"dimension": "customer", "value_id": self.reseller.id, "percent": 5})
        ]
        load.action_load()
        self.assertEqual(self.by_customer.target_amount, 710)
