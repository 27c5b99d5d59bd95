from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils, format_date

from ..org.arguments import check_one

#: Columns that can be chosen → measure of the analysis.
MEASURES_OF_COLUMNS = {
    "has_count": "__count",
    "has_closed": "closed_amount",
    "has_commit": "commit_amount",
    "has_best_case": "best_case_amount",
    "has_pipeline": "pipeline_amount",
    "has_forecast": "included_amount",
    "has_amount": "amount",
    "has_weighted": "weighted",
}
#: Rows that can be chosen → grouping of the analysis.
GROUPINGS_OF_ROWS = {
    "salesperson": "user_id",
    "team": "team_id",
    "stage": "stage_id",
    "category": "category_id",
    "month": "day:month",
    "customer": "partner_id",
}


class SalesForecastReport(models.Model):
    """A forecast report to run again at any time: whose deals, closing when, as of which day.

    It keeps what is asked, never an answer: whoever runs it sees the deals that they may see.
    """

    _name = "sales.forecast.report"
    _description = "Forecast Report"
    _inherit = ["sales.guarded.mixin"]
    _order = "name, id"

    name = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="cascade",
    )
    is_shared = fields.Boolean(
        "Shared", help="Everybody finds and runs it, each with the deals that they may see."
    )
    who = fields.Selection(
        [
            ("all", "Everybody I may see"),
            ("mine", "Me"),
            ("my_teams", "My teams"),
            ("chosen", "Chosen teams and people"),
        ],
        "Whose Deals",
        required=True,
        default="all",
        help="Of whoever runs the report.",
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams")
    member_ids = fields.Many2many("res.users", string="Salespeople")
    span = fields.Selection(
        [
            ("any", "Any time"),
            ("this_month", "This month"),
            ("next_month", "Next month"),
            ("last_month", "Last month"),
            ("this_quarter", "This quarter"),
            ("next_quarter", "Next quarter"),
            ("last_quarter", "Last quarter"),
            ("this_year", "This year"),
            ("custom", "Between two days"),
        ],
        "Closing",
        required=True,
        default="this_quarter",
    )
    date_from = fields.Date("Closing From")
    date_to = fields.Date("Closing To")
    as_of = fields.Selection(
        [
            ("today", "Today"),
            ("days_ago", "Some days ago"),
            ("fixed", "On a fixed day"),
        ],
        required=True,
        default="today",
        help="Deals count with the values they had at the end of that day.",
    )
    as_of_days = fields.Integer("Days Ago", default=7)
    as_of_date = fields.Date("Day")
    rows = fields.Selection(
        [
            ("salesperson", "Salesperson"),
            ("team", "Sales Team"),
            ("stage", "Stage"),
            ("category", "Forecast Category"),
            ("month", "Month of Closing"),
            ("customer", "Customer"),
        ],
        required=True,
        default="salesperson",
    )
    has_count = fields.Boolean("Number of Deals", default=True)
    has_closed = fields.Boolean("Closed", default=True)
    has_commit = fields.Boolean("Commit", default=True)
    has_best_case = fields.Boolean("Best Case", default=True)
    has_pipeline = fields.Boolean("Pipeline", default=True)
    has_forecast = fields.Boolean("Forecast", default=True, help="Deals that are included.")
    has_amount = fields.Boolean("Expected Revenue")
    has_weighted = fields.Boolean("Weighted Revenue")
    has_landing = fields.Boolean(
        "Landing",
        help="In the spreadsheet: where each salesperson or team will end up, range, chance and "
        "parts. Of reports by salesperson or team over one month or quarter that is not over.",
    )
    can_edit = fields.Boolean(compute="_compute_can_edit")

    _days_check = models.Constraint(
        "CHECK (as_of_days BETWEEN 0 AND 36500)",
        "A report looks back some days, no more than 36,500, and not ahead.",
    )

    @api.depends_context("uid")
    @api.depends("user_id", "is_shared")
    def _compute_can_edit(self):
        for report in self:
            report.can_edit = not report.id or report.has_access("write")

    @api.constrains("as_of", "as_of_date", "span", "date_from", "date_to")
    def _check_days(self):
        for report in self:
            if report.as_of == "fixed" and not report.as_of_date:
                raise ValidationError(self.env._("Say as of which day “%s” is.", report.name))
            bounds = report.date_from, report.date_to
            if report.span == "custom" and (not all(bounds) or bounds[0] > bounds[1]):
                raise ValidationError(
                    self.env._("Say from which day to which day deals of “%s” close.", report.name)
                )

    @api.constrains(*MEASURES_OF_COLUMNS)
    def _check_columns(self):
        for report in self:
            if not any(report[name] for name in MEASURES_OF_COLUMNS):
                raise ValidationError(self.env._("Choose at least one column."))

    def copy_data(self, default=None):
        copies = super().copy_data({**(default or {}), "user_id": self.env.uid})
        for values in copies:
            values.update(name=self.env._("%s (copy)", values["name"]), is_shared=False)
        return copies

    def action_run(self):
        """Open what the report asks for, for whoever runs it."""
        check_one(self)
        self.check_access("read")
        row = GROUPINGS_OF_ROWS[self.rows]
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "sales.forecast.analysis",
            "views": [(False, "pivot"), (False, "list"), (False, "graph")],
            "search_view_id": [False, "search"],
            "domain": list(self._get_domain()),
            "context": {
                "as_of": fields.Date.to_string(self._get_day()),
                "pivot_measures": self._get_measures(),
                "pivot_row_groupby": [row],
                "pivot_column_groupby": [],
                "graph_groupbys": [row],
                "sales_plan_figure": True,
            },
            "help": self.env._("No deals that you may see are part of this report."),
        }

    def action_spreadsheet(self):
        """Send the figures as a workbook."""
        check_one(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_plan/forecast_xlsx?report={self.id}",
            "target": "download",
        }

    def _get_measures(self):
        """Return the measures of the chosen columns, in their order."""
        return [measure for name, measure in MEASURES_OF_COLUMNS.items() if self[name]]

    def _get_day(self):
        """Return the day as of which deals are shown."""
        today = self.env.company._get_today()
        if self.as_of == "fixed":
            return self.as_of_date
        return today - relativedelta(days=self.as_of_days) if self.as_of == "days_ago" else today

    def _get_span(self):
        """Return the first and last day of closing, None and None for any."""
        if self.span == "any":
            return None, None
        if self.span == "custom":
            return self.date_from, self.date_to
        which, __, unit = self.span.partition("_")
        steps = {"last": -1, "this": 0, "next": 1}[which]
        months = {"month": 1, "quarter": 3, "year": 12}[unit] * steps
        day = self.env.company._get_today() + relativedelta(months=months)
        return date_utils.start_of(day, unit), date_utils.end_of(day, unit)

    def _get_domain(self):
        """Return what the report asks of the deals as of its day, for whoever runs it."""
        domain = self._get_who()
        first, last = self._get_span()
        if first:
            domain &= Domain("day", ">=", fields.Date.to_string(first))
            domain &= Domain("day", "<=", fields.Date.to_string(last))
        return domain & Domain("valid_on", "=", fields.Date.to_string(self._get_day()))

    def _get_who(self):
        if self.who == "mine":
            return Domain("user_id", "=", self.env.uid)
        if self.who == "my_teams":
            leads = Domain("team_id.leader_ids", "in", self.env.user.ids)
            return leads | Domain("team_id.member_ids", "in", self.env.user.ids)
        if self.who == "chosen":
            return Domain("team_id", "child_of", self.team_ids.ids) | Domain(
                "user_id", "in", self.member_ids.ids
            )
        return Domain.TRUE

    def _describe_report(self):
        """Return what the report is about as ``[(label, text), …]``."""
        names = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("who", "span", "rows")
        }
        who = names["who"][self.who]
        if self.who == "chosen":
            chosen = [*self.team_ids.mapped("display_name"), *self.member_ids.mapped("name")]
            who = ", ".join(chosen)
        span = names["span"][self.span]
        first, last = self._get_span()
        if first:
            span = f"{format_date(self.env, first)} – {format_date(self.env, last)}"
        return [
            (self.env._("Whose Deals"), who),
            (self.env._("Closing"), span),
            (self.env._("As of"), self._describe_day()),
        ]

    def _describe_day(self):
        """Return the day, and from when deals are recorded where that is later."""
        day = self._get_day()
        # sudo: from when deals are recorded is the same for everybody
        history = self.env["crm.lead.history"].sudo()
        begins = fields.Date.to_date(history._get_beginning(self.env.companies)["forecast_since"])
        if not begins or day >= begins:
            return format_date(self.env, day)
        return self.env._(
            "%(day)s: deals are recorded since %(begins)s",
            day=format_date(self.env, day),
            begins=format_date(self.env, begins),
        )
