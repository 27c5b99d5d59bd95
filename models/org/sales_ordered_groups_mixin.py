from odoo import api, models
from odoo.tools import SQL


class SalesOrderedGroupsMixin(models.AbstractModel):
    """Groups by a selection stand in the order of its values, which is the order of their meaning.

    Odoo has them in that of the letters that the database keeps. For reports, whose columns, bars
    and groups tell a story: opening, new, grown, shrunk, lost.
    """

    _name = "sales.ordered.groups.mixin"
    _description = "Groups in the Order of Their Meaning"

    @api.model
    def _read_group_orderby(self, order, groupby_terms, query):
        placed = {
            name: SQL("array_position(%s::varchar[], %s::varchar)", list(values), term)
            for name, term in groupby_terms.items()
            if (values := self._get_placed_values(name))
        }
        terms = {**groupby_terms, **placed}
        result = super()._read_group_orderby(order, terms, query)
        # what records are ordered by, whose names are the groups, is grouped by, too
        groupby_terms.update({name: terms[name] for name in terms if name not in placed})
        return result

    @api.model
    def _get_placed_values(self, name):
        """Return the values of a stored selection in their order, nothing for other fields."""
        field = self._fields.get(name)
        if not field or field.type != "selection" or not field.store:
            return ()
        return field.get_values(self.env)
