"""Tests of breakback: an amount typed into a tree."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.spreading import CannotSpread, Node, breakback

STEPS = [Decimal(step) for step in ("0.01", "0.05", "0.001", "1", "10", "1000")]


def decimals(**amounts):
    return {key: Decimal(str(amount)) for key, amount in amounts.items()}


def leaf(key, amount=None, is_held=False):
    return Node(key, amount, is_held)


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


def attempt(tree, *arguments):
    """Return the changes, or else the error."""
    try:
        return breakback(tree, *arguments), None
    except CannotSpread as error:
        return None, error


def get_after(tree, changes):
    """Return every amount of a tree once the changes are made."""
    return {node.key: changes.get(node.key, node.amount) for node in walk(tree)}


# Examples


def test_children_take_the_new_amount_in_proportion():
    tree = Node("total", 100, children=[leaf("a", 60), leaf("b", 40)])
    assert breakback(tree, 150) == decimals(total=150, a=90, b=60)
    assert breakback(tree, 0) == decimals(total=0, a=0, b=0)
    assert breakback(tree, -10) == decimals(total=-10, a=-6, b=-4)


def test_only_changes_are_returned():
    tree = Node("total", 90, children=[leaf("a", 60), leaf("b", 40, is_held=True)])
    assert breakback(tree, 100) == decimals(total=100)
    assert breakback(tree, 110) == decimals(total=110, a=70)


def test_a_node_without_children_just_takes_the_amount():
    assert breakback(leaf("a", 5, is_held=True), 7) == decimals(a=7)


def test_the_amount_typed_need_not_be_a_multiple():
    tree = Node("total", 3, children=[leaf("a", 1), leaf("b", 2)])
    assert breakback(tree, 100, 30) == decimals(total=100, a=30, b=70)


def test_it_goes_down_to_the_last_level():
    tree = Node(
        "total",
        100,
        children=[
            Node("north", 60, children=[leaf("a", 20), leaf("b", 40)]),
            leaf("south", 40),
        ],
    )
    assert breakback(tree, 200) == decimals(total=200, north=120, a=40, b=80, south=80)


def test_a_held_subtree_keeps_its_amounts():
    tree = Node(
        "total",
        100,
        children=[
            Node("north", 60, True, children=[leaf("a", 20), leaf("b", 40)]),
            leaf("south", 40),
        ],
    )
    assert breakback(tree, 200) == decimals(total=200, south=140)


def test_what_is_held_further_down_is_kept_first():
    """North keeps 40 for b; the other 160 are shared by a and south, 20 to 40."""
    tree = Node(
        "total",
        100,
        children=[
            Node("north", 60, children=[leaf("a", 20), leaf("b", 40, True)]),
            leaf("south", 40),
        ],
    )
    expected = decimals(total=200, north="93.33", a="53.33", south="106.67")
    assert breakback(tree, 200) == expected
    # Were north to take 60 % of 50, it could not keep 40.
    assert breakback(tree, 50) == decimals(total=50, north="43.33", a="3.33", south="6.67")


def test_a_node_below_which_nothing_may_change_is_kept():
    tree = Node(
        "total",
        100,
        children=[
            Node("north", 60, children=[leaf("a", 60, True), leaf("b", 0)]),
            leaf("south", 40),
        ],
    )
    assert breakback(tree, 200) == decimals(total=200, south=140)


def test_explicit_zeros_are_kept():
    tree = Node(
        "total", 10, children=[Node("north", 0, children=[leaf("a", 7)]), leaf("b", 0), leaf("c")]
    )
    assert breakback(tree, 90) == decimals(total=90, c=90)


def test_what_is_not_planned_stays_so_beside_what_is():
    tree = Node("total", 10, children=[leaf("a", 10), Node("b", children=[leaf("c")])])
    assert breakback(tree, 20) == decimals(total=20, a=20)


def test_an_empty_tree_is_filled_evenly():
    tree = Node("total", children=[leaf("a"), Node("b", children=[leaf("c"), leaf("d")])])
    assert breakback(tree, 20) == decimals(total=20, a=10, b=10, c=5, d=5)


def test_typing_zero_plans_zero_everywhere():
    tree = Node("total", 9, children=[leaf("a", 9), Node("b", children=[leaf("c")])])
    assert breakback(tree, 0) == decimals(total=0, a=0, b=0, c=0)


def test_a_node_not_planned_counts_with_what_is_below():
    tree = Node("total", children=[Node("a", children=[leaf("b", 30)]), leaf("c", 10)])
    assert breakback(tree, 80) == decimals(total=80, a=60, b=60, c=20)


def test_a_cushion_further_down_is_kept_in_proportion():
    """North has kept 20 of its 60 back; 10 of south's 40 are assigned twice."""
    tree = Node(
        "total",
        120,
        children=[
            Node("north", 60, children=[leaf("a", 30), leaf("b", 10), leaf("new")]),
            Node("south", 40, children=[leaf("c", 50)]),
        ],
    )
    expected = decimals(total=200, north=120, a=60, b=20, south=80, c=100)
    assert breakback(tree, 200) == expected


def test_a_node_planned_but_not_yet_broken_down_is_not_filled_below():
    tree = Node(
        "total",
        100,
        children=[Node("north", 60, children=[leaf("a"), leaf("b")]), leaf("south", 40)],
    )
    assert breakback(tree, 200) == decimals(total=200, north=120, south=80)


def test_what_must_go_below_goes_below():
    """North's 40 are all held; what it gets beyond them can only be new."""
    tree = Node(
        "total",
        40,
        children=[Node("north", 40, children=[leaf("a", 40, True), leaf("b")])],
    )
    assert breakback(tree, 50) == decimals(total=50, north=50, b=10)


def test_held_returns_below_a_loss_do_not_stop_the_rest():
    """Only the amount typed decides whether what is held is too much, not those between."""
    tree = Node(
        "total",
        100,
        children=[
            Node("north", -20, children=[leaf("a", 10), leaf("b", -30, True)]),
            leaf("south", 120),
        ],
    )
    expected = decimals(total=35, north=-25, a=5, south=60)
    assert breakback(tree, 35) == expected


@pytest.mark.parametrize(
    ("children", "reason", "held", "message"),
    [
        ([leaf("a", 60, True)], "held", 60, "50 cannot be spread .* below is held, with 60 in"),
        ([leaf("a", 0)], "zero", 0, "everything below is planned as zero"),
        ([leaf("a", 0), leaf("b", 9, True)], "closed", 9, "held or planned as zero, with 9 in"),
        ([leaf("a", 60, True), leaf("b", 5)], "exceeded", 60, "50 .* held amounts below, 60, exc"),
        ([Node("a", 9, children=[leaf("b", 60, True), leaf("c")])], "exceeded", 60, "60, exceed"),
        ([Node("a", 60, children=[leaf("b", 60, True)])], "held", 60, "below is held, with 60 in"),
    ],
)
def test_impossible_cases_say_why(children, reason, held, message):
    with pytest.raises(CannotSpread, match=message) as caught:
        breakback(Node("total", 100, children=children), 50)
    assert (caught.value.reason, caught.value.total, caught.value.held) == (reason, 50, held)


def test_everything_held_and_right_is_no_problem():
    tree = Node("total", children=[leaf("a", 20, True), leaf("b", 30, True)])
    assert breakback(tree, 50) == decimals(total=50)


def test_step_must_be_positive():
    with pytest.raises(ValueError, match="more than zero"):
        breakback(leaf("a", 1), 2, 0)


def test_breakback_of_a_large_plan_is_fast():
    """24,000 cells below 2,000 customers of 20 salespeople."""
    tree = Node(
        "total",
        children=[
            Node(
                user,
                children=[
                    Node(
                        (user, partner),
                        children=[Node((user, partner, month), month + 1) for month in range(12)],
                    )
                    for partner in range(100)
                ],
            )
            for user in range(20)
        ],
    )
    start = time.process_time()
    changes = breakback(tree, 98765432)
    assert time.process_time() - start < 1
    assert sum(changes[user] for user in range(20)) == 98765432


# Properties

positive = st.decimals(0, 10**5, places=2)
any_amount = st.none() | st.decimals(-(10**5), 10**5, places=2)


@st.composite
def trees(draw, amounts=any_amount, adds_up=False):
    """Draw a tree of up to three levels below its root.

    :param adds_up: whether every node with children is their sum
    """
    count = 0

    def grow(depth):
        nonlocal count
        count += 1
        key = count
        size = draw(st.integers(1, 4)) if depth == 3 else draw(st.integers(0, 3)) if depth else 0
        children = [grow(depth - 1) for _ in range(size)]
        amount = draw(amounts)
        if adds_up and children:
            planned = [child.amount for child in children if child.amount is not None]
            amount = sum(planned) if planned else None
        return Node(key, amount, draw(st.integers(0, 4)) == 0, children)

    return grow(3)


def check_held(node, after, is_held=False):
    """Check that held subtrees and explicit zeros have not changed."""
    for child in node.children:
        closed = is_held or child.is_held or child.amount == 0
        if closed:
            assert after[child.key] == child.amount
        check_held(child, after, closed)


def sum_children(node, after):
    return sum(Fraction(planned(child, after) or 0) for child in node.children)


def planned(node, after):
    """Return the amount of a node, or if it has none, what is planned below."""
    if after[node.key] is not None:
        return after[node.key]
    return sum_children(node, after)


@given(trees(), st.decimals(-(10**6), 10**6, places=2), st.sampled_from(STEPS))
def test_children_sum_to_the_amount_typed(tree, amount, step):
    changes, error = attempt(tree, amount, step)
    if error:
        assert error.total == amount
        return
    after = get_after(tree, changes)
    assert after[tree.key] == amount
    assert sum_children(tree, after) == Fraction(amount)
    check_held(tree, after)


@given(
    trees(st.none() | positive, adds_up=True),
    st.decimals(0, 10**6, places=2),
    st.sampled_from(STEPS),
)
def test_what_adds_up_still_does(tree, amount, step):
    """In a plan that rolls up, every parent is the sum of its children afterwards."""
    changes, error = attempt(tree, amount, step)
    if error:
        return
    after = get_after(tree, changes)
    for node in walk(tree):
        if node.children:
            assert Fraction(planned(node, after)) == sum_children(node, after)


@given(trees(positive, adds_up=True), st.decimals(0, 10**6, places=2))
def test_it_refuses_only_what_is_impossible(tree, amount):
    """Rolled up and positive: an amount fits when something is free and what stays is not more."""

    def get_leaves(node, is_held=False):
        for child in node.children:
            closed = is_held or child.is_held or child.amount == 0
            if child.children:
                yield from get_leaves(child, closed)
            else:
                yield child.amount, closed

    leaves = list(get_leaves(tree))
    held = sum(value for value, closed in leaves if closed)
    is_possible = held == amount or (held < amount and not all(closed for _, closed in leaves))
    _, error = attempt(tree, amount)
    assert is_possible == (error is None)
    assert error is None or error.held == held


@given(trees(positive, adds_up=True))
def test_typing_what_is_there_changes_nothing(tree):
    assert breakback(tree, tree.amount) == {tree.key: tree.amount}


@given(trees(), st.decimals(-(10**6), 10**6, places=2))
def test_the_tree_itself_is_never_changed(tree, amount):
    before = get_after(tree, {})
    changes, error = attempt(tree, amount)
    assert get_after(tree, {}) == before
    again, error_again = attempt(tree, amount)
    assert again == changes
    assert str(error_again) == str(error)
