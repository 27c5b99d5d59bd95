"""Charts on paper: every line stays within its frame, every label can be read."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.line_chart import (
    Frame,
    draw_fan,
    draw_line,
    get_ticks,
    spread_labels,
    write_points,
)

amounts = st.floats(-1e12, 1e12, allow_nan=False).map(lambda amount: round(amount, 2))


@given(st.lists(amounts, max_size=20), st.integers(1, 10))
def test_ticks_hold_all(values, most):
    ticks = get_ticks(values, most + 1)
    assert ticks[0] <= min([0, *values]) * (1 - 1e-9) + 1e-9
    assert ticks[-1] >= max([0, *values]) * (1 - 1e-9)
    assert any(abs(tick) < 1e-9 for tick in ticks)
    assert 2 <= len(ticks) <= most + 2
    steps = {round(after - before, 6) for before, after in itertools.pairwise(ticks)}
    assert max(steps) - min(steps) <= abs(ticks[-1]) * 1e-6 + 1e-6


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([], [0, 1]),
        ([0], [0, 1]),
        ([0.01], [0, 0.002, 0.004, 0.006, 0.008, 0.01]),
        ([98], [0, 20, 40, 60, 80, 100]),
        ([12000], [0, 2500, 5000, 7500, 10000, 12500]),
        ([-30, 60], [-40, -20, 0, 20, 40, 60]),
    ],
)
def test_ticks_are_round(values, ticks):
    assert get_ticks(values) == pytest.approx(ticks)


@given(st.lists(amounts, min_size=1, max_size=20))
def test_lines_stay_in_their_frame(values):
    ticks = get_ticks(values)
    frame = Frame(50, 10, 450, 210, 0, len(values) - 1, ticks[0], ticks[-1])
    points = draw_line(frame, range(len(values)), values)
    assert len(points) == len(values)
    assert all(50 <= x <= 450 and 9.9 <= y <= 210.1 for x, y in points)


def test_lines_stop_where_nothing_is_known():
    frame = Frame(0, 0, 100, 50, 0, 2, 0, 10)
    points = draw_line(frame, [0, 1, 2], [0, 5, None])
    assert points == [(0, 50), (50, 25)]
    assert write_points(points) == "0,50 50,25"
    assert draw_fan(frame, (1, 5), 2, [4, 8]) == [(50, 25), (100, 30), (100, 10)]


@given(st.lists(st.floats(0, 200), max_size=6))
def test_labels_are_apart(places):
    found = spread_labels(places, 12, 0, 200)
    order = sorted(found)
    assert all(after - before >= 12 - 1e-9 for before, after in itertools.pairwise(order))
    assert all(-1e-9 <= place <= 200 + 1e-9 for place in found)
    for a, label in zip(places, found, strict=True):
        for b, other in zip(places, found, strict=True):
            assert a >= b or label <= other


def test_labels_with_room_stay():
    assert spread_labels([100, 20, 60], 12, 0, 200) == [100, 20, 60]
