from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-04-20 20:00:00")
class TestKept(SalesPlanCommon):
    """N10: closing a period keeps what was shown; afterwards the difference is told by causes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept_plan = cls.plan("salesperson", "customer")
        cls.north, cls.colleagues = cls.rows(cls.kept_plan, cls.salesperson, cls.colleague)
        cls.of_acme, cls.of_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.target(cls.of_acme, 200, number=3)
        cls.target(cls.north, 300, number=3)
        cls.kept_plan.action_confirm()
        cls.march = cls.kept_plan.period_ids.sorted("date_from")[2]
        cls.sale = cls.invoice(cls.acme, "2025-03-10", (cls.screw, 10, 10))
        cls.other = cls.invoice(cls.bolt, "2025-03-12", (cls.nail, 3, 10))
        cls.env["sales.plan.kept"].with_user(cls.manager)._keep(cls.kept_plan, cls.march)

    def figure(self, row=None):
        """Return what was kept of a row of March, read anew."""
        self.env.invalidate_all()
        row = row or self.kept_plan.root_id
        return self.env["sales.plan.kept"].search([("allocation_id", "=", row.id)])

    def causes(self, row=None):
        """Return ``{cause: amount}`` of a row, after seeing that they sum to its difference, that
        what was kept is what it was, and that each opens documents."""
        figure = self.figure(row)
        known = {
            cause: round(figure[f"{cause}_amount"], 2)
            for cause in ("later", "gone", "changed", "moved")
        }
        self.assertAlmostEqual(sum(known.values()), figure.difference, 2)
        self.assertAlmostEqual(figure.live_actual, self._read_march(row), 2)
        self.assertAlmostEqual(figure.actual, figure.live_actual - figure.difference, 2)
        return {cause: amount for cause, amount in known.items() if amount}

    def _read_march(self, row):
        row = row or self.kept_plan.root_id
        return self.opened(row, period=self.march)

    def documents(self, cause, row=None):
        action = self.figure(row)._open_cause(cause)
        return self.env[action["res_model"]].search(action["domain"])

    def test_what_was_shown(self):
        """N10: target, actual, attainment of each row, with who and when."""
        total, acme = self.figure(), self.figure(self.of_acme)
        self.assertEqual((total.target, total.actual), (300, 130))
        self.assertEqual((acme.target, acme.actual, acme.attainment), (200, 100, 0.5))
        self.assertEqual(
            (total.kept_by_id, str(total.kept_on)), (self.manager, "2025-04-20 20:00:00")
        )
        self.assertIs(self.figure(self.of_bolt).target, False)
        self.assertEqual(self.causes(), {})
        self.assertFalse(total.causes)

    def test_posted_later(self):
        late = self.invoice(self.acme, "2025-03-31", (self.screw, 10, 2))
        self.assertEqual(self.causes(), {"later": 20})
        self.assertEqual(self.causes(self.of_acme), {"later": 20})
        self.assertEqual(self.causes(self.of_bolt), {})
        self.assertEqual(self.documents("later"), late)
        self.assertEqual(
            self.figure().causes, "Counted Later: $\N{NO-BREAK SPACE}20.00 (documents: 1)"
        )

    def test_cancelled(self):
        self.sale.button_draft()
        self.sale.button_cancel()
        self.assertEqual(self.causes(), {"gone": -100})
        self.assertEqual(self.documents("gone"), self.sale)
        self.assertEqual(self.figure().actual, 130)

    def test_moved_to_another_day(self):
        self.sale.button_draft()
        self.sale.write({"invoice_date": "2025-04-02", "date": "2025-04-02"})
        self.sale.action_post()
        self.assertEqual(self.causes(), {"gone": -100})

    def test_credited_in_the_period(self):
        """N10: a credit note in the closed period is a document that came later."""
        self.credit(self.sale, "2025-03-30", (self.screw, 10, 4))
        self.assertEqual(self.causes(), {"later": -40})

    def test_credited_afterwards(self):
        """N10: a credit note of a later day is no difference of this period."""
        self.credit(self.sale, "2025-04-03", (self.screw, 10, 4))
        self.assertEqual(self.causes(), {})

    def test_changed(self):
        self.sale.button_draft()
        self.sale.invoice_line_ids.quantity = 7
        self.sale.action_post()
        self.assertEqual(self.causes(), {"changed": -30})
        self.assertEqual(self.documents("changed", self.of_acme), self.sale)

    def test_salesperson_of_a_document_moved(self):
        """N10: what is worth the same in other rows has moved, and by which dimension is told; the
        total has no difference."""
        self.sale.invoice_user_id = self.colleague
        self.assertEqual(self.causes(), {})
        self.assertEqual(self.causes(self.north), {"moved": -100})
        self.assertEqual(self.causes(self.colleagues), {"moved": 100})
        self.assertIn("Moved by Salesperson", self.figure(self.north).causes)
        self.assertEqual(self.documents("moved", self.of_acme), self.sale)

    def test_several_causes_at_once(self):
        self.invoice(self.bolt, "2025-03-20", (self.screw, 10, 1))
        self.other.button_draft()
        self.sale.invoice_user_id = self.colleague
        self.assertEqual(self.causes(), {"later": 10, "gone": -30})
        self.assertEqual(self.causes(self.north), {"later": 10, "gone": -30, "moved": -100})

    def test_category_of_a_product_moved(self):
        """N10: a product that went to another category takes its sales along."""
        plan = self.plan("product_category")
        screws, nails = self.rows(plan, self.screws, self.nails)
        self.env["sales.plan.kept"].with_user(self.manager)._keep(
            plan, plan.period_ids.sorted("date_from")[2]
        )
        self.screw.product_tmpl_id.categ_id = self.nails
        found = self.env["sales.plan.kept"].search([("allocation_id", "in", (screws | nails).ids)])
        moved = {one.allocation_id: one.moved_amount for one in found}
        self.assertEqual(moved, {screws: -100, nails: 100})
        self.assertIn("Moved by Product Category", found[0].causes)

    def test_industry_of_a_customer_moved(self):
        plan = self.plan("industry")
        metal, food = self.rows(plan, self.acme.industry_id, self.coil.industry_id)
        self.env["sales.plan.kept"].with_user(self.manager)._keep(
            plan, plan.period_ids.sorted("date_from")[2]
        )
        self.acme.industry_id = self.coil.industry_id
        found = self.env["sales.plan.kept"].search([("allocation_id", "in", (metal | food).ids)])
        moved = {one.allocation_id: one.moved_amount for one in found}
        self.assertEqual(moved, {metal: -100, food: 100})

    def test_merged_customers(self):
        """N10: rows of two customers that are merged become one, and so do their kept figures."""
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge((self.acme | self.bolt).ids, self.acme)
        self.env.flush_all()
        row = self.north.child_ids
        self.assertEqual(len(row), 1)
        self.assertEqual((self.figure(row).target, self.figure(row).actual), (200, 130))
        self.assertEqual(self.causes(row), {})
        self.assertEqual(self.causes(), {})

    def test_targets_that_changed(self):
        """N10: a target that a publication has changed since stands beside the kept one."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sales_plan_target SET amount = 250 WHERE id = %s", self.of_acme.target_ids.ids
        )
        figure = self.figure(self.of_acme)
        self.assertEqual((figure.target, figure.live_target), (200, 250))

    def test_only_once_and_only_what_is_over(self):
        kept = self.env["sales.plan.kept"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "kept already"):
            kept._keep(self.kept_plan, self.march)
        with self.assertRaisesRegex(UserError, "not over yet"):
            kept._keep(self.kept_plan, self.kept_plan.period_ids.sorted("date_from")[3])

    def test_nobody_changes_it(self):
        """N10: neither manager nor administrator writes or deletes what was kept."""
        for user in (self.manager, self.env.user, self.env.ref("base.user_admin")):
            figure = self.figure().with_user(user)
            for change in (
                lambda figure=figure: figure.write({"actual": 1}),
                lambda figure=figure: figure.unlink(),
                lambda figure=figure: figure.copy(),
            ):
                with self.assertRaises(UserError):
                    change()

    def test_who_sees_it(self):
        """N10: who sees a row sees what was kept of it; who does not does not."""
        counts = {
            user: self.env["sales.plan.kept"].with_user(user).search_count([])
            for user in (self.manager, self.auditor, self.salesperson, self.stranger)
        }
        self.assertEqual(
            counts, {self.manager: 5, self.auditor: 5, self.salesperson: 3, self.stranger: 0}
        )
        with self.assertRaises(AccessError):
            self.figure().with_user(self.stranger).action_open_later()
        with self.assertRaises(AccessError):
            self.env["sales.plan.kept"].with_user(self.salesperson)._keep(
                self.kept_plan.with_user(self.salesperson), self.march
            )

    def test_dialog(self):
        """N10: the dialog offers what is over and open, closes up to it, and says what can still
        change."""
        dialog = Form(
            self.env["sales.plan.closing"]
            .with_user(self.manager)
            .with_context(default_plan_id=self.kept_plan.id)
        )
        self.assertEqual(dialog.period_id.name, "Feb 2025")
        self.assertIn("can still change", dialog.note)
        self.company.sudo().hard_lock_date = "2025-02-28"
        action = dialog.save().action_keep()
        kept = self.env["sales.plan.kept"].search(action["domain"])
        self.assertEqual(len(kept.period_id), 3)
        again = self.env["sales.plan.closing"].with_user(self.manager)
        again = again.create({"plan_id": self.kept_plan.id})
        self.assertFalse(again.period_id)
        self.assertEqual(again.note, "No period is over that is not closed yet.")
        with self.assertRaisesRegex(UserError, "Choose a period"):
            again.action_keep()

    def test_only_what_is_in_force(self):
        plan = self.plan("customer")
        dialog = self.env["sales.plan.closing"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "in force"):
            dialog.create({"plan_id": plan.id}).action_keep()

    def test_locked_for_good(self):
        self.company.sudo().hard_lock_date = "2025-02-28"
        dialog = self.env["sales.plan.closing"].with_user(self.manager)
        dialog = dialog.create({"plan_id": self.kept_plan.id})
        self.assertIn("locked for good until 02/28/2025", dialog.note)

    def test_as_many_queries_for_more_rows(self):
        """N10: what became of many figures of a period costs the same number of queries."""
        counts = []
        for rows in (self.of_acme, self.of_acme | self.of_bolt | self.north | self.colleagues):
            self.env.invalidate_all()
            figures = self.env["sales.plan.kept"].search([("allocation_id", "in", rows.ids)])
            figures.mapped("actual")
            before = self.env.cr.sql_log_count
            figures.mapped("difference")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
