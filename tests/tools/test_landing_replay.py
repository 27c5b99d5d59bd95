"""N3, N5, S13: landings of made-up organisations, replayed: ranges hold, chances come true.

Each outcome is seen once at four distances from its quarter's end, by what was known then. Targets
of one outcome, and all outcomes of a good quarter, come true together: so several organisations are
looked at.
"""

import math

import pytest
from figures_of_chances import reliability, tenths
from generated_org import WEEKS, Organisation
from landing_replay import DISTANCES, Replay

from tools.hazards import learn
from tools.landing import PRECISION
from tools.landing_record import compare, coverage

SEEDS = range(1, 9)
#: Targets that landings are asked about, as multiples of last year's same quarter.
TARGETS = (0.7, 0.85, 1, 1.2, 1.5)
LEAST_CASES = 50
#: Of fewer deals, chance alone moves the share that was won by five points.
LEAST_DEALS = 300


@pytest.fixture(scope="module")
def replays():
    return [Replay(Organisation(seed)).run() for seed in SEEDS]


def said_at(replays, *distances):
    return [said[1:] for replay in replays for said in replay.said if said[0] in distances]


def errors_of(said):
    points = {"p50": [landing.p50 for landing, *_ in said]}
    for way in said[0][3]:
        points[way] = [alternatives[way] for *_, alternatives in said]
    return compare(points, [outcome for _landing, outcome, *_ in said])


@pytest.mark.parametrize("distance", DISTANCES)
def test_ranges_hold_four_of_five(replays, distance):
    """A range holds what is off it by no more than amounts are computed exactly, too: where
    nothing more comes, which is frequent a week before the end, that is at its low end."""
    cases = [
        (landing.p10 - PRECISION * outcome, landing.p90 + PRECISION * outcome, outcome)
        for landing, outcome, *_ in said_at(replays, distance)
    ]
    assert len(cases) == 240 * len(SEEDS)
    assert 0.75 <= coverage(cases) <= 0.85


def test_deals_come_true(replays):
    """What is said of a deal comes true as often, within five points, in every tenth."""
    for distance in DISTANCES:
        cases = [case for replay in replays for case in replay.deal_cases[distance]]
        for tenth in tenths(cases):
            if tenth.cases >= LEAST_DEALS:
                assert tenth.happened == pytest.approx(tenth.said, abs=0.05), (distance, tenth)


def test_targets_are_reached(replays):
    """What is said of a target comes true as often, within five points, in every tenth."""
    cases = [
        (landing.chance(last_year * ratio), outcome >= last_year * ratio)
        for landing, outcome, last_year, _alternatives in said_at(replays, *DISTANCES)
        for ratio in TARGETS
    ]
    classes = tenths(cases)
    assert len(classes) == 10
    for tenth in classes:
        assert tenth.cases >= LEAST_CASES
        assert tenth.happened == pytest.approx(tenth.said, abs=0.05), tenth
    assert reliability(cases) < 0.001


def test_points_are_nearer_than_any_other(replays):
    """All distances together, the error is at most 0.8 of the best alternative's: of the pace."""
    found = errors_of(said_at(replays, *DISTANCES))
    best = min(errors.error for way, errors in found.items() if way != "p50")
    assert found["p50"].error <= 0.7 * best


@pytest.mark.parametrize(("distance", "share"), [(60, 0.65), (30, 0.65), (14, 0.86), (7, 0.97)])
def test_points_are_nearer_at_each_distance(replays, distance, share):
    """Two weeks before the end chance is most of what is left: who knew the true hazards, the true
    mood of the quarter and the true mean of what is ordered would be off by 0.82 of what the pace
    is off by, and a week before the end by 0.96."""
    found = errors_of(said_at(replays, distance))
    best = min(errors.error for way, errors in found.items() if way != "p50")
    assert found["p50"].error <= share * best


def test_nothing_to_learn_is_not_pretended():
    """Where all deals are alike a chance is what all of them together say, whatever is known."""
    organisation = Organisation(SEEDS[0], has_shape=False)
    rows = organisation.exposures(WEEKS)
    hazards = learn(rows)
    assert hazards.used == {"won": {}, "lost": {}}
    weeks, won, lost = (sum(row[place] for row in rows) for place in (2, 3, 4))
    both = (won + lost) / weeks
    base = won / (won + lost) * -math.expm1(-both * 8)
    for age, stage, due in ((0, 0, 9), (12, 1, 1), (70, 2, -6)):
        said = hazards.chance(age, {"stage": stage, "pushed": 2, "size": 0}, 8, due, 3, 4)
        assert said == pytest.approx(base, rel=0.01)
