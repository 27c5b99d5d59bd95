from odoo import api, models
from odoo.tools import SQL, Query

from ...tools.spreading import Cell


class SalesPlanWorking(models.AbstractModel):
    """Working figures of plans: what the planning table shows and writes.

    In a draft these are the plan's targets. Once a plan that is split level by level is in force,
    targets are what people are measured by, and working figures are those with the drafts
    (``sales.plan.draft``) laid over them that the reader may see.

    A change is ``{(allocation id, period id): (before, after)}`` as in ``sales.plan.journal``.
    """

    _name = "sales.plan.working"
    _description = "Working Figures of Sales Plans"

    @api.model
    def _read(self, plan, row_ids=None, period_ids=None):
        """Return working figures: ``{(row id, period id): Cell}``.

        Two plain queries, laid over each other here: joined, the database takes minutes where it
        believes that there are no drafts yet.

        :param row_ids: of these rows only, unless None
        :param period_ids: of these periods only, unless None
        """
        cells = self._read_in_force(plan, row_ids, period_ids)
        for key, draft in self._read_drafts(plan, row_ids, period_ids).items():
            if draft.amount is None:
                cells.pop(key, None)
            else:
                cells[key] = draft
        return cells

    @api.model
    def _read_in_force(self, plan, row_ids=None, period_ids=None):
        """Return figures in force: ``{(row id, period id): Cell}``."""
        self.env["sales.plan.target"].flush_model()
        query = Query(self.env, "sales_plan_target")
        query.add_where(SQL("plan_id = %s", plan.id))
        return self._read_cells(query, row_ids, period_ids)

    @api.model
    def _read_drafts(self, plan, row_ids=None, period_ids=None):
        """Return the drafts that the user may see: ``{(row id, period id): Cell}``.

        None where only figures in force are asked for, by ``sales_plan_in_force``.
        """
        drafts = self.env["sales.plan.draft"]
        if self.env.context.get("sales_plan_in_force"):
            return {}
        if not plan._is_in_cascade() or not drafts.has_access("read"):
            return {}
        if plan._sees_whole_plans():
            query = Query(self.env, "sales_plan_draft")
            query.add_where(SQL("plan_id = %s", plan.id))
        else:
            query = drafts._search([("plan_id", "=", plan.id)], order="id")
            if query.is_empty():
                return {}
        return self._read_cells(query, row_ids, period_ids)

    @api.model
    def _read_cells(self, query, row_ids, period_ids):
        """Read what a query on targets or drafts finds, of some rows and periods unless None."""
        for name, ids in (("allocation_id", row_ids), ("period_id", period_ids)):
            if ids is not None:
                column = SQL.identifier(query.table, name)
                query.add_where(SQL("%s = ANY(%s)", column, list(ids)))
        names = ("allocation_id", "period_id", "amount", "history_amount", "is_held")
        rows = self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in names))
        )
        return {
            (row_id, period_id): Cell(amount, history, bool(is_held))
            for row_id, period_id, amount, history, is_held in rows
        }

    @api.model
    def _write_drafts(self, plan, cells):
        """Make the working figures of a plan in force what ``cells`` say.

        What equals the figures in force needs no draft; what is gone from a row in force leaves
        a draft without an amount.

        :param cells: the table ``cell`` of row_id, period_id, amount, history, is_held
        """
        self.env.cr.execute(
            SQL(
                """DELETE FROM sales_plan_draft draft USING %s
                    WHERE draft.allocation_id = cell.row_id AND draft.period_id = cell.period_id""",
                cells,
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_draft (
                       allocation_id, period_id, plan_id, amount, history_amount, is_held,
                       create_uid, create_date, write_uid, write_date)
                   SELECT cell.row_id, cell.period_id, %(plan)s, cell.amount, cell.history,
                          COALESCE(cell.is_held, FALSE), %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM %(cells)s
                     LEFT JOIN sales_plan_target target
                       ON target.allocation_id = cell.row_id AND target.period_id = cell.period_id
                    WHERE (target.id IS NOT NULL OR cell.amount IS NOT NULL)
                      AND (target.amount, COALESCE(target.is_held, FALSE))
                          IS DISTINCT FROM (cell.amount, COALESCE(cell.is_held, FALSE))""",
                plan=plan.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                cells=cells,
            )
        )
        self.env["sales.plan.draft"].invalidate_model()

    @api.model
    def _move_to_drafts(self, plan, row_ids=None):
        """Take figures out of force: they stay as working figures.

        :param row_ids: of these rows; None for all but the total
        """
        self.env["sales.plan.target"].flush_model()
        self.env["sales.plan.allocation"].flush_model()
        rows = SQL("SELECT UNNEST(%s::integer[])", list(row_ids or ()))
        if row_ids is None:
            rows = SQL(
                "SELECT id FROM sales_plan_allocation WHERE plan_id = %s AND parent_id IS NOT NULL",
                plan.id,
            )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_draft (
                       allocation_id, period_id, plan_id, amount, history_amount, is_held,
                       create_uid, create_date, write_uid, write_date)
                   SELECT allocation_id, period_id, plan_id, amount, history_amount,
                          COALESCE(is_held, FALSE), %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM sales_plan_target
                    WHERE plan_id = %(plan)s AND allocation_id IN (%(rows)s)
                       ON CONFLICT (allocation_id, period_id) DO NOTHING""",
                plan=plan.id,
                rows=rows,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        for table, condition in (
            ("sales_plan_draft", SQL("AND amount IS NULL")),
            ("sales_plan_target", SQL()),
        ):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE plan_id = %s AND allocation_id IN (%s) %s",
                    SQL.identifier(table),
                    plan.id,
                    rows,
                    condition,
                )
            )
        self._invalidate(plan)

    @api.model
    def _put_in_force(self, plan, row_ids):
        """Make the working figures of some rows those in force."""
        self.env["sales.plan.target"].flush_model()
        of_rows = SQL("plan_id = %s AND allocation_id = ANY(%s)", plan.id, list(row_ids))
        self.env.cr.execute(
            SQL(
                """DELETE FROM sales_plan_target target
                    USING sales_plan_draft draft
                    WHERE draft.plan_id = %s AND draft.allocation_id = ANY(%s)
                      AND draft.amount IS NULL
                      AND target.allocation_id = draft.allocation_id
                      AND target.period_id = draft.period_id""",
                plan.id,
                list(row_ids),
            )
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_target AS target (
                       allocation_id, period_id, plan_id, amount, history_amount, is_held,
                       create_uid, create_date, write_uid, write_date)
                   SELECT allocation_id, period_id, plan_id, amount, history_amount, is_held,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM sales_plan_draft WHERE %(of_rows)s AND amount IS NOT NULL
                       ON CONFLICT (allocation_id, period_id) DO UPDATE
                      SET amount = EXCLUDED.amount,
                          history_amount = EXCLUDED.history_amount,
                          is_held = EXCLUDED.is_held,
                          write_uid = EXCLUDED.write_uid,
                          write_date = EXCLUDED.write_date""",
                of_rows=of_rows,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.cr.execute(SQL("DELETE FROM sales_plan_draft WHERE %s", of_rows))
        self._invalidate(plan)

    @api.model
    def _invalidate(self, plan):
        for name in ("sales.plan.target", "sales.plan.draft", "sales.plan.allocation"):
            self.env[name].invalidate_model()
        plan.invalidate_recordset()
