import itertools
from dataclasses import dataclass, field
from fractions import Fraction

from odoo import api, models
from odoo.exceptions import UserError

from ...queries.dimensions import BY_CODE
from ...tools import pacing
from ...tools.arguments import is_id, shorten
from ...tools.entries import BadEntry, evaluate
from ...tools.spreading import MODES
from .arguments import check_parts
from .rows import KnownCells
from .sentences import SHOWN_ENTRY
from .typed import get_named, get_typed

#: Cells that can be typed or pasted at once.
MOST_CELLS = 100_000
#: How cells are typed.
ENTRY_SOURCES = ("type", "paste", "fill", "clear")
#: Characters that a note has at most; characters of a note that a sentence shows.
LONGEST_NOTE, SHOWN_NOTE = 5000, 80
#: Ways of spreading that follow the same rule on every level below.
DEEP_MODES = ("history", "even")


@dataclass
class Change:
    """What an edit does to a plan, before anything is written.

    :param kind: of the step it becomes
    :param data: what the step's sentence says
    :param cells: ``{(row id, period id): (Cell or None before, Cell or None after)}``
    :param typed: keys of the cells that the user named
    :param add: values of the rows to add: the row above, and what the row stands for
    :param remove: rows to remove, with everything below
    :param notes: ``[(row id, period id or None, text)]``
    :param items: what cells are made of, ``{(row id, period id): states or None}``
    :param notice: what the user is told although the edit succeeded
    :param known: the working cells that were read for it
    :param raised: keys of the cells above that followed, see ``raising.py``
    :param stopped: rows above that did not, by why: ``{row id: held or others}``
    """

    kind: str
    data: dict
    cells: dict = field(default_factory=dict)
    typed: set = field(default_factory=set)
    add: list = field(default_factory=list)
    remove: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    items: dict = field(default_factory=dict)
    notice: str | None = None
    known: KnownCells | None = None
    raised: set = field(default_factory=set)
    stopped: dict = field(default_factory=dict)


class SalesPlanTable(models.AbstractModel):
    """Turns each kind of edit into a change. Amounts come as entries, texts that
    ``tools/entries.py`` evaluates; rows and periods come as ids, no periods meaning all."""

    _inherit = "sales.plan.table"

    @api.model
    def _get_change(self, tree, edit):
        """Return what an edit does, as ``Change``; nothing is written yet.

        :param edit: ``{"kind": …}`` with the keys that the method of the kind names
        :raise UserError: when it cannot be done, with one sentence
        """
        kind = edit.get("kind") if isinstance(edit, dict) else None
        method = isinstance(kind, str) and {
            "type": self._change_typed,
            "series": self._change_series,
            "several": self._change_several,
            "spread": self._change_spread,
            "copy": self._change_copied,
            "round": self._change_rounded,
            "hold": self._change_held,
            "release": self._change_held,
            "clear": self._change_cleared,
            "sum": self._change_summed,
            "discard": self._change_discarded,
            "note": self._change_noted,
            "items": self._change_items,
            "add_rows": self._change_added,
            "remove_rows": self._change_removed,
        }.get(kind)
        if not method:
            raise UserError(self.env._("There is no such change: %s", kind))
        with self._explaining(tree.plan, edit):
            return method(tree, edit)

    # -------------------------------------------------------------------------
    # Amounts
    # -------------------------------------------------------------------------

    @api.model
    def _change_typed(self, tree, edit):
        """``cells: [[row, period, list of periods or None for the total, entry]]``, ``spread``,
        ``source``."""
        cells = get_typed(edit["cells"])
        if len(cells) > MOST_CELLS:
            raise UserError(
                self.env._("%s cells at once are too many.", tree.plan._format_count(len(cells)))
            )
        self._check_rows(tree, {row_id for row_id, __, __ in cells})
        named = get_named(period for __, period, __ in cells)
        self._check_periods(tree, named - {None})
        periods = None if None in named else self._order_periods(tree.plan, named)
        grid = self._build_grid(tree, {row_id for row_id, __, __ in cells}, periods)
        amounts = [
            (row_id, period_id, self._evaluate(grid, row_id, period_id, entry))
            for row_id, period_id, entry in cells
        ]
        grid.type(amounts, bool(edit.get("spread")))
        source = edit.get("source") or "type"
        if source not in ENTRY_SOURCES:
            raise ValueError(source)
        data = {"source": source, "spread": bool(edit.get("spread"))}
        entries = {str(entry) for __, __, entry in cells}
        if len(entries) == 1:
            data["entry"] = shorten(entries.pop(), SHOWN_ENTRY)
        typed = grid.expand_totals((row_id, period_id) for row_id, period_id, __ in cells)
        change = self._make_change(tree, grid, "type", data, typed)
        if len(cells) == 1:
            row_id, period_id, amount = amounts[0]
            amount = None if amount is None else float(amount)
            data |= {**self._get_cell_names(row_id, period_id), "amount": amount}
        return self._count_cells(change, len(cells))

    @api.model
    def _evaluate(self, grid, row_id, period_id, entry):
        """Return the amount that an entry in a cell stands for; None for nothing planned."""
        current = grid.get_sum(row_id, period_id)
        try:
            return evaluate(str(entry), current)
        except BadEntry as error:
            raise self._explain_entry(error, str(entry), (row_id, period_id)) from error

    @api.model
    def _change_spread(self, tree, edit):
        """``rows``, ``periods``, ``direction``, ``mode``, ``total``, ``weights``,
        ``profile_id``, ``spread``: share what rows have over the periods or the rows below."""
        rows, periods = self._get_selection(tree, edit)
        below = {"below": True, "periods": False}[edit["direction"]]
        mode, weights = edit["mode"], self._get_weights(tree, edit, periods)
        ids = periods.ids if below or len(periods) < len(tree.plan.period_ids) else None
        history = None
        if mode == "history":
            history = self._read_once(tree, "history", self._read_history)
        if below:
            self._check_unsealed(tree, rows)
        grid = self._build_grid(tree, rows, ids, history)
        if below:
            spread = self._get_deep_rows(tree, rows) if mode in DEEP_MODES else rows
            grid.spread_below(spread, periods.ids, mode, weights)
        else:
            self._spread_periods(grid, rows, periods, edit, weights)
        data = {"direction": edit["direction"], "mode": mode, **self._name_rows(rows)}
        if mode == "row":
            data["like"] = self._name_row(edit["row_id"])
        if weights:
            data["weights"] = [[key, str(Fraction(weight))] for key, weight in weights.items()]
        change = self._make_change(tree, grid, "spread", data, itertools.product(rows, periods.ids))
        named = set(rows)
        change.typed = {
            key for key in change.cells if (tree.parents[key[0]] if below else key[0]) in named
        }
        return self._count_cells(change)

    @api.model
    def _spread_periods(self, grid, rows, periods, edit, weights):
        """Spread the totals of rows over the periods; a relative entry gives each its own total."""
        mode, total, down = edit["mode"], edit.get("total"), bool(edit.get("spread"))
        if total is None:
            # all rows at once: the grid copies its changes with every edit
            grid.spread_periods(rows, periods.ids, mode, None, weights, down)
            return
        for row_id in rows:
            amount = self._evaluate(grid, row_id, None, total)
            grid.spread_periods([row_id], periods.ids, mode, amount, weights, down)

    @api.model
    def _get_weights(self, tree, edit, periods):
        """Return the weights of an edit by id, None for the modes that take no weights."""
        if edit["mode"] == "row":
            return self._get_row_weights(tree, edit, periods)
        if edit["mode"] not in MODES:
            raise ValueError(edit["mode"])
        if edit["mode"] == "weights":
            weights = {key: Fraction(evaluate(text, None) or 0) for key, text in edit["weights"]}
            if not any(weight > 0 for weight in weights.values()):
                raise UserError(self.env._("Give at least one weight above zero."))
            return weights
        if edit["mode"] == "profile":
            known = edit["profile_id"] if is_id(edit["profile_id"]) else []
            profile = self.env["sales.plan.profile"].browse(known).exists()
            if not profile:
                raise UserError(self.env._("Choose a seasonal profile."))
            profile.check_access("read")
            return profile._get_period_weights(periods)
        if edit["mode"] == "days":
            return self._count_working_days(tree.plan, periods)
        return None

    @api.model
    def _count_working_days(self, plan, periods):
        """Return ``{period id: working days}``, calendar days where the company has no calendar."""
        weekdays, holidays = plan.company_id._get_working_days(plan.date_from, plan.date_to)
        return {
            period.id: pacing.working_days(period.date_from, period.date_to, weekdays, holidays)
            for period in periods
        }

    @staticmethod
    def _get_deep_rows(tree, rows):
        """Return rows, and of the rows below them those that have rows below in turn, down to the
        sealed ones."""
        wanted = set(rows)
        for row_id, parent_id in tree.parents.items():
            if parent_id in wanted and row_id in tree.children and row_id not in tree.sealed:
                wanted.add(row_id)
        return wanted

    @api.model
    def _change_copied(self, tree, edit):
        """``rows``, ``periods``, ``from_period`` (None for history), ``percent``, ``spread``."""
        rows, periods = self._get_selection(tree, edit)
        source = edit["from_period"]
        history = None
        if source is None:
            history = self._read_once(tree, "history", self._read_history)
        else:
            self._check_periods(tree, {source})
        percent = evaluate(edit.get("percent") or "0", None)
        ids = periods.ids
        if source is not None:
            ids = self._order_periods(tree.plan, {*ids, source})
        grid = self._build_grid(tree, rows, ids, history)
        targets = [period_id for period_id in periods.ids if period_id != source]
        factor = 1 + Fraction(percent) / 100
        sources = [] if source is None else [(row, grid.effective(row, source)) for row in rows]
        skipped = grid.copy_into(rows, source, targets, factor, bool(edit.get("spread")))
        data = {
            "from": self.env["sales.plan.period"].browse(source or []).name or None,
            "percent": float(percent),
            "sources": [[row, float(amount)] for row, amount in sources if amount is not None],
            **self._name_rows(rows),
        }
        change = self._make_change(tree, grid, "copy", data, itertools.product(rows, targets))
        named = set(rows)
        change.typed = {key for key in change.cells if key[0] in named}
        change.notice = self._tell_skipped(
            skipped,
            self.env._("1 cell stays as it is: held, or with nothing to copy."),
            self.env._("%s cells stay as they are: held, or with nothing to copy."),
        )
        return self._count_cells(change)

    @api.model
    def _change_rounded(self, tree, edit):
        """``rows``, ``periods``, ``to``, ``spread``."""
        rows, periods = self._get_selection(tree, edit)
        to = evaluate(edit["to"], None)
        if not to or to <= 0:
            raise UserError(self.env._("Round to a number above zero."))
        grid = self._build_grid(tree, rows, periods.ids)
        cells = [(row_id, period_id) for row_id in rows for period_id in periods.ids]
        skipped = grid.round_to(cells, to, bool(edit.get("spread")))
        data = {"to": float(to), **self._name_rows(rows)}
        change = self._make_change(tree, grid, "round", data, cells)
        change.notice = self._tell_skipped(
            skipped,
            self.env._("1 cell stays as it is: held, or not planned."),
            self.env._("%s cells stay as they are: held, or not planned."),
        )
        return self._count_cells(change)

    @api.model
    def _change_held(self, tree, edit):
        """``rows``, ``periods``: hold their targets, or release them."""
        rows, periods = self._get_selection(tree, edit)
        grid = self._build_grid(tree, rows, periods.ids)
        cells = [(row_id, period_id) for row_id in rows for period_id in periods.ids]
        if edit["kind"] == "release":
            cells = self._leave_items(tree, cells)
        skipped = grid.hold(cells) if edit["kind"] == "hold" else grid.release(cells)
        change = self._make_change(tree, grid, edit["kind"], self._name_rows(rows), cells)
        change.notice = self._tell_skipped(
            skipped,
            self.env._("1 cell is not planned and was not held."),
            self.env._("%s cells are not planned and were not held."),
        )
        return self._count_cells(change)

    @api.model
    def _change_cleared(self, tree, edit):
        """``rows``, ``periods``, ``below``: make cells not planned."""
        rows, periods = self._get_selection(tree, edit)
        grid = self._build_grid(tree, rows, periods.ids)
        cells = [(row_id, period_id) for row_id in rows for period_id in periods.ids]
        grid.clear(cells, bool(edit.get("below")))
        data = {"below": bool(edit.get("below")), **self._name_rows(rows)}
        change = self._make_change(tree, grid, "clear", data, cells)
        return self._count_cells(change)

    @api.model
    def _change_discarded(self, tree, edit):
        """``rows``, ``periods``: put published rows back to the amounts in force."""
        rows, periods = self._get_selection(tree, edit)
        rows = self.env["sales.plan.allocation"].browse(rows).filtered("is_published").ids
        if not rows:
            raise UserError(self.env._("Only published rows go back to what is in force."))
        working, in_force = self._read_layers(tree, rows, periods.ids)
        cells = {
            key: (working.get(key), in_force.get(key))
            for key in working.keys() | in_force.keys()
            if working.get(key) != in_force.get(key)
        }
        data = self._name_rows(rows)
        return self._count_cells(Change("discard", data, cells, set(cells)))

    # -------------------------------------------------------------------------
    # Notes and rows
    # -------------------------------------------------------------------------

    @api.model
    def _change_noted(self, tree, edit):
        """``row``, ``period`` (None for the whole row), ``text`` (empty to remove the note)."""
        self._check_rows(tree, [edit["row"]])
        self._check_periods(tree, {edit["period"]} - {None})
        text = (edit["text"] or "").strip()
        check_parts(self.env, note=text)
        if len(text) > LONGEST_NOTE:
            longest = tree.plan._format_count(LONGEST_NOTE)
            raise UserError(self.env._("A note has no more than %s characters.", longest))
        shown = shorten(text, SHOWN_NOTE)
        data = {**self._get_cell_names(edit["row"], edit["period"]), "text": shown}
        return Change("note", data, notes=[(edit["row"], edit["period"], text)])

    @api.model
    def _change_added(self, tree, edit):
        """``parent``, ``values``: a row below the parent for each of some values."""
        self._check_rows(tree, [edit["parent"]])
        check_parts(self.env, values=edit["values"])
        parent = self.env["sales.plan.allocation"].browse(edit["parent"])
        level = parent._get_child_level()
        if not level or not edit["values"]:
            raise UserError(self.env._("There is nothing to add below %s.", parent.display_name))
        dimension = BY_CODE[level.dimension]
        values = self.env[dimension.comodel].browse(edit["values"])
        taken = values & parent.child_ids[dimension.field]
        if taken:
            raise UserError(
                self.env._(
                    "%(value)s has a row below %(row)s already.",
                    value=taken[0].display_name,
                    row=parent.display_name,
                )
            )
        parent._check_addable(dimension, values)
        data = {
            "row": self._name_row(parent.id),
            "count": len(values),
            "values": values[:5].mapped("display_name"),
        }
        add = [{"parent_id": parent.id, dimension.field: value_id} for value_id in values.ids]
        return Change("add_rows", data, add=add)

    @api.model
    def _change_removed(self, tree, edit):
        """``rows``: remove them, with everything below."""
        check_parts(self.env, rows=edit["rows"])
        self._check_rows(tree, edit["rows"])
        if not edit["rows"] or tree.plan.root_id.id in edit["rows"]:
            raise UserError(self.env._("The total of a plan goes with the plan only."))
        stored = self.env["sales.plan.cells"]._read_cells(tree.plan, tree.get_below(edit["rows"]))
        change = Change("remove_rows", self._name_rows(edit["rows"]), remove=edit["rows"])
        change.cells = {key: (cell, None) for key, cell in stored.items()}
        return change

    # -------------------------------------------------------------------------
    # What an edit names
    # -------------------------------------------------------------------------

    @api.model
    def _get_selection(self, tree, edit):
        """Return the rows (ids, each once) and the periods (records) that an edit is about."""
        rows = list(dict.fromkeys(edit["rows"]))
        if not rows:
            raise UserError(self.env._("Select the cells first."))
        self._check_rows(tree, rows)
        ids = edit.get("periods") or tree.plan.period_ids.ids
        check_parts(self.env, periods=ids)
        self._check_periods(tree, set(ids))
        return rows, self.env["sales.plan.period"].browse(self._order_periods(tree.plan, set(ids)))

    @api.model
    def _order_periods(self, plan, ids):
        """Return ids of periods in their order."""
        return [period_id for period_id in plan.period_ids.ids if period_id in ids]

    @api.model
    def _count_cells(self, change, count=None):
        """Record in a change how many cells its step names; return the change."""
        change.data["count"] = len(change.cells) if count is None else count
        return change
