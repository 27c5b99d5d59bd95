from odoo import api, models
from odoo.tools.sql import escape_psql

from .arguments import check_texts, no_filter
from .names import MODULE


class SalesGuardedMixin(models.AbstractModel):
    """Searches for what a client types: a text of some length, as it was typed."""

    _inherit = "sales.guarded.mixin"

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self._original_module == MODULE:
            domain = check_texts(self, domain)
        return super()._search(domain, *args, **kwargs)

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Find records by a part of their name, in which ``%`` and ``_`` are themselves."""
        if self._original_module != MODULE:
            return super().name_search(name, domain, operator, limit)
        if not isinstance(name or "", str) or not isinstance(operator, str):
            raise no_filter(self)
        if operator in ("like", "ilike", "not like", "not ilike"):
            name = escape_psql(name or "")
        return super().name_search(name, domain, operator, limit)
