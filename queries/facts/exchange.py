"""Amounts of companies of other currencies, in the currency of a plan.

Each amount of a fact is converted and rounded by itself, so that figures add up to the cent however
they are grouped. So facts that are converted are always read line by line, see ``by_product`` of
the question: the rounded header of a document is not the sum of its rounded lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

#: The columns of facts that are money.
MONEY = ("amount", "weighted_amount", "recurring_amount", "cost")


@dataclass(frozen=True)
class Rates:
    """What a unit of a currency is worth in another one, from day to day.

    :param values: the rates, one more than days; the first holds on all days before them, too
    :param days: on which the next rate begins, in their order
    """

    values: tuple[Decimal, ...]
    days: tuple[date, ...] = ()

    def on(self, day: SQL) -> SQL:
        """Return the rate of a day; without one, the first."""
        if not self.days:
            return SQL("%s", self.values[0])
        return SQL(
            "(%s::numeric[])[COALESCE(width_bucket(%s, %s::date[]), 0) + 1]",
            list(self.values),
            day,
            list(self.days),
        )


@dataclass(frozen=True)
class Exchange:
    """How amounts of companies become amounts of a plan's currency.

    :param currency_id: the plan's currency
    :param rounding: its smallest coin
    :param planned: ``((company ids, rates), …)`` of companies of other currencies, as the plan has
        them
    :param dated: the same, by the rates that Odoo has for the days of documents
    """

    currency_id: int
    rounding: Decimal
    planned: tuple[tuple[tuple[int, ...], Rates], ...]
    dated: tuple[tuple[tuple[int, ...], Rates], ...]

    def convert(self, columns: Mapping[str, SQL], by_day: bool = False) -> dict[str, SQL]:
        """Return the columns of a source with its money in the plan's currency.

        :param by_day: at the rates of the documents' days, not at those of the plan
        """
        rates = self.dated if by_day else self.planned
        return {
            **columns,
            "currency_id": SQL("%s", self.currency_id),
            **{
                name: self._converted(columns[name], columns, rates)
                for name in MONEY
                if name in columns
            },
        }

    def unconverted(self, rate: SQL, columns: Mapping[str, SQL]) -> SQL:
        """Return the rate from a plan's currency to that of a document, beside the rate from the
        company's to it."""
        branches = [
            SQL("WHEN %s IN %s THEN %s", columns["company_id"], ids, rates.on(columns["date"]))
            for ids, rates in self.planned
        ]
        return SQL("(%s) / CASE %s ELSE 1 END", rate, SQL(" ").join(branches))

    def _converted(self, amount: SQL, columns: Mapping[str, SQL], every) -> SQL:
        """Return an amount, rounded half away from zero; as it is where it is the plan's currency
        already."""
        branches = [
            SQL(
                "WHEN %s IN %s THEN ROUND((%s) * %s / %s) * %s",
                columns["company_id"],
                ids,
                amount,
                rates.on(columns["date"]),
                self.rounding,
                self.rounding,
            )
            for ids, rates in every
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(branches), amount)
