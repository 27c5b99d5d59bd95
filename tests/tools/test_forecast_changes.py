"""Tests of what became of deals since a forecast was submitted."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tools.forecast_changes import Change, compare

DEAL = {
    "name": "Deal",
    "status": "open",
    "amount": 100,
    "probability": 60,
    "category": "Best Case",
    "stage": "Proposal",
    "included": False,
    "date": date(2026, 3, 10),
}
WON = {"status": "won", "probability": 100, "category": "Closed", "stage": "Won"}


def changed(elsewhere=None, **values):
    after = {} if elsewhere is not None else {1: {**DEAL, **values}}
    return compare({1: DEAL}, after, {1: elsewhere} if elsewhere else {})


def test_nothing():
    assert changed() == []


def test_values():
    assert changed(amount=150) == [Change(1, "Deal", "amount", 100, 150, 50)]
    assert changed(probability=70) == [Change(1, "Deal", "probability", 60, 70)]
    assert changed(stage="New") == [Change(1, "Deal", "stage", "Proposal", "New")]
    assert changed(included=True) == [Change(1, "Deal", "included", False, True)]
    assert changed(category="Commit", included=True) == [
        Change(1, "Deal", "category", "Best Case", "Commit")
    ], "What follows from the category is no change of its own."
    later = date(2026, 3, 20)
    assert changed(date=later) == [Change(1, "Deal", "date", DEAL["date"], later)]
    assert changed(category="Commit", amount=90, name="Renamed") == [
        Change(1, "Renamed", "amount", 100, 90, -10),
        Change(1, "Renamed", "category", "Best Case", "Commit"),
    ]


def test_won():
    """Winning is one change, whatever else it brings along."""
    assert changed(**WON, amount=120, date=date(2026, 3, 1)) == [
        Change(1, "Deal", "won", 100, 120, 20)
    ]
    reopened = compare({1: {**DEAL, **WON}}, {1: DEAL})
    assert {change.kind for change in reopened} == {"category", "probability", "stage"}


def test_new():
    assert compare({}, {2: DEAL}) == [Change(2, "Deal", "new", None, 100, 100)]


def test_gone():
    assert changed(elsewhere={}) == [Change(1, "Deal", "gone", 100, None, -100)]
    lost = {"status": "lost", "date": DEAL["date"]}
    assert changed(elsewhere=lost) == [Change(1, "Deal", "lost", 100, None, -100)]
    later = {"status": "open", "date": date(2026, 4, 1)}
    assert changed(elsewhere=later) == [
        Change(1, "Deal", "date", DEAL["date"], later["date"], -100)
    ]
    undated = {"status": "open", "date": None}
    assert changed(elsewhere=undated) == [Change(1, "Deal", "date", DEAL["date"], None, -100)]
    assert changed(elsewhere={"status": "won", "date": None})[0].kind == "gone"
    won = {"status": "won", "date": date(2026, 4, 2)}
    assert changed(elsewhere=won) == [Change(1, "Deal", "date", DEAL["date"], won["date"], -100)]
    same = {"status": "open", "date": DEAL["date"]}
    assert changed(elsewhere=same)[0].kind == "gone"


deals = st.dictionaries(
    st.integers(0, 9),
    st.fixed_dictionaries(
        {
            "name": st.just("Deal"),
            "status": st.sampled_from(("open", "won")),
            "amount": st.integers(-9, 9),
            "probability": st.sampled_from((10, 100)),
            "category": st.sampled_from(("Commit", "Closed")),
            "stage": st.just("New"),
            "included": st.booleans(),
            "date": st.sampled_from((None, date(2026, 1, 1))),
        }
    ),
)


@given(deals, deals)
def test_differences_add_up(before, after):
    """What the changes say that the deals gained and lost is what they gained and lost."""
    gained = sum(change.difference or 0 for change in compare(before, after))
    total = [sum(deal["amount"] for deal in side.values()) for side in (before, after)]
    assert gained == total[1] - total[0]
