from odoo import api, models
from odoo.tools import format_date

from ...models.org.arguments import takes
from ...tools.apportion import round_half_up
from ...tools.bridge import BY_CUSTOMER, settle, stack
from .request import A_BRIDGE, Request

#: So many customers or products of a step are named, the largest first.
MOST_PARTS_NAMED = 5


class SalesPlanBridge(models.AbstractModel):
    """A bridge as clients show it."""

    _inherit = "sales.plan.bridge"

    @api.model
    @api.readonly
    @takes(request=A_BRIDGE)
    def bridge_open(self, request):
        """Return the bridge of a row.

        Amounts are in the plan's unit, rounded to it; the start and the steps sum to the end
        exactly, and so do the parts of a step.

        :param request: see ``Request``
        :return: ``{"row", "plan", "request", "periods", "days", "currency_id", "digits",
            "has_target", "steps"}``; no steps where nothing has begun. The first step is the start,
            the last one the end; each is ``{"step", "label", "help", "amount", "low", "high",
            "is_total", "opens", "parts": [{"name", "amount"}], "others", "others_amount"}``
        """
        bridge = self._read_bridge(Request.from_client(request))
        # sudo: as in _read_bridge
        plan = bridge.row.sudo().plan_id.with_env(self.env).sudo()
        today = plan.company_id._get_today()
        return {
            "row": {"id": bridge.row.id, "name": bridge.row.display_name},
            "plan": {"id": plan.id, "name": plan.display_name},
            "request": {
                "row_id": bridge.row.id,
                "against": bridge.against,
                "period_id": request.get("period_id") or False,
            },
            "periods": [
                {"id": period.id, "name": period.name}
                for period in plan.period_ids
                if period.date_from <= today
            ],
            "days": self._say_days(bridge),
            "currency_id": plan.unit_currency_id.id,
            "digits": plan._get_digits(),
            "is_empty": bridge.effects is None,
            "has_target": bridge.against == "last_year" or bridge.start is not None,
            "steps": self._prepare_steps(bridge, plan),
        }

    @api.model
    def _say_days(self, bridge):
        """Say which days are compared."""
        if not bridge.spans:
            return self.env._("The period has not begun yet.")
        names = ("first", "last", "before_first", "before_last")
        days = {name: format_date(self.env, getattr(bridge.spans, name)) for name in names}
        return self.env._(
            "%(first)s to %(last)s, compared with %(before_first)s to %(before_last)s", **days
        )

    @api.model
    def _prepare_steps(self, bridge, plan):
        """Return start, steps and end of a bridge; nothing where it has no effects."""
        if bridge.effects is None:
            return []
        coin = plan._get_rounding()
        start, end = (round_half_up(amount, coin) for amount in (bridge.start, bridge.end))
        totals = {step: sum(parts.values()) for step, parts in bridge.effects.items()}
        amounts = settle(totals, end - start, coin)
        labels, helps = self._get_labels(bridge, plan), self._get_helps()
        edges = stack(start, list(amounts.values()))
        steps = [
            {
                **self._prepare_total("start", start, labels),
                "opens": bridge.against == "last_year",
            }
        ]
        names = self._read_names(bridge)
        for (step, amount), (low, high) in zip(amounts.items(), edges, strict=True):
            steps.append(
                {
                    "step": step,
                    "label": labels[step],
                    "help": helps[step],
                    "amount": float(amount),
                    "low": float(low),
                    "high": float(high),
                    "is_total": False,
                    "opens": step != "planned",
                    **self._prepare_parts(bridge.effects[step], amount, coin, names.get(step)),
                }
            )
        return [*steps, {**self._prepare_total("end", end, labels), "opens": True}]

    @api.model
    def _prepare_total(self, step, amount, labels):
        return {
            "step": step,
            "label": labels[step],
            "help": "",
            "amount": float(amount),
            "low": float(min(amount, 0)),
            "high": float(max(amount, 0)),
            "is_total": True,
            "parts": [],
            "others": 0,
            "others_amount": 0.0,
        }

    @api.model
    def _read_names(self, bridge):
        """Return names of the customers and products of steps, as far as the user may read them:
        ``{step: {id: name}}``."""
        wanted = {"res.partner": set(), "product.product": set()}
        models_of = {
            step: "res.partner" if step in BY_CUSTOMER else "product.product"
            for step in bridge.effects
        }
        largest = {
            step: sorted(parts, key=lambda key: -abs(parts[key]))[: MOST_PARTS_NAMED + 1]
            for step, parts in bridge.effects.items()
        }
        for step, keys in largest.items():
            wanted[models_of[step]].update(filter(None, keys))
        names = {}
        for model, ids in wanted.items():
            found = (
                self.env[model].with_context(active_test=False).search([("id", "in", list(ids))])
            )
            names[model] = {record.id: record.display_name for record in found}
        return {step: names[model] for step, model in models_of.items()}

    @api.model
    def _prepare_parts(self, parts, amount, coin, names):
        """Return the largest parts of a step by name, and what the others come to."""
        names = {None: self.env._("None"), **(names or {})}
        if set(parts) == {None}:
            return {"parts": [], "others": 0, "others_amount": 0.0}
        settled = settle(parts, amount, coin)
        named = sorted(
            (key for key in settled if key in names), key=lambda key: -abs(settled[key])
        )[:MOST_PARTS_NAMED]
        shown = sum(settled[key] for key in named)
        return {
            "parts": [
                {"name": names[key], "amount": float(settled[key])} for key in named if settled[key]
            ],
            "others": len(settled) - len(named),
            "others_amount": float(amount - shown),
        }
