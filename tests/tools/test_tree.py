"""Tests of orders of a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.tree import (
    get_children,
    get_path,
    get_with_ancestors,
    order_by_level,
    order_depth_first,
)

#: ::
#:
#:     1 ── 2 ── 4
#:     │    └─── 3
#:     └─── 7        (hidden 9 ──) 8
PARENTS = {8: 9, 1: None, 7: 1, 2: 1, 4: 2, 3: 2}


@st.composite
def trees(draw):
    """Trees of up to 15 nodes in any order, some of whose nodes are hidden."""
    size = draw(st.integers(0, 15))
    above = {
        node: draw(st.none() | st.integers(0, node - 1)) if node else None for node in range(size)
    }
    nodes = draw(st.permutations(range(size)))
    hidden = draw(st.sets(st.sampled_from(range(size)))) if size else set()
    return {node: above[node] for node in nodes if node not in hidden}


def walk_up(node, parents):
    """Return the nodes above one, from the closest to the top, the slow way."""
    parent = parents[node]
    return [parent, *walk_up(parent, parents)] if parent in parents else []


def test_orders():
    children = get_children(PARENTS)
    assert children == {None: [8, 1], 1: [7, 2], 2: [4, 3]}
    assert order_by_level(PARENTS) == [8, 1, 7, 2, 4, 3]
    assert order_depth_first(children) == [8, 1, 7, 2, 4, 3]
    assert order_depth_first(get_children({**PARENTS, 5: 7})) == [8, 1, 7, 5, 2, 4, 3]
    assert order_by_level({3: 2, 2: 1, 1: None, 8: None}) == [1, 8, 2, 3]
    assert order_depth_first({}) == order_by_level({}) == []


def test_what_is_above():
    assert get_path(3, PARENTS) == [1, 2]
    assert get_path(8, PARENTS) == get_path(1, PARENTS) == []
    assert get_with_ancestors([3, 8], PARENTS) == {3, 2, 1, 8}
    assert get_with_ancestors([9, None], PARENTS) == set()
    with pytest.raises(KeyError):
        get_path(9, PARENTS)


@given(trees())
def test_every_node_once_and_after_those_above_it(parents):
    children = get_children(parents)
    for ordered in (order_by_level(parents), order_depth_first(children)):
        assert sorted(ordered) == sorted(parents)
        place = {node: number for number, node in enumerate(ordered)}
        for node in parents:
            assert all(place[above] < place[node] for above in walk_up(node, parents))


@given(trees())
def test_levels_follow_each_other_and_keep_their_order(parents):
    given_at = {node: number for number, node in enumerate(parents)}
    keys = [(len(walk_up(node, parents)), given_at[node]) for node in order_by_level(parents)]
    assert keys == sorted(keys)


@given(trees())
def test_branches_stay_together(parents):
    """Depth first, what is below a node follows it with nothing else between."""
    ordered = order_depth_first(get_children(parents))
    for node in parents:
        below = [other for other in ordered if node in walk_up(other, parents)]
        start = ordered.index(node) + 1
        assert ordered[start : start + len(below)] == below


@given(trees(), st.data())
def test_paths_and_ancestors(parents, data):
    nodes = data.draw(st.lists(st.integers(0, 20)))
    known = [node for node in nodes if node in parents]
    for node in known:
        assert get_path(node, parents) == walk_up(node, parents)[::-1]
    expected = {node for each in known for node in (each, *walk_up(each, parents))}
    assert get_with_ancestors(nodes, parents) == expected
    assert get_with_ancestors(expected, parents) == expected
