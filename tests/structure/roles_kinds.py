"""Whose records are: the kinds that a table of roles tells apart, and how it says them.

Kinds are named as a salesperson sees them: ``own``, a ``colleague``'s, their ``leader``'s (or their
team's as a whole), ``elsewhere`` in another team, of the ``company`` as a whole or of nobody,
``prepared`` and not published yet, of a ``draft`` plan, ``shared`` by everybody, ``abroad`` in
another company; of dialogs ``mine`` and ``others``.
"""

from collections import defaultdict

#: How kinds are called in the line of a role; the longest that fits counts.
_WORDS = {
    "salesperson": (
        (("own",), "own"),
        (("colleague",), "colleagues'"),
        (("leader",), "leader's"),
    ),
    "leader": (
        (("own", "colleague"), "people's"),
        (("own",), "some people's"),
        (("colleague",), "some people's"),
        (("leader",), "own"),
    ),
    "foreigner": (
        (("abroad",), "own company's"),
        (("own", "colleague", "leader", "elsewhere", "company"), "other company's"),
    ),
}
_USUAL = (
    (("own", "colleague"), "salespeople's"),
    (("own",), "some salespeople's"),
    (("colleague",), "some salespeople's"),
    (("leader",), "leaders'"),
    (("elsewhere",), "other teams'"),
    (("company",), "company's"),
    (("prepared",), "unpublished"),
    (("draft",), "drafts"),
    (("shared",), "shared"),
    (("abroad",), "other companies'"),
    (("mine",), "own"),
    (("others",), "others'"),
)

NOTHING = "—"


def say(role, found, existing):
    """Return in words which kinds of records a role reaches.

    :param found: kinds that it reaches, with ``?`` where it reaches some of that kind only
    :param existing: kinds that there are
    """
    if not found:
        return NOTHING
    foreign = {"abroad"} if role != "foreigner" else set(existing) - {"abroad", "shared"}
    if set(found) == set(existing) and foreign & set(existing):
        return "all companies'"
    if set(found) == set(existing) - foreign:
        return "all"
    words, rest = [], set(found)
    if role != "salesperson" and "colleague" not in existing and "own" in rest:
        rest.add("colleague")  # nothing tells the people of a team apart
    for kinds, word in _WORDS.get(role, ()) + _USUAL:
        if rest.issuperset(kinds):
            words.append(word)
            rest.difference_update(kinds)
        elif len(kinds) == 1 and f"{kinds[0]}?" in rest:
            words.append(f"some {word}")
            rest.discard(f"{kinds[0]}?")
    return ", ".join(dict.fromkeys(words))


class Kinds:
    """Tells the kind of any record of a small company."""

    #: Where a record says whose it is, the first that is there.
    PATHS = (
        "allocation_id",
        "plan_id",
        "forecast_id",
        "submission_id",
        "step_id",
        "lead_id",
        "profile_id",
        "period_id",
    )
    #: Reports whose lines stand for a row of a plan only where they are its target.
    BY_USER = ("sales.actual", "crm.lead.history")

    #: Records that are a team's where they are nobody's.
    BY_TEAM = (
        "sales.plan.allocation",
        "sales.forecast",
        "sales.forecast.accuracy",
        "sales.landing.record",
        "sales.landing.accuracy",
    )

    def __init__(self, company):
        self.company = company
        self.users = {
            company.salesperson: "own",
            company.colleague: "colleague",
            company.gone: "colleague",
            company.kept: "colleague",
            company.leader: "leader",
            company.stranger: "elsewhere",
            company.other_leader: "elsewhere",
            company.away: "elsewhere",
        }
        self.teams = {company.team_north: "leader", company.team_south: "elsewhere"}

    def of(self, record):
        """Return the kind of a record, which is read with all rights."""
        record = record.sudo()
        if self._is_abroad(record):
            return "abroad"
        ask = getattr(self, f"_of_{record._name.replace('.', '_')}", None)
        if ask:
            return ask(record)
        if record._name not in self.BY_USER:
            for path in self.PATHS:
                field = record._fields.get(path)
                if field and field.relational and record[path]:
                    return self.of(record[path])
        return self._by_owner(record)

    def _is_abroad(self, record):
        if "company_id" in record._fields and record.company_id:
            return record.company_id == self.company.abroad
        abroad = self.company.foreigner | self.company.expat | self.company.emigrant
        return any(
            name in record._fields and record[name] and record[name] in abroad
            for name in ("user_id", "owner_id")
        )

    def _by_owner(self, record):
        for name, known in (("user_id", self.users), ("owner_id", self.users)):
            if name in record._fields and record[name]:
                return known.get(record[name], "company")
        if record._name in self.BY_TEAM and record.team_id:
            return self.teams.get(record.team_id, "company")
        has_owner = {"user_id", "company_id", "team_id"} & record._fields.keys()
        return "company" if has_owner else "shared"

    def _of_sales_plan(self, plan):
        if plan.state == "draft":
            return "draft"
        return "own" if self.company.salesperson in plan.allocation_ids.user_id else "elsewhere"

    def _of_sales_plan_allocation(self, row):
        if row.plan_id.state == "draft":
            return "draft"
        if not row.is_published:
            return "prepared"
        return self._by_owner(row)

    def _of_sales_plan_notice(self, notice):
        return self._by_owner(notice)

    _of_sales_plan_reminder = _of_sales_plan_notice
    _of_sales_landing_record = _of_sales_plan_notice
    _of_sales_landing_accuracy = _of_sales_plan_notice
    _of_sales_plan_table_choice = _of_sales_plan_notice
    _of_sales_plan_visit = _of_sales_plan_notice

    def _of_sales_plan_publication(self, publication):
        return self.users.get(publication.create_uid, "company")

    def _of_sales_customer_potential(self, potential):
        return self.users.get(potential.partner_id.user_id, "company")

    def _of_sales_forecast_period(self, period):
        return "company"

    def _of_sales_forecast(self, forecast):
        return self._by_owner(forecast)

    def by_kind(self, records):
        """Return ``{kind: records}``."""
        found = defaultdict(records.browse)
        for record in records:
            found[self.of(record)] |= record
        return dict(found)
