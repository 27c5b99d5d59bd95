"""Which rows of a plan a team's figures are the sum of: each once, however deep plan and teams are.

Pure functions, without database.
"""

from collections.abc import Hashable, Iterable, Mapping

from .tree import get_children, get_path, order_depth_first

Id = Hashable


def find_summed_rows(
    team: Id,
    teams: Mapping[Id, Id | None],
    homes: Mapping[Id, Id],
    parents: Mapping[Id, Id | None],
) -> list[Id]:
    """Return the rows whose figures add up to those of a team.

    These are the rows of the team, of the teams below it and of their people, as far as none of
    them stands below another one: what is below is part of what is above it.

    :param teams: ``{team: the team that it is part of, or None}``
    :param homes: ``{row: the team that it is of, or whose person it is of}``
    :param parents: ``{row: row above, or None}`` of these rows and of all above them
    """
    own = {row for row, home in homes.items() if home == team or team in get_path(home, teams)}
    return [row for row in homes if row in own and not own.intersection(get_path(row, parents))]


def order_teams(led: Iterable[Id], teams: Mapping[Id, Id | None]) -> list[tuple[Id, int]]:
    """Return teams and all below them, each once and below the one that it is part of.

    :param led: the teams to begin with; one that is part of another of them stands below it
    :param teams: ``{team: the team that it is part of, or None}``, in order
    :return: ``[(team, depth), …]``, the depth being 0 for those that are part of none of ``led``
    """
    led = set(led)
    found = {
        team: above
        for team, above in teams.items()
        if team in led or led.intersection(get_path(team, teams))
    }
    inside = {team: above if above in found else None for team, above in found.items()}
    depths = {}
    ordered = order_depth_first(get_children(inside))
    for team in ordered:
        depths[team] = 0 if inside[team] is None else depths[inside[team]] + 1
    return [(team, depths[team]) for team in ordered]
