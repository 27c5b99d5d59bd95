from odoo import api, models

from ...tools.arguments import one_of
from .arguments import takes

#: The pages of the help in the order of its list. Each is the template ``sales_plan.help_…``.
PAGES = (
    "start",
    "cockpit",
    "targets",
    "plan",
    "table",
    "cascade",
    "forecast",
    "deals",
    "customers",
    "sources",
    "money",
    "reporting",
    "ledger",
    "market",
    "alerts",
    "trouble",
    "words",
)


class SalesHelp(models.AbstractModel):
    """The help of the app: a page for each of its screens, in the reader's language.

    Pages are templates, so that they are translated as everything else is.
    """

    _name = "sales.help"
    _description = "Help of Sales Planning"

    @api.model
    @api.readonly
    @takes(page=one_of(*PAGES))
    def read_page(self, page):
        """Return a page of the help, and the list of all pages.

        :return: ``{page, title, html, pages: [{page, title}, …]}``
        """
        titles = self._get_titles()
        return {
            "page": page,
            "title": titles[page],
            "html": self.env["ir.qweb"]._render(f"sales_plan.help_{page}"),
            "pages": [{"page": code, "title": titles[code]} for code in PAGES],
        }

    @api.model
    def _get_titles(self):
        return {
            "start": self.env._("First Steps"),
            "cockpit": self.env._("Cockpit"),
            "targets": self.env._("My Targets"),
            "plan": self.env._("Plans"),
            "table": self.env._("Planning Table"),
            "cascade": self.env._("Splitting Level by Level"),
            "forecast": self.env._("Forecast"),
            "deals": self.env._("Deals"),
            "customers": self.env._("Customer Plans"),
            "sources": self.env._("Lead Sources"),
            "money": self.env._("From Invoice to Money"),
            "reporting": self.env._("Reporting"),
            "ledger": self.env._("Plans and the Ledger"),
            "market": self.env._("Customers and Markets"),
            "alerts": self.env._("Told without Looking"),
            "trouble": self.env._("When Something Fails"),
            "words": self.env._("Words and What Counts"),
        }
