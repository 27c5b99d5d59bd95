from odoo import models

from ...queries.time import zone_of


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client in which time zone each company counts its days."""
        info = super().session_info()
        companies = info.get("user_companies", {}).get("allowed_companies", {})
        # sudo: every user of a company may know its time zone
        for company in self.env["res.company"].sudo().browse(companies):
            companies[company.id]["zone"] = zone_of(company)
        return info
