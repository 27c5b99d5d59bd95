from odoo import api, fields, models
from odoo.fields import Domain

from ..org.arguments import check_one
from ..org.nullable import NullableMonetary

#: Who may read customer plans at all.
READERS = "sales_plan.group_sales_plan_user,sales_plan.group_sales_plan_auditor"
_SUMS = ["amount:sum_currency", "achieved_amount:sum_currency", "remainder_amount:sum_currency"]


class ResPartner(models.Model):
    """What is expected of a customer this year, and what came of it so far.

    Figures are of the customer's company, as far as the reader may see its plans, in the currency
    of the company that the reader works in. Rows of plans in force count where a customer has no
    customer plan: the same is not expected twice. A group is a customer with the customers that
    belong to it.
    """

    _inherit = "res.partner"

    customer_plan_currency_id = fields.Many2one(
        "res.currency", compute="_compute_customer_plan_figures", groups=READERS
    )
    customer_plan_count = fields.Integer(
        "Customer Plans",
        compute="_compute_customer_plan_figures",
        groups=READERS,
        help="Past and coming ones included.",
    )
    customer_plan_target = NullableMonetary(
        "Expected This Year",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )
    customer_plan_achieved = NullableMonetary(
        "Achieved This Year",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )
    customer_plan_remainder = NullableMonetary(
        "Remainder This Year",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )
    customer_group_count = fields.Integer(
        "Customers of the Group",
        compute="_compute_customer_group_figures",
        groups=READERS,
        help="How many customers of the group have plans: the customer and those that belong to "
        "it.",
    )
    customer_group_target = NullableMonetary(
        "Expected of the Group",
        compute="_compute_customer_group_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )
    customer_group_achieved = NullableMonetary(
        "Achieved by the Group",
        compute="_compute_customer_group_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )
    customer_group_remainder = NullableMonetary(
        "Remainder of the Group",
        compute="_compute_customer_group_figures",
        currency_field="customer_plan_currency_id",
        groups=READERS,
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_customer_plan_figures(self):
        lines = self.env["sales.customer.plan.line"]
        customers = self._origin.commercial_partner_id
        domain = Domain("partner_id", "in", customers.ids)
        sums = self._read_customer_plans(domain & self._get_this_year_domain())
        counts = dict(lines._read_group(domain, ["partner_id"], ["__count"]))
        for partner in self:
            customer = partner._origin.commercial_partner_id
            partner.customer_plan_currency_id = self.env.company.currency_id
            partner.customer_plan_count = counts.get(customer, 0)
            (
                partner.customer_plan_target,
                partner.customer_plan_achieved,
                partner.customer_plan_remainder,
            ) = sums.get(customer.id, (None, None, None))

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_customer_group_figures(self):
        members = self._get_group_members()
        every = self.browse({customer for ids in members.values() for customer in ids})
        sums = self._read_customer_plans(
            Domain("partner_id", "in", every.ids) & self._get_this_year_domain()
        )
        for partner in self:
            found = [sums[one] for one in members.get(partner._origin.id, ()) if one in sums]
            partner.customer_group_count = len(found)
            totals = [_add(values) for values in zip(*found, strict=True)] or [None] * 3
            (
                partner.customer_group_target,
                partner.customer_group_achieved,
                partner.customer_group_remainder,
            ) = totals

    def _get_group_members(self):
        """Return the customers that belong to each one, itself included: ``{id: ids}``.

        Only a customer with others below it is a group; contacts of a customer are none.
        """
        # sudo: the tree of companies; figures are of plans that the reader sees
        everything = self._origin.sudo().with_context(active_test=False)
        below = everything.search(
            Domain("id", "child_of", everything.ids) & Domain("is_company", "=", True)
        )
        members = {partner.id: {partner.id} for partner in everything}
        for company in below:
            above = company
            while above := above.parent_id:
                if above.id in members:
                    members[above.id].add(company.id)
        return {number: ids for number, ids in members.items() if len(ids) > 1}

    @api.model
    def _read_customer_plans(self, domain):
        """Return what is expected, achieved and left by customer: ``{id: [amount or None, …]}``.

        Customer plans count, and rows of plans in force where a customer has none.
        """
        lines = self.env["sales.customer.plan.line"]
        groups = lines._read_group(domain, ["kind", "partner_id"], _SUMS)
        found = {}
        for kind, customer, *values in groups:
            if kind == "customer" or customer.id not in found:
                found[customer.id] = values
        return found

    @api.model
    def _get_this_year_domain(self):
        """Return the domain of lines that have days of the running year of the company."""
        year = self.env["sales.customer.plan"]._get_running_year(self.env.company)
        return Domain("date_from", "<=", year["date_to"]) & Domain(
            "date_to", ">=", year["date_from"]
        )

    def write(self, vals):
        changed = self._get_changing_hands(vals)
        result = super().write(vals)
        if changed:
            plans = self.env["sales.customer.plan"].with_context(active_test=False)
            if plans.has_access("write"):
                plans.search(Domain("partner_id", "in", changed.ids))._follow_customer()
        return result

    def action_open_customer_plans(self):
        """Open all that is expected of the customer, past plans included."""
        check_one(self)
        self.check_access("read")
        return self._get_customer_plans_action(self.commercial_partner_id, {})

    def action_new_customer_plan(self):
        """Open the dialog that makes a plan of the customer for the running year."""
        check_one(self)
        self.check_access("read")
        customer = self.commercial_partner_id
        return self.env["sales.customer.plan"]._get_new_action({"partner_id": customer.id})

    def action_open_group_plans(self):
        """Open what is expected of the customers of a group this year: of each, and together."""
        check_one(self)
        self.check_access("read")
        groups = {"search_default_this_year": 1, "search_default_group_by_partner": 1}
        return self._get_customer_plans_action(self, groups)

    def _get_customer_plans_action(self, customer, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_customer_plan_action"
        )
        return {
            **action,
            "display_name": customer.display_name,
            "domain": [("partner_id", "child_of" if context else "=", customer.id)],
            "context": {"default_partner_id": customer.id, "active_test": False, **context},
        }


def _add(values):
    known = [value for value in values if value is not None]
    return sum(known) if known else None
