from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ...tools.items import get_rest
from ...tools.spreading import Cell, to_decimal
from ..org.raised import raised
from .required import restore

#: Cells that a sentence names.
MOST_TOLD = 3


class SalesPlanItem(models.Model):
    """Keeps the one rule about cells that are made of items, for all who write amounts.

    * The amount of such a cell is the sum of its items, and it is held: what follows from other
      amounts (spreading, rounding, copying) leaves it as it is.
    * Whoever names it and would give it another amount, by typing, pasting, clearing, an import, a
      load or a program, is refused with a sentence that says to open its items.
    * What programs do to a plan that nobody can refuse (targets that change hands, rows that become
      one, targets of ended periods that are kept) adds the difference as one more item, named after
      it; a cell that is not planned any more loses its items.

    Steps keep items as *states*: ``{"id", "name", "amount": a decimal number, "sequence"}``, and
    what they did to them as ``[[row id, period id, states before, states after], …]``, None for a
    cell that is not made of items.
    """

    _inherit = "sales.plan.item"

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    @api.model
    def _read_sums(self, plan, keys=None):
        """Return the sums of the items of those cells that are made of some:
        ``{(row id, period id): Decimal}``.

        :param keys: of these cells only, unless None
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT allocation_id, period_id, SUM(amount)::text FROM sales_plan_item
                    WHERE plan_id = %s AND active GROUP BY allocation_id, period_id""",
                plan.id,
            )
        )
        return {
            (row_id, period_id): Decimal(amount)
            for row_id, period_id, amount in rows
            if keys is None or (row_id, period_id) in keys
        }

    @api.model
    def _read_states(self, row_ids):
        """Return the items of all cells of some rows: ``{(row id, period id): [state, …]}``."""
        # sudo: what is recorded of items, whoever may see them
        items = self.sudo().search([("allocation_id", "in", list(row_ids))])
        states = defaultdict(list)
        for item in items:
            states[item.allocation_id.id, item.period_id.id].append(item._get_state())
        return dict(states)

    def _get_state(self):
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "amount": str(to_decimal(self.amount)),
            "sequence": self.sequence,
        }

    @api.model
    def _get_changes_of_rows(self, allocations):
        """Return what happens to the items of rows, and of those below, when the rows go."""
        rows = self.env["sales.plan.allocation"].search([("id", "child_of", allocations.ids)])
        return [[*key, states, None] for key, states in self._read_states(rows.ids).items()]

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    @api.model
    def _write_states(self, wanted):
        """Make cells of items, or of none any more; return what changed, see the class.

        Callers write the amounts that come of it.

        :param wanted: ``{(row id, period id): [state, …] or None}``; a state without an id is a
            new item, one whose item is gone brings it back
        """
        # sudo: items are written by steps only; callers check the rows
        items = raised(self).with_context(active_test=False)
        found = items.search([("allocation_id", "in", list({row for row, __ in wanted}))])
        known = {item.id: item for item in found}
        by_cell = found.grouped(lambda item: (item.allocation_id.id, item.period_id.id))
        before = self._read_states({row for row, __ in wanted})
        for (row_id, period_id), states in wanted.items():
            cell = {"allocation_id": row_id, "period_id": period_id}
            kept = items
            for number, state in enumerate(states or ()):
                values = {
                    "name": state["name"],
                    "amount": float(state["amount"]),
                    "sequence": number,
                    "active": True,
                }
                item = known.get(state.get("id"))
                if item:
                    item.write(values)
                elif state.get("id"):
                    item = items._bring_back({"id": state["id"], **cell, **values})
                else:
                    item = items.create({**cell, **values})
                kept += item
            (by_cell.get((row_id, period_id), items) - kept).active = False
        after = self._read_states({row for row, __ in wanted})
        return [
            [*key, before.get(key), after.get(key)]
            for key in wanted
            if before.get(key) != after.get(key)
        ]

    @api.model
    def _bring_back(self, values):
        """Bring an item back that went with its row, under its id: its files are its again."""
        row = self.env["sales.plan.allocation"].browse(values["allocation_id"])
        restore(self, [{**values, "plan_id": row.plan_id.id}])
        return self.browse(values["id"])

    # -------------------------------------------------------------------------
    # The rule
    # -------------------------------------------------------------------------

    @api.model
    def _settle(self, plan, cells, reason=None):
        """Return cells as they may be written: those that are made of items are held.

        :param cells: working cells, ``{(row id, period id): Cell}``, None for not planned
        :param reason: what the difference is called as one more item, for programs that nobody
            can refuse
        :raise UserError: where a cell would not be the sum of its items, and there is no reason
        """
        sums = self._read_sums(plan, cells)
        if not sums:
            return cells
        wrong = {}
        for key, whole in sums.items():
            cell = cells[key]
            if cell is None or cell.amount is None or to_decimal(cell.amount) != whole:
                wrong[key] = cell
        if wrong and reason is None:
            raise UserError(self._explain_items(plan, sorted(wrong)))
        if wrong:
            self._add_rests(wrong, reason)
        held = {
            key: Cell(cells[key].amount, cells[key].history, True)
            for key in sums
            if cells[key] is not None and cells[key].amount is not None
        }
        return {**cells, **held}

    @api.model
    def _add_rests(self, wrong, reason):
        """Add items so that cells are the sums of theirs; drop those of cells that plan nothing."""
        states = self._read_states({row_id for row_id, __ in wrong})
        wanted = {}
        for key, cell in wrong.items():
            wanted[key] = None
            if cell is not None and cell.amount is not None:
                known = [state["amount"] for state in states[key]]
                rest = get_rest(map(Decimal, known), cell.amount)
                wanted[key] = [*states[key], {"name": reason, "amount": str(rest)}]
        self._write_states(wanted)

    @api.model
    def _explain_items(self, plan, keys):
        """Say that cells are made of items, and what to do about it."""
        # sudo: only the names of cells that the user's own edit is about
        table = self.env["sales.plan"].sudo()
        names = table._get_row_names({row_id for row_id, __ in keys[:MOST_TOLD]})
        periods = {period.id: period.name for period in plan.sudo().period_ids}
        named = "; ".join(f"{names[row]}, {periods[period]}" for row, period in keys[:MOST_TOLD])
        if len(keys) > MOST_TOLD:
            count = plan._format_count(len(keys) - MOST_TOLD)
            named = self.env._("%(names)s and %(count)s more", names=named, count=count)
        return self.env._("Made of items: %s. Open the items to change the amount.", named)

    @api.model
    def _check_sums(self, plan, keys):
        """Raise unless those of some cells that are made of items are their sums, as they are.

        :raise UserError: also where such a cell is not planned any more
        """
        sums = self._read_sums(plan, keys)
        if sums:
            # sudo: the working amounts, whoever may see them
            rows = {row_id for row_id, __ in sums}
            cells = self.env["sales.plan.cells"].sudo()._read_cells(plan.sudo(), rows)
            self._settle(plan, {key: cells.get(key) for key in sums})

    # -------------------------------------------------------------------------
    # Copies and merged rows
    # -------------------------------------------------------------------------

    @api.model
    def _copy_items(self, plan, copied, row_ids):
        """Copy the items of a plan with their files, where their sum is what was copied.

        Working amounts of published rows are not copied, so items that make these are not either.

        :param row_ids: ``{row id: id of its copy}``
        """
        # sudo: nobody may write items but steps, and copying a plan
        items = raised(self).search([("plan_id", "=", plan.id)])
        if not items:
            return
        periods = {period.date_from: period.id for period in copied.period_ids}
        in_force = self.env["sales.plan.cells"]._read_in_force(copied, list(row_ids.values()))
        for (row, period), of_cell in items.grouped(
            lambda item: (item.allocation_id, item.period_id)
        ).items():
            key = row_ids.get(row.id), periods.get(period.date_from)
            cell = in_force.get(key)
            if not cell or get_rest(of_cell.mapped("amount"), cell.amount):
                continue
            for item in of_cell:
                values = {"allocation_id": key[0], "period_id": key[1], "sequence": item.sequence}
                made = items.create({**values, "name": item.name, "amount": item.amount})
                item._copy_files_to(made)

    def _copy_files_to(self, made):
        for file in self._get_files():
            raised(file).copy({"res_id": made.id, "name": file.name})

    def _get_files(self):
        """Return the files of items, as far as the user may read them."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )

    @api.model
    def _join_items(self, joined):
        """Let the items of rows that become one be those of the row that stays; what a row without
        items adds becomes an item once the amounts are written."""
        for kept, row_ids in joined.groups.items():
            items = raised(self).with_context(active_test=False)
            items.search([("allocation_id", "in", row_ids)]).allocation_id = kept
        self.env.flush_all()

    # -------------------------------------------------------------------------
    # Files that nobody needs any more
    # -------------------------------------------------------------------------

    @api.autovacuum
    def _gc_files(self):
        """Delete the files of items that are gone, unless a step may bring these back."""
        rows = self.env.execute_query(
            SQL(
                """SELECT file.id FROM ir_attachment file
                    WHERE file.res_model = 'sales.plan.item'
                      AND NOT EXISTS (SELECT FROM sales_plan_item item WHERE item.id = file.res_id)
                      AND NOT EXISTS (
                          SELECT FROM sales_plan_step step,
                                 jsonb_array_elements(step.items) change,
                                 jsonb_array_elements(change->2) state
                           WHERE jsonb_typeof(step.items) = 'array'
                             AND jsonb_typeof(change->2) = 'array'
                             AND (state->>'id')::integer = file.res_id)"""
            )
        )
        # sudo: files of records that are gone are nobody's any more
        files = self.env["ir.attachment"].sudo()
        for ids in split_every(1000, [file_id for (file_id,) in rows]):
            files.browse(ids).unlink()
