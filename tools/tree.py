"""Orders of a tree, and what is above a node.

A tree is ``{node: node above, or None}``. A node whose node above is not in it is at the top: that
is how a user sees a tree of which some nodes are hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import add
from typing import TypeVar

Node = TypeVar("Node")


def get_children(parents: Mapping[Node, Node | None]) -> dict[Node | None, list[Node]]:
    """Return the nodes directly below each that has any, in order; under None those at the top."""
    children = {}
    for node, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(node)
    return children


def order_by_level(parents: Mapping[Node, Node | None]) -> list[Node]:
    """Return all nodes level by level, so that each stands after all above it.

    Nodes of one level keep their order.
    """
    children = get_children(parents)
    depths = {}
    for node in order_depth_first(children):
        depths[node] = depths.get(parents[node], -1) + 1
    return sorted((node for node in parents if node in depths), key=depths.__getitem__)


def order_depth_first(children: Mapping[Node | None, list[Node]]) -> list[Node]:
    """Return all nodes, each before those below it, which stand before its next sibling."""
    ordered = []
    stack = [*reversed(children.get(None, ()))]
    while stack:
        node = stack.pop()
        ordered.append(node)
        stack += reversed(children.get(node, ()))
    return ordered


def get_path(node: Node, parents: Mapping[Node, Node | None]) -> list[Node]:
    """Return the nodes above one, from the top down."""
    path = []
    while (node := parents[node]) is not None and node in parents:
        path.append(node)
    return path[::-1]


def get_with_ancestors(nodes: Iterable[Node], parents: Mapping[Node, Node | None]) -> set[Node]:
    """Return nodes and all above them; those that are not in the tree are left out."""
    found = set()
    for node in nodes:
        above = node
        while above in parents and above not in found:
            found.add(above)
            above = parents[above]
    return found


def get_paths(parents: Mapping[Node, Node | None]) -> dict[Node, tuple[Node, ...]]:
    """Return of each node itself and all above it, from the bottom up."""
    paths: dict[Node, tuple[Node, ...]] = {}
    for node in order_by_level(parents):
        paths[node] = (node, *paths.get(parents[node], ()))
    return paths


def roll_up(
    amounts: Mapping[Node, Sequence[float]], parents: Mapping[Node, Node | None]
) -> dict[Node, list[float]]:
    """Return lists of amounts added up from the bottom to the top, each once for each node.

    Nodes without amounts, of their own or below, are left out; amounts of nodes that are not in
    the tree are, too.
    """
    sums: dict[Node, list[float]] = {}
    for node in reversed(order_by_level(parents)):
        own, parent = amounts.get(node), parents[node]
        if own is not None:
            sums[node] = list(map(add, sums[node], own)) if node in sums else list(own)
        if node in sums and parent in parents:
            known = sums.get(parent)
            sums[parent] = list(map(add, known, sums[node])) if known else list(sums[node])
    return sums
