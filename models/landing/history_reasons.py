from collections import namedtuple
from datetime import timedelta

from odoo import api, models
from odoo.tools import format_date

from ...queries.forecast import get_relation
from ...queries.landing_reasons import read_lateness, read_won_lines, read_won_sums
from ...queries.landing_rows import row_sums_of_each
from ...tools.landing_reasons import (
    get_last_days,
    get_last_share,
    get_years_before,
    is_late,
)
from ...tools.tree import get_with_ancestors
from ..org.numbers import format_number
from .learned import DAYS_BACK

#: What the own past tells of one landing: the question; by stage, how many days later than planned
#: its deals are won; the share of the span that its last days usually bring, None where nothing is
#: to be said of them; whether there are too few deals to learn from; the first day of which all
#: deals are known, None for all days.
Past = namedtuple("Past", "asked late last_share is_little since")


class SalesLanding(models.AbstractModel):
    """What the own past says of a landing, in words: how late deals are won, and what the last
    days of a span usually bring."""

    _inherit = "sales.landing"

    @api.model
    def _read_past_of_owner(self, asked, get_keys, key):
        """Return what the past tells of the landing of a person or a team, see :data:`Past`.

        :param get_keys: see :meth:`_gather_owners`
        :param key: whose landing it is
        """

        def read_years(spans):
            amounts = [0.0] * len(spans)
            company_ids = asked.company._get_branch_ids()
            for number, user_id, team_id, amount in read_won_sums(
                self.env, company_ids, spans, asked.until
            ):
                if key in get_keys(user_id, team_id):
                    amounts[number] += amount
            return amounts

        return self._read_past(asked, read_years)

    @api.model
    def _read_past_of_rows(self, plan, asked, row_ids):
        """Return what the past tells of the landing of rows of a plan together, on its basis."""
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        above = self.env["sales.plan.figures"]._read_parents(plan)
        wanted = set(row_ids)

        def read_years(spans):
            amounts = [0.0] * len(spans)
            queries = [
                frame.facts(frame.levels, date_from=first, date_to=last) for first, last in spans
            ]
            self.env["sales.actual"]._flush_sources()
            for number, row_id, amount in self.env.execute_query(row_sums_of_each(frame, queries)):
                if wanted & set(get_with_ancestors([row_id], above)):
                    amounts[number] += amount or 0.0
            return amounts

        return self._read_past(asked, read_years)

    @api.model
    def _read_past(self, asked, read_years):
        """Return what the past tells; nothing of a span that is over.

        :param read_years: function that returns the amounts of spans
        """
        if asked.is_over:
            return Past(asked, {}, None, False, None)
        share = None
        if get_last_days(asked.first, asked.last, asked.day):
            years = get_years_before(asked.first, asked.last)
            amounts = read_years([span for year in years for span in year])
            share = get_last_share(list(zip(amounts[::2], amounts[1::2], strict=True)))
        is_little = not self._learn(asked).enough
        return Past(asked, self._read_lateness(asked), share, is_little, self._get_begin(asked))

    @api.model
    def _read_lateness(self, asked):
        """Return how many days later than planned the deals of stages are won, negative for
        earlier: of stages of which it is worth a word."""
        found = read_lateness(
            self.env,
            asked.company._get_branch_ids(),
            asked.until - timedelta(days=DAYS_BACK),
            asked.until,
        )
        return {
            stage_id: round(days)
            for stage_id, (days, cases) in found.items()
            if is_late(days, cases)
        }

    @api.model
    def _read_won_lines(self, asked, spans):
        """Return the deals of the company that were won in spans, see ``read_won_lines``."""
        relation = get_relation(self.env, asked.company._get_branch_ids(), asked.moment)
        return read_won_lines(self.env, relation, spans)

    @api.model
    def _say_late(self, parts, known, currency, past):
        """Say of which stages the deals that are due in the span are usually won later."""
        by_stage = {}
        for number in parts.deals:
            deal = known.get(number)
            if deal and deal.stage in past.late and _is_due(deal, past.asked):
                by_stage.setdefault(deal.stage, []).append(number)
        stages = self.env["crm.stage"].browse(by_stage)
        return [
            {**reason, "key": f"late-{stage.id}"}
            for stage in stages
            for reason in self._reason_of_deals(
                "late",
                self._describe_late(stage.name, past.late[stage.id]),
                by_stage[stage.id],
                parts,
                currency,
            )
        ]

    @api.model
    def _describe_late(self, stage, days):
        values = {"stage": stage, "days": format_number(self.env, abs(days))}
        if days < 0:
            return self.env._(
                "Deals in %(stage)s close %(days)s days earlier than planned.", **values
            )
        return self.env._("Deals in %(stage)s close %(days)s days later than planned.", **values)

    @api.model
    def _say_last_days(self, means, currency, past):
        """Say which share the last days of the span usually bring, while they are to come: of what
        does not count yet, they bring that share."""
        if past.last_share is None:
            return []
        rest = sum(amount for part, amount in means.items() if part != "certain")
        amount = currency.round(past.last_share * rest)
        share = format_number(self.env, round(past.last_share * 100))
        first, last = past.asked.first, past.asked.last
        if (first.year, first.month) == (last.year, last.month):
            text = self.env._(
                "The last ten days of %(month)s usually bring %(share)s%%.",
                month=format_date(self.env, last, date_format="MMMM"),
                share=share,
            )
        else:
            text = self.env._("The last ten days of the period usually bring %s%%.", share)
        return [self._reason("last_days", text, amount, part="last_days")] if amount else []

    @api.model
    def _prepare_notes(self, parts, past):
        """Say what a reader should know of how far the past reaches that a landing is told from."""
        if not past or past.asked.is_over:
            return []
        notes = []
        if past.is_little and parts.deals:
            notes.append(
                self.env._(
                    "Too few deals have been won and lost yet to learn from: open deals count by "
                    "their probability, if they are expected to close in time."
                )
            )
        if past.since:
            notes.append(self.env._("Deals are known since %s.", format_date(self.env, past.since)))
        return notes


def _is_due(deal, asked):
    """Whether a deal is expected to close in the span."""
    if deal.due_in is None:
        return False
    return (asked.first - asked.day).days <= deal.due_in <= (asked.last - asked.day).days
