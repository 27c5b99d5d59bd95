from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...models.money import following_up
from ..common.failing import refuse
from ..common.money import MoneyCommon

FAILS = mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure")


@tagged("post_install", "-at_install")
class TestFollowingUp(MoneyCommon):
    """G5, G6: who is asked for what is overdue, and when."""

    def test_day_after_due(self):
        """G6: nobody on the due date, salesperson and collector the day after, and once."""
        invoice = self.owed()
        # Auckland is half a day ahead: it is noon of the 31st there, then the 1st
        self.run_job("2025-01-30 23:00:00")
        self.assertAsked(invoice)
        self.run_job("2025-01-31 12:00:00")
        self.assertAsked(invoice, self.salesperson, self.collector)
        self.run_job("2025-01-31 13:00:00")
        self.run_job("2025-02-20 13:00:00")
        self.assertAsked(invoice, self.salesperson, self.collector)
        about = [("move_id", "=", invoice.id)]
        self.assertEqual(self.notices.sudo().search_count(about), 2)

    def test_what_is_said(self):
        """G6: the activity says what is open, since when, and leads to invoice and customer."""
        invoice = self.owed(1234.5)
        self.pay(invoice, "2025-01-10", 234.5)
        self.collector.tz = "Pacific/Honolulu"
        self.run_job("2025-02-10 02:00:00")
        activity = self.activities(invoice, self.salesperson)
        self.assertEqual(activity.activity_type_id.name, "Collect Payment")
        self.assertEqual(activity.date_deadline, self.day("2025-02-10"))
        abroad = self.activities(invoice, self.collector)
        self.assertEqual(abroad.date_deadline, self.day("2025-02-09"), "where the collector is")
        self.assertTrue(activity.automated)
        self.assertEqual(
            activity.summary.replace("\xa0", " "), "$ 1,000.00 unpaid, due on 01/31/2025"
        )
        note = str(activity.note).replace("\xa0", " ").replace("&nbsp;", " ")
        self.assertIn("Acme has not paid $ 1,000.00 of $ 1,234.50.", note)
        self.assertIn("due on 01/31/2025, 10 days before 02/10/2025", note)
        self.assertIn(f"model=account.move&amp;res_id={invoice.id}", note)
        self.assertIn(f"model=res.partner&amp;res_id={self.acme.id}", note)

    def test_language(self):
        """G6: everybody is asked in their own language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesperson.lang = "fr_FR"
        invoice = self.owed()
        self.run_job()
        summary = self.activities(invoice, self.salesperson).summary
        self.assertIn("31/01/2025", summary)
        self.assertIn("01/31/2025", self.activities(invoice, self.collector).summary)

    def test_no_mail(self):
        """G11: activities stand in everybody's list; no e-mail is sent for each."""
        before = self.env["mail.mail"].sudo().search_count([])
        self.owed()
        self.run_job()
        self.assertEqual(self.env["mail.mail"].sudo().search_count([]), before)

    def test_each_instalment(self):
        """G5: each due date of an invoice is asked for by itself."""
        invoice = self.invoice(
            self.acme, "2025-01-10", (None, 100), invoice_payment_term_id=self.halves.id
        )
        self.run_job("2025-01-15 02:00:00")
        self.assertAsked(invoice, self.salesperson, self.collector)
        self.run_job("2025-02-10 02:00:00")
        self.assertAsked(invoice, *[self.salesperson, self.collector] * 2)

    def test_one_person(self):
        """G6: who is salesperson and collector is asked once; what is paid, or no invoice, is
        nobody's."""
        self.company.sales_collector_id = self.salesperson
        invoice, paid = self.owed(), self.owed()
        self.pay(paid, "2025-02-01")
        credit = self.credit(self.owed(), "2025-01-01")
        self.run_job()
        self.assertAsked(invoice, self.salesperson)
        self.assertAsked(paid | credit)

    def test_collector_of_customer(self):
        """G6: the customer's own collector goes before the company's."""
        self.acme.sales_collector_id = self.colleague
        invoice, other = self.owed(partner=self.buyer), self.owed(partner=self.bolt)
        self.run_job()
        self.assertAsked(invoice, self.salesperson, self.colleague)
        self.assertAsked(other, self.salesperson, self.collector)

    def test_who_has_left(self):
        """G6: the leader of the team in place of a salesperson who left; nobody for nobody."""
        gone, nobodys = (
            self.owed(invoice_user_id=self.colleague.id),
            self.owed(invoice_user_id=False, team_id=False),
        )
        self.colleague.sudo().active = False
        self.run_job()
        self.assertAsked(gone, self.leader, self.collector)
        self.assertAsked(nobodys, self.collector)

    def test_later_steps(self):
        """G5: a later step asks somebody else, or the same person once more when they have done
        what they were asked; none asks nobody."""
        steps = self.env["sales.collection.step"]
        call = self.env.ref("mail.mail_activity_data_call")
        steps.create(
            [
                {"name": "Leader", "days": 15, "who": "person", "user_id": self.leader.id},
                {"name": "Call", "days": 20, "who": "salesperson", "activity_type_id": call.id},
            ]
        )
        done, open_ = self.owed(), self.owed(partner=self.bolt)
        self.run_job()
        with freeze_time("2025-02-11 02:00:00"):
            self.activities(done, self.salesperson).with_user(self.salesperson).action_done()
        self.run_job("2025-02-14 23:00:00")
        self.assertAsked(done, self.collector, self.leader)
        self.run_job("2025-02-20 23:00:00")
        self.assertAsked(done, self.collector, self.leader, self.salesperson)
        self.assertAsked(open_, self.collector, self.leader, self.salesperson)
        for invoice in (done, open_):
            activity = self.activities(invoice, self.salesperson)
            self.assertEqual(activity.activity_type_id, call)
        steps.search([("active", "=", True)]).active = False
        self.run_job("2025-02-21 23:00:00")
        self.assertAsked(done | open_)
        self.assertEqual(
            set(self.reasons(done | open_)), {"Somebody else is asked now, or nobody."}
        )

    def test_done_by_hand(self):
        """G6: what a person has done, or deleted, is not asked again."""
        invoice = self.owed()
        self.run_job()
        with freeze_time("2025-02-11 02:00:00"):
            self.activities(invoice, self.salesperson).with_user(self.salesperson).action_done()
            self.activities(invoice, self.collector).unlink()
        for day in ("12", "13"):
            self.run_job(f"2025-02-{day} 02:00:00")
            self.assertAsked(invoice)
        states = self.notices.sudo().search([("move_id", "=", invoice.id)])
        self.assertEqual(set(states.mapped("state")), {"done"})

    def test_from_a_day_on(self):
        """G5: what fell due before collecting was begun is left alone."""
        self.company.collection_from = "2025-01-20"
        old, new = self.owed(due="2025-01-19"), self.owed(due="2025-01-20")
        self.run_job()
        self.assertAsked(old)
        self.assertAsked(new, self.salesperson, self.collector)

    def test_branch(self):
        """G6: a branch has the steps and the collector of its company, and its own people."""
        branch = self.make_branch()
        branch.collection_from = False
        self.collector.company_ids = [Command.link(branch.id)]
        invoice = self.owed(company=branch, company_id=branch.id)
        self.run_job()
        self.assertAsked(invoice, self.collector)

    def test_steps_are_checked(self):
        steps = self.env["sales.collection.step"]
        with self.assertRaises(ValidationError):
            steps.create({"name": "Nobody", "who": "person"})
        meeting = self.env["mail.activity.type"].create(
            {"name": "Of leads", "res_model": "crm.lead"}
        )
        with self.assertRaises(ValidationError):
            steps.create({"name": "Leads", "activity_type_id": meeting.id})

    def test_without_rights_on_invoices(self):
        """G6: who may not read an invoice in Odoo sees what they are asked, and can do it."""
        self.company.sales_collector_id = self.clerk
        invoice = self.owed()
        self.run_job()
        activity = self.activities(invoice, self.clerk).with_user(self.clerk)
        self.assertFalse(invoice.with_user(self.clerk).has_access("read"))
        self.assertIn("unpaid", activity.summary)
        activity.action_done()
        self.assertAsked(invoice, self.salesperson)

    def test_failure_of_one(self):
        """G11: an invoice that fails is listed, and does not stop the others."""
        invoices = self.owed() | self.owed() | self.owed()
        condition = SQL("NEW.line_id = %s", self.instalments(invoices[1]).id)
        allow = refuse(self.env, "sales_collection_notice", condition)
        with FAILS:
            self.run_job()
        self.assertAsked(invoices[0] | invoices[2], *[self.salesperson, self.collector] * 2)
        self.assertAsked(invoices[1])
        failure = self.env["sales.failure"].sudo().search([])
        self.assertEqual(failure.res_id, self.instalments(invoices[1]).id)
        self.assertEqual(failure.company_id, self.company)
        allow()
        self.run_job("2025-02-11 02:00:00")
        self.assertAsked(invoices[1], self.salesperson, self.collector)
        self.assertFalse(failure.exists())

    def test_time_is_over(self):
        """G11: a run whose time is over is taken up where it stopped, and comes to the last
        company; what is through begins anew, and so does another day."""
        self.patch(following_up, "INSTALMENTS_AT_ONCE", 2)
        branch = self.make_branch()
        branch.write({"collection_from": False, "sequence": 1000})
        self.collector.company_ids = [Command.link(branch.id)]
        invoices = [self.owed() for __ in range(5)]
        last = self.owed(company=branch, company_id=branch.id)
        for asked, left in ((2, 4), (4, 2), (5, 1), (6, 0)):
            self.assertEqual(self._run_a_moment(), left)
            found = self.notices.sudo().search([("company_id", "child_of", self.company.id)])
            self.assertEqual(len(found.move_id), asked)
        self.assertAsked(last, self.collector)
        self.assertEqual((self.company | branch).mapped("collection_reached"), [0, 0])
        self.pay(invoices[0], "2025-02-01", 40)
        self.assertEqual(self._run_a_moment(), 4)
        self.company.sudo().collection_from = "2025-02-01"
        self.run_job("2025-02-11 02:00:00")
        self.assertAsked(self.env["account.move"].union(*invoices))

    def _run_a_moment(self):
        """Run the scheduled action when its time is over; return how much it says is left."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            job = self.env.ref("sales_plan.ir_cron_collection").sudo()
            job = job.with_env(job.env(cr=cr)).with_context(cron_id=job.id, cron_end_time=0)
            job, progress = job._add_progress()
            job._callback(job.cron_name, job.ir_actions_server_id.id)
            left = progress.remaining
        self.env.invalidate_all()
        return left

    def test_queries(self):
        """G11: a batch takes as many queries for many instalments as for few, whatever is to be
        done; once more, few."""
        counts = {}
        customers = self.env["res.partner"].create([{"name": f"C {n}"} for n in range(24)])
        for size in (12, 24):
            for customer in customers[:size]:
                self.owed(partner=customer)
            lines = self.instalments(
                self.env["account.move"].search([("partner_id", "in", customers.ids)])
            )
            fresh = lines.filtered(
                lambda line: not self.notices.sudo().search_count([("line_id", "=", line.id)])
            )
            fresh = fresh[:size]
            counts[size] = [self._count(fresh) for __ in range(2)]
            for residual in (30, 0):  # paid in part, and all
                fresh.sudo().amount_residual_currency = residual
                counts[size].append(self._count(fresh))
            states = self.notices.sudo().search([("line_id", "in", fresh.ids)]).mapped("state")
            self.assertEqual(states, ["closed"] * 2 * size)
        for more, fewer in zip(counts[24], counts[12], strict=True):
            self.assertLessEqual(more, fewer + 2)
        self.assertLessEqual(counts[24][1], counts[12][1])
        self.assertLess(counts[24][1], 15)

    def _count(self, lines):
        self.env.flush_all()
        self.env.invalidate_all()
        notices = self.notices.sudo()
        before = self.env.cr.sql_log_count
        notices._settle(lines.sudo())
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_days_of_fields(self):
        """What is kept of a notice is said in the company's days."""
        invoice = self.owed()
        self.run_job("2025-02-01 02:00:00")
        about = [("move_id", "=", invoice.id), ("user_id", "=", self.salesperson.id)]
        notice = self.notices.sudo().search(about)
        self.assertEqual(notice.asked_since, fields.Date.to_date("2025-02-01"))
        self.assertEqual(notice.amount, 100)
        self.assertEqual(notice.display_name, f"{invoice.name}: Salesperson")
