"""The roll-up of forecasts: where a deal counts, and what counts on the way to the top.

Pure functions, without database. A *seat* is where deals count first: a person who reports to a
team, or a team, for deals of nobody in particular. Every deal has one seat at most, every seat one
place in the tree, so that each deal counts once in every team above it.

Amounts are numbers of any kind that can be added; only :meth:`Amounts.rounded` rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

#: Roles of categories that have a column, from the surest on.
ROLES = ("closed", "commit", "best_case", "pipeline")
#: Roles whose amounts can be adjusted: what is closed is a fact.
ADJUSTABLE = ("commit", "best_case", "pipeline")
#: A forecast is stale from this difference on.
STALE_FROM = 0.01

PERSON, TEAM = "person", "team"
#: Stands, as the id of a team, for the company above all teams.
COMPANY = 0
Id = Hashable
#: ``(PERSON or TEAM, id)``
Seat = tuple[str, Id]
#: Adjustments of one row: ``{role: difference}``.
ByRole = Mapping[str, float]


@dataclass(frozen=True)
class Amounts:
    """Amounts of some deals, by the role of their category.

    :ivar forecast: what counts: commit and closed, and whatever was added by hand
    :ivar weighted: everything but omitted deals, each times its probability; never adjusted
    """

    closed: float = 0
    commit: float = 0
    best_case: float = 0
    pipeline: float = 0
    forecast: float = 0
    weighted: float = 0

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Amounts:
        """Return the amounts that a record, or its values, has by their names."""
        return cls(*(values[name] for name in AMOUNTS))

    def as_values(self) -> dict[str, float]:
        """Return the amounts by their names, as values of a record."""
        return {name: getattr(self, name) for name in AMOUNTS}

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(getattr(self, name) + getattr(other, name) for name in AMOUNTS))

    def adjusted(self, adjustments: ByRole) -> Amounts:
        """Add adjustments; one of the committed amount is one of the forecast."""
        changed = {role: getattr(self, role) + adjustments.get(role, 0) for role in ADJUSTABLE}
        return replace(self, forecast=self.forecast + adjustments.get("commit", 0), **changed)

    def rounded(self, round_amount: Callable[[float], float]) -> Amounts:
        return Amounts(*(round_amount(getattr(self, name)) for name in AMOUNTS))

    @property
    def open_pipeline(self) -> float:
        """All open deals that count anywhere; what is closed is not among them."""
        return self.commit + self.best_case + self.pipeline

    @property
    def open_forecast(self) -> float:
        """What is forecast besides what is closed: all closed deals are in the forecast."""
        return self.forecast - self.closed

    def get_cumulative(self) -> dict[str, float]:
        """Return the cumulative columns: each with the surer ones, the open pipeline without
        what is closed."""
        commit = self.closed + self.commit
        return {
            "commit": commit,
            "best_case": commit + self.best_case,
            "open_pipeline": self.open_pipeline,
        }


AMOUNTS = tuple(field.name for field in fields(Amounts))
NOTHING = Amounts()


def add_up(parts: Iterable[Amounts]) -> Amounts:
    """Return the sum of several amounts."""
    return sum(parts, NOTHING)


def is_stale(current: Amounts, submitted: Amounts | None) -> bool:
    """Tell whether figures differ by a cent or more from those submitted last, if any."""
    if submitted is None:
        return False
    return any(
        # a cent is a cent, however the computer writes it
        round(abs(getattr(current, name) - getattr(submitted, name)), 6) >= STALE_FROM
        for name in (*ROLES, "forecast")
    )


def get_gap(amounts: Amounts, target: float | None, actual: float | None) -> float | None:
    """Return by how much a forecast exceeds its target; None without one.

    Counted are what the target's plan has counted so far and the open deals that are forecast. What
    is won is in neither by itself: a plan by won deals has counted it, one by invoices counts it
    when it is invoiced, so that nothing counts twice.

    :param actual: what the target's plan has counted, in its own documents
    """
    return None if target is None else actual + amounts.open_forecast - target


def get_coverage(amounts: Amounts, target: float | None, actual: float | None) -> float | None:
    """Return how often the open pipeline covers what remains of the target.

    None without a target, and where nothing remains.

    :param actual: as for :func:`get_gap`
    """
    remaining = 0 if target is None else target - actual
    return amounts.open_pipeline / remaining if remaining > 0 else None


def get_bar(
    amounts: Mapping[str, float], target: float | None, actual: float | None = None
) -> dict:
    """Return the widths of a forecast's bar in percent of what is larger, the target or all parts.

    :param actual: as for :func:`get_gap`; beside a target it stands in the place of what is closed
    :return: ``{"parts": {role: width}, "target": where it stands}``; only parts above zero are
        there, the target is None without one above zero
    """
    if actual is not None:
        amounts = {**amounts, "closed": actual}
    parts = {role: amounts[role] for role in ROLES if amounts[role] > 0}
    scale = max(target or 0, sum(parts.values()))
    return {
        "parts": {role: amount / scale * 100 for role, amount in parts.items()},
        "target": target / scale * 100 if target and target > 0 else None,
    }


def get_share(first: date, last: date, date_from: date, date_to: date) -> float:
    """Return the share of a span's days, from first to last, that lie between two days."""
    days = (min(last, date_to) - max(first, date_from)).days + 1
    return max(days, 0) / ((last - first).days + 1)


def below_company(parents: Mapping[Id, Id | None]) -> dict[Id, Id | None]:
    """Put the company above the teams at the top of a hierarchy."""
    return {
        COMPANY: None,
        **{team: COMPANY if above is None else above for team, above in parents.items()},
    }


def get_homes(
    parents: Mapping[Id, Id | None],
    leaders: Mapping[Id, Id],
    memberships: Iterable[tuple[Id, Id]],
) -> dict[Id, Id]:
    """Return the team that each person reports to, or reports for.

    The highest of the teams that they lead (the first of equals by its id), else the first team
    that they are a member of.

    :param parents: the team above each team, None at the top
    :param leaders: who leads which team
    :param memberships: (person, team), the first one of a person counts
    """
    homes: dict[Id, Id] = {}
    for person, team in memberships:
        if team in parents:
            homes.setdefault(person, team)
    led: dict[Id, list[Id]] = {}
    for team, person in leaders.items():
        led.setdefault(person, []).append(team)
    for person, teams in led.items():
        homes[person] = min(teams, key=lambda team: (len(get_path(parents, team)), team))
    return homes


def get_path(parents: Mapping[Id, Id | None], team: Id) -> list[Id]:
    """Return the teams from the top down to a team."""
    path = [team]
    while (above := parents[path[-1]]) is not None:
        path.append(above)
    return path[::-1]


def close_gaps(
    parents: Mapping[Id, Id | None], active: Collection[Id]
) -> tuple[dict[Id, Id | None], dict[Id, Id]]:
    """Take teams out of a hierarchy; those below move up to the next one that stays.

    :param parents: the team above each team; teams that are not keys themselves are at the top
    :param active: the teams that stay
    :return: the team above each team that stays, and where each team's deals go
    """

    def climb(team: Id | None) -> Id | None:
        while team is not None and team not in active:
            team = parents.get(team)
        return team

    places = {team: climb(team) for team in parents}
    return (
        {team: climb(above) for team, above in parents.items() if team in active},
        {team: place for team, place in places.items() if place is not None},
    )


class Tree:
    """Who reports to whom: teams below teams, people in teams.

    :ivar parents: the team above each team, None at the top; in the order they are shown
    :ivar leaders: who leads which team
    :ivar homes: the team that each person reports to, in the order they are shown
    :ivar places: the team that stands for each team, also for those that are no more
    :ivar company: whose teams they are
    """

    def __init__(
        self,
        parents: Mapping[Id, Id | None],
        leaders: Mapping[Id, Id] | None = None,
        homes: Mapping[Id, Id] | None = None,
        places: Mapping[Id, Id] | None = None,
        company: Id | None = None,
    ) -> None:
        self.company = company
        self.parents = dict(parents)
        self.leaders = dict(leaders or {})
        self.homes = dict(homes or {})
        self.places = {**{team: team for team in parents}, **(places or {})}
        self.children: dict[Id | None, list[Id]] = {None: [], **{team: [] for team in parents}}
        for team, above in self.parents.items():
            self.children[above].append(team)
        self.people: dict[Id, list[Id]] = {team: [] for team in parents}
        for person, team in self.homes.items():
            self.people[team].append(person)

    def get_seat(self, person: Id | None, team: Id | None) -> Seat | None:
        """Return where a deal counts: with its owner, else with its team, else with the company.

        None in a tree without a company at its top.
        """
        if person in self.homes:
            return PERSON, person
        if team in self.places:
            return TEAM, self.places[team]
        return (TEAM, COMPANY) if COMPANY in self.parents else None

    def get_team(self, seat: Seat) -> Id | None:
        """Return the team that a seat is in."""
        kind, key = seat
        return self.homes.get(key) if kind == PERSON else key

    def get_reports(self, team: Id) -> list[Seat]:
        """Return who reports to a team: its leader, its people, the teams below."""
        leader = self.leaders.get(team)
        people = [(PERSON, person) for person in self.people[team]]
        people.sort(key=lambda seat: seat[1] != leader)
        return people + [(TEAM, child) for child in self.children[team]]

    def get_below(self, team: Id) -> list[Id]:
        """Return a team and all teams below it, each after the one above it."""
        teams = [team]
        for upper in teams:
            teams.extend(self.children[upper])
        return teams

    def get_led(self, person: Id) -> list[Id]:
        """Return the teams that a person leads, the highest first."""
        teams = [team for team, leader in self.leaders.items() if leader == person]
        return sorted(teams, key=lambda team: (len(get_path(self.parents, team)), team))

    def get_acting_leader(self, team: Id) -> Id | None:
        """Return who leads a team, or the next one above that somebody leads."""
        for step in reversed(get_path(self.parents, team)):
            if step in self.leaders:
                return self.leaders[step]
        return None

    def walk(self) -> Iterable[tuple[Seat, int]]:
        """Yield every seat in the order of the tree, with its depth."""
        stack = [((TEAM, team), 0) for team in reversed(self.children[None])]
        while stack:
            seat, depth = stack.pop()
            yield seat, depth
            if seat[0] == TEAM:
                reports = self.get_reports(seat[1])
                stack.extend((report, depth + 1) for report in reversed(reports))

    def roll_up(
        self,
        team: Id,
        live: Mapping[Seat, Amounts],
        adjustments: Mapping[tuple[Seat, Seat], ByRole],
    ) -> Amounts:
        """Return what a team would come to if everybody below submitted now.

        :param live: amounts of the deals of each seat
        :param adjustments: by whose worksheet they are on and whose figures they correct; both
            are the same where people correct their own, and where a team corrects its own deals
        """
        totals: dict[Seat, Amounts] = {}
        for upper in reversed(self.get_below(team)):
            seat = (TEAM, upper)
            parts = [self._adjust(adjustments, seat, seat, live.get(seat, NOTHING))]
            for report in self.get_reports(upper):
                amounts = totals.get(report)
                if amounts is None:
                    own = live.get(report, NOTHING)
                    amounts = self._adjust(adjustments, report, report, own)
                parts.append(self._adjust(adjustments, seat, report, amounts))
            totals[seat] = add_up(parts)
        return totals[TEAM, team]

    @staticmethod
    def _adjust(adjustments, owner, row, amounts):
        return amounts.adjusted(adjustments.get((owner, row), {}))
