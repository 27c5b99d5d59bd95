from odoo import api, fields, models
from odoo.exceptions import ValidationError


class UtmSource(models.Model):
    """Sources form a hierarchy: a channel stands for the sources that are part of it.

    In plans each counts by itself, as the documents name it; reports can be read by either.
    """

    _name = "utm.source"
    _inherit = ["utm.source", "sales.guarded.mixin"]

    parent_id = fields.Many2one(
        "utm.source",
        "Part of",
        index="btree_not_null",
        ondelete="restrict",
        domain="['!', ('id', 'child_of', id)]",
        help="The source that this one is part of, such as “Search” for two search engines. "
        "Reports can be read by either.",
    )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A source cannot be part of itself."))
