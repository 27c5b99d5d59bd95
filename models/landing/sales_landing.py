from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from odoo import api, fields, models
from odoo.tools.date_utils import start_of

from ...queries.time import moment_at_end_of
from ...tools.pacing import ONE_DAY

#: Seconds of a week.
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Asked:
    """What a landing is asked for.

    :ivar company: whose deals and days count, with its branches; as superuser
    :ivar first: first day of the span
    :ivar last: last day of the span
    :ivar day: the last day that is known: what counts after it is still to come
    :ivar moment: the moment in UTC at which that day ends, None for now
    :ivar lag: how many days before the end of the span a deal has to be won to count in it
    :ivar known: what has been read or learned for it, so that nothing is twice, see ``learned.py``
    """

    company: object
    first: date
    last: date
    day: date
    moment: datetime | None = None
    lag: int = 0
    known: dict = field(default_factory=dict, compare=False)

    @property
    def is_over(self):
        return self.last <= self.day if self.moment else self.last < self.day

    @property
    def until(self):
        """The moment in UTC until which things are known: of now all that is written."""
        return self.moment or max(fields.Datetime.now(), self.company.env.cr.now())

    @property
    def learned_day(self):
        """The last day that is learned from: of now yesterday, which does not change any more."""
        return self.day if self.moment else self.day - ONE_DAY

    @cached_property
    def learned_until(self):
        """The moment in UTC until which deals are learned from."""
        return self.moment or moment_at_end_of(self.company, self.learned_day)

    @property
    def now(self):
        """The moment in UTC as of which the landing is."""
        return self.moment or fields.Datetime.now()

    @cached_property
    def weeks_left(self):
        """How many weeks are left for deals to be won in."""
        return self._weeks_until(self.last)

    @cached_property
    def weeks_before(self):
        """How many weeks are left until the days on which deals are won begin."""
        return self._weeks_until(self.first - ONE_DAY)

    @cached_property
    def weeks_of_quarter(self):
        """How many weeks of the calendar quarter are over."""
        return (self.now - start_of(self.now, "quarter")).total_seconds() / WEEK

    def _weeks_until(self, day):
        end = moment_at_end_of(self.company, day - timedelta(days=self.lag))
        return max((end - self.now).total_seconds(), 0) / WEEK


class SalesLanding(models.AbstractModel):
    """Where rows of plans and seats of forecasts will end up.

    A landing is a distribution, the sum of four parts: what is certain, what is committed, open
    deals with their chances, and what is to come; see ``tools/landing.py`` and
    ``tools/landing_parts.py``. It is computed when it is asked for and kept nowhere.

    Figures count all deals and documents, whoever asks: callers ask for rows and seats that their
    user may see.
    """

    _name = "sales.landing"
    _description = "Landing"

    @api.model
    def _ask(self, company, first, last, day=None, moment=None):
        """Return the question for a span; the day is today where the company works unless given."""
        # sudo: a landing counts all that is there, whoever looks
        company = company.sudo()
        return Asked(company, first, last, day or company._get_today(), moment)
