from odoo.tests import HttpCase, tagged

#: Opens every menu of an app and every view of each, and clicks every filter; Odoo's own.
_BOT = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('sales_plan.sales_plan_menu_root')"
)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long_demo")
class TestClickBot(HttpCase):
    """Odoo's bot clicks every menu, view and filter of the app, on the demo data."""

    allow_end_on_form = True

    def click_everywhere(self, login):
        self.env["res.users"].search([("login", "=", login)]).tour_enabled = False
        self.browser_js(
            "/odoo",
            _BOT,
            "odoo.isReady === true",
            login=login,
            timeout=1200,
            success_signal="clickbot test succeeded",
        )

    def test_admin(self):
        """As the administrator, who sees all menus."""
        self.click_everywhere("admin")

    def test_salesperson(self):
        """As a plain salesperson."""
        self.click_everywhere("sofia")
