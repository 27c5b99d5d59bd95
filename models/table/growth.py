from odoo import api, models

from ...tools.amounts import tidy, to_float

#: What the growth of a row is measured against: how many years back its actuals are, or None for
#: the history of its targets.
GROWTH_YEARS = {"growth": None, "growth_last_year": 1, "growth_two_years": 2}


class SalesPlanTable(models.AbstractModel):
    """Compares targets with what was sold in earlier years, and with the other periods."""

    _inherit = "sales.plan.table"

    @api.model
    def _read_bases(self, plan, row_ids, columns):
        """Return what growth is measured against, in one query for all rows and years.

        :return: ``{column: {(row id, period id): amount}}`` of those of ``GROWTH_YEARS`` asked for
        """
        years = [
            GROWTH_YEARS[name] for name in GROWTH_YEARS if name in columns and GROWTH_YEARS[name]
        ]
        bases = {}
        if years:
            past = self.env["sales.plan.figures"]._read_years(
                plan, years, self._get_only_row(row_ids)
            )
            bases = {name: past[year] for name, year in GROWTH_YEARS.items() if year in past}
        if "growth" in columns:
            bases["growth"] = self._read_history(plan, row_ids)
        return bases

    @staticmethod
    def _compare_bases(shown, bases, row_id, groups):
        """Return by how much targets exceed their bases: ``{column: [[ratio, base], …]}``.

        Both are None where there is no base; so is the ratio where the base is zero, or nothing is
        planned.

        :param shown: cells as the client gets them
        :param groups: for each of them, the ids of its periods
        """
        return {
            name: [
                _compare(cell[0], [values.get((row_id, period)) for period in group])
                for cell, group in zip(shown, groups, strict=True)
            ]
            for name, values in bases.items()
        }

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


def get_growth(target, base):
    """Return by which ratio a target exceeds a base; None where there is nothing to compare.

    What was lost and is now won has grown: the ratio is of the size of the base.
    """
    if target is None or not base:
        return None
    return (target - base) / abs(base)


def _compare(amount, values):
    known = [value for value in values if value is not None]
    base = tidy(sum(known)) if known else None
    return [to_float(get_growth(amount, base)), base]
