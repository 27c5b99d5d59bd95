from odoo import api, fields, models
from odoo.fields import Domain

from ...models.org.arguments import takes
from .request import A_COCKPIT

#: Lists show the first few; the whole opens.
MOST_SHOWN = 6
#: Values of a row that documents have of their customer.
OF_CUSTOMERS = ("industry_id", "country_id", "state_id")


class SalesCockpit(models.AbstractModel):
    """What there is to do: customers, overdue invoices, activities."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_lists(self, request=None):
        """Return the lists of the page, each with its first few lines.

        Each of them obeys the rules of what it lists; amounts of invoices and activities are in
        the company's currency.

        :param request: as for :meth:`cockpit_open`
        :return: ``{"customers": see :meth:`_prepare_customers`, "invoices", "overdue": see
            :meth:`_prepare_overdue`, "tasks", "news": [{step, label, count, amount}, …],
            "advice": what to do first}``
        """
        standing = self._stand(request)
        if standing is None:
            return {}
        overdue = self._read_overdue(standing)
        lists = {
            "currency_id": standing.company.currency_id.id,
            "customers": self._prepare_customers(standing),
            "invoices": self._prepare_invoices(standing, overdue),
            "overdue": self._prepare_overdue(standing, self._get_below(standing), overdue),
            "tasks": self._prepare_tasks(standing),
            "news": self._prepare_news(standing, self._get_week(standing)),
        }
        return {**lists, "advice": self._prepare_advice(standing, lists)}

    # Whose ----------------------------------------------------------------------

    @api.model
    def _get_domain_of(self, standing, customer):
        """Return the condition of documents that are of the rows looked at, by salesperson, team
        and customer.

        :param customer: path to the customer's company
        """
        # sudo: the values of rows that the user sees
        rows = standing.rows.sudo()
        return Domain("company_id", "in", [*standing.listed_ids, False]) & Domain.OR(
            self._get_row_domain(row, customer) for row in rows
        )

    @api.model
    def _get_row_domain(self, row, customer):
        domain = Domain.TRUE
        if row.user_id:
            domain &= Domain("user_id", "=", row.user_id.id)
        elif row.team_id:
            domain &= Domain("team_id", "in", row._get_matching_ids("team_id"))
        if row.partner_id:
            domain &= Domain(customer, "=", row.partner_id.id)
        if row.selling_company_id:
            domain &= Domain("company_id", "in", row._get_matching_ids("selling_company_id"))
        for name in OF_CUSTOMERS:
            if row[name]:
                domain &= Domain(f"{customer}.{name}", "=", row[name].id)
        if domain.is_true() and row.parent_id and row.responsible_id:
            # of what documents do not say: what its owner answers for
            domain = Domain("user_id", "=", row.responsible_id.id)
        return domain

    @api.model
    def _get_people(self, standing):
        """Return the ids of whose activities they are: the user's own, or of whom a row is."""
        # sudo: whose row it is, is known to who sees it
        row = standing.row.sudo()
        owner = row.user_id or row.responsible_id
        return owner.ids or [self.env.uid]

    @api.model
    def _describe_customer(self, partner):
        """Describe a customer to whom something can be said, as far as the user may read them."""
        known = partner if partner and partner.has_access("read") else partner.browse()
        return {
            "partner_id": known.id,
            "partner": known.display_name or "",
            "phone": known.phone or False,
            "email": known.email or False,
        }

    # Activities -----------------------------------------------------------------

    @api.model
    def _get_tasks_domain(self, standing):
        return Domain("user_id", "in", self._get_people(standing))

    @api.model
    def _prepare_tasks(self, standing):
        """Return activities, what is due first.

        :return: ``{count, late, rows: [{id, name, summary, day, is_late, amount, kind}, …]}``
        """
        tasks = self.env["sales.open.task"]
        if not tasks.has_access("read"):
            return None
        domain = self._get_tasks_domain(standing)
        found = tasks.search(domain, order="date_deadline, id", limit=MOST_SHOWN)
        counts = dict(tasks._read_group(domain, ["is_late"], ["__count"]))
        return {
            "count": sum(counts.values()),
            "late": counts.get(True, 0),
            "rows": [
                {
                    "id": task.id,
                    "name": task.res_name or "",
                    "summary": task.summary or task.activity_type_id.name or "",
                    "day": fields.Date.to_string(task.date_deadline),
                    "is_late": task.is_late,
                    "kind": task.kind,
                }
                for task in found
            ],
        }
