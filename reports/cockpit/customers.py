from odoo import api, fields, models
from odoo.fields import Domain

from ...models.market.sales_customer_effort import CustomerIds
from ...queries.cockpit import facts_by_customer
from ...tools import cockpit, pacing

#: The list shows the first few; the whole opens.
CUSTOMERS_SHOWN = 8
#: For more customers than these nobody looks at each of them.
MOST_CUSTOMERS = 300


class SalesCockpit(models.AbstractModel):
    """The customers of a standing, those on whom effort pays first."""

    _inherit = "sales.cockpit"

    @api.model
    def _prepare_customers(self, standing):
        """Return the customers who are planned for or bought in the span, by where effort pays.

        :return: ``{count, rows: [{partner_id, partner, row_id, target, actual, gap, bought_on,
            potential, score, phone, email}, …]}``; None where people or teams are compared instead,
            and where there are too many to look at each
        """
        if self._get_below(standing):
            return None
        rows = self._find_customer_rows(standing)
        actuals = self._read_customers(standing)
        ids = dict.fromkeys([*rows.sudo().partner_id.ids, *actuals])
        if len(ids) > MOST_CUSTOMERS:
            return None
        partners = self.env["res.partner"].browse(ids).exists()._filtered_access("read")
        targets = self._read_targets(standing.plan, rows.ids)
        pieces = self._get_pieces(standing)
        by_partner = {row.sudo().partner_id.id: row for row in rows}
        planned = {
            partner_id: cockpit.planned(pieces, targets.get(row.id, {}))
            for partner_id, row in by_partner.items()
        }
        efforts = self._read_efforts(standing, partners)
        found = [
            self._prepare_customer(
                standing,
                partner,
                by_partner.get(partner.id),
                planned.get(partner.id),
                actuals.get(partner.id, 0.0),
                efforts.get(partner.id),
            )
            for partner in self._sort_customers(partners, efforts, planned, actuals)[
                :CUSTOMERS_SHOWN
            ]
        ]
        return {"count": len(partners), "rows": found}

    @api.model
    def _find_customer_rows(self, standing):
        """Return the rows of customers at or below those looked at, the highest of each."""
        rows = self.env["sales.plan.allocation"].search(
            Domain("plan_id", "=", standing.plan.id)
            & Domain("level_id.dimension", "=", "customer")
            & Domain("id", "child_of", standing.rows.ids)
        )
        found = {}
        # sudo: whose rows they are
        for row in rows.sudo().sorted(lambda row: (row.parent_path.count("/"), row.id)):
            found.setdefault(row.partner_id.id, row.id)
        return rows.browse(found.values())

    @api.model
    def _read_customers(self, standing):
        """Return what customers have counted in the span: ``{partner id: amount}``."""
        span = {"date_from": standing.first, "date_to": standing.last}
        self.env["sales.actual"]._flush_sources()
        questions = [frame.facts(("customer",), **span) for frame in self._get_frames(standing)]
        return dict(self.env.execute_query(facts_by_customer(questions)))

    @api.model
    def _read_efforts(self, standing, partners):
        """Return potential, score and last purchase of customers: ``{partner id: record}``."""
        efforts = self.env["sales.customer.effort"]
        if not efforts.has_access("read") or not partners:
            return {}
        some = efforts.with_context(sales_market_customers=CustomerIds(partners.ids))
        found = some.search_fetch(
            Domain("company_id", "=", standing.company.root_id.id)
            & Domain("partner_id", "in", partners.ids),
            ["partner_id", "potential", "score", "bought_on"],
        )
        return {effort.partner_id.id: effort for effort in found}

    @api.model
    def _sort_customers(self, partners, efforts, planned, actuals):
        def order(partner):
            effort = efforts.get(partner.id)
            missing = (planned.get(partner.id) or 0.0) - actuals.get(partner.id, 0.0)
            return (-effort.score if effort else 0.0, -missing, partner.display_name)

        return partners.sorted(order)

    @api.model
    def _prepare_customer(self, standing, partner, row, target, actual, effort):
        rounded = standing.currency.round
        target = None if target is None else rounded(target)
        gap = pacing.gap(target, rounded(actual))
        potential = effort.potential if effort else False
        return {
            **self._describe_customer(partner),
            "row_id": row.id if row else False,
            "target": target,
            "actual": rounded(actual),
            "gap": None if gap is None else rounded(float(gap)),
            "bought_on": fields.Date.to_string(effort.bought_on) if effort else False,
            "potential": None if potential is False else potential,
            "score": effort.score if effort else None,
        }
