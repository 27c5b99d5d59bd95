"""What can be asked of the pipeline dashboard."""

from dataclasses import dataclass

#: Units of time of the columns: how many columns there are, and how many of them are past.
UNITS = {"month": (6, 2), "quarter": (4, 1)}
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

    @property
    def is_valid(self) -> bool:
        ids = (self.team_id, self.user_id)
        return (
            all(value is False or (type(value) is int and value > 0) for value in ids)
            and self.closing in CLOSINGS
            and self.unit in tuple(UNITS)
            and type(self.offset) is int
            and abs(self.offset) <= MOST_YEARS * 12
        )
