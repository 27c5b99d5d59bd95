"""Tests of the roll-up of forecasts: each deal once, four levels deep, and what follows from it."""

from collections import namedtuple
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import rollup
from tools.forecast_sums import Live, collect
from tools.rollup import NOTHING, PERSON, TEAM, Amounts, Tree

Row = namedtuple("Row", "bucket user_id team_id role amount weighted included count")

#: World > Europe > North > Harbour, each with people, and teams beside them.
PARENTS = {"world": None, "europe": "world", "asia": "world", "north": "europe", "harbour": "north"}
LEADERS = {"world": "wanda", "europe": "erik", "north": "nora"}
HOMES = {
    "wanda": "world",
    "erik": "europe",
    "nora": "north",
    "nils": "north",
    "hugo": "harbour",
    "aiko": "asia",
}
TREE = Tree(PARENTS, LEADERS, HOMES)


def committed(amount, **others):
    return Amounts(commit=amount, forecast=amount, **others)


def deal(user, team, amount, role="commit", bucket="period", included=None):
    counts = role in ("commit", "closed") if included is None else included
    return Row(bucket, user, team, role, amount, amount / 2, amount if counts else 0, 1)


@st.composite
def trees(draw):
    """Draw teams below teams, and people of whom some report to one."""
    size = draw(st.integers(1, 8))
    parents = {
        number: draw(st.none() | st.integers(0, number - 1)) if number else None
        for number in range(size)
    }
    homes = draw(st.dictionaries(st.integers(0, 9), st.integers(0, size - 1)))
    return Tree(parents, {}, homes)


rows = st.lists(
    st.builds(
        deal,
        st.none() | st.integers(0, 12),
        st.none() | st.integers(0, 10),
        st.fractions(-100, 100, max_denominator=4),
        st.sampled_from((*rollup.ROLES, "omitted")),
        included=st.booleans(),
    ),
    max_size=20,
)


# Amounts


def test_columns():
    amounts = Amounts(closed=100, commit=50, best_case=30, pipeline=20, forecast=150)
    assert amounts.get_cumulative() == {"commit": 150, "best_case": 180, "open_pipeline": 100}


def test_values_of_a_record():
    """Amounts come from a record's values by their names, whatever else it has, and go there."""
    amounts = Amounts(1, 2, 3, 4, 5, 6)
    assert Amounts.of({"note": "more", **amounts.as_values()}) == amounts
    assert amounts.as_values()["weighted"] == 6


def test_adjusting():
    amounts = Amounts(100, 50, 30, 20, 150, 90)
    adjusted = amounts.adjusted({"commit": -10, "pipeline": 5})
    assert adjusted == Amounts(100, 40, 30, 25, 140, 90)
    assert amounts.adjusted({}) == amounts


@pytest.mark.parametrize(
    ("name", "difference", "expected"),
    [
        ("commit", 0.01, True),
        ("commit", -0.01, True),
        ("commit", 0.009, False),
        ("closed", 0.01, True),
        ("best_case", 0.01, True),
        ("pipeline", 0.01, True),
        ("forecast", 0.01, True),
        ("weighted", 50, False),
    ],
)
def test_stale(name, difference, expected):
    submitted = Amounts(100, 50, 30, 20, 150, 90)
    values = {**vars(submitted), name: getattr(submitted, name) + difference}
    assert rollup.is_stale(Amounts(**values), submitted) is expected


def test_stale_by_a_cent_whatever_the_amount():
    for amount in (0.02, 0.3, 1234567.89, 99999999.99):
        assert rollup.is_stale(committed(round(amount + 0.01, 2)), committed(amount))


def test_not_stale_unsubmitted():
    assert not rollup.is_stale(committed(5), None)


def test_gap_and_coverage():
    amounts = Amounts(closed=40, commit=30, best_case=20, pipeline=40, forecast=70)
    assert rollup.get_gap(amounts, 100, 40) == -30
    assert rollup.get_gap(amounts, 0, 40) == 70
    assert rollup.get_gap(amounts, None, None) is None
    assert rollup.get_coverage(amounts, 100, 40) == Fraction(90, 60)
    assert rollup.get_coverage(amounts, 40, 40) is None
    assert rollup.get_coverage(amounts, 0, 40) is None
    assert rollup.get_coverage(amounts, None, None) is None
    assert rollup.get_coverage(Amounts(pipeline=20), 0, -10) == 2


def test_measured_by_the_plan():
    """What the plan has counted takes the place of what is closed, which counts nowhere else."""
    amounts = Amounts(closed=40, commit=30, best_case=20, pipeline=40, forecast=70)
    assert rollup.get_gap(amounts, 100, 90) == 20
    assert rollup.get_gap(amounts, 100, 0) == -70
    assert rollup.get_coverage(amounts, 100, 90) == 9
    bar = rollup.get_bar(vars(amounts), 100, 90)
    assert bar["parts"]["closed"] == Fraction(9000, 180)


amounts_of_any_sign = st.floats(-1e9, 1e9) | st.sampled_from((0.0, 0.01, -5.0))


@given(st.lists(amounts_of_any_sign, min_size=4, max_size=4), st.none() | amounts_of_any_sign)
def test_bar(amounts, target):
    """The longer of forecast and target is the whole; what is not above zero has no part."""
    bar = rollup.get_bar(dict(zip(rollup.ROLES, amounts, strict=True)), target)
    positive = {role for role, amount in zip(rollup.ROLES, amounts, strict=True) if amount > 0}
    assert set(bar["parts"]) == positive
    assert (bar["target"] is None) == (not target or target < 0)
    whole = sum(bar["parts"].values())
    assert whole <= 100.000001
    if positive or bar["target"]:
        assert max(whole, bar["target"] or 0) == pytest.approx(100)


def test_bar_of_a_target_not_reached():
    amounts = Amounts(closed=40, commit=30, best_case=0, pipeline=-5, forecast=70)
    bar = rollup.get_bar(vars(amounts), 200)
    assert bar == {"parts": {"closed": 20, "commit": 15}, "target": 100}
    assert rollup.get_bar(vars(amounts), 35)["target"] == 50
    assert rollup.get_bar(vars(NOTHING), None) == {"parts": {}, "target": None}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), 1),
        (date(2026, 2, 9), date(2026, 2, 15), 1),
        (date(2026, 1, 1), date(2026, 3, 31), Fraction(28, 90)),
        (date(2026, 1, 26), date(2026, 2, 1), Fraction(1, 7)),
        (date(2026, 3, 1), date(2026, 3, 31), 0),
    ],
)
def test_share(first, last, expected):
    assert rollup.get_share(first, last, date(2026, 2, 1), date(2026, 2, 28)) == pytest.approx(
        float(expected)
    )


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400), st.data())
def test_shares_make_the_whole(first, length, data):
    cut = first + timedelta(days=data.draw(st.integers(0, length - 1)))
    last = first + timedelta(days=length - 1)
    shares = [
        rollup.get_share(first, last, first, cut),
        rollup.get_share(first, last, cut + timedelta(days=1), last),
    ]
    assert sum(shares) == pytest.approx(1)


# Who reports to whom


def test_homes():
    parents = {1: None, 2: 1, 3: 2, 4: None}
    homes = rollup.get_homes(
        parents,
        {3: "a", 2: "a", 4: "b", 1: "b"},
        [("a", 1), ("c", 9), ("c", 3), ("c", 1), ("d", 9)],
    )
    assert homes == {"a": 2, "b": 1, "c": 3}


def test_archived_teams():
    """Those below an archived team move up, and so do its deals."""
    parents, places = rollup.close_gaps({1: None, 2: 1, 3: 2, 4: 2, 5: None, 6: 99}, {1, 3, 6})
    assert parents == {1: None, 3: 1, 6: None}
    assert places == {1: 1, 2: 1, 3: 3, 4: 1, 6: 6}


def test_seats():
    tree = Tree({1: None, 3: 1}, {}, {"ann": 3}, {2: 1})
    assert tree.get_seat("ann", 1) == (PERSON, "ann")
    assert tree.get_seat("ann", None) == (PERSON, "ann")
    assert tree.get_seat("bob", 2) == (TEAM, 1)
    assert tree.get_seat(None, 3) == (TEAM, 3)
    assert tree.get_seat("bob", None) is None
    assert tree.get_seat("bob", 7) is None


def test_reports():
    assert TREE.get_reports("north") == [(PERSON, "nora"), (PERSON, "nils"), (TEAM, "harbour")]
    assert TREE.get_reports("asia") == [(PERSON, "aiko")]
    assert TREE.get_below("europe") == ["europe", "north", "harbour"]
    assert TREE.get_led("nora") == ["north"]


def test_acting_leader():
    assert TREE.get_acting_leader("north") == "nora"
    assert TREE.get_acting_leader("harbour") == "nora"
    assert TREE.get_acting_leader("asia") == "wanda"
    assert Tree({1: None}).get_acting_leader(1) is None


def test_walk():
    assert [(seat[1], depth) for seat, depth in TREE.walk()] == [
        ("world", 0),
        ("wanda", 1),
        ("europe", 1),
        ("erik", 2),
        ("north", 2),
        ("nora", 3),
        ("nils", 3),
        ("harbour", 3),
        ("hugo", 4),
        ("asia", 1),
        ("aiko", 2),
    ]


# Rolling up


def test_four_levels():
    """Computed by hand: every seat's deals, every leader's adjustments, level by level."""
    live = {
        (PERSON, "hugo"): committed(10, closed=1),
        (TEAM, "harbour"): committed(5),
        (PERSON, "nora"): committed(20, pipeline=7),
        (PERSON, "nils"): committed(40),
        (PERSON, "erik"): committed(80),
        (PERSON, "aiko"): committed(160, best_case=3),
        (TEAM, "world"): committed(320),
    }
    adjustments = {
        ((PERSON, "hugo"), (PERSON, "hugo")): {"commit": 1000},
        ((TEAM, "harbour"), (PERSON, "hugo")): {"commit": 2000},
        ((TEAM, "harbour"), (TEAM, "harbour")): {"best_case": 1},
        ((TEAM, "north"), (TEAM, "harbour")): {"commit": 4000, "pipeline": 2},
        ((TEAM, "north"), (PERSON, "nora")): {"pipeline": -7},
        ((TEAM, "world"), (TEAM, "europe")): {"commit": -8000},
    }
    rolled = {team: TREE.roll_up(team, live, adjustments) for team in PARENTS}
    assert rolled["harbour"] == Amounts(1, 3015, 1, 0, 3015, 0)
    # harbour 3015 + 4000, nora 20, nils 40
    assert rolled["north"] == Amounts(1, 7075, 1, 2, 7075, 0)
    assert rolled["europe"] == Amounts(1, 7155, 1, 2, 7155, 0)
    assert rolled["asia"] == Amounts(0, 160, 3, 0, 160, 0)
    # europe 7155 - 8000, asia 160, its own 320
    assert rolled["world"] == Amounts(1, -365, 4, 2, -365, 0)


@given(trees(), rows)
def test_each_deal_once(tree, deals):
    """Whatever the tree, the teams at the top make the sum of all deals that have a seat."""
    live = collect(tree, deals)
    amounts = {seat: figures.amounts for seat, figures in live.items()}
    tops = [tree.roll_up(team, amounts, {}) for team in tree.children[None]]
    seated = [row for row in deals if tree.get_seat(row.user_id, row.team_id)]
    total = rollup.add_up(tops)
    assert total.forecast == sum(row.included for row in seated)
    for role in rollup.ROLES:
        assert getattr(total, role) == sum(row.amount for row in seated if row.role == role)
    assert total.weighted == sum(row.weighted for row in seated if row.role != "omitted")


@given(trees(), rows, st.data())
def test_adjustments_go_up_only(tree, deals, data):
    """An adjustment counts once in every team from the worksheet it is on upwards, else nowhere."""
    live = {seat: figures.amounts for seat, figures in collect(tree, deals).items()}
    team = data.draw(st.sampled_from(sorted(tree.parents)))
    seat = data.draw(st.sampled_from([(TEAM, team), *tree.get_reports(team)]))
    adjustments = {((TEAM, team), seat): {"commit": 7}}
    above = rollup.get_path(tree.parents, team)
    for other in tree.parents:
        before = tree.roll_up(other, live, {})
        after = tree.roll_up(other, live, adjustments)
        assert after.commit - before.commit == (7 if other in above else 0)
        assert after.forecast - before.forecast == (7 if other in above else 0)


# Live figures


def test_live_figures():
    found = collect(
        TREE,
        [
            deal("nils", "north", 100),
            deal("nils", "asia", 50, "closed"),
            deal("nils", None, 30, "pipeline", included=True),
            deal("nils", "north", 20, "omitted"),
            deal("nils", "north", 9, "omitted", included=True),
            deal("nils", "north", 8, bucket="overdue"),
            deal("nils", "north", 7, bucket="undated"),
            deal("stray", "asia", 5),
            deal("stray", None, 3),
            deal(None, None, 2),
        ],
    )
    assert found[PERSON, "nils"] == Live(
        Amounts(closed=50, commit=100, pipeline=30, forecast=189, weighted=90),
        {"closed": 25, "commit": 50, "best_case": 0, "pipeline": 15},
        2,
        (1, 8),
        (1, 7),
    )
    assert found[TEAM, "asia"].amounts == committed(5, weighted=2.5)
    assert found[PERSON, "stray"].amounts == committed(8, weighted=4)
    assert set(found) == {(PERSON, "nils"), (TEAM, "asia"), (PERSON, "stray")}


def test_rounding():
    live = Live(Amounts(commit=0.1 + 0.2), {"commit": 0.1 + 0.2})
    live.round_amounts(lambda amount: round(amount, 2))
    assert live.amounts.commit == live.weighted["commit"] == 0.3
    assert NOTHING.rounded(round) == NOTHING
