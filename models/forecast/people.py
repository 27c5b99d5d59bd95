from odoo import api, models
from odoo.fields import Domain

from ...tools.rollup import COMPANY, PERSON, TEAM, Tree, below_company, close_gaps, get_homes

#: Who may look at every forecast of their companies.
SEES_ALL = "sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor"


class SalesForecast(models.Model):
    """Who forecasts for whom, and who may see and do what."""

    _inherit = "sales.forecast"

    @api.model
    def _read_tree(self, company):
        """Return who reports to whom in a company and its branches, the company above all.

        Teams of all companies belong to every company. A person reports to the team that they
        lead, the highest of several, else to the first one that they are a member of.
        """
        # sudo: a forecast counts teams and people whoever looks at it
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        of_company = Domain("company_id", "=", False) | Domain("company_id", "child_of", company.id)
        teams = teams.search_fetch(of_company, ["parent_id", "user_id", "active"])
        active = {team.id for team in teams if team.active}
        parents, places = close_gaps({team.id: team.parent_id.id or None for team in teams}, active)
        leaders = {
            team.id: team.user_id.id for team in teams if team.active and team.user_id.active
        }
        # sudo: as for teams
        members = self.env["crm.team.member"].sudo()
        members = members.search_fetch(
            [
                ("crm_team_id", "in", list(active)),
                # said, so that no client's context brings back who left
                ("active", "=", True),
                ("user_id.active", "=", True),
                ("user_id.share", "=", False),
            ],
            ["crm_team_id", "user_id"],
            order="create_date, id",
        )
        homes = get_homes(
            parents,
            leaders,
            [(member.user_id.id, member.crm_team_id.id) for member in members],
        )
        names = self._get_user_names(homes)
        ordered = sorted(homes, key=lambda person: (names[person].casefold(), person))
        return Tree(
            below_company(parents),
            leaders,
            {person: homes[person] for person in ordered},
            places,
            company.id,
        )

    @api.model
    def _get_user_names(self, ids):
        # sudo: the names of those who report to a team are part of its forecast
        users = self.env["res.users"].sudo().browse(ids)
        return {user.id: user.name or "" for user in users}

    @api.model
    def _sees_all(self, tree):
        """Whether the user may look at every forecast of a company: not who works in a branch."""
        return tree.company in self.env.companies.ids and self.env.user.has_groups(SEES_ALL)

    @api.model
    def _get_visible(self, tree):
        """Return whose forecasts the user may see: ids of people, ids of teams."""
        user = self.env.user
        if self._sees_all(tree):
            return [*tree.homes, user.id], list(tree.parents)
        teams = []
        if user.has_group("sales_plan.group_sales_plan_leader"):
            for led in tree.get_led(user.id):
                teams += [team for team in tree.get_below(led) if team not in teams]
        people = {person for team in teams for person in tree.people[team]}
        return [*people, user.id], teams

    @api.model
    def _is_mine(self, tree, seat):
        """Whether the user answers for a forecast: adjusts and submits it.

        People answer for their own, leaders for those of their teams. For a team that nobody
        leads does who leads the next one above, or a manager; for the company do managers.
        """
        user = self.env.user
        kind, key = seat
        if not user.has_group("sales_plan.group_sales_plan_user"):
            return False
        if kind == PERSON:
            return key == user.id
        if key not in tree.parents:
            return False
        if key not in tree.leaders and user.has_group("sales_plan.group_sales_plan_manager"):
            return True
        return user.id == tree.get_acting_leader(key) and user.has_group(
            "sales_plan.group_sales_plan_leader"
        )

    @api.model
    def _get_default_seat(self, tree, visible, kind):
        """Return the forecast that a user opens first: of the team that they lead, else their
        own; who sees all, and neither leads nor sells, opens the company's."""
        teams = visible[1]
        if kind != PERSON:
            led = [team for team in tree.get_led(self.env.uid) if team in teams]
            if led:
                return TEAM, led[0]
            if COMPANY in teams and (kind == TEAM or self.env.uid not in tree.homes):
                return TEAM, COMPANY
        if kind == TEAM and teams:
            return TEAM, teams[0]
        return PERSON, self.env.uid

    @api.model
    def _prepare_choices(self, tree, visible, names):
        """Describe what the user may open, in the order of the tree."""
        people, teams = set(visible[0]), set(visible[1])
        shown = []
        for seat, depth in tree.walk():
            kind, key = seat
            if key in (people if kind == PERSON else teams):
                shown.append((seat, depth))
        own = (PERSON, self.env.uid)
        if own not in [seat for seat, depth in shown] and self._is_mine(tree, own):
            shown.append((own, 0))
        above = min((depth for seat, depth in shown), default=0)
        return [
            {**self._prepare_seat(seat, names), "depth": depth - above} for seat, depth in shown
        ]

    @api.model
    def _prepare_breadcrumb(self, tree, visible, seat, names):
        """Describe the way down to a forecast from the highest that the user may open."""
        team = tree.get_team(seat)
        path = []
        while team is not None and team in visible[1]:
            path.append((TEAM, team))
            team = tree.parents.get(team)
        path.reverse()
        if seat not in path:
            path.append(seat)
        return [self._prepare_seat(step, names) for step in path]

    @api.model
    def _prepare_seat(self, seat, names):
        kind, key = seat
        return {
            "kind": self._get_kind(seat),
            "user_id": key if kind == PERSON else False,
            "team_id": key or False if kind == TEAM else False,
            "name": names.get(seat, ""),
        }

    @api.model
    def _get_names(self, tree, seat):
        """Return what people and teams are called: ``{seat: name}``."""
        # sudo: the names of those who report to a team are part of its forecast
        teams = self.env["crm.team"].sudo().browse(set(tree.parents) - {COMPANY})
        names = {(TEAM, team.id): team.name for team in teams}
        # sudo: the name of the company whose forecasts the user opened
        names[TEAM, COMPANY] = self.env["res.company"].sudo().browse(tree.company).name
        people = {*tree.homes, self.env.uid}
        if seat[0] == PERSON:
            people.add(seat[1])
        else:
            # sudo: the team whose forecast the user opened
            names.setdefault(seat, self.env["crm.team"].sudo().browse(seat[1]).name)
        return {
            **names,
            **{(PERSON, user): name for user, name in self._get_user_names(people).items()},
        }
