from odoo import http
from odoo.http import content_disposition, request

from ..reports.bridge.request import AGAINST
from ..reports.replenishment.sales_plan_replenishment import MOST_PLANS
from ..tools.arguments import is_id

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SalesPlanDownload(http.Controller):
    """Plans as files."""

    @http.route("/sales_plan/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def download_xlsx(self, ids="", as_of=""):
        """Send plan versus actual of the plans ``ids`` (comma-separated) as one workbook.

        Access rights and record rules are the user's own.

        :param as_of: the past day at whose end plans are looked at, as YYYY-MM-DD; now for others
        """
        plans = request.env["sales.plan"].browse(self._read_ids(ids)).exists()
        if not plans:
            raise request.not_found()
        day = request.env["sales.plan.report"].with_context(as_of=as_of)._get_opened_day()
        content = request.env["sales.plan.xlsx"]._build(plans, day)
        name = plans.display_name if len(plans) == 1 else request.env._("Sales Plans")
        return self._send(content, name)

    @http.route(
        "/sales_plan/table_xlsx", type="http", auth="user", methods=["GET", "POST"], readonly=True
    )
    def download_table(self, plan="", columns="", rows="", template="", **_unused):
        """Send a planning table as a workbook that can be filled in and imported.

        Access rights and record rules are the user's own.

        :param plan: id of the plan
        :param columns: what stands beside targets, comma-separated: history, change, actual,
            attainment
        :param rows: ids of the rows on screen, comma-separated; empty for all
        :param template: ``1`` to leave the targets empty
        :param _unused: what Odoo's client adds to every download
        """
        record = request.env["sales.plan"].browse(self._read_ids(plan)).exists()
        if len(record) != 1:
            raise request.not_found()
        content = request.env["sales.plan.grid.xlsx"]._build(
            record,
            columns=[name for name in columns.split(",") if name],
            rows=self._read_ids(rows) or None,
            template=template == "1",
        )
        return self._send(content, record.display_name)

    @http.route(
        "/sales_plan/replenishment_xlsx", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download_replenishment(self, ids=""):
        """Send what the plans ``ids`` (comma-separated) mean for purchasing as one workbook.

        Access rights and record rules are the user's own.
        """
        plans = request.env["sales.plan"].browse(self._read_ids(ids)).exists()
        plans = plans.filtered_domain([("measure", "=", "quantity")])
        if not 0 < len(plans) <= MOST_PLANS:
            raise request.not_found()
        content = request.env["sales.plan.replenishment.xlsx"]._build(plans)
        return self._send(content, request.env._("Replenishment"))

    @http.route("/sales_plan/bridge_xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def download_bridge(self, row="", against="", period=""):
        """Send the bridge of a row as a workbook.

        Access rights and record rules are the user's own.

        :param row: id of the row
        :param against: what it is compared with
        :param period: id of a period of its plan, or nothing for all that have begun
        """
        rows = request.env["sales.plan.allocation"].browse(self._read_ids(row)).exists()
        if len(rows) != 1 or against not in AGAINST:
            raise request.not_found()
        [period_id] = self._read_ids(period)[:1] or [False]
        asked = {"row_id": rows.id, "against": against, "period_id": period_id}
        content = request.env["sales.plan.bridge.xlsx"]._build(asked)
        if not content:
            raise request.not_found()
        return self._send(content, request.env._("Bridge of %s", rows.display_name))

    @http.route(
        "/sales_plan/reconciliation_xlsx", type="http", auth="user", methods=["GET"], readonly=True
    )
    def download_reconciliation(self, plan="", first="", last=""):
        """Send a plan held against the ledger as a workbook.

        Access rights and record rules are the user's own.

        :param plan: id of the plan
        :param first: its first day, as YYYY-MM-DD; that of the plan without
        :param last: its last day, too
        """
        plans = request.env["sales.plan"].browse(self._read_ids(plan)).exists()
        if len(plans) != 1:
            raise request.not_found()
        asked = {"plan_id": plans.id, "first": first or False, "last": last or False}
        content = request.env["sales.reconciliation.xlsx"]._build(asked)
        return self._send(content, request.env._("Ledger and %s", plans.display_name))

    @http.route("/sales_plan/kept_xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def download_kept(self, ids="", **_unused):
        """Send the kept figures of the plans ``ids`` (comma-separated) as one workbook, of all rows
        that the user sees.

        :param _unused: what Odoo's client adds to every download
        """
        content = request.env["sales.plan.kept.xlsx"]._build(self._read_ids(ids))
        if not content:
            raise request.not_found()
        return self._send(content, request.env._("Kept Figures"))

    @staticmethod
    def _read_ids(text):
        """Return the ids of a comma-separated list, each once, without what can be none."""
        numbers = [int(part) for part in text.split(",") if part.isdecimal() and len(part) <= 10]
        return list(dict.fromkeys(filter(is_id, numbers)))

    @staticmethod
    def _send(content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", _XLSX),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
