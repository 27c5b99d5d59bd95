from odoo import http
from odoo.http import request

from .sales_plan_download import SalesPlanDownload


class SalesForecastDownload(SalesPlanDownload):
    """Forecast reports as files."""

    @http.route(
        "/sales_plan/forecast_xlsx", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download_forecast(self, report="", **_unused):
        """Send a forecast report as a workbook, with the deals that the user may see.

        :param report: id of the report
        :param _unused: what Odoo's client adds to every download
        """
        record = request.env["sales.forecast.report"].browse(self._read_ids(report)).exists()
        if len(record) != 1:
            raise request.not_found()
        content = request.env["sales.forecast.report.xlsx"]._build(record)
        return self._send(content, record.name)
