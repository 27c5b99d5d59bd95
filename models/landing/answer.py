from odoo import api, models

from ...tools.landing import PRECISION
from ...tools.landing_parts import add_parts, find_deciding, get_chance, get_range_bar
from ..org.numbers import format_number

#: No more reasons are told: more would not be read.
MOST_REASONS = 5

#: What moves a landing by less than this share of its range decides nothing.
LEAST_TOLD = 0.01

#: So many landings at once are each as precise as one; the more there are, the more roughly each is
#: worked out, until nobody would wait any longer. See ``tools.landing``.
FEW = 10
PRECISION_OF_MANY = 0.005


def get_precision(count):
    """Return how precise each of so many landings is."""
    return min(max(PRECISION, PRECISION * count / FEW), PRECISION_OF_MANY)


def get_rounding(currency):
    """Return the function that rounds estimates to a currency, as money is, but for halves.

    Odoo's own takes forty times as long, which thousands of landings feel.
    """
    digits = currency.decimal_places
    if currency.rounding != 10.0**-digits:
        return currency.round
    return lambda amount: round(amount, digits)


class SalesLanding(models.AbstractModel):
    """A landing as clients show it, with what decides it in words."""

    _inherit = "sales.landing"

    @api.model
    def _prepare_answer(
        self,
        parts,
        target,
        currency,
        known=None,
        tells=True,
        past=None,
        readable=None,
        precision=PRECISION,
    ):
        """Return a landing for clients.

        Amounts are rounded to the currency; the parts add up to ``mean`` exactly. The chance is 0
        to 1, None where it would say nothing, see ``tools.landing_parts.get_chance``.

        :param parts: of one row or seat, or a list of those of several
        :param target: the effective target, None without one
        :param known: the open deals by their numbers, see ``queries.landing.OpenDeal``
        :param tells: whether reasons are wanted, which looks up names of deals
        :param past: what the own past tells besides, see ``history_reasons.Past``
        :param readable: the deals that the user may read, for who tells of many landings; they
            are looked up unless given
        :param precision: see :func:`get_precision`
        :return: ``{p10, p50, p90, mean, chance, no_chance, target, parts: {certain, committed,
            deals, to_come}, whole: {committed, deals}, bar, deal_count, kind, notes: [text], other,
            reasons: [{key, text, amount, deal_ids, part}]}``; ``no_chance`` is a sentence;
            ``whole`` is what they come to if all of it comes, ``part`` of a reason which rows it
            opens, empty where ``deal_ids`` says it; ``other`` see :meth:`_prepare_other`
        """
        if isinstance(parts, list):
            parts = add_parts(parts)
        landed = parts.land(precision)
        rounded = get_rounding(currency)
        low, middle, high = (rounded(landed.quantile(share)) for share in (0.1, 0.5, 0.9))
        means = {name: rounded(amount) for name, amount in parts.get_means().items()}
        return {
            "p10": low,
            "p50": middle,
            "p90": high,
            "mean": rounded(sum(means.values())),
            "chance": get_chance(landed, target),
            "no_chance": self._say_no_chance(low, high, target),
            "target": target,
            "parts": means,
            "whole": {
                "committed": rounded(sum(amount for amount, __ in parts.committed)),
                "deals": rounded(sum(amount for amount, __ in parts.deals.values())),
            },
            "bar": get_range_bar(low, middle, high, means["certain"], target),
            "deal_count": len(parts.deals),
            "kind": parts.kind,
            "notes": self._prepare_notes(parts, past),
            "other": self._prepare_other(parts, currency),
            "reasons": (
                self._prepare_reasons(
                    parts, means, high - low, currency, known or {}, past, readable
                )
                if tells
                else []
            ),
        }

    @api.model
    def _say_no_chance(self, low, high, target):
        """Say why a range has no chance beside it although there is a target; empty without a word
        to be said."""
        if not target or target < 0 or high - low <= target:
            return ""
        return self.env._("The range is wider than the target: a chance would say nothing.")

    @api.model
    def _write_chance(self, chance):
        """Return a chance in whole percent, for files; empty for None. Before the end nothing is
        certain, and nothing impossible."""
        if chance is None:
            return ""
        if chance < 0.01:
            return self.env._("<%(number)s%%", number=1)
        if chance > 0.99:
            return self.env._(">99%")
        return self.env._("%(number)s%%", number=format_number(self.env, round(chance * 100)))

    @api.model
    def _prepare_reasons(self, parts, means, width, currency, known, past, readable=None):
        """Say in words what decides a landing: the largest first, ``MOST_REASONS`` at most, none
        that is small beside its range."""
        reasons = [
            *self._say_deciding(parts, width, currency, readable),
            *self._say_to_come(parts, means),
            *self._say_committed(means),
            *self._say_pushed(parts, known, currency),
            *self._say_overdue(parts, known, currency),
        ]
        if past:
            reasons += self._say_late(parts, known, currency, past)
            reasons += self._say_last_days(means, currency, past)
        reasons = [one for one in reasons if abs(one["amount"]) >= LEAST_TOLD * width]
        reasons.sort(key=lambda reason: -abs(reason["amount"]))
        return reasons[:MOST_REASONS]

    @api.model
    def _say_deciding(self, parts, width, currency, readable):
        """Name the deals whose outcome moves the landing most, as far as the user may read them."""
        numbers = find_deciding(parts.deals, width)
        if not numbers:
            return []
        leads = self.env["crm.lead"]
        if readable is not None:
            leads = leads.browse(numbers) & readable
        elif leads.has_access("read"):
            leads = leads.search([("id", "in", numbers)])
        named = [
            self.env._(
                "%(deal)s (%(chance)s)",
                deal=lead.name,
                chance=self._write_chance(parts.deals[lead.id][1]),
            )
            for lead in leads.sorted(lambda lead: numbers.index(lead.id))
        ]
        amount = currency.round(sum(parts.deals[number][0] for number in numbers))
        if not named:
            text = self.env._("%s deals decide.", format_number(self.env, len(numbers)))
        elif len(numbers) == 1:
            text = self.env._("One deal decides: %s.", named[0])
        else:
            text = self.env._(
                "%(count)s deals decide: %(names)s.",
                count=format_number(self.env, len(numbers)),
                names=", ".join(named),
            )
        return [self._reason("deciding", text, amount, leads.ids)]

    @api.model
    def _say_to_come(self, parts, means):
        if not means["to_come"]:
            return []
        texts = {
            "": self.env._("Deals that are not there yet usually bring this much in what is left."),
            "rhythm": self.env._("What usually still comes by then, going by the past years."),
            "last_year": self.env._(
                "What came in the same days a year ago: there is less than two years of history."
            ),
            "mean": self.env._(
                "What the last months brought on average: there is less than a year of history."
            ),
        }
        return [self._reason("to_come", texts[parts.kind], means["to_come"], part="to_come")]

    @api.model
    def _say_committed(self, means):
        if not means["committed"]:
            return []
        text = self.env._("Documents that are there and will count by then, as they usually do.")
        return [self._reason("committed", text, means["committed"], part="committed")]

    @api.model
    def _say_pushed(self, parts, known, currency):
        numbers = [
            number for number in parts.deals if number in known and (known[number].pushed or 0) > 1
        ]
        text = self.env._(
            "Deals whose closing was put off more than once: %s.",
            format_number(self.env, len(numbers)),
        )
        return self._reason_of_deals("pushed", text, numbers, parts, currency)

    @api.model
    def _say_overdue(self, parts, known, currency):
        numbers = [
            number
            for number in parts.deals
            if number in known and known[number].due_in is not None and known[number].due_in < 0
        ]
        text = self.env._(
            "Deals that should have been closed by now: %s.", format_number(self.env, len(numbers))
        )
        return self._reason_of_deals("overdue", text, numbers, parts, currency)

    @api.model
    def _reason_of_deals(self, key, text, numbers, parts, currency):
        amount = currency.round(
            sum(parts.deals[number][0] * parts.deals[number][1] for number in numbers)
        )
        return [self._reason(key, text, amount, numbers)] if amount else []

    @api.model
    def _reason(self, key, text, amount, deal_ids=(), part=""):
        return {
            "key": key,
            "text": text,
            "amount": amount,
            "deal_ids": list(deal_ids),
            "part": part,
        }
