from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common.failing import refuse
from .test_forecast_missed import MissedCommon

FAILS = mute_logger("odoo.sql_db", "odoo.addons.sales_plan.models.org.sales_failure")


@tagged("post_install", "-at_install")
class TestForecastApart(MissedCommon):
    """Scheduled actions of forecasts: what fails for one person or company stops no other."""

    def test_person_who_cannot_be_told(self):
        """The others are told, once; and that person as soon as it works, however late."""
        self.confirm()
        condition = SQL("NEW.res_partner_id = %s", self.salesperson.partner_id.id)
        allow = refuse(self.env, "mail_notification", condition)
        with FAILS:
            self.assertEqual(list(self.tell()), ["Leader"])
        failure = self.env["sales.failure"].search([])
        self.assertEqual(failure.about, "Salesperson: Mar 2026")
        self.assertEqual(failure.company_id, self.company)
        allow()
        self.assertEqual(list(self.tell("2026-04-20 10:00:00")), ["Salesperson"])
        self.assertFalse(failure.exists())
        self.assertEqual(self.tell("2026-04-21 10:00:00"), {})

    def test_company_without_forecasts(self):
        """Those of other companies are made."""
        companies = [self.make_other_company(), self._create_company(name="Third")]
        self.env["sales.forecast.period"].sudo().search([]).unlink()
        allow = refuse(
            self.env, "sales_forecast_period", SQL("NEW.company_id = %s", self.company.id)
        )

        def make():
            with FAILS, self.enter_registry_test_mode():
                self.env.ref("sales_plan.ir_cron_forecast_periods").method_direct_trigger()
            self.env.invalidate_all()
            return self.env["sales.forecast.period"].sudo().search([]).company_id

        made = make()
        self.assertFalse(made & self.company)
        for company in companies:
            self.assertIn(company, made)
        failure = self.env["sales.failure"].search([])
        self.assertEqual(failure.company_id, self.company)
        self.assertIn("refused by a test", failure.reason)
        allow()
        self.assertIn(self.company, make())
        self.assertFalse(failure.exists())
