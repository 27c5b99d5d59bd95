from odoo import http
from odoo.http import content_disposition, request

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SalesPlanDownload(http.Controller):
    """Plans as files."""

    @http.route("/sales_plan/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def download_xlsx(self, ids=""):
        """Send plan versus actual of the plans ``ids`` (comma-separated) as one workbook.

        Access rights and record rules are the user's own.
        """
        numbers = dict.fromkeys(int(number) for number in ids.split(",") if number.isdecimal())
        plans = request.env["sales.plan"].browse(numbers).exists()
        if not plans:
            raise request.not_found()
        content = request.env["sales.plan.xlsx"]._build(plans)
        name = plans.display_name if len(plans) == 1 else request.env._("Sales Plans")
        return request.make_response(
            content,
            [
                ("Content-Type", _XLSX),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
