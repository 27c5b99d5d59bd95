from collections import namedtuple
from datetime import timedelta

from odoo import api, models

from ...queries.lags import lag_samples
from ...queries.landing import read_exposures, read_open_deals
from ...queries.own_past import read_first_closing
from ...tools import hazards
from ...tools.lags import Lags
from .sales_landing_learned import HAZARDS, LAGS

#: Deals that were over longer ago say little about how one sells now.
DAYS_BACK = 730

#: An open deal with its chance to be won within a span; ``deal`` is what the query says of it.
Chance = namedtuple("Chance", "deal chance")


class SalesLanding(models.AbstractModel):
    """What the history of a company's deals tells of how deals end."""

    _inherit = "sales.landing"

    @api.model
    def _learn(self, asked):
        """Return what was known at a moment of how deals of a company and its branches end.

        Everybody's deals teach, whoever asks: what is told are rates. It is learned from what
        was known at the end of yesterday, or of the day that is asked for.

        :return: ``tools.hazards.Hazards``
        """
        return self._get_learned(
            asked,
            (asked.company.id, HAZARDS, ""),
            lambda: self._learn_hazards(asked).get_values(),
            hazards.Hazards.of_values,
        )

    @api.model
    def _get_learned(self, asked, place, learn, read):
        """Return what was learned: what is kept of it, else it is learned at once.

        Nothing is written: whoever reads may have no right to.

        :param place: ids of the company, the kind and the key of what is kept
        :param learn: function that learns, and returns values as they are kept
        :param read: function that makes of these what is returned
        """
        if place not in asked.known:
            values = None
            if not asked.moment:
                # sudo: what is kept is for code; what it tells are rates
                kept = self.env["sales.landing.learned"].sudo()
                values = kept._find(*place, asked.learned_day)
            asked.known[place] = read(learn() if values is None else values)
        return asked.known[place]

    @api.model
    def _learn_hazards(self, asked):
        rows = read_exposures(
            self.env,
            asked.company._get_branch_ids(),
            self._get_learned_since(asked),
            asked.learned_until,
        )
        return hazards.learn(
            hazards.Exposure(
                row.age,
                [getattr(row, name) for name in hazards.FEATURES],
                row.weeks,
                row.won,
                row.lost,
            )
            for row in rows
        )

    @api.model
    def _get_learned_since(self, asked):
        """Return since when it is counted how long deals were open.

        Where deals came from elsewhere, those that were over before are often not among them: until
        the first one was closed none could be, and those weeks would say that nothing ever is.
        """
        first = read_first_closing(self.env, asked.company._get_branch_ids())
        since = asked.learned_until - timedelta(days=DAYS_BACK)
        return min(max(since, first or since), asked.learned_until)

    @api.model
    def _read_lags(self, asked, company, kind):
        """Return how long documents of a company and its branches usually take.

        :return: ``tools.lags.Lags``
        """
        return self._get_learned(
            asked,
            (company.id, LAGS, kind),
            lambda: self._learn_lags(company, kind, asked.learned_day),
            lambda rows: Lags(kind, rows),
        )

    @api.model
    def _learn_lags(self, company, kind, day):
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(lag_samples(kind, company._get_branch_ids(), day))
        return [[days, *map(float, amounts)] for __, days, *amounts in rows]

    @api.model
    def _read_chances(self, asked, learned, numbers=None):
        """Return the deals that are open, each with its chance to be won within the span.

        A deal can be won in a span that has not begun only if it is still open then. Where there
        is too little to learn from, a deal that should close by the end of the span counts with
        its probability, and no other one.

        :param learned: see :meth:`_learn`
        :param numbers: of the deals that are wanted; None for all
        :return: ``[Chance, …]``, without those that cannot be won then
        """
        deals = self._read_open_deals(asked)
        if numbers is not None:
            deals = [deal for deal in deals if deal.number in numbers]
        get_chance = self._get_chance if learned.enough else self._get_stated_chance
        found = [Chance(deal, get_chance(asked, learned, deal)) for deal in deals]
        return [line for line in found if line.chance > 0]

    @api.model
    def _read_open_deals(self, asked):
        if "open" not in asked.known:
            asked.known["open"] = read_open_deals(
                self.env,
                asked.company._get_branch_ids(),
                asked.until - timedelta(days=DAYS_BACK),
                asked.until,
                asked.day,
            )
        return asked.known["open"]

    @api.model
    def _get_chance(self, asked, learned, deal):
        """Return a deal's chance by what was learned."""
        until_end, before = (
            self._get_won_by(learned, deal, weeks, asked)
            for weeks in (asked.weeks_left, asked.weeks_before)
        )
        return until_end - before

    @api.model
    def _get_won_by(self, learned, deal, weeks, asked):
        return learned.chance(*self._get_place(deal, weeks, asked)) if weeks > 0 else 0.0

    @api.model
    def _get_place(self, deal, weeks, asked):
        """Return where a deal stands, as ``tools.hazards`` takes it."""
        known = {name: getattr(deal, name) for name in ("stage", "pushed", "size")}
        due_in = None if deal.due_in is None else deal.due_in / 7
        return deal.age, known, weeks, due_in, deal.stage_age, asked.weeks_of_quarter

    @api.model
    def _get_stated_chance(self, asked, learned, deal):
        """Return the chance that a deal's probability and expected closing state."""
        if deal.due_in is None or deal.probability is None:
            return 0.0
        ends_in, begins_in = (asked.last - asked.day).days, (asked.first - asked.day).days
        is_due = deal.due_in <= ends_in and (begins_in <= 0 or deal.due_in >= begins_in)
        return deal.probability / 100 if is_due else 0.0
