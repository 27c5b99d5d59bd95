from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .edit import Change


class SalesPlan(models.Model):
    """The planning table of a plan that is split level by level: who may change which rows, what
    is in force and what is prepared."""

    _inherit = "sales.plan"

    def _can_edit_grid(self, tree=None):
        """Whether the user may change anything in the planning table.

        :param tree: the rows that the user may see, where the caller read them
        """
        if not self._is_in_cascade():
            return self._can_edit_rows()
        if self.sudo().state != "confirmed" or self.env.context.get("sales_plan_in_force"):
            return False
        if self._can_draft_all():
            return True
        if tree is not None:
            return bool(tree.splittable)
        return bool(self._get_own_rows())

    def _get_own_rows(self):
        """Return the rows whose split the user prepares: published to them, as a leader."""
        mine = [
            ("plan_id", "=", self.id),
            ("is_published", "=", True),
            ("responsible_id", "=", self.env.uid),
        ]
        return self.env["sales.plan.allocation"].search(mine)._filter_splittable()

    def _check_may_draft(self):
        """Raise unless the user may take steps in this plan."""
        if self._is_in_cascade() and not self._can_draft_all():
            if not self._get_own_rows():
                raise AccessError(self.env._("Nothing in this plan is yours to split."))
            return
        self.check_access("write")
        for operation in ("create", "write", "unlink"):
            self.env["sales.plan.target"].check_access(operation)

    def _check_change_allowed(self, change):
        """Raise unless the user may change all rows that a change is about."""
        if self._can_draft_all():
            return
        self._check_draftable([row_id for row_id, __ in change.cells] + list(change.remove))
        self._check_splittable([row_id for row_id, __, __ in change.notes])
        if change.add:
            parent_id, value_ids = change.add
            self._check_splittable([parent_id])
            self._check_addable(self.env["sales.plan.allocation"].browse(parent_id), value_ids)

    def _check_splittable(self, row_ids):
        """Raise unless rows are the user's own, or below those."""
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        others = rows - rows._filter_splittable()
        if others:
            raise UserError(self.env._("%s is not yours to split.", others[0].sudo().display_name))

    def _check_addable(self, parent, value_ids):
        """Raise unless rows for some values may be added below a row."""
        addable = parent._get_addable()
        values = self.env[addable["res_model"]].browse(value_ids)
        others = values - values.search([("id", "in", values.ids), *addable["domain"]])
        if others:
            raise UserError(
                self.env._(
                    "%(value)s does not belong below %(row)s.",
                    value=others[0].display_name,
                    row=parent.display_name,
                )
            )

    def _prepare_table_header(self):
        """Describe the plan itself to the client."""
        in_cascade = self._is_in_cascade()
        # sudo: how the plan is split is no secret of the rows hidden in it
        plan = self.sudo()
        return {
            "id": self.id,
            "name": self.display_name,
            "state": self.state,
            "measure": self.measure,
            "currency_id": self.unit_currency_id.id,
            "digits": self._get_digits(),
            "rolls_up": self.rolls_up,
            "levels": [
                {"id": level.id, "label": level._get_label(), "dimension": level.dimension}
                for level in self.level_ids
            ],
            "periods": [
                {
                    "id": period.id,
                    "name": period.name,
                    "date_from": fields.Date.to_string(period.date_from),
                    "date_to": fields.Date.to_string(period.date_to),
                }
                for period in self.period_ids
            ],
            "is_cascaded": in_cascade,
            "asks_agreement": in_cascade and plan.asks_agreement,
            "over_assignment_limit": plan.over_assignment_limit,
            "can_publish": in_cascade and self._can_edit_grid(),
        }

    def _change_discarded(self, tree, edit):
        """``rows``, ``periods``: take changes back that are not published."""
        rows, periods = self._get_selection(tree, edit)
        rows = self.env["sales.plan.allocation"].browse(rows).filtered("is_published").ids
        if not rows:
            raise UserError(self.env._("Only published rows go back to what is in force."))
        working = self.env["sales.plan.journal"]._read_cells(self, rows, periods.ids)
        in_force = self.env["sales.plan.working"]._read_in_force(self, rows, periods.ids)
        cells = {
            key: (working.get(key), in_force.get(key))
            for key in working.keys() | in_force.keys()
            if working.get(key) != in_force.get(key)
        }
        data = self._name_rows(rows)
        return self._count_cells(Change("discard", data, cells, set(cells)))

    def _check_unsealed(self, tree, row_ids):
        """Raise if figures would be shared out below a row whose owner sees them, from a draft
        of that row that its owner does not see."""
        sealed = [row_id for row_id in row_ids if row_id in tree.sealed]
        if not sealed:
            return
        changed = self.env["sales.plan.grid"]._read_changed(self, sealed)
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

    def _sees_steps(self, tree, row_id):
        """Whether the user may know how the working figures of a row came about.

        Steps tell figures that were never published: they are for those who prepare them.
        """
        if self._sees_whole_plans():
            return True
        return tree.draftable is not None and tree.is_draftable(row_id)

    # -------------------------------------------------------------------------
    # Ways out of the table
    # -------------------------------------------------------------------------

    def grid_publish(self, rows=(), below=False):
        """Return the action of the dialog that publishes rows.

        :param rows: ids; none for all that is prepared directly below the user's own rows
        :param below: propose to publish what is prepared below them, too
        """
        self._check_arguments(rows=rows)
        tree = self._begin_publishing()
        self._check_grid_rows(tree, rows)
        self._check_draftable(rows)
        wizard = self.env["sales.plan.publish"].create(
            {"plan_id": self.id, "named_rows": list(rows), "is_below": bool(below)}
        )
        return self._get_wizard_action(wizard._name, self.env._("Publish Targets"), wizard)

    def grid_withdraw(self, rows):
        """Return the action of the dialog that takes published rows back."""
        self._check_arguments(rows=rows)
        tree = self._begin_publishing()
        self._check_grid_rows(tree, rows)
        self._check_draftable(rows)
        wizard = self.env["sales.plan.withdraw"].create(
            {"plan_id": self.id, "allocation_ids": [Command.set(rows)]}
        )
        return {
            **self._get_wizard_action(wizard._name, self.env._("Withdraw Targets"), wizard),
            "context": {"dialog_size": "medium"},
        }
