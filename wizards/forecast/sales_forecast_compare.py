from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ...models.org.numbers import format_number
from ...models.org.raised import by_code


class SalesForecastCompare(models.TransientModel):
    """Two submissions beside each other, or one beside the forecast as it is."""

    _name = "sales.forecast.compare"
    _description = "Compare Forecasts"
    _inherit = ["sales.guarded.mixin"]

    _fixed_links = {"submission_id": "read"}

    submission_id = fields.Many2one(
        "sales.forecast.submission", "Earlier", required=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "sales.forecast.submission",
        "Compared With",
        ondelete="cascade",
        domain="[('id', '!=', submission_id), ('forecast_id', '=', forecast_id)]",
        help="Empty for the forecast as it is.",
    )
    forecast_id = fields.Many2one(related="submission_id.forecast_id")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends("submission_id", "other_id")
    def _compute_comparison(self):
        for wizard in self:
            compared = self.env["sales.forecast"].worksheet_compare(
                wizard.submission_id._origin.id, wizard.other_id._origin.id or None
            )
            wizard.comparison = self.env["ir.qweb"]._render(
                "sales_plan.sales_forecast_comparison",
                {
                    **compared,
                    # sudo: the currency of a submission that was compared for the user
                    "money": self._get_money(wizard.submission_id.sudo().currency_id),
                    "cells": self._prepare_cells,
                    "kinds": self._get_kinds(),
                },
            )

    @api.model
    def _open(self, submissions):
        """Return the action that compares one or two submissions, the earlier one first."""
        submissions.check_access("read")
        wizard = by_code(self).create(
            {"submission_id": submissions[0].id, "other_id": submissions[1:].id or False}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Forecasts"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _get_money(self, currency):
        """Return what writes amounts; nothing where there is none."""
        return lambda amount: "" if amount is None else format_amount(self.env, amount, currency)

    def _prepare_cells(self, deal, money):
        """Return what a comparison says of a deal: category, closing, probability, amount."""
        if not deal:
            return ["", "", "", ""]
        return [
            deal["category"] or "",
            format_date(self.env, deal["date"]) if deal["date"] else "",
            self.env._("%(number)s%%", number=format_number(self.env, deal["probability"], "%g")),
            money(deal["amount"]),
        ]

    @api.model
    def _get_kinds(self):
        """Return what may have become of a deal, in words."""
        return {
            "new": self.env._("New"),
            "gone": self.env._("Gone"),
            "won": self.env._("Won"),
            "lost": self.env._("Lost"),
            "amount": self.env._("Amount"),
            "category": self.env._("Category"),
            "date": self.env._("Closing"),
            "probability": self.env._("Probability"),
            "stage": self.env._("Stage"),
        }


class SalesForecastSubmission(models.Model):
    """The button on submissions that opens the dialog."""

    _inherit = "sales.forecast.submission"

    def action_compare(self):
        """Compare two submissions, or one with the forecast as it is."""
        if len(self) not in (1, 2):
            raise UserError(self.env._("Select one or two submissions to compare."))
        return self.env["sales.forecast.compare"]._open(self.sorted(lambda s: (s.date, s.id)))
