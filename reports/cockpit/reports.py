from collections import defaultdict
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.org.numbers import format_number

#: From so many weeks without anything new, or without a forecast, it is worth a word.
WEEKS_QUIET = 3
#: What is less than this behind is not worth a word.
BEHIND_FROM = 0.01


@dataclass
class Owners:
    """Whose documents count for which rows.

    :ivar people: rows by salesperson
    :ivar teams: rows by team, those below it included
    """

    people: dict
    teams: dict

    def find(self, user_id, team_id):
        """Return the ids of the rows that a document counts for."""
        return {*self.people.get(user_id, ()), *self.teams.get(team_id, ())}


class SalesCockpit(models.AbstractModel):
    """The rows that a standing is made of, who needs help first, and why."""

    _inherit = "sales.cockpit"

    @api.model
    def _prepare_reports(self, standing, read):
        """Return a line for each person, team or whatever else is compared, see ``_get_below``.

        Who is farthest behind what is expected stands first.

        :return: ``{label: what they are, currency_id: of what is overdue, rows: [{row_id, name,
            kind, owner, target, actual, …: see :meth:`_derive`, submitted_on, reasons: [text, …],
            worksheet: what to ask the forecast for}, …]}``; None where there are none
        """
        rows = read.below
        if not rows:
            return None
        # sudo: the shape of the plan around rows that the user sees
        level = rows.sudo().level_id[:1]
        told = self._read_told(standing, rows)
        found = [self._prepare_report(standing, read, row, told[row.id]) for row in rows]
        found.sort(key=lambda row: (row["behind"] is None, row["behind"], row["name"]))
        return {
            "label": level.with_env(self.env).display_name,
            "currency_id": standing.company.currency_id.id,
            "rows": found,
        }

    @api.model
    def _prepare_report(self, standing, read, row, told):
        figures = self._derive(
            standing,
            read,
            row.ids,
            read.counted.get(row.id, 0.0),
            read.pipeline.get(row.id, 0.0),
        )
        # sudo: whose row it is, is known to who sees it
        known = row.sudo()
        owner = known.user_id or known.responsible_id
        return {
            "row_id": row.id,
            "name": row.name,
            "kind": self._get_kind(known),
            "owner": [owner.id, owner.name] if owner else False,
            **figures,
            "submitted_on": fields.Datetime.to_string(told["submitted"]) or False,
            "reasons": self._get_reasons(standing, figures, told),
            "worksheet": self._get_worksheet(known),
        }

    @api.model
    def _get_kind(self, row):
        """Return whose a row is: person, team, or other for a customer, a region, a product."""
        if row.user_id:
            return "person"
        return "team" if row.team_id else "other"

    @api.model
    def _get_worksheet(self, row):
        """Return what to ask the forecast for to see a row's; False where it has none."""
        if row.user_id:
            return {"kind": "person", "user_id": row.user_id.id}
        return {"kind": "team", "team_id": row.team_id.id} if row.team_id else False

    # Besides figures ----------------------------------------------------------

    @api.model
    def _read_told(self, standing, rows):
        """Read what else says who needs help: when something new came into the pipeline, when a
        forecast was submitted. Two queries, however many rows there are; what is overdue takes
        longer, and follows, see ``_prepare_overdue``."""
        # sudo: whose rows they are
        known = rows.sudo()
        owners = self._get_owners(known)
        deals = {}
        for user_id, team_id, moment in self._read_newest(standing):
            for row_id in owners.find(user_id, team_id):
                deals[row_id] = max(deals.get(row_id, moment), moment)
        submitted = self._read_submitted(known)
        return {
            row.id: {
                "has_owner": self._get_kind(row) != "other",
                "deal": deals.get(row.id),
                "submitted": submitted.get(row.user_id or row.team_id),
            }
            for row in known
        }

    @api.model
    def _get_owners(self, rows):
        people, teams, tops = defaultdict(set), defaultdict(set), defaultdict(set)
        for row in rows:
            if row.user_id:
                people[row.user_id.id].add(row.id)
            elif row._is_itself():
                teams[row.team_id.id].add(row.id)
            elif row.team_id:
                tops[row.team_id.id].add(row.id)
        if tops:
            # sudo: reads only which teams are below which
            every = self.env["crm.team"].sudo().with_context(active_test=False)
            for team in every.search_fetch([("id", "child_of", list(tops))], ["parent_path"]):
                for above in map(int, team.parent_path.rstrip("/").split("/")):
                    teams[team.id] |= tops.get(above, set())
        return Owners(people, teams)

    @api.model
    def _read_newest(self, standing):
        """Return when deals were made last: ``[(user, team, moment), …]``."""
        # sudo: since when nothing is new is a figure of the rows that the user sees
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        domain = Domain("type", "=", "opportunity") & Domain(
            "company_id", "in", [*standing.listed_ids, False]
        )
        return [
            (user.id, team.id, moment)
            for user, team, moment in leads._read_group(
                domain, ["user_id", "team_id"], ["create_date:max"]
            )
        ]

    @api.model
    def _read_submitted(self, rows):
        """Return when people and teams submitted a forecast last: ``{record: moment}``."""
        submissions = self.env["sales.forecast.submission"]
        domain = (
            Domain("kind", "=", "person") & Domain("salesperson_id", "in", rows.user_id.ids)
        ) | (Domain("kind", "=", "team") & Domain("team_id", "in", rows.team_id.ids))
        if not submissions.has_access("read"):
            return {}
        return {
            (person or team): moment
            for person, team, moment in (
                (person.sudo(), team.sudo(), moment)
                for person, team, moment in submissions._read_group(
                    domain, ["salesperson_id", "team_id"], ["date:max"]
                )
            )
        }

    # Why ----------------------------------------------------------------------

    @api.model
    def _get_reasons(self, standing, figures, told):
        """Say in words why somebody may need help, what weighs most first."""
        if figures["target"] is None:
            return [self.env._("nothing planned")]
        if standing.is_ahead or standing.is_over:
            return []
        return [
            *self._say_behind(figures),
            *self._say_coverage(figures),
            *self._say_quiet(standing, figures, told),
        ]

    @api.model
    def _say_behind(self, figures):
        pace = figures["pace"]
        if pace is None or pace > 1 - BEHIND_FROM:
            return []
        return [self.env._("%s%% behind pace", round((1 - pace) * 100))]

    @api.model
    def _say_coverage(self, figures):
        coverage = figures["coverage"]
        if coverage is None or coverage >= 1:
            return []
        if not coverage:
            return [self.env._("no open deals that close in time")]
        return [self.env._("open deals cover %s%% of what is missing", round(coverage * 100))]

    @api.model
    def _say_quiet(self, standing, figures, told):
        """Say since when nothing is new, and since when nothing was said."""
        if not told["has_owner"] or figures["status"] == "achieved":
            return []
        reasons = []
        weeks = self._count_weeks(told["deal"])
        if weeks is not None and weeks >= WEEKS_QUIET:
            text = format_number(self.env, weeks)
            reasons.append(self.env._("nothing new in pipeline for %s weeks", text))
        weeks = self._count_weeks(told["submitted"])
        if weeks is None:
            reasons.append(self.env._("no forecast yet"))
        elif weeks >= WEEKS_QUIET:
            text = format_number(self.env, weeks)
            reasons.append(self.env._("last forecast %s weeks ago", text))
        return reasons

    @api.model
    def _count_weeks(self, moment):
        return None if moment is None else (fields.Datetime.now() - moment).days // 7
