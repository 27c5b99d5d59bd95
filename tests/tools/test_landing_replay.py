"""N3, N5, S13: landings of a made-up organisation, replayed: ranges hold, chances come true.

Each outcome is seen once at four distances from its quarter's end, by what was known then.
"""

import math

import pytest
from generated_org import WEEKS, Organisation
from landing_replay import DISTANCES, Replay

from tools.hazards import learn
from tools.landing_record import compare, coverage, reliability, tenths

SEED = 4
#: Targets that landings are asked about, as multiples of last year's same quarter.
TARGETS = (0.7, 0.85, 1, 1.2, 1.5)
LEAST_CASES = 50


@pytest.fixture(scope="module")
def replayed():
    return Replay(Organisation(SEED)).run()


def said_at(replay, distance):
    return [said[1:] for said in replay.said if said[0] == distance]


def errors_of(said):
    points = {"p50": [landing.p50 for landing, *_ in said]}
    for way in said[0][3]:
        points[way] = [alternatives[way] for *_, alternatives in said]
    return compare(points, [outcome for _landing, outcome, *_ in said])


@pytest.mark.parametrize("distance", DISTANCES)
def test_ranges_hold_four_of_five(replayed, distance):
    cases = [
        (landing.p10, landing.p90, outcome) for landing, outcome, *_ in said_at(replayed, distance)
    ]
    assert len(cases) == 240
    assert 0.75 <= coverage(cases) <= 0.85


def test_deals_come_true(replayed):
    """What is said of a deal comes true as often, within five points, in every tenth."""
    for distance in DISTANCES:
        for tenth in tenths(replayed.deal_cases[distance]):
            if tenth.cases >= LEAST_CASES:
                assert tenth.happened == pytest.approx(tenth.said, abs=0.05), (distance, tenth)


def test_targets_are_reached(replayed):
    """What is said of a target comes true about as often.

    Targets of one outcome, and all outcomes of a good quarter, come true together: two hundred
    cases are worth some forty, whose share is known to within thirteen points.
    """
    cases = [
        (landing.chance(last_year * ratio), outcome >= last_year * ratio)
        for _distance, landing, outcome, last_year, _alternatives in replayed.said
        for ratio in TARGETS
    ]
    for tenth in tenths(cases):
        assert tenth.cases >= LEAST_CASES
        assert tenth.happened == pytest.approx(tenth.said, abs=0.13), tenth
    assert reliability(cases) < 0.004


def test_points_are_nearer_than_any_other(replayed):
    """All distances together, the error is at most 0.8 of the best alternative's."""
    found = errors_of([said[1:] for said in replayed.said])
    best = min(errors.error for way, errors in found.items() if way != "p50")
    assert found["p50"].error <= 0.8 * best


@pytest.mark.parametrize("distance", [60, 30])
def test_points_are_nearer_early(replayed, distance):
    found = errors_of(said_at(replayed, distance))
    best = min(errors.error for way, errors in found.items() if way != "p50")
    assert found["p50"].error <= 0.8 * best


def test_nothing_to_learn_is_not_pretended():
    """Where all deals are alike a chance is what all of them together say, whatever is known."""
    organisation = Organisation(SEED, has_shape=False)
    rows = organisation.exposures(WEEKS)
    hazards = learn(rows)
    assert hazards.used == {"won": {}, "lost": {}}
    weeks, won, lost = (sum(row[place] for row in rows) for place in (2, 3, 4))
    both = (won + lost) / weeks
    base = won / (won + lost) * -math.expm1(-both * 8)
    for age, stage, due in ((0, 0, 9), (12, 1, 1), (70, 2, -6)):
        said = hazards.chance(age, {"stage": stage, "pushed": 2, "size": 0}, 8, due, 3, 4)
        assert said == pytest.approx(base, rel=0.01)
