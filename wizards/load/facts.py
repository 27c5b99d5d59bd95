import json

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import history, loading, pacing
from ...tools.spreading import to_decimal
from .cleaning import CHOICES


class SalesPlanLoad(models.TransientModel):
    """Reads the history and passes it with the choices to ``tools/loading.py``."""

    _inherit = "sales.plan.load"

    preview_key = fields.Char(readonly=True)

    def _compute_tree(self):
        """Return the tree of rows that is to be loaded: its total, a ``tools.loading.Row``."""
        self.ensure_one()
        mixed, facts, told = self._read_history()
        try:
            root = loading.load(facts, self._prepare_choices(mixed.takes))
        except loading.CannotLoad as error:
            raise UserError(self._describe_failure(error)) from None
        self._check_tree(root)
        self._keep_history(mixed, root)
        self._keep_cleaning(told)
        return root

    def _prepare_choices(self, takes):
        """Translate the wizard's fields into ``tools.loading.Choices``.

        :param takes: what each period takes of the spans that facts are of
        """
        self.ensure_one()
        return loading.Choices(
            periods=len(self.plan_id.period_ids),
            uplift=loading.Uplift(self.uplift_percent, self.uplift_amount),
            overrides=tuple(
                loading.Uplift(line.percent, line.amount) for line in self._get_overrides()
            ),
            shape=self._get_shape(),
            step=self._get_step(),
            rounding=int(self.rounding),
            limits=tuple(
                loading.Limit(line.top, line.smallest) for line in self._get_level_lines()
            ),
            takes=takes,
        )

    def _get_level_lines(self):
        """Return the choices for each level in the order of the plan's levels."""
        by_level = {line.level_id: line for line in self.level_line_ids}
        missing = self.plan_id.level_ids - self.level_line_ids.level_id
        if missing or len(by_level) != len(self.plan_id.level_ids):
            raise UserError(self.env._("The levels of the plan have changed: start loading again."))
        return [by_level[level] for level in self.plan_id.level_ids]

    def _get_step(self):
        """Return the smallest amount of the plan's measure: a cent, part of a unit, or one."""
        return to_decimal(self.plan_id._get_rounding())

    def _get_shape(self):
        """Return a weight for each period, or None to follow history."""
        if self.shape == "history":
            return None
        plan_periods = self.plan_id.period_ids
        if self.shape == "even":
            return (1,) * len(plan_periods)
        if self.shape == "own":
            percents = {line.period_id: line.percent for line in self.period_line_ids}
            return tuple(percents.get(period, 0) for period in plan_periods)
        weekdays, holidays = self.company_id._get_working_days(
            self.plan_id.date_from, self.plan_id.date_to
        )
        weekdays = weekdays or set(range(7))
        return tuple(
            pacing.working_days(period.date_from, period.date_to, weekdays, holidays)
            for period in plan_periods
        )

    def _read_facts(self, spans):
        """Yield what was sold in spans of days: ``(index of the span, values, amount)``, values of
        the dimensions of :meth:`_get_codes`.

        One query for all of them, unless some overlap.
        """
        codes, figures = self._get_codes(), self.env["sales.plan.figures"]
        for group in history.group_spans(spans):
            yield from figures._read_span_actuals(
                self.plan_id, self.basis, [(place, *spans[place]) for place in group], codes
            )

    def _get_codes(self):
        """Return the dimensions that sales are read by: those of the levels first, each once."""
        levels = self.plan_id.level_ids.mapped("dimension")
        others = self._get_overrides().mapped("dimension")
        return list(dict.fromkeys([*levels, *others, *self._get_cleaning_codes()]))

    def _make_facts(self, sales, codes):
        """Yield sales as ``tools.loading`` takes them: each with the path of its row, and with the
        exception that it falls under."""
        overrides = self._get_override_maps(codes)
        find_path = self._get_path_finder(codes)
        for place, values, amount in sales:
            override = min(
                (found[values[at]] for at, found in overrides if values[at] in found),
                default=None,
            )
            yield find_path(values), override, place, amount

    def _get_override_maps(self, codes):
        """Return ``[(position of a dimension, {value id: first override's index}), …]``."""
        maps = {}
        for index, line in enumerate(self._get_overrides()):
            found = maps.setdefault(codes.index(line.dimension), {})
            for value_id in line._get_fact_values():
                found.setdefault(value_id, index)
        return list(maps.items())

    def _describe_failure(self, error):
        """Say in one sentence why nothing can be loaded."""
        spans = self.history_description
        basis = dict(self._fields["basis"]._description_selection(self.env))[self.basis]
        if error.reason == "empty":
            return self.env._(
                "There is no history to load: nothing was found in %(basis)s from %(dates)s.",
                basis=basis,
                dates=spans,
            )
        if error.reason == "negative":
            return self.env._(
                "There is nothing to plan: what was found in %(basis)s from %(dates)s comes to "
                "%(total)s.",
                basis=basis,
                dates=spans,
                total=self._format_amount(error.total),
            )
        if error.override is None:
            return self.env._(
                "Taking away %(amount)s is more than the %(total)s there is.",
                amount=self._format_amount(-self.uplift_amount),
                total=self._format_amount(error.total),
            )
        line = self._get_overrides()[error.override]
        name = line._get_value().display_name
        if error.reason == "override":
            return self.env._(
                "Nothing was sold to add %(amount)s to for %(name)s.",
                amount=self._format_amount(line.amount),
                name=name,
            )
        return self.env._(
            "Taking away %(amount)s from %(name)s is more than the %(total)s there is.",
            amount=self._format_amount(-line.amount),
            name=name,
            total=self._format_amount(error.total),
        )

    def _format_amount(self, amount):
        """Format an amount in the plan's measure for a sentence."""
        currency = self.unit_currency_id
        if currency:
            return currency.format(float(amount))
        digits = self.plan_id._get_digits()
        return self.env["ir.qweb.field.float"].value_to_html(float(amount), {"precision": digits})

    def _get_choices_key(self):
        """Return all values that the preview depends on, to find out whether it is out of date."""
        self.ensure_one()
        plan = self.plan_id
        key = {
            "fields": {
                name: str(self[name])
                for name in (
                    "basis",
                    "history",
                    "filling",
                    "date_from",
                    "weight_1",
                    "weight_2",
                    "weight_3",
                    "uplift_percent",
                    "uplift_amount",
                    "shape",
                    "rounding",
                    "existing",
                    *CHOICES,
                )
            },
            "successors": [
                (line.product_id.id, line.successor_id.id) for line in self.successor_ids
            ],
            "overrides": [
                (line.dimension, line.value_id, line.percent, line.amount)
                for line in self._get_overrides()
            ],
            "levels": [
                (line.dimension, line.depth, line.top, line.smallest)
                for line in self.level_line_ids
            ],
            "percents": self.period_line_ids.mapped("percent"),
            "plan": [plan.measure, plan.rolls_up, plan.invoice_date_basis, plan.company_id.id],
            "group": [*plan._get_company_ids(), plan.leaves_out_group],
            "rates": [
                (rate.currency_id.id, str(rate.date_from), rate.rate) for rate in plan.rate_ids
            ],
            "until": str(self._get_until()),
            "scope": plan._get_dimension_values(),
            "plan_levels": plan.level_ids.ids,
            "periods": [(str(p.date_from), str(p.date_to), p.id) for p in plan.period_ids],
        }
        if "rows" in self.level_line_ids.mapped("depth"):
            key["rows"] = plan.edit_version
        return json.dumps(key, sort_keys=True)
