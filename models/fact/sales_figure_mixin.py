import json

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.arguments import a_domain
from ..org.arguments import read_domain, read_filter


class SalesFigureMixin(models.AbstractModel):
    """Documents can be listed by the figure that they make up.

    What a figure asks for is as short for a million documents as for one, and the list is made
    of what it is made of at any moment, as far as its reader may see that.
    """

    _name = "sales.figure.mixin"
    _description = "Documents of Figures"

    sales_plan_figure = fields.Char(
        "Sales Planning Figure",
        store=False,
        search="_search_sales_plan_figure",
        exportable=False,
        help="Lists the documents that a figure of sales planning is made of.",
    )

    @api.model
    def _search_sales_plan_figure(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._read_figure(text) for text in value)

    @api.model
    def _read_figure(self, text):
        """Return the domain that a text of :meth:`_get_figure_condition` stands for."""
        readers = self._get_figure_readers()
        kind, asked = read_filter(
            self.env, lambda sent: _check_figure(sent, readers), text, "sales_plan_figure"
        )
        return readers[kind][1](asked)

    @api.model
    def _get_figure_condition(self, kind, asked):
        """Return the condition of a search for the documents of a figure.

        :param kind: one of those of :meth:`_get_figure_readers`
        :param asked: what it takes
        """
        return ("sales_plan_figure", "=", json.dumps([kind, asked], sort_keys=True))

    @api.model
    def _get_figure_readers(self):
        """Hook: return what figures are made of: ``{kind: (check of what is asked, function that
        returns its domain)}``."""
        return {"actuals": (a_domain, self._get_counted_domain)}

    @api.model
    def _get_counted_domain(self, asked):
        """Return the domain of the documents of some facts, given by a domain of these."""
        facts = self.env["sales.actual"]
        domain = read_domain(facts, asked) & Domain("res_model", "=", self._name)
        facts._flush_sources()
        return Domain("id", "in", facts._search(domain).subselect("res_id"))


def _check_figure(sent, readers):
    kind, asked = sent
    readers[kind][0](asked)


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "sales.figure.mixin"]


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "sales.figure.mixin"]


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sales.figure.mixin"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.figure.mixin"]
