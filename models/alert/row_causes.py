from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ...tools import cockpit
from ...tools.alerts import Cause, is_first_of_week
from ...tools.pacing import ONE_DAY, elapsed_share
from ..plan.lifecycle import IN_FORCE

#: Days after its end in which a target that was missed is told, and in which it is looked after.
DAYS_TO_TELL_MISSED = 7
DAYS_AFTER_MISSED = 92


class SalesAlertRule(models.Model):
    """What rules find among rows of plans: too little, too slow, too few deals, missed."""

    _inherit = "sales.alert.rule"

    def _find_row_causes(self, company, mornings, with_later):
        """Return what is found on the mornings of some days: ``{day: [Cause, …]}``.

        Landings are looked at once a week, on its first working day: they cost most, and what
        they tell of a day is no news the day after.
        """
        if self.kind == "landing":
            hours = company._get_alert_hours(mornings[0][0] - 7 * ONE_DAY, mornings[-1][0])
            mornings = [pair for pair in mornings if is_first_of_week(hours, pair[0])]
        found = {day: [] for day, __ in mornings}
        if not mornings:
            return found
        first, last = mornings[0][0], mornings[-1][0] - ONE_DAY
        if self.kind == "missed":
            first -= timedelta(days=DAYS_AFTER_MISSED)
        for plan in self._get_plans(company, first, last):
            book = self._open_book(plan, mornings, first, last, with_later)
            chances = {}
            for day, begin in mornings if book.targets else ():
                is_past = self.kind == "missed" or day < company._get_today()
                if plan.state == "confirmed" or is_past:
                    found[day] += self._find_in_book(book, day, begin, chances)
        return found

    def _get_plans(self, company, first, last):
        """Return the plans of a company that run between two days; of those that are closed only
        what is over is looked at: missed targets, and past days."""
        # sudo: all plans are looked at, and everybody is told of their own rows
        plans = self.env["sales.plan"].sudo()
        return plans.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", IN_FORCE)
            & Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
        )

    def _find_in_book(self, book, day, begin, chances):
        """Return what is found on one morning among the rows of a plan."""
        causes = []
        for number, span in enumerate(book.spans):
            if not self._is_looked_at(book, span, day):
                continue
            read = self._read_of_day(book, number, day, chances)
            for row_id, (__, __, published) in book.rows.items():
                if published and published >= begin:
                    continue
                data = self._judge(book, row_id, number, day, read)
                if data:
                    causes.append(self._make_row_cause(book, row_id, number, day, data))
        return causes

    def _is_looked_at(self, book, span, day):
        """Whether a span is looked at on the morning of a day."""
        if self.kind == "missed":
            return span.date_to < day <= span.date_to + timedelta(days=DAYS_AFTER_MISSED)
        if not span.date_from < day <= span.date_to:
            return False
        calendar = book.calendar
        share = elapsed_share(
            span.date_from, span.date_to, day, calendar.weekdays, calendar.holidays
        )
        return float(share) >= self.from_share

    def _read_of_day(self, book, number, day, chances):
        """Return what is read of all rows at once for one morning."""
        if self.kind == "coverage":
            return self._read_open_deals(book, book.spans[number], day)
        if self.kind == "landing":
            found = []
            for known in (day - ONE_DAY, day - (1 + self.days) * ONE_DAY):
                # those of an earlier look, unless targets have changed since
                key = (number, known, id(book.targets[day]))
                if key not in chances:
                    chances[key] = self._read_chances(book, number, day, known)
                found.append(chances[key])
            return found
        return None

    def _judge(self, book, row_id, number, day, read):
        """Return the figures that are told of a row; None where all is well."""
        target = book.get_target(row_id, number, day)
        if not target or target <= 0:
            return None  # nothing is asked of who has no target, or one of zero
        span = book.spans[number]
        actual = book.get_actual(row_id, span.date_from, min(span.date_to, day - ONE_DAY))
        judge = getattr(self, f"_judge_{self.kind}")
        return judge(book, row_id, number, day, target, actual, read)

    def _judge_attainment(self, book, row_id, number, day, target, actual, read):
        if actual / target >= self.threshold:
            return None
        return {"target": target, "actual": actual, "share": actual / target}

    def _judge_pace(self, book, row_id, number, day, target, actual, read):
        due = book.get_expected(row_id, number, day)
        pace = cockpit.pace(actual, due)
        if pace is None or pace >= self.threshold:
            return None
        return {"target": target, "actual": actual, "expected": due, "share": pace}

    def _judge_coverage(self, book, row_id, number, day, target, actual, read):
        pipeline = None if read is None else book.rounded(read.get(row_id, 0.0))
        covered = cockpit.covered(pipeline, target, actual)
        if covered is None or covered >= self.threshold:
            return None
        missing = book.rounded(target - actual)
        return {"target": target, "missing": missing, "pipeline": pipeline, "share": covered}

    def _judge_landing(self, book, row_id, number, day, target, actual, read):
        now, before = (chances.get(row_id) for chances in read)
        if now is None or before is None or before - now < self.threshold:
            return None
        return {"target": target, "actual": actual, "chance": now, "before": before}

    def _judge_missed(self, book, row_id, number, day, target, actual, read):
        if actual >= target:
            return None
        return {"target": target, "actual": actual, "share": actual / target}

    def _make_row_cause(self, book, row_id, number, day, data):
        span = book.spans[number]
        owner, leader, __ = book.rows[row_id]
        is_new = self.kind != "missed" or day <= span.date_to + timedelta(days=DAYS_TO_TELL_MISSED)
        return Cause(
            f"row {row_id} {span.date_from}",
            "sales.plan.allocation",
            row_id,
            owner,
            leader,
            {
                **data,
                "currency": book.plan.unit_currency_id.id,
                "plan": book.plan.id,
                "span": [
                    fields.Date.to_string(span.date_from),
                    fields.Date.to_string(span.date_to),
                    span.kind,
                    span.number,
                    span.year,
                ],
            },
            is_new,
        )
