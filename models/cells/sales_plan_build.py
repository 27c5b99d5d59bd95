from odoo import api, models

from ..org.raised import by_code, raised

#: Rows made at once: enough to be quick, few enough to keep memory flat.
LARGEST_BATCH = 2000


class SalesPlanBuild(models.AbstractModel):
    """Makes, removes and copies rows of plans by the thousand.

    Callers have checked that the user may change the plan and that its state allows it; they also
    record the step (``sales.plan.journal``), if it is to be undone.
    """

    _name = "sales.plan.build"
    _description = "Making of Rows of Sales Plans"

    @api.model
    def _create_rows(self, vals_list):
        """Create rows of one level below existing ones and return their ids, in order.

        :param vals_list: ``[{"parent_id": id, dimension field: id}, …]``
        """
        recorded = self.env["sales.plan.journal"]._get_recorded_context()
        allocations = by_code(self.env["sales.plan.allocation"]).with_context(**recorded)
        ids = []
        for start in range(0, len(vals_list), LARGEST_BATCH):
            created = allocations.create(vals_list[start : start + LARGEST_BATCH])
            ids += created.ids
            self.env.flush_all()
            created.invalidate_recordset()
        return ids

    @api.model
    def _remove_rows(self, allocation_ids, target_ids):
        """Delete rows, with everything below them, and single targets of rows that stay, except
        where these are made of items."""
        recorded = self.env["sales.plan.journal"]._get_recorded_context()
        self.env["sales.plan.allocation"].with_context(**recorded).browse(allocation_ids).unlink()
        targets = self.env["sales.plan.target"].with_context(**recorded).browse(target_ids)
        (targets - self._get_itemised(targets)).unlink()

    @api.model
    def _get_itemised(self, targets):
        """Return those of some targets that are the sum of items."""
        items, found = self.env["sales.plan.item"], targets.browse()
        for plan, of_plan in targets.grouped("plan_id").items():
            by_cell = {(target.allocation_id.id, target.period_id.id): target for target in of_plan}
            found = found.union(*(by_cell[key] for key in items._read_sums(plan, by_cell)))
        return found

    @api.model
    def _copy_rows(self, plan, copied):
        """Copy the rows, cells, items and notes of one plan into another with the same levels.

        Cells and notes are copied for the periods that both plans have. The rows of a revision
        remember the rows that they were copied from.
        """
        allocations = self.env["sales.plan.allocation"]
        is_revision = copied.revised_plan_id == plan
        if is_revision:
            by_code(copied.root_id).origin_id = plan.root_id
        # the total of a plan for one customer is a row, too
        by_code(copied.root_id).customer_user_id = plan.root_id.customer_user_id
        levels = dict(zip(plan.level_ids.ids, copied.level_ids.ids, strict=True))
        copies = {plan.root_id.id: copied.root_id.id}
        # as they were made: copies have the same order in the planning table
        below = plan.root_id.child_ids.sorted("id")
        while below:
            vals_list = [
                {
                    **row._get_dimension_values(),
                    "plan_id": copied.id,
                    "parent_id": copies[row.parent_id.id],
                    "level_id": levels[row.level_id.id],
                    "responsible_id": row.responsible_id.id,
                    "customer_user_id": row.customer_user_id.id,
                    "origin_id": row.id if is_revision else False,
                }
                for row in below
            ]
            copies.update(zip(below.ids, self._create_rows(vals_list), strict=True))
            below = allocations.search([("parent_id", "in", below.ids)], order="id")
        self.env["sales.plan.cells"]._copy_cells(plan, copied, copies)
        self.env["sales.plan.item"]._copy_items(plan, copied, copies)
        self._copy_notes(plan, copied, copies)

    @api.model
    def _copy_notes(self, plan, copied, copies):
        """Copy what is open to be read; answers and what is resolved stay where they were given."""
        # sudo: nobody may write notes but steps, and copying a plan
        notes = raised(self.env["sales.plan.note"])
        periods = {period.date_from: period.id for period in copied.period_ids}
        notes.create(
            [
                {
                    "allocation_id": copies[note.allocation_id.id],
                    "period_id": periods[note.period_id.date_from] if note.period_id else False,
                    "text": note.text,
                }
                for note in notes.search([("plan_id", "=", plan.id), ("is_resolved", "=", False)])
                if not note.period_id or note.period_id.date_from in periods
            ]
        )
