from collections import defaultdict

from odoo import api, models
from odoo.tools.sql import escape_psql

#: Rows found by a search that are shown with those above them, at most.
MOST_MATCHES = 1000


class SalesPlanTable(models.AbstractModel):
    """Which rows the planning table finds, and how it lays them out."""

    _inherit = "sales.plan.table"

    @api.model
    def _filter_rows(self, tree, text, level_id, status):
        """Return the ids of the rows below the total that match all conditions that are given."""
        domain = [("plan_id", "=", tree.plan.id), ("parent_id", "!=", False)]
        if text:
            domain.append(("name", "ilike", escape_psql(text)))
        if level_id:
            domain.append(("level_id", "=", level_id))
        found = self.env["sales.plan.allocation"].search(domain, order="id").ids
        if status:
            progress = self._read_progress(tree, found)
            found = [row_id for row_id in found if progress[row_id]["status"] == status]
        return found

    @api.model
    def _lay_out(self, tree, found, order, is_flat):
        """Put rows into lines: a flat list, or a tree with the rows above them.

        :return: the ids of the rows that are shown as found, and ``[[row id, id of the row above or
            False, depth], …]``
        """
        if is_flat:
            matches = self._sort_rows(tree, found, order)
            root = [row_id for row_id in tree.children[None] if tree.levels[row_id] is None]
            return matches, [[row_id, False, 0] for row_id in root + matches]
        matches = tree.get_ordered(found)[:MOST_MATCHES]
        ordered = tree.get_ordered(tree.get_with_ancestors(matches))
        below = defaultdict(list)
        for row_id in self._sort_rows(tree, ordered, order):
            below[tree.parents[row_id]].append(row_id)
        lines, stack = [], below[None][::-1]
        while stack:
            row_id = stack.pop()
            lines.append([row_id, tree.parents[row_id] or False, len(tree.get_path(row_id))])
            stack += below[row_id][::-1]
        return matches, lines

    @api.model
    def _get_paths(self, row_ids):
        """Return the ids of the rows above some rows, the total left out, from the highest down."""
        # sudo: the names above a row are part of its own values
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)
        return {row.id: row._get_ancestors().ids[1:] for row in rows}
