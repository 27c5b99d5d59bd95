"""What became of figures that were kept: by which documents what counts now differs from them.

Pure functions, without database. A row is a node of a tree, a document an id; what a document is
worth in a row is a number. A document that is worth something in a row is worth it in all rows
above, too.

A document is told by one cause alone, so that the causes of a row sum to its difference:

- *later*: it was not counted when the figures were kept;
- *gone*: it is not counted any more (taken back, or moved to another day);
- *changed*: it is worth another sum in all;
- *moved*: it is worth the same, in other rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from .tree import get_with_ancestors

CAUSES = ("later", "gone", "changed", "moved")
#: What is less is a remainder of binary fractions.
LEAST_DIFFERENCE = 0.000_001

Row = Hashable
Document = Hashable
#: ``{(row, document): amount}``, each amount in the deepest row that it falls under.
Amounts = Mapping[tuple[Row, Document], float]


def compare(
    kept: Amounts, live: Amounts, above: Mapping[Row, Row | None]
) -> dict[Row, dict[str, dict[Document, float]]]:
    """Return by which documents each row differs now: ``{row: {cause: {document: amount}}}``.

    :param above: the row above each row, None for the total
    :return: rows and causes without any difference are left out; the amounts of a row sum to what
        it has now, less what was kept
    """
    causes = _find_causes(kept, live)
    found: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for key in {*kept, *live}:
        row, document = key
        difference = live.get(key, 0.0) - kept.get(key, 0.0)
        if abs(difference) >= LEAST_DIFFERENCE:
            for upper in get_with_ancestors([row], above):
                found[upper][causes[document]][document] += difference
    return {
        row: {
            cause: known
            for cause, parts in by_cause.items()
            if (
                known := {key: part for key, part in parts.items() if abs(part) >= LEAST_DIFFERENCE}
            )
        }
        for row, by_cause in found.items()
    }


def _find_causes(kept: Amounts, live: Amounts) -> dict[Document, str]:
    """Return why documents differ; of those that do not it says ``moved``."""
    before, after = _sum_up(kept), _sum_up(live)
    causes = {}
    for document in {*before, *after}:
        if document not in before:
            causes[document] = "later"
        elif document not in after:
            causes[document] = "gone"
        elif abs(after[document] - before[document]) >= LEAST_DIFFERENCE:
            causes[document] = "changed"
        else:
            causes[document] = "moved"
    return causes


def _sum_up(amounts: Amounts) -> dict[Document, float]:
    sums: dict = defaultdict(float)
    for (_row, document), amount in amounts.items():
        sums[document] += amount
    return dict(sums)


def find_depths(
    kept: Amounts, live: Amounts, paths: Mapping[Row, Sequence[Row]], documents
) -> dict[Document, int]:
    """Return how deep the rows of moved documents begin to differ: ``{document: depth}``.

    1 is the first level below the total; a document that no row of a level has any more differs
    on that level.

    :param paths: from the total down to each row, itself included
    """
    rows: dict = defaultdict(lambda: (set(), set()))
    for side, amounts in enumerate((kept, live)):
        for row, document in amounts:
            if document in documents:
                rows[document][side].add(row)
    depths = {}
    for document, (before, after) in rows.items():
        gone, come = before - after, after - before
        if gone and come:
            depths[document] = min(
                _first_difference(paths[old], paths[new]) for old in gone for new in come
            )
        else:
            depths[document] = min(len(paths[row]) - 1 for row in gone | come or before)
    return depths


def _first_difference(one: Sequence[Row], other: Sequence[Row]) -> int:
    same = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        same += 1
    return same
