from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestExplain(SalesPlanCommon):
    """What a document's “Sales Plan” button says, in every case and to every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoiced = cls.plan("team", "salesperson", "customer", name="Invoiced")
        cls.north = cls.row(cls.invoiced, cls.team_north)
        cls.own, cls.other = cls.rows(cls.north, cls.salesperson, cls.colleague)
        cls.own_acme = cls.row(cls.own, cls.acme)
        cls.row(cls.other, cls.bolt)
        for row in (cls.invoiced.root_id, cls.north, cls.own, cls.own_acme):
            cls.target(row, 1000)
        cls.invoiced.action_confirm()

    def explain(self, record, user=None):
        """Return (message, {(plan, row or False): (counts, amount, reason)})."""
        action = record.with_user(user or self.manager).action_open_sales_plans()
        dialog = self.env["sales.plan.explain"].browse(action["res_id"])
        return dialog.message, {
            (line.plan_id.name, line.allocation_id): (line.is_counted, line.amount, line.reason)
            for line in dialog.line_ids
        }

    def reason(self, record, plan="Invoiced", user=None):
        """Return the reason why a plan without a row does not count a record."""
        __, lines = self.explain(record, user)
        return lines[plan, self.env["sales.plan.allocation"]][2]

    # Rows that count ---------------------------------------------------------------

    def test_counted_in_the_deepest_row(self):
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100, 2), (None, 50))
        message, lines = self.explain(move)
        self.assertIn("counts in these rows", message)
        self.assertEqual(lines, {("Invoiced", self.own_acme): (True, 250, False)})

    def test_credit_note_counts_negative(self):
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        __, lines = self.explain(self.credit(move, "2025-04-01"))
        self.assertEqual(lines["Invoiced", self.own_acme][1], -100)

    def test_unplanned_says_which_value_has_no_row(self):
        move = self.invoice(self.coil, "2025-03-05", (self.screw, 100))
        __, lines = self.explain(move)
        [(key, (counts, amount, reason))] = lines.items()
        self.assertEqual(key, ("Invoiced", self.own))
        self.assertTrue(counts)
        self.assertEqual(amount, 100)
        self.assertEqual(reason, "Unplanned: no row below is for Customer “Coil”.")

    def test_unassigned_says_what_is_not_named(self):
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100), invoice_user_id=False)
        __, lines = self.explain(move)
        self.assertEqual(lines["Invoiced", self.north][2], "Unassigned: it names no Salesperson.")

    def test_lines_of_several_categories_count_in_several_rows(self):
        plan = self.plan("product_category", name="Categories")
        goods, services = self.rows(plan, self.hardware, self.services)
        move = self.invoice(
            self.acme, "2025-03-05", (self.screw, 10), (self.nail, 3), (self.advice, 100)
        )
        __, lines = self.explain(move)
        self.assertEqual(lines["Categories", goods], (True, 13, "The plan is a draft."))
        self.assertEqual(lines["Categories", services][1], 100)

    def test_instalments_count_on_their_own_days(self):
        plan = self.plan("customer", name="Collected", basis="collected")
        row = self.row(plan, self.acme)
        move = self.invoice(self.acme, "2025-03-05", (None, 100))
        self.assertEqual(self.reason(move, "Collected"), "Nothing is paid on it yet.")
        half = move.amount_total / 2
        self.pay(move, "2025-04-01", half)
        self.pay(move, "2025-05-01", half)
        action = move.with_user(self.manager).action_open_sales_plans()
        dialog = self.env["sales.plan.explain"].browse(action["res_id"])
        counted = dialog.line_ids.filtered(lambda line: line.allocation_id == row)
        self.assertEqual(
            sorted(counted.mapped("date")), [self.day("2025-04-01"), self.day("2025-05-01")]
        )
        self.assertAlmostEqual(sum(counted.mapped("amount")), 100)

    def test_margin_of_unknown_cost(self):
        plan = self.plan("customer", name="Margin", measure="margin")
        row = self.row(plan, self.acme)
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET sales_plan_unit_cost = NULL WHERE move_id = %s",
            [move.id],
        )
        __, lines = self.explain(move)
        self.assertEqual(lines["Margin", row][1], 0)
        self.assertIn("cost is not known", lines["Margin", row][2])

    def test_order_and_deal_count(self):
        ordered = self.plan("customer", name="Ordered", basis="ordered")
        won = self.plan("customer", name="Won", basis="won")
        ordered_row, won_row = self.row(ordered, self.acme), self.row(won, self.acme)
        order = self.order(self.acme, "2025-03-05 10:00:00", (self.screw, 10, 3))
        __, lines = self.explain(order)
        self.assertEqual(lines["Ordered", ordered_row][:2], (True, 30))
        deal = self.deal(self.acme, 700, won="2025-03-05 10:00:00")
        __, lines = self.explain(deal)
        self.assertEqual(lines["Won", won_row][:2], (True, 700))

    # Documents that count nowhere ----------------------------------------------------

    def test_obstacles_of_invoices(self):
        draft = self.invoice(self.acme, "2025-03-05", (self.screw, 100), post=False)
        message, lines = self.explain(draft)
        self.assertIn("is a draft: it counts once it is posted", message)
        self.assertFalse(lines)
        draft.button_cancel()
        self.assertIn("is cancelled", self.explain(draft)[0])
        bill = self.invoice(self.acme, "2025-03-05", (self.screw, 1), move_type="in_invoice")
        self.assertIn("is a vendor bill", self.explain(bill, self.accountant)[0])
        entry = self.env["account.move"].create({"move_type": "entry"})
        self.assertIn("is no customer invoice", self.explain(entry, self.accountant)[0])

    def test_obstacles_of_orders(self):
        order = self.order(self.acme, "2025-03-05", (self.screw, 10), confirm=False)
        self.assertIn("is a quotation: it counts once it is confirmed", self.explain(order)[0])
        order._action_cancel()
        self.assertIn("is cancelled", self.explain(order)[0])

    def test_obstacles_of_deals(self):
        deal = self.deal(self.acme, 500)
        self.assertIn("counts once it is won", self.explain(deal)[0])
        deal.action_set_lost()
        self.assertIn("is lost", self.explain(deal)[0])
        lead = self.deal(self.acme, 500, type="lead")
        self.assertIn("is a lead", self.explain(lead)[0])

    # Plans that do not count ----------------------------------------------------------

    def test_other_basis(self):
        self.plan("customer", name="Ordered", basis="ordered")
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        self.assertEqual(
            self.reason(move, "Ordered"),
            "The plan counts other documents: Confirmed Orders.",
        )

    def test_out_of_scope(self):
        self.plan("customer", name="Belgium", country_id=self.belgium.id)
        french = self.invoice(self.bolt, "2025-03-05", (self.screw, 100))
        self.assertEqual(
            self.reason(french, "Belgium"),
            "The plan is for Country “Belgium” only; here it is “France”.",
        )
        nowhere = self.invoice(self.drip, "2025-03-05", (self.screw, 100))
        self.assertEqual(
            self.reason(nowhere, "Belgium"),
            "The plan is for Country “Belgium” only; here there is none.",
        )

    def test_scope_takes_sub_categories_in(self):
        plan = self.plan("customer", name="Goods", product_category_id=self.goods.id)
        row = self.row(plan, self.acme)
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        self.assertIn(("Goods", row), self.explain(move)[1])

    def test_no_plan_covers_the_date(self):
        move = self.invoice(self.acme, "2023-12-05", (self.screw, 100))
        message, lines = self.explain(move)
        self.assertEqual(message, "No plan that you can see covers 12/05/2023.")
        self.assertIn("runs from 01/01/2025 to 12/31/2025", lines[next(iter(lines))][2])

    def test_other_company(self):
        other = self.make_other_company()
        self.manager.company_ids += other
        move = self.invoice(self.acme, "2025-03-05", (None, 100), company=other, team_id=False)
        move = move.with_context(allowed_company_ids=(self.company + other).ids)
        self.manager.group_ids += self.env.ref("account.group_account_readonly")
        message, lines = self.explain(move)
        self.assertIn("No plan that you can see covers", message)
        self.assertIn("this belongs to", lines[next(iter(lines))][2])

    def test_superseded_plans_are_left_out(self):
        revision = self.env["sales.plan"].browse(self.invoiced.action_revise()["res_id"])
        revision.action_confirm()
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        __, lines = self.explain(move)
        self.assertEqual(len(lines), 1)
        self.assertEqual(next(iter(lines))[1].plan_id, revision)

    # Who learns what --------------------------------------------------------------------

    def test_salesperson_learns_nothing_of_hidden_rows_and_plans(self):
        hidden = self.plan("team", name="Secret")
        self.target(self.row(hidden, self.team_south), 10)
        hidden.action_confirm()
        order = self.order(
            self.bolt, "2025-03-05 10:00:00", (self.screw, 10), user_id=self.salesperson.id
        )
        __, lines = self.explain(order, self.salesperson)
        self.assertEqual({plan for plan, __ in lines}, {"Invoiced"})
        own = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        __, lines = self.explain(own, self.salesperson)
        self.assertEqual(set(lines), {("Invoiced", self.own_acme)})

    def test_hidden_row_of_a_visible_plan(self):
        move = self.invoice(
            self.bolt, "2025-03-05", (self.screw, 100), invoice_user_id=self.colleague.id
        )
        self.salesperson.group_ids += self.env.ref("account.group_account_invoice")
        message, lines = self.explain(move, self.salesperson)
        self.assertIn("counts in no row that you can see", message)
        self.assertEqual(
            list(lines.values()),
            [(False, 0, "It counts in none of the rows that you can see.")],
        )
        self.assertFalse(any(row for __, row in lines))

    def test_stranger_sees_no_plan(self):
        order = self.order(
            self.acme, "2025-03-05 10:00:00", (self.screw, 10), user_id=self.stranger.id
        )
        message, lines = self.explain(order, self.stranger)
        self.assertIn("No plan that you can see covers", message)
        self.assertFalse(lines)

    def test_documents_and_dialogs_keep_their_own_rules(self):
        order = self.order(
            self.bolt, "2025-03-05 10:00:00", (self.screw, 10), user_id=self.colleague.id
        )
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).action_open_sales_plans()
        with self.assertRaises(AccessError):
            self.acme.with_user(self.clerk).action_open_sales_plans()
        action = self.acme.with_user(self.salesperson).action_open_sales_plans()
        dialog = self.env["sales.plan.explain"].browse(action["res_id"])
        with self.assertRaises(AccessError):
            dialog.with_user(self.colleague).read(["message"])

    # Customers ------------------------------------------------------------------------------

    def test_customer_with_rows(self):
        plan = self.plan("customer", "product_category", name="Next", year=2099)
        row = self.row(plan, self.acme)
        self.row(row, self.hardware)
        self.target(row, 500)
        for partner in (self.acme, self.buyer):
            message, lines = self.explain(partner)
            self.assertIn("Acme is planned in these rows", message)
            self.assertEqual(set(lines), {("Next", row)})

    def test_customer_without_rows(self):
        message, lines = self.explain(self.drip)
        self.assertIn("No plan in force that you can see has a row for Drip", message)
        self.assertFalse(lines)
        plan = self.plan("team", name="Long", date_to="2099-12-31", period_type="year")
        row = self.row(plan, self.team_north)
        self.invoice(self.drip, "2025-03-05", (self.screw, 100))
        message, lines = self.explain(self.drip)
        self.assertIn("Its sales count here", message)
        self.assertEqual(lines["Long", row][:2], (True, 100))

    # Buttons --------------------------------------------------------------------------------

    def test_lines_open_their_row_and_its_actuals(self):
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        action = move.with_user(self.manager).action_open_sales_plans()
        line = self.env["sales.plan.explain"].browse(action["res_id"]).line_ids
        opened = line.with_user(self.manager).action_open_row()
        self.assertEqual(
            (opened["res_model"], opened["res_id"]), (self.own._name, self.own_acme.id)
        )
        opened = line.with_user(self.manager).action_open_actuals()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]).res_id, move.id)
        line.sudo().allocation_id = False
        with self.assertRaisesRegex(UserError, "There is no row"):
            line.with_user(self.manager).action_open_actuals()

    def test_buttons_are_for_those_who_plan(self):
        forms = {
            "account.move": "account.view_move_form",
            "sale.order": "sale.view_order_form",
            "crm.lead": "crm.crm_lead_view_form",
            "res.partner": "base.view_partner_form",
        }
        for model, view in forms.items():
            arch = {
                user: self.env[model].with_user(user).get_view(self.env.ref(view).id)["arch"]
                for user in (self.manager, self.clerk, self.accountant)
                if self.env[model].with_user(user).has_access("read")
            }
            for user, text in arch.items():
                with self.subTest(model=model, user=user.login):
                    self.assertEqual("action_open_sales_plans" in text, user != self.clerk)
        with Form(self.acme.with_user(self.manager)) as form:
            form.sales_partner_id = self.reseller
        self.assertEqual(self.acme.sales_partner_id, self.reseller)

    def test_many_plans_take_no_more_queries(self):
        move = self.invoice(self.acme, "2025-03-05", (self.screw, 100))
        self.assertEqual(self._count_queries(move), self._count_queries(move, plans=10))

    def _count_queries(self, move, plans=0):
        for number in range(plans):
            self.row(self.plan("customer", name=f"More {number}"), self.acme)
        self.explain(move)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        move.with_user(self.manager).action_open_sales_plans()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
