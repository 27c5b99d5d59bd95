from odoo import api, models
from odoo.fields import Command

from ...queries.dimensions import FIELDS
from .res_company import FROM_COMPANY


class SalesPlan(models.Model):
    """New plans begin with what their company plans by, see *Settings*."""

    _inherit = "sales.plan"

    @api.model
    def _complete_defaults(self, vals):
        """Return the values of a new plan with what it takes from its company.

        Without levels it gets those of the company; of another company than the one that the user
        works in, all that it plans by.
        """
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        missing = {}
        if not {"level_ids", "default_level_ids"} & {*vals, *self.env.context}:
            scope = [name for name in FIELDS if vals.get(name)]
            missing["level_ids"] = company._prepare_plan_levels(scope)
        if company != self.env.company:
            # sudo: who may make plans for a company may know how it plans
            theirs = company.sudo()
            missing |= {
                name: theirs[source]
                for name, source in FROM_COMPANY.items()
                if f"default_{name}" not in self.env.context
            }
        return {**missing, **vals}

    @api.onchange("company_id")
    def _onchange_company_id(self):
        """Let a new plan of another company begin as that one plans, save what was chosen."""
        if self._origin or not self.company_id:
            return
        usual, theirs = self.env.company, self.company_id.sudo()
        for name, source in FROM_COMPANY.items():
            if self[name] == usual[source]:
                self[name] = theirs[source]
        if self.level_ids.mapped("dimension") == usual._get_plan_levels():
            self.level_ids = [Command.clear(), *theirs._prepare_plan_levels()]
