from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from odoo import api, models
from odoo.tools import formatLang

from ...queries.steps import changed_beside
from ...tools import formula
from ...tools.spreading import Number
from ..cells.sales_plan_journal import RAISED, TYPED
from ..org.numbers import format_number

#: Multiples that a load hands over at most, from row to row and from period to period.
MOST_MOVED = 2
#: Digits of a factor that are shown.
FACTOR_FORM = "%.12g"


@dataclass
class Change:
    """What a step did to a cell, or to the total of a row.

    :param step: the step, readable to its caller
    :param before: amount before, None for not planned
    :param after: amount after
    :param history: what the amount was in the past, None where the step did not say
    :param is_typed: whether the cell was named by who took the step
    :param is_raised: whether it followed rows below it, see ``raising.py``
    :param is_total: whether it is the total of a row
    :param period_id: of the cell
    :param row_id: of the cell
    :param sums: of all that was changed likewise beside it, see ``_read_sums``
    """

    step: models.Model
    row_id: int
    period_id: int | None
    before: Number | None
    after: Number | None
    history: Number | None
    is_typed: bool
    is_raised: bool = False
    sums: dict = field(default_factory=dict)

    @property
    def is_total(self):
        return self.period_id is None


class SalesPlanTable(models.AbstractModel):
    """Finds how steps worked out the amounts that they left in a cell.

    A formula is shown only where it makes the amount, see ``tools/formula.py``.
    """

    _inherit = "sales.plan.table"

    @api.model
    def _find_formulas(self, tree, row_id, period_id, steps):
        """Return how steps worked out what they left in a cell: ``{step id: formula}``.

        Amounts of other rows are part of it only where the reader sees all of these.

        :param steps: as :meth:`_read_cell_steps`
        :return: formulas as :meth:`_show_formula`; steps without one are missing
        """
        sums = self._read_sums(tree, row_id, period_id, [step for step, __ in steps])
        rounding = tree.plan._get_rounding()
        shown = {}
        for step, cells in steps:
            change = self._get_change_of(step, row_id, period_id, cells)
            change.sums = sums.get(step.id, {})
            found = None
            if change.after is not None:
                found = self._explain_change(change, rounding)
            if found:
                shown[step.id] = self._show_formula(tree.plan, *found)
        return shown

    @api.model
    def _find_loaded_formula(self, tree, row_id, period_id, amount, history):
        """Return how a load worked out an amount, None where that is not how it came about.

        Who sees the amount of a row and its history may know how one was made of the other.
        """
        if amount is None or history is None:
            return None
        step = self.env["sales.plan.journal"]._find_loads({row_id}).get(row_id)
        if not step:
            return None
        change = Change(step, row_id, period_id, None, amount, history, False)
        found = self._explain_load(change, tree.plan._get_rounding())
        return found and self._show_formula(tree.plan, *found)

    @api.model
    def _get_change_of(self, step, row_id, period_id, cells):
        """Return what a step did to a cell, given its states in the step."""
        histories = [state[3][1] for state in cells if state[3] and state[3][1] is not None]
        return Change(
            step,
            row_id,
            period_id,
            self._add_states(state[2] for state in cells),
            self._add_states(state[3] for state in cells),
            round(sum(histories), 6) if histories else None,
            any(state[1] == TYPED for state in cells),
            all(state[1] == RAISED for state in cells),
        )

    @api.model
    def _read_sums(self, tree, row_id, period_id, steps):
        """Return what steps did likewise beside a cell, in one query.

        :return: ``{step id: {"rows" or "periods": {"before", "after", "history", "ids"}}}``: of
            the rows below the same row, in the same period; and of the row, in all its periods.
            Sums of the amounts before and after, and of the positive history
        """
        if period_id is None or not steps:
            return {}
        parent = tree.parents[row_id]
        # sums of rows that are hidden from the reader are not told
        beside = tree.children[parent] if parent and tree.is_whole(parent) else []
        found = self.env.execute_query(
            changed_beside([step.id for step in steps], row_id, period_id, beside)
        )
        sums = {}
        for step_id, way, before, after, history, ids in found:
            values = {"before": before, "after": after, "history": history, "ids": ids}
            sums.setdefault(step_id, {})[way] = values
        return sums

    # -------------------------------------------------------------------------
    # Kinds of steps
    # -------------------------------------------------------------------------

    @api.model
    def _explain_change(self, change, rounding):
        """Return the formula of a change and what it is made of, None where there is none.

        :return: ``(Formula, sentence)``
        """
        if change.is_raised:
            return self._explain_raised(change)
        explain = {
            "type": self._explain_typed,
            "copy": self._explain_copy,
            "round": self._explain_round,
            "load": self._explain_load,
            "spread": self._explain_spread_step,
            "import": self._explain_followed,
        }.get(change.step.kind)
        return explain and explain(change, rounding)

    @api.model
    def _explain_typed(self, change, rounding):
        data = change.step.data or {}
        if not change.is_typed:
            return self._explain_followed(change, rounding)
        found = formula.from_entry(data.get("entry") or "", change.before, change.after, rounding)
        if found:
            return found, self.env._("What was there, and what was typed")
        # what was typed for several periods, or all of them, is shared by these
        return self._explain_shares(change, rounding, "periods") if "amount" in data else None

    @api.model
    def _explain_raised(self, change):
        """Explain a cell that followed rows below it; of a total other periods are part, too."""
        if change.is_total or change.before is None:
            return None
        found = formula.plus(change.before, change.after)
        return found, self.env._("What was there, and what changed in the rows below")

    @api.model
    def _explain_followed(self, change, rounding):
        """Explain a cell that changed with others: by the rows beside it, or by its row."""
        if change.is_typed:
            return None
        rows = self._explain_shares(change, rounding, "rows")
        return rows or self._explain_shares(change, rounding, "periods")

    @api.model
    def _explain_copy(self, change, rounding):
        data = change.step.data or {}
        if not change.is_typed or change.is_total:
            return self._explain_followed(change, rounding)
        factor = 1 + Fraction(Decimal(str(data.get("percent") or 0))) / 100
        base, sentence = change.history, self.env._("History, and the percentage that was added")
        if data.get("from"):
            base = dict(data.get("sources") or ()).get(change.row_id)
            sentence = self.env._("%s, and the percentage that was added", data["from"])
        if base is None:
            return None
        found = formula.times(base, factor, change.after, rounding)
        return found and (found, sentence)

    @api.model
    def _explain_round(self, change, rounding):
        to = (change.step.data or {}).get("to")
        if not change.is_typed or change.is_total or not to or change.before is None:
            return self._explain_followed(change, rounding)
        found = formula.times(change.before, 1, change.after, to, 0)
        return found and (found, self.env._("What was there"))

    @api.model
    def _explain_load(self, change, rounding):
        """Explain a loaded amount by its history; loads of before version 19.0.1.6.0 did not keep
        by how much they raised it."""
        growth = (change.step.data or {}).get("growth")
        if not growth or change.history is None:
            return None
        multiple = growth["multiple"] or rounding
        if growth["percent"] is not None and (growth["follows"] or change.is_total):
            factor = 1 + Fraction(Decimal(str(growth["percent"]))) / 100
            found = formula.times(change.history, factor, change.after, multiple, MOST_MOVED)
            if found:
                return found, self.env._("History, and the growth that was asked for")
        if growth["follows"] or change.is_total:
            found = formula.plus(change.history, change.after)
            return found, self.env._("History, and what was added to it")
        return None

    @api.model
    def _explain_spread_step(self, change, rounding):
        data = change.step.data or {}
        if not change.is_typed:
            return self._explain_followed(change, rounding)
        way = "rows" if data.get("direction") == "below" else "periods"
        return self._explain_weights(change, rounding, way) or self._explain_shares(
            change, rounding, way, data.get("mode")
        )

    @api.model
    def _explain_weights(self, change, rounding, way):
        """Explain a share by the weights that the step was given."""
        sums, data = change.sums.get(way), change.step.data or {}
        given = data.get("weights") or dict(data.get("period_weights") or ()).get(change.period_id)
        if not sums or not given:
            return None
        weights = {key: max(Fraction(weight), Fraction(0)) for key, weight in given}
        own = weights.get(change.row_id if way == "rows" else change.period_id, 0)
        parts = sum((weights.get(key, 0) for key in sums["ids"]), Fraction(0))
        found = formula.share(sums["after"], own, parts, change.after, rounding, False)
        return found and (found, self.env._("All together, by weights"))

    @api.model
    def _explain_shares(self, change, rounding, way, mode="current"):
        """Explain a share of what the rows beside a cell, or the periods of its row, got
        together: by what they had, by their history, evenly."""
        sums = change.sums.get(way)
        if not sums:
            return None
        whole, after = sums["after"], change.after
        if mode == "history" and sums["history"] and change.history is not None:
            found = formula.share(whole, change.history, sums["history"], after, rounding, True)
            if found:
                return found, self.env._("All together, by history")
        if mode == "current" and sums["before"] and change.before is not None:
            found = formula.share(whole, change.before, sums["before"], after, rounding, True)
            if found:
                return found, self.env._("All together, in proportion to what was there")
        found = formula.divided(whole, len(sums["ids"]), after, rounding)
        return found and (found, self.env._("All together, evenly"))

    # -------------------------------------------------------------------------
    # Words
    # -------------------------------------------------------------------------

    @api.model
    def _show_formula(self, plan, found, sentence):
        """Return a formula as the client shows it.

        :return: ``{"text": "16,396.60 × 1.08 = 17,708.33", "words": what its numbers are,
            "remark": what was rounded or handed over, or ""}`` in the reader's language
        """
        parts = []
        for term in found.terms:
            parts += [term.operator] if term.operator else []
            parts.append(self._show_term(plan, term))
        amount = self._show_amount(plan, found.amount)
        if len(found.terms) > 1 or not found.is_exact:
            parts += ["=" if found.is_exact else "≈", amount]
        return {
            "text": " ".join(parts),
            "words": sentence,
            "remark": self._explain_rounding(plan, found),
        }

    @api.model
    def _show_term(self, plan, term):
        if term.is_amount:
            return self._show_amount(plan, term.number)
        return format_number(self.env, float(term.number), FACTOR_FORM)

    @api.model
    def _show_amount(self, plan, amount):
        """Return an amount as cells show it, with more decimals only where it has some."""
        digits = plan._get_digits()
        exact = Fraction(amount)
        if (exact * 10**digits).denominator != 1:
            return format_number(self.env, float(exact), "%.12g")
        return formatLang(self.env, float(exact), digits=digits)

    @api.model
    def _explain_rounding(self, plan, found):
        if found.is_exact:
            return ""
        to = self._show_amount(plan, found.multiple)
        if not found.moved:
            return self.env._("Rounded to multiples of %s.", to)
        moved = self._show_amount(plan, abs(found.moved))
        if found.moved > 0:
            return self.env._(
                "Rounded to multiples of %(to)s; %(moved)s more, so that the parts make the "
                "whole exactly.",
                to=to,
                moved=moved,
            )
        return self.env._(
            "Rounded to multiples of %(to)s; %(moved)s less, so that the parts make the whole "
            "exactly.",
            to=to,
            moved=moved,
        )
