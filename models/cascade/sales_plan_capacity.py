from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from odoo import api, models
from odoo.tools import format_date, formatLang

from ...tools import capacity

#: Dimensions whose rows have people.
STAFFED = ("team", "salesperson")
#: Members that a sentence names.
MOST_MEMBERS_NAMED = 3


@dataclass
class RowCapacity:
    """The people of one row of a plan.

    :param members: the memberships that count, empty where nobody is a member
    :param is_person: whether the row is one salesperson's
    :param periods: full-time equivalents in each period of the plan
    :param mean: full-time equivalents over the whole plan
    """

    members: models.Model
    is_person: bool
    periods: list[Fraction]
    mean: Fraction


class SalesPlanCapacity(models.AbstractModel):
    """Reads how many people stand behind the rows of a plan, in full-time equivalents.

    The row of a team has the members of that team and of all teams below it. The row of a
    salesperson has their membership in the row's team, or those in any team if there is none.
    Several memberships of one person are added up, to one full-time person at most (or to the
    largest single membership, if that is more). A salesperson in no team counts as full-time, an
    archived one not at all.
    """

    _name = "sales.plan.capacity"
    _description = "Capacity of Sales Plans"

    @api.model
    def _read_capacity(self, plan, row_ids):
        """Return ``{row id: RowCapacity}`` of the rows that are teams or salespeople."""
        # sudo: whoever may see a row may know who its people are; the shape of a plan is no secret
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)
        rows = rows.filtered(lambda row: row.level_id.dimension in STAFFED)
        by_user, by_team = self._read_members(plan, rows)
        spans = [(period.date_from, period.date_to) for period in plan.sudo().period_ids]
        return {row.id: self._get_capacity(row, by_user, by_team, spans) for row in rows}

    @api.model
    def _read_members(self, plan, rows):
        """Return the memberships that may count: ``{user id: members}``, and ``{team id: members}``
        of each team with all teams below it."""
        # sudo: see _read_capacity; only those who count for the plan's companies are returned
        company_ids = plan.sudo()._get_company_ids()
        members = self.env["crm.team.member"].sudo()
        members = members.search(
            [
                ("crm_team_id.company_id", "in", [*company_ids, False]),
                ("user_id.active", "=", True),
                "|",
                ("user_id", "in", rows.user_id.ids),
                ("crm_team_id", "child_of", rows.team_id.ids),
            ]
        )
        by_user = defaultdict(members.browse)
        by_team = defaultdict(members.browse)
        for member in members:
            by_user[member.user_id.id] |= member
            for step in (member.crm_team_id.parent_path or "").split("/")[:-1]:
                by_team[int(step)] |= member
        return by_user, by_team

    @api.model
    def _get_capacity(self, row, by_user, by_team, spans):
        is_person = row.level_id.dimension == "salesperson"
        members = by_team[row.team_id.id] if row.team_id else by_user[row.user_id.id]
        if row.team_id and row._is_exact("team_id"):  # the team without those below it
            members = members.filtered(lambda member: member.crm_team_id == row.team_id)
        if row.user_id:
            members = (members & by_user[row.user_id.id]) or by_user[row.user_id.id]
        if is_person and row.user_id.active and not members:
            parts = [Fraction(1)] * len(spans)
        else:
            people = [self._get_person_capacities(own, spans) for own in self._by_user(members)]
            parts = [sum(column, Fraction(0)) for column in zip(*people, strict=True)]
            parts = parts or [Fraction(0)] * len(spans)
        return RowCapacity(members, is_person, parts, capacity.get_mean(parts, spans))

    @api.model
    def _by_user(self, members):
        return members.grouped("user_id").values()

    @api.model
    def _get_person_capacities(self, members, spans):
        """Return the full-time equivalents of one user in each span, from all memberships."""
        people = [member._get_person() for member in members]
        most = max(Fraction(1), *(Fraction(str(person.percent)) / 100 for person in people))
        return [min(part, most) for part in capacity.get_capacities(people, spans)]

    # -------------------------------------------------------------------------
    # Words
    # -------------------------------------------------------------------------

    @api.model
    def _describe_capacity(self, plan, known):
        """Say in words which people a row has, and how many full-time equivalents they are."""
        equivalents = self.env._(
            "%s full-time equivalents", formatLang(self.env, float(known.mean), digits=2)
        )
        if not known.members:
            if not known.is_person:
                return self.env._("Nobody is a member")
            if not known.mean:
                return self.env._("Archived: counts as nobody")
            return self.env._("In no team: counts as full-time")
        if known.is_person:
            terms = [self._describe_terms(plan, member) for member in known.members]
            terms = "; ".join(text for text in terms if text)
            return f"{equivalents} ({terms})" if terms else equivalents
        count = len(known.members.user_id)
        people = self.env._("1 person") if count == 1 else self.env._("%s people", count)
        special = self._describe_special(plan, known.members)
        text = self.env._("%(people)s, %(equivalents)s", people=people, equivalents=equivalents)
        return f"{text} ({special})" if special else text

    @api.model
    def _describe_special(self, plan, members):
        """Name the members who do not count in full for the whole plan."""
        special = [
            f"{member.user_id.name} {terms}"
            for member in members
            if (terms := self._describe_terms(plan, member))
        ]
        named = ", ".join(special[:MOST_MEMBERS_NAMED])
        if len(special) > MOST_MEMBERS_NAMED:
            return self.env._(
                "%(names)s, %(count)s more", names=named, count=len(special) - MOST_MEMBERS_NAMED
            )
        return named

    @api.model
    def _describe_terms(self, plan, member):
        """Say in few words why a membership counts less than full-time over the plan."""
        # sudo: the days of a plan are no secret to who sees one of its rows
        plan, terms = plan.sudo(), []
        if member.capacity_percent != 100:
            digits = 0 if member.capacity_percent.is_integer() else 1
            percent = formatLang(self.env, member.capacity_percent, digits=digits)
            terms.append(self.env._("at %s%%", percent))
        start, months = member.date_start, member.ramp_months
        if start and capacity.add_months(start, months) > plan.date_from:
            values = {"day": format_date(self.env, start), "months": months}
            if not months:
                terms.append(self.env._("from %(day)s", **values))
            else:
                terms.append(self.env._("from %(day)s with %(months)s months of ramp-up", **values))
        if member.date_end and member.date_end < plan.date_to:
            terms.append(self.env._("until %s", format_date(self.env, member.date_end)))
        return " ".join(terms)
