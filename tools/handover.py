"""Handing over what a row has, with everything below it, from a day on.

Pure functions, without database. What was planned before the day stays, what is planned from it
on goes; a period that the day falls into is split by its working days. Nothing is ever lost: what
stays of a cell and what goes of it make the cell exactly.

* Not planned stays not planned on both sides, and what comes to nothing is not planned. What is
  planned as zero is planned as zero on every side that has days of the period.
* A held cell is held on every side that has days of the period: splitting is no spreading.
* The history that a target was computed from is split as the target is, for itself.
* A split period is rounded from the top down, so that rows below which all of a row was given out
  still make all of it, on both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from .pacing import working_days
from .spreading import EXACT, Cell, Number, largest_remainder, to_decimal

Row = Hashable
Period = Hashable
Key = tuple[Row, Period]
#: Days of a period before the handing over, and from it on.
Days = tuple[int, int]
Parts = dict[Key, tuple["Cell | None", "Cell | None"]]


def count_days(
    date_from: date,
    date_to: date,
    day: date,
    weekdays: Collection[int] = (),
    holidays: Iterable[date] = (),
) -> Days:
    """Count the working days of a period before a day, and from it on.

    :param date_from: first day of the period
    :param date_to: last day of the period
    :param day: the first day that goes
    :param weekdays: as for :func:`~tools.pacing.working_days`
    :param holidays: likewise; calendar days count where the period has no working day
    """
    if day <= date_from:
        return 0, 1
    if day > date_to:
        return 1, 0
    holidays = set(holidays)
    before = working_days(date_from, day - timedelta(days=1), weekdays, holidays)
    after = working_days(day, date_to, weekdays, holidays)
    if before or after:
        return before, after
    return (day - date_from).days, (date_to - day).days + 1


def part(
    parents: Mapping[Row, Row | None],
    cells: Mapping[Key, Cell],
    days: Mapping[Period, Days],
    step: Number,
) -> Parts:
    """Say of each cell what stays and what goes.

    :param parents: the rows that are handed over, each with the row above it, None for the
        highest; rows above come first
    :param cells: what is planned for them
    :param days: days before and from the handing over on, of the periods that it is about
    :param step: the smallest amount that is planned
    :return: ``{(row, period): (Cell that stays, Cell that goes)}`` of the cells of these periods,
        None for nothing
    :raise ValueError: when the step is not positive
    """
    parts: Parts = {}
    split: dict[Period, dict[Row, Cell]] = {}
    for (row, period), cell in cells.items():
        before, after = days.get(period, (0, 0))
        if before and after:
            split.setdefault(period, {})[row] = cell
        elif after:
            parts[row, period] = None, cell
        elif before:
            parts[row, period] = cell, None
    for period, planned in split.items():
        going = _split_rows(parents, planned, days[period], to_decimal(step))
        for row, cell in planned.items():
            parts[row, period] = _split_cell(cell, going[row], days[period], step)
    return parts


def add(cell: Cell | None, given: Cell | None) -> Cell | None:
    """Return what a row has with what it is given; not planned and an amount is the amount.

    Whether the sum is held is up to what there was. Amounts that make up for each other leave
    nothing planned, unless both are zero.
    """
    if cell is None or given is None:
        return cell or given
    if cell.amount and not _add(cell.amount, given.amount):
        return None
    return Cell(
        _add(cell.amount, given.amount), _add(cell.history, given.history), bool(cell.is_held)
    )


def _add(amount: Number | None, given: Number | None) -> Number | None:
    if amount is None or given is None:
        return given if amount is None else amount
    return EXACT.add(to_decimal(amount), to_decimal(given))


def _split_cell(
    cell: Cell, going: Decimal, days: Days, step: Number
) -> tuple[Cell | None, Cell | None]:
    staying = EXACT.subtract(to_decimal(cell.amount), going)
    old = new = None
    if cell.history is not None:
        old, new = largest_remainder(cell.history, days, step)
    if cell.amount and not (staying and going):  # all of it is on one side, and so is its history
        whole = Cell(cell.amount, cell.history, cell.is_held)
        return (whole, None) if staying else (None, whole)
    return Cell(staying, old, cell.is_held), Cell(going, new, cell.is_held)


def _split_rows(
    parents: Mapping[Row, Row | None], planned: Mapping[Row, Cell], days: Days, step: Decimal
) -> dict[Row, Decimal]:
    """Return what goes of each row's amount in one period, in whole steps.

    What an amount has beyond whole steps stays.
    """
    if step <= 0:
        raise ValueError(f"A step is larger than zero, not {step}.")
    units = {
        row: int(EXACT.divide_int(to_decimal(cell.amount), step)) for row, cell in planned.items()
    }
    below: dict[Row, list[Row]] = {row: [] for row in parents}
    for row, above in parents.items():
        if above in below:
            below[above].append(row)
    shown: dict[Row, int] = {}  # a row without an amount has what is below it
    for row in reversed(list(parents)):
        inner = [child for child in below[row] if child in shown]
        if row in units or inner:
            shown[row] = units.get(row, sum(shown[child] for child in inner))
    going: dict[Row, int] = {}
    for row in parents:
        if row not in shown:
            continue
        if parents[row] not in shown:
            going[row] = int(largest_remainder(shown[row], days, 1)[1])
        inner = [(child, shown[child]) for child in below[row] if child in shown]
        going.update(_give_below(shown[row], going[row], inner, days))
    return {row: EXACT.multiply(going[row], step) for row in planned}


def _give_below(
    whole: int, going: int, rows: Sequence[tuple[Row, int]], days: Days
) -> dict[Row, int]:
    """Round what goes of some rows so that, with what no row has, it is what goes of the whole.

    Each gets its exact share rounded down, and those that lost most of it one step more.
    """
    rest = whole - sum(units for __, units in rows)
    shares = [
        divmod(units * days[1], sum(days)) for units in [*(units for __, units in rows), rest]
    ]
    missing = going - sum(share for share, __ in shares)
    order = sorted(range(len(shares)), key=lambda index: -shares[index][1])
    more = set(order[:missing])
    return {row: shares[index][0] + (index in more) for index, (row, __) in enumerate(rows)}
