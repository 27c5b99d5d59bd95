from odoo import models

from ...queries import dimensions


class SalesPlan(models.Model):
    """The names of a plan's rows, and whether the user may change rows."""

    _inherit = "sales.plan"

    def _can_edit_rows(self):
        """Whether the user may change rows and targets: in drafts only."""
        return self.state == "draft" and all(
            self.env[model].has_access(operation)
            for model in ("sales.plan.allocation", "sales.plan.target")
            for operation in ("create", "write", "unlink")
        )

    def _get_row_names(self, ids):
        """Return the names of rows, hidden ones above a visible row included."""
        # sudo: the names above a row are part of its own values
        rows = self.env["sales.plan.allocation"].sudo().browse(sorted(ids))
        rows.fetch(["level_id", "responsible_id", *dimensions.FIELDS])
        return {row.id: row.name for row in rows}

    def _get_plain_row_names(self, ids):
        """Return the names of rows as files have them that know of nothing to tell apart."""
        # sudo: as in _get_row_names
        rows = self.env["sales.plan.allocation"].sudo().browse(sorted(ids))
        return {row.id: name for row, name in rows._get_plain_names().items()}
