from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .sales_plan_table_edit import Change

#: Steps shown behind a cell.
MOST_STEPS = 50
#: These take back another step; they are not taken back themselves except by each other.
TURNS = ("undo", "redo")


class SalesPlan(models.Model):
    """Taking steps back, and answering how a figure came about."""

    _inherit = "sales.plan"

    def grid_undo(self, version, token, watch=(), columns=(), step_id=None):
        """Take back a step, the user's own last one unless one is named; see :meth:`grid_edit`.

        :raise UserError: when there is none, or later steps build on it
        """
        self._check_arguments(version=version, token=token, watch=watch, columns=columns)
        self._check_arguments(step_id=step_id)
        tree = self._begin_step()
        taken = self._find_step(token)
        if not taken:
            step = self._find_named_step(step_id) if step_id else self._find_undoable()
            if not step:
                raise UserError(self.env._("There is nothing to undo."))
            taken = self._take_back(step, "undo", token)
            tree = self._open_tree()
        return self._prepare_answer(tree, version, taken, watch, columns)

    def grid_redo(self, version, token, watch=(), columns=()):
        """Take again the step that the user undid last; see :meth:`grid_undo`."""
        self._check_arguments(version=version, token=token, watch=watch, columns=columns)
        tree = self._begin_step()
        taken = self._find_step(token)
        if not taken:
            undone = self._find_redoable()
            if not undone:
                raise UserError(self.env._("There is nothing to redo."))
            taken = self._take_back(undone, "redo", token)
            tree = self._open_tree()
        return self._prepare_answer(tree, version, taken, watch, columns)

    @api.readonly
    def grid_why(self, row_id, period_id=None):
        """Tell how a cell came to be what it is, newest step first.

        :param period_id: None for the row's total, which every step in the row is part of
        :return: ``{"row", "period", "amount", "flags", "history", "note", "lines": [{"step_id",
            "number", "label", "user", "date", "before", "after", "is_typed", "can_undo", "undone",
            "blocked": why it cannot be undone}]}``
        """
        self._check_arguments(row_id=row_id, period_id=period_id)
        tree = self._open_tree()
        self._check_grid_rows(tree, [row_id])
        self._check_grid_periods({period_id} - {None})
        row = self.env["sales.plan.grid"]._read_rows(self, tree, [row_id], ["history"])[row_id]
        periods = self.period_ids.ids
        column = -1 if period_id is None else periods.index(period_id)
        amount, flags, __ = row["cells"][column]
        note = self.env["sales.plan.journal"]._get_notes([(row_id, period_id)])
        return {
            **self._name_cell(row_id, period_id),
            "amount": amount,
            "flags": flags,
            "history": row["history"][column],
            "note": note[row_id, period_id].text if note else "",
            "lines": self._get_why_lines(row_id, period_id),
        }

    # -------------------------------------------------------------------------
    # Taking back
    # -------------------------------------------------------------------------

    def _prepare_version(self):
        undoable, redoable = self.env["sales.plan.step"], self.env["sales.plan.step"]
        if self._can_edit_rows():
            undoable, redoable = self._find_undoable(), self._find_redoable()
        return {
            **super()._prepare_version(),
            "undo": undoable._get_summary(),
            "redo": redoable.undoes_id._get_original()._get_summary(),
        }

    def _find_undoable(self):
        """Return the user's own last step that is not taken back."""
        return self._find_own_step([("kind", "not in", TURNS), ("is_undone", "=", False)])

    def _find_redoable(self):
        """Return the user's last undo unless they did something else since."""
        last = self._find_own_step([("kind", "not in", TURNS)])
        return self._find_own_step(
            [("kind", "=", "undo"), ("is_undone", "=", False), ("number", ">", last.number)]
        )

    def _find_own_step(self, domain):
        # sudo: the user's own steps
        steps = self.env["sales.plan.step"].sudo()
        domain = [("plan_id", "=", self.id), ("create_uid", "=", self.env.uid), *domain]
        return steps.search(domain, order="number desc", limit=1)

    def _find_named_step(self, step_id):
        step = self.env["sales.plan.step"].browse(step_id).exists()
        step.check_access("read")
        if step.plan_id != self or step.kind in TURNS:
            raise UserError(self.env._("There is nothing to undo."))
        if step.is_undone:
            raise UserError(self.env._("“%s” is undone already.", step._get_label()))
        return step

    def _take_back(self, step, kind, token):
        """Make everything that a step changed what it was before, exactly; record that.

        :param kind: ``undo``, or ``redo`` where the step is an undo itself
        """
        step = step.sudo()  # sudo: nobody else may write steps
        journal = self.env["sales.plan.journal"]
        changes = journal._read_changes(step)
        rows = {row_id for row_id, __ in changes}
        current = journal._read_cells(self, rows) if changes else {}
        self._check_there(step, changes)
        self._check_unchanged(step, changes, current)
        self._check_notes_unchanged(step)
        values = self._take_rows_back(step)
        change = Change(kind, {})
        change.cells = {key: (after, before) for key, (before, after) in changes.items()}
        # rows that are gone took their cells with them
        gone = {row["id"] for row in values.get("removed_rows") or ()}
        written = {key: cell for key, cell in change.cells.items() if key[0] not in gone}
        if written:
            journal._write_cells(self, written)
        notes = [(row_id, period_id, was) for row_id, period_id, was, __ in step.notes or ()]
        notes = [note for note in notes if note[0] not in gone]
        if notes:
            values["notes"] = journal._write_notes(notes)
        self._check_rolls_up()  # it may roll up since
        step.is_undone = True
        if kind == "redo":
            step.undoes_id.is_undone = False
        return journal._record(
            self, kind, change.cells, change.cells, token=token, undoes_id=step.id, **values
        )

    def _check_there(self, step, changes):
        """Raise if rows or periods that a step changed are gone, unless they come back with it."""
        keys = [*changes, *((row_id, period_id) for row_id, period_id, *__ in step.notes or ())]
        rows = {row_id for row_id, __ in keys} - {row["id"] for row in step.removed_rows or ()}
        periods = {period_id for __, period_id in keys} - {None}
        known = self.env["sales.plan.allocation"].browse(rows).exists()
        if len(known) < len(rows) or not periods <= set(self.period_ids.ids):
            raise UserError(
                self.env._(
                    "“%s” cannot be undone: rows or periods that it changed are gone.",
                    step._get_label(),
                )
            )

    def _check_unchanged(self, step, changes, current):
        """Raise if a later step changed what a step did."""
        for key, (__, after) in changes.items():
            if not self._is_same_cell(current.get(key), after):
                raise self._get_changed_since(step, *key)
        added = self.env["sales.plan.allocation"].browse(step.added_rows or [])
        below = added.exists().child_ids.ids
        if added and (set(below) - set(added.ids) or self._has_later_targets(added, changes)):
            raise UserError(
                self.env._(
                    "“%s” cannot be undone: there are figures in these rows now, or rows below "
                    "them.",
                    step._get_label(),
                )
            )

    def _check_notes_unchanged(self, step):
        """Raise if somebody wrote another note since."""
        texts = {(row_id, period_id): text for row_id, period_id, __, text in step.notes or ()}
        notes = self.env["sales.plan.journal"]._get_notes(texts)
        for key, text in texts.items():
            if text != (notes[key].text if key in notes else ""):
                raise self._get_changed_since(step, *key)

    def _get_changed_since(self, step, row_id, period_id):
        return UserError(
            self.env._(
                "“%(step)s” cannot be undone: %(row)s, %(period)s was changed since.",
                step=step._get_label(),
                **self._name_cell(row_id, period_id),
            )
        )

    @staticmethod
    def _is_same_cell(cell, other):
        """Whether two states are one; a held cell is another one than one that is not."""
        if cell is None or other is None:
            return cell is other
        return (
            abs(float(cell.amount) - float(other.amount)) < 1e-6 and cell.is_held == other.is_held
        )

    def _has_later_targets(self, rows, changes):
        keys = self.env["sales.plan.journal"]._read_cells(self, rows.ids)
        return any(key not in changes for key in keys)

    def _take_rows_back(self, step):
        """Remove the rows that a step added, bring back those it removed; return the values of
        the step that this becomes."""
        journal, values = self.env["sales.plan.journal"], {}
        if step.removed_rows:
            journal._restore_rows(step.removed_rows)
            values["added_rows"] = [row["id"] for row in step.removed_rows]
            self._check_restored(values["added_rows"])
        if step.added_rows:
            rows = self.env["sales.plan.allocation"].browse(step.added_rows).exists()
            values["notes"] = journal._get_note_changes(rows)
            values["removed_rows"] = journal._dump_rows(rows)
            rows.with_context(**journal._get_recorded_context()).unlink()
        return values

    def _check_restored(self, row_ids):
        """Raise unless rows that are back fit what the plan became meanwhile."""
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        self.env.add_to_compute(rows._fields["company_id"], rows)
        rows._check_values()
        rows._check_overlap()

    # -------------------------------------------------------------------------
    # Why this number?
    # -------------------------------------------------------------------------

    def _get_why_lines(self, row_id, period_id):
        """Describe the steps behind a cell, see :meth:`grid_why`."""
        can_edit = self._can_edit_rows()
        whole = self._sees_whole_plans()
        journal = self.env["sales.plan.journal"]
        current = journal._read_cells(self, [row_id])
        lines, total = [], sum(cell.amount for cell in current.values())
        for step, cells in self._read_cell_steps(row_id, period_id):
            before = self._add_states(state[2] for state in cells)
            after = self._add_states(state[3] for state in cells)
            if period_id is None:  # what the whole row became, not only the cells of the step
                change = (after or 0) - (before or 0)
                after, total = round(total, 6), total - change
                before = round(total, 6)
            is_typed = any(state[1] for state in cells)
            is_alone = step.kind == "type" and "amount" in step.data and is_typed
            is_same = all(
                self._is_same_cell(current.get((row_id, state[0])), journal._unpack(state[3]))
                for state in cells
            )
            blocked = self._get_block(step, can_edit, is_same)
            lines.append(
                {
                    "step_id": step.id,
                    "number": step.number,
                    # which hidden rows it was about, too, is none of the user's business
                    "label": step._get_label(whole or is_alone),
                    "user": step._get_user_name(),
                    "date": step.create_date,
                    "before": before,
                    "after": after,
                    "is_typed": is_typed,
                    "can_undo": not blocked and step.kind not in TURNS,
                    "undone": step.is_undone,
                    "blocked": blocked,
                }
            )
        return lines

    def _read_cell_steps(self, row_id, period_id):
        """Return the last steps that changed a cell: ``[(step, its cells), …]``, newest first."""
        rows = self.env.execute_query(
            SQL(
                """SELECT step.id, row.cells
                     FROM sales_plan_step_row row
                     JOIN sales_plan_step step ON step.id = row.step_id
                    WHERE row.allocation_id = %s AND step.plan_id = %s
                    ORDER BY step.number DESC""",
                row_id,
                self.id,
            )
        )
        found = []
        for step_id, states in rows:
            cells = [state for state in states if period_id in (None, state[0])]
            if cells:
                # sudo: who may see a row may know how its figures came about
                found.append((self.env["sales.plan.step"].sudo().browse(step_id), cells))
        return found[:MOST_STEPS]

    @staticmethod
    def _add_states(states):
        amounts = [state[0] for state in states if state]
        return round(sum(amounts), 6) if amounts else None

    def _get_block(self, step, can_edit, is_same):
        """Return why a step behind a cell cannot be undone; None when it can be tried.

        :param is_same: whether the cell itself is as the step left it, which is quickly seen
        """
        if step.kind in TURNS:
            return None
        if step.is_undone:
            return self.env._("It is undone already.")
        if not can_edit:
            return self.env._("The plan cannot be changed.")
        if not is_same or self._is_changed_since(step):
            return self.env._("Later steps changed the same cells: undo those first.")
        return None

    def _is_changed_since(self, step):
        """Whether any cell is not as a step left it, see :meth:`_check_unchanged`."""
        journal = self.env["sales.plan.journal"]
        changes = journal._read_changes(step)
        rows, periods = ({key[place] for key in changes} for place in (0, 1))
        current = journal._read_cells(self, rows, periods)
        return any(
            not self._is_same_cell(current.get(key), after) for key, (__, after) in changes.items()
        )
