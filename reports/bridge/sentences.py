from odoo import api, models


class SalesPlanBridge(models.AbstractModel):
    """What the steps of a bridge are called, and what they mean."""

    _inherit = "sales.plan.bridge"

    @api.model
    def _get_labels(self, bridge, plan):
        """Return the names of the steps of a bridge, as a chart has room for them."""
        is_running = bridge.spans.is_running
        return {
            "start": self.env._("Last Year")
            if bridge.against == "last_year"
            else self.env._("Target to Date")
            if is_running
            else self.env._("Target"),
            "end": self.env._("Actual to Date") if is_running else self.env._("Actual"),
            "planned": self.env._("Planned Growth"),
            "lost_customers": self.env._("Lost Customers"),
            "lost_products": self.env._("Lost Products"),
            "volume": self.env._("Volume"),
            "mix": self.env._("Mix"),
            "price": self.env._("Margin per Unit")
            if plan.measure == "margin"
            else self.env._("Price"),
            "otherwise": self.env._("Same Customers")
            if bridge.kind == "counts"
            else self.env._("Without Quantity"),
            "new_products": self.env._("New Products"),
            "new_customers": self.env._("New Customers"),
            "currency": self.env._("Currency"),
            "unplanned": self.env._("Unplanned"),
            "deals": self.env._("Number of Deals"),
            "pace": self.env._("Speed"),
            "win_rate": self.env._("Win Rate"),
            "size": self.env._("Deal Size"),
        }

    @api.model
    def _get_helps(self):
        """Return what steps mean, in one sentence each."""
        return {
            "planned": self.env._(
                "What the target asks for beyond last year's sales of the same days: had nothing "
                "changed, this much would be missing."
            ),
            "lost_customers": self.env._("Customers who bought a year before and not now."),
            "lost_products": self.env._(
                "Products that customers of both years bought a year before only."
            ),
            "volume": self.env._("More or fewer pieces in all, at last year's prices."),
            "mix": self.env._(
                "More of dearer products and fewer of cheaper ones, or the other way round."
            ),
            "price": self.env._("What a piece brings more or less than a year before."),
            "otherwise": self.env._("Sales that have no product, or no pieces to tell a price by."),
            "new_products": self.env._("Products that customers of both years buy now only."),
            "new_customers": self.env._("Customers who buy now and did not a year before."),
            "currency": self.env._(
                "What sales in other currencies are worth at today's rates, not last year's."
            ),
            "unplanned": self.env._("Sales that fall under none of the rows below."),
            "deals": self.env._("More or fewer deals at hand: closed by now, or still open."),
            "pace": self.env._("A larger or smaller share of the deals at hand was closed."),
            "win_rate": self.env._("A larger or smaller share of the closed deals was won."),
            "size": self.env._("Won deals are larger or smaller."),
        }
