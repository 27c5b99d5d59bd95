from dataclasses import replace

from odoo import api, models

from ...queries.plans import node_actuals, own_target_sums
from ...tools.rollup import get_share
from .sales_plan_figures import NodeFigures


class SalesPlanFigures(models.AbstractModel):
    """Figures of plans for a span of days that need not be one of their periods."""

    _inherit = "sales.plan.figures"

    @api.model
    def _read_years(self, plan, years, row=None):
        """Return the rows' own actuals of the same periods some years earlier, in one query.

        :param years: how many years before each period, a list
        :param row: read only the facts of this row of the plan
        :return: ``{years: {(row id, period id): amount}}``
        """
        frames = {number: self._get_past_frame(plan, number, row) for number in years}
        spans = [(number, *span) for number, frame in frames.items() for span in frame.spans]
        some = next(iter(frames.values()))
        # the years may overlap: a fact is then one of two periods
        frame = replace(
            some,
            date_from=min(first for __, __, first, __ in spans),
            date_to=max(last for *__, last in spans),
            spans=tuple((place, first, last) for place, (*__, first, last) in enumerate(spans)),
        )
        result = {number: {} for number in years}
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(node_actuals(frame, by_period=True))
        for node_id, depth, place, value, __ in rows:
            if place is not None and (node_id or not depth):
                number, period_id = spans[place][:2]
                result[number][node_id if depth else frame.root_id, period_id] = value
        return result

    @api.model
    def _read_span_targets(self, plans, first, last):
        """Return the effective targets of the rows of plans between two days.

        Periods that reach beyond these days count by the share of their calendar days.

        :return: ``{row id: amount}``, without rows that have nothing planned then
        """
        shares = {
            period.id: get_share(period.date_from, period.date_to, first, last)
            for period in plans.period_ids
            if period.date_from <= last and period.date_to >= first
        }
        if not shares:
            return {}
        targets = self._read_shared_targets(plans, shares)
        return {node_id: amount for node_id, amount in targets.items() if amount is not None}

    @api.model
    def _read_targets(self, plan):
        """Return the effective targets of all rows of a plan: ``{row id: amount}``, None where
        nothing is planned."""
        return self._read_shared_targets(plan, dict.fromkeys(plan.period_ids.ids, 1))

    @api.model
    def _read_shared_targets(self, plans, shares):
        """Return the effective targets of the rows of plans in some periods.

        A row that has a target in all of these periods has their sum, one that has none in any of
        them what the rows below it have; where each row is one of both, which nearly all are, no
        period has to be looked at by itself.

        :param shares: what share of a target counts, by the id of its period
        :return: ``{row id: amount}``, None where nothing is planned
        """
        parents = self._read_parents(plans)
        self.env["sales.plan.target"].flush_model()
        rows = self.env.execute_query(own_target_sums(plans.ids, shares)) if shares else []
        counts = {len(set(plan.period_ids.ids) & shares.keys()) for plan in plans} - {0}
        above = {parent_id for parent_id in parents.values() if parent_id}
        if any(node_id in above and {count} != counts for node_id, __, count in rows):
            figures = {node_id: NodeFigures() for node_id in parents}
            self._add_targets(figures, parents, plans, shares)
            return {
                node_id: None if node.target is None else round(node.expected, 6) + 0.0
                for node_id, node in figures.items()
            }
        own = {node_id: float(amount) for node_id, amount, __ in rows}
        targets = dict.fromkeys(parents)
        for node_id in reversed(list(parents)):
            amount, parent_id = own.get(node_id, targets[node_id]), parents[node_id]
            if amount is None:
                continue
            targets[node_id] = round(amount, 6) + 0.0
            if parent_id and parent_id not in own:
                targets[parent_id] = (targets[parent_id] or 0.0) + amount
        return targets

    @api.model
    def _read_row_actuals(self, plans, first, last, codes):
        """Return the own actuals of the rows of plans between two days: ``{row id: amount}``.

        Days outside of a plan count nothing for it. One query serves all plans.

        :param codes: dimensions; rows below a level of another one are left out
        """
        frames = []
        for frame in self._get_frames(plans).values():
            depth = next(
                (place for place, code in enumerate(frame.levels) if code not in codes),
                len(frame.levels),
            )
            span = max(first, frame.date_from), min(last, frame.date_to)
            frames.append(
                replace(
                    frame,
                    levels=frame.levels[:depth],
                    level_ids=frame.level_ids[:depth],
                    date_from=span[0],
                    date_to=span[1],
                    whole_months=self._is_whole_months(*span),
                )
            )
        if not frames:
            return {}
        return {
            node_id: actual
            for node_id, actual, __ in self._read_frame_actuals(frames)
            if node_id is not None
        }
