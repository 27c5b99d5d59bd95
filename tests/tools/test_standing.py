"""Tests of what still stands of submissions: every deal once, closed money always."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tools.rollup import COMPANY, NOTHING, PERSON, TEAM, Amounts, Tree, add_up
from tools.standing import Line, find_gone, find_moved, take_off

#: The company above north, where nora leads nils and nina, and south, which sara leads alone.
TREE = Tree(
    {COMPANY: None, "north": COMPANY, "south": COMPANY},
    {"north": "nora", "south": "sara"},
    {"nora": "north", "nils": "north", "nina": "north", "sara": "south"},
)
NILS, NINA = (PERSON, "nils"), (PERSON, "nina")


def line(number=1, holder=NILS, user="nils", team="north", root=10, rank=1, **values):
    return Line(
        root,
        root,
        number,
        holder,
        rank,
        values.pop("role", "commit"),
        values.pop("amount", 100),
        values.pop("weighted", 80),
        values.pop("is_included", True),
        values.pop("is_open", True),
        user,
        team,
    )


def gone(*lines, submitted=()):
    """Return the numbers and roots of lines that stand no more."""
    moved = find_moved(TREE, lines)
    found = find_gone(TREE, lines, moved, lambda seat, number: (seat, number) in submitted)
    return [(item.number, item.root) for item in found]


def test_open_deals_stand():
    assert gone(line(), line(2, team="south")) == []


def test_closed_or_lost_deals_do_not():
    assert gone(line(is_open=False), line(2)) == [(1, 10)]


def test_with_a_colleague_once_they_have_submitted():
    moved = line(user="nina")
    assert gone(moved) == []
    assert gone(moved, submitted={(NINA, 1)}) == [(1, 10)]
    assert gone(moved, submitted={(NINA, 2)}) == []


def test_with_who_is_live():
    """Leaders, teams and the company: what they have counts without being submitted."""
    for user, team in (("nora", "north"), ("sara", "south"), (None, "north"), (None, None)):
        assert gone(line(user=user, team=team)) == [(1, 10)]


def test_of_somebody_in_no_team():
    """Their own deals are theirs in whatever team."""
    freelance = (PERSON, "fred")
    assert gone(line(holder=freelance, user="fred", team="north")) == []
    assert gone(line(holder=freelance, user="fred", team=None)) == []


def test_of_a_team():
    """A deal of nobody that somebody takes counts there from when they submit it."""
    held = line(holder=(TEAM, "north"), user="nils")
    assert gone(held) == []
    assert gone(held, submitted={(NILS, 1)}) == [(1, 10)]
    assert gone(line(holder=(TEAM, "north"), user=None)) == []


def test_in_two_submissions():
    """Who changed teams is in what both leaders submitted: the later one counts."""
    first, second = line(root=10, rank=1), line(root=11, rank=2)
    assert gone(first, second) == gone(second, first) == [(1, 10)]
    assert gone(first, line(root=11, rank=2, is_open=False)) == [(1, 11)]


def test_taken_off():
    submitted = Amounts(closed=50, commit=130, best_case=40, pipeline=5, forecast=180, weighted=160)
    lost = [line(), line(2, role="pipeline", amount=5, weighted=1, is_included=False)]
    assert take_off(submitted, lost, 150) == Amounts(150, 30, 40, 0, 180, 179)
    omitted = [line(role="omitted", amount=9, weighted=0, is_included=False)]
    assert take_off(submitted, omitted, 50) == submitted


cents = st.integers(-(10**9), 10**9).map(lambda amount: Fraction(amount, 100))
deals = st.tuples(
    st.sampled_from(("commit", "best_case", "pipeline", "omitted")),
    cents,
    st.booleans(),
    st.sampled_from(("open", "won", "lost")),
)


@given(st.lists(deals, max_size=8), cents, st.lists(cents, min_size=4, max_size=4))
def test_every_deal_once(found, closed, adjusted):
    """Deals that were won are closed, others that are gone count nowhere, adjustments stay."""
    lines = [
        line(number, role=role, amount=amount, is_included=counts, is_open=state == "open")
        for number, (role, amount, counts, state) in enumerate(found)
    ]
    adjustments = Amounts(0, *adjusted[:3], forecast=adjusted[0])
    submitted = add_up([item.amounts for item in lines] + [adjustments])
    submitted += Amounts(closed=closed, forecast=closed, weighted=closed)
    won = sum(amount for _role, amount, _counts, state in found if state == "won")
    left = take_off(submitted, [item for item in lines if not item.is_open], closed + won)
    open_deals = add_up(item.amounts for item in lines if item.is_open)
    now = Amounts(closed=closed + won, forecast=closed + won, weighted=closed + won)
    assert left == open_deals + now + adjustments


@given(st.lists(st.tuples(st.sampled_from((1, 2)), st.integers(1, 3), st.booleans()), max_size=8))
def test_no_deal_twice(found):
    """However many submissions have a deal, it stands in one of them, if it stands at all."""
    lines = {
        (number, root): line(number, root=root, rank=root, is_open=is_open)
        for number, root, is_open in found
    }
    taken = gone(*lines.values())
    standing = [number for number, root in lines if (number, root) not in taken]
    assert len(standing) == len(set(standing))
    assert set(standing) == {number for (number, _), item in lines.items() if item.is_open}


def test_nothing_taken_off():
    assert take_off(NOTHING, [], 0) == NOTHING
