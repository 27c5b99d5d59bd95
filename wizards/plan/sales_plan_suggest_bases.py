from odoo import api, models
from odoo.tools import format_date

from ...models.cascade.sales_plan_capacity import STAFFED
from ...models.org.numbers import format_number
from ...tools import mixing


class SalesPlanSuggestBases(models.AbstractModel):
    """What a split can go by: the weight that each method gives a row, with its reason in words.

    A method is served by ``_get_<method>(plan, row ids)``, which returns
    ``{row id: (weight, words)}``.
    """

    _name = "sales.plan.suggest.bases"
    _description = "Bases of Suggested Splits"

    @api.model
    def _get_methods(self, row):
        """Return the methods that the rows below a row can be split by, and why not by others."""
        methods, hints = ["equal", "current", "history"], []
        level = row._get_child_level() if row else row.level_id
        if level.dimension in STAFFED:
            methods.append("capacity")
        else:
            hints.append(
                self.env._("Capacity is that of teams and salespeople; these rows are neither.")
            )
        if self._has_pipeline(row, level):
            methods.append("pipeline")
        else:
            hints.append(
                self.env._("Open deals have no margins, and not all of them name products.")
            )
        return [*methods, "mix"], " ".join(hints)

    @api.model
    def _has_pipeline(self, row, level):
        by_product = level.dimension in ("product", "product_category")
        is_known = self.env["sales.plan.fairness"]._has_pipeline(row.plan_id)
        return is_known and not (by_product or row.product_id or row.product_category_id)

    @api.model
    def _get(self, plan, row_ids, method, shares=None):
        """Return the values of the wizard's lines: ``{row id: {…}}``.

        :param shares: ``{method: percent}`` of what is mixed, for the method ``mix``
        """
        if method == "mix":
            bases = self._mix(plan, row_ids, shares or {})
        else:
            bases = getattr(self, f"_get_{method}")(plan, row_ids)
        result = {}
        for row_id, (exact, words) in bases.items():
            weight = round(exact if method == "current" else max(exact, 0.0), 4)
            result[row_id] = {"weight": weight, "base_weight": weight, "basis": words}
        return result

    @api.model
    def _mix(self, plan, row_ids, shares):
        """Return what rows weigh by several methods, as they do alone; see ``tools/mixing.py``."""
        bases = [getattr(self, f"_get_{method}")(plan, row_ids) for method in shares]
        criteria = [
            (share, {row_id: weight for row_id, (weight, __) in base.items()})
            for share, base in zip(shares.values(), bases, strict=True)
        ]
        weights, counted = mixing.mix_weights(row_ids, criteria)
        whole = sum(criteria[place][0] for place in counted)
        parts = [
            (format_number(self.env, round(100 * criteria[place][0] / whole, 1)), bases[place])
            for place in counted
        ]
        return {
            row_id: (
                float(weight),
                "\n".join(
                    self.env._("%(percent)s%%: %(words)s", percent=percent, words=base[row_id][1])
                    for percent, base in parts
                    if row_id in base
                )
                or self.env._("Nothing to go by"),
            )
            for row_id, weight in weights.items()
        }

    @api.model
    def _get_equal(self, plan, row_ids):
        words = self.env._("1 of %s", plan._format_count(len(row_ids)))
        return dict.fromkeys(row_ids, (1.0, words))

    @api.model
    def _get_current(self, plan, row_ids):
        table = self.env["sales.plan.table"]
        cells = table._read_shown_cells(table._read_tree(plan), row_ids)
        totals = dict.fromkeys(row_ids)
        for (row_id, __), cell in cells.items():
            if cell.amount is not None:
                totals[row_id] = (totals[row_id] or 0.0) + cell.amount
        return {
            row_id: (
                total or 0.0,
                self.env._("Nothing is planned")
                if total is None
                else self.env._("%s is planned", plan._format_figure(total)),
            )
            for row_id, total in totals.items()
        }

    @api.model
    def _get_history(self, plan, row_ids):
        history = self.env["sales.plan.fairness"]._read_total_history(plan, row_ids)
        return {
            row_id: (amount, self._describe_history(plan, amount))
            for row_id in row_ids
            for amount in [history.get(row_id, 0.0)]
        }

    @api.model
    def _describe_history(self, plan, amount):
        if not amount:
            return self.env._("No history")
        values = {"amount": plan._format_figure(amount)}
        if amount < 0:
            return self.env._("A history of %(amount)s counts as none", **values)
        return self.env._("A history of %(amount)s", **values)

    @api.model
    def _get_pipeline(self, plan, row_ids):
        pipeline = self.env["sales.plan.fairness"]._read_pipeline(plan, row_ids)
        last = format_date(self.env, plan.date_to)
        return {
            row_id: (
                amount,
                self.env._(
                    "%(amount)s expected to close until %(day)s",
                    amount=plan._format_figure(amount),
                    day=last,
                )
                if amount
                else self.env._("No open deals until %s", last),
            )
            for row_id in row_ids
            for amount in [pipeline.get(row_id, 0.0)]
        }

    @api.model
    def _get_capacity(self, plan, row_ids):
        capacity = self.env["sales.plan.capacity"]
        return {
            row_id: (float(known.mean), capacity._describe_capacity(plan, known))
            for row_id, known in capacity._read_capacity(plan, row_ids).items()
        }
