from odoo import models


class SalesGuardedMixin(models.AbstractModel):
    """Records of which clients write only what is meant to be written by them."""

    _name = "sales.guarded.mixin"
    _description = "Guarded Fields"
