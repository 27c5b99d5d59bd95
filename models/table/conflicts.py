from odoo import api, models

#: Cells that a conflict names.
MOST_NAMED = 100


class SalesPlanTable(models.AbstractModel):
    """Finds what others changed since a client read the plan."""

    _inherit = "sales.plan.table"

    @api.model
    def _find_conflict(self, tree, change, version, token):
        """Return the cells that a change would overwrite although others changed them.

        Another window of the same user is another client, too.

        :return: None, or ``{"version": …, "count": …, "cells": [{…}, …]}``
        """
        plan = tree.plan
        if version >= plan.edit_version or not change.cells:
            return None
        theirs = self._read_cells_since(plan, version, token)
        # what follows by a difference is right whatever others did
        keys = [key for key in change.cells if key in theirs and key not in change.raised]
        keys = [key for key in keys if theirs[key]["was"] != theirs[key]["now"]]
        if not keys:
            return None
        keys.sort(key=lambda key: (key not in change.typed, key))
        named = keys[:MOST_NAMED]
        names = plan._get_row_names({row_id for row_id, __ in named})
        periods = {period.id: period.name for period in plan.period_ids}
        return {
            "version": plan.edit_version,
            "count": len(keys),
            "cells": [
                {
                    "row_id": row_id,
                    "row": names[row_id],
                    "period_id": period_id,
                    "period": periods.get(period_id, ""),
                    "was": theirs[row_id, period_id]["was"],
                    "theirs": theirs[row_id, period_id]["now"],
                    "mine": _get_amount(change.cells[row_id, period_id][1]),
                    "by": theirs[row_id, period_id]["by"],
                    "date": theirs[row_id, period_id]["date"],
                }
                for row_id, period_id in named
            ],
        }

    @api.model
    def _read_cells_since(self, plan, version, token=""):
        """Return how cells changed after a step, as far as the user may know.

        :param token: of a step: leave out the steps of the same client, whose name stands before
            the colon
        :return: ``{(row id, period id): {"was", "now", "by", "date"}}`` with amounts, None where
            nothing was planned, and who changed it last, when
        """
        # sudo: who prepares a row may know what others changed in it meanwhile
        steps = self.env["sales.plan.step"].sudo()
        steps = steps.search([("plan_id", "=", plan.id), ("number", ">", version)], order="number")
        client, colon, __ = token.partition(":")
        own = steps.filtered(
            lambda step: (
                colon
                and step.create_uid == self.env.user
                and (step.token or "").startswith(client + colon)
            )
        )
        journal, cells = self.env["sales.plan.journal"], {}
        changes = [
            (step, key, states)
            for step in steps - own
            for key, states in journal._read_changes(step).items()
        ]
        hidden = self._read_hidden_steps(plan, {key[0] for __, key, __ in changes})
        for step, key, (before, after) in changes:
            if step.number > hidden.get(key[0], 0) or step.create_uid == self.env.user:
                cell = cells.setdefault(key, {"was": _get_amount(before)})
                cell["now"] = _get_amount(after)
                cell["by"] = step._get_user_name()
                cell["date"] = step.create_date
        return cells


def _get_amount(cell):
    return None if cell is None else float(cell.amount)
