from odoo import api, models

from ..table.explanation import MOST_STEPS


class SalesPlanTable(models.AbstractModel):
    """Adds publications to what the planning table tells about how an amount came about."""

    _inherit = "sales.plan.table"

    @api.model
    def _get_more_lines(self, tree, row_id, period_id):
        """Add the publications of a row, with the amounts before and after."""
        found = super()._get_more_lines(tree, row_id, period_id)
        lines = self.env["sales.plan.publication.line"].search(
            [("allocation_id", "=", row_id), ("plan_id", "=", tree.plan.id)], order="id desc"
        )
        for line in lines[:MOST_STEPS]:
            before, after = line._get_amounts(period_id)
            if period_id is not None and before == after:
                continue
            # sudo: who published is no secret of what was published
            publication = line.publication_id.sudo()
            found.append(
                {
                    "step_id": -line.id,
                    "number": publication.edit_version,
                    "label": publication._get_label(),
                    "user": publication.create_uid.name or self.env._("Deleted user"),
                    "date": publication.create_date,
                    "before": before,
                    "after": after,
                    "formula": None,
                    "is_typed": False,
                    "can_undo": False,
                    "undone": False,
                    "is_turn": True,
                    "blocked": None,
                }
            )
        return found

    @api.model
    def _get_last_hidden_step(self, row):
        """Return the step at which the row was first published to the user, counted from when it
        was last withdrawn or belonged to somebody else."""
        # sudo: when the user's own row was published, to others before them as well
        lines = self.env["sales.plan.publication.line"].sudo()
        lines = lines.search([("allocation_id", "=", row.id)], order="id desc")
        number = lines[:1].publication_id.edit_version or super()._get_last_hidden_step(row)
        for line in lines:
            if line.owner_id != self.env.user or line.kind == "withdrawn":
                break
            number = line.publication_id.edit_version
        return number
