from odoo import api, models
from odoo.tools import SQL

#: Rows created or written at once: enough to be quick, few enough to keep memory flat.
BATCH = 2000


class SalesPlanBulk(models.AbstractModel):
    """Writes whole plans: thousands of rows and targets in few statements.

    Callers have checked that the user may change the plan and that it is a draft; where what they
    write is to be undone, they record it (``sales.plan.journal``).
    """

    _name = "sales.plan.bulk"
    _description = "Bulk Writing of Sales Plans"

    @api.model
    def _create_allocations(self, vals_list):
        """Create rows of one level below existing ones and return their ids, in order.

        :param vals_list: ``[{"parent_id": id, dimension field: id}, …]``
        """
        recorded = self.env["sales.plan.journal"]._get_recorded_context()
        allocations = self.env["sales.plan.allocation"].with_context(**recorded)
        ids = []
        for start in range(0, len(vals_list), BATCH):
            created = allocations.create(vals_list[start : start + BATCH])
            ids += created.ids
            self.env.flush_all()
            created.invalidate_recordset()
        return ids

    @api.model
    def _write_targets(self, plan, rows, keep=None):
        """Create or change targets of ``plan`` and return how many rows were given.

        :param rows: ``[(allocation id, period id, amount, history amount or None), …]``, each
            cell once; amounts are rounded already
        :param keep: which targets there are stay as they are: None, ``held`` or ``all``
        """
        kept = {None: SQL("FALSE"), "held": SQL("target.is_held"), "all": SQL("TRUE")}[keep]
        targets = self.env["sales.plan.target"]
        targets.flush_model()
        for start in range(0, len(rows), BATCH * 10):
            cells = rows[start : start + BATCH * 10]
            allocation_ids, period_ids, amounts, histories = map(list, zip(*cells, strict=True))
            self.env.execute_query(
                SQL(
                    """INSERT INTO sales_plan_target AS target (
                           allocation_id, period_id, plan_id, amount, history_amount, is_held,
                           create_uid, create_date, write_uid, write_date)
                       SELECT cell.allocation_id, cell.period_id, %(plan)s, cell.amount,
                              cell.history_amount, FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s
                         FROM unnest(%(allocations)s::integer[], %(periods)s::integer[],
                                     %(amounts)s::numeric[], %(histories)s::numeric[])
                              AS cell (allocation_id, period_id, amount, history_amount)
                           ON CONFLICT (allocation_id, period_id) DO UPDATE
                          SET amount = EXCLUDED.amount,
                              history_amount = EXCLUDED.history_amount,
                              write_uid = EXCLUDED.write_uid,
                              write_date = EXCLUDED.write_date
                        WHERE NOT COALESCE(%(kept)s, FALSE)
                          AND (target.amount, target.history_amount)
                              IS DISTINCT FROM (EXCLUDED.amount, EXCLUDED.history_amount)
                    RETURNING target.id""",
                    kept=kept,
                    plan=plan.id,
                    uid=self.env.uid,
                    now=self.env.cr.now(),
                    allocations=allocation_ids,
                    periods=period_ids,
                    amounts=amounts,
                    histories=histories,
                )
            )
        targets.invalidate_model()
        self.env["sales.plan.allocation"].invalidate_model()
        plan.invalidate_recordset()
        return len(rows)

    @api.model
    def _remove_rows(self, allocation_ids, target_ids):
        """Delete rows, with everything below them, and single targets of rows that stay."""
        recorded = self.env["sales.plan.journal"]._get_recorded_context()
        self.env["sales.plan.allocation"].with_context(**recorded).browse(allocation_ids).unlink()
        self.env["sales.plan.target"].with_context(**recorded).browse(target_ids).unlink()

    @api.model
    def _copy_rows(self, source, target):
        """Copy the rows, targets and notes of one plan into another that has the same levels.

        Targets and notes are copied for the periods that both plans have. The rows of a revision
        remember the rows that they were copied from.
        """
        allocations = self.env["sales.plan.allocation"]
        is_revision = target.revised_plan_id == source
        if is_revision:
            target.root_id.origin_id = source.root_id
        levels = dict(zip(source.level_ids.ids, target.level_ids.ids, strict=True))
        copies = {source.root_id.id: target.root_id.id}
        below = source.root_id.child_ids
        while below:
            vals_list = [
                {
                    **row._get_dimension_values(),
                    "plan_id": target.id,
                    "parent_id": copies[row.parent_id.id],
                    "level_id": levels[row.level_id.id],
                    "responsible_id": row.responsible_id.id,
                    "origin_id": row.id if is_revision else False,
                }
                for row in below
            ]
            copies.update(zip(below.ids, self._create_allocations(vals_list), strict=True))
            below = allocations.search([("parent_id", "in", below.ids)])
        self._copy_targets(source, target, copies)
        self._copy_notes(source, target, copies)

    @api.model
    def _copy_targets(self, source, target, copies):
        """Copy what is in force, and what was prepared for rows that are not published yet.

        What was prepared for published rows stays behind: confirming the copy would publish it.
        """
        self.env["sales.plan.target"].flush_model()
        self.env["sales.plan.allocation"].flush_model()
        self.env["sales.plan.period"].flush_model()
        self.env.execute_query(
            SQL(
                """INSERT INTO sales_plan_target (
                       allocation_id, period_id, plan_id, amount, history_amount, is_held,
                       create_uid, create_date, write_uid, write_date)
                   SELECT copied.new_id, same.id, %(target)s, original.amount,
                          original.history_amount, original.is_held,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM (SELECT allocation_id, period_id, amount, history_amount, is_held
                             FROM sales_plan_target WHERE plan_id = %(source)s
                            UNION ALL
                           SELECT draft.allocation_id, period_id, amount, history_amount, is_held
                             FROM sales_plan_draft draft
                             JOIN sales_plan_allocation row ON row.id = draft.allocation_id
                            WHERE draft.plan_id = %(source)s AND draft.amount IS NOT NULL
                              AND row.is_published IS NOT TRUE) original
                     JOIN unnest(%(old)s::integer[], %(new)s::integer[]) copied (old_id, new_id)
                       ON copied.old_id = original.allocation_id
                     JOIN sales_plan_period period ON period.id = original.period_id
                     JOIN sales_plan_period same
                       ON same.plan_id = %(target)s AND same.date_from = period.date_from
                RETURNING id""",
                target=target.id,
                source=source.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                old=list(copies),
                new=list(copies.values()),
            )
        )
        self.env["sales.plan.target"].invalidate_model()

    @api.model
    def _copy_notes(self, source, target, copies):
        # sudo: notes are written by steps only, otherwise
        notes = self.env["sales.plan.note"].sudo()
        periods = {period.date_from: period.id for period in target.period_ids}
        notes.create(
            [
                {
                    "allocation_id": copies[note.allocation_id.id],
                    "period_id": periods[note.period_id.date_from] if note.period_id else False,
                    "text": note.text,
                }
                for note in notes.search([("plan_id", "=", source.id)])
                if not note.period_id or note.period_id.date_from in periods
            ]
        )
