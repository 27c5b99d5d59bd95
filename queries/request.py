"""Finds out what a reading of the plan report needs, from its domain, groupings and measures.

The rows of the report are facts and targets, and there are millions of them. So the report sums
facts by the columns that are asked for before PostgreSQL groups them, and reads only the plans,
bases and days that matter. When in doubt, everything is read.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from odoo.fields import Domain
from odoo.models import parse_read_group_spec

from .dimensions import BASES, FIELDS

#: Columns that facts may be grouped by before they reach the outer query.
GROUPABLE = frozenset(
    {
        *FIELDS,
        "plan_id",
        "allocation_id",
        "period_id",
        "date",
        "company_id",
        "currency_id",
        "kind",
        "basis",
        "measure",
        "is_counted",
    }
)
#: Measures that are sums, and the basis that they read; None is the plan's own basis.
ADDITIVE = {
    "target_amount": (),
    "history_amount": (),
    "actual_amount": (None,),
    "gap_amount": (None,),
    "compared_amount": (None,),
    "dated_amount": (None,),
    "currency_effect_amount": (None,),
    "previous_amount": (),
    "original_amount": (),
    "change_amount": (),
    "raised_amount": (),
    "cut_amount": (),
    **{f"{basis}_amount": (basis,) for basis in BASES},
}
#: The field by which a filter says as of which day plans and documents are looked at.
AS_OF = "as_of"
RATIOS = {"attainment": (None,)}
#: Functions that add amounts up; the second converts them into one currency.
SUMS = ("sum", "sum_currency")
_MONTH_GRAINS = ("month", "quarter", "year", "month_number", "quarter_number", "year_number")


@dataclass(frozen=True)
class ReportRequest:
    """What the rows of the report are to contain.

    It is never built from what a client sends; the report trusts only instances of this class.

    :param plan_domain: conditions on ``sales.plan`` that the rows wanted imply
    :param columns: groupable columns needed; None for raw rows with all columns
    :param bases: bases needed, None standing for each plan's own; None for all five
    :param grain: ``day`` or ``month`` at which dates are needed
    :param date_from: no row before this day is wanted
    :param date_to: no row after this day is wanted
    :param measures: fields that are summed; None for all
    :param as_of: the past day at whose end plans and documents are looked at, None for now
    :param compared: ids of plans that are compared with the plan that they revise
    """

    plan_domain: Domain = Domain.TRUE
    columns: frozenset[str] | None = None
    bases: frozenset | None = None
    grain: str | None = "day"
    date_from: date | None = None
    date_to: date | None = None
    measures: frozenset[str] | None = None
    compared: frozenset[int] = frozenset()
    as_of: date | None = None

    def asks_for(self, *measures: str) -> bool:
        """Whether any of some measures is wanted."""
        return self.measures is None or not self.measures.isdisjoint(measures)

    @property
    def is_raw(self) -> bool:
        """Whether rows are wanted one by one, with their ids and documents."""
        return self.columns is None


def read_request(
    domain: Domain, rules: Domain, groupby: Iterable[str] = (), aggregates: Iterable[str] = ()
) -> ReportRequest:
    """Return the request that answers a grouping.

    :param domain: the reader's filter, optimised for the report
    :param rules: the record rules that will be added to it
    :param groupby: specifications such as ``team_id`` or ``date:month``
    :param aggregates: specifications such as ``target_amount:sum``
    """
    bases = _bases(aggregates)
    specs = [parse_read_group_spec(spec) for spec in groupby]
    columns = {name for name, __, __ in specs}
    columns |= _condition_fields(domain & rules) - {AS_OF}
    columns |= {name for name in _aggregate_fields(aggregates) if name in GROUPABLE}
    date_from, date_to = date_bounds(domain)
    if bases is None or not columns <= GROUPABLE:
        return raw_request(domain)
    return ReportRequest(
        plan_conditions(domain),
        frozenset(columns),
        bases,
        _grain(domain, [granularity for name, __, granularity in specs if name == "date"]),
        date_from,
        date_to,
        frozenset(_aggregate_fields(aggregates)),
    )


def raw_request(domain: Domain) -> ReportRequest:
    """Return the request for the rows themselves."""
    date_from, date_to = date_bounds(domain)
    return ReportRequest(plan_conditions(domain), date_from=date_from, date_to=date_to)


def as_of_days(domain: Domain) -> set | None:
    """Return the days as of which a filter asks: none where it does not, one where it asks well.

    None is returned where it does not ask for all rows alike.
    """
    asked = [condition for condition in domain.iter_conditions() if _is_as_of(condition)]
    everywhere = [condition for condition in _top_conditions(domain) if _is_as_of(condition)]
    if len(asked) != len(everywhere) or any(one.operator != "in" for one in asked):
        return None
    return {day for condition in asked for day in condition.value}


def _is_as_of(condition) -> bool:
    return condition.field_expr == AS_OF


def _condition_fields(domain: Domain) -> set[str]:
    return {condition.field_expr.partition(".")[0] for condition in domain.iter_conditions()}


def _aggregate_fields(aggregates: Iterable[str]) -> list[str]:
    return [parse_read_group_spec(spec)[0] for spec in aggregates if spec != "__count"]


def _bases(aggregates: Iterable[str]) -> frozenset | None:
    """Return the bases that aggregates read, None if they need the rows one by one.

    A count alone needs the rows, too: where facts are summed, one row may stand for several.
    """
    if list(aggregates) == ["__count"]:
        return None
    bases = set()
    for spec in aggregates:
        if spec == "__count":
            continue
        name, __, function = parse_read_group_spec(spec)
        if name in ADDITIVE and function in SUMS:
            bases.update(ADDITIVE[name])
        elif name in RATIOS:
            bases.update(RATIOS[name])
        elif name not in GROUPABLE or function in ("count", "array_agg", *SUMS):
            return None
    return frozenset(bases)


def _top_conditions(domain: Domain) -> list:
    """Return the conditions that every row must meet: those joined by "and" at the top."""
    if getattr(domain, "OPERATOR", None) == "&":
        return [leaf for child in domain.children for leaf in _top_conditions(child)]
    return [domain] if hasattr(domain, "field_expr") else []


def plan_conditions(domain: Domain) -> Domain:
    """Return the conditions on ``sales.plan`` that follow from a filter of the report. Others than
    which plans it names, such as larger numbers, leave all plans to the filter itself."""
    result = Domain.TRUE
    for condition in _top_conditions(domain):
        head, __, rest = condition.field_expr.partition(".")
        if head == "plan_id" and not rest and condition.operator in ("any", "any!"):
            if isinstance(condition.value, Domain):
                result &= condition.value
        elif head == "plan_id" and (rest or condition.operator in ("in", "not in")):
            result &= Domain(rest or "id", condition.operator, condition.value)
        elif head == "company_id":
            result &= Domain(condition.field_expr, condition.operator, condition.value)
    return result


def date_bounds(domain: Domain) -> tuple[date | None, date | None]:
    """Return the first and the last day that a filter lets through, None where it has no bound."""
    first = last = None
    for condition in _top_conditions(domain):
        if condition.field_expr != "date" or not isinstance(condition.value, date):
            continue
        if condition.operator in (">=", ">"):
            first = max(first or condition.value, condition.value)
        elif condition.operator in ("<=", "<"):
            last = min(last or condition.value, condition.value)
    return first, last


def _grain(domain: Domain, granularities: list) -> str:
    """Return ``day`` if groupings or filters tell days of one month apart, else ``month``."""
    conditions = [c for c in domain.iter_conditions() if c.field_expr.partition(".")[0] == "date"]
    by_month = all(granularity in _MONTH_GRAINS for granularity in granularities)
    return "month" if by_month and all(map(_is_monthly, conditions)) else "day"


def _is_monthly(condition) -> bool:
    """Whether a condition on a day holds for all days of a month or for none."""
    day = condition.value
    if condition.field_expr != "date" or not isinstance(day, date):
        return False
    if condition.operator in (">=", "<"):
        return day.day == 1
    return (
        condition.operator in ("<=", ">") and day.day == calendar.monthrange(day.year, day.month)[1]
    )
