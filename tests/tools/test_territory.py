"""Tests of how teams and their people become rows."""

from hypothesis import given
from hypothesis import strategies as st

from tools.territory import Unit, lay_out

#: Europe (10) with North (11: people 1, 2; Harbour 13: person 3) and South (12: person 4), person 5
#: of Europe's own; Overseas (20) with a leader only; Empty (30) with Void (31).
TEAMS = (
    Unit(10, None, (5,), True),
    Unit(11, 10, (1, 2), True),
    Unit(12, 10, (4,)),
    Unit(13, 11, (3,)),
    Unit(20, None, (), True),
    Unit(30, None),
    Unit(31, 30),
)


def test_uneven_branches_go_on_by_rows_themselves():
    found = lay_out(TEAMS, with_people=True)
    assert found.depth == 3
    assert found.rows == [
        [(10,), (20,)],
        [(10, 11), (10, 12), (10, 10)],
        [(10, 11, 13), (10, 11, 11), (10, 12, 12), (10, 10, 10)],
        [
            (10, 11, 13, 3),
            (10, 11, 11, 1),
            (10, 11, 11, 2),
            (10, 12, 12, 4),
            (10, 10, 10, 5),
        ],
    ]
    assert found.empty == [30, 31]
    assert found.row_count == 14


def test_without_people_only_regions_have_rows_themselves():
    found = lay_out(TEAMS, with_people=False)
    assert found.rows == [
        [(10,), (20,)],
        [(10, 11), (10, 12), (10, 10)],
        [(10, 11, 13), (10, 11, 11)],
    ]


def test_plan_of_one_team():
    found = lay_out(TEAMS[:4], with_people=True, start=10)
    assert found.depth == 2
    assert found.rows == [
        [(11,), (12,), (10,)],
        [(11, 13), (11, 11), (12, 12), (10, 10)],
        [(11, 13, 3), (11, 11, 1), (11, 11, 2), (12, 12, 4), (10, 10, 5)],
    ]


def test_plan_of_a_team_without_teams():
    found = lay_out([Unit(13, None, (3, 6))], with_people=True, start=13)
    assert (found.depth, found.rows) == (0, [[(3,), (6,)]])
    assert lay_out([Unit(13, None, (3, 6))], with_people=False, start=13).row_count == 0


def test_more_levels_than_teams():
    found = lay_out([Unit(1, None, (5,))], with_people=True, depth=2)
    assert found.rows == [[(1,)], [(1, 1)], [(1, 1, 5)]]


def test_nobody():
    found = lay_out([Unit(1, None)], with_people=True)
    assert (found.depth, found.row_count, found.empty) == (0, 0, [1])


@st.composite
def forests(draw):
    units = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.none() | st.sampled_from([unit.id for unit in units])) if units else None
        people = tuple(range(number * 100, number * 100 + draw(st.integers(0, 3))))
        units.append(Unit(number, parent, people, draw(st.booleans())))
    return units


@given(forests(), st.integers(0, 5))
def test_everybody_has_one_row(units, depth):
    found = lay_out(units, with_people=True, depth=depth)
    people = [path[-1] for path in found.rows[-1]]
    assert sorted(people) == sorted(person for unit in units for person in unit.people)
    teams = {unit.id for unit in units}
    assert teams == {team for path in found.rows[-1] for team in path[:-1]} | {
        path[-1] for paths in found.rows[:-1] for path in paths
    } | set(found.empty)
    for above, below in zip(found.rows, found.rows[1:], strict=False):
        assert {path[:-1] for path in below} <= set(above)
    for paths in found.rows:
        assert len(set(paths)) == len(paths)
