from odoo import api, models
from odoo.exceptions import UserError

from ...models.plan.sales_plan_figures import NodeFigures
from ...queries.bridge import closed_deals, counted, get_frame_of, sold
from ...queries.dimensions import WON
from ...tools.bridge import Closed, Sold, compare_deals, compare_sales
from ...tools.periods import shift_spans
from .request import Bridge, Request, Spans


class SalesPlanBridge(models.AbstractModel):
    """By what the actual of a row differs from its target, or from that of a year before.

    See ``tools/bridge.py`` for the steps. Compared are the days that are over with the same days of
    the year before. From the target it goes by way of last year: first the growth that was planned,
    then what became of last year's sales; what falls under no row below is a step of its own.

    Who may see a row may see its sums by customer and product; names only of what they may read.
    """

    _name = "sales.plan.bridge"
    _description = "Bridge from Target to Actual"

    @api.model
    def _read_bridge(self, request: Request) -> Bridge:
        """Return the bridge of a row that the user may see; four queries at most."""
        row = self.env["sales.plan.allocation"].browse(request.row_id).exists()
        if not row:
            raise UserError(self.env._("This row is not there any more."))
        row.check_access("read")
        # sudo: shape, basis and days of a plan are no secret to who sees one of its rows
        plan = row.sudo().plan_id
        periods = plan.period_ids
        if request.period_id:
            periods = periods.filtered(lambda period: period.id == request.period_id)
        if not periods:
            raise UserError(self.env._("The plan has no such period."))
        target = self._read_target(row, plan, periods)
        against = request.against or ("last_year" if target is None else "target")
        kind = {"count": "counts"}.get(plan.measure, "deals" if plan.basis == WON else "sales")
        bridge = Bridge(row, kind, against, self._get_spans(plan, periods))
        bridge.is_split = bool(
            against == "target" and row.sudo()._get_child_level() and row._filter_whole()
        )
        bridge.start = target if against == "target" else None
        if bridge.spans and (against == "last_year" or target is not None):
            self._add_effects(bridge, plan)
        return bridge

    @api.model
    def _get_spans(self, plan, periods):
        """Return the days that are compared; None where none is over."""
        first, end = min(periods.mapped("date_from")), max(periods.mapped("date_to"))
        last = min(end, plan.company_id._get_today())
        if first > last:
            return None
        [(before_first, before_last)] = shift_spans([(first, last)], -1)
        return Spans(first, last, before_first, before_last, last < end)

    @api.model
    def _read_target(self, row, plan, periods):
        """Return the effective target of periods, as far as their days are over; None without."""
        figures = self.env["sales.plan.figures"]
        shares = figures._get_elapsed_shares(plan)
        shares = {period.id: shares[period.id] for period in periods}
        parents = figures._read_parents(plan)
        nodes = {number: NodeFigures() for number in parents}
        figures._add_targets(nodes, parents, plan, shares)
        node = nodes[row.id]
        return None if node.target is None else float(node.expected)

    @api.model
    def _add_effects(self, bridge, plan):
        """Add start, end and steps to a bridge."""
        frame = self._get_frame(bridge.row.sudo())
        self.env["sales.actual"]._flush_sources()
        read = {
            "sales": self._read_sales,
            "counts": self._read_counts,
            "deals": self._read_deals,
        }[bridge.kind]
        before, after, unplanned, effects = read(bridge, frame)
        bridge.end = after + unplanned
        steps = {}
        if bridge.against == "last_year":
            bridge.start = before
        else:
            steps["planned"] = {None: before - bridge.start}
        steps.update(effects)
        if unplanned:
            steps["unplanned"] = {None: unplanned}
        bridge.effects = steps

    @api.model
    def _get_frame(self, row):
        """Return the frame of a row; see ``queries.bridge.get_frame_of``."""
        figures = self.env["sales.plan.figures"]
        frame = figures._get_frames(row.plan_id)[row.plan_id.id]
        # the path names the row, and all rows above it
        depth = row.parent_path.count("/") - 1
        return get_frame_of(frame, figures._get_scope(row), depth)

    @api.model
    def _get_pair(self, spans):
        """Return the days a year before, and those that are compared with them."""
        return (spans.before_first, spans.before_last), (spans.first, spans.last)

    @api.model
    def _get_numbered(self, spans):
        """Return the same with their numbers, as ``queries.bridge`` takes them."""
        return [(number, *span) for number, span in enumerate(self._get_pair(spans))]

    @api.model
    def _read_sales(self, bridge, frame):
        """Return what was sold of what is planned, a year before and now, what was sold besides,
        and by what the two differ."""
        spans = self._get_pair(bridge.spans)
        found = [self.env.execute_query(sold(frame, bridge.is_split, *span)) for span in spans]
        # a year before all is at its own rates
        rates = {}, self._get_rates(found[0])
        lines = [
            [self._make_sold(row, known) for row in rows if row[0]]
            for rows, known in zip(found, rates, strict=True)
        ]
        before, after = (sum(line.amount for line in side) for side in lines)
        unplanned = sum(row[5] or 0.0 for row in found[1] if not row[0])
        return before, after, unplanned, compare_sales(*lines)

    @api.model
    def _get_rates(self, rows):
        """Return how much of each currency one of the company's was worth, on average of what was
        sold in it: ``{currency id: rate}``."""
        sums = {}
        for __, __, __, __, currency, __, revenue, foreign, __ in rows:
            own, other = sums.get(currency, (0.0, 0.0))
            sums[currency] = own + (revenue or 0.0), other + (foreign or 0.0)
        return {
            currency: other / own
            for currency, (own, other) in sums.items()
            if own > 0 and other > 0
        }

    @api.model
    def _make_sold(self, row, rates):
        """Return what was sold, its revenue at other rates too; costs are what they are."""
        __, customer, product, unit, currency, value, revenue, foreign, quantity = row
        amount = value or 0.0
        at_rates = amount
        if currency in rates:
            at_rates += (foreign or 0.0) / rates[currency] - (revenue or 0.0)
        return Sold(customer, product, unit, amount, at_rates, quantity)

    @api.model
    def _read_counts(self, bridge, frame):
        """As :meth:`_read_sales`, of documents, which have neither prices nor rates."""
        spans = self._get_pair(bridge.spans)
        found = [self.env.execute_query(counted(frame, bridge.is_split, *span)) for span in spans]
        lines = [
            [
                Sold(customer, None, None, value, value, 0.0)
                for is_planned, customer, value in rows
                if is_planned
            ]
            for rows in found
        ]
        before, after = (sum(line.amount for line in side) for side in lines)
        unplanned = sum(value for is_planned, __, value in found[1] if not is_planned)
        return before, after, unplanned, compare_sales(*lines)

    @api.model
    def _read_deals(self, bridge, frame):
        """As :meth:`_read_sales`, of deals that were won."""
        spans = self._get_numbered(bridge.spans)
        closed = [Closed(0, 0, 0, 0.0)] * 2
        unplanned = 0.0
        for is_planned, number, *counts in self.env.execute_query(
            closed_deals(frame, bridge.is_split, spans)
        ):
            if is_planned:
                closed[number] = Closed(*counts)
            elif number:
                unplanned = counts[-1]
        effects = {step: {None: value} for step, value in compare_deals(*closed).items() if value}
        return closed[0].amount, closed[1].amount, unplanned, effects
