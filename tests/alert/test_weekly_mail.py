import ast
import re

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL, html2plaintext, mute_logger

from ..common.alerts import AlertCommon
from ..common.failing import refuse

#: Ten in the morning by UTC, as people live; in Auckland the same Monday is about to end.
MONDAY = "2026-03-16 10:00:00"


@tagged("post_install", "-at_install")
class TestWeeklyMail(AlertCommon):
    """P28: where one stands, lands, and what to do first, by mail once a week."""

    def send(self, moment=MONDAY):
        """Run the scheduled action at a moment; return the new mails: ``{address: mail}``."""
        mails = self.env["mail.mail"].sudo()
        before = mails.search([], order="id desc", limit=1).id or 0
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_weekly_mail").method_direct_trigger()
        self.env.invalidate_all()
        found = mails.search([("id", ">", before), ("email_to", "like", "@plan.example.com")])
        return {mail.email_to.split("<")[1].split("@")[0]: mail for mail in found}

    def text(self, mail):
        return html2plaintext(mail.body_html).replace("\xa0", " ")

    def test_who_gets_what(self):
        """P28: everybody with a target their own, leaders their team; nobody else."""
        self.deal(self.acme, 400, date_deadline="2026-03-01")
        mails = self.send()
        self.assertEqual(
            set(mails),
            {"salesperson", "colleague", "stranger", "leader", "other_leader", "manager"},
        )
        own = self.text(mails["salesperson"])
        self.assertIn("Mar 2026", mails["salesperson"].subject)
        for told in ("$ 1,000", "$ 300", "30%", "Needed per working day", "Landing", "2026: "):
            self.assertIn(told, own)
        self.assertIn("Date or close a deal past its expected closing ($ 400)", own)
        self.assertNotIn("Who needs help first", own)
        team = self.text(mails["leader"])
        self.assertIn("Who needs help first", team)
        self.assertIn("Colleague", team)
        self.assertNotIn("Stranger", team)
        self.assertIn("North", self.text(mails["manager"]))
        self.assertIn("/sales_plan/weekly_mail/off?", mails["leader"].body_html)

    def test_never_twice(self):
        """P28: once a week, whenever and however often the scheduled action runs."""
        self.assertTrue(self.send())
        for moment in (MONDAY, "2026-03-17 12:00:00", "2026-03-20 09:00:00"):
            self.assertEqual(self.send(moment), {}, moment)
        # the company's Monday begins on Sunday by UTC
        self.assertEqual(self.send("2026-03-22 12:00:00"), {})
        self.assertIn("salesperson", self.send("2026-03-23 08:30:00"))

    def test_at_the_hours_of_each(self):
        self.colleague.tz = "Pacific/Auckland"
        self.assertNotIn("colleague", self.send())
        self.assertEqual(list(self.send("2026-03-16 20:00:00")), ["colleague"])

    def test_not_wanted(self):
        """P28: not who has switched it off, has left, or has no address; no company that sends
        none."""
        self.salesperson.with_user(self.salesperson).weekly_sales_mail = False
        self.colleague.sudo().active = False
        self.stranger.sudo().email = False
        mails = self.send()
        self.assertEqual(set(mails), {"leader", "other_leader", "manager"})
        self.company.sends_weekly_mail = False
        self.assertEqual(self.send("2026-03-23 09:00:00"), {})

    def test_preference_is_ones_own(self):
        with self.assertRaises(AccessError):
            self.colleague.with_user(self.salesperson).weekly_sales_mail = False
        self.salesperson.with_user(self.salesperson).weekly_sales_mail = False
        self.assertFalse(self.salesperson.weekly_sales_mail)

    def test_language(self):
        """P28: in the reader's language, with its numbers."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesperson.lang = "fr_FR"
        mail = self.send()["salesperson"]
        self.assertIn('lang="fr-FR"', mail.body_html)
        self.assertIn("mars 2026", mail.subject)

    @mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure")
    def test_failing(self):
        """P28: one that fails stops no other, is listed, and is sent once it can be."""
        let_in = refuse(self.env, "mail_mail", SQL("NEW.email_to LIKE '%%<salesperson@%%'"))
        mails = self.send()
        self.assertNotIn("salesperson", mails)
        self.assertIn("colleague", mails)
        failure = self.env["sales.failure"].sudo().search([("res_model", "=", "sales.weekly.mail")])
        self.assertEqual(len(failure), 1)
        let_in()
        self.assertEqual(list(self.send("2026-03-16 13:00:00")), ["salesperson"])
        self.assertFalse(failure.exists())

    def test_digest(self):
        """P28: Odoo's digest tells what counted, by which days, for whom it is."""
        digest = self.env["digest.digest"].create(
            {
                "name": "Week",
                "company_id": self.company.id,
                "kpi_sales_plan_counted": True,
                "kpi_sales_plan_attainment": True,
                "kpi_sales_plan_gap": True,
            }
        )
        with freeze_time("2026-03-11 10:00:00"):
            kpis = {
                kpi["kpi_name"]: kpi for kpi in digest._compute_kpis(self.company, self.salesperson)
            }
            # yesterday, in Auckland
            self.assertEqual(kpis["kpi_sales_plan_counted"]["kpi_col1"]["value"], "$300")
            # of 32.26, a day's share of 1000 in March
            self.assertEqual(kpis["kpi_sales_plan_attainment"]["kpi_col1"]["value"], "929.94")
            self.assertIn("cockpit", kpis["kpi_sales_plan_gap"]["kpi_action"])
            names = [kpi["kpi_name"] for kpi in digest._compute_kpis(self.company, self.clerk)]
            self.assertFalse([name for name in names if "sales_plan" in name])


@tagged("post_install", "-at_install")
class TestWeeklyMailSwitch(AlertCommon, HttpCase):
    """P28: the link in the mail, and the button of mail programs, without logging in."""

    def link(self, user):
        """Return the address in the header of somebody's mail, from its path on."""
        values = {"user_id": user.id, "company_id": self.company.id, "week": "2026-03-16"}
        mail = self.env["sales.weekly.mail"].sudo().create(values)
        before = self.env["mail.mail"].sudo().search([], order="id desc", limit=1).id or 0
        mail._queue_mail({"subject": "Sales", "body": "<p>Sales</p>"})
        sent = self.env["mail.mail"].sudo().search([("id", ">", before)])
        headers = ast.literal_eval(sent.headers)
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        [path] = re.findall(r"^<https?://[^/]+(/.+)>$", headers["List-Unsubscribe"])
        return path

    def test_asks_first(self):
        """What only opens the link switches nothing off; the button does, for one person."""
        path = self.link(self.salesperson)
        asked = self.url_open(path)
        self.assertEqual(asked.status_code, 200)
        self.assertIn(self.salesperson.email, asked.text)
        self.assertTrue(self.salesperson.weekly_sales_mail)
        done = self.url_open(path, data={"List-Unsubscribe": "One-Click"})
        self.assertEqual(done.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self.salesperson.weekly_sales_mail)
        self.assertTrue(self.colleague.weekly_sales_mail)

    def test_forged(self):
        """A link is of one person, and nobody makes one."""
        path = self.link(self.salesperson)
        own, token = re.search(r"user=(\d+)&token=(\w+)", path).groups()
        self.assertEqual(own, str(self.salesperson.id))
        other = path.replace(f"user={own}", f"user={self.colleague.id}")
        cut = f"/sales_plan/weekly_mail/off?user={own}"
        for forged in (other, cut, f"{cut}&token=", f"{cut}&token={token[:-1]}", f"{cut}&token=é"):
            for data in (None, {"List-Unsubscribe": "One-Click"}):
                with self.subTest(forged=forged, data=data):
                    self.assertEqual(self.url_open(forged, data=data).status_code, 404)
        for user in ("", "x", "-1", "²", "9" * 30):
            path = f"/sales_plan/weekly_mail/off?user={user}&token={token}"
            self.assertEqual(self.url_open(path).status_code, 404, user)
        self.env.invalidate_all()
        self.assertTrue(self.salesperson.weekly_sales_mail and self.colleague.weekly_sales_mail)
