from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..org.names import search_names


class SalesPlanPeriod(models.Model):
    """One column of a plan: a named span of days.

    A generated period is named in its reader's language by what it is: which week, month, quarter
    or year. One that somebody named has that name for all.
    """

    _name = "sales.plan.period"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _description = "Sales Plan Period"
    _order = "plan_id, date_from, id"

    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    name = fields.Char(compute="_compute_name", inverse="_inverse_name", search="_search_name")
    label = fields.Char("Own Name", help="What somebody called the period.")
    kind = fields.Selection(
        [
            ("week", "Week"),
            ("month", "Month"),
            ("quarter", "Quarter"),
            ("year", "Year"),
            ("445", "4-4-5 Period"),
        ],
        readonly=True,
        help="As what it was generated; empty for a period that somebody made.",
    )
    number = fields.Integer(
        "No.", readonly=True, aggregator=None, help="Which one of its year a generated period is."
    )
    year = fields.Char(
        readonly=True,
        help="The year that the number is one of: a week's ISO year, or the fiscal year.",
    )
    date_from = fields.Date("Start", required=True)
    date_to = fields.Date("End", required=True)

    _start_uniq = models.Constraint(
        "UNIQUE (plan_id, date_from)",
        "Two periods of a plan cannot start on the same day.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "A period ends on the day it starts or later.",
    )

    @api.depends_context("lang")
    @api.depends("label", "kind", "number", "year", "date_from", "date_to")
    def _compute_name(self):
        for period in self:
            period.name = period.label or period._get_generated_name()

    def _inverse_name(self):
        for period in self:
            is_own = period.name != period._get_generated_name()
            period.label = period.name if is_own else False
        # what is written is not recomputed, but it is the name in one language only
        self.invalidate_recordset(["name", "display_name"], flush=False)

    @api.model
    def _search_name(self, operator, value):
        return search_names(self.search(Domain.TRUE), operator, value)

    def _get_generated_name(self):
        """Return the name that a period has as long as nobody gives it one: by its days where
        somebody made it."""
        self.ensure_one()
        if self.kind and self.date_from:
            return self.env["sales.plan"]._get_period_name(self)
        days = [format_date(self.env, day) for day in (self.date_from, self.date_to) if day]
        return " – ".join(days) or False

    @api.depends_context("lang")
    @api.depends("name")
    def _compute_display_name(self):
        for period in self:
            period.display_name = period.name

    @api.model_create_multi
    def create(self, vals_list):
        periods = super().create(vals_list)
        periods.plan_id._check_structure_editable()
        return periods

    def write(self, vals):
        self.check_access("write")
        if {"date_from", "date_to"} & vals.keys():
            self.plan_id._check_structure_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        self.plan_id._check_structure_editable()
        planned = self.env["sales.plan.target"]._read_group(
            [("period_id", "in", self.ids)], ["period_id"]
        )
        if planned:
            raise UserError(
                self.env._(
                    "There are targets in %s. Clear them first, then change the periods.",
                    ", ".join(period.name for [period] in planned),
                )
            )
