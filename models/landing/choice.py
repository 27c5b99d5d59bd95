from collections import defaultdict

from odoo import api, models

from ...queries.forecast import get_relation
from ...queries.own_past import read_won_days, read_won_months
from ...tools.landing_months import (
    get_month_end,
    get_month_shares,
    get_months_before,
    get_rests_of_months,
)
from ...tools.landing_parts import Parts, choose_way
from ...tools.own_past import RHYTHM, OwnPast
from ...tools.pacing import ONE_DAY, elapsed_share
from ...tools.rollup import COMPANY, TEAM
from ..org.numbers import format_number

#: How many months of the past the rhythm of what is won is learned from.
MONTHS_BACK = 36
#: The seat of the company, above all others.
_WHOLE = (TEAM, COMPANY)
#: Who has won nothing in so many months has no rhythm.
MONTHS_ALIVE = 12


class SalesLanding(models.AbstractModel):
    """Two ways to foresee what will be won: by open deals, and by the rhythm of past months.

    The one that was nearer in ended periods, as far from their end, is the landing; the other one
    stands beside it.
    """

    _inherit = "sales.landing"

    @api.model
    def _read_own_past(self, asked):
        """Hook: return what ended periods of the company tell, as was known on the day.

        :return: ``tools.own_past.OwnPast``
        """
        return OwnPast()

    @api.model
    def _choose_owners(self, asked, get_keys, found, told):
        """Replace the parts of people and teams whose rhythm was nearer.

        :param found: ``{key: Parts}`` by open deals; keys that only have a rhythm are added
        :param told: keys of which the other way is wanted beside it, too
        """
        past = self._read_own_past(asked)
        for part in found.values():
            part.spread = past.spread
        keys = {key for key in {*found, *past.seats, *told} if past.is_by_rhythm(key)}
        keys |= {key for key in told if past.compare(key)}
        if not keys or asked.is_over:
            return
        certain = {key: part.certain for key, part in found.items()}
        for key, rhythm in self._read_rhythms(asked, get_keys, certain, keys).items():
            pipeline = found.get(key) or Parts(spread=past.spread)
            found[key] = choose_way(pipeline, rhythm, past.compare(key))

    @api.model
    def _read_rhythms(self, asked, get_keys, certain, keys=None):
        """Return what landings of people and teams are by the rhythm of what they won.

        :param certain: what each key has won in the span
        :param keys: those that are wanted; None for all
        :return: ``{key: Parts}``, without keys that won nothing in :data:`MONTHS_ALIVE`
        """
        months = get_months_before(asked.day, MONTHS_BACK)
        relation = get_relation(self.env, asked.company._get_branch_ids(), asked.moment)
        totals = defaultdict(lambda: defaultdict(float))
        for user_id, team_id, month, amount in read_won_months(
            self.env, relation, months[0], asked.day
        ):
            for key in get_keys(user_id, team_id):
                totals[key][month] += amount
        alive = get_months_before(asked.day, MONTHS_ALIVE)[0]
        totals = {key: known for key, known in totals.items() if max(known) >= alive}
        wanted = totals.keys() if keys is None else totals.keys() & keys
        if not wanted:
            return {}
        shares, elapsed = self._get_won_shares(
            asked, months, read_won_days(self.env, relation, months[0], asked.day)
        )
        span = asked.first, asked.last, asked.day
        rests = get_rests_of_months(
            totals, dict.fromkeys(totals, _WHOLE), months, shares, elapsed, *span, wanted
        )
        return {
            key: Parts(certain.get(key, 0.0), to_come=to_come, kind=kind)
            for key, (to_come, kind) in rests.items()
            if to_come
        }

    @api.model
    def _get_won_shares(self, asked, months, amounts):
        """Return which share of each month had been won by the point that the running one is at,
        and which share of its working days is over: those of the company, for everybody."""
        running = asked.day.replace(day=1)
        # a day that is not over has hardly begun
        today = asked.day + ONE_DAY if asked.moment else asked.day
        weekdays, holidays = asked.company._get_working_days(months[0], asked.last)
        shares = get_month_shares(amounts, months, running, today - ONE_DAY, weekdays, holidays)
        last = get_month_end(running)
        return shares, float(elapsed_share(running, last, today, weekdays, holidays))

    @api.model
    def _choose_rows(self, frame, asked, above, found, row_ids, past):
        """Replace the parts of rows of a plan that counts what is won, where the company's rhythm
        was nearer than its open deals.

        :param past: see :meth:`_read_own_past`
        """
        if past.whole is None or past.whole.nearer != RHYTHM:
            return
        rhythms = defaultdict(Parts)
        totals, __ = self._read_months(frame, asked, above)
        self._add_rhythm(frame, asked, above, rhythms, totals, row_ids)
        for row_id, rhythm in rhythms.items():
            if rhythm.to_come:
                rhythm.certain = found[row_id].certain
                found[row_id] = choose_way(found[row_id], rhythm, past.whole)

    @api.model
    def _prepare_other(self, parts, currency):
        """Return the way to foresee a landing that is not shown, for clients; None without one.

        :return: ``{kind, p50, error, shown_error, text}``: ``kind`` is ``pipeline`` or ``rhythm``,
            errors are shares of what came
        """
        other = parts.other
        if not other:
            return None
        compared = other.compared
        shown, beside = compared.pipeline, compared.rhythm
        if other.way != RHYTHM:
            shown, beside = beside, shown
        return {
            "kind": other.way,
            "p50": currency.round(other.parts.land().p50),
            "error": beside,
            "shown_error": shown,
            "text": self._say_choice(compared),
        }

    @api.model
    def _say_choice(self, compared):
        """Say why one way is shown and not the other."""
        said = {
            "rhythm": format_number(self.env, round(compared.rhythm * 100)),
            "deals": format_number(self.env, round(compared.pipeline * 100)),
        }
        is_by_rhythm = compared.nearer == RHYTHM
        if compared.is_own and is_by_rhythm:
            return self.env._(
                "At this point of past periods the rhythm was off by %(rhythm)s%%, the deals by "
                "%(deals)s%%: so the rhythm is shown.",
                **said,
            )
        if compared.is_own:
            return self.env._(
                "At this point of past periods the deals were off by %(deals)s%%, the rhythm by "
                "%(rhythm)s%%: so the deals are shown.",
                **said,
            )
        if is_by_rhythm:
            return self.env._(
                "At this point of the company's past periods the rhythm was off by %(rhythm)s%%, "
                "the deals by %(deals)s%%: so the rhythm is shown.",
                **said,
            )
        return self.env._(
            "At this point of the company's past periods the deals were off by %(deals)s%%, the "
            "rhythm by %(rhythm)s%%: so the deals are shown.",
            **said,
        )
