from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.rollup import PERSON, TEAM
from ..org.raised import raised

#: Adjustments are smaller than this.
LARGEST_ADJUSTMENT = 1e12


class SalesForecastAdjustment(models.Model):
    """A difference that somebody adds to the figures of a forecast, with the reason.

    Adjustments are written by ``sales.forecast`` only and never change: another one, or a reset,
    ends the one before, so that the figures of any past day can be told.
    """

    _name = "sales.forecast.adjustment"
    _description = "Forecast Adjustment"
    _inherit = ["sales.guarded.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "note"
    _client_fields = frozenset()  # all of it is written by code

    forecast_id = fields.Many2one(
        "sales.forecast", "Worksheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="forecast_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    row_user_id = fields.Many2one(
        "res.users",
        "Person Adjusted",
        index="btree_not_null",
        ondelete="cascade",
        help="Whose figures a team's worksheet corrects.",
    )
    row_team_id = fields.Many2one(
        "crm.team",
        "Team Adjusted",
        index="btree_not_null",
        ondelete="cascade",
        help="Which team's figures a team's worksheet corrects; the team's own where it is the "
        "same, for deals of nobody in particular.",
    )
    role = fields.Selection(
        [("commit", "Commit"), ("best_case", "Best Case"), ("pipeline", "Pipeline")],
        "Adjusts",
        required=True,
    )
    amount = fields.Monetary("Difference", required=True)
    note = fields.Text(required=True)
    date_from = fields.Datetime("In Force From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime("In Force Until", help="Empty while it is in force.")

    _in_force_uniq = models.UniqueIndex(
        "(forecast_id, COALESCE(row_user_id, 0), COALESCE(row_team_id, 0), role)"
        " WHERE date_to IS NULL",
        "A figure of a forecast has one adjustment.",
    )
    _amount_check = models.Constraint(
        "CHECK (amount > -1e12 AND amount < 1e12 AND amount <> 0)",
        "An adjustment is not zero and smaller than 1,000,000,000,000.",
    )
    _row_check = models.Constraint(
        "CHECK (row_user_id IS NULL OR row_team_id IS NULL)",
        "An adjustment corrects the figures of a person or those of a team.",
    )

    @api.constrains("note")
    def _check_note(self):
        for adjustment in self:
            if not adjustment.note.strip():
                raise ValidationError(self.env._("An adjustment needs a note: what is it for?"))

    @api.model
    def _get_domain_in_force(self, moment=None):
        """Return the domain of adjustments in force at a moment, now where none is given."""
        if moment is None:
            return Domain("date_to", "=", False)
        return Domain("date_from", "<=", moment) & (
            Domain("date_to", "=", False) | Domain("date_to", ">", moment)
        )

    @api.model
    def _get_domain_of(self, forecasts):
        return Domain("forecast_id", "in", forecasts.ids)

    def _get_row_seat(self):
        """Return whose figures it corrects, see ``tools.rollup``."""
        self.ensure_one()
        if self.row_user_id:
            return PERSON, self.row_user_id.id
        if self.row_team_id:
            return TEAM, self.row_team_id.id
        return self.forecast_id._get_seat()

    @api.model
    def _set_adjustment(self, forecast, seat, role, amount, note):
        """Put an adjustment in the place of the one in force; none where the amount is zero.

        :param seat: whose figures the forecast's worksheet corrects
        """
        kind, key = seat
        is_own = forecast.kind == PERSON
        row = {
            "row_user_id": key if kind == PERSON and not is_own else False,
            # the company has no team's id; its own deals are those of the worksheet itself
            "row_team_id": key or False if kind == TEAM else False,
        }
        # sudo: nobody writes adjustments but here, for who answers for the worksheet
        adjustments = raised(self)
        known = adjustments.search(
            [
                ("forecast_id", "=", forecast.id),
                ("role", "=", role),
                ("date_to", "=", False),
                *((name, "=", value) for name, value in row.items()),
            ]
        )
        now = fields.Datetime.now()
        # what never was in force at the end of anything leaves no trace
        known.filtered(lambda adjustment: adjustment.date_from >= now).unlink()
        ended = known.exists()
        ended.date_to = now
        ended.flush_recordset(["date_to"])  # before another one takes its place
        if amount:
            adjustments.create(
                {
                    "forecast_id": forecast.id,
                    **row,
                    "role": role,
                    "amount": amount,
                    "note": note,
                    "date_from": now,
                }
            )
