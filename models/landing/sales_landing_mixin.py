from odoo import fields, models

from ..org.nullable import NullableMonetary, Ratio


class SalesLandingMixin(models.AbstractModel):
    """The landing of plans and of their rows, in the unit of the plan; ``_compute_landing`` of each
    works it out."""

    _name = "sales.landing.mixin"
    _description = "Where Plans and Rows Will End Up"

    unit_currency_id = fields.Many2one("res.currency", store=False)
    landing_amount = NullableMonetary(
        "Landing",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Where it will end up: half of the outcomes lie above, half below. Of a plan, for "
        "those who see only some rows, that of these.",
    )
    landing_low = NullableMonetary(
        "Landing, Low",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie above.",
    )
    landing_high = NullableMonetary(
        "Landing, High",
        compute="_compute_landing",
        currency_field="unit_currency_id",
        help="Nine of ten outcomes lie below.",
    )
    landing_chance = Ratio(
        "Chance",
        compute="_compute_landing",
        digits=(16, 4),
        aggregator=None,
        help="How likely the target is reached. Empty where the range is wider than the target: "
        "a chance would say nothing.",
    )
