"""How teams and their people become the rows of a plan.

Pure functions, without database. A plan that is broken down by teams has as many levels of teams
as the deepest branch of their hierarchy. Branches that end above that go on by *rows themselves*:
a team whose row repeats its own value stands for the team without those below it, and its people
hang below that. So every person is on the level of people, and every team in its region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Path = tuple[int, ...]


@dataclass(frozen=True)
class Unit:
    """A team.

    :ivar parent_id: the nearest team above it among those given, None at the top
    :ivar people: who gets a row below it
    :ivar is_led: whether it has somebody to give a target to, though nobody sells in it
    """

    id: int
    parent_id: int | None
    people: tuple[int, ...] = ()
    is_led: bool = False


@dataclass
class Territory:
    """The rows to make.

    :ivar depth: number of levels of teams
    :ivar rows: for each level, that of people last, the values from the top level down to each row
    :ivar empty: teams that get no row: nobody leads them or sells in them or below them
    """

    depth: int
    rows: list[list[Path]] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """How many rows there are on all levels."""
        return sum(map(len, self.rows))


def lay_out(
    units: Sequence[Unit], *, with_people: bool, depth: int = 0, start: int | None = None
) -> Territory:
    """Return the rows for some teams, siblings in the order given.

    :param with_people: whether to make a level of people below the teams
    :param depth: the least number of levels of teams
    :param start: id of the team that the whole plan is for; its own teams are the first level
    """
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit)
    heights: dict[int, int] = {}
    for unit in children.get(None, ()):
        _measure(unit, children, heights)
    below = [unit for unit in children.get(start, ()) if heights.get(unit.id)]
    territory = Territory(max([depth, *(heights[unit.id] for unit in below)]))
    territory.rows = [[] for __ in range(territory.depth + with_people)]
    territory.empty = [unit.id for unit in units if not heights[unit.id]]
    builder = _Builder(territory, children, heights, with_people)
    own = [unit for unit in units if unit.id == start]
    builder.add_below(own[0] if own else None, below, ())
    return territory


def _measure(unit: Unit, children: dict, heights: dict) -> int:
    """Note how many levels a team and those below it take; none where nobody is."""
    below = max(
        (_measure(child, children, heights) for child in children.get(unit.id, ())), default=0
    )
    heights[unit.id] = below + 1 if below or unit.people or unit.is_led else 0
    return heights[unit.id]


@dataclass
class _Builder:
    territory: Territory
    children: dict
    heights: dict
    with_people: bool

    def add(self, unit: Unit, path: Path) -> None:
        """Add the row of a team, and all that is below it."""
        self.territory.rows[len(path) - 1].append(path)
        below = [child for child in self.children.get(unit.id, ()) if self.heights[child.id]]
        self.add_below(unit, below, path)

    def add_below(self, unit: Unit | None, below: list[Unit], path: Path) -> None:
        for child in below:
            self.add(child, (*path, child.id))
        if unit and unit.people and (below or self.with_people):
            self.add_itself(unit, path)

    def add_itself(self, unit: Unit, path: Path) -> None:
        """Add the row of a team itself, down to the level of people and with these."""
        rows = self.territory.rows
        while len(path) < self.territory.depth:
            path = (*path, unit.id)
            rows[len(path) - 1].append(path)
            if not self.with_people:
                return
        if self.with_people:
            rows[len(path)].extend((*path, person) for person in unit.people)
