from dataclasses import replace

from odoo import api, fields, models

from ...models.plan.lifecycle import IN_FORCE
from ...queries.landing_rows import row_sums, row_sums_of_each
from ...tools import cockpit
from ...tools.tree import get_paths
from ..cockpit.figures import Read
from ..cockpit.request import Standing


class SalesCockpit(models.AbstractModel):
    """Several standings of one plan in one span, read together: as many queries as for one."""

    _inherit = "sales.cockpit"

    @api.model
    def _stand_each(self, rows, unit=None, day=None):
        """Return a standing for each of some rows, of plans in any state, in the order of the rows.

        :param rows: rows that the user may read
        :param unit: what kind of span is looked at, the first one that a plan has unless given
        :param day: a day of the span, today unless given
        """
        found = {}
        # sudo: the shape of the plan around rows that the user sees
        for plan in rows.sudo().plan_id:
            today = plan.company_id._get_today()
            by_unit = self._get_spans(plan)
            chosen = unit if unit in by_unit else next(iter(by_unit))
            span = self._choose_span(by_unit[chosen], day or today)
            for row in rows:
                if row.sudo().plan_id == plan:
                    found[row.id] = Standing(
                        plan, plan, row, row, chosen, by_unit[chosen], span, today
                    )
        return [found[row.id] for row in rows]

    @api.model
    def _read_each(self, standings):
        """Return what was read of each of several standings of one plan in one span.

        Rows below are not compared. A fixed number of queries serves all of them.
        """
        [first, *__] = standings
        rows = self._join_rows(standings)
        known = (
            self._get_pieces(first),
            self._get_calendar(first),
            self._read_targets(first.plan, rows.ids),
        )
        curve = self._read_curve(first)
        reads = [Read(*known, rows.browse(), curve=curve) for __ in standings]
        self._read_facts_of_each(standings, reads)
        return reads

    @api.model
    def _join_rows(self, standings):
        """Return the rows of several standings."""
        return standings[0].rows.union(*(standing.rows for standing in standings))

    @api.model
    def _read_facts_of_each(self, standings, reads):
        """Read what counted day by day, this year and the year before, and the sums of all bases,
        by the deepest row that facts fall under; each counts for all rows above that one."""
        [first, *__] = standings
        span = {"date_from": first.first, "date_to": first.last}
        before = {name: fields.Date.subtract(day, years=1) for name, day in span.items()}
        frame = self._get_deep_frame(standings)
        wanted = self._find_standings(standings, frame)
        self.env["sales.actual"]._flush_sources()
        for name, days in (("days", span), ("days_before", before)):
            query = frame.facts(frame.levels, grain="day", **days)
            for row_id, day, amount in self.env.execute_query(row_sums(frame, query, "date")):
                on = day if name == "days" else fields.Date.add(day, years=1)
                for place in wanted.get(row_id, ()):
                    getattr(reads[place], name).append((on, amount or 0.0))
        bases = [basis for basis in self._get_bases() if self._knows(first, basis)]
        queries = [frame.facts(frame.levels, basis=basis, **span) for basis in bases]
        for number, row_id, amount in self.env.execute_query(row_sums_of_each(frame, queries)):
            for place in wanted.get(row_id, ()):
                found = reads[place].bases
                found[bases[number]] = found.get(bases[number], 0.0) + (amount or 0.0)

    @api.model
    def _get_deep_frame(self, standings):
        """Return the plan as queries take it, down to the deepest row that is looked at."""
        plan = standings[0].plan
        # sudo: the shape of the plan
        levels = self._join_rows(standings).sudo().level_id.ids
        depth = max((plan.level_ids.ids.index(level) + 1 for level in levels), default=0)
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        return replace(frame, levels=frame.levels[:depth], level_ids=frame.level_ids[:depth])

    @api.model
    def _find_standings(self, standings, frame):
        """Return which standings a row counts in: ``{row id: [place, …]}``."""
        places = {}
        for place, standing in enumerate(standings):
            for row_id in standing.rows.ids:
                places.setdefault(row_id, []).append(place)
        above = self.env["sales.plan.figures"]._read_parents(standings[0].plan)
        found = {}
        for row_id, path in get_paths(above).items():
            counted = [place for upper in path for place in places.get(upper, ())]
            if counted:
                found[row_id] = list(dict.fromkeys(counted))
        return found

    # Landing ------------------------------------------------------------------

    @api.model
    def _land_each(self, standings, reads):
        """Return where each of several standings will end up, see ``sales.landing``; None for what
        has nothing to land, and for all where the span is over or the plan not in force."""
        [first, *__] = standings
        if first.is_over or first.plan.state not in IN_FORCE:
            return [None] * len(standings)
        landing = self.env["sales.landing"]
        asked = landing._ask(first.company, first.first, first.last)
        parts, known = landing._gather_rows(
            first.plan, asked, self._join_rows(standings).ids, first.basis
        )
        readable = self._read_deals({number for part in parts.values() for number in part.deals})
        found = []
        for standing, read in zip(standings, reads, strict=True):
            own = [parts[row_id] for row_id in standing.rows.ids if row_id in parts]
            target = cockpit.planned(read.pieces, self._add_up(read, standing.rows.ids))
            found.append(
                landing._prepare_answer(own, target, standing.currency, known, readable=readable)
                if own
                else None
            )
        return found

    @api.model
    def _read_deals(self, numbers):
        """Return deals that the user may read, with their names."""
        leads = self.env["crm.lead"]
        if not numbers or not leads.has_access("read"):
            return leads
        return leads.search_fetch([("id", "in", list(numbers))], ["name"])
