from odoo import api, fields, models


class CrmLeadLine(models.Model):
    """What a deal is expected to sell: a product, how much of it, and at what price.

    Prices are those without taxes, in the currency of the deal, which is its company's.
    """

    _name = "crm.lead.line"
    _description = "Product of an Opportunity"
    _inherit = ["sales.guarded.mixin"]
    _order = "lead_id, sequence, id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="lead_id.company_id")
    currency_id = fields.Many2one(related="lead_id.company_currency")
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain=[("sale_ok", "=", True)],
    )
    name = fields.Text(
        "Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    product_uom_qty = fields.Float("Quantity", digits="Product Unit", default=1, required=True)
    allowed_uom_ids = fields.Many2many(
        "uom.uom", string="Allowed Units", compute="_compute_allowed_uom_ids"
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        ondelete="restrict",
        domain="[('id', 'in', allowed_uom_ids)]",
    )
    price_unit = fields.Float(
        "Unit Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        aggregator=None,
        min_display_digits="Product Price",
        help="Without taxes, in the company's currency. Proposed from the product and the "
        "customer's pricelist.",
    )
    discount = fields.Float("Discount (%)", digits="Discount", aggregator=None)
    price_subtotal = fields.Monetary(
        "Subtotal",
        compute="_compute_price_subtotal",
        store=True,
        precompute=True,
        help="Without taxes, in the company's currency.",
    )

    _discount_range = models.Constraint(
        "CHECK (discount <= 100)", "A discount cannot be more than 100%."
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            if line.product_id:
                product = line.product_id.with_context(lang=line._get_lang())
                line.name = product.get_product_multiline_description_sale()

    def _get_lang(self):
        """Return the language that the customer reads, else that of the user."""
        return self.lead_id.partner_id.lang or self.env.lang

    @api.depends("product_id.uom_id", "product_id.uom_ids")
    def _compute_allowed_uom_ids(self):
        for line in self:
            line.allowed_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id", "product_uom_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line._get_proposed_price() if line.product_id else 0

    def _get_proposed_price(self):
        """Return the product's price for the deal's customer today, without taxes, not rounded."""
        company = self.company_id or self.env.company
        today = company._get_today()
        product = self.product_id.with_company(company)
        pricelist = self.lead_id.partner_id.with_company(company).property_product_pricelist
        currency = pricelist.currency_id or company.currency_id
        price = pricelist._get_product_price(
            product,
            quantity=self.product_uom_qty or 1,
            currency=currency,
            uom=self.product_uom_id,
            date=today,
        )
        price = currency._convert(
            price, self.currency_id or company.currency_id, company, today, round=False
        )
        taxes = product.taxes_id._filter_taxes_by_company(company)
        return taxes._adapt_price_unit_to_another_taxes(price, product, taxes, taxes.browse())

    @api.depends("product_uom_qty", "price_unit", "discount", "currency_id")
    def _compute_price_subtotal(self):
        for line in self:
            currency = line.currency_id or self.env.company.currency_id
            line.price_subtotal = currency.round(line.product_uom_qty * line._get_net_price())

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.lead_id._expect_line_total()
        return lines

    def write(self, vals):
        if "lead_id" in vals:
            # rules look at where the products were, not at where they go
            self._check_sent([vals])
            self.env["crm.lead"].browse(vals["lead_id"]).check_access("write")
        result = super().write(vals)
        self.lead_id._expect_line_total()
        return result

    def _get_net_price(self):
        """Return the price of one unit after the discount, not rounded."""
        return self.price_unit * (1 - self.discount / 100)

    def _prepare_order_lines_values(self, currency, company, fiscal_position):
        """Return the values of the lines of a quotation that offers what is on these.

        What a user does not see on quotations (units, discounts) is part of the price or of the
        quantity: their form would not keep it.

        :param currency: the quotation's; prices are converted at today's rate
        :param company: the quotation's
        :param fiscal_position: the quotation's, for prices that include taxes
        """
        return [
            line._prepare_order_line_values(currency, company, fiscal_position) for line in self
        ]

    def _prepare_order_line_values(self, currency, company, fiscal_position):
        self.ensure_one()
        quantity, unit, price = self.product_uom_qty, self.product_uom_id, self.price_unit
        reference = self.product_id.uom_id
        if unit != reference and not self.env.user.has_group("uom.group_uom"):
            quantity = unit._compute_quantity(quantity, reference, round=False)
            price = unit._compute_price(price, reference)
            unit = reference
        discount = self.discount
        if not self.env.user.has_group("sale.group_discount_per_so_line"):
            price, discount = price * (1 - discount / 100), 0
        price = self._get_order_price(price, currency, company, fiscal_position)
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "sequence": self.sequence,
            "product_uom_qty": quantity,
            "product_uom_id": unit.id,
            "price_unit": price,
            # another figure marks the price as one that was typed: pricelists leave it alone
            "technical_price_unit": price + 1,
            "discount": discount,
        }

    def _get_order_price(self, price, currency, company, fiscal_position):
        """Return a price of the deal in an order's currency, with taxes where prices have them."""
        price = self.currency_id._convert(
            price, currency, company, company._get_today(), round=False
        )
        taxes = self.product_id.taxes_id._filter_taxes_by_company(company)
        taxes = fiscal_position.map_tax(taxes)
        return taxes._adapt_price_unit_to_another_taxes(
            price, self.product_id, taxes.browse(), taxes
        )
