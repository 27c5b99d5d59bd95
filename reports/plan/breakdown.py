from odoo import api, models
from odoo.fields import Domain

from ...models.org.arguments import read_domain, takes
from ...queries.dimensions import BY_CODE
from ...tools.arguments import a_domain

#: Kinds of periods by which dates can be grouped, the finest first, and the months that they begin
#: in where they are those of the calendar.
_CALENDAR_MONTHS = {"month": range(1, 13), "quarter": range(1, 13, 3), "year": (1,)}


class SalesPlanReport(models.Model):
    """By what plan versus actual opens: by what its plans are broken down by."""

    _inherit = "sales.plan.report"

    @api.readonly
    @api.model
    @takes(domain=a_domain)
    def read_breakdown(self, domain):
        """Return by what to group plan versus actual in the beginning.

        That is the first level of the plan; of several plans the first level that all of them
        have, below each plan where their amounts do not add up, and the plans themselves where
        they have none in common. A plan's columns are its periods, those of several plans the
        months, quarters or years that all of them have.

        :param domain: what is shown
        :return: ``[groupings of the rows, groupings of the columns]``
        """
        domain = read_domain(self, domain).optimize(self)
        planned = self._read_group(domain & Domain("kind", "=", "target"), ["plan_id"])
        plans = self.env["sales.plan"].union(*[plan for [plan] in planned])
        plans = plans or plans.search(self._get_raw_request(domain).plan_domain)
        return [self._get_row_groups(plans), self._get_column_groups(plans)]

    @api.model
    def _get_row_groups(self, plans):
        firsts = {plan.level_ids[:1].dimension for plan in plans}
        if len(firsts) != 1 or not all(firsts):
            return ["plan_id"]
        field = BY_CODE[firsts.pop()].field
        units = {(plan.measure, plan.currency_id) for plan in plans}
        return [field] if len(units) == 1 else ["plan_id", field]

    @api.model
    def _get_column_groups(self, plans):
        if len(plans) == 1:
            return ["period_id"]
        kinds = set(plans.mapped("period_type"))
        if not kinds or not kinds <= _CALENDAR_MONTHS.keys():
            return []
        coarsest = max(kinds, key=list(_CALENDAR_MONTHS).index)
        months = _CALENDAR_MONTHS[coarsest]
        cut = plans.filtered(lambda plan: plan.period_type == coarsest).period_ids
        first_days = {plan.date_from for plan in plans}
        if any(p.date_from.month not in months and p.date_from not in first_days for p in cut):
            return []
        return [f"date:{coarsest}"]
