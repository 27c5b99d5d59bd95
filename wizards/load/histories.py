from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from ...models.org.numbers import format_number
from ...models.org.raised import by_code
from ...tools import history, loading, spreading

#: Number of years that each mean reads.
YEARS = {"mean2": 2, "mean3": 3}
#: Number of months that are read at their mean.
MONTHS = {"last3": 3, "mean12": 12}


class SalesPlanLoad(models.TransientModel):
    """Finds the days that each period is planned from, and says so. The arithmetic is in
    ``tools/history.py``."""

    _inherit = "sales.plan.load"

    history_description = fields.Char("Dates", compute="_compute_history_description")
    warning = fields.Char(compute="_compute_warning")
    gap_description = fields.Text("Periods to Look At", readonly=True)
    preview_periods = fields.Json(
        readonly=True,
        help="What each period is planned from, in their order: names, days, figures.",
    )

    @api.depends("plan_id", "history", "filling", "date_from", "weight_1", "weight_2", "weight_3")
    def _compute_history_description(self):
        for load in self:
            load.history_description = load._join_spans(load._get_known_spans())

    @api.depends("plan_id", "history", "filling", "date_from", "weight_1", "weight_2", "weight_3")
    def _compute_warning(self):
        for load in self:
            load.warning = load._describe_to_come()

    def _describe_to_come(self):
        """Say which periods have a history that is not over, and what they are planned from."""
        try:
            parts = self._get_parts(with_earlier=False)
        except UserError:
            return False
        until = self._get_until()
        numbers = [
            number
            for number, period in enumerate(parts)
            if any(source.span[1] > until for part in period for source in part.sources)
        ]
        if not numbers:
            return False
        is_mean = self.history in YEARS and any(
            source.span[1] <= until
            for number in numbers
            for part in parts[number]
            for source in part.sources
        )
        remedy = "fewer" if is_mean else {"none": "so_far"}.get(self.filling, self.filling)
        return self._tell_gap("to_come", remedy, self._name_periods(numbers))

    # -------------------------------------------------------------------------
    # Days
    # -------------------------------------------------------------------------

    def _get_until(self):
        """Return the last day that counts as over: that of the last full month."""
        return history.last_full_month(self.plan_id.company_id._get_today())

    def _get_weights(self):
        """Return ``[(how many years earlier, weight as Decimal), …]`` of what is read."""
        if self.history not in YEARS:
            return [(1, 1)]
        return [
            (year, spreading.to_decimal(self[f"weight_{year}"]))
            for year in range(1, YEARS[self.history] + 1)
        ]

    def _get_parts(self, with_earlier=True):
        """Return what each period of the plan is planned from, see ``tools/history.py``.

        :param with_earlier: take an earlier year where the choices say so
        """
        self.ensure_one()
        spans = [(period.date_from, period.date_to) for period in self.plan_id.period_ids]
        if not spans:
            raise UserError(self.env._("“%s” has no periods.", self.plan_id.display_name))
        until = self._get_until()
        if self.history == "last12":
            return history.last_year(spans, until)
        if self.history in MONTHS:
            return history.last_months(spans, until, MONTHS[self.history])
        if self.history == "date":
            if not self.date_from:
                raise UserError(self.env._("Say on which day the history starts."))
            parts = history.given_dates(loading.shift_to(spans, self.date_from), until)
        else:
            parts = history.same_dates(spans, self._get_weights(), until)
        if with_earlier and self.filling == "earlier":
            parts = history.take_earlier(parts, until)
        return parts

    def _get_known_spans(self):
        """Return ``[(first day, last day), …]`` of all histories, empty if a choice is missing."""
        try:
            parts = self._get_parts()
        except UserError:
            return []
        return history.tell_spans(
            (part for period in parts for part in period), history.list_spans(parts)
        )

    def _check_history(self):
        """Raise one sentence about a choice of days that is missing or wrong."""
        self._check_weights()
        self._get_parts()

    def _check_weights(self):
        weights = self._get_weights()
        for year, weight in weights:
            if weight < 0:
                raise UserError(
                    self.env._(
                        "“%(name)s” is %(weight)s: weights are zero or more.",
                        name=self._fields[f"weight_{year}"]._description_string(self.env),
                        weight=format_number(self.env, float(weight)),
                    )
                )
        if not any(weight for __, weight in weights):
            raise UserError(self.env._("Give a weight to at least one of the years."))

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    def _read_history(self):
        """Return what the periods take of which days, the facts of these days, and what was
        cleaned from them.

        :return: ``(tools.history.Mixed, [fact, …], changes)``, facts as ``tools.loading`` takes
            them, with the index of their span; one query for all spans, unless some of them
            overlap; changes as ``_clean`` tells them
        """
        parts, until = self._get_parts(), self._get_until()
        spans, codes = history.list_spans(parts), self._get_codes()
        sales, told = self._clean(list(self._read_facts(spans)), spans, codes)
        sold = {place for place, __, __ in sales}
        begins = self._find_beginning(spans, sold)
        mixed = history.mix(parts, sold, begins, until, self.filling)
        if self.caps_potential:
            sales = self._cap(sales, codes, mixed.takes, told)
        return mixed, list(self._make_facts(sales, codes)), told

    def _find_beginning(self, spans, sold):
        """Return a day from which on what was not sold is nothing; None if nothing was sold.

        That is the first of the first span with facts, unless there are older ones.
        """
        first = min((spans[place][0] for place in sold), default=None)
        if first is None or first == spans[0][0]:
            return first
        before = fields.Date.subtract(spans[0][0], days=1)
        long_ago = fields.Date.subtract(before, years=100)
        is_older = self.env["sales.plan.figures"]._read_span_actuals(
            self.plan_id, self.basis, [(0, long_ago, before)], []
        )
        return spans[0][0] if is_older else first

    # -------------------------------------------------------------------------
    # Telling
    # -------------------------------------------------------------------------

    def _tell_history(self, mixed):
        """Return what each period is planned from, as the preview shows it and steps keep it.

        :return: for each period ``{"id", "spans": [[first day, last day], …], "is_rate": whether
            it is a mean of other days than its own, "told": see ``tools.history.Mixed``}``
        """
        parts, found = self._get_parts(), []
        every = [part for period in parts for part in period]
        for number, take in enumerate(mixed.takes):
            used = {mixed.spans[place] for place, share in take.items() if share}
            is_filled = any(remedy == "mean" for __, remedy in mixed.told[number])
            told = history.tell_spans(every if is_filled else parts[number], used)
            found.append(
                {
                    "id": self.plan_id.period_ids[number].id,
                    "spans": [[str(first), str(last)] for first, last in told],
                    "is_rate": is_filled or self.history in MONTHS,
                    "told": sorted(map(list, mixed.told[number])),
                }
            )
        return found

    def _keep_history(self, mixed, root):
        """Keep what periods are planned from, and the total's figures, for the preview."""
        told = self._tell_history(mixed)
        for period, amount, target in zip(told, root.history, root.targets, strict=True):
            period.update(
                {
                    "name": self.env["sales.plan.period"].browse(period["id"]).name,
                    "source": self._name_sources(period),
                    "history": float(amount),
                    "target": float(target),
                }
            )
        by_code(self).write(
            {
                "preview_periods": told,
                "gap_description": "\n".join(self._describe_gaps(told)),
            }
        )

    def _name_sources(self, period):
        """Name the days that a period is planned from, for the heading of its column."""
        spans = [tuple(map(fields.Date.to_date, span)) for span in period["spans"]]
        names = ", ".join(self._name_months(*span) for span in spans)
        return self.env._("rate of %s", names) if period["is_rate"] and names else names

    def _name_months(self, first, last):
        """Name a span as shortly as it can be: “Jan – Mar 2026” where it is whole months."""
        if first.day != 1 or fields.Date.add(last, days=1).day != 1:
            return self._join_spans([(first, last)])
        end = format_date(self.env, last, date_format="LLL yyyy")
        if (first.year, first.month) == (last.year, last.month):
            return end
        pattern = "LLL" if first.year == last.year else "LLL yyyy"
        return f"{format_date(self.env, first, date_format=pattern)} – {end}"

    def _get_period_sources(self):
        """Return the days that each period is planned from, for the step that is recorded:
        ``{first day of the period: {"spans", "is_rate"}}``."""
        days = {period.id: str(period.date_from) for period in self.plan_id.period_ids}
        return {
            days[period["id"]]: {name: period[name] for name in ("spans", "is_rate")}
            for period in self.preview_periods or []
            if period["spans"]
        }

    def _describe_gaps(self, told):
        """Yield a sentence for each kind of period whose history is not as it was asked for.

        :param told: see :meth:`_tell_history`
        """
        numbers = defaultdict(list)
        for number, period in enumerate(told):
            for reason, remedy in period["told"]:
                numbers[reason, remedy].append(number)
        for reason, remedy in sorted(numbers, key=numbers.get):
            yield self._tell_gap(reason, remedy, self._name_periods(numbers[reason, remedy]))

    def _tell_gap(self, reason, remedy, names):
        """Say of periods why their history is not as it was asked for, and what they get."""
        if remedy == "empty" and self.shape != "history":
            sentence = self._get_spread_sentences()[reason]
        else:
            sentence = self._get_gap_sentences()[reason][remedy]
        return sentence % names

    def _get_gap_sentences(self):
        return {
            "to_come": {
                "earlier": self.env._(
                    "%s: the year before is not complete yet; the same dates of an earlier year "
                    "are taken instead."
                ),
                "fewer": self.env._(
                    "%s: one of the years is not complete yet; the mean of the others is taken."
                ),
                "mean": self.env._(
                    "%s: the year before is not complete yet; the mean of the other periods is "
                    "taken instead."
                ),
                "so_far": self.env._(
                    "%s: the year before is not complete yet; what was sold so far is taken."
                ),
                "empty": self.env._(
                    "%s: the year before is not complete yet, and there is nothing of earlier "
                    "years; nothing is planned."
                ),
            },
            "before": {
                "fewer": self.env._(
                    "%s: there is nothing of some of the years; the mean of the others is taken."
                ),
                "mean": self.env._(
                    "%s: the documents do not go back that far; the mean of the other periods is "
                    "taken instead."
                ),
                "empty": self.env._(
                    "%s: the documents do not go back that far; nothing is planned."
                ),
            },
            "nothing": {
                "mean": self.env._(
                    "%s: nothing was sold then; the mean of the other periods is taken instead."
                ),
                "empty": self.env._("%s: nothing was sold then; nothing is planned."),
            },
        }

    def _get_spread_sentences(self):
        """Return what is said of periods without history where all are spread over evenly."""
        return {
            "to_come": self.env._(
                "%s: the year before is not complete yet, and there is nothing of earlier years; "
                "the total is less by that."
            ),
            "before": self.env._(
                "%s: the documents do not go back that far; the total is less by that."
            ),
            "nothing": self.env._("%s: nothing was sold then; the total is less by that."),
        }

    def _name_periods(self, numbers):
        """Name periods of the plan, runs of them by their first and last: “Jan to Mar 2027”."""
        names = self.plan_id.period_ids.mapped("name")
        runs = []
        for number in numbers:
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return format_list(
            self.env,
            [
                name
                for run in runs
                for name in (
                    [self.env._("%(first)s to %(last)s", first=names[run[0]], last=names[run[-1]])]
                    if len(run) > 2
                    else [names[number] for number in run]
                )
            ],
        )

    def _join_spans(self, spans):
        return ", ".join(
            self.env._(
                "%(first)s to %(last)s",
                first=format_date(self.env, first),
                last=format_date(self.env, last),
            )
            for first, last in spans
        )
