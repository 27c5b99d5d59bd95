import sys

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...queries.dimensions import BY_CODE, DIMENSIONS

_FLAT = ", ".join(f"'{dimension.code}'" for dimension in DIMENSIONS if not dimension.hierarchical)


class SalesPlanLevel(models.Model):
    """One step of a plan's breakdown.

    A hierarchical dimension may be on several levels, each refining the one before: regions, then
    their teams.
    """

    _name = "sales.plan.level"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _description = "Sales Plan Level"
    _order = "plan_id, sequence, id"

    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    sequence = fields.Integer(default=10)
    dimension = fields.Selection(
        selection="_get_dimensions",
        required=True,
        help="What the rows of this level are. A row repeats the values of the rows above it. "
        "Sales teams and product categories may be on several levels, each refining the one "
        "before. Industry, country, state, product category and sales partner are those that "
        "customers and products have today.",
    )
    name = fields.Char(
        "Label",
        help="How this level is called in the plan: “Region” for the upper one of two levels of "
        "sales teams, for instance.",
    )

    _flat_dimension_uniq = models.UniqueIndex(
        f"(plan_id, dimension) WHERE dimension IN ({_FLAT})",
        "A plan is broken down by each dimension once; only sales teams and product categories, "
        "which have others below them, may be on several levels.",
    )

    @api.model
    def _get_dimensions(self):
        labels = self.env["sales.plan.dimension.mixin"].fields_get(
            [dimension.field for dimension in DIMENSIONS], ["string"]
        )
        return [(dimension.code, labels[dimension.field]["string"]) for dimension in DIMENSIONS]

    @api.depends_context("lang")
    @api.depends(
        "dimension",
        "name",
        "sequence",
        "plan_id.level_ids.dimension",
        "plan_id.level_ids.name",
        "plan_id.level_ids.sequence",
    )
    def _compute_display_name(self):
        labels = dict(self._get_dimensions())
        for level in self:
            label = labels.get(level.dimension, "")
            number = level._get_number()
            level.display_name = level.name or (f"{label} {number}" if number > 1 else label)

    def _get_number(self):
        """Return the number of this level among the plan's unnamed levels of the same dimension."""
        self.ensure_one()
        # sudo: the levels of a plan are no secret, even if some of its rows are
        alike = self.sudo().plan_id.level_ids.filtered(
            lambda level: level.dimension == self.dimension and not level.name
        )
        ordered = alike.sorted(lambda level: (level.sequence, level._origin.id or sys.maxsize))
        return 1 + next((at for at, level in enumerate(ordered) if level == self.sudo()), 0)

    @api.constrains("name", "dimension", "plan_id", "sequence")
    def _check_labels(self):
        """Raise if two levels of a plan have the same name, in the language of the user."""
        for plan in self.plan_id:
            seen = set()
            for level in plan.level_ids:
                label = level.display_name.strip().casefold()
                if label in seen:
                    raise ValidationError(
                        self.env._(
                            "Two levels of “%(plan)s” are called “%(label)s”.",
                            plan=plan.name,
                            label=level.display_name,
                        )
                    )
                seen.add(label)

    @api.constrains("dimension", "plan_id")
    def _check_scope(self):
        for level in self:
            dimension = BY_CODE[level.dimension]
            if not dimension.hierarchical and level.plan_id[dimension.field]:
                raise ValidationError(
                    self.env._(
                        "The whole plan is for one value of %s: it cannot be a level too.",
                        level._get_label(),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels.plan_id.invalidate_recordset(["level_ids"])  # they are in their order from now on
        levels.plan_id._check_structure_editable()
        levels._check_used()
        return levels

    def write(self, vals):
        self.check_access("write")
        if vals.keys() - {"due_date"}:  # by when a split is due may change at any time
            self.plan_id._check_structure_editable()
        if {"dimension", "sequence"} & vals.keys():
            before = {plan: plan.level_ids.mapped("dimension") for plan in self.plan_id}
            result = super().write(vals)
            self.env.flush_all()
            for plan, dimensions in before.items():
                plan.invalidate_recordset(["level_ids"])
                plan.level_ids._filter_changed(dimensions)._check_used()
            return result
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.plan_id._check_structure_editable()
        self._check_used()

    def _filter_changed(self, dimensions):
        """Return the levels of a plan that are not what they were, nor where."""
        was = dict(enumerate(dimensions))
        return self.browse(
            level.id for number, level in enumerate(self) if was.get(number) != level.dimension
        )

    def _check_used(self):
        """Raise if levels of a plan that has rows would change; a last level may be added."""
        rows = self.env["sales.plan.allocation"]._read_group(
            [("plan_id", "in", self.plan_id.ids), ("parent_id", "!=", False)],
            ["plan_id"],
            ["level_id:recordset"],
        )
        for plan, used in rows:
            last_used = max(plan.level_ids.ids.index(level.id) for level in used)
            changed = [plan.level_ids.ids.index(level.id) for level in self & plan.level_ids]
            if changed and min(changed) <= last_used:
                raise UserError(
                    self.env._(
                        "“%s” has rows already. Remove them first, then change its levels.",
                        plan.name,
                    )
                )

    def _get_label(self):
        """Return the level's own name, or that of its dimension in the user's language."""
        self.ensure_one()
        return self.display_name
