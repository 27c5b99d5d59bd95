from odoo import api, fields, models

from ...tools.rollup import (
    ADJUSTABLE,
    PERSON,
    ROLES,
    TEAM,
    add_up,
    is_stale,
)
from ..org.arguments import takes
from .request import A_WORKSHEET


class SalesForecast(models.Model):
    """The worksheet of a forecast, as the client shows it.

    Money is rounded to the currency, ratios are numbers (0.12 for 12 %), days are ``YYYY-MM-DD``,
    moments are in UTC. Amounts are ``{closed, commit, best_case, pipeline, forecast, weighted,
    cumulative: {commit, best_case, open_pipeline}}``.

    Users see what is closed and what still stands of what others submitted; live figures of others,
    as sums, where they ask for them.
    All calls raise UserError or AccessError, with one sentence, for what no client sends and for
    what the user may not do.
    """

    _inherit = "sales.forecast"

    @api.model
    @takes(request=A_WORKSHEET)
    def worksheet_open(self, request=None):
        """Return all that a worksheet shows.

        Opening a forecast for the first time writes: it makes the period and the forecast itself,
        which are no more than the places that submissions will be kept in. So it is no read-only
        call, though it changes nothing that anybody has said.

        :param request: ``{period_id, period_kind: month or quarter, kind: person or team, user_id,
            team_id, as_of: day, live: whether to show live figures of others}``, all of them
            optional. Without a kind, the team that the user leads is opened, else their own
            forecast; with a kind of period, the month or quarter at the period.
        """
        return self._prepare_worksheet(self._open_worksheet(request))

    @api.model
    def _prepare_worksheet(self, opened):
        worksheet = self._prepare_parts(opened)
        self._add_totals(opened, worksheet)
        return worksheet

    @api.model
    def _prepare_parts(self, opened):
        """Return what a worksheet shows, before anything is summed up or compared."""
        names = self._get_names(opened.tree, opened.seat)
        targets = self._get_targets(
            opened.state.period, self._get_shown_seats(opened), opened.tree, opened.as_of
        )
        rows = self._get_worksheet_rows(opened)
        deals, changes, hidden = self._prepare_deals(opened)
        figures = self._prepare_figures(opened, rows, targets[opened.seat])
        submission = opened.state.submissions.get(opened.seat)
        live = opened.state.get_live(opened.seat)
        return {
            "forecast": self._prepare_forecast(opened, names),
            "periods": self._prepare_periods(opened.state.period),
            "choices": self._prepare_choices(opened.tree, opened.visible, names),
            "breadcrumb": self._prepare_breadcrumb(opened.tree, opened.visible, opened.seat, names),
            "currency": self._prepare_currency(opened.currency),
            "figures": figures,
            "is_stale": self._is_stale(opened, rows),
            "submission": self._prepare_submission(submission),
            "submission_count": self._count_submissions(opened),
            "submission_domain": self._get_submission_domain(opened),
            "adjustments": self._prepare_adjustments(opened),
            "overdue": self._prepare_count(opened, live.overdue),
            "undated": self._prepare_count(opened, live.undated),
            "categories": self._prepare_categories(opened, deals),
            "stages": self._prepare_stages(),
            "deals": deals,
            "hidden_count": hidden,
            "changes": changes,
            "rows": self._prepare_rows(opened, rows, targets, names),
        }

    @api.model
    def _get_shown_seats(self, opened):
        kind, key = opened.seat
        reports = opened.tree.get_reports(key) if kind == TEAM else []
        return [opened.seat, *reports]

    @api.model
    def _get_worksheet_rows(self, opened):
        """Return the rows that a team's figures are the sum of, see ``_get_rows``."""
        kind, key = opened.seat
        return self._get_rows(opened.state, key, opened.shows_live) if kind == TEAM else []

    @api.model
    def _prepare_forecast(self, opened, names):
        kind, key = opened.seat
        leader = opened.forecast.owner_id
        period = opened.state.period
        can_change = opened.is_mine and not opened.as_of
        return {
            "id": opened.forecast.id,
            "kind": self._get_kind(opened.seat),
            "name": names.get(opened.seat, ""),
            "user": [leader.id, leader.name] if leader else False,
            "team": [key, names.get(opened.seat, "")] if kind == TEAM and key else False,
            "period": {
                "id": period.id,
                "name": period.with_env(self.env).name,
                "kind": period.kind,
                "date_from": fields.Date.to_string(period.date_from),
                "date_to": fields.Date.to_string(period.date_to),
                "is_over": period._is_over(),
            },
            "is_mine": opened.is_mine,
            "can_adjust": can_change,
            "can_submit": can_change,
            "as_of": fields.Date.to_string(opened.as_of) if opened.as_of else False,
            "shows_live": opened.shows_live,
        }

    @api.model
    def _prepare_periods(self, period):
        """Describe the periods to choose from, those of the past first."""
        alike = period.search(
            [("company_id", "=", period.company_id.id), ("kind", "=", period.kind)],
            order="date_from",
        )
        today = period.company_id._get_today()
        return [
            {
                "id": other.id,
                "name": other.with_env(self.env).name,
                "is_current": other.date_from <= today <= other.date_to,
            }
            for other in alike
        ]

    @api.model
    def _prepare_currency(self, currency):
        return {
            "id": currency.id,
            "symbol": currency.symbol,
            "position": currency.position,
            "decimals": currency.decimal_places,
        }

    # Figures ------------------------------------------------------------------

    @api.model
    def _get_figures(self, opened, rows):
        """Return amounts before adjustments, adjustments by role, and amounts with them."""
        if opened.seat[0] == TEAM:
            before = add_up(basis for kind, seat, basis, total in rows)
            total = add_up(total for kind, seat, basis, total in rows)
            return before, self._get_differences(before, total), total
        if opened.shows_live:
            adjustments = opened.state.get_adjustments(opened.seat, opened.seat)
            before = opened.state.get_live(opened.seat).amounts
            return before, adjustments, before.adjusted(adjustments)
        submission = opened.state.submissions.get(opened.seat)
        said = submission.adjustments or () if submission else ()
        adjustments = {item["role"]: item["amount"] for item in said}
        total = self._read_standings(opened.state, [opened.seat])[opened.seat].amounts
        negative = {role: -amount for role, amount in adjustments.items()}
        return total.adjusted(negative), adjustments, total

    @api.model
    def _get_differences(self, before, after):
        return {role: getattr(after, role) - getattr(before, role) for role in ADJUSTABLE}

    @api.model
    def _prepare_figures(self, opened, rows, target):
        before, adjustments, total = self._get_figures(opened, rows)
        submitted = opened.state.get_submitted(opened.seat)
        live = opened.state.get_live(opened.seat)
        rounded = opened.currency.round
        shows_weighted = opened.shows_live and opened.seat[0] == PERSON
        return {
            **self._prepare_amounts(opened, total),
            **self._prepare_target(opened, target, total),
            "coverage": self._get_coverage(target, total),
            **self._prepare_likely(opened, total),
            "omitted_count": live.omitted_count if opened.shows_live else 0,
            "live": self._prepare_amounts(opened, before) if opened.shows_live else None,
            "adjustment": {role: rounded(adjustments.get(role, 0)) for role in ADJUSTABLE},
            "submitted": self._prepare_amounts(opened, submitted),
            "weighted_columns": (
                {role: rounded(live.weighted[role]) for role in ROLES} if shows_weighted else None
            ),
        }

    @api.model
    def _prepare_amounts(self, opened, amounts):
        """Return amounts for the client; None where there are none."""
        if amounts is None:
            return None
        rounded = opened.currency.round
        amounts = amounts.rounded(rounded)
        cumulative = amounts.get_cumulative()
        return {
            **amounts.as_values(),
            "cumulative": {name: rounded(amount) for name, amount in cumulative.items()},
        }

    @api.model
    def _is_stale(self, opened, rows):
        total = self._get_figures(opened, rows)[2]
        return is_stale(total, opened.state.get_submitted(opened.seat))

    @api.model
    def _prepare_count(self, opened, found):
        count, amount = found if opened.shows_live else (0, 0)
        return {"count": count, "amount": opened.currency.round(amount)}

    # Submissions and adjustments ----------------------------------------------

    @api.model
    def _prepare_submission(self, submission):
        if not submission:
            return None
        return {
            "id": submission.id,
            "date": fields.Datetime.to_string(submission.date),
            "user": submission.user_id.name,
        }

    @api.model
    def _count_submissions(self, opened):
        submissions = self.env["sales.forecast.submission"]
        return submissions.search_count(self._get_submission_domain(opened))

    @api.model
    def _get_submission_domain(self, opened):
        """Condition on the submissions of a forecast, of a past day on those until its end."""
        domain = [("forecast_id", "=", opened.forecast.id)]
        if opened.state.moment:
            domain.append(("date", "<=", fields.Datetime.to_string(opened.state.moment)))
        return domain

    @api.model
    def _prepare_adjustments(self, opened):
        """Describe the adjustments made on the worksheet; those submitted where it shows that."""
        if opened.seat[0] == PERSON and not opened.shows_live:
            return self._prepare_submitted_adjustments(opened)
        found = [
            adjustment
            for (owner, row), by_role in opened.state.adjustments.items()
            for adjustment in by_role.values()
            if owner == opened.seat
        ]
        return [
            {
                "id": adjustment.id,
                "role": adjustment.role,
                "row_user_id": adjustment.row_user_id.id,
                "row_team_id": adjustment.row_team_id.id,
                "amount": adjustment.amount,
                "note": adjustment.note,
                "date": fields.Datetime.to_string(adjustment.date_from),
                "user": adjustment.create_uid.name,
            }
            for adjustment in sorted(found, key=lambda adjustment: adjustment.id)
        ]

    @api.model
    def _prepare_submitted_adjustments(self, opened):
        submission = opened.state.submissions.get(opened.seat)
        if not submission:
            return []
        return [
            {
                "id": False,
                "role": item["role"],
                "row_user_id": False,
                "row_team_id": False,
                "amount": item["amount"],
                "note": item["note"],
                "date": fields.Datetime.to_string(submission.date),
                "user": submission.user_id.name,
            }
            for item in submission.adjustments or ()
        ]

    # Rows of a team -----------------------------------------------------------

    @api.model
    def _prepare_rows(self, opened, rows, targets, names):
        reminding = self._prepare_reminding(opened)
        return [
            {
                **self._prepare_row(opened, kind, seat, basis, total, targets, names),
                "can_remind": kind != "others" and seat in reminding,
                "is_reminded": kind != "others" and reminding.get(seat, False),
            }
            for kind, seat, basis, total in rows
        ]

    @api.model
    def _prepare_row(self, opened, kind, seat, basis, total, targets, names):
        state = opened.state
        submission = state.submissions.get(seat) if kind != "others" else None
        target = targets.get(seat) if kind != "others" else None
        since = self._get_since(opened, kind, seat)
        return {
            **self._prepare_seat(seat, names),
            "key": self._get_row_key(opened, seat),
            "kind": kind,
            "name": self.env._("Other deals") if kind == "others" else names.get(seat, ""),
            "submitted": self._prepare_amounts(
                opened, submission._get_amounts() if submission else None
            ),
            "submission": self._prepare_submission(submission),
            "is_stale": since is not None,
            "since": since,
            "live": self._prepare_amounts(opened, self._get_row_live(opened, kind, seat)),
            "basis": self._prepare_amounts(opened, basis),
            "adjustment": self._prepare_row_adjustment(opened, seat),
            "total": self._prepare_amounts(opened, total),
            **self._prepare_target(opened, target, total),
        }

    @api.model
    def _get_row_live(self, opened, kind, seat):
        """Return a row's live figures where they are shown, else None."""
        if kind == "others":
            return opened.state.get_live(seat).amounts if opened.shows_live else None
        if opened.live or (kind == "own" and opened.shows_live):
            return opened.state.roll_up(seat)
        return None

    @api.model
    def _get_since(self, opened, kind, seat):
        """Return how a row would be submitted differently now: ``{column: difference}``.

        Whoever sees what was submitted sees that, live figures or not. None where nothing was
        submitted, and where nothing would differ by a cent.
        """
        state = opened.state
        if kind == "others":
            live = state.get_live(seat).amounts
            submitted = None if opened.shows_live else self._get_submitted_others(state, seat)
        else:
            live, submitted = state.roll_up(seat), state.get_submitted(seat)
        if not is_stale(live, submitted):
            return None
        rounded = opened.currency.round
        return {
            name: rounded(getattr(live, name) - getattr(submitted, name))
            for name in (*ROLES, "forecast")
        }

    @api.model
    def _prepare_row_adjustment(self, opened, seat):
        found = opened.state.adjustments.get((opened.seat, seat), {})
        return {
            role: {"amount": found[role].amount, "note": found[role].note}
            if role in found
            else None
            for role in ADJUSTABLE
        }
