from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...queries.dimensions import BY_CODE, DIMENSIONS, FIELDS
from ..org.raised import by_code, raised

_ALL_VALUES = ", ".join(f"COALESCE({name}, 0)" for name in FIELDS)


class SalesPlanAllocation(models.Model):
    """One row of a plan: it stands for one combination of dimension values.

    The rows form a tree below the plan's total. A row repeats the values of the row above and sets
    or refines one: that of its level's dimension, see ``row_values.py``.
    """

    _name = "sales.plan.allocation"
    _description = "Sales Target"
    _inherit = [
        "sales.plan.dimension.mixin",
        "sales.company.day.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "sales.guarded.mixin",
    ]
    _parent_store = True
    _order = "plan_id, parent_path, id"
    _rec_names_search = [dimension.field for dimension in DIMENSIONS]

    _fixed_links = {"plan_id": "write", "parent_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    plan_state = fields.Selection(related="plan_id.state", string="Plan Status")
    plan_measure = fields.Selection(related="plan_id.measure")
    plan_basis = fields.Selection(related="plan_id.basis")
    parent_id = fields.Many2one("sales.plan.allocation", index="btree_not_null", ondelete="cascade")
    parent_path = fields.Char(index=True, readonly=True)
    child_ids = fields.One2many("sales.plan.allocation", "parent_id")
    level_id = fields.Many2one(
        "sales.plan.level", index="btree_not_null", ondelete="cascade", readonly=True
    )
    name = fields.Char(compute="_compute_name", search="_search_name")
    complete_name = fields.Char("Row", compute="_compute_complete_name")
    above_name = fields.Char(
        "Part Of", compute="_compute_complete_name", help="The names of the rows above, in order."
    )
    responsible_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_responsible_id",
        inverse="_inverse_responsible_id",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        recursive=True,
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who answers for the target: the salesperson, else the team's leader, else the "
        "customer's salesperson, else the owner of the row above, at last the plan's responsible.",
    )
    customer_user_id = fields.Many2one(
        "res.users",
        "Customer's Salesperson",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The customer's salesperson when the row was made, or when a change was last seen by "
        "somebody who decides about the row. They see it, too.",
    )
    assigned_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Who was made the owner by hand.",
    )
    is_published = fields.Boolean(
        "Published", copy=False, readonly=True, help="Visible to those it concerns."
    )
    target_ids = fields.One2many("sales.plan.target", "allocation_id", "Targets")

    _one_root = models.UniqueIndex(
        "(plan_id) WHERE parent_id IS NULL", "A plan has exactly one total."
    )
    _siblings_uniq = models.UniqueIndex(
        f"(parent_id, {_ALL_VALUES}) WHERE parent_id IS NOT NULL",
        "Two rows below the same row cannot have the same value.",
    )

    def _search_name(self, operator, value):
        if operator not in ("ilike", "like", "=ilike", "=like", "="):
            return NotImplemented
        return Domain.OR(
            Domain("level_id.dimension", "=", dimension.code)
            & Domain(f"{dimension.field}.display_name", operator, value)
            for dimension in DIMENSIONS
        )

    @api.depends_context("lang")
    @api.depends("name", "parent_id")
    def _compute_complete_name(self):
        above = {allocation: allocation._get_ancestors() for allocation in self}
        everything = self.union(*above.values())._prefetch_ids
        for allocation in self:
            # sudo: the names above a row (its team, its region) are part of its own values
            nodes = above[allocation].sudo().with_prefetch(everything)
            names = [node.name for node in nodes if node.parent_id]
            allocation.above_name = " / ".join(filter(None, names))
            allocation.complete_name = " / ".join(filter(None, [*names, allocation.name]))

    @api.depends_context("lang")
    @api.depends("complete_name")
    def _compute_display_name(self):
        for allocation in self:
            allocation.display_name = allocation.complete_name

    @api.depends(
        "assigned_id",
        "user_id",
        "team_id.user_id",
        "customer_user_id",
        "parent_id.responsible_id",
        "plan_id.responsible_id",
    )
    def _compute_responsible_id(self):
        for allocation in self:
            allocation.responsible_id = (
                allocation.assigned_id or allocation._get_default_responsible()
            )

    def _inverse_responsible_id(self):
        """Keep the owner who was chosen by hand, even if the team or the row above changes."""
        for allocation in by_code(self):
            responsible, default = allocation.responsible_id, allocation._get_default_responsible()
            allocation.assigned_id = False if responsible == default else responsible
            if not responsible and default:
                allocation.responsible_id = default  # nobody chosen is nobody chosen by hand

    def _get_default_responsible(self):
        return (
            self.user_id
            or self.team_id.user_id
            or self.customer_user_id
            or self.parent_id.responsible_id
            or self.plan_id.responsible_id
        )

    @api.constrains("parent_id")
    def _check_rolled_up(self):
        """Raise if a row with a target of its own gets rows below it in a plan that rolls up."""
        self.parent_id.filtered("plan_id.rolls_up").target_ids._check_rolled_up()

    @api.model_create_multi
    def create(self, vals_list):
        # rows are made by the thousand: what happens to them is told by steps, not by messages
        silent = self.with_context(tracking_disable=True)
        allocations = super(SalesPlanAllocation, silent).create(vals_list).with_env(self.env)
        below = allocations.filtered("parent_id")
        below.plan_id._check_editable()
        below._record_creation()
        below._find_origins()
        return allocations

    def write(self, vals):
        self.check_access("write")
        if not {"parent_id", "plan_id", "level_id", *FIELDS} & vals.keys():
            return super().write(vals)
        self.plan_id._check_figures_editable()
        result = super().write(vals)
        if "partner_id" in vals:
            # sudo: whose customer it is, whoever may read that
            raised(self).customer_user_id = self.sudo().partner_id.user_id
        return result

    def unlink(self):
        with self._recording_removal():
            self._remove_messages_below()
            return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.plan_id._check_editable()
        if any(not allocation.parent_id for allocation in self):
            raise ValidationError(self.env._("The total of a plan goes with the plan only."))

    def _record_creation(self):
        """Hook: these rows were created; the journal of steps extends it."""

    @contextmanager
    def _recording_removal(self):
        """Hook: these rows are deleted inside, with all below; the journal of steps extends it."""
        yield

    def _explain_sum(self):
        """Return the sentence that this row has no target of its own, since its plan rolls up."""
        return self.env._(
            "“%(plan)s” rolls up: %(row)s is the sum of the rows below it. Change those instead.",
            plan=self.plan_id.name,
            row=self.display_name,
        )

    def _get_child_level(self):
        """Return the level of the rows below this one, empty on the last level."""
        self.ensure_one()
        levels = self.plan_id.level_ids
        if not self.level_id:
            return levels[:1]
        return levels[levels.ids.index(self.level_id.id) + 1 :][:1]

    def _get_value(self):
        """Return the record that this row stands for: its team, its customer…; none for a root."""
        self.ensure_one()
        if not self.level_id:
            return None
        return self[BY_CODE[self.level_id.dimension].field]

    def _get_ancestors(self):
        """Return the rows above this one, from the total down."""
        self.ensure_one()
        ids = [int(step) for step in (self.parent_path or "").split("/")[:-2]]
        return self.browse(ids)
