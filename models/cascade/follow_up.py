from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Where opportunities say what rows of plans stand for; other values are those of their products.
DEAL_PATHS = {
    "team_id": "team_id",
    "user_id": "user_id",
    "partner_id": "partner_id.commercial_partner_id",
    "industry_id": "partner_id.commercial_partner_id.industry_id",
    "sales_partner_id": "partner_id.commercial_partner_id.sales_partner_id",
    "source_id": "source_id",
    "selling_company_id": "company_id",
}


class SalesPlanAllocation(models.Model):
    """What to do about rows that are behind: write to who answers for them, plan something, look at
    their deals."""

    _inherit = "sales.plan.allocation"

    def action_write_owners(self):
        """Open a message to the owners of rows, which is kept on the rows."""
        rows = self._get_rows_to_follow_up()
        # sudo: whom a row's message goes to; who answers for a row is no secret to who sees it
        owners = rows.sudo().responsible_id - self.env.user
        if not owners:
            raise UserError(self.env._("Nobody else answers for these targets."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to %s", ", ".join(owners.mapped("name"))),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": rows.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": owners.partner_id.ids,
                "default_subject": self.env._("Your target for %s", rows[0].display_name),
                "default_subtype_xmlid": "mail.mt_comment",
            },
        }

    def action_schedule(self):
        """Open the dialog that plans an activity on rows, for their owner if they have one."""
        rows = self._get_rows_to_follow_up()
        owners = rows.sudo().responsible_id  # sudo: as for messages
        context = {"default_activity_user_id": owners.id} if len(owners) == 1 else {}
        return self.env["mail.activity"]._open_scheduling(rows, **context)

    def action_open_deals(self):
        """Open the open deals of what rows stand for, as far as the user may read them."""
        self._check_chosen()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_opportunities")
        title = self.env._("Open Deals of Several Rows")
        if len(self) == 1:
            title = self.env._("Open Deals of %s", self.display_name)
        return {
            **action,
            "domain": list(self._get_open_deals_domain()),
            "context": {"default_type": "opportunity"},
            "display_name": title,
            "name": title,
        }

    def _get_open_deals_domain(self):
        """Return the domain of the open deals of what any of these rows stands for."""
        # sudo: the values of rows that the user can read
        return Domain.OR(
            self._get_open_domain(plan._get_company_ids())
            & Domain.OR(row._get_deals_of_values() for row in rows)
            for plan, rows in self.sudo().grouped("plan_id").items()
        )

    @api.model
    def _get_deals_domain(self, company):
        """Return the domain of the open deals of a company, its branches and of no company."""
        return self._get_open_domain(company._get_branch_ids())

    @api.model
    def _get_open_domain(self, company_ids):
        return (
            Domain("type", "=", "opportunity")
            & Domain("won_status", "=", "pending")
            & Domain("company_id", "in", [*company_ids, False])
        )

    def _get_deals_of_values(self):
        return Domain.AND(
            Domain(path, "in", self._get_matching_ids(name))
            for name, path in DEAL_PATHS.items()
            if self[name]
        )

    def _get_rows_to_follow_up(self):
        """Return these rows; raise unless the user sees them and they are published."""
        self._check_chosen()
        if hidden := self.filtered(lambda row: not row.is_published):
            raise UserError(
                self.env._(
                    "%s is not published: nobody is measured by it yet.", hidden[0].display_name
                )
            )
        return self

    def _check_chosen(self):
        """Raise unless these are rows that the user sees."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose the rows that it is about."))
