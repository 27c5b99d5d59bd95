"""What can be asked of the pipeline dashboard."""

from dataclasses import dataclass

from ...tools.arguments import a_dict, a_number, an_id, one_of, optional

#: Units of time of the columns: how many columns there are, and how many of them are past.
UNIT_SPANS = {"month": (6, 2), "quarter": (4, 1)}
#: Expected closings that the funnel can be narrowed to.
CLOSINGS = ("any", "month", "quarter", "year")
#: Years before and after the current one that the columns can be moved to.
MOST_YEARS = 10


@dataclass(frozen=True)
class Request:
    """What the dashboard is asked for.

    ``team_id`` has the teams below it, too; ``closing`` narrows the funnel to deals expected to
    close in the current month, quarter or year; ``unit`` is what the columns of the grid are, and
    ``offset`` by how many of them they are moved.
    """

    team_id: int | bool = False
    user_id: int | bool = False
    closing: str = "any"
    unit: str = "month"
    offset: int = 0

    @classmethod
    def from_client(cls, values):
        """Return a request from what a client sent, see ``A_DASHBOARD``."""
        given = {name: value for name, value in (values or {}).items() if value is not None}
        return cls(**given)


#: What a client may send for a request: some of its values.
A_DASHBOARD = optional(
    a_dict(
        team_id=optional(an_id),
        user_id=optional(an_id),
        closing=one_of(*CLOSINGS),
        unit=one_of(*UNIT_SPANS),
        offset=a_number(at_least=-MOST_YEARS * 12, at_most=MOST_YEARS * 12),
    )
)
