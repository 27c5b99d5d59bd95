from dataclasses import dataclass, field

from odoo import api, models

from ...tools import pacing
from ...tools.amounts import tidy, to_float
from ..cells.history_name import find_loaded

#: What the growth of a row is measured against: how many years back its actuals are, or None for
#: the history of its targets.
GROWTH_YEARS = {"growth": None, "growth_last_year": 1, "growth_two_years": 2}


@dataclass(frozen=True)
class Past:
    """Amounts that targets are compared with.

    Of periods whose earlier days are not over yet nothing can be said: growth is that of the
    others.

    :param amounts: ``{(row id, period id): amount}``
    :param running: ids of the periods whose earlier days are not over
    :param loaded: cells that are compared even so: they keep what they were loaded from
    """

    amounts: dict
    running: frozenset = frozenset()
    loaded: dict = field(default_factory=dict)

    def get_over(self, row_id, period_ids):
        """Return those of some periods in which a row can be compared."""
        if not self.running:
            return list(period_ids)
        return [
            period_id
            for period_id in period_ids
            if period_id not in self.running or (row_id, period_id) in self.loaded
        ]

    def sum_up(self, row_id, period_ids):
        """Return the sum of a row's amounts in some periods, None where there are none."""
        return _sum_known(self.amounts.get((row_id, period_id)) for period_id in period_ids)

    def compare(self, row_id, period_ids, targets):
        """Return the target and the past amount of those periods that can be compared.

        :param targets: ``{period id: amount}`` of the row
        """
        over = self.get_over(row_id, period_ids)
        return _sum_known(targets.get(period_id) for period_id in over), self.sum_up(row_id, over)


class SalesPlanTable(models.AbstractModel):
    """Compares targets with their history, with what was sold, and with the other periods."""

    _inherit = "sales.plan.table"

    @api.model
    def _read_bases(self, plan, row_ids, columns):
        """Return what growth is measured against, in one query for all rows and years.

        :return: ``{column: Past}`` of those of ``GROWTH_YEARS`` asked for
        """
        years = [
            GROWTH_YEARS[name] for name in GROWTH_YEARS if name in columns and GROWTH_YEARS[name]
        ]
        bases = {}
        if years:
            past = self.env["sales.plan.figures"]._read_years(
                plan, years, self._get_only_row(row_ids)
            )
            bases = {
                name: Past(past[year], self._find_running(plan, year))
                for name, year in GROWTH_YEARS.items()
                if year in past
            }
        if "growth" in columns:
            bases["growth"] = self._read_history_past(plan, row_ids)
        return bases

    @api.model
    def _find_running(self, plan, years):
        """Return the ids of the periods whose days, some years earlier, are not over yet."""
        over = self.env["sales.plan.journal"]._find_over_before(plan, years)
        # sudo: the periods of a plan are no secret to who sees one of its rows
        return frozenset(plan.sudo().period_ids.ids) - over

    @api.model
    def _get_so_far(self, plan):
        """Return which columns measure growth against years that are not over."""
        years = {name: number for name, number in GROWTH_YEARS.items() if number}
        return [name for name, number in years.items() if self._find_running(plan, number)]

    @staticmethod
    def _compare_bases(targets, bases, row_id, parts):
        """Return by how much targets exceed their bases: ``{column: [[ratio, base], …]}``.

        Both are of the periods whose base is over, and None where there is no base; so is the ratio
        where the base is zero, or nothing is planned.

        :param targets: ``{period id: amount}`` of the row
        :param parts: for each cell, the ids of its periods
        """
        result = {}
        for name, past in bases.items():
            pairs = [past.compare(row_id, periods, targets) for periods in parts]
            result[name] = [[to_float(get_growth(*pair)), pair[1]] for pair in pairs]
        return result

    @staticmethod
    def _compare(targets, pasts, row_id, parts):
        """Return the columns asked for beside a row's targets: history, change, actual, attainment.

        A change is that of the periods whose history is over.

        :param targets: ``{period id: amount}`` of the row
        :param pasts: as :meth:`_read_pasts`
        :param parts: for each cell, the ids of its periods
        :return: ``{column: [value of each cell]}``
        """
        result = {}
        for name, ratio in (("history", "change"), ("actual", "attainment")):
            if name not in pasts:
                continue
            past, columns = pasts[name]
            if name in columns:
                result[name] = [past.sum_up(row_id, periods) for periods in parts]
            if ratio in columns:
                compare = get_growth if ratio == "change" else _get_attainment
                pairs = [past.compare(row_id, periods, targets) for periods in parts]
                result[ratio] = [to_float(compare(*pair)) for pair in pairs]
        return result

    @staticmethod
    def _tell_compared(bases, pasts, row_id, period_ids):
        """Return of which periods growth is, where that is not all of them.

        :return: ``{"so_far": {column: [numbers of the periods], …}}``, nothing where all are
            compared
        """
        compared = dict(bases)
        if "history" in pasts and "change" in pasts["history"][1]:
            compared["change"] = pasts["history"][0]
        so_far = {}
        for name, past in compared.items():
            over = set(past.get_over(row_id, period_ids))
            if len(over) < len(period_ids):
                places = enumerate(period_ids)
                so_far[name] = [number for number, period_id in places if period_id in over]
        return {"so_far": so_far} if so_far else {}

    @staticmethod
    def _deviate(shown, columns):
        """Return by how much each period's target exceeds the mean of the row's planned periods.

        :param shown: the cells of the row with its total last, as the client gets them
        :return: ``{"deviation": [ratio or None of each period, mean or None]}``, nothing unless
            asked for
        """
        if "deviation" not in columns:
            return {}
        amounts = [cell[0] for cell in shown[:-1]]
        planned = [amount for amount in amounts if amount is not None]
        mean = sum(planned) / len(planned) if planned else None
        ratios = [get_growth(amount, mean) for amount in amounts]
        return {"deviation": [*map(to_float, ratios), to_float(mean)]}

    # -------------------------------------------------------------------------
    # Past amounts
    # -------------------------------------------------------------------------

    @api.model
    def _read_pasts(self, plan, row_ids, columns):
        """Return the past amounts that the columns asked for need, of history and of actuals.

        :return: ``{"history" or "actual": (Past, columns)}``
        """
        pasts = {}
        if {"history", "change"} & set(columns):
            pasts["history"] = (self._read_history_past(plan, row_ids), columns)
        if {"actual", "attainment"} & set(columns):
            pasts["actual"] = (Past(self._read_actuals(plan, row_ids)), columns)
        return pasts

    @api.model
    def _read_history(self, plan, row_ids=None):
        """Return the past amount of each cell: ``{(row id, period id): amount}``.

        A target that was loaded keeps the amount that it was computed from. For all others it is
        the actual of the same period a year earlier, but for the cells that a load left empty.
        """
        return self._read_history_past(plan, row_ids).amounts

    @api.model
    def _read_history_past(self, plan, row_ids=None):
        """Return the history of cells, as :class:`Past`: see :meth:`_read_history`."""
        cells = self.env["sales.plan.cells"]._read_cells(plan, row_ids)
        loaded = find_loaded(cells)
        # sudo: the periods of a plan are no secret to who sees one of its rows
        if row_ids is not None and len(loaded) == len(row_ids) * len(plan.sudo().period_ids):
            return Past(loaded)
        facts = self._read_facts(plan, row_ids, years=1)
        facts = self.env["sales.plan.journal"]._drop_unfound(plan, facts, cells)
        return Past(facts | loaded, self._find_running(plan, 1), loaded)


def get_growth(target, base):
    """Return by which ratio a target exceeds a base; None where there is nothing to compare.

    What was lost and is now won has grown: the ratio is of the size of the base.
    """
    if target is None or not base:
        return None
    return (target - base) / abs(base)


def _get_attainment(target, actual):
    return None if actual is None else pacing.attainment(target, actual)


def _sum_known(amounts):
    known = [amount for amount in amounts if amount is not None]
    return tidy(sum(known)) if known else None
