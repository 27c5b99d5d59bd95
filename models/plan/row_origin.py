from odoo import fields, models
from odoo.tools import SQL

from ...queries.dimensions import FIELDS


class SalesPlanAllocation(models.Model):
    """Links the rows of a revision to the rows that they were copied from."""

    _inherit = "sales.plan.allocation"

    origin_id = fields.Many2one(
        "sales.plan.allocation",
        "Revised Row",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The row of the revised plan that this row was copied from, or that it stands for "
        "again.",
    )

    def _find_origins(self):
        """Link rows that are added to a revision to the rows in the same place of the revised plan.

        So a row that was removed and is added again has its old origin.
        """
        new = self.filtered(
            lambda row: row.parent_id and not row.origin_id and row.plan_id.revised_plan_id
        )
        if not new:
            return
        self.flush_model()
        same = SQL(" AND ").join(
            SQL(
                "%s IS NOT DISTINCT FROM %s",
                SQL.identifier("origin", name),
                SQL.identifier("allocation", name),
            )
            for name in FIELDS
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation allocation
                      SET origin_id = origin.id
                     FROM sales_plan_allocation parent
                     JOIN sales_plan plan ON plan.id = parent.plan_id
                     JOIN sales_plan_allocation origin
                       ON origin.parent_id = parent.origin_id
                      AND origin.plan_id = plan.revised_plan_id
                    WHERE allocation.id = ANY(%s)
                      AND parent.id = allocation.parent_id
                      AND %s
                      AND NOT EXISTS (SELECT FROM sales_plan_allocation taken
                                       WHERE taken.origin_id = origin.id
                                         AND taken.plan_id = plan.id)""",
                new.ids,
                same,
            )
        )
        new.invalidate_recordset(["origin_id"])
