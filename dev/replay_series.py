"""The rhythm on the monthly series of a forecasting competition, against its own members.

DATA names the file of the series: one a line, its name, its kind, its history and the months that
followed, each a list of amounts. It is no part of the repository. The series are forecast whole,
and cut to what a company has after two or three years.

MASE is the mean error divided by that of the same month of the year before in the history (Hyndman
and Koehler, *Another look at measures of forecast accuracy*, 2006), sMAPE the mean of
200 * |actual - forecast| / (|actual| + |forecast|). "Held" is the share of the outcomes, as sums of
all months, between P10 and P90 of the forecast's errors; 80 % would be right.
"""

import csv
import os
import time
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from tools import rhythm

from . import console, paths

SERIES = paths.ROOT.parent / "shared" / "data" / "m3_monthly_half.csv"
SEASON = 12
GOAL = 0.83  # MASE of the mean, the months that follow the whole history
SECONDS = 1.0  # of processor time, for the forecasts of a hundred series with their errors
LENGTHS = (24, 30, 36)  # months, as new companies have them
HORIZONS = (6, 12)
NAIVE = "last year again"


class Series(NamedTuple):
    """Amounts that are known, and those that followed."""

    history: list
    following: list


class Score(NamedTuple):
    """How right the forecasts of some series were."""

    mase: dict
    smape: dict
    held: float
    seconds: float


def replay():
    """Forecast the series, print how right that was, and return which goals were missed."""
    path = Path(os.environ.get("DATA") or SERIES)
    every = read_series(path)
    horizon = min(len(series.following) for series in every)
    console.say(f"{len(every)} series of {path.name}.\n")
    whole = measure(every, horizon)
    console.say(format_score(f"{horizon} months after the whole history", whole))
    for length in LENGTHS:
        cut = [Series(series.history[-length:], series.following) for series in every]
        for months in HORIZONS:
            title = f"{months} months after the last {length}"
            console.say("\n" + format_score(title, measure(cut, months)))
    seconds = whole.seconds * 100 / len(every)
    console.say(f"\n{seconds:.2f} s of processor time for 100 series, with their errors.")
    missed = []
    if whole.mase["mean"] > GOAL:
        missed.append(f"MASE {whole.mase['mean']:.3f}, at most {GOAL}")
    if seconds > SECONDS:
        missed.append(f"{seconds:.2f} s for 100 series, at most {SECONDS}")
    return missed


def read_series(path):
    """Return the series of a file that say something: those that are not the same every year."""
    if not path.is_file():
        raise console.Failure(
            f"There is no file {path}: name one with DATA=, a line for each series with its name, "
            "its kind, its history and the months that followed, amounts apart by spaces."
        )
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    try:
        every = [
            Series(*([float(amount) for amount in cell.split()] for cell in (history, following)))
            for _name, _kind, history, following in rows
        ]
    except ValueError as error:
        raise console.Failure(f"{path} is not as expected: {error}.") from error
    every = [series for series in every if series.following and usual_error(series.history)]
    if not every:
        raise console.Failure(f"{path} has no series of more than a year.")
    return every


def measure(every, horizon):
    """Return how right the forecasts of some months ahead were."""
    start = time.process_time()
    forecasts = [rhythm.forecast(series.history, horizon, SEASON) for series in every]
    seconds = time.process_time() - start
    mase, smape, held = {}, {}, 0
    for series, found in zip(every, forecasts, strict=True):
        actual = series.following[:horizon]
        last_year = series.history[-SEASON:]
        again = [last_year[at % SEASON] for at in range(horizon)]
        usual = usual_error(series.history)
        for name, points in {NAIVE: again, **found.members, "mean": found.points}.items():
            mase.setdefault(name, []).append(mean_error(actual, points) / usual)
            smape.setdefault(name, []).append(relative_error(actual, points))
        error = sum(actual) - sum(found.points)
        held += quantile(found.errors, 0.1) <= error <= quantile(found.errors, 0.9)
    return Score(
        {name: fmean(errors) for name, errors in mase.items()},
        {name: fmean(errors) for name, errors in smape.items()},
        held / len(every),
        seconds,
    )


def usual_error(history):
    """Return how far the months of a history are from those of the year before; 0 under a year."""
    return mean_error(history[SEASON:], history[:-SEASON]) if len(history) > SEASON else 0


def mean_error(actual, points):
    """Return the mean absolute error."""
    return fmean(abs(came - point) for came, point in zip(actual, points, strict=True))


def relative_error(actual, points):
    """Return sMAPE: 0 to 200; a month of nothing that was foretold as nothing is right."""
    return fmean(
        200 * abs(came - point) / (abs(came) + abs(point)) if came or point else 0
        for came, point in zip(actual, points, strict=True)
    )


def quantile(ordered, share):
    """Return the value that a share of some values lies below, between two by a straight line."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def format_score(title, score):
    """Return a score as a table, one line for each way to forecast."""
    lines = [f"{title:<40}{'MASE':>8}{'sMAPE':>8}"]
    for name, mase in score.mase.items():
        lines.append(f"  {name.replace('_', ' '):<38}{mase:>8.3f}{score.smape[name]:>8.1f}")
    lines.append(f"  held {score.held:.0%}")
    return "\n".join(lines)
