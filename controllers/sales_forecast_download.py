from odoo import http
from odoo.exceptions import AccessError, UserError
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

    @http.route("/sales_plan/worksheet_xlsx", type="http", auth="user", methods=["GET"])
    def download_worksheet(
        self, period="", kind="", user="", team="", as_of="", live="", **_unused
    ):
        """Send a forecast as a workbook, as the user sees it.

        Opening a forecast for the first time makes it, see ``worksheet_open``.

        :param period: id of the period, or nothing for the current one
        :param kind: person, team or company, or nothing for the user's own
        :param user: id of the person
        :param team: id of the team
        :param as_of: a past day that it is shown of
        :param live: ``1`` for live figures of others
        :param _unused: what Odoo's client adds to every download
        """
        [period_id], [user_id], [team_id] = (
            self._read_ids(text)[:1] or [False] for text in (period, user, team)
        )
        asked = {
            "period_id": period_id,
            "kind": kind or False,
            "user_id": user_id,
            "team_id": team_id,
            "as_of": as_of or False,
            "live": live == "1",
        }
        try:
            content, name = request.env["sales.forecast.xlsx"]._build(asked)
        except AccessError:
            raise
        except UserError as error:  # no such forecast, or none that the user may see
            raise request.not_found() from error
        return self._send(content, name)

    @http.route(
        "/sales_plan/landing_accuracy_xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_landing_accuracy(self, ids="", **_unused):
        """Send how right landings of some periods were as a workbook, of all that the user sees.

        :param ids: ids of the periods, comma-separated
        :param _unused: what Odoo's client adds to every download
        """
        content = request.env["sales.landing.accuracy.xlsx"]._build(self._read_ids(ids))
        if not content:
            raise request.not_found()
        return self._send(content, request.env._("Landing Accuracy"))
