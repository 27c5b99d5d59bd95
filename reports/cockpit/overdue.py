from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...queries.cockpit import largest_by_owner
from .lists import MOST_SHOWN


class SalesCockpit(models.AbstractModel):
    """What is due and not paid: of what is looked at, and of each row that is compared."""

    _inherit = "sales.cockpit"

    @api.model
    def _get_overdue_domain(self, standing):
        return Domain("company_id", "in", standing.listed_ids) & Domain("status", "=", "overdue")

    @api.model
    def _get_invoices_domain(self, standing):
        return self._get_overdue_domain(standing) & self._get_domain_of(standing, "partner_id")

    @api.model
    def _read_overdue(self, standing, domain=None):
        """Return what is overdue by whose it is, as far as the user may see it, and what is most of
        it: ``[(user id, team id, count, amount), …]``, and ids; None for who may not see any.

        All of it is read once: there may be hundreds of thousands.

        :param domain: whose documents; None for those of what is looked at
        """
        items = self.env["sales.receivable"]
        if not items.has_access("read"):
            return None
        within = self._get_invoices_domain(standing)
        if domain is not None:
            within = self._get_overdue_domain(standing) & domain
        query = items._search(within)
        names = ("id", "user_id", "team_id", "overdue_amount")
        amounts = query.select(*(items._field_to_sql(items._table, name, query) for name in names))
        rows = self.env.execute_query(largest_by_owner(amounts, MOST_SHOWN))
        return [row[:-1] for row in rows], rows[0][-1] if rows else []

    @api.model
    def _prepare_invoices(self, standing, found):
        """Return what is due and not paid, the largest amounts first.

        :param found: see :meth:`_read_overdue`
        :return: ``{count, amount, rows: [{id, name, partner, partner_id, amount, days, phone,
            email}, …]}``; None for who may not see it
        """
        if found is None:
            return None
        sums, ids = found
        # how late a customer usually pays is not asked for: it takes the longest
        names = ["reference", "overdue_amount", "days_overdue", "partner_id"]
        items = self.env["sales.receivable"].search_fetch(
            [("id", "in", ids)], names, order="overdue_amount desc, id"
        )
        return {
            "count": sum(count for __, __, count, __ in sums),
            "amount": float(sum(amount for *__, amount in sums)),
            "rows": [
                {
                    "id": item.id,
                    "name": item.reference,
                    "amount": item.overdue_amount,
                    "days": item.days_overdue,
                    **self._describe_customer(item.partner_id),
                }
                for item in items
            ],
        }

    # Of rows that are compared --------------------------------------------------

    @api.model
    def _prepare_overdue(self, standing, rows, known=None):
        """Return what is overdue of each row that is compared: ``{row id: {"amount", "reason": in
        words, empty where that is no reason to help}}``.

        :param rows: see ``_get_below``
        :param known: all that is overdue of what is looked at, where it is known already, see
            :meth:`_read_overdue`
        """
        if not rows:
            return {}
        domain = Domain.OR(self._get_row_domain(row, "partner_id") for row in rows.sudo())
        # what is read of the whole plan has all of its rows; a person's documents may be of a team
        # that is not looked at
        if not known or standing.rows != standing.plan.root_id:
            known = self._read_overdue(standing, domain)
        amounts = defaultdict(float)
        owners = self._get_owners(rows.sudo())
        for user_id, team_id, __, amount in known[0] if known else ():
            for row_id in owners.find(user_id, team_id):
                amounts[row_id] += float(amount)
        currency = standing.company.currency_id
        found = {row.id: currency.round(amounts[row.id]) for row in rows}
        tells = not standing.is_ahead and not standing.is_over
        return {
            row_id: {
                "amount": amount,
                "reason": (
                    self.env._("%s overdue", self._format_money(amount, currency))
                    if tells and amount > 0
                    else ""
                ),
            }
            for row_id, amount in found.items()
        }

    @api.model
    def _prepare_whole_reports(self, standing, read, known=None):
        """Return what ``_prepare_reports`` does with what is overdue, for what is printed or sent.

        :param known: as for :meth:`_prepare_overdue`
        """
        reports = self._prepare_reports(standing, read)
        overdue = self._prepare_overdue(standing, read.below, known)
        for row in reports["rows"] if reports else ():
            of_row = overdue[row["row_id"]]
            row["overdue"] = of_row["amount"]
            row["reasons"] += [of_row["reason"]] if of_row["reason"] else []
        return reports
