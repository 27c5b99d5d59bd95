from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestDeal(SalesPlanCommon):
    """R9, R11, R16, R17, R20: what is noted on a deal, and what is proposed."""

    def make(self, **values):
        return self.env["crm.lead"].create({"name": "Deal", "type": "opportunity", **values})

    @freeze_time("2025-05-01")
    def test_expected_closing(self):
        """R9: six weeks ahead unless something else is said; changeable and removable."""
        self.assertEqual(self.make().date_deadline, date(2025, 6, 12))
        self.assertEqual(self.make(date_deadline="2025-07-01").date_deadline, date(2025, 7, 1))
        self.assertFalse(self.make(date_deadline=False).date_deadline)
        self.company.closing_days = 10
        self.assertEqual(self.make().date_deadline, date(2025, 5, 11))
        self.company.closing_days = 0
        self.assertFalse(self.make().date_deadline)

    @freeze_time("2025-05-01")
    def test_expected_closing_in_the_form(self):
        """R9: the form proposes it before anything is saved; emptied, it stays empty."""
        leads = self.env["crm.lead"].with_user(self.salesperson)
        form = Form(leads.with_context(default_type="opportunity"))
        form.name = "Screws"
        self.assertEqual(form.date_deadline, date(2025, 6, 12))
        form.date_deadline = False
        deal = form.save()
        self.assertFalse(deal.date_deadline)
        deal.expected_revenue = 10
        self.assertFalse(deal.date_deadline)

    @freeze_time("2025-05-01")
    def test_expected_closing_of_a_lead(self):
        """R9, S18: a lead has none until it is converted; its own date is kept."""
        plain = self.make(type="lead")
        dated = self.make(type="lead", date_deadline="2025-08-01")
        self.assertFalse(plain.date_deadline)
        (plain | dated).convert_opportunity(self.acme)
        self.assertEqual(plain.date_deadline, date(2025, 6, 12))
        self.assertEqual(dated.date_deadline, date(2025, 8, 1))

    @freeze_time("2025-05-01")
    def test_expected_closing_by_company(self):
        """R9: the deal's company says how soon."""
        other = self.make_other_company()
        other.closing_days = 7
        self.env.user.company_ids += other
        deal = self.make(company_id=other.id, user_id=False, team_id=False, partner_id=False)
        deal.write({"company_id": other.id})
        self.assertEqual(
            self.env["crm.lead"]
            .with_company(other)
            .create({"name": "Theirs", "type": "opportunity"})
            .date_deadline,
            date(2025, 5, 8),
        )

    def test_source_of_the_customer(self):
        """R17: the source follows the customer chosen, and is never overwritten."""
        fair, web = self.env["utm.source"].create([{"name": "Trade fair"}, {"name": "Web page"}])
        self.acme.sales_source_id = fair
        self.assertEqual(self.buyer.sales_source_id, fair)
        self.assertEqual(self.make(partner_id=self.acme.id).source_id, fair)
        self.assertEqual(self.make(partner_id=self.acme.id, source_id=web.id).source_id, web)
        deal = self.make(source_id=web.id)
        deal.partner_id = self.acme
        self.assertEqual(deal.source_id, web)
        deal = self.make()
        self.assertFalse(deal.source_id)
        deal.partner_id = self.bolt
        self.assertFalse(deal.source_id)
        leads = self.env["crm.lead"].with_user(self.salesperson)
        with Form(leads.with_context(default_type="opportunity")) as form:
            form.partner_id = self.buyer
            self.assertEqual(form.source_id, fair)
            form.source_id = web
            form.partner_id = self.acme
            self.assertEqual(form.source_id, web)
            form.name = "Screws"
        self.assertEqual(form.record.source_id, web)

    def test_notes(self):
        """R11, R16, R20: next step, competitors and the report, in the form of a deal."""
        rival = self.env["crm.competitor"].with_user(self.salesperson).create({"name": "Rival"})
        with Form(self.deal(self.acme, 100).with_user(self.salesperson)) as form:
            form.next_step = "Send the offer"
            form.competitor_ids.add(rival)
            form.win_loss_report = "<p>Too dear</p>"
        deal = form.record
        self.assertEqual(deal.next_step, "Send the offer")
        self.assertEqual(deal.competitor_ids, rival)
        self.assertIn("Too dear", deal.win_loss_report)
        self.cr.precommit.run()
        deal.with_context(tracking_disable=False, mail_notrack=False).next_step = "Call them"
        self.env.flush_all()
        self.cr.precommit.run()
        deal.invalidate_recordset(["message_ids"])
        tracked = deal.message_ids.sudo().tracking_value_ids
        self.assertIn("next_step", tracked.field_id.mapped("name"))

    @mute_logger("odoo.sql_db")
    def test_competitor_twice(self):
        """R16: a competitor is listed once, however it is written."""
        competitors = self.env["crm.competitor"]
        competitors.create({"name": "Rival"})
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            competitors.create({"name": "RIVAL"})
        with self.assertRaises(AccessError):
            competitors.with_user(self.clerk).create({"name": "Other"})

    def test_copy(self):
        """R11, R16, R20: a copy is a deal of its own, against the same competitors."""
        rival = self.env["crm.competitor"].create({"name": "Rival"})
        deal = self.make(
            next_step="Call", competitor_ids=[Command.set(rival.ids)], win_loss_report="Lost"
        )
        copied = deal.copy()
        self.assertEqual(copied.competitor_ids, rival)
        self.assertFalse(copied.next_step)
        self.assertFalse(copied.win_loss_report)

    def test_merge(self):
        """R16, R20, R21: a merged deal keeps what was known about each."""
        rival, other = self.env["crm.competitor"].create([{"name": "Rival"}, {"name": "Other"}])

        def deal(competitor, product, **values):
            return self.deal(
                self.acme,
                100,
                competitor_ids=[Command.set(competitor.ids)],
                line_ids=[Command.create({"product_id": product.id})],
                **values,
            )

        deals = deal(rival, self.screw, win_loss_report="<p>One</p>")
        deals |= deal(other, self.nail, next_step="Call", win_loss_report="<p>Two</p>")
        lines = deals.line_ids
        merged = deals.with_user(self.manager).merge_opportunity()
        self.assertEqual(merged.competitor_ids, rival | other)
        self.assertEqual(merged.line_ids, lines)
        self.assertEqual(merged.next_step, "Call")
        self.assertIn("One", merged.win_loss_report)
        self.assertIn("Two", merged.win_loss_report)
        self.assertEqual(len(deals.exists()), 1)

    def test_settings(self):
        """R9, S10: the settings page writes what the company says, and refuses nonsense."""
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        settings = self.env["res.config.settings"].with_user(admin).with_company(self.company)
        names = ["closing_days", "forecast_period_type", "forecast_periods_ahead"]
        arch = settings.get_view(self.env.ref("base.res_config_settings_view_form").id)["arch"]
        for name in names:
            self.assertIn(f'<field name="{name}"', arch)
        self.assertEqual([self.company[name] for name in names], [42, "month", 3])
        settings.create(
            {"closing_days": 30, "forecast_period_type": "quarter", "forecast_periods_ahead": 2}
        ).execute()
        self.assertRecordValues(
            self.company,
            [{"closing_days": 30, "forecast_period_type": "quarter", "forecast_periods_ahead": 2}],
        )
        for values, sentence in (
            ({"closing_days": -1}, "the expected closing can be 0 to 3650 days ahead, not -1"),
            ({"closing_days": 99999}, "not 99999"),
            ({"forecast_periods_ahead": -1}, "forecasts can be made for 0 to 120 periods ahead"),
            ({"forecast_periods_ahead": 121}, "not 121"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence):
                self.company.write(values)
