from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class CrmTeam(models.Model):
    """Teams form a hierarchy: a region stands for the teams that are part of it."""

    _name = "crm.team"
    _inherit = ["crm.team", "sales.guarded.mixin"]
    _parent_store = True

    parent_id = fields.Many2one(
        "crm.team",
        "Parent Team",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="['!', ('id', 'child_of', id), ('company_id', 'in', [company_id, False])]",
        help="The team that this one is part of. Its leader also sees the targets of this team.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.team", "parent_id", "Teams Below")
    leader_ids = fields.Many2many(
        "res.users",
        "sales_plan_crm_team_leader_rel",
        "team_id",
        "user_id",
        string="Leaders",
        compute="_compute_leader_ids",
        store=True,
        recursive=True,
        help="Who leads this team or one that it is part of.",
    )

    @api.depends("user_id", "parent_id.leader_ids")
    def _compute_leader_ids(self):
        for team in self:
            team.leader_ids = team.user_id | team.parent_id.leader_ids

    @api.constrains("parent_id", "company_id")
    def _check_parent_company(self):
        # sudo: teams above and below may be of companies that the user does not work in
        for team in self.sudo():
            below = team.with_context(active_test=False).child_ids
            for lower in team | below:
                self._check_company_below(lower.parent_id, lower)

    @api.model
    def _check_company_below(self, upper, lower):
        if not upper.company_id or upper.company_id == lower.company_id:
            return
        if not (upper | lower).sudo(False).has_access("read"):
            raise ValidationError(
                self.env._("A team of one company only has no teams of others below it.")
            )
        raise ValidationError(
            self.env._(
                "%(team)s cannot be part of %(parent)s, a team of %(company)s only.",
                team=lower.name,
                parent=upper.name,
                company=upper.company_id.name,
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.flush_model(["leader_ids"])
        teams._give_leaders_role()
        return teams

    def write(self, vals):
        if "parent_id" in vals and len(self) > 1:
            # one by one: the paths of teams below each other would be mixed up
            return all(team.write(vals) for team in self)
        if vals.get("parent_id"):
            self._check_sent([vals])
            self._check_not_below(self.browse(vals["parent_id"]))
        result = super().write(vals)
        if {"user_id", "parent_id"} & vals.keys():
            # rules search by leaders, which alone would not compute them
            self.flush_model(["leader_ids"])
        if vals.get("user_id"):
            self._give_leaders_role()
        return result

    @api.model
    def _give_role_to_leaders(self):
        """Give the leaders of all teams their role: those that led them before the add-on knew."""
        self.with_context(active_test=False).search([("user_id", "!=", False)])._give_leaders_role()

    def _give_leaders_role(self):
        """Let salespeople who lead teams split the targets of these teams: give them the role.

        The role opens nothing but what concerns the teams that its owner leads. Leading a team
        alone makes nobody a salesperson: who has no role of *Sales* gets none here either.
        """
        # sudo: who may say who leads a team need not be who gives roles
        leaders = self.sudo().user_id.filtered(
            lambda user: (
                user.has_group("sales_team.group_sale_salesman")
                and not user.has_group("sales_plan.group_sales_plan_leader")
            )
        )
        role = self.env.ref("sales_plan.group_sales_plan_leader")
        leaders.write({"group_ids": [Command.link(role.id)]})

    def _check_not_below(self, parent):
        """Refuse to put a team below itself or below one of its own teams."""
        # sudo: the path is the same whoever looks
        above = {int(step) for step in (parent.sudo().parent_path or "").split("/")[:-1]}
        for team in self:
            if team.id in above:
                raise ValidationError(
                    self.env._(
                        "%(team)s cannot be part of %(parent)s: that would go round in a circle.",
                        team=team.name,
                        parent=parent.name,
                    )
                )
