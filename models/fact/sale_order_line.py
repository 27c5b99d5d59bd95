from odoo import api, fields, models

from ..org.raised import by_code


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "sales.guarded.mixin"]

    sales_plan_unit_cost = fields.Float(
        "Unit Cost When Ordered",
        digits=0,
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Cost of one reference unit of the product when the order was confirmed, in the "
        "company's currency. Empty on orders confirmed before sales planning was installed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.state == "sale")._stamp_unit_costs()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "product_id" in vals:
            self.filtered(lambda line: line.state == "sale")._stamp_unit_costs()
        return result

    def _stamp_unit_costs(self):
        """Remember what the ordered products cost now, each in its order's company."""
        for company, lines in self.grouped("company_id").items():
            for product, same in lines.grouped("product_id").items():
                cost = product.with_company(company).standard_price
                by_code(same).sales_plan_unit_cost = cost
