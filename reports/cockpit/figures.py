from dataclasses import dataclass, field, replace

from odoo import api, fields, models

from ...queries.cockpit import labelled_sums, row_targets
from ...queries.dimensions import PIPELINE
from ...queries.facts.question import UNKNOWN_MEASURES
from ...tools import cockpit, pacing

#: What is told of as new: what came in so many days.
DAYS_OF_NEWS = 7


@dataclass
class Read:
    """What was read of a standing.

    :ivar pieces: the parts of the plan's periods that lie in the span
    :ivar calendar: when the plan's company works
    :ivar targets: effective targets by period: ``{row id: {period id: amount}}``
    :ivar below: the rows that are compared, see ``_get_below``
    :ivar days: what counted on each day of the span: ``[(day, amount), …]``
    :ivar days_before: the same a year earlier, by the days of the span
    :ivar bases: the sum of the facts of each basis in the span
    :ivar counted: what the rows that are compared have counted in the span: ``{row id: amount}``
    :ivar curve: which share of periods has usually come by today, see ``_read_curve``
    :ivar pipeline: their open deals that close in the span: ``{row id: amount}``
    """

    pieces: dict
    calendar: object
    targets: dict
    below: object
    days: list = field(default_factory=list)
    days_before: list = field(default_factory=list)
    bases: dict = field(default_factory=dict)
    counted: dict = field(default_factory=dict)
    pipeline: dict = field(default_factory=dict)
    curve: dict = field(default_factory=dict)

    @property
    def actual(self):
        return sum(amount for __, amount in self.days)


class SalesCockpit(models.AbstractModel):
    """The figures of a standing, read in a fixed number of queries whatever is below it."""

    _inherit = "sales.cockpit"

    @api.model
    def _read_standing(self, standing):
        """Return all that figures are made of, see :class:`Read`."""
        plan, rows = standing.plan, standing.rows
        below = self._get_below(standing)
        read = Read(
            self._get_pieces(standing),
            self._get_calendar(standing),
            self._read_targets(plan, [*rows.ids, *below.ids]),
            below,
            curve=self._read_curve(standing),
        )
        self._read_facts(standing, read)
        self._read_below(standing, read)
        return read

    @api.model
    def _get_calendar(self, standing):
        """Return on which days of the span the plan's company works."""
        # sudo: when a company works is no secret
        company = standing.company.sudo()
        weekdays, holidays = company._get_working_days(standing.first, standing.last)
        return cockpit.Calendar(frozenset(weekdays), frozenset(holidays))

    @api.model
    def _read_curve(self, standing):
        """Return which share of the period that runs has usually come by today, where the plan is
        paced by its own curve and what it counts is looked at: ``{period id: 0 to 1}``."""
        if standing.basis != standing.plan.basis:
            return {}
        return self.env["sales.plan.figures"]._read_seasonal_shares(standing.plan)

    @api.model
    def _get_pieces(self, standing):
        """Return the parts of the plan's periods that lie in the span."""
        periods = {
            period.id: (period.date_from, period.date_to) for period in standing.plan.period_ids
        }
        return cockpit.cut(periods, standing.first, standing.last)

    @api.model
    def _get_below(self, standing):
        """Return the rows that are compared: several rows that are looked at, else those directly
        below the only one, as far as the user sees them. Customers are listed elsewhere."""
        rows = standing.rows
        if len(rows) == 1:
            rows = rows.search([("parent_id", "=", rows.id)])
        # sudo: the shape of the plan around rows that the user sees
        return rows.filtered(lambda row: row.sudo().level_id.dimension != "customer")

    @api.model
    def _read_targets(self, plan, row_ids):
        self.env["sales.plan.target"].flush_model()
        self.env["sales.plan.allocation"].flush_model(["parent_path", "plan_id"])
        found = {}
        for row_id, period_id, amount in self.env.execute_query(row_targets(plan.id, row_ids)):
            found.setdefault(row_id, {})[period_id] = float(amount)
        return found

    # Facts --------------------------------------------------------------------

    @api.model
    def _get_frames(self, standing):
        """Return the plan as queries take it, cut to what is looked at: one frame for all rows
        that differ in one value only, as the customers of one salesperson do."""
        figures = self.env["sales.plan.figures"]
        frame = replace(figures._get_frames(standing.plan)[standing.plan.id], basis=standing.basis)
        by_scope = {}
        # sudo: the values of rows that the user sees
        for row in standing.rows.sudo():
            code = row.level_id.dimension
            scope = dict(figures._get_scope(row)) or dict(frame.scope)
            ids = scope.pop(code, ()) if code else ()
            by_scope.setdefault((code, tuple(scope.items())), set()).update(ids)
        return [
            replace(frame, scope=(*scope, (code, tuple(sorted(ids)))) if code else scope)
            for (code, scope), ids in by_scope.items()
        ]

    @api.model
    def _read_facts(self, standing, read):
        """Read what counted day by day, in this year and in the year before, and the sums of all
        bases, in one query."""
        span = {"date_from": standing.first, "date_to": standing.last}
        before = {name: fields.Date.subtract(day, years=1) for name, day in span.items()}
        questions = []
        for frame in self._get_frames(standing):
            questions.append(("now", frame.facts((), grain="day", **span)))
            questions.append(("before", frame.facts((), grain="day", **before)))
            questions += [
                (basis, frame.facts((), basis=basis, **span))
                for basis in self._get_bases()
                if basis != standing.basis and self._knows(standing, basis)
            ]
        self.env["sales.actual"]._flush_sources()
        for label, day, amount in self.env.execute_query(labelled_sums(questions)):
            if label == "now":
                read.days.append((day, amount or 0.0))
            elif label == "before":
                read.days_before.append((fields.Date.add(day, years=1), amount or 0.0))
            else:
                read.bases[label] = amount or 0.0
        read.bases[standing.basis] = read.actual

    @api.model
    def _read_below(self, standing, read):
        """Read what the rows that are compared have counted in the span, and their open deals."""
        if not read.below:
            return
        depth = self._get_depth(standing, read.below)
        frames = self._get_frames(standing)
        for basis, found in ((standing.basis, read.counted), (PIPELINE, read.pipeline)):
            if self._knows(standing, basis):
                rows = self.env["sales.plan.figures"]._read_frame_actuals(
                    [self._cut_frame(frame, standing, depth, basis) for frame in frames]
                )
                for row_id, amount, __ in rows:
                    found[row_id] = found.get(row_id, 0.0) + amount

    @api.model
    def _get_depth(self, standing, rows):
        """Return how many levels of the plan lead down to some rows of it."""
        # sudo: the shape of the plan
        levels = rows.sudo().level_id.ids
        return max(standing.plan.level_ids.ids.index(level) for level in levels) + 1

    @api.model
    def _knows(self, standing, basis):
        """Tell whether the documents of a basis know what the plan measures: no deal knows its
        margin, and only deals what recurs."""
        return standing.plan.measure not in UNKNOWN_MEASURES.get(basis, ())

    @api.model
    def _cut_frame(self, frame, standing, depth, basis):
        """Return a frame for the rows down to some depth, in the span."""
        figures = self.env["sales.plan.figures"]
        return replace(
            frame,
            basis=basis,
            levels=frame.levels[:depth],
            level_ids=frame.level_ids[:depth],
            date_from=standing.first,
            date_to=standing.last,
            whole_months=figures._is_whole_months(standing.first, standing.last),
        )

    # For clients --------------------------------------------------------------

    @api.model
    def _prepare_figures(self, standing, read):
        """Return the figures on top of the page.

        :return: ``{target, actual, gap, attainment, expected, pace: actual by expected, behind:
            actual less expected, per_day: what is needed on each working day that is left,
            days_left, pipeline: open deals that close in the span, coverage, status}``
        """
        pipeline = read.bases.get(PIPELINE, 0.0)
        return self._derive(standing, read, standing.rows.ids, read.actual, pipeline)

    @api.model
    def _derive(self, standing, read, row_ids, actual, pipeline):
        """Return what follows from targets, actual and open deals of some rows."""
        rounded, amounts = standing.currency.round, self._add_up(read, row_ids)
        target = cockpit.planned(read.pieces, amounts)
        due = cockpit.expected(read.pieces, amounts, standing.today, read.calendar, read.curve)
        days = cockpit.days_left(standing.first, standing.last, standing.today, read.calendar)
        if not self._knows(standing, PIPELINE):
            pipeline = None
        target = None if target is None else rounded(target)
        actual, due = rounded(actual), rounded(due)
        needed = cockpit.needed_per_day(target, actual, days)
        gap = pacing.gap(target, actual)
        reached = pacing.attainment(target, actual)
        return {
            "target": target,
            "actual": actual,
            "gap": None if gap is None else rounded(float(gap)),
            "attainment": None if reached is None else float(reached),
            "expected": due if target is not None else None,
            "behind": rounded(actual - due) if target is not None else None,
            "pace": cockpit.pace(actual, due),
            "per_day": None if needed is None else rounded(needed),
            "days_left": days,
            "pipeline": None if pipeline is None else rounded(pipeline),
            "coverage": cockpit.covered(pipeline, target, actual),
            "status": pacing.status(
                target,
                actual,
                due,
                standing.first,
                standing.last,
                standing.today,
                standing.plan.at_risk_below,
            ),
        }

    @api.model
    def _add_up(self, read, row_ids):
        """Return the targets of several rows together: ``{period id: amount}``."""
        return self._add_up_targets(read.targets, row_ids)

    @api.model
    def _add_up_targets(self, targets, row_ids):
        amounts = {}
        for row_id in row_ids:
            for period_id, amount in targets.get(row_id, {}).items():
                amounts[period_id] = amounts.get(period_id, 0.0) + amount
        return amounts

    @api.model
    def _prepare_bases(self, standing, read, figures):
        """Return the five bases from open deals to money, each beside the target.

        :return: ``[{basis, label, amount: None where a basis does not know the measure, share: of
            the largest amount or the target, is_own: whether it is what counts here}, …]``
        """
        rounded = standing.currency.round
        amounts = {
            basis: rounded(read.bases.get(basis, 0.0))
            for basis in self._get_bases()
            if self._knows(standing, basis)
        }
        scale = max([*amounts.values(), figures["target"] or 0.0], default=0.0)
        target = figures["target"]
        return {
            "target": target / scale if scale > 0 and target and target > 0 else None,
            "bars": [
                {
                    "basis": basis,
                    "label": self._name_basis(basis),
                    "amount": amounts.get(basis),
                    "share": max(amounts.get(basis, 0.0), 0.0) / scale if scale > 0 else 0.0,
                    "is_own": basis == standing.basis,
                }
                for basis in self._get_bases()
            ],
        }

    @api.model
    def _prepare_week(self, standing, read):
        """Return what counted in the last days: ``{amount, since: the first of them}``; None
        outside of the span."""
        begin = self._get_week(standing)
        if standing.is_over or standing.is_ahead:
            return None
        amount = sum(amount for day, amount in read.days if begin <= day <= standing.today)
        return {
            "amount": standing.currency.round(amount),
            "since": fields.Date.to_string(begin),
        }
