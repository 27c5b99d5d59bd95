"""Tests of which rows a team's figures are the sum of."""

from hypothesis import given
from hypothesis import strategies as st

from tools import team_sums


def tree(draw, count):
    """Return a random tree of some nodes, each below an earlier one or at the top."""
    return {
        node: draw(st.one_of(st.none(), st.integers(0, node - 1))) if node else None
        for node in range(count)
    }


@st.composite
def plans(draw):
    """Teams, rows, and of which team some of the rows are."""
    teams = tree(draw, draw(st.integers(1, 6)))
    parents = tree(draw, draw(st.integers(1, 12)))
    homes = {row: draw(st.sampled_from(sorted(teams))) for row in parents if draw(st.booleans())}
    return teams, parents, homes


def above(node, parents):
    """Return all nodes above one."""
    found = []
    while parents[node] is not None:
        node = parents[node]
        found.append(node)
    return found


def test_two_levels():
    """A team's own row stands for all below it; where it has none, those below it are the sum."""
    teams = {"europe": None, "north": "europe", "south": "europe"}
    parents = {"total": None, "r_north": "total", "ann": "r_north", "bob": "total"}
    homes = {"r_north": "north", "ann": "north", "bob": "south"}
    assert team_sums.find_summed_rows("north", teams, homes, parents) == ["r_north"]
    assert team_sums.find_summed_rows("south", teams, homes, parents) == ["bob"]
    assert team_sums.find_summed_rows("europe", teams, homes, parents) == ["r_north", "bob"]


def test_order():
    teams = {"world": None, "europe": "world", "asia": "world", "north": "europe"}
    assert team_sums.order_teams(["north", "europe"], teams) == [("europe", 0), ("north", 1)]
    assert team_sums.order_teams(["asia", "north"], teams) == [("asia", 0), ("north", 0)]
    assert team_sums.order_teams([], teams) == []


@given(plans())
def test_each_row_counts_once(plan):
    """No row of a sum stands below another one, and all that are of the team are in it or below."""
    teams, parents, homes = plan
    for team in teams:
        summed = team_sums.find_summed_rows(team, teams, homes, parents)
        assert len(set(summed)) == len(summed)
        for row in summed:
            assert not set(above(row, parents)) & set(summed)
        for row, home in homes.items():
            if home == team or team in above(home, teams):
                assert row in summed or set(above(row, parents)) & set(summed)


@given(plans(), st.data())
def test_each_team_stands_once(plan, data):
    """Below the team that it is part of, if that is shown."""
    teams, __, __ = plan
    led = data.draw(st.lists(st.sampled_from(sorted(teams))))
    ordered = team_sums.order_teams(led, teams)
    shown = [team for team, __ in ordered]
    assert len(set(shown)) == len(shown)
    assert set(shown) == {team for team in teams if {team, *above(team, teams)} & set(led)}
    depths = dict(ordered)
    for team in shown:
        if teams[team] in depths:
            assert depths[team] == depths[teams[team]] + 1
            assert shown.index(team) > shown.index(teams[team])
        else:
            assert depths[team] == 0
