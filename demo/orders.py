"""Sale orders: confirmed ones from the sales, quotations from the open deals."""

from datetime import timedelta

from odoo.fields import Command

from .cast import TIERS, read_customers
from .records import find_source


def create_orders(cast, sales, leads):
    """Create and confirm the orders of ``sales``, backdated. ``leads`` are the won deals by
    sale. Returns the orders by sale, without the sales that had none.

    What is invoiced has been delivered, before anybody counted stock."""
    sales = [sale for sale in sales if sale.ordered]
    orders = cast.env["sale.order"].create(
        [_prepare_order_values(cast, sale, leads.get(sale)) for sale in sales]
    )
    pairs = list(zip(orders, sales, strict=True))
    delivered = orders.browse(order.id for order, sale in pairs if sale.invoiced)
    delivered.with_context(skip_procurement=True).action_confirm()
    (orders - delivered).action_confirm()
    for order, sale in pairs:
        # Confirming sets the order date to now.
        order.date_order = sale.ordered
    return dict(zip(sales, orders, strict=True))


def create_quotations(cast, deals, leads):
    """A quotation for each open deal that is far enough; the older ones were sent."""
    tiers = {customer.code: TIERS[customer.tier] for customer in read_customers()}
    quotations = cast.env["sale.order"].create(
        [
            {
                **_prepare_header(cast, deal, lead),
                "date_order": deal.created + timedelta(days=2),
                "order_line": [_prepare_quoted_line(cast, deal, tiers[deal.customer])],
            }
            for deal, lead in zip(deals, leads, strict=True)
        ]
    )
    old = quotations.filtered(lambda order: order.date_order.date() < cast.today - timedelta(20))
    old.action_quotation_sent()
    return quotations


def _prepare_order_values(cast, sale, lead):
    return {
        **_prepare_header(cast, sale, lead),
        "date_order": sale.ordered,
        "order_line": [
            Command.create(
                {
                    "product_id": cast.products[line.product].id,
                    "product_uom_qty": line.quantity,
                    "price_unit": line.price,
                    "discount": sale.discount,
                }
            )
            for line in sale.lines
        ],
    }


def _prepare_header(cast, document, lead):
    user = cast.users.get(document.salesperson)
    return {
        "partner_id": cast.customers[document.customer].id,
        "user_id": user.id if user else False,
        "team_id": cast.get_team(document.customer).id,
        "source_id": find_source(cast.env, document.source).id,
        "opportunity_id": lead.id if lead else False,
        "company_id": cast.company.id,
    }


def _prepare_quoted_line(cast, deal, tier):
    product = cast.products["oscilloscope" if deal.revenue > 6_000 else "multimeter"]
    quantity = max(1, round(deal.revenue / product.list_price))
    return Command.create(
        {"product_id": product.id, "product_uom_qty": quantity, "discount": tier.discount}
    )
