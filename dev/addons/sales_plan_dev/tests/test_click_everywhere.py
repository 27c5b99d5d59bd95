from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install", "-standard", "sales_plan_long_demo")
class TestClickEverywhere(HttpCase):
    """Odoo's own bot opens every menu, view and filter of the add-on."""

    allow_end_on_form = True

    def test_click_everywhere(self):
        if "tour_enabled" in self.env["res.users"]._fields:
            self.env.ref("base.user_admin").tour_enabled = False
        menus = self.env["ir.ui.menu"].load_menus(False)
        apps = [menus[app_id]["xmlid"] for app_id in menus["root"]["children"]]
        own = [xmlid for xmlid in apps if xmlid.startswith("sales_plan.")]
        self.assertTrue(own)
        for xmlid in own:
            self.browser_js(
                "/odoo",
                "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
                f".startClickEverywhere('{xmlid}');",
                "odoo.isReady === true",
                login="admin",
                timeout=1200,
                success_signal="clickbot test succeeded",
            )
