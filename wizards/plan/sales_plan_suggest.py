from collections import Counter
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...tools import splitting
from ...tools.amounts import to_float

METHODS = [
    ("history", "By history"),
    ("pipeline", "By open pipeline"),
    ("capacity", "By capacity"),
    ("equal", "Evenly"),
    ("current", "As it is now"),
    ("mix", "By several of these"),
]
#: What can be mixed, in order, with the field of its share.
MIXED = {
    "history": "share_history",
    "pipeline": "share_pipeline",
    "capacity": "share_capacity",
    "equal": "share_equal",
}


class SalesPlanSuggest(models.TransientModel):
    """The wizard "Suggest a Split": what a row has, given to the rows directly below it by what
    they sold, by their open deals, by their people or evenly.

    A method gives each row a weight, which can be corrected. Every period of the row is split by
    the weights, so the season stays; by capacity the weights differ by period, as people come and
    go. What is shown is what is written: the split is done in memory each time.
    """

    _name = "sales.plan.suggest"
    _description = "Suggest a Split"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "allocation_id"
    _fixed_links = {"plan_id": "read", "allocation_id": "read"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Target Of", required=True, ondelete="cascade"
    )
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    version = fields.Integer(
        compute="_compute_version",
        store=True,
        precompute=True,
        readonly=False,
        help="Last step of the plan that the suggestion knows.",
    )
    method = fields.Selection(METHODS, "Split By", required=True, default="history")
    methods = fields.Json(compute="_compute_methods", help="What the rows can be split by.")
    hint = fields.Char(compute="_compute_methods", help="Why other methods are not offered.")
    share_history = fields.Float(
        "History (%)",
        default=50,
        digits=(16, 2),
        help="How much of the split goes by history. Shares are in proportion to each other; by "
        "what says nothing of any row, nothing is split: the others take its share.",
    )
    share_pipeline = fields.Float("Open Pipeline (%)", default=30, digits=(16, 2))
    share_capacity = fields.Float("Capacity (%)", default=20, digits=(16, 2))
    share_equal = fields.Float("Evenly (%)", digits=(16, 2))
    period_id = fields.Many2one(
        "sales.plan.period",
        "From Period",
        compute="_compute_period_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="cascade",
        domain="[('plan_id', '=', plan_id)]",
        help="Earlier periods stay as they are.",
    )
    rolls_up = fields.Boolean(related="plan_id.rolls_up")
    cushion = fields.Float(
        "Give Out More (%)",
        digits=(5, 1),
        help="How much more than there is the rows below get together, as a cushion.",
    )
    line_ids = fields.One2many(
        "sales.plan.suggest.line",
        "suggest_id",
        "Rows",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    preview = fields.Json(compute="_compute_preview", help="What the split makes.")
    amount = fields.Monetary(
        "Target", currency_field="unit_currency_id", compute="_compute_amounts"
    )
    given_amount = fields.Monetary(
        "Given Out", currency_field="unit_currency_id", compute="_compute_amounts"
    )
    unallocated_amount = fields.Monetary(
        "Unallocated", currency_field="unit_currency_id", compute="_compute_amounts"
    )
    notice = fields.Char(compute="_compute_amounts")
    has_kept = fields.Boolean(compute="_compute_amounts", help="Whether cells stay as they are.")

    @api.depends("plan_id")
    def _compute_version(self):
        for suggest in self:
            suggest.version = suggest.plan_id.edit_version

    @api.depends("plan_id")
    def _compute_period_id(self):
        """Of a plan in force, begin with what has not ended."""
        for suggest in self:
            periods = suggest.plan_id.period_ids
            if suggest.plan_id.state != "draft":
                today = suggest.plan_id.company_id._get_today()
                ahead = periods.filtered(lambda period, today=today: period.date_to >= today)
                periods = ahead or periods
            suggest.period_id = periods[:1]

    @api.depends("plan_id", "allocation_id")
    def _compute_methods(self):
        bases = self.env["sales.plan.suggest.bases"]
        for suggest in self:
            suggest.methods, suggest.hint = bases._get_methods(suggest.allocation_id)

    @api.depends("plan_id", "allocation_id", "method", *MIXED.values())
    def _compute_line_ids(self):
        for suggest in self:
            own = suggest._with_its_user()  # rows that its user sees
            rows = own._get_row_ids()
            known = {}
            if own.method in (own.methods or ()):
                bases = own.env["sales.plan.suggest.bases"]
                known = bases._get(own.plan_id, rows, own.method, own._get_shares())
            suggest.line_ids = [Command.clear()] + [
                Command.create({"allocation_id": row_id, **known.get(row_id, {})})
                for row_id in rows
            ]

    @api.depends("plan_id", "allocation_id", "method", "period_id", "cushion", "line_ids.weight")
    def _compute_preview(self):
        for suggest in self:
            suggest.preview = suggest._preview() if suggest._get_row_ids() else False

    @api.depends("preview")
    def _compute_amounts(self):
        for suggest in self:
            preview = suggest.preview or {}
            suggest.amount = preview.get("amount", 0)
            suggest.given_amount = preview.get("given", 0)
            suggest.unallocated_amount = suggest.amount - suggest.given_amount
            suggest.notice = preview.get("notice", False)
            suggest.has_kept = bool(preview.get("kept"))

    @api.constrains(*MIXED.values())
    def _check_shares(self):
        if any(suggest[name] < 0 for suggest in self for name in MIXED.values()):
            raise ValidationError(self.env._("What is mixed has shares of zero or more."))

    def _get_shares(self):
        """Return ``{method: its share in percent, as a number}`` of what is mixed, in order."""
        self.ensure_one()
        methods = self.methods or ()
        shares = {method: self[name] for method, name in MIXED.items() if method in methods}
        return {method: share for method, share in shares.items() if share > 0}

    @api.constrains("cushion")
    def _check_cushion(self):
        for suggest in self:
            limit = suggest.plan_id.over_assignment_limit
            if not 0 <= suggest.cushion <= limit:
                raise ValidationError(
                    self.env._(
                        "“%(plan)s” allows 0 to %(limit)g%% more than there is.",
                        plan=suggest.plan_id.display_name,
                        limit=limit,
                    )
                )
            if suggest.cushion and suggest.rolls_up:
                raise ValidationError(suggest.allocation_id._explain_sum())

    def _get_row_ids(self):
        """Return the ids of the rows directly below the one to split, if the user may split it."""
        self.ensure_one()
        own = self.allocation_id.filtered(lambda row: row.plan_id == self.plan_id)
        mine = own._filter_splittable()
        rows = self.env["sales.plan.allocation"]
        return rows.search([("parent_id", "in", mine.ids)], order="id").ids

    def _get_split_arguments(self):
        """Return the choices as ``_split_row`` of the planning table takes them."""
        self.ensure_one()
        first = self.period_id.date_from
        periods = self.plan_id.period_ids.filtered(
            lambda period: not first or period.date_from >= first
        )
        return periods.ids, self._get_weights, self.cushion, self.method == "current"

    def _preview(self):
        """Split the row in memory: ``{"amount", "given", "notice", "before": {row id as text:
        amount}, "after": likewise, "kept": {row id as text: how many of its cells stay}}``,
        without anything planned None."""
        table, row_id = self.env["sales.plan.table"], self.allocation_id.id
        tree = table._open(self.plan_id)
        split = table._split_row(tree, row_id, *self._get_split_arguments())
        after = {child: split.grid.total(child) for child in split.before}
        amount = split.grid.total(row_id) if not self.rolls_up else _add(split.before.values())
        notice = table._describe_split(split)
        if amount is None:
            notice = self.env._("Nothing is planned for %s yet.", self.allocation_id.display_name)
        return {
            "amount": float(amount or 0),
            "given": float(_add(after.values()) or 0),
            "notice": notice,
            "before": {str(child): to_float(value) for child, value in split.before.items()},
            "after": {str(child): to_float(value) for child, value in after.items()},
            "kept": Counter(str(child) for child, __ in split.kept),
        }

    def _get_weights(self, grid):
        """Return what the rows weigh in each period: ``{period id: {row id: weight}}``."""
        self.ensure_one()
        lines = {line.allocation_id.id: line for line in self.line_ids}
        weights = {row_id: Fraction(str(line.weight)) for row_id, line in lines.items()}
        result = {period: dict(weights) for period in grid.periods}
        parts = self._get_parts(grid, list(lines))
        for row_id, by_period in parts.items():
            base = Fraction(str(lines[row_id].base_weight))
            scaled = splitting.scale(by_period, base, weights[row_id])
            for period, weight in scaled.items():
                result[period][row_id] = weight
        return result

    def _get_parts(self, grid, row_ids):
        """Return the weights of rows that differ by period: ``{row id: {period id: weight}}``."""
        if self.method == "capacity":
            known = self.env["sales.plan.capacity"]._read_capacity(self.plan_id, row_ids)
            periods = self.plan_id.period_ids.ids
            parts = {
                row: dict(zip(periods, staff.periods, strict=True)) for row, staff in known.items()
            }
            return {row: {period: parts[row][period] for period in grid.periods} for row in parts}
        if self.method != "current":
            return {}
        planned = [
            period
            for period in grid.periods
            if any(grid.effective(row_id, period) for row_id in row_ids)
        ]
        return {
            row_id: {period: grid.effective(row_id, period) or 0 for period in planned}
            for row_id in row_ids
        }

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_apply(self):
        """Write the split as one step of the planning table and close the dialog."""
        check_one(self)
        self._check_choices()
        data = {
            "mode": self.method,
            "cushion": self.cushion,
            "is_corrected": any(line.weight != line.base_weight for line in self.line_ids),
        }
        if self.method == "mix":
            data["shares"] = list(self._get_shares().items())
        table = self.env["sales.plan.table"]
        step, split = table._apply_split(
            self.plan_id,
            self.allocation_id.id,
            self.version,
            data,
            *self._get_split_arguments(),
        )
        notice = table._describe_split(split)
        if not step:
            notice = notice or self.env._("The rows have these figures already.")
        close = {"type": "ir.actions.act_window_close"}
        if not notice:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": notice, "next": close},
        }

    def _check_choices(self):
        """Raise unless the method fits the rows, and the lines are those of the rows."""
        if self.method not in self.methods:
            raise UserError(self.hint)
        if self.method == "mix" and not self._get_shares():
            raise UserError(
                self.env._("Give a share to at least one of what the split is mixed of.")
            )
        if sorted(self.line_ids.allocation_id.ids) != self._get_row_ids():
            raise UserError(
                self.env._(
                    "Rows came or went below %s meanwhile. Open the suggestion again.",
                    self.allocation_id.display_name,
                )
            )


class SalesPlanSuggestLine(models.TransientModel):
    """What one of the rows below gets."""

    _name = "sales.plan.suggest.line"
    _description = "Suggestion of a Split, Row"
    _inherit = ["sales.guarded.mixin"]
    _order = "suggest_id, allocation_id"
    _fixed_links = {"suggest_id": "write", "allocation_id": "read"}

    suggest_id = fields.Many2one(
        "sales.plan.suggest", required=True, index=True, ondelete="cascade"
    )
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, ondelete="cascade"
    )
    unit_currency_id = fields.Many2one(related="suggest_id.unit_currency_id")
    name = fields.Char("For", related="allocation_id.name")
    basis = fields.Text(help="Where the weight comes from.")
    weight = fields.Float(
        digits=(16, 4),
        aggregator=None,
        help="The row gets this much of the sum of all weights. Correct it as you see fit.",
    )
    base_weight = fields.Float("Suggested Weight", digits=(16, 4), aggregator=None)
    share = fields.Float(
        "Share (%)",
        digits=(5, 1),
        aggregator=None,
        compute="_compute_amounts",
        help="Of what is given out, with what stays.",
    )
    kept = fields.Char(
        "Stays",
        compute="_compute_amounts",
        help="Cells that are held or planned as zero have no share by weight.",
    )
    current_amount = fields.Monetary(
        "Now", currency_field="unit_currency_id", compute="_compute_amounts"
    )
    suggested_amount = fields.Monetary(
        "Suggested", currency_field="unit_currency_id", compute="_compute_amounts"
    )
    change_amount = fields.Monetary(
        "Difference", currency_field="unit_currency_id", compute="_compute_amounts"
    )

    @api.depends("suggest_id.preview")
    def _compute_amounts(self):
        for line in self:
            preview, key = line.suggest_id.preview or {}, str(line.allocation_id.id)
            line.current_amount = preview.get("before", {}).get(key) or 0
            line.suggested_amount = preview.get("after", {}).get(key) or 0
            line.change_amount = line.suggested_amount - line.current_amount
            kept = preview.get("kept", {}).get(key)
            line.kept = kept and self.env["sales.plan.table"]._name_count(kept)
            given = preview.get("given")
            line.share = 100 * line.suggested_amount / given if given else 0

    @api.constrains("weight")
    def _check_weight(self):
        """What is planned now may be a return; nothing else that a row weighs is below zero."""
        if any(line.weight < 0 and line.suggest_id.method != "current" for line in self):
            raise ValidationError(self.env._("A weight is zero or more."))


def _add(amounts):
    planned = [amount for amount in amounts if amount is not None]
    return sum(planned) if planned else None
