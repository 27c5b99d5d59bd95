from odoo import fields, models


class UtmSource(models.Model):
    """Sources form a hierarchy: a channel stands for the sources that are part of it."""

    _name = "utm.source"
    _inherit = ["utm.source", "sales.guarded.mixin"]
    _parent_store = True

    parent_id = fields.Many2one(
        "utm.source",
        "Part of",
        index="btree_not_null",
        ondelete="restrict",
        domain="['!', ('id', 'child_of', id)]",
        help="The source that this one is part of, such as “Search” for two search engines. "
        "Reports can be read by either.",
    )
    parent_path = fields.Char(index=True)

    def write(self, vals):
        if "parent_id" in vals and len(self) > 1:
            # one by one: the paths of sources below each other would be mixed up
            return all(source.write(vals) for source in self)
        return super().write(vals)
