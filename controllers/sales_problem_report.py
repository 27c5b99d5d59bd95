from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request


class SalesProblemReport(http.Controller):
    """Facts for a problem report as a file."""

    @http.route(
        "/sales_plan/problem_report", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download_problem_report(self, **_unused):
        """Send the facts as a text to those who administer the database.

        :param _unused: what Odoo's client adds to every download
        """
        if not request.env.user._is_system():
            raise AccessError(request.env._("Administrators collect facts for a problem report."))
        content = request.env["sales.problem.report"]._build().encode()
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", http.content_disposition("sales-planning-facts.json")),
        ]
        return request.make_response(content, headers)
