from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.origin import is_complete_at
from ...queries.time import DayEnd, company_moments, is_valid_at


class SalesDealAsOfMixin(models.AbstractModel):
    """Deals as they were at the end of any day: the versions that were valid then.

    For models with ``valid_from``, ``valid_to`` and ``company_id``. Days of which not all deals
    are known yet have none.
    """

    _name = "sales.deal.as.of.mixin"
    _description = "Deals as of a Day"

    valid_on = fields.Date(
        "As of",
        store=False,
        search="_search_valid_on",
        help="Filter by it to see deals as they were at the end of a day.",
    )

    @api.model
    def _search_valid_on(self, operator, value):
        """Find the versions valid at the end of any of some days, where their companies are."""
        if operator != "in":
            return NotImplemented
        # triggers write the history when deals are written
        self.env["crm.lead"].flush_model()
        return valid_on_any(self.env, value)


def valid_on_any(env, days):
    """Return the domain of versions that are valid at the end of any of some days.

    For any model with ``valid_from``, ``valid_to`` and ``company_id``; empty days find nothing.
    """
    return Domain.OR(
        Domain.custom(to_sql=partial(_is_valid_at_end, DayEnd.seen_by(env, day)))
        for day in days
        if day
    )


def _is_valid_at_end(end, _model, alias, query):
    """Return the condition on versions; the query joins what it reads."""
    ending = query.make_alias(alias, f"ending_{end.day:%Y%m%d}")
    query.add_join(
        "LEFT JOIN",
        ending,
        SQL("(%s)", company_moments(end)),
        SQL("%s = %s", SQL.identifier(ending, "id"), SQL.identifier(alias, "company_id")),
    )
    return SQL(
        "%s AND %s",
        is_valid_at(end, alias, ending),
        is_complete_at(end, SQL.identifier(alias, "company_id")),
    )
