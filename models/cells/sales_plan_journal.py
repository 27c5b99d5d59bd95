from collections import defaultdict
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL
from psycopg2 import IntegrityError
from psycopg2.errors import NotNullViolation
from psycopg2.extras import Json

from ...tools.spreading import Cell
from ..org.raised import raised
from .required import restore

#: Is in the context of writes that belong to a step being recorded; no client can send an object.
RECORDED = object()
CONTEXT_KEY = "sales_plan_recorded"
#: How a step marks the cells that the user named, and those above that followed by a difference.
TYPED, RAISED = 1, 2


class SalesPlanJournal(models.AbstractModel):
    """Records every change of a plan's amounts and rows as a numbered step, to be undone later.

    Changes are ``{(row id, period id): (before, after)}`` where before and after are
    :class:`~tools.spreading.Cell`, or None where nothing is planned. Callers hold the plan's
    lock (``sales.plan._lock_figures``), so that steps are numbered one after the other. Cells
    are read and written by ``sales.plan.cells``.
    """

    _name = "sales.plan.journal"
    _description = "Journal of Sales Plans"

    @api.model
    def _is_recording(self):
        """Whether writes in this context belong to a step that the caller records."""
        return self.env.context.get(CONTEXT_KEY) is RECORDED

    @api.model
    def _get_recorded_context(self):
        """Return the context for writes that belong to a step which the caller records."""
        return {CONTEXT_KEY: RECORDED}

    @api.model
    def _record(self, plan, kind, changes=None, typed=(), followed=(), **values):
        """Record one step and return it, or an empty record where nothing changed.

        :param changes: see the class
        :param typed: keys of the cells that the user named; the others changed with them
        :param followed: keys of the cells above them that followed by the same difference
        :param values: fields of the step: data, token, undoes_id, added_rows, removed_rows, notes,
            items
        """
        # sudo: nobody else may write steps, nor their values as defaults of the context
        env = raised(self).env
        steps = env["sales.plan.step"]
        changes = changes or {}
        kept = ("added_rows", "removed_rows", "notes", "items")
        if not changes and not any(values.get(name) for name in kept):
            return steps
        # sudo: who takes a step may have no right to write the plan, which counts its steps
        raised(plan).edit_version += 1
        step = steps.create(
            {
                "plan_id": plan.id,
                "number": plan.sudo().edit_version,
                "kind": kind,
                "cell_count": len(changes),
                **values,
            }
        )
        marks = dict.fromkeys(followed, RAISED) | dict.fromkeys(typed, TYPED)
        self._insert_rows(step, changes, marks)
        return step

    @api.model
    def _record_rows_touched(self, plan, row_ids, data):
        """Record that rows were published or withdrawn: only how they are shown changes."""
        # sudo: as in _record
        env = raised(self).env
        # sudo: as in _record
        raised(plan).edit_version += 1
        number = plan.sudo().edit_version
        values = {"plan_id": plan.id, "number": number, "kind": "publish", "data": data}
        step = env["sales.plan.step"].create(values)
        self._insert_step_rows(step, {row_id: [] for row_id in row_ids})

    @api.model
    def _insert_rows(self, step, changes, marks):
        rows = defaultdict(list)
        for key, (before, after) in changes.items():
            cell = [key[1], marks.get(key, 0), self._pack(before), self._pack(after)]
            rows[key[0]].append(cell)
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
    def _read_changes(self, step, marks=(0, TYPED, RAISED)):
        """Return the changes of a step, see the class.

        :param marks: of the cells that are marked with one of these only
        """
        rows = self.env.execute_query(
            SQL("SELECT allocation_id, cells FROM sales_plan_step_row WHERE step_id = %s", step.id)
        )
        return {
            (row_id, period_id): (self._unpack(before), self._unpack(after))
            for row_id, cells in rows
            for period_id, mark, before, after in cells
            if mark in marks
        }

    # -------------------------------------------------------------------------
    # Rows that come and go
    # -------------------------------------------------------------------------

    @api.model
    def _dump_rows(self, allocations):
        """Return all columns of rows and of all rows below, so that they can be brought back."""
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
        """Bring rows back with their ids, or say why that is impossible.

        Other add-ons that add fields to rows may rely on this:

        * Columns that the dump knows are as they were, if the table still has them.
        * Columns that were added since get the values of a new row: the defaults for everybody,
          and values that are computed before a row is created.
        * Stored computed fields are computed anew, except what somebody may have chosen in them
          by hand; whatever depends on rows, in them or elsewhere, is computed anew, too.
        * :meth:`_check_restored` holds the constraints, once figures are back.

        ``create`` is not called: what it does beside the row (messages, records in other tables,
        many2many fields) is not done again.

        :param rows: as :meth:`_dump_rows`
        """
        levels = defaultdict(list)  # rows are made below those that are there
        for row in rows:
            levels[row["parent_path"].count("/")].append(row)
        try:
            with self.env.cr.savepoint():
                for __, level in sorted(levels.items()):
                    restore(self.env["sales.plan.allocation"], level)
        except NotNullViolation as error:
            field = self.env["sales.plan.allocation"]._fields.get(error.diag.column_name)
            raise UserError(
                self.env._(
                    "The rows cannot come back: every row needs a value for “%s” since.",
                    field._description_string(self.env) if field else error.diag.column_name,
                )
            ) from error
        except (IntegrityError, MissingError) as error:
            raise UserError(
                self.env._(
                    "The rows cannot come back: what they stand for is gone, or has a row again."
                )
            ) from error

    @api.model
    def _check_restored(self, rows):
        """Raise unless rows that were brought back, with their cells, fit the plan as it is now.

        :param rows: as :meth:`_dump_rows`
        """
        rows = self.env["sales.plan.allocation"].browse(row["id"] for row in rows)
        rows._validate_fields(rows._fields)

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
        """Write notes and return what changed: ``[[row id, period id, before, after], …]``, with
        the answers of those that were removed behind.

        :param texts: ``[(row id, period id or None, text)]``, an empty text to remove the note;
            answers that come back with it may follow
        """
        found = self._get_notes([(row_id, period_id) for row_id, period_id, *__ in texts])
        changes = []
        # sudo: notes are written by steps only; callers check the rows
        env = raised(self).env
        none = env["sales.plan.note"]
        for row_id, period_id, text, *thread in texts:
            note = none.browse(found.get((row_id, period_id), none).ids)
            before = note.text or ""
            if before == text:
                continue
            changes.append([row_id, period_id, before, text])
            if not text:
                changes[-1] += filter(None, [note._dump_thread()])
                note.unlink()
            elif note:
                note.write({"text": text, "is_resolved": False})
            else:
                note = none.create({"allocation_id": row_id, "period_id": period_id, "text": text})
                for kept in thread:
                    note._restore_thread(kept)
        return changes

    @api.model
    def _get_note_changes(self, allocations):
        """Return how the notes of rows, and of those below, change when the rows go."""
        notes = self.env["sales.plan.note"].search([("allocation_id", "child_of", allocations.ids)])
        return [
            [
                note.allocation_id.id,
                note.period_id.id or None,
                note.text,
                "",
                *filter(None, [note._dump_thread()]),
            ]
            for note in notes
        ]

    # -------------------------------------------------------------------------
    # Changes made elsewhere
    # -------------------------------------------------------------------------

    @contextmanager
    @api.model
    def _recording(self, plan, kind, **values):
        """Record all changes that are made to a plan inside the block as one step.

        The whole plan is compared before and after: meant for changes of large parts of it.
        """
        reader = self.env["sales.plan.cells"]
        cells = reader._read_cells(plan)
        # sudo: the whole plan is compared, even if its total is hidden from the user
        rows = {row["id"]: row for row in self._dump_rows(plan.sudo().root_id)}
        items = self.env["sales.plan.item"]._read_states(rows)
        yield
        # sudo: the whole plan, as it was read before
        stayed = self.env["sales.plan.allocation"].sudo().search([("plan_id", "=", plan.id)])
        stayed = set(stayed.ids)
        self._record(
            plan,
            kind,
            self._compare(cells, reader._read_cells(plan)),
            added_rows=sorted(stayed - rows.keys()),
            removed_rows=[row for row_id, row in rows.items() if row_id not in stayed],
            items=[[*key, kept, None] for key, kept in items.items() if key[0] not in stayed],
            **values,
        )

    @api.model
    def _record_rows(self, allocations):
        """Record a step for rows that were added without the planning table."""
        for plan, rows in allocations.grouped("plan_id").items():
            data = {"row": rows[0].parent_id.display_name, "count": len(rows)}
            data["values"] = rows[:5].mapped("name")
            self._record(plan, "add_rows", data=data, added_rows=rows.ids)

    @contextmanager
    @api.model
    def _recording_removal(self, allocations):
        """Record that rows, with all below them, are removed inside the block."""
        steps = []
        for plan, rows in allocations.grouped("plan_id").items():
            dump = self._dump_rows(rows)
            cells = self.env["sales.plan.cells"]._read_cells(plan, [row["id"] for row in dump])
            values = {
                "data": {"row": rows[0].display_name, "rows": len(rows)},
                "removed_rows": dump,
                "notes": self._get_note_changes(rows),
                "items": self.env["sales.plan.item"]._get_changes_of_rows(rows),
            }
            steps.append((plan, {key: (cell, None) for key, cell in cells.items()}, values))
        yield
        for plan, changes, values in steps:
            self._record(plan, "remove_rows", changes, changes, **values)

    @api.model
    def _record_targets(self, before, after):
        """Record a step for targets that were written without the planning table.

        :param before: as ``sales.plan.cells._read_targets``, like ``after``
        """
        for plan in before.keys() | after.keys():
            changes = self._compare(before.get(plan, {}), after.get(plan, {}))
            self.env["sales.plan.item"]._check_sums(plan, changes)
            self._record(plan, "direct", changes, typed=changes)

    @staticmethod
    def _compare(before, after):
        """Return the changes between two states of cells, see the class."""
        return {
            key: (before.get(key), after.get(key))
            for key in before.keys() | after.keys()
            if before.get(key) != after.get(key)
        }
