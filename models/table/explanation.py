from odoo import api, models
from odoo.tools import SQL

from ...tools.flags import SUMMED
from ..cells.sales_plan_journal import RAISED, TYPED
from .arguments import table_takes
from .undo import LASTING, TURNS

#: Steps shown behind a cell.
MOST_STEPS = 50


class SalesPlanTable(models.AbstractModel):
    """Tells how an amount in the planning table came about."""

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes("plan_id", "row_id", "period_id")
    def table_why(self, plan_id, row_id, period_id=None):
        """Tell how a cell came to be what it is, newest step first.

        :param period_id: None for the row's total: every step that changed the row
        :return: ``{"row", "period", "amount", "flags", "history", "history_name": the days
            it is of, "note", "thread": what was answered to it, as ``_show_thread``, "formula":
            how the amount was worked out or None, as ``_show_formula``, "lines": [{"step_id",
            "number", "label", "user", "date", "before", "after", "formula", "is_typed", "can_undo",
            "undone", "is_turn": whether it took back another one or says what was published,
            "blocked": why it cannot be undone}]}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, [row_id])
        self._check_periods(tree, {period_id} - {None})
        row = self._read_rows(tree, [row_id], ["history"])[row_id]
        column = -1 if period_id is None else tree.plan.period_ids.ids.index(period_id)
        amount, flags, __ = row["cells"][column]
        journal = self.env["sales.plan.journal"]
        note = journal._get_notes([(row_id, period_id)])
        history = row["history"][column]
        lines = self._get_lines(tree, row_id, period_id)
        found = self._pick_formula(lines, amount)
        if not found and not flags & SUMMED:
            found = self._find_loaded_formula(tree, row_id, period_id, amount, history)
        return {
            **self._name_cell(row_id, period_id),
            "amount": amount,
            "flags": flags,
            "history": history,
            "history_name": journal._name_history(tree.plan, [row_id], period_id)[row_id],
            "note": note[row_id, period_id].text if note else "",
            "thread": self._show_thread(tree, row_id, period_id),
            "formula": found,
            "lines": lines,
        }

    @staticmethod
    def _pick_formula(lines, amount):
        """Return the formula of the last step that left an amount, None if that has none."""
        made = (
            line
            for line in lines
            # what was undone and done again was made by the step itself, publications by none
            if line["before"] != line["after"] and not line["undone"] and not line["is_turn"]
        )
        line = next(made, None)
        return line["formula"] if line and line["after"] == amount else None

    @api.model
    def _get_lines(self, tree, row_id, period_id):
        """Describe all that changed a cell, see :meth:`table_why`.

        Steps show amounts that were never published: only those who prepare the row see them.
        """
        lines = self._get_more_lines(tree, row_id, period_id)
        if self._sees_steps(tree, row_id):
            lines += self._get_step_lines(tree, row_id, period_id)
        lines.sort(key=lambda line: (line["date"], line["number"]), reverse=True)
        return lines[:MOST_STEPS]

    @api.model
    def _get_step_lines(self, tree, row_id, period_id):
        """Describe the steps behind a cell that the user may know."""
        plan = tree.plan
        can_edit = self._can_edit(tree)
        whole = plan._sees_whole_plans()
        hidden = self._read_hidden_steps(plan, [row_id]).get(row_id, 0)
        journal = self.env["sales.plan.journal"]
        current = self.env["sales.plan.cells"]._read_cells(plan, [row_id])
        lines, total = [], sum(cell.amount for cell in current.values())
        steps = self._read_cell_steps(plan, row_id, period_id)
        formulas = self._find_formulas(tree, row_id, period_id, steps)
        for step, cells in steps:
            before = self._add_states(state[2] for state in cells)
            after = self._add_states(state[3] for state in cells)
            if period_id is None:  # the totals of the whole row, not of the cells that changed
                change = (after or 0) - (before or 0)
                after, total = round(total, 6), total - change
                before = round(total, 6)
            is_own = step.create_uid == self.env.user
            if not is_own and step.number <= hidden:
                continue
            is_typed = any(state[1] == TYPED for state in cells)
            is_same = all(
                state[1] == RAISED
                or self._is_same_cell(current.get((row_id, state[0])), journal._unpack(state[3]))
                for state in cells
            )
            blocked = self._get_block(plan, step, can_edit and (whole or is_own), is_same)
            lines.append(
                {
                    **self._describe_step(step, whole, is_typed),
                    "before": before,
                    "after": after,
                    "formula": formulas.get(step.id),
                    "is_typed": is_typed,
                    "can_undo": not blocked and step.kind not in LASTING,
                    "is_turn": step.kind in TURNS,
                    "blocked": blocked,
                }
            )
        return lines

    @api.model
    def _describe_step(self, step, whole, is_typed):
        """Return what lists of steps say of one that the user may know of.

        A step may name rows that are hidden from who neither sees the whole plan nor took it.

        :param whole: whether the user sees the whole plan
        :param is_typed: whether the step was named, in the cells it is listed for, by who took it
        """
        is_own = step.create_uid == self.env.user
        is_alone = step.kind == "type" and "amount" in step.data and is_typed
        return {
            "step_id": step.id,
            "number": step.number,
            "label": step._get_label(whole or is_own or is_alone),
            "user": step._get_user_name(),
            "date": step.create_date,
            "undone": step.is_undone,
        }

    @api.model
    def _read_cell_steps(self, plan, row_id, period_id):
        """Return the last steps that changed a cell: ``[(step, its cells), …]``, newest first."""
        rows = self.env.execute_query(
            SQL(
                """SELECT step.id, row.cells
                     FROM sales_plan_step_row row
                     JOIN sales_plan_step step ON step.id = row.step_id
                    WHERE row.allocation_id = %s AND step.plan_id = %s
                    ORDER BY step.number DESC""",
                row_id,
                plan.id,
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

    @api.model
    def _get_block(self, plan, step, can_edit, is_same):
        """Return why a step behind a cell cannot be undone; None if undoing it can be tried.

        :param is_same: whether the cell is as the step left it, looked at before all others
        """
        if step.kind in LASTING:
            return None
        if step.is_undone:
            return self.env._("It is undone already.")
        if not can_edit:
            return self.env._("The plan cannot be changed.")
        if not is_same or self._is_changed_since(plan, step):
            return self.env._("Later steps changed the same cells: undo those first.")
        return None

    @api.model
    def _is_changed_since(self, plan, step):
        """Whether any cell is not as a step left it, see :meth:`_check_unchanged`."""
        journal = self.env["sales.plan.journal"]
        changes = journal._read_changes(step, marks=(0, TYPED))
        rows, periods = ({key[place] for key in changes} for place in (0, 1))
        current = self.env["sales.plan.cells"]._read_cells(plan, rows, periods)
        return any(
            not self._is_same_cell(current.get(key), after) for key, (__, after) in changes.items()
        )
