from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, Query, split_every

from ...queries.cells import cell_table
from ...tools.spreading import Cell
from .required import get_defaults

#: The layers that cells are stored in. Their tables have the same columns.
LAYERS = {"target": "sales.plan.target", "draft": "sales.plan.draft"}
#: Cells written by one statement: enough to be quick, few enough to keep memory flat.
LARGEST_WRITE = 100_000
#: Columns that the writer fills in itself.
OWN_COLUMNS = frozenset({"allocation_id", "period_id", "plan_id", "amount"})


class SalesPlanCells(models.AbstractModel):
    """The one reader and the one writer of the amounts of plans.

    A cell is what is planned for one row in one period, a :class:`~tools.spreading.Cell`. Cells
    are read and written as ``{(row id, period id): Cell}``, None where nothing is planned. Amounts
    are in the plan's unit, rounded: its currency, the product's unit, or documents.

    There are two layers. ``target`` holds the cells of a draft plan, and those in force of a
    confirmed one. ``draft`` is used only in confirmed plans that are split level by level: it
    holds the cells that differ from those in force and are not published yet. A cell there
    without an amount says that nothing will be planned. *Working* cells, which the planning table
    shows and changes, are the layer ``draft`` laid over the layer ``target``, as far as the reader
    may see drafts.

    Callers have checked what the user may read and write, and hold the plan's lock
    (``sales.plan._lock_figures``) when they write.
    """

    _name = "sales.plan.cells"
    _description = "Cells of Sales Plans"

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    @api.model
    def _read_cells(self, plan, row_ids=None, period_ids=None):
        """Return working cells: ``{(row id, period id): Cell}``.

        Each layer is read by a query of its own. One query that joined them would take minutes as
        long as the database's statistics say that there are no drafts.

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
        """Return cells in force, as :meth:`_read_cells`."""
        query = Query(self.env, "sales_plan_target")
        query.add_where(SQL("plan_id = %s", plan.id))
        return self._read_layer("target", query, row_ids, period_ids)

    @api.model
    def _read_drafts(self, plan, row_ids=None, period_ids=None):
        """Return the cells of the layer ``draft`` that the user may see, as :meth:`_read_cells`.

        A cell there has the amount None where nothing will be planned.
        """
        query = self._search_drafts(plan)
        return {} if query is None else self._read_layer("draft", query, row_ids, period_ids)

    @api.model
    def _search_drafts(self, plan):
        """Return a query of the drafts that the user may see, None if there are none.

        With ``sales_plan_in_force`` in the context only cells in force are asked for: None, too.
        """
        drafts = self.env["sales.plan.draft"]
        if self.env.context.get("sales_plan_in_force"):
            return None
        if not plan._is_in_cascade() or not drafts.has_access("read"):
            return None
        if plan._sees_whole_plans():
            query = Query(self.env, "sales_plan_draft")
            query.add_where(SQL("plan_id = %s", plan.id))
            return query
        query = drafts._search([("plan_id", "=", plan.id)], order="id")
        return None if query.is_empty() else query

    @api.model
    def _read_layer(self, layer, query, row_ids, period_ids):
        """Return the cells that a query on a layer finds, of all rows or periods where None."""
        self.env[LAYERS[layer]].flush_model()
        for name, ids in (("allocation_id", row_ids), ("period_id", period_ids)):
            if ids is not None:
                column = SQL.identifier(query.table, name)
                query.add_where(SQL("%s = ANY(%s)", column, list(ids)))
        names = ("allocation_id", "period_id", "amount", "history_amount")
        rows = self.env.execute_query(
            query.select(
                *(SQL.identifier(query.table, name) for name in names),
                SQL("COALESCE(%s, FALSE)", SQL.identifier(query.table, "is_held")),
            )
        )
        return {
            (row_id, period_id): Cell(amount, history, is_held)
            for row_id, period_id, amount, history, is_held in rows
        }

    @api.model
    def _read_targets(self, targets):
        """Return the cells of some targets by their plan: ``{plan: {(row id, period id): Cell}}``.

        Targets that were deleted are left out.
        """
        targets.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan_id, allocation_id, period_id, amount, history_amount,
                          COALESCE(is_held, FALSE)
                     FROM sales_plan_target WHERE id = ANY(%s)""",
                targets.ids,
            )
        )
        cells = defaultdict(dict)
        for plan_id, row_id, period_id, amount, history, is_held in rows:
            plan = self.env["sales.plan"].browse(plan_id)
            cells[plan][row_id, period_id] = Cell(amount, history, is_held)
        return cells

    @api.model
    def _sum_below(self, plan, row_ids):
        """Return the sums of the rows directly below some rows.

        :return: ``{(id of the row above, period id): sum of working cells}``, without those where
            nothing is planned
        """
        self.env["sales.plan.target"].flush_model()
        self.env["sales.plan.allocation"].flush_model()
        cells, amount = SQL("sales_plan_target"), SQL("cell.amount")
        drafts = self._search_drafts(plan)
        if drafts is not None:
            self.env["sales.plan.draft"].flush_model()
            names = ("allocation_id", "period_id", "amount")
            cells = SQL(
                """(SELECT allocation_id, period_id, amount, FALSE AS is_draft
                      FROM sales_plan_target WHERE plan_id = %s
                     UNION ALL %s)""",
                plan.id,
                drafts.subselect(
                    *(SQL.identifier(drafts.table, name) for name in names), SQL("TRUE")
                ),
            )
            amount = SQL(
                """CASE WHEN bool_or(cell.is_draft)
                        THEN SUM(cell.amount) FILTER (WHERE cell.is_draft)
                        ELSE SUM(cell.amount) END"""
            )
        query = SQL(
            """SELECT below.parent_id, cell.period_id, %s AS amount
                 FROM sales_plan_allocation below
                 JOIN %s cell ON cell.allocation_id = below.id
                WHERE below.parent_id = ANY(%s) %s""",
            amount,
            cells,
            list(row_ids),
            SQL() if drafts is None else SQL("GROUP BY below.id, cell.period_id"),
        )
        rows = self.env.execute_query(
            SQL(
                """SELECT parent_id, period_id, SUM(amount) FROM (%s) working
                    WHERE amount IS NOT NULL GROUP BY parent_id, period_id""",
                query,
            )
        )
        return {(row_id, period_id): amount for row_id, period_id, amount in rows}

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    @api.model
    def _write_cells(self, plan, cells, layer=None, reason=None):
        """Write cells of a plan; its other cells stay as they are.

        In the layer ``draft`` only those are kept that differ from the cells in force.

        :param cells: ``{(row id, period id): Cell}``, None where nothing is to be planned
        :param layer: ``target`` for cells in force, whatever drafts lie over them; ``draft`` for
            working cells of a plan in force; None for working cells, in the plan's own layer
        :param reason: see ``sales.plan.item._settle``: what is made of items is their sum
        """
        own = "draft" if plan._is_in_cascade() else "target"
        if (layer := layer or own) == own:
            cells = self.env["sales.plan.item"]._settle(plan, cells, reason)
        self._flush()
        for keys in split_every(LARGEST_WRITE, sorted(cells)):
            part = {key: cells[key] or Cell(None) for key in keys}
            if layer == "draft":
                self._put_drafts(plan, part)
                continue
            gone = {key for key, cell in part.items() if cell.amount is None}
            if gone:
                of_keys = SQL("SELECT row_id, period_id FROM %s", cell_table(dict.fromkeys(gone)))
                self._delete_cells(layer, SQL("(allocation_id, period_id) IN (%s)", of_keys))
                part = {key: cell for key, cell in part.items() if key not in gone}
            if part:
                self._put_cells(plan, layer, SQL("SELECT * FROM %s", cell_table(part)), len(part))
        self._invalidate(plan)

    @api.model
    def _write_changes(self, plan, changes, layer=None, reason=None):
        """Write cells as they are after some changes, see :meth:`_write_cells`.

        :param changes: ``{(row id, period id): (before, after)}``, as in ``sales.plan.journal``
        """
        self._write_cells(plan, {key: after for key, (__, after) in changes.items()}, layer, reason)

    @api.model
    def _move_to_drafts(self, plan, row_ids=None):
        """Take cells out of force: they stay as working cells.

        :param row_ids: of these rows; None for all but the total
        """
        self._flush()
        rows = SQL("SELECT UNNEST(%s::integer[])", list(row_ids or ()))
        if row_ids is None:
            rows = SQL(
                "SELECT id FROM sales_plan_allocation WHERE plan_id = %s AND parent_id IS NOT NULL",
                plan.id,
            )
        of_rows = SQL("plan_id = %s AND allocation_id IN (%s)", plan.id, rows)
        self.env.cr.execute(self._get_insert(plan, "draft", self._get_query("target", of_rows)))
        self._delete_cells("draft", SQL("%s AND amount IS NULL", of_rows))
        self._delete_cells("target", of_rows)
        self._invalidate(plan)

    @api.model
    def _move_to_targets(self, plan, row_ids):
        """Make the working cells of some rows those in force."""
        self._flush()
        of_rows = SQL("plan_id = %s AND allocation_id = ANY(%s)", plan.id, list(row_ids))
        gone = SQL(
            """SELECT allocation_id, period_id FROM sales_plan_draft
                WHERE %s AND amount IS NULL""",
            of_rows,
        )
        self._delete_cells("target", SQL("(allocation_id, period_id) IN (%s)", gone))
        there = SQL("%s AND amount IS NOT NULL", of_rows)
        self._put_cells(plan, "target", self._get_query("draft", there))
        self._delete_cells("draft", of_rows)
        self._invalidate(plan)

    @api.model
    def _copy_cells(self, plan, copied, row_ids):
        """Copy the cells in force, and the working cells of rows that are not published yet, for
        the periods that both plans have.

        Working cells of published rows are not copied: confirming the copy would publish them.

        :param copied: the plan that gets the cells
        :param row_ids: ``{row id: id of its copy}``
        """
        self._flush()
        self.env["sales.plan.period"].flush_model()
        prepared = SQL(
            """plan_id = %(plan)s AND amount IS NOT NULL AND allocation_id IN
               (SELECT id FROM sales_plan_allocation
                 WHERE plan_id = %(plan)s AND is_published IS NOT TRUE)""",
            plan=plan.id,
        )
        source = SQL(
            """SELECT row.new_id AS row_id, same.id AS period_id, cell.amount, cell.history,
                      cell.is_held
                 FROM (%(targets)s UNION ALL %(drafts)s) cell
                 JOIN unnest(%(old)s::integer[], %(new)s::integer[]) row (old_id, new_id)
                   ON row.old_id = cell.row_id
                 JOIN sales_plan_period period ON period.id = cell.period_id
                 JOIN sales_plan_period same
                   ON same.plan_id = %(copied)s AND same.date_from = period.date_from""",
            targets=self._get_query("target", SQL("plan_id = %s", plan.id)),
            drafts=self._get_query("draft", prepared),
            copied=copied.id,
            old=list(row_ids),
            new=list(row_ids.values()),
        )
        self.env.cr.execute(self._get_insert(copied, "target", source))
        self._invalidate(copied)

    # -------------------------------------------------------------------------
    # SQL. A source is a query: row_id, period_id, amount, history, is_held; each cell once
    # -------------------------------------------------------------------------

    @api.model
    def _get_query(self, layer, condition):
        """Return the cells of a layer that meet a condition, as a source."""
        return SQL(
            """SELECT allocation_id AS row_id, period_id, amount, history_amount AS history,
                      COALESCE(is_held, FALSE) AS is_held
                 FROM %s WHERE %s""",
            self._get_table_name(layer),
            condition,
        )

    @api.model
    def _get_table_name(self, layer):
        return SQL.identifier(self.env[LAYERS[layer]]._table)

    @api.model
    def _put_drafts(self, plan, cells):
        """Make drafts what cells say, in one statement: what is in force already needs none.

        One without an amount says that a target is removed when the row is published.
        """
        given = SQL(
            """SELECT cell.*, (target.amount, COALESCE(target.is_held, FALSE))
                              IS NOT DISTINCT FROM (cell.amount, cell.is_held) AS is_in_force
                 FROM %s
                 LEFT JOIN sales_plan_target target
                   ON target.allocation_id = cell.row_id AND target.period_id = cell.period_id""",
            cell_table(cells),
        )
        wanted = SQL("SELECT * FROM given WHERE NOT is_in_force")
        self.env.cr.execute(
            SQL(
                """WITH given AS MATERIALIZED (%s),
                   gone AS (
                       DELETE FROM sales_plan_draft kept USING given
                        WHERE given.is_in_force AND kept.allocation_id = given.row_id
                          AND kept.period_id = given.period_id),
                   changed AS (%s)
                   %s""",
                given,
                self._get_update("draft", wanted),
                self._get_insert(plan, "draft", wanted),
            )
        )

    @api.model
    def _put_cells(self, plan, layer, source, count=None):
        """Write the cells of a source into a layer: update those that exist, insert the others.

        An upsert would take an id of the table's sequence for updated cells, too: retyping large
        plans for some years could use up all ids.

        :param count: how many cells the source has, None if that is not known
        """
        self.env.cr.execute(self._get_update(layer, source))
        if self.env.cr.rowcount != count:
            self.env.cr.execute(self._get_insert(plan, layer, source))

    @api.model
    def _get_update(self, layer, source):
        """Return the statement that changes the cells of a source that a layer has."""
        return SQL(
            """UPDATE %s kept
                  SET amount = cell.amount, history_amount = cell.history,
                      is_held = cell.is_held, write_uid = %s, write_date = %s
                 FROM (%s) cell
                WHERE kept.allocation_id = cell.row_id AND kept.period_id = cell.period_id""",
            self._get_table_name(layer),
            self.env.uid,
            self.env.cr.now(),
            source,
        )

    @api.model
    def _get_insert(self, plan, layer, source):
        """Return the statement that inserts the cells of a source that a layer does not have."""
        others = self._get_other_values(layer)
        return SQL(
            """INSERT INTO %(table)s (
                   allocation_id, period_id, plan_id, amount, history_amount, is_held,
                   create_uid, create_date, write_uid, write_date %(other_columns)s)
               SELECT cell.row_id, cell.period_id, %(plan)s, cell.amount, cell.history,
                      cell.is_held, %(uid)s, %(now)s, %(uid)s, %(now)s %(other_values)s
                 FROM (%(source)s) cell
                WHERE NOT EXISTS (SELECT FROM %(table)s kept
                                   WHERE kept.allocation_id = cell.row_id
                                     AND kept.period_id = cell.period_id)""",
            source=source,
            table=self._get_table_name(layer),
            plan=plan.id,
            uid=self.env.uid,
            now=self.env.cr.now(),
            other_columns=SQL().join(SQL(", %s", SQL.identifier(name)) for name in others),
            other_values=SQL().join(SQL(", %s", value) for value in others.values()),
        )

    @api.model
    def _get_other_values(self, layer):
        """Return the defaults of columns that other add-ons require: ``{column: default}``."""
        model = self.env[LAYERS[layer]]
        names = [
            name
            for name, field in model._fields.items()
            if field.required and field.store and field.column_type and name not in OWN_COLUMNS
        ]
        return get_defaults(model, names) if names else {}

    @api.model
    def _delete_cells(self, layer, condition):
        self.env.cr.execute(SQL("DELETE FROM %s WHERE %s", self._get_table_name(layer), condition))

    @api.model
    def _flush(self):
        for name in ("sales.plan.allocation", *LAYERS.values()):
            self.env[name].flush_model()

    @api.model
    def _invalidate(self, plan):
        """Invalidate the cached cells, and all that is computed from them."""
        for name in ("sales.plan.allocation", *LAYERS.values()):
            self.env[name].invalidate_model()
        plan.invalidate_recordset()
