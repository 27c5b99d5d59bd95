from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.arguments import is_id


class SalesPlanTable(models.AbstractModel):
    """Checks which rows a user may change, and which steps they may know of."""

    _inherit = "sales.plan.table"

    # -------------------------------------------------------------------------
    # The plan
    # -------------------------------------------------------------------------

    @api.model
    def _can_edit(self, tree):
        """Whether the user may change anything in the planning table."""
        plan = tree.plan
        if not plan._is_in_cascade():
            return plan._can_edit_rows()
        # sudo: the state of a plan is no secret to who sees one of its rows
        if plan.sudo().state != "confirmed" or self.env.context.get("sales_plan_in_force"):
            return False
        return plan._can_edit_all_rows() or bool(tree.splittable)

    @api.model
    def _check_may_change(self, plan):
        """Raise unless the user may take steps in a plan."""
        if plan._is_in_cascade() and not plan._can_edit_all_rows():
            if not self._get_own_rows(plan):
                raise AccessError(self.env._("Nothing in this plan is yours to split."))
            return
        plan.check_access("write")
        for operation in ("create", "write", "unlink"):
            self.env["sales.plan.target"].check_access(operation)

    @api.model
    def _get_own_rows(self, plan):
        """Return the rows that were published to the user and that they may split."""
        mine = [
            ("plan_id", "=", plan.id),
            ("is_published", "=", True),
            ("responsible_id", "=", self.env.uid),
        ]
        return self.env["sales.plan.allocation"].search(mine)._filter_splittable()

    # -------------------------------------------------------------------------
    # Rows and periods
    # -------------------------------------------------------------------------

    @api.model
    def _check_rows(self, tree, row_ids):
        """Raise unless these are rows of the plan that the user may see."""
        if any(not isinstance(row_id, int) or row_id not in tree.parents for row_id in row_ids):
            raise UserError(
                self.env._(
                    "“%s” has no such row any more; reload the table.", tree.plan.display_name
                )
            )

    @api.model
    def _check_periods(self, tree, period_ids):
        """Raise unless these are periods of the plan."""
        if not all(map(is_id, period_ids)) or not period_ids <= set(tree.plan.period_ids.ids):
            raise UserError(
                self.env._("“%s” has no such period; reload the page.", tree.plan.display_name)
            )

    @api.model
    def _check_change_allowed(self, tree, change):
        """Raise unless the user may change all rows that a change is about."""
        plan = tree.plan
        if plan._can_edit_all_rows():
            return
        changed = [row_id for row_id, __ in (*change.cells, *change.items)]
        plan._check_rows_editable(changed + list(change.remove))
        self._check_splittable([row_id for row_id, __, __ in change.notes])
        self._check_splittable({values["parent_id"] for values in change.add})

    @api.model
    def _check_splittable(self, row_ids):
        """Raise unless all rows are the user's own ones to split, or below these."""
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        others = rows - rows._filter_splittable()
        if others:
            # sudo: only the name of a row that the user's own edit or step is about
            raise UserError(self.env._("%s is not yours to split.", others[0].sudo().display_name))

    @api.model
    def _check_unsealed(self, tree, row_ids):
        """Let an edit go on below sealed rows; raise where one has working amounts not published.

        The owner of a sealed row sees the rows below it: sharing out working amounts among them
        would show the owner an amount that was not published to them.
        """
        sealed = [row_id for row_id in row_ids if row_id in tree.sealed]
        if not sealed:
            return
        changed = self._read_changed(tree.plan, sealed)
        if changed:
            row = self.env["sales.plan.allocation"].browse(min(changed)[0])
            raise UserError(
                self.env._(
                    "%(row)s has changes that are not published: %(owner)s would see them in the "
                    "rows below. Publish it first.",
                    row=row.display_name,
                    owner=row.responsible_id.name,
                )
            )
        tree.sealed -= set(sealed)

    # -------------------------------------------------------------------------
    # Steps
    # -------------------------------------------------------------------------

    @api.model
    def _sees_steps(self, tree, row_id):
        """Whether the user may know how the working amounts of a row came about.

        Steps show amounts that were never published: only those who prepare the row see them.
        """
        if tree.plan._sees_whole_plans():
            return True
        return tree.editable is not None and tree.is_editable(row_id)

    @api.model
    def _read_hidden_steps(self, plan, row_ids):
        """Return the last step of each row that the user may not know of: ``{row id: number}``.

        That is the last one before a row above was published to the user for splitting: what
        others prepared before is not shown. Empty for those who see whole plans.
        """
        if plan._sees_whole_plans():
            return {}
        begun = {row.id: self._get_last_hidden_step(row) for row in self._get_own_rows(plan)}
        # sudo: the rows above decide who may see a row
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids).exists()
        above = {row.id: begun.keys() & set(row._get_ancestors().ids) for row in rows}
        return {
            row_id: min((begun[own] for own in above.get(row_id, ())), default=plan.edit_version)
            for row_id in row_ids
        }
