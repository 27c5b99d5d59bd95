from odoo import models
from odoo.exceptions import ValidationError

from ...queries.dimensions import FIELDS


class SalesPlan(models.Model):
    """What a plan is for, and who answers for it, belong to its company or one around it."""

    _inherit = "sales.plan"

    def _check_written(self, names):
        moves = not names.isdisjoint(("company_id", "further_company_ids"))
        chosen = [name for name in (*FIELDS, "responsible_id") if moves or name in names]
        for plan in self if chosen else ():
            plan._check_belong(plan, chosen)
            if moves:
                plan._check_belong(plan.allocation_ids, FIELDS)
        return super()._check_written(names)

    def _check_belong(self, records, names):
        """Raise unless all that some fields of records lead to belongs to the plan's companies.

        People belong to its own one who work in it, in a branch or in a company above: others do
        not see the plan. What belongs to no company belongs to all of them.
        """
        # sudo: reads of which companies values are, and names what the user has chosen
        records = records.sudo()
        company = self.sudo().company_id
        above = company.parent_ids.ids
        companies, own = {*self._get_company_ids(), *above}, {*company._get_branch_ids(), *above}
        for value in (value for name in names for value in records[name]):
            if value._name == "res.users":
                if value._is_staff(own):
                    continue
                sentence = self.env._("%(value)s does not work for %(company)s.")
            elif value._name == "res.company":
                if value.id in companies:
                    continue
                sentence = self.env._("%(value)s is no company of this plan.")
            elif "company_id" not in value or value.company_id.id in {False, *companies}:
                continue
            else:
                sentence = self.env._("%(value)s does not belong to %(company)s.")
            told = {"value": value.display_name, "company": company.name}
            raise ValidationError(sentence % told)


class SalesPlanAllocation(models.Model):
    """Rows are for customers, teams, people and products of their plan's company."""

    _inherit = "sales.plan.allocation"

    def _check_written(self, names):
        chosen = [name for name in (*FIELDS, "responsible_id") if name in names]
        for plan, rows in self.grouped("plan_id").items() if chosen else ():
            plan._check_belong(rows, chosen)
        return super()._check_written(names)
