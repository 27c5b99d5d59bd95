from odoo import api, models
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from .names import MODULE

#: Functions of groups whose result is an amount of one currency.
_IN_ONE_CURRENCY = ("sum", "avg", "min", "max")


class SalesOneCurrencyMixin(models.AbstractModel):
    """Amounts of different currencies are never added up as if they were of one.

    Lists, pivots and graphs ask for converted sums beside plain ones, show those where several
    currencies meet, and say so. Spreadsheets and programs ask for plain sums only: of several
    currencies these are empty. What is converted is in the currency of the current company at
    today's rates, also where Odoo's rates are told in a third one.

    Of Odoo's own models, which inherit this with others, everything stays as it is; so it does of
    amounts whose currency no query can ask for: clients never add those up.
    """

    _name = "sales.one.currency.mixin"
    _description = "Amounts of One Currency"

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        selected = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == "__count" or self._original_module != MODULE:
            return selected
        name, __, function = parse_read_group_spec(aggregate_spec)
        if self._fields[name].type != "monetary":
            return selected
        return self._keep_apart(selected, name, function, query)

    @api.model
    def _keep_apart(self, selected, name, function, query):
        """Return what a function makes of the amounts of a group, empty where it would add up
        those of several currencies.

        :param selected: the SQL of its result
        :param name: the field of the amounts
        """
        if function == "sum_currency":
            return self._convert_to_own(selected)
        if function not in _IN_ONE_CURRENCY or not self._may_meet_currencies():
            return selected
        currency_field = self._fields[name].get_currency_field(self)
        try:
            currency = self._field_to_sql(self._table, currency_field, query)
        except ValueError:  # it is worked out in Python
            return selected
        return SQL(
            "CASE WHEN MIN(%s) IS NOT DISTINCT FROM MAX(%s) THEN %s END",
            currency,
            currency,
            selected,
        )

    @api.model
    def _may_meet_currencies(self):
        """Whether what the user reads may be of several currencies."""
        if self.env.su or len(self.env.companies) < 2:
            return self.env.su
        # sudo: the currencies of the companies that the user works in
        return len(self.env.companies.sudo().currency_id) > 1

    @api.model
    def _convert_to_own(self, amount):
        """Return a sum that Odoo has converted by rates alone in the current company's currency:
        that may have a rate itself. It is looked up as Odoo looks up those of the amounts."""
        company, rates = self.env.company, self.env["res.currency.rate"]
        names = ("rate", "name", "currency_id", "company_id")
        rate, name, currency_id, company_id = (rates._field_to_sql("own", each) for each in names)
        # sudo: in which currency a company of the user's keeps its books
        return SQL(
            """(%(amount)s * COALESCE((
                 SELECT %(rate)s FROM res_currency_rate own
                  WHERE %(currency_id)s = %(currency)s
                    AND (%(company_id)s IS NULL OR %(company_id)s = %(company)s)
                  ORDER BY %(company_id)s, CASE WHEN %(name)s <= %(today)s THEN %(name)s END DESC,
                           CASE WHEN %(name)s > %(today)s THEN %(name)s END
                  LIMIT 1), 1.0))""",
            amount=amount,
            rate=rate,
            currency_id=currency_id,
            currency=company.sudo().currency_id.id,
            company_id=company_id,
            company=company.root_id.id,
            name=name,
            today=company._get_today(),
        )
