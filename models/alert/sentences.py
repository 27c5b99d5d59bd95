from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from ...tools.periods import Period
from ..org.numbers import format_number


class SalesAlert(models.Model):
    """What alerts say, in the language of their reader."""

    _inherit = "sales.alert"

    @api.model
    def _describe(self, found):
        """Return what is said of each of some causes: ``[(summary, text), …]``.

        Names are read for all of them at once, whoever asks: who is told of something may know
        what it is called.

        :param found: ``[(kind, model, id, data, rule), …]``
        """
        names = self._read_names({(model, number) for __, model, number, *__ in found})
        periods = self._read_period_names([data for *__, data, __ in found if data])
        reasons = self.env["sales.plan.ledger"]._get_reason_labels()
        answers = []
        for kind, model, number, told, rule in found:
            data = told or {}
            values = {
                "name": self._get_seat_name(data) if "seat" in data else names[model, number],
                "period": names[model, number]
                if kind == "forecast"
                else periods.get(self._get_period_key(data), ""),
                "days": rule.days,
                "reason": reasons.get(data.get("reason"), ""),
                **self._format_figures(data, rule),
            }
            answers.append(getattr(self, f"_say_{kind}")(values))
        return answers

    @api.model
    def _read_names(self, subjects):
        """Return what records are called: ``{(model, id): name}``."""
        by_model = {}
        for model, number in subjects:
            by_model.setdefault(model, []).append(number)
        names = {}
        for model, numbers in by_model.items():
            # sudo: names of what the reader is told of
            records = self.env[model].sudo().with_context(active_test=False).browse(numbers)
            there = records.exists()
            there.mapped("display_name")
            for record in records:
                name = record.display_name if record in there else self.env._("(deleted)")
                names[model, record.id] = name
        return names

    @api.model
    def _get_seat_name(self, data):
        model = "res.users" if data["kind"] == "person" else "crm.team"
        # sudo: as for names
        return self.env[model].sudo().browse(data["seat"]).display_name or ""

    @api.model
    def _get_period_key(self, data):
        return (data.get("plan"), tuple(data.get("span") or ()))

    @api.model
    def _read_period_names(self, found):
        """Return what the spans of causes are called: ``{key: name}``."""
        # sudo: as for names
        plans = self.env["sales.plan"].sudo()
        names = {}
        for data in found:
            key = self._get_period_key(data)
            if not key[1] or key in names:
                continue
            first, last, kind, number, year = data["span"]
            if kind == "own":
                period = self.env["sales.plan.period"].sudo().browse(number).exists()
                names[key] = period.name or ""
            elif kind == "plan":
                names[key] = plans.browse(data["plan"]).exists().name or ""
            else:
                days = (fields.Date.to_date(first), fields.Date.to_date(last))
                names[key] = plans._get_period_name(Period(*days, kind, number, year))
        return names

    @api.model
    def _format_figures(self, data, rule):
        """Return the figures of a cause as texts."""
        currency = self.env["res.currency"].browse(data.get("currency") or ())
        told = {}
        for name in ("target", "actual", "expected", "missing", "pipeline", "amount"):
            if data.get(name) is not None:
                told[name] = (
                    format_amount(self.env, data[name], currency)
                    if currency
                    else format_number(self.env, data[name])
                )
        for name in ("share", "chance", "before"):
            if data.get(name) is not None:
                # what is too little is not rounded up to enough
                told[name] = format_number(self.env, int(100 * data[name] + 1e-9))
        if data.get("due"):
            told["due"] = format_date(self.env, data["due"])
        told["threshold"] = format_number(self.env, round(100 * rule.threshold, 2))
        return told

    # Sentences ----------------------------------------------------------------

    @api.model
    def _say_attainment(self, values):
        return (
            self.env._("%(name)s: %(share)s%% of the target reached", **values),
            self.env._(
                "%(actual)s of the target of %(target)s for %(period)s have come: %(share)s%%. "
                "The alert is given below %(threshold)s%%.",
                **values,
            ),
        )

    @api.model
    def _say_pace(self, values):
        return (
            self.env._("%(name)s: %(share)s%% of what should be there by now", **values),
            self.env._(
                "%(actual)s have come in %(period)s. By now it should be %(expected)s of the "
                "target of %(target)s: %(share)s%% of it is there. The alert is given below "
                "%(threshold)s%%.",
                **values,
            ),
        )

    @api.model
    def _say_coverage(self, values):
        return (
            self.env._("%(name)s: open deals cover %(share)s%% of what is missing", **values),
            self.env._(
                "%(missing)s are missing from the target of %(target)s for %(period)s, and open "
                "deals that close by its end come to %(pipeline)s. The alert is given below "
                "%(threshold)s%%.",
                **values,
            ),
        )

    @api.model
    def _say_landing(self, values):
        return (
            self.env._(
                "%(name)s: chance of the target fell from %(before)s%% to %(chance)s%%", **values
            ),
            self.env._(
                "%(days)s days before, the target of %(target)s for %(period)s had a chance of "
                "%(before)s%%, now it has one of %(chance)s%%; %(actual)s have come.",
                **values,
            ),
        )

    @api.model
    def _say_missed(self, values):
        return (
            self.env._("%(name)s: target of %(period)s missed", **values),
            self.env._(
                "%(period)s is over: %(actual)s of the target of %(target)s have come, "
                "%(share)s%%.",
                **values,
            ),
        )

    @api.model
    def _say_forecast(self, values):
        return (
            self.env._("%(name)s: no forecast for %(period)s yet", **values),
            self.env._(
                "The forecast of %(name)s for %(period)s is not submitted, and the period is "
                "about to end.",
                **values,
            ),
        )

    @api.model
    def _say_deal(self, values):
        return (
            self.env._("%(name)s: nothing planned (%(amount)s)", **values),
            self.env._(
                "%(amount)s, to close on %(due)s: %(share)s%% of what its salesperson has open "
                "until then, and no activity is planned.",
                **values,
            ),
        )

    @api.model
    def _say_promise(self, values):
        return (
            self.env._("%(name)s: promised for %(due)s and not paid", **values),
            self.env._(
                "Payment was promised for %(due)s and did not come; %(amount)s are open.", **values
            ),
        )

    @api.model
    def _say_ledger(self, values):
        return (
            self.env._("%(name)s: %(amount)s off the ledger, %(reason)s", **values),
            self.env._(
                "The ledger's income differs from what %(name)s counts by %(amount)s for a reason "
                "that is new: %(reason)s.",
                **values,
            ),
        )
