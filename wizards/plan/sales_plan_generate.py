from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...models.org.arguments import check_one
from ...queries.dimensions import BY_CODE
from ...tools import territory

#: Rows that the preview shows.
_SHOWN = 100


class SalesPlanGenerate(models.TransientModel):
    """The wizard "Generate along Teams": levels and rows of a plan follow the teams' hierarchy.

    What it makes is in ``tools/territory.py``.
    """

    _name = "sales.plan.generate"
    _description = "Generate Rows along Teams"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "plan_id"
    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    rolls_up = fields.Boolean(related="plan_id.rolls_up")
    has_scope = fields.Boolean(compute="_compute_has_scope")
    team_id = fields.Many2one(
        "crm.team",
        "Start With",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', 'in', [company_id, False])]",
        help="The whole plan is for this team then, and its own teams are the first rows. "
        "Leave it empty to begin with all teams at the top.",
    )
    with_people = fields.Boolean(
        "Down to Salespeople", default=True, help="The members of each team get rows below it."
    )
    is_cascaded = fields.Boolean(
        "Split Level by Level",
        compute="_compute_is_cascaded",
        store=True,
        readonly=False,
        precompute=True,
        help="Confirming the plan publishes its total only. Whoever a target is published to "
        "splits it and publishes the split.",
    )
    row_count = fields.Integer("Rows", compute="_compute_preview")
    summary = fields.Html(compute="_compute_preview", sanitize=False)
    tree = fields.Html("Rows to Be Made", compute="_compute_preview", sanitize=False)

    @api.depends("plan_id")
    def _compute_has_scope(self):
        for wizard in self:
            wizard.has_scope = bool(wizard.plan_id.team_id)

    @api.depends("plan_id")
    def _compute_team_id(self):
        for wizard in self:
            wizard.team_id = wizard.plan_id.team_id

    @api.depends("plan_id")
    def _compute_is_cascaded(self):
        for wizard in self:
            wizard.is_cascaded = wizard.plan_id.is_cascaded

    @api.depends("plan_id", "team_id", "with_people")
    def _compute_preview(self):
        for wizard in self:
            teams = wizard._get_teams()
            found = wizard._get_people(teams)
            laid_out = wizard._lay_out(teams, found)
            names = wizard._get_names(laid_out)
            wizard.row_count = laid_out.row_count
            wizard.summary = wizard._describe(laid_out, teams, found)
            wizard.tree = wizard._draw(laid_out, names)

    # -------------------------------------------------------------------------
    # Who there is
    # -------------------------------------------------------------------------

    def _get_teams(self):
        """Return the teams to plan: those of the plan's company and of no company."""
        domain = Domain("company_id", "in", [*self._get_company_ids(), False])
        if self.team_id:
            domain &= Domain("id", "child_of", self.team_id.ids)
        return self.env["crm.team"].search(domain)

    def _get_company_ids(self):
        return self.plan_id.root_id._get_plan_company_ids()

    def _get_people(self, teams):
        """Return who is a member of ``teams``: ``{"active": …, "archived": …, "elsewhere": …}``.

        :return: memberships in each, in the order of the people's names
        """
        members = self.env["crm.team.member"]
        # sudo: people of the teams that the user plans, those gone since among them
        members = (
            members.sudo()
            .with_context(active_test=False)
            .search([("crm_team_id", "in", teams.ids), ("active", "=", True)])
            .sorted(lambda member: (member.user_id.name or "", member.user_id.id))
        )
        companies = set(self.plan_id.root_id._get_staff_company_ids())
        active = members.filtered("user_id.active")
        here = active.filtered(lambda member: companies & set(member.user_id.company_ids.ids))
        return {"active": here, "archived": members - active, "elsewhere": active - here}

    def _lay_out(self, teams, found):
        """Return the rows to make, see ``tools/territory.py``."""
        people = {}
        for member in found["active"]:
            people.setdefault(member.crm_team_id.id, []).append(member.user_id.id)
        companies = set(self.plan_id.root_id._get_staff_company_ids())
        units = []
        for team in teams:
            # sudo: only whether a team has a leader who works in the company
            leader = team.sudo().user_id
            path = [int(step) for step in team.parent_path.split("/")[:-2]]
            units.append(
                territory.Unit(
                    team.id,
                    next((step for step in reversed(path) if step in teams._ids), None),
                    tuple(people.get(team.id, ())),
                    leader.active and bool(companies & set(leader.company_ids.ids)),
                )
            )
        return territory.lay_out(
            units,
            with_people=self.with_people,
            depth=self._get_team_level_count(),
            start=self.team_id.id or None,
        )

    # -------------------------------------------------------------------------
    # Levels
    # -------------------------------------------------------------------------

    def _get_team_level_count(self):
        """Return how many levels of teams the plan begins with."""
        codes = self.plan_id.level_ids.mapped("dimension")
        return next((at for at, code in enumerate(codes) if code != "team"), len(codes))

    def _check_levels(self):
        """Raise unless levels of teams and people can stand above the plan's other levels."""
        teams = self._get_team_level_count()
        rest = self.plan_id.level_ids[teams:]
        if not rest or rest[0].dimension == "salesperson" or (teams and not self.with_people):
            return
        raise UserError(
            self.env._(
                "“%(plan)s” is broken down by %(level)s where its teams and people would be: take "
                "that level away first.",
                plan=self.plan_id.name,
                level=rest[0]._get_label(),
            )
        )

    def _make_levels(self, depth):
        """Add the levels that the plan lacks, and return those that get rows, in order."""
        plan, existing = self.plan_id, self._get_team_level_count()
        rest = plan.level_ids[existing:]
        levels = [*plan.level_ids[:existing], *[None] * (depth - existing), *rest]
        if self.with_people and not rest:
            levels.append(None)
        plan.write(
            {
                "level_ids": [
                    Command.update(level.id, {"sequence": number})
                    if level
                    else Command.create(
                        {
                            "sequence": number,
                            "dimension": "team" if number < depth else "salesperson",
                            "name": False,  # whatever somebody has made their default
                        }
                    )
                    for number, level in enumerate(levels)
                ]
            }
        )
        if depth > 1 and not plan.level_ids[0].name:
            label = self._get_region_label()
            if label.casefold() not in {name.casefold() for name in self._get_labels()}:
                plan.level_ids[0].name = label
        return plan.level_ids[: depth + self.with_people]

    @api.model
    def _get_region_label(self):
        return self.env._("Region")

    def _get_labels(self):
        return self.plan_id.level_ids.mapped("display_name")

    # -------------------------------------------------------------------------
    # Preview
    # -------------------------------------------------------------------------

    def _get_names(self, laid_out):
        """Return ``{path: name}`` of the rows to make."""
        depth = laid_out.depth
        teams = {path[-1] for paths in laid_out.rows[:depth] for path in paths}
        people = {path[-1] for paths in laid_out.rows[depth:] for path in paths}
        team_names = {team.id: team.display_name for team in self.env["crm.team"].browse(teams)}
        # sudo: names of members of the user's teams
        users = self.env["res.users"].sudo().browse(people)
        user_names = {user.id: user.display_name for user in users}
        get_own_name = self.env["sales.plan.allocation"]._get_own_name
        names = {}
        for number, paths in enumerate(laid_out.rows):
            for path in paths:
                if number >= depth:
                    names[path] = user_names[path[-1]]
                elif path[-1] == ([self.team_id.id] + list(path))[-2]:
                    names[path] = get_own_name(team_names[path[-1]])
                else:
                    names[path] = team_names[path[-1]]
        return names

    def _draw(self, laid_out, names):
        """Return the rows as indented lines, in the order of the teams."""
        place = {path: number for number, path in enumerate(names)}
        ordered = sorted(names, key=lambda path: [place[path[: n + 1]] for n in range(len(path))])
        lines = []
        for path in ordered[:_SHOWN]:
            is_person = len(path) > laid_out.depth
            lines.append(
                Markup("<div class='%s' style='margin-left: %sem'>%s</div>")
                % ("text-muted" if is_person else "fw-bold", 1.5 * (len(path) - 1), names[path])
            )
        if len(ordered) > _SHOWN:
            more = self.env._("… %s more", self.plan_id._format_count(len(ordered) - _SHOWN))
            lines.append(Markup("<div class='text-muted'>%s</div>") % more)
        return Markup().join(lines)

    def _describe(self, laid_out, teams, found):
        """Say how many rows there will be, and who gets none."""
        team_rows = sum(map(len, laid_out.rows[: laid_out.depth]))
        sentences = [
            self.env._(
                "Rows for teams: %(teams)s, on %(levels)s levels.",
                teams=self.plan_id._format_count(team_rows),
                levels=laid_out.depth,
            )
        ]
        if self.with_people:
            people = laid_out.rows[laid_out.depth]
            sentences.append(
                self.env._("Rows for salespeople: %s.", self.plan_id._format_count(len(people)))
            )
        sentences += self._describe_left_out(laid_out, teams, found)
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            Markup("<li>%s</li>") % sentence for sentence in sentences
        )

    def _describe_left_out(self, laid_out, teams, found):
        empty = teams.browse(laid_out.empty)
        if empty:
            yield self.env._("Left out, without leader and members: %s.", self._join(empty))
        if not self.with_people:
            return
        left_out = {
            "archived": self.env._("Left out, archived: %s."),
            "elsewhere": self.env._("Left out, not working in the plan's company: %s."),
        }
        for reason, sentence in left_out.items():
            if found[reason]:
                yield sentence % self._join(found[reason].user_id)
        several = [
            user
            for user, members in found["active"].grouped("user_id").items()
            if len(members.crm_team_id) > 1
        ]
        if several:
            yield self.env._(
                "Members of several teams, with a row in each: %s.",
                self._join(self.env["res.users"].union(*several)),
            )

    def _join(self, records):
        # sudo: names of members and teams that get rows in the user's plan
        names = records[:10].sudo().mapped("display_name")
        more = len(records) - len(names)
        if more:
            names.append(self.env._("%s more", self.plan_id._format_count(more)))
        return ", ".join(names)

    # -------------------------------------------------------------------------
    # Generating
    # -------------------------------------------------------------------------

    def action_generate(self):
        """Make the levels and rows in one recorded step, and open the planning table."""
        check_one(self)
        plan = self.plan_id
        plan.check_access("write")
        plan._check_figures_editable()
        self._check_empty()
        self._check_levels()
        teams = self._get_teams()
        laid_out = self._lay_out(teams, self._get_people(teams))
        if not laid_out.row_count:
            raise UserError(self.env._("There are no teams with a leader or members to plan."))
        values = {"is_cascaded": self.is_cascaded}
        if self.team_id != plan.team_id:
            values["team_id"] = self.team_id.id
        plan.write(values)
        levels = self._make_levels(laid_out.depth)
        self._make_rows(laid_out, levels)
        return plan.action_open_table()

    def _check_empty(self):
        if self.plan_id.root_id.child_ids:
            raise UserError(
                self.env._(
                    "“%s” has rows already: remove them first, or add the missing ones in the "
                    "planning table.",
                    self.plan_id.name,
                )
            )

    def _make_rows(self, laid_out, levels):
        names = self._get_names(laid_out)
        first = [names[path] for path in laid_out.rows[0][:5]]
        data = {
            "row": self.plan_id.root_id.display_name,
            "count": laid_out.row_count,
            "values": first,
        }
        ids = {(): self.plan_id.root_id.id}
        with self.env["sales.plan.journal"]._recording(self.plan_id, "add_rows", data=data):
            for level, paths in zip(levels, laid_out.rows, strict=True):
                name = BY_CODE[level.dimension].field
                created = self.env["sales.plan.build"]._create_rows(
                    [{"parent_id": ids[path[:-1]], name: path[-1]} for path in paths]
                )
                ids.update(zip(paths, created, strict=True))


class SalesPlan(models.Model):
    """The button on a plan that opens the wizard."""

    _inherit = "sales.plan"

    def action_open_generate(self):
        """Open the wizard that makes rows along the teams."""
        check_one(self)
        self._check_draft()
        return self._get_wizard_action("sales.plan.generate", self.env._("Generate along Teams"))
