from collections import defaultdict

from odoo import api, models

from ...queries.forecast import get_relation
from ...queries.landing import read_late_wins, read_won
from ...queries.origin import read_beginnings
from ...queries.time import day_of
from ...tools.landing_parts import Parts, get_past_spans
from ...tools.rhythm_fits import find_start
from ...tools.rollup import PERSON
from ...tools.to_come import to_come, to_come_each


class SalesLanding(models.AbstractModel):
    """Landings of who sells, by won deals: of people, of teams, of anything deals are counted in.

    They can be asked for as of any past day of which the history knows.
    """

    _inherit = "sales.landing"

    @api.model
    def _gather_owners(self, asked, get_keys, told=()):
        """Return what the landings of people and teams are made of, all at once.

        :param asked: see :meth:`_ask`
        :param get_keys: function of the ids of a salesperson and a team, which returns the seats
            whose deals it is, a kind and a number each: of the person, the team, those above
        :param told: keys of which the other way to foresee the landing is wanted, too
        :return: ``{key: Parts}``, without keys that have nothing, and the open deals by number
        """
        found, known = self._gather_pipeline(asked, get_keys)
        self._choose_owners(asked, get_keys, found, told)
        return found, known

    @api.model
    def _gather_pipeline(self, asked, get_keys):
        """Return what the landings are made of by open deals, see :meth:`_gather_owners`."""
        found = defaultdict(Parts)
        for user_id, team_id, amount in self._read_certain(asked):
            for key in get_keys(user_id, team_id):
                found[key].certain += amount
        known = {}
        if not asked.is_over:
            for line in self._read_chances(asked, self._learn(asked)):
                known[line.deal.number] = line.deal
                for key in get_keys(line.deal.user_id, line.deal.team_id):
                    found[key].add_deal(line.deal.number, line.deal.amount, line.chance)
            self._add_late_wins(asked, get_keys, found)
        return dict(found), known

    @api.model
    def _read_certain(self, asked):
        """Return what is won in the span up to the day: ``[(user id, team id, amount), …]``."""
        company_ids = asked.company._get_branch_ids()
        relation = get_relation(self.env, company_ids, asked.moment)
        return read_won(self.env, relation, asked.first, min(asked.last, asked.day))

    @api.model
    def _add_late_wins(self, asked, get_keys, found):
        """Add what deals bring that are not there yet, as in the rests of earlier spans.

        Spans before the company won anything are no past. People learn from each other.
        """
        spans = get_past_spans(asked.first, asked.last, asked.day, self._get_begin(asked))
        sums, whole = defaultdict(lambda: [0.0] * len(spans)), [0.0] * len(spans)
        company_ids = asked.company._get_branch_ids()
        rows = read_late_wins(self.env, company_ids, spans, asked.until)
        for number, user_id, team_id, amount in rows:
            whole[number - 1] += amount
            for key in get_keys(user_id, team_id):
                sums[key][number - 1] += amount
        start = find_start(whole[::-1])
        pasts = {key: amounts[::-1][start:] for key, amounts in sums.items()}
        people = {key: past for key, past in pasts.items() if key[0] == PERSON}
        late = {key: to_come(past) for key, past in pasts.items() if key not in people}
        for key, amounts in {**late, **to_come_each(people)}.items():
            found[key].to_come = amounts

    @api.model
    def _get_begin(self, asked):
        """Return the first day of which all deals of the company are known; None for all days."""
        company_ids = asked.company._get_branch_ids()
        moments = [since for since, *_ in read_beginnings(self.env, company_ids).values() if since]
        return day_of(asked.company, max(moments)) if moments else None

    @api.model
    def _get_no_parts(self):
        """Return the parts of a landing of which nothing is there."""
        return Parts()
