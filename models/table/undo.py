from odoo import api, models
from odoo.exceptions import UserError

from ..cells.sales_plan_journal import RAISED
from .answer import Client
from .arguments import table_takes

#: Kinds of steps that take back another one. They cannot be undone: a redo takes back an undo,
#: and what was done again can be undone as before.
TURNS = ("undo", "redo")
#: Kinds of steps that cannot be undone. People were told of what was published or handed over:
#: it is changed by publishing again, which tells them again.
LASTING = (*TURNS, "publish", "keep_ended", "hand_over", "move_up", "join")


class SalesPlanTable(models.AbstractModel):
    """Undoes and redoes steps."""

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "version", "token", "watch", "columns", "step_id")
    def table_undo(self, plan_id, version, token, watch=(), columns=(), step_id=None):
        """Take back a step, the user's own last one unless one is named; see :meth:`table_edit`.

        :raise UserError: when there is none, or later steps build on it
        """
        tree = self._begin_step(self.env["sales.plan"].browse(plan_id))
        taken = self._find_step(tree.plan, token)
        if not taken:
            if step_id:
                step = self._find_named_step(tree.plan, step_id)
            else:
                step = self._find_undoable(tree.plan)
            if not step:
                raise UserError(self.env._("There is nothing to undo."))
            taken = self._take_back(tree.plan, step, "undo", token)
            tree = self._read_tree(tree.plan)
        return self._prepare_answer(tree, Client(version, watch, columns), taken)

    @api.model
    @table_takes("plan_id", "version", "token", "watch", "columns")
    def table_redo(self, plan_id, version, token, watch=(), columns=()):
        """Take again the step that the user undid last; see :meth:`table_undo`."""
        tree = self._begin_step(self.env["sales.plan"].browse(plan_id))
        taken = self._find_step(tree.plan, token)
        if not taken:
            undone = self._find_redoable(tree.plan)
            if not undone:
                raise UserError(self.env._("There is nothing to redo."))
            taken = self._take_back(tree.plan, undone, "redo", token)
            tree = self._read_tree(tree.plan)
        return self._prepare_answer(tree, Client(version, watch, columns), taken)

    # -------------------------------------------------------------------------
    # The user's steps
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_version(self, tree):
        """Return the number of the plan's last step, and what the user can undo and redo."""
        undoable, redoable = self.env["sales.plan.step"], self.env["sales.plan.step"]
        if self._can_edit(tree):
            undoable, redoable = self._find_undoable(tree.plan), self._find_redoable(tree.plan)
        return {
            "version": tree.plan.edit_version,
            "undo": undoable._get_summary(),
            "redo": redoable.undoes_id._get_original()._get_summary(),
        }

    @api.model
    def _find_step(self, plan, token):
        """Return the step that the user already took under this token, empty if none."""
        return self._find_own_step(plan, [("token", "=", token)])

    @api.model
    def _find_undoable(self, plan):
        """Return the user's own last step that is not taken back."""
        return self._find_own_step(plan, [("kind", "not in", LASTING), ("is_undone", "=", False)])

    @api.model
    def _find_redoable(self, plan):
        """Return the user's last undo, unless they took another step after it."""
        last = self._find_own_step(plan, [("kind", "not in", LASTING)])
        return self._find_own_step(
            plan,
            [("kind", "=", "undo"), ("is_undone", "=", False), ("number", ">", last.number)],
        )

    @api.model
    def _find_own_step(self, plan, domain):
        # sudo: the user's own steps
        steps = self.env["sales.plan.step"].sudo()
        domain = [("plan_id", "=", plan.id), ("create_uid", "=", self.env.uid), *domain]
        return steps.search(domain, order="number desc", limit=1)

    @api.model
    def _find_named_step(self, plan, step_id):
        """Return a step that the user wants to take back, if they may and it can be."""
        step = self.env["sales.plan.step"].browse(step_id).exists()
        # sudo: reads only whether the step is the user's own
        if step.sudo().create_uid != self.env.user:
            step.check_access("read")
        step = step.sudo()  # sudo: the user's own step, or one they may read
        if step.plan_id != plan or step.kind in LASTING:
            raise UserError(self.env._("There is nothing to undo."))
        if step.is_undone:
            raise UserError(self.env._("“%s” is undone already.", step._get_label()))
        return step

    # -------------------------------------------------------------------------
    # Taking back
    # -------------------------------------------------------------------------

    @api.model
    def _take_back(self, plan, step, kind, token):
        """Put everything that a step changed back to what it was before; record that as a step.

        :param kind: ``undo``, or ``redo`` where the step is an undo itself
        """
        step = step.sudo()  # sudo: nobody else may write steps
        journal = self.env["sales.plan.journal"]
        changes = journal._read_changes(step)
        rows = {row_id for row_id, __ in changes}
        current = self.env["sales.plan.cells"]._read_cells(plan, rows) if changes else {}
        self._check_there(plan, step, changes)
        self._check_take_back_allowed(plan, step, rows)
        raised = journal._read_changes(step, marks=(RAISED,)) if changes else {}
        unraised = {key: states for key, states in changes.items() if key not in raised}
        self._check_unchanged(plan, step, unraised, current)
        self._check_notes_unchanged(step)
        self._check_items_unchanged(step)
        values = self._take_rows_back(step)
        cells = {key: (after, before) for key, (before, after) in unraised.items()}
        back = self._take_raised_back(step, raised, current)
        cells |= back
        # cells of rows that are removed are gone with them
        gone = {row["id"] for row in values.get("removed_rows") or ()}
        values["items"] = self._take_items_back(step, gone)
        written = {key: cell for key, cell in cells.items() if key[0] not in gone}
        if written:
            self.env["sales.plan.cells"]._write_changes(plan, written)
        notes = [(row, period, was, *thread) for row, period, was, __, *thread in step.notes or ()]
        notes = [note for note in notes if note[0] not in gone]
        if notes:
            values["notes"] = journal._write_notes(notes)
        journal._check_restored(step.removed_rows or ())
        plan._check_rolls_up()  # the plan may have been set to roll up since
        step.is_undone = True
        if kind == "redo":
            step.undoes_id.is_undone = False
        values |= {"token": token, "undoes_id": step.id}
        return journal._record(plan, kind, cells, unraised, followed=back, **values)

    @api.model
    def _check_there(self, plan, step, changes):
        """Raise if rows or periods that a step changed are gone, and undoing it does not bring
        them back."""
        kept = (*(step.notes or ()), *(step.items or ()))
        keys = [*changes, *((row_id, period_id) for row_id, period_id, *__ in kept)]
        rows = {row_id for row_id, __ in keys} - {row["id"] for row in step.removed_rows or ()}
        periods = {period_id for __, period_id in keys} - {None}
        allocations = self.env["sales.plan.allocation"]
        known = allocations.browse(rows).exists()
        is_nothing_left = step.kind == "add_rows" and not (
            allocations.browse(step.added_rows or ()).exists()
        )
        if len(known) < len(rows) or not periods <= set(plan.period_ids.ids) or is_nothing_left:
            raise UserError(
                self.env._(
                    "“%s” cannot be undone: rows or periods that it changed are gone.",
                    step._get_label(),
                )
            )

    @api.model
    def _check_take_back_allowed(self, plan, step, row_ids):
        """Raise unless the user may still change the rows that a step changed."""
        there = self.env["sales.plan.allocation"].browse([*row_ids, *(step.added_rows or ())])
        plan._check_rows_editable(there.exists().ids)
        above = {row["parent_id"] for row in step.removed_rows or ()}
        noted = {row_id for row_id, *__ in step.notes or ()}
        if not plan._can_edit_all_rows():
            there = self.env["sales.plan.allocation"].browse(above | noted)
            self._check_splittable(there.exists().ids)

    @api.model
    def _check_unchanged(self, plan, step, changes, current):
        """Raise if a later step changed the same cells, or filled the rows that a step added."""
        for key, (__, after) in changes.items():
            if not self._is_same_cell(current.get(key), after):
                raise self._get_changed_since(step, *key)
        added = self.env["sales.plan.allocation"].browse(step.added_rows or [])
        below = added.exists().child_ids.ids
        if added and (set(below) - set(added.ids) or self._has_later_targets(plan, added, changes)):
            raise UserError(
                self.env._(
                    "“%s” cannot be undone: there are figures in these rows now, or rows below "
                    "them.",
                    step._get_label(),
                )
            )

    @api.model
    def _check_notes_unchanged(self, step):
        """Raise if a note that a step wrote was changed since."""
        texts = {(row_id, period_id): text for row_id, period_id, __, text, *__ in step.notes or ()}
        notes = self.env["sales.plan.journal"]._get_notes(texts)
        for key, text in texts.items():
            if text != (notes[key].text if key in notes else ""):
                raise self._get_changed_since(step, *key)

    @api.model
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
        """Whether two states of a cell are the same: amount, and whether it is held."""
        if cell is None or other is None:
            return cell is other
        return (
            abs(float(cell.amount) - float(other.amount)) < 1e-6 and cell.is_held == other.is_held
        )

    @api.model
    def _has_later_targets(self, plan, rows, changes):
        keys = self.env["sales.plan.cells"]._read_cells(plan, rows.ids)
        return any(key not in changes for key in keys)

    @api.model
    def _take_rows_back(self, step):
        """Remove the rows that a step added and bring back those that it removed; return the values
        that the step of doing so records."""
        journal, values = self.env["sales.plan.journal"], {}
        if step.removed_rows:
            journal._restore_rows(step.removed_rows)
            values["added_rows"] = [row["id"] for row in step.removed_rows]
        if step.added_rows:
            # sudo: the step is the user's own, in rows that they may change
            rows = self.env["sales.plan.allocation"].sudo().browse(step.added_rows).exists()
            values["notes"] = journal._get_note_changes(rows)
            values["removed_rows"] = journal._dump_rows(rows)
            rows.with_context(**journal._get_recorded_context()).unlink()
        return values
