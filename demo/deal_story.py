"""How the demo company's deals came to be what they are: one step after the other.

Plain Python, no ORM. The last step of a deal is what it is today.
"""

import random
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from .cast import PEOPLE
from .pipeline import Deal

#: Steps between the first and the last, and how likely a deal is to have so many.
BETWEEN = {0: 1, 1: 4, 2: 5, 3: 3}
#: Days by which expected closings were moved on their way, and how likely that is.
SHIFTS = {0: 8, 14: 3, 30: 4, 60: 2, -20: 2}
#: How likely a deal had another salesperson of the same team first, and was lost in between.
HANDED_OVER = 0.06
REOPENED = 0.08
#: What deals are called at first, in percent, by what became of them.
FIRST = {"won": (20, 35, 35, 50, 60, 75), "lost": (5, 10, 10, 20, 35), "open": (5, 10, 20)}


class Step(NamedTuple):
    """What a deal was from ``moment`` (UTC) on: ``status`` is open, won or lost."""

    moment: datetime
    salesperson: str
    revenue: int
    status: str
    probability: int
    deadline: date


def tell_steps(deal: Deal, now: datetime) -> list[Step]:
    """Return the steps of a deal, the earliest first; its last one is its state today."""
    rng = random.Random(f"sales_plan/{deal.subject}/{deal.customer}/{deal.created}")
    end = deal.closed or now - timedelta(days=rng.randint(1, 12))
    last = Step(
        max(end, deal.created + timedelta(days=1)),
        deal.salesperson,
        deal.revenue,
        deal.status,
        deal.probability,
        deal.deadline,
    )
    count = rng.choices(list(BETWEEN), list(BETWEEN.values()))[0]
    moments = sorted(_draw_moment(deal.created, last.moment, rng) for _number in range(count))
    steps = [last]
    for moment in reversed(moments):
        steps.insert(0, _step_before(steps[0], moment, rng))
    first = rng.choice(FIRST[deal.status])
    steps.insert(0, _step_before(steps[0], deal.created, rng)._replace(probability=first))
    if rng.random() < HANDED_OVER:
        steps[0] = steps[0]._replace(salesperson=_draw_colleague(deal.salesperson, rng))
    return _interrupted(steps, rng) if deal.status == "open" else steps


def _draw_moment(start, end, rng):
    """A working hour of a day between two moments."""
    days = max(0, (end - start).days - 1)
    day = start.date() + timedelta(days=rng.randint(0, days) + (1 if days else 0))
    moment = datetime.combine(day, time(rng.randint(15, 22), rng.randint(0, 59)))
    return min(max(moment, start + timedelta(hours=3)), end - timedelta(hours=1))


def _step_before(step: Step, moment: datetime, rng) -> Step:
    """What a deal was before ``step``: open, less likely, of another value and closing."""
    revenue = step.revenue
    if rng.random() < 0.45:
        revenue = max(1_000, round(revenue * rng.uniform(0.65, 1.3), -2))
    shift = rng.choices(list(SHIFTS), list(SHIFTS.values()))[0]
    return step._replace(
        moment=moment,
        revenue=int(revenue),
        status="open",
        probability=_less_likely(step, rng),
        deadline=max(step.deadline - timedelta(days=shift), moment.date() + timedelta(days=7)),
    )


def _less_likely(step: Step, rng) -> int:
    if step.status == "lost":
        return rng.choice((5, 10, 10, 20, 20, 35, 50, 75))
    if step.status == "won" or step.probability >= 85:
        return rng.choice((75, 85, 85, 95))
    return max(5, round(step.probability * rng.uniform(0.6, 1) / 5) * 5)


def _draw_colleague(salesperson, rng):
    team = next(person.team for person in PEOPLE if person.code == salesperson)
    colleagues = [
        person.code for person in PEOPLE if person.team == team and person.code != salesperson
    ]
    return rng.choice(colleagues or [salesperson])


def _interrupted(steps: list[Step], rng) -> list[Step]:
    """Some open deals were given up for a while."""
    before, last = steps[-2], steps[-1]
    days = (last.moment - before.moment).days
    if days < 8 or rng.random() > REOPENED:
        return steps
    given_up = before._replace(
        moment=before.moment + timedelta(days=days // 2), status="lost", probability=0
    )
    return [*steps[:-1], given_up, last]
