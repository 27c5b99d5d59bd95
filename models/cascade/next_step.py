from odoo import models
from odoo.tools import SQL

from ...queries.review import planned_rows


class SalesPlan(models.Model):
    """What comes next in a plan in force that is split level by level."""

    _inherit = "sales.plan"

    def _find_next_step(self):
        """Of a plan in the cascade: publish what is ready directly below the user's own rows; where
        nothing is planned for those yet, suggest a split."""
        # sudo: the state of a plan is no secret to who sees one of its rows
        if not self._is_in_cascade() or self.sudo().state != "confirmed":
            return super()._find_next_step()
        own = self.env["sales.plan.table"]._get_own_rows(self).ids
        if not own and self._can_edit_all_rows():
            own = self.root_id.ids
        if not own:
            return False
        for model in ("sales.plan.allocation", "sales.plan.draft"):
            self.env[model].flush_model()
        [[revised, ready]] = self.env.execute_query(
            SQL(
                """SELECT COALESCE(BOOL_OR(needs_revision OR has_draft), FALSE),
                          COALESCE(BOOL_OR(NOT is_published), FALSE)
                     FROM (SELECT COALESCE(row.needs_revision, FALSE) AS needs_revision,
                                  COALESCE(row.is_published, FALSE) AS is_published,
                                  EXISTS (SELECT FROM sales_plan_draft draft
                                           WHERE draft.allocation_id = row.id) AS has_draft
                             FROM sales_plan_allocation row
                            WHERE row.parent_id = ANY(%s)) below""",
                own,
            )
        )
        if revised:
            return "publish"
        return ready and ("publish" if self._is_planned_below(own) else "suggest")

    def _is_planned_below(self, row_ids):
        """Whether amounts are prepared anywhere below rows that are directly below some."""
        return bool(
            self.env.execute_query(
                SQL(
                    """SELECT FROM sales_plan_allocation row
                         JOIN (%s) planned ON planned.id = row.id
                        WHERE row.parent_id = ANY(%s) AND NOT COALESCE(row.is_published, FALSE)
                        LIMIT 1""",
                    planned_rows(self.id, "sales_plan_draft"),
                    row_ids,
                )
            )
        )
