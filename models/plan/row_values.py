from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...queries.dimensions import BY_CODE, BY_FIELD, DIMENSIONS, FIELDS
from ..org.namesakes import get_plain_names, tell_apart


class SalesPlanAllocation(models.Model):
    """The values that a row stands for, and the facts that fall under it.

    A team stands for the teams below it, a product category for its sub-categories. Where such a
    dimension is on several levels of a plan, a row repeats the value of the row above it or refines
    it. A row that repeats it is the row *itself*: the region without its teams. It matches facts
    exactly and not by descent, and so do the rows below it.
    """

    _inherit = "sales.plan.allocation"

    @api.depends_context("lang")
    @api.depends("level_id", "parent_id", *FIELDS)
    def _compute_name(self):
        # sudo: the names of what rows stand for, a customer of a branch for instance
        values = {allocation: allocation.sudo()._get_value() for allocation in self}
        for allocation, name in self._name_values(values, tell_apart).items():
            allocation.name = name

    def _get_plain_names(self):
        """Return what rows are called without what tells them apart: ``{row: name}``."""
        # sudo: as in _compute_name
        values = {allocation: allocation.sudo()._get_value() for allocation in self}
        return self._name_values(values, get_plain_names)

    @api.model
    def _name_values(self, values, get_names):
        """Return the names of rows by those of what they stand for: ``{row: name}``.

        :param values: ``{row: record, empty for the total}``
        :param get_names: ``tell_apart`` or ``get_plain_names``
        """
        ids = {}
        for value in filter(None, values.values()):
            ids.setdefault(value._name, []).append(value.id)
        names = {}
        for model, found in ids.items():
            # sudo: as in _compute_name
            records = self.env[model].sudo().browse(dict.fromkeys(found))
            names[model] = get_names(records)
        return {
            row: self._get_row_name(row, names[value._name][value.id] if value else None)
            for row, value in values.items()
        }

    @api.model
    def _get_row_name(self, row, name):
        """Return what a row is called by the name of its value; None is the total's."""
        if name is None:
            return self.env._("Total")
        return self._get_own_name(name) if row._is_itself() else name

    @api.model
    def _get_own_name(self, name):
        """Return the name of a row that stands for a team itself, without the teams below it."""
        return self.env._("%s (own)", name)

    # -------------------------------------------------------------------------
    # Rules
    # -------------------------------------------------------------------------

    @api.constrains("parent_id", "plan_id", "level_id", *FIELDS)
    def _check_values(self):
        """Raise unless rows repeat the values of the row above and set or refine one of them."""
        for allocation in self | self.child_ids:
            parent, level = allocation.parent_id, allocation.level_id
            if not parent:
                continue
            expected = parent._get_dimension_values()
            value = allocation._get_value()
            if value:
                expected[BY_CODE[level.dimension].field] = value.id
            if (
                not value
                or expected != allocation._get_dimension_values()
                or not allocation._is_refined()
            ):
                raise ValidationError(
                    self.env._(
                        "A row repeats the values of the row above it (%(above)s) and sets or "
                        "refines one: its %(level)s.",
                        above=parent.display_name,
                        level=level._get_label() if level else self.env._("level"),
                    )
                )
            if parent.plan_id != allocation.plan_id or level != parent._get_child_level():
                raise ValidationError(
                    self.env._("%s does not fit the levels of its plan.", allocation.display_name)
                )

    def _is_refined(self):
        """Whether the row's value is that of the row above or part of it, if that one has any."""
        name = BY_CODE[self.level_id.dimension].field
        # sudo: reads only the place of a team or category, which may be of another company
        value, above = self.sudo()[name], self.sudo().parent_id[name]
        if not above or value == above:
            return True
        return not self.parent_id._is_exact(name) and value.parent_path.startswith(
            above.parent_path
        )

    @api.constrains("parent_id", *(d.field for d in DIMENSIONS if d.hierarchical))
    def _check_overlap(self):
        """Raise if siblings share facts, as a category and its own sub-category would."""
        hierarchical = [dimension for dimension in DIMENSIONS if dimension.hierarchical]
        for parent in self.parent_id:
            for dimension in hierarchical:
                if parent._get_child_level().dimension == dimension.code:
                    parent._check_children_apart(dimension)

    def _check_children_apart(self, dimension):
        # the row itself leaves out what its siblings stand for
        values = (self.child_ids - self._get_itself_below(dimension.field)).mapped(dimension.field)
        by_path = {value.parent_path: value for value in values}
        for path, value in by_path.items():
            steps = path.rstrip("/").split("/")
            for length in range(1, len(steps)):
                above = by_path.get("/".join(steps[:length]) + "/")
                if above:
                    raise ValidationError(
                        self.env._(
                            "%(below)s is part of %(above)s: both below %(row)s would count the "
                            "same sales twice.",
                            below=value.display_name,
                            above=above.display_name,
                            row=self.display_name,
                        )
                    )

    @api.model
    def _complete_vals_list(self, vals_list):
        """Fill in the values of new rows that follow from the rows above."""
        vals_list = super()._complete_vals_list(vals_list)
        # these are read together, not one by one as the new ones are completed
        above = self.browse({vals["parent_id"] for vals in vals_list if vals.get("parent_id")})
        above.fetch(["plan_id", "level_id", "customer_user_id", *FIELDS])
        return self._complete_customers([self._complete_values(dict(vals)) for vals in vals_list])

    @api.model
    def _complete_customers(self, vals_list):
        """Fill in the salespeople of the customers of new rows: of the customer of the row above
        whom that row knows, of others those they have today."""
        new = [vals for vals in vals_list if "customer_user_id" not in vals]
        # sudo: reads only the salespeople of customers
        ids = {vals["partner_id"] for vals in new if vals.get("partner_id")}
        customers = self.env["res.partner"].sudo().browse(ids)
        customers.fetch(["user_id"])
        for vals in new:
            customer = customers.browse(vals.get("partner_id"))
            above = self.browse(vals.get("parent_id"))
            known = above if customer and above.partner_id == customer else None
            vals["customer_user_id"] = known.customer_user_id.id if known else customer.user_id.id
        return vals_list

    @api.model
    def _complete_values(self, vals):
        """Fill in the values that follow from the row above: plan, level and values to repeat."""
        parent = self.browse(vals.get("parent_id"))
        if not parent:
            return vals
        level = parent._get_child_level()
        vals.setdefault("plan_id", parent.plan_id.id)
        vals.setdefault("level_id", level.id)
        values = parent._get_dimension_values()
        if level:
            values.pop(BY_CODE[level.dimension].field, None)  # set or refined by each row
        return {**values, **vals}

    # -------------------------------------------------------------------------
    # Rows themselves
    # -------------------------------------------------------------------------

    def _is_itself(self):
        """Whether this row stands for the team or category of a row above, without others below."""
        self.ensure_one()
        # sudo: values of the row above are part of this row's own
        row = self.sudo()
        if not row.level_id or not BY_CODE[row.level_id.dimension].hierarchical:
            return False
        name = BY_CODE[row.level_id.dimension].field
        return bool(row[name]) and row[name] == row.parent_id[name]

    def _is_exact(self, name):
        """Whether facts match this row's value of a dimension exactly, since this row or one above
        stands for the team or category itself."""
        return any(row._is_itself() for row in self._get_steps(name))

    def _get_steps(self, name):
        """Return the rows of this row's path that set or refine a dimension, the total first."""
        # sudo: the values of rows above are part of this row's own
        path = self.sudo()._get_ancestors() + self.sudo()
        return path.filtered(
            lambda row: (
                row[name] and (not row.level_id or BY_CODE[row.level_id.dimension].field == name)
            )
        )

    def _get_itself_below(self, name):
        """Return the row directly below that stands for this row's own team or category, if any."""
        if not BY_FIELD[name].hierarchical or not self[name]:
            return self.browse()
        return self.child_ids.filtered(lambda child: child[name] == self[name])

    # -------------------------------------------------------------------------
    # Facts
    # -------------------------------------------------------------------------

    def _get_matching_ids(self, name):
        steps = self._get_steps(name)
        if len(steps) < 2:
            return super()._get_matching_ids(name)
        if steps[-1]._is_itself():
            ids = set(steps[-1][name].ids)
        else:
            ids = set(self._get_ids_below(steps[-1][name]))
        for step in steps[:-1]:
            ids.intersection_update(self._get_ids_below(step[name]))
        return sorted(ids)

    def _get_planned_ids(self, name):
        """Return the ids of a dimension's values that fall under one of the rows below."""
        itself = self._get_itself_below(name)
        planned = (self.child_ids - itself)[name]
        if BY_FIELD[name].hierarchical:
            return sorted({*itself[name].ids, *self._get_ids_below(planned)})
        return planned.ids

    def _get_own_domain(self, name):
        """Return the domain of the facts that match this row's value of one dimension."""
        if len(self._get_steps(name)) < 2:
            return self._get_value_domain(name, self[name].ids)
        return Domain(name, "in", self._get_matching_ids(name))

    def _get_planned_domain(self, name):
        """Return the domain of the facts that match a row below by the value of the next level."""
        if self._get_itself_below(name):
            return Domain(name, "in", self._get_planned_ids(name))
        return self._get_value_domain(name, self.child_ids[name].ids)

    def _get_value_domain(self, name, ids):
        """Return the domain of the facts that match one of some values of a dimension."""
        return Domain(name, BY_FIELD[name].domain_operator, ids)
