from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.tools import formatLang

from ...queries.dimensions import PIPELINE
from ...queries.facts.question import UNKNOWN_MEASURES
from ...queries.plans import node_actuals
from ...tools import fairness
from ...tools.amounts import to_float


class SalesPlanFairness(models.AbstractModel):
    """Compares the working amounts of rows with their history, their open pipeline, their people
    and the rows beside them; ``tools/fairness.py`` decides which amounts are odd."""

    _name = "sales.plan.fairness"
    _description = "Fairness of Sales Plans"

    @api.model
    def _compare_rows(self, plan, row_ids):
        """Return comparisons of some rows, in the order of the plan.

        :return: ``[{"row_id", "name", "target", "history", "ratio": target / history, "pipeline",
            "coverage": pipeline / target, "year_before": actual of the same periods a year
            earlier, "capacity": full-time equivalents, "peers": median
            growth of the rows below the same row, "flags": codes of ``tools.fairness.FLAGS``,
            "reason": what is odd, in words, "" if nothing is}, …]``, amounts in the plan's unit;
            values that are not known are None. While the past is not over, growth is that of the
            periods that are
        """
        tree = self.env["sales.plan.table"]._read_tree(plan)
        groups = self._get_groups(tree, row_ids)
        compared = [row_id for group in groups for row_id in group]
        years = self._read_years_before(plan)
        before = self._sum_periods(years[0])
        figures = self._read_siblings(plan, tree, compared, years)
        names = plan._get_row_names(set(compared))
        result = {}
        for group in groups:
            for finding in fairness.check([figures[row_id] for row_id in group]):
                row = figures[finding.key]
                result[finding.key] = {
                    "row_id": finding.key,
                    "name": names[finding.key],
                    "target": row.target,
                    "history": row.history,
                    "year_before": before.get(finding.key, 0.0),
                    "ratio": to_float(finding.ratio),
                    "pipeline": row.pipeline,
                    "coverage": to_float(finding.coverage),
                    "capacity": to_float(row.capacity),
                    "peers": to_float(finding.peers),
                    "flags": list(finding.flags),
                    "reason": self._explain_finding(plan, row, finding),
                }
        return [result[row_id] for row_id in tree.get_ordered(row_ids)]

    @api.model
    def _get_groups(self, tree, row_ids):
        """Return lists of rows that are compared with each other: those below the same row."""
        known = [row_id for row_id in row_ids if row_id in tree.parents]
        parents = dict.fromkeys(tree.parents[row_id] for row_id in known)
        alone = [[row_id] for row_id in known if tree.parents[row_id] is None]
        return [tree.children[parent] for parent in parents if parent is not None] + alone

    @api.model
    def _read_years_before(self, plan):
        """Return the actuals of rows in the same periods one and two years earlier.

        :return: ``[{(row id, period id): amount}, …]``
        """
        read = self.env["sales.plan.figures"]._read_period_actuals
        return [read(plan, years=years) for years in (1, 2)]

    @api.model
    def _read_siblings(self, plan, tree, row_ids, years):
        """Return ``{row id: Sibling}`` with the figures of rows over the whole plan.

        :param years: as :meth:`_read_years_before`
        """
        cells = self.env["sales.plan.table"]._read_shown_cells(tree, row_ids)
        targets = {key: cell.amount for key, cell in cells.items() if cell.amount is not None}
        past = self.env["sales.plan.table"]._read_history_past(plan, row_ids)
        whole = self._sum_up(targets, past.amounts, years)
        over = None
        if past.running:
            amounts = [targets, past.amounts, *years]
            targets, history, *years = (_keep_over(past, values) for values in amounts)
            over = self._sum_up(targets, history, years)
        pipeline = self._read_pipeline(plan, row_ids)
        people = self.env["sales.plan.capacity"]._read_capacity(plan, row_ids)
        return {
            row_id: fairness.Sibling(
                row_id,
                *whole(row_id),
                pipeline.get(row_id),
                people[row_id].mean if row_id in people else None,
                over and fairness.Over(*over(row_id)),
            )
            for row_id in row_ids
        }

    @api.model
    def _sum_up(self, targets, history, years):
        """Return a function that tells a row's target, its history and the best of its years."""
        targets, history, *years = map(self._sum_periods, (targets, history, *years))

        def get(row_id):
            best = max((year[row_id] for year in years if row_id in year), default=None)
            return targets.get(row_id), history.get(row_id, 0.0), best

        return get

    @api.model
    def _read_total_history(self, plan, row_ids):
        """Return the history of rows over the whole plan: ``{row id: amount}``."""
        return self._sum_periods(self.env["sales.plan.table"]._read_history(plan, row_ids))

    @staticmethod
    def _sum_periods(amounts):
        """Add up ``{(row id, period id): amount}`` by row."""
        totals = defaultdict(float)
        for (row_id, __), amount in amounts.items():
            totals[row_id] += float(amount or 0.0)
        return {row_id: round(total, 6) for row_id, total in totals.items()}

    @api.model
    def _read_pipeline(self, plan, row_ids):
        """Return the open deals that are expected to close from today to the plan's end.

        :return: ``{row id: amount}``, without rows of products. Empty for plans that are over, and
            for plans that measure margins, since deals have none
        """
        # sudo: the shape of a plan is no secret of the rows hidden in it
        plan = plan.sudo()
        first = max(plan.date_from, plan.company_id._get_today())
        if first > plan.date_to or not self._has_pipeline(plan):
            return {}
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        frame = replace(frame, basis=PIPELINE, date_from=first)
        self.env["sales.actual"]._flush_sources()
        open_deals = {
            node_id if depth else frame.root_id: float(value or 0.0)
            for node_id, depth, __, value, __ in self.env.execute_query(
                node_actuals(frame, by_period=False)
            )
        }
        # sudo: what rows stand for, of rows that are compared anyway
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)
        known = rows.filtered(lambda row: not (row.product_id or row.product_category_id))
        return {row_id: round(open_deals.get(row_id, 0.0), 6) for row_id in known.ids}

    @api.model
    def _has_pipeline(self, plan):
        """Whether open deals have the measure of a plan."""
        return plan.measure not in UNKNOWN_MEASURES[PIPELINE]

    # -------------------------------------------------------------------------
    # Words
    # -------------------------------------------------------------------------

    @api.model
    def _explain_finding(self, plan, row, finding):
        """Say with figures what is odd about a row; empty if nothing is."""
        sentences = self._get_sentences(plan, row, finding)
        return " ".join(sentences[flag] for flag in finding.flags)

    @api.model
    def _get_sentences(self, plan, row, finding):
        if not finding.flags:
            return {}
        compared = row.compared
        best = max(compared.best or 0.0, compared.history)
        growth = None if finding.ratio is None else finding.ratio - 1
        values = {
            "target": plan._format_figure(row.target),
            "history": plan._format_figure(
                row.history if finding.ratio is None else compared.history
            ),
            "best": plan._format_figure(best),
            "pipeline": plan._format_figure(row.pipeline),
            "growth": self._format_percent(growth),
            "peers": self._format_percent(finding.peers),
            "above": self._format_percent(_get_change(compared.target, best)),
            "load": plan._format_figure(to_float(finding.load)),
            "peers_load": plan._format_figure(to_float(finding.peers_load)),
        }
        above_past = self.env._("%(above)s against the best result so far, %(best)s.", **values)
        if row.pipeline is not None:
            above_past = self.env._(
                "%(above)s against the best result so far, %(best)s, and open deals of "
                "%(pipeline)s do not fill the gap.",
                **values,
            )
        return {
            "not_planned": self.env._(
                "Nothing is planned, with a history of %(history)s.", **values
            ),
            "zero_target": self.env._("Planned as zero, with a history of %(history)s.", **values),
            "no_history": self.env._("%(target)s without any history.", **values),
            "growth_high": self.env._(
                "%(growth)s against a history of %(history)s; usual beside it is %(peers)s.",
                **values,
            ),
            "growth_low": self.env._(
                "Only %(growth)s against a history of %(history)s; usual beside it is %(peers)s.",
                **values,
            ),
            "above_past": above_past,
            "below_past": self.env._("%(growth)s against a history of %(history)s.", **values),
            "no_capacity": self.env._("%(target)s, and nobody is there to reach it.", **values),
            "load_high": self.env._(
                "%(load)s for each full-time person; usual beside it are %(peers_load)s.", **values
            ),
        }

    @api.model
    def _format_percent(self, ratio):
        """Return a change as the user reads it: +12.5 %."""
        if ratio is None:
            return ""
        sign = "+" if ratio >= 0 else "−"
        return self.env._(
            "%(sign)s%(percent)s%%",
            sign=sign,
            percent=formatLang(self.env, abs(float(ratio)) * 100, digits=1),
        )


def _keep_over(past, amounts):
    """Return those of ``{(row id, period id): amount}`` that can be compared with the past."""
    return {key: amount for key, amount in amounts.items() if past.get_over(key[0], key[1:])}


def _get_change(target, best):
    return (target - best) / best if target and best > 0 else None
