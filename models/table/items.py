import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from ...tools.arguments import shorten
from ...tools.entries import BadEntry, evaluate
from ...tools.flags import ITEMISED
from ...tools.items import add_up
from ...tools.spreading import round_half_up
from ..org.raised import raised
from .arguments import check_parts, table_takes
from .changes import Change
from .sentences import SHOWN_ENTRY

#: Characters of an item's text, and bytes of a file, at most.
LONGEST_ITEM, LARGEST_FILE = 200, 20 * 2**20


class SalesPlanTable(models.AbstractModel):
    """Cells that are made of items: each a text, an amount, and files.

    Who keeps that a cell is the sum of its items is ``sales.plan.item``. In a plan that is split
    level by level items belong to what is being prepared: who owns a row does not read them.
    Files are kept with their items; adding and deleting one is no step.
    """

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes("plan_id", "row_id", "period_id")
    def table_items(self, plan_id, row_id, period_id):
        """Return the items of a cell, as far as the user may read them.

        :return: ``{"row", "period", "amount": what is planned or None, "items": [{"id", "text",
            "amount", "files": [{"id", "name"}]}]}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, [row_id])
        self._check_periods(tree, {period_id})
        items = self.env["sales.plan.item"].search(
            [("allocation_id", "=", row_id), ("period_id", "=", period_id)]
        )
        files = items._get_files().grouped("res_id") if items else {}
        shown = self._read_shown_cells(tree, [row_id])[row_id, period_id]
        return {
            **self._name_cell(row_id, period_id),
            "amount": shown.amount,
            "items": [
                {
                    "id": item.id,
                    "text": item.name,
                    "amount": item.amount,
                    "files": [
                        {"id": file.id, "name": file.name} for file in files.get(item.id, ())
                    ],
                }
                for item in items
            ],
        }

    @api.model
    @api.readonly
    @table_takes("plan_id", "amounts")
    def table_add_up(self, plan_id, amounts):
        """Return the sum of items that are being typed, for who types them.

        :param amounts: entries; empty ones are left out
        :raise UserError: where one is no amount
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        known = [self._read_amount(entry) for entry in amounts]
        known = [amount for amount in known if amount is not None]
        return float(add_up(known, tree.plan._get_rounding()))

    @api.model
    @table_takes("plan_id", "item_id", "name", "content")
    def table_attach_file(self, plan_id, item_id, name, content):
        """Add a file to an item of a cell that the user may change; return ``{"id", "name"}``.

        :param content: in base64
        """
        item = self._open_item(plan_id, item_id)
        try:
            raw = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UserError(self.env._("“%s” could not be read.", name)) from error
        if len(raw) > LARGEST_FILE:
            raise UserError(
                self.env._(
                    "“%(file)s” is larger than %(most)s MB.", file=name, most=LARGEST_FILE // 2**20
                )
            )
        values = {"name": name, "raw": raw, "res_model": item._name, "res_id": item.id}
        file = raised(self.env["ir.attachment"]).create(values)
        return {"id": file.id, "name": file.name}

    @api.model
    @table_takes("plan_id", "item_id", "file_id")
    def table_delete_file(self, plan_id, item_id, file_id):
        """Delete a file of an item of a cell that the user may change, for good."""
        item = self._open_item(plan_id, item_id)
        file = item._get_files().filtered(lambda file: file.id == file_id)
        # sudo: it is a file of an item that the user may change
        file.sudo().unlink()
        return True

    @api.model
    def _open_item(self, plan_id, item_id):
        """Return an item of a cell that the user may change."""
        tree = self._begin_step(self.env["sales.plan"].browse(plan_id))
        item = self.env["sales.plan.item"].search(
            [("id", "=", item_id), ("plan_id", "=", tree.plan.id)]
        )
        if not item:
            raise UserError(
                self.env._(
                    "“%s” has no such item any more; reload the table.", tree.plan.display_name
                )
            )
        key = item.allocation_id.id, item.period_id.id
        self._check_rows(tree, key[:1])
        self._check_change_allowed(tree, Change("items", {}, items={key: None}))
        return item

    # -------------------------------------------------------------------------
    # The step
    # -------------------------------------------------------------------------

    @api.model
    def _change_items(self, tree, edit):
        """``row``, ``period``, ``items: [{"id": of one that is there, "text", "amount": entry}]``,
        ``spread``: what a cell is made of; none to let it be one amount again, that of before."""
        row_id, period_id = edit["row"], edit["period"]
        check_parts(self.env, row_id=row_id, period_id=period_id, items=edit["items"])
        self._check_rows(tree, [row_id])
        if not period_id:
            raise UserError(self.env._("Items belong to one period: open a cell of one."))
        self._check_periods(tree, {period_id})
        key = row_id, period_id
        grid = self._build_grid(tree, [row_id], [period_id])
        states = self._read_given(tree.plan, key, edit["items"], grid)
        amount = None
        if states:
            amount = add_up([state["amount"] for state in states], grid.step)
            grid.type([(*key, amount)], bool(edit.get("spread")))
            grid.hold([key])
        else:
            grid.release([key])
        data = {
            **self._get_cell_names(row_id, period_id),
            "count": len(states),
            "amount": None if amount is None else float(amount),
        }
        change = self._make_change(tree, grid, "items", data, [key])
        stated = [{**state, "amount": str(state["amount"])} for state in states]
        change.items = {key: stated or None}
        return change

    @api.model
    def _read_given(self, plan, key, given, grid):
        """Return the items that a client sends as states, with decimals for amounts."""
        known = self.env["sales.plan.item"]._read_states([key[0]]).get(key, [])
        ids = {state["id"] for state in known}
        states = []
        for number, item in enumerate(given):
            text = item["text"].strip()
            amount = self._read_amount(item["amount"])
            if not text or amount is None:
                raise UserError(self.env._("Give each item a text and an amount."))
            if len(text) > LONGEST_ITEM:
                longest = plan._format_count(LONGEST_ITEM)
                raise UserError(
                    self.env._("The text of an item has no more than %s characters.", longest)
                )
            state = {"name": text, "amount": round_half_up(amount, grid.step), "sequence": number}
            if item.get("id"):
                if item["id"] not in ids:
                    raise UserError(
                        self.env._("Somebody else has changed these items: open them again.")
                    )
                state["id"] = item["id"]
            states.append(state)
        return states

    @api.model
    def _read_amount(self, entry):
        """Return the amount that an entry of an item stands for, None for none."""
        try:
            return evaluate(entry, None)
        except BadEntry as error:
            shown = shorten(entry, SHOWN_ENTRY)
            raise UserError(self.env._("“%s” is no amount.", shown)) from error

    @api.model
    def _leave_items(self, tree, cells):
        """Return cells without those that are made of items: these stay held.

        :raise UserError: where no other is left
        """
        sums = self._read_once(tree, "sums", self.env["sales.plan.item"]._read_sums)
        sums = sums.keys() & set(cells)
        left = [key for key in cells if key not in sums]
        if sums and not left:
            raise UserError(self.env["sales.plan.item"]._explain_items(tree.plan, sorted(sums)))
        return left

    @api.model
    def _read_itemised(self, row_ids):
        """Return the flags of cells whose items the user may read:
        ``{(row id, period id): flags}``."""
        groups = self.env["sales.plan.item"]._read_group(
            [("allocation_id", "in", row_ids)], ["allocation_id", "period_id"]
        )
        return {(row.id, period.id): ITEMISED for row, period in groups}

    # -------------------------------------------------------------------------
    # Undo
    # -------------------------------------------------------------------------

    @api.model
    def _check_items_unchanged(self, step):
        """Raise if the items that a step wrote were changed since."""
        changes = step.items or ()
        gone = {row["id"] for row in step.removed_rows or ()}
        current = self.env["sales.plan.item"]._read_states({row_id for row_id, *__ in changes})
        for row_id, period_id, __, after in changes:
            if row_id not in gone and current.get((row_id, period_id)) != after:
                raise self._get_changed_since(step, row_id, period_id)

    @api.model
    def _take_items_back(self, step, gone):
        """Make cells of the items again that they were made of before a step; return what the step
        of doing so records.

        :param gone: ids of the rows that are removed by it, with their items
        """
        changes = [[row, period, after, before] for row, period, before, after in step.items or ()]
        wanted = {
            (row_id, period_id): states
            for row_id, period_id, __, states in changes
            if row_id not in gone
        }
        if wanted:
            self.env["sales.plan.item"]._write_states(wanted)
        return changes
