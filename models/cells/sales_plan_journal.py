from collections import defaultdict
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context
from psycopg2 import IntegrityError
from psycopg2.extras import Json

from ...tools.spreading import Cell

#: Stands in the context of writes that belong to a step being recorded; no client can send it.
RECORDED = object()
CONTEXT_KEY = "sales_plan_recorded"


class SalesPlanJournal(models.AbstractModel):
    """Records every change of a plan's targets and rows as a numbered step, and takes it back.

    A change is ``{(allocation id, period id): (before, after)}`` where before and after are
    :class:`~tools.spreading.Cell`, or None where nothing is planned. Callers hold the plan's
    lock (``_check_figures_editable``), so that steps are numbered one after the other.
    """

    _name = "sales.plan.journal"
    _description = "Journal of Sales Plans"

    @api.model
    def _is_recording(self):
        """Whether what is written now belongs to a step that somebody else records."""
        return self.env.context.get(CONTEXT_KEY) is RECORDED

    @api.model
    def _get_recorded_context(self):
        """Return what to put into the context of writes whose step is recorded by the caller."""
        return {CONTEXT_KEY: RECORDED}

    @api.model
    def _record(self, plan, kind, changes=None, typed=(), **values):
        """Record one step and return it, or an empty record where nothing changed.

        :param changes: cells, as in the class
        :param typed: keys of the cells that the user named; the others followed
        :param values: fields of the step: data, token, undoes_id, added_rows, removed_rows, notes
        """
        # sudo: nobody else may write steps, nor their values as defaults of the context
        env = self.env(context=clean_context(self.env.context), su=True)
        steps = env["sales.plan.step"]
        changes = changes or {}
        if not changes and not any(
            values.get(name) for name in ("added_rows", "removed_rows", "notes")
        ):
            return steps
        plan.sudo().edit_version += 1
        step = steps.create(
            {
                "plan_id": plan.id,
                "number": plan.sudo().edit_version,
                "kind": kind,
                "cell_count": len(changes),
                **values,
            }
        )
        self._insert_rows(step, changes, set(typed))
        return step

    @api.model
    def _record_rows_touched(self, plan, row_ids, data):
        """Record that rows were published or withdrawn: no figure changes, but how they show."""
        # sudo: as in _record
        env = self.env(context=clean_context(self.env.context), su=True)
        plan.sudo().edit_version += 1
        number = plan.sudo().edit_version
        values = {"plan_id": plan.id, "number": number, "kind": "publish", "data": data}
        step = env["sales.plan.step"].create(values)
        self._insert_step_rows(step, {row_id: [] for row_id in row_ids})

    @api.model
    def _insert_rows(self, step, changes, typed):
        rows = defaultdict(list)
        for key, (before, after) in changes.items():
            rows[key[0]].append([key[1], int(key in typed), self._pack(before), self._pack(after)])
        if rows:
            self._insert_step_rows(step, rows)

    @api.model
    def _insert_step_rows(self, step, rows):
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """INSERT INTO sales_plan_step_row (step_id, allocation_id, cells,
                                                    create_uid, create_date, write_uid, write_date)
                   SELECT %(step)s, row.id, row.cells::jsonb,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM unnest(%(ids)s::integer[], %(cells)s::text[]) AS row (id, cells)
                RETURNING id""",
                step=step.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=list(rows),
                cells=[Json(cells).dumps(cells) for cells in rows.values()],
            )
        )

    @staticmethod
    def _pack(cell):
        if cell is None:
            return None
        history = None if cell.history is None else float(cell.history)
        return [float(cell.amount), history, int(cell.is_held)]

    @staticmethod
    def _unpack(state):
        return None if state is None else Cell(state[0], state[1], bool(state[2]))

    @api.model
    def _read_changes(self, step):
        """Return what a step changed, as in the class."""
        rows = self.env.execute_query(
            SQL("SELECT allocation_id, cells FROM sales_plan_step_row WHERE step_id = %s", step.id)
        )
        return {
            (row_id, period_id): (self._unpack(before), self._unpack(after))
            for row_id, cells in rows
            for period_id, __, before, after in cells
        }

    # -------------------------------------------------------------------------
    # Writing cells
    # -------------------------------------------------------------------------

    @api.model
    def _read_cells(self, plan, row_ids=None, period_ids=None):
        """Return ``{(allocation id, period id): Cell}`` of the working figures there are.

        :param row_ids: of these rows only, unless None
        :param period_ids: of these periods only, unless None
        """
        return self.env["sales.plan.working"]._read(plan, row_ids, period_ids)

    @api.model
    def _write_cells(self, plan, changes):
        """Make the working figures of a plan what ``changes`` say they are afterwards."""
        self.env["sales.plan.target"].flush_model()
        if plan._is_in_cascade():
            self._write_drafts(plan, {key: cell for key, (__, cell) in changes.items()})
        else:
            self._write_targets(plan, changes)

    @api.model
    def _write_targets(self, plan, changes):
        """Write figures in force, whatever working figures there are beside them."""
        gone = [key for key, (__, after) in changes.items() if after is None]
        written = sorted(key for key, (before, after) in changes.items() if after and before)
        new = sorted(key for key, (before, after) in changes.items() if after and not before)
        if gone:
            self._delete_cells(gone)
        after = {key: cell for key, (__, cell) in changes.items()}
        if written:
            only_amounts = all(
                (before.history, before.is_held) == (after[key].history, after[key].is_held)
                for key, (before, __) in changes.items()
                if before and after[key]
            )
            self._update_cells(written, after, only_amounts)
        if new:
            self._insert_cells(plan, new, after)
        self.env["sales.plan.target"].invalidate_model()
        self.env["sales.plan.allocation"].invalidate_model()
        plan.invalidate_recordset()

    @api.model
    def _write_drafts(self, plan, cells):
        nothing = Cell(None)
        states = {key: cell or nothing for key, cell in cells.items()}
        table = self._get_cell_table(sorted(states), states, ["amount", "history", "is_held"])
        self.env["sales.plan.working"]._write_drafts(plan, table)

    @api.model
    def _delete_cells(self, keys):
        self.env.cr.execute(
            SQL(
                """DELETE FROM sales_plan_target target
                    USING %s
                    WHERE target.allocation_id = cell.row_id
                      AND target.period_id = cell.period_id""",
                self._get_cell_table(keys),
            )
        )

    @api.model
    def _get_cell_table(self, keys, cells=None, names=()):
        """Return cells as a table: row_id, period_id, and of their states what is named."""
        arrays = [
            SQL("%s::integer[]", _to_array(row for row, __ in keys)),
            SQL("%s::integer[]", _to_array(period for __, period in keys)),
        ]
        for name in names:
            values = _to_array(getattr(cells[key], name) for key in keys)
            arrays.append(
                SQL("%s::boolean[]", values) if name == "is_held" else SQL("%s::numeric[]", values)
            )
        columns = SQL(", ").join(SQL.identifier(name) for name in ("row_id", "period_id", *names))
        return SQL("unnest(%s) AS cell (%s)", SQL(", ").join(arrays), columns)

    @api.model
    def _update_cells(self, keys, cells, only_amounts):
        names, others = ["amount"], SQL()
        if not only_amounts:
            names += ["history", "is_held"]
            others = SQL(", history_amount = cell.history, is_held = cell.is_held")
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_target target
                      SET amount = cell.amount, write_uid = %s, write_date = %s %s
                     FROM %s
                    WHERE target.allocation_id = cell.row_id
                      AND target.period_id = cell.period_id""",
                self.env.uid,
                self.env.cr.now(),
                others,
                self._get_cell_table(keys, cells, names),
            )
        )

    @api.model
    def _insert_cells(self, plan, keys, cells):
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_target (
                       allocation_id, period_id, plan_id, amount, history_amount, is_held,
                       create_uid, create_date, write_uid, write_date)
                   SELECT cell.row_id, cell.period_id, %(plan)s, cell.amount, cell.history,
                          cell.is_held, %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM %(cells)s""",
                plan=plan.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                cells=self._get_cell_table(keys, cells, ["amount", "history", "is_held"]),
            )
        )

    # -------------------------------------------------------------------------
    # Rows that come and go
    # -------------------------------------------------------------------------

    @api.model
    def _dump_rows(self, allocations):
        """Return all that is to know of rows and those below them, for bringing them back."""
        self.env["sales.plan.allocation"].flush_model()
        paths = [f"{path}%" for path in allocations.mapped("parent_path")]
        [[rows]] = self.env.execute_query(
            SQL(
                """SELECT jsonb_agg(to_jsonb(row) ORDER BY length(row.parent_path), row.id)
                     FROM sales_plan_allocation row WHERE row.parent_path LIKE ANY(%s)""",
                paths,
            )
        )
        return rows or []

    @api.model
    def _restore_rows(self, rows):
        """Bring rows back as they were, ids included, or say why that cannot be."""
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO sales_plan_allocation
                           SELECT * FROM jsonb_populate_recordset(
                                      NULL::sales_plan_allocation, %s::jsonb)""",
                        Json(rows),
                    ),
                    log_exceptions=False,
                )
        except IntegrityError as error:
            raise UserError(
                self.env._(
                    "The rows cannot come back: what they stand for is gone, or has a row again."
                )
            ) from error
        self.env["sales.plan.allocation"].invalidate_model()

    # -------------------------------------------------------------------------
    # Notes
    # -------------------------------------------------------------------------

    @api.model
    def _get_notes(self, keys):
        """Return the notes of some cells: ``{(row id, period id or None): note}``."""
        notes = self.env["sales.plan.note"].search(
            [("allocation_id", "in", [row_id for row_id, __ in keys])]
        )
        notes = {(note.allocation_id.id, note.period_id.id or None): note for note in notes}
        return {key: notes[key] for key in keys if key in notes}

    @api.model
    def _write_notes(self, texts):
        """Write notes and return what changed: ``[[row id, period id, before, after], …]``.

        :param texts: ``[(row id, period id or None, text)]``, no text to remove the note
        """
        found = self._get_notes([(row_id, period_id) for row_id, period_id, __ in texts])
        changes = []
        # sudo: notes are written by steps only; callers check the rows
        env = self.env(context=clean_context(self.env.context), su=True)
        none = env["sales.plan.note"]
        for row_id, period_id, text in texts:
            note = found.get((row_id, period_id), none).sudo()
            before = note.text or ""
            if before == text:
                continue
            changes.append([row_id, period_id, before, text])
            if not text:
                note.unlink()
            elif note:
                note.text = text
            else:
                note.create({"allocation_id": row_id, "period_id": period_id, "text": text})
        return changes

    @api.model
    def _get_note_changes(self, allocations):
        """Return how the notes of rows, and of those below, change when the rows go."""
        notes = self.env["sales.plan.note"].search([("allocation_id", "child_of", allocations.ids)])
        return [[note.allocation_id.id, note.period_id.id or None, note.text, ""] for note in notes]

    # -------------------------------------------------------------------------
    # Changes made elsewhere
    # -------------------------------------------------------------------------

    @contextmanager
    @api.model
    def _recording(self, plan, kind, **values):
        """Record what ``sales.plan.bulk`` does to a plan inside as one step.

        It compares the whole plan before and after, so it is for what changes much of it.
        """
        cells = self._read_cells(plan)
        rows = {row["id"]: row for row in self._dump_rows(plan.sudo().root_id)}
        yield
        # sudo: the whole plan, as it was read before
        stayed = self.env["sales.plan.allocation"].sudo().search([("plan_id", "=", plan.id)])
        stayed = set(stayed.ids)
        self._record(
            plan,
            kind,
            self._compare(cells, self._read_cells(plan)),
            added_rows=sorted(stayed - rows.keys()),
            removed_rows=[row for row_id, row in rows.items() if row_id not in stayed],
            **values,
        )

    @api.model
    def _record_rows(self, allocations):
        """Record that rows were added one by one."""
        if self._is_recording():
            return
        for plan, rows in allocations.grouped("plan_id").items():
            data = {"row": rows[0].parent_id.display_name, "count": len(rows)}
            data["values"] = rows[:5].mapped("name")
            self._record(plan, "add_rows", data=data, added_rows=rows.ids)

    @contextmanager
    @api.model
    def _recording_removal(self, allocations):
        """Record that rows are removed inside, with everything below them."""
        if self._is_recording() or not allocations:
            yield
            return
        steps = []
        for plan, rows in allocations.grouped("plan_id").items():
            dump = self._dump_rows(rows)
            cells = self._read_cells(plan, [row["id"] for row in dump])
            values = {
                "data": {"row": rows[0].display_name, "rows": len(rows)},
                "removed_rows": dump,
                "notes": self._get_note_changes(rows),
            }
            steps.append((plan, {key: (cell, None) for key, cell in cells.items()}, values))
        yield
        for plan, changes, values in steps:
            self._record(plan, "remove_rows", changes, changes, **values)

    @api.model
    def _get_states(self, targets):
        """Return the states of some targets: ``{plan: {(row id, period id): Cell}}``."""
        targets.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT plan_id, allocation_id, period_id, amount, history_amount,
                          COALESCE(is_held, FALSE)
                     FROM sales_plan_target WHERE id = ANY(%s)""",
                targets.ids,
            )
        )
        states = defaultdict(dict)
        for plan_id, row_id, period_id, amount, history, is_held in rows:
            plan = self.env["sales.plan"].browse(plan_id)
            states[plan][row_id, period_id] = Cell(amount, history, is_held)
        return states

    @api.model
    def _record_targets(self, before, after):
        """Record that targets were written one by one, see :meth:`_get_states`."""
        if self._is_recording():
            return
        for plan in before.keys() | after.keys():
            changes = self._compare(before.get(plan, {}), after.get(plan, {}))
            self._record(plan, "direct", changes, typed=changes)

    @staticmethod
    def _compare(before, after):
        """Return what differs between cells of a plan, as in the class."""
        return {
            key: (before.get(key), after.get(key))
            for key in before.keys() | after.keys()
            if before.get(key) != after.get(key)
        }


def _to_array(values):
    """Return numbers or truth values as the text of an array.

    The database reads one long text faster than it parses an expression for every element.
    """
    return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"
