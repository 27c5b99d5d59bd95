from odoo import api, models
from odoo.fields import Command

from ...tools.arguments import is_id


class SaleOrder(models.Model):
    """Quotations made from a deal begin with its products."""

    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        deal_lines = self._get_deal_lines()
        if deal_lines and "order_line" in fields and "order_line" not in values:
            values["order_line"] = self._prepare_lines_of_deal(deal_lines, values)
        return values

    @api.model
    def _get_deal_lines(self):
        """Return the products of the deal that a quotation is made from, none otherwise."""
        lead_id = self.env.context.get("sales_plan_lines_of_lead_id")
        leads = self.env["crm.lead"].browse(lead_id if is_id(lead_id) else ())
        return leads.exists().line_ids

    @api.model
    def _prepare_lines_of_deal(self, deal_lines, values):
        """Return commands that make the lines, in the currency the quotation is going to have.

        :param values: the quotation's default values
        """
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        partner = self.env["res.partner"].browse(values.get("partner_id")).with_company(company)
        pricelist = self.env["product.pricelist"].browse(values.get("pricelist_id"))
        pricelist = pricelist or partner.property_product_pricelist
        positions = self.env["account.fiscal.position"].with_company(company)
        prepared = deal_lines._prepare_order_lines_values(
            pricelist.currency_id or company.currency_id,
            company,
            positions._get_fiscal_position(partner),
        )
        return [Command.create(line) for line in prepared]

    def _compute_sale_order_template_id(self):
        if self._get_deal_lines():
            # the lines of a template would take the place of the deal's
            return None
        return super()._compute_sale_order_template_id()
