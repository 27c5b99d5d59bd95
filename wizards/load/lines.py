from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...models.org.numbers import format_number
from ...queries.dimensions import BY_CODE


class SalesPlanLoadLevel(models.TransientModel):
    """The choice of rows for one level."""

    _name = "sales.plan.load.level"
    _description = "Level of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, level_id"
    _fixed_links = {"load_id": "write", "level_id": "read"}

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    level_id = fields.Many2one("sales.plan.level", required=True, ondelete="cascade")
    dimension = fields.Selection(related="level_id.dimension")
    label = fields.Char("Rows Of", related="level_id.display_name")
    unit_currency_id = fields.Many2one(related="load_id.unit_currency_id")
    is_hierarchical = fields.Boolean(compute="_compute_is_hierarchical")
    depth = fields.Selection(
        [
            ("own", "As on the document"),
            ("top", "Top level"),
            ("second", "Second level"),
            ("third", "Third level"),
            ("rows", "Rows of the plan"),
        ],
        "Detail",
        help="Which teams or categories become rows. A row stands for those below it too, so a "
        "category and one of its own sub-categories cannot both be rows of one level. With the "
        "rows of the plan, what falls under none of them stays with the row above, unallocated.",
    )
    top = fields.Integer(
        "Keep the Largest",
        aggregator=None,
        help="How many rows to keep below each row above, the largest targets first. Zero keeps "
        "all. What is left out stays with the row above, unallocated.",
    )
    smallest = fields.Monetary(
        "Smallest Target",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Rows with a smaller target are left out; it stays with the row above, unallocated.",
    )

    @api.depends("level_id")
    def _compute_is_hierarchical(self):
        # sudo: only whether any is below another one, of companies that are not open, too
        nested = {
            code: dimension.hierarchical
            and bool(
                self.env[dimension.comodel]
                .sudo()
                .search_count([("parent_id", "!=", False)], limit=1)
            )
            for code, dimension in BY_CODE.items()
            if code in self.level_id.mapped("dimension")
        }
        for line in self:
            line.is_hierarchical = nested.get(line.level_id.dimension, False)

    def _check_choices(self):
        for line in self:
            if line.top < 0 or line.smallest < 0:
                raise UserError(
                    self.env._(
                        "How many rows of %s to keep, and the smallest, cannot be negative.",
                        line.level_id._get_label(),
                    )
                )


class SalesPlanLoadPeriod(models.TransientModel):
    """The percentage of one period, if users give their own."""

    _name = "sales.plan.load.period"
    _description = "Period of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, period_id"
    _fixed_links = {"load_id": "write", "period_id": "read"}

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    period_id = fields.Many2one("sales.plan.period", required=True, ondelete="cascade")
    percent = fields.Float("Share (%)", digits=(16, 2), aggregator="sum")

    def _check_choices(self):
        for line in self:
            if line.percent < 0:
                raise UserError(
                    self.env._(
                        "The percentage of %(period)s is %(percent)s: it cannot be negative.",
                        period=line.period_id.name,
                        percent=format_number(self.env, line.percent),
                    )
                )
        total = sum(self.mapped("percent"))
        if float_compare(total, 100, precision_digits=2):
            raise UserError(
                self.env._(
                    "The percentages of the periods make %s%%, they must make 100%%.",
                    format_number(self.env, round(total, 2)),
                )
            )


class SalesPlanLoadOverride(models.TransientModel):
    """Another percentage or an amount for one customer, one industry, one product…

    The percentage replaces the general one for the sales that it is about. The amount is added to
    their result and spread over them by size. A sale to which several exceptions apply falls under
    the first of them in the list.
    """

    _name = "sales.plan.load.override"
    _description = "Exception of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, sequence, id"
    _fixed_links = {"load_id": "write"}

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    unit_currency_id = fields.Many2one(related="load_id.unit_currency_id")
    dimension = fields.Selection(
        selection=lambda self: self.env["sales.plan.level"]._get_dimensions(),
        string="For",
        required=True,
        default="customer",
    )
    value_model = fields.Char(compute="_compute_value_model")
    value_id = fields.Many2oneReference(
        model_field="value_model",
        required=True,
        help="A sales team stands for the teams below it too, a product category for its "
        "sub-categories.",
    )
    percent = fields.Float(
        "Raise By (%)",
        compute="_compute_percent",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 4),
        aggregator=None,
        help="Instead of the general percentage.",
    )
    amount = fields.Monetary(
        "And By",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Added to what these sales make, exactly; negative to take away.",
    )

    @api.depends("dimension")
    def _compute_value_model(self):
        for line in self:
            line.value_model = BY_CODE[line.dimension].comodel if line.dimension else False

    @api.depends("load_id")
    def _compute_percent(self):
        for line in self:
            line.percent = line.load_id.uplift_percent

    @api.onchange("dimension")
    def _onchange_dimension(self):
        self.value_id = False

    def _check_choices(self):
        seen = set()
        for number, line in enumerate(self, start=1):
            value = line._get_value()
            if not value:
                raise UserError(
                    self.env._(
                        "Exception %s is for nothing: choose whom or what it is for.", number
                    )
                )
            if line.percent <= -100:
                raise UserError(
                    self.env._(
                        "Lowering %s by 100%% or more would leave nothing.", value.display_name
                    )
                )
            if (line.dimension, value.id) in seen:
                raise UserError(self.env._("There are two exceptions for %s.", value.display_name))
            seen.add((line.dimension, value.id))

    def _get_value(self):
        """Return the record that the exception is for, empty if it was deleted.

        A contact stands for its company, as in every fact.
        """
        self.ensure_one()
        model = self.env[BY_CODE[self.dimension].comodel]
        value = model.browse(self.value_id or []).exists()
        return value.commercial_partner_id if self.dimension == "customer" else value

    def _get_fact_values(self):
        """Return the ids by which facts fall under this exception."""
        self.ensure_one()
        value = self._get_value()
        if BY_CODE[self.dimension].hierarchical:
            return self.env["sales.plan.dimension.mixin"]._get_ids_below(value)
        return value.ids
