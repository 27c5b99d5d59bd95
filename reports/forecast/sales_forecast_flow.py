from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.deal.crm_lead_history import STATUS_SELECTION
from ...models.deal.sales_forecast_category import ROLE_SELECTION
from ...queries.flow import FLOW_MEASURES, FlowQuery, flow_query
from ...queries.time import DayEnd

#: No pipeline was before it: what is earlier was mistyped.
EARLIEST = date(1900, 1, 1)
#: What becomes of deals, in the order of the waterfall.
STEP_SELECTION = [
    ("opening", "Opening Pipeline"),
    ("new", "New"),
    ("reopened", "Reopened"),
    ("pulled_in", "Pulled In"),
    ("moved_in", "Moved In"),
    ("grown", "Grown"),
    ("shrunk", "Shrunk"),
    ("moved_out", "Moved Out"),
    ("pushed_out", "Pushed Out"),
    ("lost", "Lost"),
    ("won", "Won"),
    ("removed", "Removed"),
]


class SalesForecastFlow(models.Model):
    """What became of the pipeline between two moments: one row for each deal, step and place.

    The context says which moments: ``flow_from`` and ``flow_to`` are days (their ends, where the
    deal's company is) or datetimes in UTC, by default this month until now; ``flow_span_from``
    and ``flow_span_to`` are the expected closings that count, by default all; ``flow_measure`` is
    ``amount`` or ``weighted``; with ``flow_changed`` deals are left out that nothing became of, of
    which there is the opening at most. The steps are told in ``queries/flow.py``: their amounts
    sum to the pipeline at the end, for each salesperson, team and company.
    """

    _name = "sales.forecast.flow"
    _inherit = ["sales.deal.report.mixin"]
    _description = "Pipeline Flow"
    _auto = False
    _rec_name = "name"
    _order = "deal_number desc, id"

    deal_number = fields.Integer("Deals", aggregator="count_distinct")
    step = fields.Selection(STEP_SELECTION, readonly=True)
    amount = fields.Monetary(
        readonly=True, help="What the step adds to the pipeline. All steps sum to its closing."
    )
    net_count = fields.Integer(
        "Deals Added",
        readonly=True,
        help="How many deals the step adds. All steps sum to the number at the closing.",
    )
    is_closing = fields.Boolean(
        "In the Closing Pipeline",
        readonly=True,
        help="The deal is in the pipeline at the closing; its steps sum to its value then.",
    )
    category_id = fields.Many2one("sales.forecast.category", "Forecast Category", readonly=True)
    role = fields.Selection(ROLE_SELECTION, "Category Role", readonly=True)
    value_before = fields.Monetary("Value at the Opening", readonly=True, aggregator=None)
    value_after = fields.Monetary("Value at the Closing", readonly=True, aggregator=None)
    status_before = fields.Selection(STATUS_SELECTION, "Status at the Opening", readonly=True)
    status_after = fields.Selection(STATUS_SELECTION, "Status at the Closing", readonly=True)
    deadline_before = fields.Date("Expected Closing at the Opening", readonly=True)
    deadline_after = fields.Date("Expected Closing at the Closing", readonly=True)

    _depends = {
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    @property
    def _table_query(self) -> SQL:
        return flow_query(self._get_query())

    @api.model
    def _get_query(self) -> FlowQuery:
        """Return what the context asks for."""
        context = self.env.context
        end = self._read_moment(context.get("flow_to")) or self.env.company._get_today()
        start = self._read_moment(context.get("flow_from"))
        start = start or _day(end).replace(day=1) - timedelta(days=1)
        measure = context.get("flow_measure") or "amount"
        if measure not in FLOW_MEASURES:
            raise UserError(self.env._("A flow is of amounts or of weighted amounts."))
        if _day(start) > _day(end):
            raise UserError(self.env._("The opening of a flow is not after its closing."))
        return FlowQuery(
            self._ending(start),
            self._ending(end),
            self._read_day(context.get("flow_span_from")),
            self._read_day(context.get("flow_span_to")),
            measure,
            bool(context.get("flow_changed")),
        )

    @api.model
    def _read_moment(self, value):
        """Return a day or a datetime as such, whichever was given; None for nothing."""
        if isinstance(value, datetime) or (isinstance(value, str) and len(value) > 10):
            return self._read_date_or_refuse(fields.Datetime.to_datetime, value)
        return self._read_day(value)

    @api.model
    def _ending(self, moment):
        """Return the end of a day; a moment stays what it is."""
        is_moment = isinstance(moment, datetime)
        return moment if is_moment else DayEnd.seen_by(self.env, moment)

    @api.model
    def _read_day(self, value):
        return self._read_date_or_refuse(fields.Date.to_date, value)

    @api.model
    def _read_date_or_refuse(self, convert, value):
        try:
            moment = convert(value) or None
        except (TypeError, ValueError, LookupError) as error:
            raise UserError(self.env._("%s is no date.", value)) from error
        if moment and _day(moment) < EARLIEST:
            raise UserError(self.env._("%s is no date.", value))
        return moment


def _day(moment):
    return moment.date() if isinstance(moment, datetime) else moment
