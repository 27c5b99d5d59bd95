import base64

from odoo import api, models
from odoo.fields import Command
from odoo.tools import file_open

#: Odoo's app that shows dashboards; it may be there or not.
_APP = "spreadsheet_dashboard"
_NAME = "sales_plan.spreadsheet_dashboard_plan"
_FILE = "sales_plan/data/files/sales_plan_dashboard.json"


class SalesPlanDashboard(models.AbstractModel):
    """The dashboard of attainment, plan against actual by month, teams and people.

    It is a record of Odoo's app of spreadsheet dashboards, made when either of both is installed:
    neither needs the other one. It reads ``sales.plan.report``, whose rules decide who sees what.
    It has an external id of this add-on, so that it goes when the add-on is uninstalled.
    """

    _name = "sales.plan.dashboard"
    _description = "Dashboard of Plans"

    def _register_hook(self):
        """Make the dashboard, or bring it up to date, after modules were installed or updated."""
        super()._register_hook()
        if "spreadsheet.dashboard" not in self.env:
            self._forget()
        elif {_APP, "sales_plan"} & set(self.env.registry.updated_modules):
            self._make()

    @api.model
    def _forget(self):
        """Forget the dashboard of an app that was uninstalled: its number may be another one's when
        the app comes back."""
        module, name = _NAME.split(".")
        known = [("module", "=", module), ("name", "=", name)]
        self.env["ir.model.data"].sudo().search(known).unlink()

    @api.model
    def _make(self):
        """Make the dashboard, or give it the spreadsheet of this version; return it. What somebody
        changed of its name, its place or who sees it stays."""
        dashboards = self.env["spreadsheet.dashboard"].sudo()
        group = self.env.ref(f"{_APP}.spreadsheet_dashboard_group_sales", raise_if_not_found=False)
        with file_open(_FILE, "rb") as file:
            content = base64.b64encode(file.read())
        dashboard = self.env.ref(_NAME, raise_if_not_found=False)
        if dashboard:
            dashboard.sudo().spreadsheet_binary_data = content
            return dashboard
        if not group:
            return None
        dashboard = dashboards._load_records(
            [
                {
                    "xml_id": _NAME,
                    "noupdate": True,  # no data file names it: an update would delete it
                    "values": {
                        "name": "Plan versus Actual",
                        "dashboard_group_id": group.id,
                        "sequence": 50,
                        "is_published": True,
                        "spreadsheet_binary_data": content,
                        "group_ids": [
                            Command.set(
                                [
                                    self.env.ref("sales_plan.group_sales_plan_user").id,
                                    self.env.ref("sales_plan.group_sales_plan_auditor").id,
                                ]
                            )
                        ],
                    },
                }
            ]
        )
        for code, __ in self.env["res.lang"].get_installed():
            translated = dashboard.with_context(lang=code)
            translated.name = translated.env._("Plan versus Actual")
        return dashboard
