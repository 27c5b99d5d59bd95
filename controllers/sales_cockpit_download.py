from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .sales_plan_download import SalesPlanDownload


class SalesCockpitDownload(SalesPlanDownload):
    """The cockpit as a file."""

    @http.route(
        "/sales_plan/cockpit_xlsx", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download_cockpit(self, plan="", row="", unit="", day="", basis="", **_unused):
        """Send the cockpit as a workbook, as the user sees it.

        :param plan: id of the plan, or nothing for the one that fits best
        :param row: id of the row, or nothing for the user's own
        :param unit: what kind of span is looked at
        :param day: a day of the span
        :param basis: what counts, or nothing for the plan's own basis
        :param _unused: what Odoo's client adds to every download
        """
        [plan_id], [row_id] = (
            self._read_ids(plan)[:1] or [False],
            self._read_ids(row)[:1] or [False],
        )
        asked = {
            "plan_id": plan_id,
            "row_id": row_id,
            "unit": unit or False,
            "day": day or False,
            "basis": basis or False,
        }
        try:
            content, name = request.env["sales.cockpit.xlsx"]._build(asked)
        except AccessError:
            raise
        except UserError as error:  # no such plan, row or span, or none that the user may see
            raise request.not_found() from error
        return self._send(content, name)
