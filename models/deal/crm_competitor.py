from odoo import fields, models


class CrmCompetitor(models.Model):
    """Who else is after a deal."""

    _name = "crm.competitor"
    _description = "Competitor"
    _inherit = ["sales.guarded.mixin"]
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    website = fields.Char()
    note = fields.Html("Notes", help="What they are good at, what they are not, what they charge.")

    _name_unique = models.UniqueIndex(
        "(lower(name))", "There is a competitor of this name already. It may be archived."
    )
