"""N3: how likely a deal is to be won in time, learned from what became of others."""

import json
import math
import random
import time

import pytest
from deal_lives import Lives, levels
from hypothesis import given
from hypothesis import strategies as st

from tools.hazards import (
    AGE_EDGES,
    FEATURES,
    LEAST_DEALS,
    Exposure,
    Hazards,
    age_band,
    due_band,
    learn,
    pushed_level,
    quarter_third,
    size_cuts,
    size_level,
    stage_age_band,
)

weeks = st.floats(0, 300)
spans = st.floats(0, 60)
dues = st.none() | st.floats(-60, 60)


def flat(won=0.02, lost=0.03, count=2000, seed=1):
    """Deals of which nothing says more than chance, though much is known of them."""
    lives = Lives(lambda *_: won, lambda *_: lost, random.Random(seed))

    def choose(shuffler):
        return (
            shuffler.choice("abcd"),
            shuffler.randrange(7),
            shuffler.choice((0, 0, 0, 1, 2, 3)),
            shuffler.choice((None, 0, 1, 2, 3, 4, 5)),
            shuffler.randrange(3),
            shuffler.randrange(3),
        )

    return lives.live(count, choose)


def told_apart(seed=2, count=4000):
    """Deals whose size matters for winning, and how often they were pushed for losing."""
    lives = Lives(
        lambda week, known: (0.06 if week < 8 else 0.01) * {0: 0.5, 2: 2}[known[4]],
        lambda week, known: 0.03 * (1, 1, 2, 4)[known[2]],
        random.Random(seed),
    )

    def choose(shuffler):
        return levels(
            stage=shuffler.choice("ab"), pushed=shuffler.randrange(4), size=shuffler.choice((0, 2))
        )

    return lives.live(count, choose)


FLAT, APART = learn(flat().rows()), learn(told_apart().rows())


def test_bands_and_levels():
    """A band's number is how many edges are reached, as where the database counts them."""
    assert [age_band(0), age_band(0.9), age_band(1), age_band(9999)] == [0, 0, 1, len(AGE_EDGES)]
    assert [due_band(value) for value in (-9, -4, -0.1, 0, 2, 5, 13)] == [0, 1, 1, 2, 3, 3, 5]
    assert [stage_age_band(value) for value in (0, 1, 30)] == [0, 1, 6]
    assert [pushed_level(times) for times in (0, 2, 3, 9)] == [0, 2, 3, 3]
    assert [quarter_third(value) for value in (0, 4.4, 8.9, 13, 13.1)] == [0, 1, 2, 2, 0]
    assert (due_band(None), stage_age_band(None), pushed_level(None)) == (None, None, None)
    assert quarter_third(None) is None


def test_sizes():
    cuts = size_cuts([*range(1, 10), 0, -5])
    assert [size_level(amount, cuts) for amount in (1, 4, 6, 7, 9)] == [0, 1, 1, 2, 2]
    assert [size_level(amount, cuts) for amount in (None, 0, -3)] == [None] * 3
    assert size_cuts([]) == (0, 0)


@pytest.mark.parametrize("span", [1, 6, 13])
def test_hazards_are_found_again(span):
    """The chances learned from four thousand deals lie near those that they had."""
    for age, size, pushed in ((0, 0, 0), (3, 2, 1), (12, 2, 3), (20, 0, 2)):
        won, lost, is_open = 0, 0, 1
        for week in range(age, age + span):
            to_win = (0.06 if week < 8 else 0.01) * {0: 0.5, 2: 2}[size]
            to_lose = 0.03 * (1, 1, 2, 4)[pushed]
            closed = is_open * (1 - math.exp(-to_win - to_lose))
            won += closed * to_win / (to_win + to_lose)
            lost += closed * to_lose / (to_win + to_lose)
            is_open -= closed
        features = {"stage": "a", "pushed": pushed, "size": size}
        assert APART.chance(age, features, span) == pytest.approx(won, rel=0.15, abs=0.01)
        assert APART.lost_chance(age, features, span) == pytest.approx(lost, rel=0.15, abs=0.01)


def test_what_matters_is_used():
    used = APART.used
    assert set(used["won"]) == {"size"}
    assert set(used["lost"]) == {"pushed"}
    assert used["won"]["size"][2] / used["won"]["size"][0] == pytest.approx(4, rel=0.15)
    assert used["lost"]["pushed"][3] / used["lost"]["pushed"][0] == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_what_says_nothing_is_left_out(seed):
    """Where nothing is to be learned, a chance is what hazards of all deals together say."""
    lives = flat(seed=seed)
    hazards = learn(lives.rows())
    assert hazards.used == {"won": {}, "lost": {}}
    rows = lives.rows()
    exposed = sum(row.weeks for row in rows)
    won, lost = (sum(row.won for row in rows) / exposed, sum(row.lost for row in rows) / exposed)
    base = won / (won + lost) * (1 - math.exp(-9 * (won + lost)))
    for age in (0, 5, 17):
        features = {"stage": "a", "pushed": 3, "size": 2}
        assert hazards.chance(age, features, 9, -3, 8, 2) == pytest.approx(base, rel=0.02)


def test_due_dates_come_nearer_and_pass():
    """Most are won just before the expected closing: the later that is, the later they are won."""
    lives = Lives(
        lambda week, known: 0.2 if known[3] == due_band(1) else 0.01,
        lambda *_: 0.02,
        random.Random(4),
    )
    rows = []
    for due in (2, 9, 20):
        for _deal in range(400):
            for week in range(30):
                known = levels(due_in=due - week - 0.5)
                won = lives.to_win(week, known)
                gone = lives.shuffler.expovariate(won + 0.02)
                is_won = gone < 1 and lives.shuffler.random() * (won + 0.02) < won
                event = (int(is_won), int(gone < 1 and not is_won))
                rows.append(Exposure(age_band(week), known, min(gone, 1), *event))
                if gone < 1:
                    break
    hazards = learn(rows)
    assert "due" in hazards.used["won"]
    soon, later = hazards.chance(0, {}, 4, 2), hazards.chance(0, {}, 4, 9)
    assert soon > 2 * later
    assert hazards.chance(0, {}, 13, 9) == pytest.approx(0.4, abs=0.1)
    assert hazards.chance(0, {}, 4, -9) < later * 1.5


def test_the_last_third_of_a_quarter():
    """Who closes at the end of quarters does so in the next one too."""
    rows = [
        Exposure(age, (None, None, None, None, None, third), 1000, won, 20)
        for age in (0, 3, 7)
        for third, won in enumerate((10, 10, 60))
    ]
    hazards = learn(rows)
    assert set(hazards.used["won"]["quarter"]) == {0, 1, 2}
    assert hazards.used["lost"] == {}
    first = hazards.chance(5, {}, 4, quarter_weeks=0)
    assert hazards.chance(5, {}, 4, quarter_weeks=8.7) > 4 * first
    assert hazards.chance(5, {}, 4, quarter_weeks=13.1) == pytest.approx(first, rel=0.05)
    early, late = ({"quarter_weeks": since} for since in (0, 8.7))
    still = 1 - hazards.chance(5, {}, 8.7, **early) - hazards.lost_chance(5, {}, 8.7, **early)
    whole = hazards.chance(5, {}, 8.7, **early) + still * hazards.chance(13.7, {}, 4, **late)
    assert hazards.chance(5, {}, 12.7, **early) == pytest.approx(whole)
    usual = hazards.chance(5, {}, 26.09)
    assert hazards.chance(5, {}, 26.09, quarter_weeks=0) == pytest.approx(usual, rel=0.1)


@given(weeks, st.sampled_from((0, 2, 7)), spans, dues, st.none() | weeks, st.none() | spans)
def test_won_lost_or_open(age, size, span, due, stage_weeks, quarter):
    """The three sum to one; more time never makes winning or losing less likely."""
    place = {"due_in": due, "stage_weeks": stage_weeks, "quarter_weeks": quarter}
    features = {"size": size, "pushed": 2}
    before = (0, 0)
    for part in (0, 0.3, 0.7, 1):
        won = APART.chance(age, features, span * part, **place)
        lost = APART.lost_chance(age, features, span * part, **place)
        assert won >= 0
        assert lost >= 0
        assert won + lost <= 1 + 1e-12
        assert won >= before[0] - 1e-12
        assert lost >= before[1] - 1e-12
        before = (won, lost)
    open_still = math.exp(
        -sum(
            risk.ages[age_band(age)] * risk.factor("size", size) * risk.factor("pushed", 2)
            for risk in (APART.won, APART.lost)
        )
        * 1e-6
    )
    tiny = [one(age, features, 1e-6, **place) for one in (APART.chance, APART.lost_chance)]
    assert sum(tiny) + open_still == pytest.approx(1, abs=1e-9)


@given(weeks, spans, st.floats(0, 60))
def test_time_may_be_cut_anywhere(age, first, second):
    """Winning within a span is winning in its first part, or staying open and winning then."""
    features = {"size": 2, "pushed": 0}
    won = APART.chance(age, features, first)
    still = 1 - won - APART.lost_chance(age, features, first)
    whole = won + still * APART.chance(age + first, features, second)
    assert APART.chance(age, features, first + second) == pytest.approx(whole, abs=1e-9)


def moving(shuffler, stage="a", since=0, longest=40):
    """Return the weeks of a deal that may come to the next stage: is it won, and its rows."""
    rows = []
    for week in range(longest):
        known = levels(stage=stage, stage_weeks=week - since + 0.5)
        won, lost = (0.005, 0.02) if stage == "a" else (0.08, 0.02)
        gone = shuffler.expovariate(won + lost)
        is_won = gone < 1 and shuffler.random() * (won + lost) < won
        event = (int(is_won), int(gone < 1 and not is_won))
        rows.append(Exposure(age_band(week), known, min(gone, 1), *event))
        if gone < 1:
            return is_won, rows
        if stage == "a" and shuffler.random() < 0.1:
            stage, since = "b", week + 1
    return False, rows


def test_stages_fade():
    """Who is in the first stage now will not be there for ever: half of it is won later on."""
    shuffler = random.Random(8)
    hazards = learn(row for _deal in range(2000) for row in moving(shuffler)[1])
    assert hazards.stay == pytest.approx(8, abs=3)
    for stage in "ab":
        won = sum(moving(shuffler, stage, longest=13)[0] for _deal in range(4000)) / 4000
        said = hazards.chance(0, {"stage": stage}, 13, stage_weeks=0)
        assert said == pytest.approx(won, rel=0.3)
        # Later too, when being there still means being late.
        still = hazards.chance(11, {"stage": stage}, 13, stage_weeks=3)
        assert still == pytest.approx(won, rel=0.35)
        soon = hazards.chance(0, {"stage": stage}, 1, stage_weeks=0)
        assert soon == pytest.approx(0.005 if stage == "a" else 0.077, rel=0.4)


def test_few_deals_are_drawn_together():
    """Three of four won in one stage, none of two in another: that says nothing yet."""
    few = [
        Exposure(0, ("a",), 10, 3, 1),
        Exposure(0, ("b",), 6, 0, 2),
        Exposure(2, ("a",), 5, 0, 0),
    ]
    hazards = learn(few)
    assert hazards.used == {"won": {}, "lost": {}}
    assert hazards.chance(0, {"stage": "a"}, 4) == hazards.chance(0, {"stage": "b"}, 4)
    rates = hazards.won.ages
    assert min(rates) > 0
    assert max(rates) < 3 / 10
    assert not hazards.enough


def test_old_deals_that_nobody_closes():
    """Thousands of weeks without an event: the hazard there is tiny, whatever it was before."""
    rows = [Exposure(band, (), 1000, 50, 50) for band in range(5)]
    rows += [Exposure(band, (), 20000, 0, 0) for band in range(5, 21)]
    hazards = learn(rows)
    assert hazards.chance(100, {}, 13) < 0.01
    assert hazards.chance(1, {}, 13) > 0.1


def test_nothing_happened():
    """Without events there is still a chance, however small; without deals there is none."""
    hazards = learn([Exposure(0, ("a",), 100, 0, 0), Exposure(1, ("b",), 50, 0, 0)])
    assert 0 < hazards.chance(0, {"stage": "a"}, 13) < 0.05
    assert learn([]).chance(0, {}, 13) == 0
    assert learn([]).explain(0, {}, 13) == []
    assert (learn([]).count_won, learn([]).enough) == (0, False)


def test_enough():
    def of(won, lost):
        return learn([Exposure(0, (), 500, won, lost)])

    assert of(LEAST_DEALS, LEAST_DEALS).enough
    assert not of(LEAST_DEALS - 1, 500).enough
    assert not of(500, LEAST_DEALS - 1).enough


def test_unknown_levels_change_nothing():
    """What was never seen, and what is not known, is as a usual deal."""
    usual = APART.chance(3, {"size": None}, 5)
    assert APART.chance(3, {"stage": "new"}, 5) == usual
    assert APART.chance(3, {"stage": None, "pushed": None}, 5, None, None, None) == usual
    won, lost = APART.won.ages[age_band(3)], APART.lost.ages[age_band(3)]
    alone = won / (won + lost) * -math.expm1(-(won + lost) * 0.5)
    assert APART.chance(3, {"size": 7}, 0.5) == pytest.approx(alone)


def test_explained():
    """The largest first, each by what it makes of the chance."""
    reasons = APART.explain(20, {"size": 2, "pushed": 3}, 8)
    assert [reason[:2] for reason in reasons] == [
        ("age", age_band(20)),
        ("size", 2),
        ("pushed", 3),
    ]
    factors = {feature: factor for feature, _level, factor in reasons}
    assert set(factors) <= {"age", *FEATURES}
    assert factors["size"] > 1 > factors["pushed"] > factors["age"]
    usual = APART.chance(20, {"pushed": 3}, 8)
    whole = APART.chance(20, {"size": 2, "pushed": 3}, 8)
    assert factors["size"] == pytest.approx(whole / usual)


def test_rows_are_added_up():
    rows = told_apart(count=300).rows()
    halves = [row._replace(weeks=row.weeks / 2) for row in rows]
    halves += [row._replace(weeks=row.weeks / 2, won=0, lost=0) for row in reversed(rows)]
    one, other = learn(rows), learn(halves)
    assert one.chance(1, {"size": 2}, 9) == pytest.approx(other.chance(1, {"size": 2}, 9))


def test_twenty_thousand_chances_are_quick():
    start = time.process_time()
    for number in range(20000):
        features = {"stage": "ab"[number % 2], "pushed": number % 4, "size": number % 3}
        APART.chance(number % 150, features, 13, number % 30 - 10, number % 20, number % 13)
    assert time.process_time() - start < 1
    assert isinstance(FLAT, Hazards)


def test_kept_as_plain_values():
    """What JSON made of it gives the same chances, to the last digit."""
    known = learn(told_apart().rows())
    again = Hazards.of_values(json.loads(json.dumps(known.get_values())))
    assert again.used == known.used
    assert again.enough
    place = (3.5, {"size": 2, "pushed": 1, "stage": "a"}, 11.0, 2.5, 1.5, 4.0)
    assert again.chance(*place) == known.chance(*place)
    assert again.lost_chance(*place) == known.lost_chance(*place)
    assert again.explain(*place) == known.explain(*place)
    nothing = Hazards.of_values(json.loads(json.dumps(learn([]).get_values())))
    assert nothing.get_values() == learn([]).get_values()
