from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.arguments import an_id, optional
from ...tools.forecast_changes import compare
from ...tools.rollup import AMOUNTS, TEAM
from ..org.arguments import takes

#: What a comparison shows of a deal.
SHOWN = ("status", "amount", "probability", "category", "stage", "date")


class SalesForecast(models.Model):
    """Submissions beside each other, and beside the forecast as it is."""

    _inherit = "sales.forecast"

    @api.model
    @api.readonly
    @takes(submission_id=an_id, other_id=optional(an_id))
    def worksheet_compare(self, submission_id, other_id=None):
        """Compare two submissions, or one with its forecast as it is.

        :return: ``{left, right: {id or False, name, date, user}, figures: [{name, label, left,
            right, difference}, …], rows: [{name, left, right, difference}, …], deals: [{number,
            name, kind, before, after: {status, amount, …} or None}, …]}``; rows are those of teams
            with what they forecast, deals those that changed
        """
        left = self._find_submission(submission_id)
        right = self._find_submission(other_id) if other_id else None
        # sudo: the forecast of a submission that the user sees
        forecast = left.sudo().forecast_id
        if right:
            sides = [self._read_side(left), self._read_side(right)]
        else:
            sides = [self._read_side(left), self._read_live_side(forecast)]
        rounded = forecast.currency_id.round
        return {
            "left": sides[0]["about"],
            "right": sides[1]["about"],
            "figures": self._compare_figures(sides, rounded),
            "rows": self._compare_rows(sides, rounded),
            "deals": self._compare_deals(sides),
        }

    @api.model
    def _find_submission(self, submission_id):
        submission = self.env["sales.forecast.submission"].search([("id", "=", submission_id)])
        if not submission:
            raise AccessError(
                self.env._("You may see your own forecast and those of the teams that you lead.")
            )
        return submission

    @api.model
    def _read_side(self, submission):
        """Return a submission as a comparison takes it."""
        # sudo: who sees a submission sees all of it
        submission = submission.sudo()
        return {
            "about": {
                "id": submission.id,
                "name": submission.with_env(self.env).display_name,
                "date": fields.Datetime.to_string(submission.date),
                "user": submission.user_id.name,
            },
            "amounts": submission._get_amounts(),
            "rows": {
                (row.kind, row.user_id.id, row.team_id.id): (row.name, row._get_total().forecast)
                for row in submission.row_ids
            },
            "deals": {
                deal["id"]: self._prepare_compared(submission.currency_id, deal)
                for deal in self._read_lines(submission)
            },
        }

    @api.model
    def _read_live_side(self, forecast):
        """Return a forecast as it is as a comparison takes it; deals that the user may read."""
        request = self._prepare_request(forecast.period_id, forecast._get_seat())
        opened = self._open_worksheet({**request, "live": True})
        rows = self._get_worksheet_rows(opened)
        names = self._get_names(opened.tree, opened.seat)
        deals = self._read_counted_deals(opened.state, opened.seat)
        readable = self._read_extras(opened, deals)[0]
        return {
            "about": {
                "id": False,
                "name": self.env._("%s as it is", forecast.display_name),
                "date": fields.Datetime.to_string(fields.Datetime.now()),
                "user": False,
            },
            "amounts": self._get_figures(opened, rows)[2],
            "rows": {
                (
                    row_kind,
                    seat[1] if seat[0] != TEAM else False,
                    seat[1] or False if seat[0] == TEAM else False,
                ): (
                    self.env._("Other deals") if row_kind == "others" else names[seat],
                    total.forecast,
                )
                for row_kind, seat, basis, total in rows
            },
            "deals": {
                deal["id"]: self._prepare_compared(forecast.currency_id, deal)
                for deal in deals
                if deal["id"] in readable
            },
            "hidden": {deal["id"] for deal in deals} - readable,
        }

    @api.model
    def _compare_figures(self, sides, rounded):
        labels = self.env["sales.forecast.submission"].fields_get(AMOUNTS, ["string"])
        left, right = (side["amounts"] for side in sides)
        return [
            {
                "name": name,
                "label": labels[name]["string"],
                "left": rounded(getattr(left, name)),
                "right": rounded(getattr(right, name)),
                "difference": rounded(getattr(right, name) - getattr(left, name)),
            }
            for name in AMOUNTS
        ]

    @api.model
    def _compare_rows(self, sides, rounded):
        left, right = (side["rows"] for side in sides)
        compared = []
        for key in dict.fromkeys([*left, *right]):
            before, after = left.get(key), right.get(key)
            compared.append(
                {
                    "name": (after or before)[0],
                    "left": rounded(before[1]) if before else None,
                    "right": rounded(after[1]) if after else None,
                    "difference": rounded(
                        (after[1] if after else 0) - (before[1] if before else 0)
                    ),
                }
            )
        return compared

    @api.model
    def _compare_deals(self, sides):
        left, right = (side["deals"] for side in sides)
        hidden = sides[1].get("hidden", ())
        left = {number: deal for number, deal in left.items() if number not in hidden}
        kinds = {}
        for change in compare(left, right):
            kinds.setdefault(change.number, change.kind)
        return [
            {
                "number": number,
                "name": (right.get(number) or left[number])["name"],
                "kind": kind,
                "before": self._prepare_shown(left.get(number)),
                "after": self._prepare_shown(right.get(number)),
            }
            for number, kind in kinds.items()
        ]

    @api.model
    def _prepare_shown(self, deal):
        if deal is None:
            return None
        return {name: self._prepare_value(deal[name]) for name in SHOWN}
