from odoo import api, fields, models
from odoo.fields import Domain

from ...queries import forecast as forecast_query
from ...tools.forecast_changes import compare
from ...tools.rollup import PERSON
from ..deal.sales_forecast_category import INCLUDED_ROLES

#: What a deal's line in a submission says, by the names that live deals have it under.
LINE_COLUMNS = {
    "id": "deal_number",
    "name": "name",
    "status": "status",
    "amount": "amount",
    "weighted": "weighted",
    "probability": "probability",
    "stage_id": "stage_id",
    "day": "day",
    "user_id": "user_id",
    "team_id": "team_id",
    "category_id": "category_id",
    "role": "role",
    "is_included": "is_included",
    "partner_id": "partner_id",
    "next_step": "next_step",
}


class SalesForecast(models.Model):
    """The deals of a worksheet and what became of them since it was submitted.

    Live deals obey the rules of deals, deals of a past day those of the history; what was
    submitted is for who may see the submission. A worksheet may therefore count more deals than it
    lists.
    """

    _inherit = "sales.forecast"

    @api.model
    def _prepare_deals(self, opened):
        """Describe the deals of a worksheet: of a person's all, of a team's those of nobody.

        :return: the deals, the changes since the last submission, and how many deals the user may
            not read
        """
        submission = opened.state.submissions.get(opened.seat)
        if not opened.shows_live:
            lines = self._read_lines(submission)
            return [self._prepare_deal(opened, deal, {}) for deal in lines], [], 0
        deals = self._read_counted_deals(opened.state, opened.seat)
        readable, extras = self._read_extras(opened, deals)
        shown = [deal for deal in deals if deal["id"] in readable]
        changes = []
        if submission:
            hidden = {deal["id"] for deal in deals} - readable
            changes = self._get_changes(opened, submission, shown, hidden)
        flags = {change.number: "changed" for change in changes}
        flags.update({change.number: "new" for change in changes if change.kind == "new"})
        return (
            [
                {
                    **self._prepare_deal(opened, deal, extras.get(deal["id"], {})),
                    "flag": flags.get(deal["id"], False),
                }
                for deal in shown
            ],
            self._prepare_changes(opened, changes),
            len(deals) - len(shown),
        )

    @api.model
    def _read_counted_deals(self, state, seat):
        """Read the deals that count in a seat, whoever asks, see ``forecast_query.read_deals``."""
        period = state.period
        relation = forecast_query.get_relation(self.env, period._get_company_ids(), state.moment)
        condition = self._read_condition(state.tree, seat)
        deals = forecast_query.read_deals(
            self.env, relation, period.date_from, period.date_to, condition
        )
        return self._complete_deals(deals)

    @api.model
    def _complete_deals(self, deals):
        """Give deals the names of what they refer to."""
        # sudo: names of what a deal refers to, for who sees the deal
        names = {
            name: self.env[model].sudo().browse({deal[name] for deal in deals if deal[name]})
            for name, model in (
                ("stage_id", "crm.stage"),
                ("category_id", "sales.forecast.category"),
                ("partner_id", "res.partner"),
            )
        }
        labels = {
            name: {record.id: record.display_name for record in records}
            for name, records in names.items()
        }
        for deal in deals:
            deal["stage"] = labels["stage_id"].get(deal["stage_id"], "")
            deal["category"] = labels["category_id"].get(deal["category_id"], "")
            deal["partner"] = labels["partner_id"].get(deal["partner_id"], "")
        return deals

    @api.model
    def _read_lines(self, submission):
        """Read the deals of a submission as those of a relation are read."""
        if not submission:
            return []
        deals = [
            {
                key: line[name].id if line._fields[name].relational else line[name]
                for key, name in LINE_COLUMNS.items()
            }
            for line in submission.line_ids
        ]
        return self._complete_deals(deals)

    @api.model
    def _read_extras(self, opened, deals):
        """Return the numbers of the deals that the user may read, and what else is shown of them.

        :return: ids, ``{id: {…}}``
        """
        ids = [deal["id"] for deal in deals]
        leads = self.env["crm.lead"].with_context(active_test=False)
        if opened.as_of or not leads.has_access("read"):
            return self._get_known_ids(opened, ids), {}
        leads = leads.browse(ids)._filtered_access("read")
        writable = set(leads._filtered_access("write").ids) if leads else set()
        rates = leads._get_win_rates()
        return set(leads.ids), {
            lead.id: {
                "is_manual": lead.is_forecast_manual,
                "is_added": lead.forecast_is_added,
                "automated_probability": lead.automated_probability,
                "win_rate": rates.get(lead.id),
                "next_step": lead.next_step or "",
                "can_write": lead.id in writable,
            }
            for lead in leads
        }

    @api.model
    def _get_known_ids(self, opened, ids):
        """Return which deals the user may read as they were, see ``crm.lead.history``."""
        history = self.env["crm.lead.history"]
        valid = Domain("valid_to", "=", False)
        if opened.state.moment:
            valid = Domain("valid_from", "<=", opened.state.moment) & (
                valid | Domain("valid_to", ">", opened.state.moment)
            )
        versions = history.search_fetch(Domain("deal_number", "in", ids) & valid, ["deal_number"])
        return set(versions.mapped("deal_number"))

    @api.model
    def _prepare_deal(self, opened, deal, extras):
        rounded = opened.currency.round
        return {
            "id": deal["id"],
            "name": deal["name"],
            "partner": deal["partner"],
            "stage_id": deal["stage_id"] or False,
            "category_id": deal["category_id"] or False,
            "role": deal["role"] or "omitted",
            "is_manual": False,
            "is_added": deal["is_included"] and deal["role"] not in INCLUDED_ROLES,
            "is_included": deal["is_included"],
            "amount": rounded(deal["amount"]),
            "weighted": rounded(deal["weighted"]),
            "probability": deal["probability"],
            "automated_probability": None,
            "win_rate": None,
            "date": fields.Date.to_string(deal["day"]) or False,
            "status": deal["status"],
            "next_step": deal.get("next_step") or "",
            "can_write": False,
            "flag": False,
            **extras,
        }

    @api.model
    def _prepare_categories(self, opened, deals):
        """Describe the categories, with the number and the sums of the deals shown in each."""
        # sudo: categories are the same for everybody
        categories = self.env["sales.forecast.category"].sudo()
        # archived ones keep the deals that they were chosen for
        kept = Domain("id", "in", [deal["category_id"] for deal in deals])
        categories = categories.search(Domain("active", "=", True) | kept)
        rounded = opened.currency.round
        described = []
        for category in categories:
            within = [deal for deal in deals if deal["category_id"] == category.id]
            described.append(
                {
                    "id": category.id,
                    "name": category.name,
                    "role": category.role,
                    "sequence": category.sequence,
                    "count": len(within),
                    "amount": rounded(sum(deal["amount"] for deal in within)),
                    "weighted": rounded(sum(deal["weighted"] for deal in within)),
                }
            )
        return described

    @api.model
    def _prepare_stages(self):
        # sudo: the names of stages, for who reads deals in them
        stages = self.env["crm.stage"].sudo().search(Domain.TRUE)
        return [[stage.id, stage.name] for stage in stages]

    # Changes ------------------------------------------------------------------

    @api.model
    def _get_changes(self, opened, submission, deals, hidden=()):
        """Return what became of the deals of a submission, see ``tools.forecast_changes``.

        :param deals: the deals that count now, as far as the user may read them
        :param hidden: numbers of deals that count now and that the user may not read
        """
        before = {
            deal["id"]: self._prepare_compared(opened.currency, deal)
            for deal in self._read_lines(submission)
            if deal["id"] not in hidden
        }
        after = {deal["id"]: self._prepare_compared(opened.currency, deal) for deal in deals}
        gone = [number for number in before if number not in after]
        return compare(before, after, self._read_elsewhere(opened, gone))

    @api.model
    def _prepare_compared(self, currency, deal):
        """Return what ``tools.forecast_changes`` compares of a deal."""
        return {
            "name": deal["name"],
            "status": deal["status"],
            "amount": currency.round(deal["amount"]),
            "probability": deal["probability"],
            "category": deal["category"],
            "stage": deal["stage"],
            "included": deal["is_included"],
            "date": deal["day"] or None,
        }

    @api.model
    def _read_elsewhere(self, opened, numbers):
        """Read what became of deals that count no more, as far as the user may read them."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        if not numbers or opened.as_of or not leads.has_access("read"):
            return {}
        leads = leads.browse(numbers).exists()._filtered_access("read")
        kind, key = opened.seat
        return {
            lead.id: {
                "status": lead._get_deal_status(),
                "date": lead._get_deal_day(opened.state.period.company_id) or None,
            }
            for lead in leads
            # a deal that is somebody else's now is gone, whatever its date
            if kind != PERSON or lead._get_deal_owner().id == key
        }

    @api.model
    def _prepare_changes(self, opened, changes):
        return [
            {
                "deal_number": change.number,
                "lead_id": change.number if change.kind != "gone" else False,
                "name": change.name,
                "kind": change.kind,
                "before": self._prepare_value(change.before),
                "after": self._prepare_value(change.after),
                "difference": (
                    None if change.difference is None else opened.currency.round(change.difference)
                ),
            }
            for change in changes
        ]

    @api.model
    def _prepare_value(self, value):
        return fields.Date.to_string(value) if hasattr(value, "year") else value
