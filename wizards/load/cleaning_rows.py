from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.org.raised import by_code

#: Changes of a history that the preview lists, at most: the largest ones.
MOST_CHANGES = 500


class SalesPlanLoadSuccessor(models.TransientModel):
    """A product whose past is that of its successor."""

    _name = "sales.plan.load.successor"
    _description = "Successor Product of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, id"
    _fixed_links = {"load_id": "write"}

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    successor_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="cascade",
        help="What was sold of the product is planned for its successor, as many pieces of it.",
    )

    def _check_choices(self):
        if len(self.product_id) < len(self):
            raise UserError(self.env._("A product has one successor: one of them has two."))
        for line in self:
            if line.successor_id in self.product_id:
                raise UserError(
                    self.env._(
                        "%s has a successor, so it cannot be one: name the last of them.",
                        line.successor_id.display_name,
                    )
                )


class SalesPlanLoadCleaning(models.TransientModel):
    """One change of the history: what was left out, cut down or moved."""

    _name = "sales.plan.load.cleaning"
    _description = "Change of History of Load Actuals"
    _inherit = ["sales.guarded.mixin"]
    _order = "load_id, id"
    _client_fields = frozenset()  # all of it is written by code

    load_id = fields.Many2one("sales.plan.load", required=True, index=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="load_id.unit_currency_id")
    kind = fields.Selection(
        [
            ("one_off", "One-off order"),
            ("lost", "Lost customer"),
            ("successor", "Successor product"),
            ("moved", "Moved"),
            ("potential", "Above potential"),
        ],
        "Change",
        required=True,
    )
    name = fields.Char("What")
    text = fields.Char("Why")
    before_amount = fields.Monetary("Before", currency_field="unit_currency_id", aggregator=None)
    after_amount = fields.Monetary("Counts", currency_field="unit_currency_id", aggregator=None)


class SalesPlanLoad(models.TransientModel):
    """Keeps what cleaning changed, for the preview."""

    _inherit = "sales.plan.load"

    def _keep_cleaning(self, told):
        """Replace the list of changes, the largest first, and the sentences about them."""
        largest = sorted(told, key=lambda change: -abs(change[-2]))[:MOST_CHANGES]
        order = list(dict(self.env["sales.plan.load.cleaning"]._fields["kind"].selection))
        lines = [
            Command.create(
                {
                    "kind": kind,
                    "name": name,
                    "text": text,
                    "before_amount": float(before),
                    "after_amount": float(after),
                }
            )
            for kind, __, name, text, before, after in sorted(
                largest, key=lambda change: order.index(change[0])
            )
        ]
        by_code(self).write(
            {
                "cleaning_ids": [Command.clear(), *lines],
                "cleaning_description": "\n".join(self._describe_cleaning(told)),
            }
        )
