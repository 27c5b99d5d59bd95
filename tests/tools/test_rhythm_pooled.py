"""Small rows by the row above them: no worse than each alone, and quick (N3, N6)."""

import math
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from series_of_sales import draw_count

from tools import rhythm
from tools.rhythm_pooled import MOST_CAREFUL, Above, foretell_rows

MONTHS, POINT = 36, 0.4
cents = st.integers(0, 10**8).map(lambda amount: amount / 100)
series_of = st.lists(cents, min_size=MONTHS, max_size=MONTHS)
signed = st.lists(cents | cents.map(lambda amount: -amount), min_size=MONTHS, max_size=MONTHS)
shares_of = st.lists(st.none() | st.floats(0, 1), min_size=MONTHS, max_size=MONTHS)


def make_rows(seed, count=60, orders=(0.2, 4), wander=0.03, horizon=12):
    """Return customers' months, and what of each had come by a day of it: orders now and then, the
    same seasons, some that come later and some that stop."""
    chance = random.Random(seed)
    year = [max(1 + 0.3 * chance.gauss(0, 1), 0.1) for _month in range(12)]
    rows, early = [], []
    for _row in range(count):
        mean = math.exp(chance.uniform(*map(math.log, orders)))
        begin = chance.randrange(1, 34) if chance.random() < 0.15 else 0
        end = chance.randrange(12, 48) if chance.random() < 0.1 else MONTHS + horizon
        level, months, parts = 0.0, [], []
        for at in range(MONTHS + horizon):
            level += chance.gauss(0, wander)
            there = begin <= at < end
            number = draw_count(chance, mean * math.exp(level) * year[at % 12]) if there else 0
            amounts = [math.exp(chance.gauss(5, 0.6)) for _order in range(number)]
            months.append(sum(amounts))
            parts.append(sum(amount for amount in amounts if chance.random() < POINT))
        rows.append(months)
        early.append(parts)
    return rows, early


def make_above(rows, early, horizon):
    """Return the row above, foretold with all care, and the shares of its months."""
    months = [sum(amounts) for amounts in zip(*rows, strict=True)]
    parts = [sum(amounts) for amounts in zip(*early, strict=True)]
    shares = [part / whole for part, whole in zip(parts, months, strict=True)][:MONTHS]
    found = rhythm.follow_period(months[:MONTHS], parts[:MONTHS], parts[MONTHS], POINT, horizon)
    return Above(months[:MONTHS], shares, POINT, *found), shares


@pytest.mark.parametrize("horizon", [2, 6, 12])
@pytest.mark.parametrize("orders", [(0.2, 4), (1, 6)])
def test_no_worse_than_each_alone(horizon, orders):
    """Of what came in all; and P10 to P90 holds about as much as it says."""
    alone = pooled = held = count = 0.0
    for seed in range(5):
        rows, early = make_rows(seed, orders=orders)
        above, shares = make_above(rows, early, horizon)
        for months, parts in zip(rows, early, strict=True):
            past, came = months[:MONTHS], sum(months[MONTHS : MONTHS + horizon]) - parts[MONTHS]
            if not any(past):
                continue
            so_far = [amount * share for amount, share in zip(past, shares, strict=True)]
            single = rhythm.rest_of_period(past, so_far, parts[MONTHS], POINT, horizon)
            found = above.foretell(past)
            alone += abs(came - sum(single.points))
            pooled += abs(came - sum(found.points))
            low, high = (found.errors[round(at * (len(found.errors) - 1))] for at in (0.1, 0.9))
            held += low <= came - sum(found.points) <= high
            count += 1
    assert pooled <= 1.01 * alone
    assert 0.68 <= held / count <= 0.9


@given(series_of, series_of, shares_of, st.integers(1, 15), st.integers(0, 5))
def test_what_is_foretold_may_come(row, other, shares, horizon, begin):
    """Nothing negative where nothing was; errors around nothing, none larger than what there is."""
    row = [0.0] * begin + row[begin:]
    months = [one + two for one, two in zip(row, other, strict=True)]
    known = rhythm.follow_period(months, [None] * MONTHS, 0, 0.5, horizon)
    found = Above(months, shares, 0.5, *known).foretell(row)
    total = sum(found.points)
    assert len(found.points) == horizon
    assert all(point >= 0 for point in found.points)
    assert list(found.errors) == sorted(found.errors)
    if not any(row):
        assert (found.kind, found.errors, total) == ("none", (), 0)
        return
    scale = max(*row, total, 1.0)
    assert sum(found.errors) == pytest.approx(0, abs=1e-6 * scale * len(found.errors))
    assert found.errors[0] >= -total - 1e-9 * scale


@given(signed, signed, shares_of, st.integers(1, 15))
def test_in_any_unit_the_same(row, other, shares, horizon):
    """Twice the amounts are twice the points, whatever the signs."""
    months = [one + two for one, two in zip(row, other, strict=True)]
    found = rhythm.follow_period(months, [None] * MONTHS, 0, 0.5, horizon)
    above = Above(months, shares, 0.5, *found)
    once, twice = above.foretell(row), above.foretell([2 * amount for amount in row])
    scale = max(map(abs, row), default=0.0) + 1
    assert twice.points == pytest.approx([2 * point for point in once.points], abs=1e-6 * scale)
    assert twice.errors == pytest.approx([2 * error for error in once.errors], abs=1e-6 * scale)


def test_a_row_that_is_all_of_it_goes_on_with_it():
    """Months that come again every year: what is foretold above is foretold below."""
    year = [90.0, 110.0, 100.0, 100.0, 60.0, 140.0, 100.0, 100.0, 80.0, 120.0, 50.0, 150.0]
    months = year * 3
    found = rhythm.follow_period(months, [None] * MONTHS, 0, 0.0, 6)
    rest, past = found
    below = Above(months, [None] * MONTHS, 0.0, rest, past).foretell([one / 4 for one in months])
    assert below.points == pytest.approx([point / 4 for point in rest.points])


def test_a_row_that_has_ended_goes_on_with_next_to_nothing():
    rows, early = make_rows(4, orders=(2, 4))
    above, _shares = make_above(rows, early, 6)
    months = [100.0] * 30 + [0.0] * 6
    assert sum(above.foretell(months).points) == 0
    assert sum(above.foretell([100.0] * 36).points) > 400


def make_tree(rows):
    """Return a tree of a total, two rows below it, and customers below these, with their sums."""
    parents = {"all": None, "north": "all", "south": "all"}
    series = {name: [0.0] * MONTHS for name in parents}
    for number, months in enumerate(rows):
        upper = "north" if number % 2 else "south"
        parents[number] = upper
        series[number] = months[:MONTHS]
        for name in (upper, "all"):
            series[name] = [one + two for one, two in zip(series[name], months, strict=False)]
    return series, parents


def test_the_largest_with_all_care_the_others_by_the_nearest_above():
    rows, _early = make_rows(1, count=120)
    series, parents = make_tree(rows)
    shares, running = [POINT] * MONTHS, dict.fromkeys(series, 10.0)
    found = foretell_rows(series, running, parents, shares, POINT, 6)
    assert found.keys() == series.keys()
    sizes = {name: sum(months[-24:]) for name, months in series.items()}
    largest = sorted(series, key=sizes.__getitem__, reverse=True)[:MOST_CAREFUL]
    for name in series:
        so_far = [amount * POINT for amount in series[name]]
        if name in largest:
            assert found[name] == rhythm.rest_of_period(series[name], so_far, 10.0, POINT, 6)
        else:
            months = series[parents[name]]
            so_far = [amount * POINT for amount in months]
            upper = rhythm.follow_period(months, so_far, 10.0, POINT, 6)
            assert found[name] == Above(months, shares, POINT, *upper).foretell(series[name])


def test_a_row_is_foretold_the_same_wherever_it_is_looked_at():
    rows, _early = make_rows(2, count=120)
    series, parents = make_tree(rows)
    asked = series, dict.fromkeys(series, 0.0), parents, [None] * MONTHS, POINT, 6
    found = foretell_rows(*asked)
    for wanted in ({"all"}, {7, 8}, {"north", 90, "gone"}):
        assert foretell_rows(*asked, wanted) == {
            name: found[name] for name in wanted if name in found
        }


def test_thousands_of_rows_take_less_than_a_second():
    """Of processor time, on any machine of these days."""
    rows, _early = make_rows(3, count=3600)
    series, parents = make_tree(rows)
    start = time.process_time()
    foretell_rows(series, dict.fromkeys(series, 0.0), parents, [POINT] * MONTHS, POINT, 2)
    assert time.process_time() - start < 1.5
