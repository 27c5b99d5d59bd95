from odoo import api, fields, models
from odoo.fields import Command

#: How sales organisations plan most: ``{template: (its name, dimensions of its levels)}``.
TEMPLATES = {
    "team_person_customer": ("Team › Salesperson › Customer", ("team", "salesperson", "customer")),
    "team_person": ("Team › Salesperson", ("team", "salesperson")),
    "team_category": ("Team › Product Category", ("team", "product_category")),
    "customer_product": ("Customer › Product", ("customer", "product")),
    "country_customer": ("Country › Customer", ("country", "customer")),
    "category": ("Product Category", ("product_category",)),
}


def prepare_levels(levels):
    """Return commands that make levels of some dimensions, in their order.

    They are called what they are, whatever name somebody has made their default.
    """
    return [
        Command.create({"dimension": dimension, "sequence": 10 * number, "name": False})
        for number, dimension in enumerate(levels, start=1)
    ]


class SalesPlan(models.Model):
    """Levels that are chosen together: one click instead of some for each level."""

    _inherit = "sales.plan"

    level_template = fields.Selection(
        [(template, name) for template, (name, __) in TEMPLATES.items()],
        "Breakdown",
        compute="_compute_level_template",
        inverse="_inverse_level_template",
        readonly=False,
        help="Levels that many plans have. Choosing some replaces those that are there; they can be"
        " changed afterwards.",
    )

    @api.depends("level_ids.dimension", "level_ids.sequence")
    def _compute_level_template(self):
        templates = {levels: template for template, (__, levels) in TEMPLATES.items()}
        for plan in self:
            plan.level_template = templates.get(plan._get_level_dimensions())

    def _inverse_level_template(self):
        self._follow_level_template()

    @api.onchange("level_template")
    def _onchange_level_template(self):
        self._follow_level_template()

    def _get_level_dimensions(self):
        return tuple(self.level_ids.sorted("sequence").mapped("dimension"))

    def _follow_level_template(self):
        """Give plans the levels of the template that was chosen, unless they have them."""
        for plan in self:
            if not plan.level_template:
                continue
            levels = TEMPLATES[plan.level_template][1]
            if plan._get_level_dimensions() != levels:
                plan.level_ids = [Command.clear(), *prepare_levels(levels)]
