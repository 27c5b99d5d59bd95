from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.org.arguments import read_domain
from ...models.org.nullable import NullableFloat
from ...queries.replenishment import replenishment
from ...queries.request import ReportRequest, plan_conditions

#: What is read of the report on plans.
_READ = frozenset(("plan_id", "period_id", "product_id"))
_MEASURES = frozenset(("target_amount", "ordered_amount"))
#: Halves of an id: the product's number, the period's.
_PERIOD_SLOTS = 1 << 26
#: What Odoo's stock app knows of a product.
OF_STOCK = ("on_hand", "incoming", "outgoing")
#: Plans that go into one workbook at most.
MOST_PLANS = 20


def _quantity(string, **options):
    return NullableFloat(string, readonly=True, digits="Product Unit", **options)


class SalesPlanReplenishment(models.Model):
    """Plans of quantities for purchasing: what is planned and not ordered yet, and whether stock
    covers it, by product and period.

    Planned are the targets of rows of the product, ordered the confirmed orders in the plan's
    scope, whatever the plan is measured by. Stock is what Odoo's stock app knows, set against each
    plan by itself; what lies in the warehouses counts in the first period that is not over. How
    the figures follow from each other stands in ``queries/replenishment.py``.
    """

    _name = "sales.plan.replenishment"
    _description = "Replenishment"
    _inherit = ["sales.guarded.mixin", "sales.asked.report.mixin"]
    _auto = False
    _rec_name = "product_id"
    _order = "date_from, product_id, id"

    plan_id = fields.Many2one("sales.plan", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    period_id = fields.Many2one("sales.plan.period", readonly=True)
    date_from = fields.Date("From", readonly=True, help="First day of the period.")
    date_to = fields.Date("Until", readonly=True)
    is_ahead = fields.Boolean("Not Over", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_category_id = fields.Many2one("product.category", readonly=True)
    vendor_id = fields.Many2one(
        "res.partner", readonly=True, help="The first of the product's vendors."
    )
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    planned = _quantity("Planned")
    ordered = _quantity("Ordered", help="Of confirmed orders by customers.")
    remaining = _quantity(
        "Still to Be Sold", help="Planned and not ordered yet, in periods that are not over."
    )
    on_hand = _quantity(
        "On Hand", help="In the warehouses now; counted in the first period that is not over."
    )
    incoming = _quantity("Incoming", help="Receipts to come.")
    outgoing = _quantity("Outgoing", help="Deliveries to come, of what is ordered already.")
    balance = _quantity(
        "Stock at the End",
        aggregator=None,
        help="If all that is still to be sold were sold, and nothing more bought.",
    )
    to_order = _quantity(
        "To Order", help="What stock falls short in the period, beyond what it fell short before."
    )

    _depends = {
        "sales.plan.report": ["reference"],
        "sales.plan": ["measure", "state", "company_id"],
        "sales.plan.period": ["plan_id", "date_from", "date_to"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "product.supplierinfo": ["partner_id", "product_tmpl_id", "sequence", "company_id"],
    }

    @api.model
    def _has_stock(self):
        """Whether Odoo's stock app is installed."""
        return "stock.quant" in self.env

    @api.model
    def _get_stock_measures(self):
        """Return the measures that are known of stock: none without the stock app."""
        return OF_STOCK if self._has_stock() else ()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Leave out what only the stock app knows where it is not installed."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if not self._has_stock():
            for name in OF_STOCK:
                of_it = {"name": name, "empty": f"{name} == False"}
                for node in arch.xpath("//field[@name=$name] | //*[@invisible=$empty]", **of_it):
                    node.getparent().remove(node)
        return arch, view

    @property
    def _table_query(self) -> SQL:
        plans = self._get_plans()
        has_stock = self._has_stock()
        if has_stock:
            self.env["stock.quant"].flush_model()
            self.env["stock.move"].flush_model()
            self.env["stock.location"].flush_model()
        report = self.env["sales.plan.report"]._with_request(
            ReportRequest(
                Domain("id", "in", plans.ids),
                _READ,
                frozenset(("ordered",)),
                measures=_MEASURES,
            )
        )
        return SQL(
            """SELECT %s FROM (%s) line
                 LEFT JOIN product_product product ON product.id = line.product_id
                 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                 LEFT JOIN LATERAL (
                      SELECT offer.partner_id
                        FROM product_supplierinfo offer
                       WHERE offer.product_tmpl_id = template.id
                         AND COALESCE(offer.product_id, product.id) = product.id
                         AND COALESCE(offer.company_id, line.company_id) = line.company_id
                       ORDER BY offer.sequence, offer.id LIMIT 1) vendor ON TRUE""",
            self._get_columns(),
            replenishment(report._table_query, plans.ids, has_stock),
        )

    @api.model
    def _get_columns(self) -> SQL:
        """Return the columns of the report: those of a line, and what follows from its product."""
        given = {
            "id": SQL("COALESCE(line.product_id, 0)::bigint * %s + line.period_id", _PERIOD_SLOTS),
            "product_category_id": SQL("template.categ_id"),
            "uom_id": SQL("template.uom_id"),
            "vendor_id": SQL("vendor.partner_id"),
        }
        return SQL(", ").join(
            SQL("%s AS %s", given.get(name, SQL.identifier("line", name)), SQL.identifier(name))
            for name, field in self._fields.items()
            if field.store and field.column_type
        )

    # Which plans --------------------------------------------------------------

    @api.model
    def _get_plans(self):
        """Return the plans of quantities that are asked for: those of a filter, else all."""
        asked = self.env.context.get("sales_plan_replenishment_of")
        found = asked if isinstance(asked, Domain) else Domain.TRUE
        return self.env["sales.plan"].search(found & Domain("measure", "=", "quantity"))

    @api.model
    def _asking(self, domain, aggregates=None):
        """Return the model with the plans that a filter lets through."""
        if isinstance(self.env.context.get("sales_plan_replenishment_of"), Domain):
            return self
        domain = self._settle_filter(domain)
        return self.with_context(sales_plan_replenishment_of=plan_conditions(domain))

    def action_download(self):
        """Send the plans that are listed, or those of the lines selected, as a workbook."""
        self.check_access("read")
        if self:
            plans = self.plan_id
        else:
            listed = read_domain(self, self.env.context.get("active_domain") or [])
            plans = self._asking(listed)._get_plans()
        if not plans:
            raise UserError(self.env._("There is no plan of quantities here."))
        if len(plans) > MOST_PLANS:
            raise UserError(self.env._("Filter for %s plans at most.", MOST_PLANS))
        ids = ",".join(map(str, plans.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_plan/replenishment_xlsx?ids={ids}",
            "target": "self",
        }
