from odoo import api, models
from odoo.fields import Domain

from ...queries.time import moment_at_end_of
from ...tools.rollup import PERSON, TEAM

#: Whose landing the rows of a report can have.
SEATS_OF_ROWS = {"salesperson": PERSON, "team": TEAM}


class SalesForecastReportXlsx(models.AbstractModel):
    """Where the people or teams of a forecast report will end up, as their worksheets say."""

    _inherit = "sales.forecast.report.xlsx"

    @api.model
    def _get_landing_columns(self, report):
        """Return the columns of landings: ``[(title, kind, value of a landing), …]``; none where
        the report does not ask for them, or they cannot be said."""
        if not self._find_landing_period(report):
            return []
        return [
            (self.env._("Landing, Low"), "money", lambda landing: landing["p10"]),
            (self.env._("Landing"), "money", lambda landing: landing["p50"]),
            (self.env._("Landing, High"), "money", lambda landing: landing["p90"]),
            (self.env._("Target"), "money", lambda landing: landing["target"]),
            (self.env._("Chance"), "share", lambda landing: landing["chance"]),
            (self.env._("Certain"), "money", lambda landing: landing["parts"]["certain"]),
            (self.env._("Committed"), "money", lambda landing: landing["parts"]["committed"]),
            (self.env._("Open Deals"), "money", lambda landing: landing["parts"]["deals"]),
            (self.env._("Still to Come"), "money", lambda landing: landing["parts"]["to_come"]),
        ]

    @api.model
    def _find_landing_period(self, report):
        """Return the forecast period that a report is over, if it asks for landings; else none."""
        first, last = report._get_span()
        periods = self.env["sales.forecast.period"]
        if not report.has_landing or report.rows not in SEATS_OF_ROWS or not first:
            return periods
        company = self.env.company.root_id
        if last < company._get_today():
            return periods
        # sudo: periods have no secrets
        return periods.sudo().search(
            Domain("company_id", "=", company.id)
            & Domain("date_from", "=", first)
            & Domain("date_to", "=", last),
            limit=1,
        )

    @api.model
    def _read_landings(self, report, ids):
        """Return where people or teams will end up: ``{id: landing}``, see
        ``sales.landing._prepare_answer``; of those whose forecasts the reader may see.

        :param ids: of the report's rows
        """
        period = self._find_landing_period(report)
        forecasts, kind = self.env["sales.forecast"], SEATS_OF_ROWS[report.rows]
        tree = forecasts._read_tree(period.company_id)
        visible = set(forecasts._get_visible(tree)[0 if kind == PERSON else 1])
        seats = [(kind, key) for key in ids if key in visible]
        day = report._get_day()
        is_past = day < period.company_id._get_today()
        moment = moment_at_end_of(period.company_id, day) if is_past else None
        state = forecasts._read_state(period, moment, tree)
        targets = forecasts._get_targets(period, seats, tree, day if is_past else None)
        found = forecasts._read_landings(state, seats, targets, None)
        return {key: landing for (__, key), landing in found.items()}
