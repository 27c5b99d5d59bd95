from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import cockpit


class SalesCockpit(models.AbstractModel):
    """How a span goes, day by day, and what that says in one sentence."""

    _inherit = "sales.cockpit"

    @api.model
    def _prepare_chart(self, standing, read):
        """Return the lines of the span, each added up from its first day.

        :return: ``{days, plan: what should be there at the end of each day (None where nothing is
            planned), actual: up to today, last_year: of the same days a year before}``
        """
        points = cockpit.get_points(standing.first, standing.last, standing.today)
        amounts = self._add_up(read, standing.rows.ids)
        rounded = standing.currency.round
        plan = cockpit.plan_line(points, read.pieces, amounts, read.calendar)
        actual = cockpit.shorten(cockpit.running_line(points, read.days), points, standing.today)
        before = cockpit.running_line(points, read.days_before)
        return {
            "days": [fields.Date.to_string(day) for day in points],
            "plan": [rounded(amount) for amount in plan] if amounts else None,
            "actual": [None if amount is None else rounded(amount) for amount in actual],
            "last_year": [rounded(amount) for amount in before] if read.days_before else None,
        }

    @api.model
    def _prepare_verdict(self, standing, figures):
        """Say in one sentence whether somebody is on track, and by how much not.

        :return: ``{text, tone: good, near (behind, and not at risk), bad, or plain}``
        """
        text, tone = self._judge(standing, figures)
        return {"text": text, "tone": tone}

    @api.model
    def _judge(self, standing, figures):
        target, gap = figures["target"], figures["gap"]
        name = self._name_span(standing.span)
        if target is None:
            return self.env._("Nothing is planned for %s.", name), "plain"
        if standing.is_ahead:
            return (
                self.env._(
                    "%(span)s begins on %(day)s.",
                    span=name,
                    day=format_date(self.env, standing.first),
                ),
                "plain",
            )
        if not target:
            return self.env._("The target of %s is zero.", name), "plain"
        amount = self._format_amount(standing, abs(gap))
        if figures["status"] == "achieved":
            if not round(gap):
                return self.env._("The target of %s is reached.", name), "good"
            return (
                self.env._(
                    "The target of %(span)s is reached, with %(amount)s more.",
                    span=name,
                    amount=amount,
                ),
                "good",
            )
        if standing.is_over:
            return (
                self.env._(
                    "%(span)s is over: %(amount)s short of the target.", span=name, amount=amount
                ),
                "bad",
            )
        return self._judge_pace(standing, figures)

    @api.model
    def _judge_pace(self, standing, figures):
        pace = figures["pace"]
        if pace is None:
            return (
                self.env._(
                    "Nothing is expected by today yet: %(amount)s to go until %(day)s.",
                    amount=self._format_amount(standing, abs(figures["gap"])),
                    day=format_date(self.env, standing.last),
                ),
                "plain",
            )
        percent = round(abs(pace - 1) * 100) or 1
        amount = self._format_amount(standing, abs(figures["behind"]))
        if abs(pace - 1) < cockpit.ON_PACE:
            return self.env._("On pace: what is expected by today is there."), "good"
        if pace > 1:
            return (
                self.env._(
                    "%(percent)s%% ahead of pace: %(amount)s more than expected by today.",
                    percent=percent,
                    amount=amount,
                ),
                "good",
            )
        return (
            self.env._(
                "%(percent)s%% behind pace: %(amount)s less than expected by today.",
                percent=percent,
                amount=amount,
            ),
            # what is at risk is so everywhere: bars and badges go by the status, too
            "near" if figures["status"] == "on_track" else "bad",
        )
