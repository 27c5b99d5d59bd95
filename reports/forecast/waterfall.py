from odoo import api, models
from odoo.fields import Domain

from ...models.org.arguments import read_domain, takes
from ...queries.flow import deal_number_of
from ...tools.arguments import a_domain, one_of, optional
from .sales_forecast_flow import STEP_SELECTION

#: Steps shown even when nothing took them.
_ALWAYS = ("opening", "new", "grown", "shrunk", "lost", "won")


class SalesForecastFlow(models.Model):
    """The flow as a chart: bars from the opening pipeline to the closing one."""

    _inherit = "sales.forecast.flow"

    @api.model
    @api.readonly
    @takes(domain=optional(a_domain))
    def read_waterfall(self, domain):
        """Return the flow that the context asks for, as bars and as rows of a table.

        :param domain: what the reader filters by
        :return: ``{"currency_id", "steps", "is_empty"}``; each step is ``{"step", "label",
            "deals", "amount", "low", "high"}``: how many deals took it, what it added, and the
            edges of its bar; the last is ``closing``. Amounts are in the one currency of all
            deals found, else converted into the company's at today's rate.
        """
        groups = self._read_group(
            read_domain(self, domain),
            ["step", "currency_id"],
            ["amount:sum", "deal_number:count_distinct", "net_count:sum"],
        )
        currencies = {currency for __, currency, *__ in groups if currency}
        currency = currencies.pop() if len(currencies) == 1 else self.env.company.currency_id
        found = {}
        for step, own_currency, amount, deals, net in groups:
            before = found.get(step, (0, 0, 0))
            converted = self._to_currency(amount, own_currency, currency)
            found[step] = (before[0] + converted, before[1] + deals, before[2] + net)
        total = currency.round(sum(amount for amount, __, __ in found.values()))
        closing = {
            "step": "closing",
            "label": self.env._("Closing Pipeline"),
            "deals": sum(net for __, __, net in found.values()),
            "amount": total,
            "low": min(total, 0),
            "high": max(total, 0),
        }
        return {
            "currency_id": currency.id,
            "steps": [*self._get_bars(found, currency), closing],
            "is_empty": not found,
        }

    @api.model
    def _to_currency(self, amount, own_currency, currency):
        if not own_currency or own_currency == currency:
            return currency.round(amount)
        company = self.env.company
        return own_currency._convert(amount, currency, company, company._get_today())

    @api.model
    def _get_bars(self, found, currency):
        """Return the steps with the edges of their bars, each where the one before has ended."""
        level = 0
        bars = []
        for step, label in self._fields["step"]._description_selection(self.env):
            if step not in found and step not in _ALWAYS:
                continue
            amount, deals, __ = found.get(step, (0, 0, 0))
            after = currency.round(level + amount)
            bars.append(
                {
                    "step": step,
                    "label": label,
                    "deals": deals,
                    "amount": currency.round(amount),
                    "low": min(level, after),
                    "high": max(level, after),
                }
            )
            level = after
        return bars

    @api.model
    @takes(step=one_of(*dict(STEP_SELECTION), "closing"), domain=optional(a_domain))
    def action_open_step(self, step, domain):
        """Open the deals of a step, or those in the pipeline at the closing.

        :param step: a step, or ``closing``
        :param domain: what the reader filters by
        """
        labels = dict(self._fields["step"]._description_selection(self.env))
        is_closing = step == "closing"
        domain = read_domain(self, domain)
        domain &= Domain("is_closing", "=", True) if is_closing else Domain("step", "=", step)
        context = {key: value for key, value in self.env.context.items() if key.startswith("flow_")}
        context["sales_plan_figure"] = True
        if is_closing:
            # what it was at the opening and what was added sum to what it is
            context["group_by"] = ["lead_id"]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Closing Pipeline") if is_closing else labels[step],
            "res_model": self._name,
            "views": [(False, "list"), (False, "pivot")],
            "search_view_id": [False, "search"],
            "domain": list(domain),
            "context": context,
        }

    def _get_deal_number(self):
        """Return the number of the deal without reading the row, which the context makes."""
        return deal_number_of(self.id)
