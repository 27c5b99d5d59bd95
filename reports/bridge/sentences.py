from odoo import api, models


class SalesPlanBridge(models.AbstractModel):
    """What the steps of a bridge are called, and what they mean."""

    _inherit = "sales.plan.bridge"

    @api.model
    def _get_labels(self, bridge, plan):
        """Return the names of the steps of a bridge, as a chart has room for them."""
        _ = self.env._
        is_running = bridge.spans.is_running
        return {
            "start": _("Last Year")
            if bridge.against == "last_year"
            else _("Target to Date")
            if is_running
            else _("Target"),
            "end": _("Actual to Date") if is_running else _("Actual"),
            "planned": _("Planned Growth"),
            "lost_customers": _("Lost Customers"),
            "lost_products": _("Lost Products"),
            "volume": _("Volume"),
            "mix": _("Mix"),
            "price": _("Margin per Unit") if plan.measure == "margin" else _("Price"),
            "otherwise": _("Same Customers") if bridge.kind == "counts" else _("Without Quantity"),
            "new_products": _("New Products"),
            "new_customers": _("New Customers"),
            "currency": _("Currency"),
            "unplanned": _("Unplanned"),
            "deals": _("Number of Deals"),
            "pace": _("Speed"),
            "win_rate": _("Win Rate"),
            "size": _("Deal Size"),
        }

    @api.model
    def _get_helps(self):
        """Return what steps mean, in one sentence each."""
        _ = self.env._
        return {
            "planned": _(
                "What the target asks for beyond last year's sales of the same days: had nothing "
                "changed, this much would be missing."
            ),
            "lost_customers": _("Customers who bought a year before and not now."),
            "lost_products": _("Products that customers of both years bought a year before only."),
            "volume": _("More or fewer pieces in all, at last year's prices."),
            "mix": _("More of dearer products and fewer of cheaper ones, or the other way round."),
            "price": _("What a piece brings more or less than a year before."),
            "otherwise": _("Sales that have no product, or no pieces to tell a price by."),
            "new_products": _("Products that customers of both years buy now only."),
            "new_customers": _("Customers who buy now and did not a year before."),
            "currency": _(
                "What sales in other currencies are worth at today's rates, not last year's."
            ),
            "unplanned": _("Sales that fall under none of the rows below."),
            "deals": _("More or fewer deals at hand: closed by now, or still open."),
            "pace": _("A larger or smaller share of the deals at hand was closed."),
            "win_rate": _("A larger or smaller share of the closed deals was won."),
            "size": _("Won deals are larger or smaller."),
        }
