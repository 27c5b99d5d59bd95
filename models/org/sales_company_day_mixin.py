from collections.abc import Set
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.date_utils import parse_date

from ...queries.time import moment_at_start_of
from ...tools.arguments import shorten
from .arguments import check_texts, no_filter

COLLECTIONS = (list, tuple, Set)


class SalesCompanyDayMixin(models.AbstractModel):
    """Relative days in filters (``today -1y``) are those of each record's company, whoever asks.

    Odoo takes them in the time zone of the reader. For models with ``company_id``.
    """

    _name = "sales.company.day.mixin"
    _inherit = ["sales.one.currency.mixin"]
    _description = "Relative Days of Companies"

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._settle_days(domain), *args, **kwargs)

    @api.model
    def _settle_days(self, domain) -> Domain:
        """Return a domain in which days relative to today are days, or moments where these begin.

        Where it is not the same in all companies, each has a branch of its own.
        """
        return check_texts(self, domain).map_conditions(self._settle_condition)

    @api.model
    def _settle_filter(self, domain) -> Domain:
        """Return a domain in which days are settled, as conditions are read from it; raise where it
        is no filter of the model."""
        try:
            return self._settle_days(domain).optimize(self)
        except (AttributeError, TypeError, ValueError) as error:
            raise no_filter(self) from error

    @api.model
    def _settle_condition(self, condition):
        values = condition.value
        values = values if isinstance(values, COLLECTIONS) else [values]
        if not any(isinstance(value, str) and value.startswith("today") for value in values):
            return condition
        head, __, rest = condition.field_expr.partition(".")
        field = self._fields.get(head)
        if rest and field and hasattr(self.env.get(field.comodel_name), "_settle_condition"):
            there = self.env[field.comodel_name]
            below = there._settle_condition(Domain(rest, condition.operator, condition.value))
            return Domain(head, "any", below)
        companies = self.env["res.company"]
        if rest or not field:
            return condition
        if field.type == "date":
            zones = [(zone, ids) for __, zone, ids in companies._get_zones_by_day()]
            settle = self._settle_day
        elif field.type == "datetime" and condition.operator in ("<", "<=", ">", ">="):
            zones = list(companies._get_zones().items())
            settle = self._settle_moment
        else:
            return condition
        if len(zones) == 1:
            return settle(condition, zones[0][0])
        return Domain.OR(
            Domain("company_id", "in", ids) & settle(condition, zone) for zone, ids in zones
        )

    @api.model
    def _settle_day(self, condition, zone) -> Domain:
        value = self._to_days(condition.value, zone)
        return Domain(condition.field_expr, condition.operator, value)

    @api.model
    def _settle_moment(self, condition, zone) -> Domain:
        """As Odoo does it: after a day, and until it, are from the next one on, and before that."""
        day = self._to_days(condition.value, zone)
        operator = {">": ">=", "<=": "<"}.get(condition.operator)
        if operator:
            day += timedelta(days=1)
        moment = moment_at_start_of(zone, day)
        return Domain(condition.field_expr, operator or condition.operator, moment)

    @api.model
    def _to_days(self, value, zone):
        """Return what the values of a condition are in a time zone; others than relative days stay
        as they are."""
        if isinstance(value, COLLECTIONS):
            return [self._to_days(one, zone) for one in value]
        if isinstance(value, str) and value.startswith("today"):
            try:
                return parse_date(value, self.with_context(tz=zone).env)
            except (OverflowError, ValueError) as error:
                raise UserError(self.env._("“%s” is no day.", shorten(value, 40))) from error
        return value
