from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.sql import column_exists, create_column

from ...queries.closing import OUTCOMES
from ...queries.time import day_of
from ...tools.customer_plans import deal_remainders
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary
from ..org.raised import by_code, is_by_code, raised
from .sales_customer_plan import SEES_ALL_DOCUMENTS, SELLERS


class CrmLead(models.Model):
    """The customer plan that a deal was made for, and what the deal does to it.

    A plan is proposed from customer and closing date for as long as nobody chooses another one, or
    none. A deal is made for one plan; a plan has many deals.
    """

    _inherit = "crm.lead"

    customer_plan_id = fields.Many2one(
        "sales.customer.plan",
        compute="_compute_customer_plan_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        groups=SELLERS,
        help="What is expected of the customer, and what this opportunity was made for.",
    )
    is_customer_plan_manual = fields.Boolean(
        "Customer Plan by Hand",
        readonly=True,
        copy=False,
        help="Somebody chose the customer plan, or none: it does not follow the closing date.",
    )
    customer_plan_user_id = fields.Many2one(
        related="customer_plan_id.user_id", string="Responsible for the Plan", groups=SELLERS
    )
    customer_plan_currency_id = fields.Many2one(
        related="customer_plan_id.currency_id", string="Currency of the Plan", groups=SELLERS
    )
    customer_plan_probable = NullableMonetary(
        "Probable Amount of the Plan",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=SELLERS,
    )
    customer_plan_before = NullableMonetary(
        "Remainder without This",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=SELLERS,
        help="What is left of the customer plan before this opportunity is won.",
    )
    customer_plan_after = NullableMonetary(
        "Remainder with This",
        compute="_compute_customer_plan_figures",
        currency_field="customer_plan_currency_id",
        groups=SELLERS,
        help="What is left of the customer plan once this opportunity is won.",
    )
    customer_commercial_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer's Company"
    )
    customer_contact_ids = fields.Many2many(
        "res.partner",
        string="Contacts of the Customer",
        compute="_compute_customer_contact_ids",
    )

    def _auto_init(self):
        # there is no plan yet that the deals which are there could be made for
        if not column_exists(self.env.cr, self._table, "customer_plan_id"):
            create_column(self.env.cr, self._table, "customer_plan_id", "int4")
        return super()._auto_init()

    @api.depends("partner_id", "date_deadline", "company_id", "type", "user_id", "team_id")
    def _compute_customer_plan_id(self):
        """Propose the plan of the customer in whose days the deal is expected to close.

        What somebody chose stays, and so does the plan of a deal that is won or lost, unless
        the deal is of another customer or company now.
        """
        open_ones = self.browse()
        for lead in self:
            plan = lead.customer_plan_id
            fits = bool(plan) and lead._fits_customer_plan(plan)
            is_chosen = lead.is_customer_plan_manual and (fits or not plan)
            if is_chosen or (fits and lead.won_status in OUTCOMES):
                lead.customer_plan_id = plan
            else:
                open_ones |= lead
        proposed = open_ones._find_customer_plans()
        for lead in open_ones:
            lead.customer_plan_id = proposed[lead]

    def _find_customer_plans(self):
        """Return the customer plan that each deal should be made for: ``{deal: plan}``.

        Only plans whose responsible sees the deal: who makes one learns nothing of others' deals.
        Of several, that of the deal's salesperson, then the one with the shorter span, then the
        newer one.
        """
        # sudo: a deal is made for its customer's plan, also where its salesperson cannot read that
        plans = self.env["sales.customer.plan"].sudo()
        customers = self.partner_id.sudo().commercial_partner_id
        found = plans.browse()
        if customers:
            found = plans.search(Domain("partner_id.commercial_partner_id", "in", customers.ids))
        if not all(self._ids):  # a form, which is not to name what is hidden from its user
            found = found.with_user(self.env.uid)._filtered_access("read").sudo()
        return {
            lead: lead._choose_customer_plan(found).with_env(self.env) if found else found
            for lead in self
        }

    def _choose_customer_plan(self, plans):
        """Return the one of some plans that the deal should be made for, or none."""
        if self.type != "opportunity" or not self.partner_id:
            return plans.browse()
        fitting = plans.filtered(
            lambda plan: (
                self._fits_customer_plan(plan)
                and self._is_seen_by(plan.user_id)
                and plan.date_from <= self._get_customer_plan_day(plan) <= plan.date_to
            )
        )
        return fitting.sorted(
            lambda plan: (plan.user_id != self.user_id, plan.date_to - plan.date_from, -plan.id)
        )[:1]

    def _is_seen_by(self, user):
        """Tell whether a deal is somebody's, nobody's, or of a team that they lead, or they see
        all."""
        return (
            self.user_id <= user
            # sudo: tells only who leads the team
            or user in self.team_id.sudo().leader_ids
            or user.has_group(SEES_ALL_DOCUMENTS)
        )

    def _get_customer_plan_day(self, plan):
        """Return the day that decides for which plan a deal is made: the day it was closed, else
        its expected closing, else today where the company is."""
        # sudo: every user of a company may know its time zone
        company = plan.sudo().company_id
        if self.won_status == "won" and self.date_closed:
            return day_of(company, self.date_closed)
        return self.date_deadline or company._get_today()

    def _fits_customer_plan(self, plan):
        """Tell whether a plan is of the deal's customer and company."""
        # sudo: tells nothing of the plan but whether the link is possible
        plan = plan.sudo()
        customer = self.partner_id.sudo().commercial_partner_id
        if not customer or customer != plan.partner_id.commercial_partner_id:
            return False
        company = self.company_id.sudo()
        return not company or company.parent_path.startswith(plan.company_id.parent_path)

    @api.depends(
        "customer_plan_id.amount",
        "customer_plan_id.achieved_amount",
        "customer_plan_id.probability",
        "expected_revenue",
        "won_status",
    )
    @api.depends_context("uid")
    def _compute_customer_plan_figures(self):
        readable = self.customer_plan_id._filtered_access("read")
        for lead in self:
            plan = lead.customer_plan_id
            if plan not in readable:
                lead.customer_plan_probable = None
                lead.customer_plan_before = lead.customer_plan_after = None
                continue
            lead.customer_plan_probable = _nullable(plan.probable_amount)
            before, after = lead._get_customer_plan_remainders(plan)
            lead.customer_plan_before, lead.customer_plan_after = before, after

    def _get_customer_plan_remainders(self, plan):
        """Return what is left of the plan without the deal, and once it is won."""
        amount = None if plan.amount is False else _exact(plan.amount)
        company = self.company_id or plan.company_id
        closed = self.won_status == "won" and self.date_closed
        revenue = company.currency_id._convert(
            self.expected_revenue or 0.0,
            plan.currency_id,
            plan.company_id,
            day_of(plan.company_id.sudo(), closed) if closed else plan.company_id._get_today(),
        )
        is_counted = bool(closed) and plan.achieved_by == "deals"
        counted = _exact(revenue) if is_counted else Decimal(0)
        # where documents count, a won deal is among them or will be
        coming = Decimal(0) if closed and not is_counted else _exact(revenue)
        found = deal_remainders(amount, _exact(plan.achieved_amount), counted, coming)
        return [None if left is None else float(left) for left in found]

    def _compute_customer_contact_ids(self):
        """A form shows them once it is saved: what it is told of lists while its customer is
        changed, it would have twice."""
        for lead in self:
            contacts = lead.partner_id.commercial_partner_id.child_ids
            lead.customer_contact_ids = contacts.filtered(
                lambda contact: contact.type == "contact" and not contact.is_company
            )

    @api.constrains("customer_plan_id")
    def _check_customer_plan(self):
        """Raise where a plan was chosen that is of somebody else. A deal that moves to another
        customer or company leaves its plan by itself."""
        for lead in self:
            # sudo: a constraint holds whoever writes
            plan = lead.sudo().customer_plan_id
            if plan and not lead._fits_customer_plan(plan):
                raise ValidationError(
                    self.env._(
                        "%(deal)s is not of the customer and the company of the customer plan.",
                        deal=lead.name,
                    )
                )

    @api.onchange("customer_plan_id")
    def _onchange_customer_plan_id(self):
        """A deal that is made for a customer plan is of its customer."""
        if self.customer_plan_id and not self.partner_id:
            self.partner_id = self.customer_plan_id.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        chosen = [
            lead.id
            for lead, vals in zip(leads, vals_list, strict=True)
            if "customer_plan_id" in vals
        ]
        leads.browse(chosen)._note_customer_plan()
        leads.filtered(lambda lead: lead.won_status == "won")._tell_customer_plans()
        return leads

    def write(self, vals):
        before = {lead: lead.won_status for lead in self}
        result = super().write(vals)
        if "customer_plan_id" in vals:
            self._note_customer_plan()
        self.filtered(
            lambda lead: lead.won_status == "won" and before[lead] != "won"
        )._tell_customer_plans()
        return result

    def action_new_customer_plan(self):
        """Open the dialog that makes a plan of the deal's customer, for the year in which the deal
        is expected to close. The deal is linked to it."""
        check_one(self)
        self.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer of %(deal)s first.", deal=self.name))
        company = self.company_id or self.env.company
        day = self.date_deadline or company._get_today()
        # sudo: every user of a company may know when its years begin
        year = company.sudo().compute_fiscalyear_dates(day)
        return self.env["sales.customer.plan"]._get_new_action(
            {
                "partner_id": self.partner_id.commercial_partner_id.id,
                "company_id": company.id,
                "date_from": fields.Date.to_string(year["date_from"]),
                "date_to": fields.Date.to_string(year["date_to"]),
            }
        )

    def _note_customer_plan(self):
        """Remember of deals whose plan was given whether it is another one than is proposed.

        A form sends the proposed one along: that is no choice. Neither is none, where the one to
        propose is hidden from the user.
        """
        if is_by_code(self.env):
            return
        for lead, proposed in self._find_customer_plans().items():
            # sudo: also of deals that somebody has just given away
            deal = by_code(lead.sudo())
            chosen = deal.customer_plan_id
            if proposed and not chosen and not proposed.has_access("read"):
                deal.customer_plan_id = chosen = proposed.sudo()
            is_manual = chosen.id != proposed.id
            if deal.is_customer_plan_manual != is_manual:
                deal.is_customer_plan_manual = is_manual

    def _tell_customer_plans(self):
        """Tell at once of plans whose status changes as deals are won."""
        # sudo: who is told of a plan does not depend on who wins the deal
        plans = self.sudo().customer_plan_id
        if plans:
            raised(plans)._tell_status()

    def _merge_get_fields_specific(self):
        """A merged deal is made for a plan that one of them was made for, if of its customer."""
        return {
            **super()._merge_get_fields_specific(),
            "customer_plan_id": lambda fname, leads: leads._merge_customer_plan().id,
        }

    def _merge_customer_plan(self):
        """Return the plan that deals have in common once they are merged, in their order."""
        # sudo: which plan a deal is made for stays, whoever merges it
        leads = self.sudo()
        customer = next(filter(None, leads.mapped("partner_id")), leads.partner_id)
        for plan in leads.customer_plan_id:
            if plan.partner_id.commercial_partner_id == customer[:1].commercial_partner_id:
                return plan
        return leads.customer_plan_id.browse()


def _exact(number):
    return Decimal(str(number or 0))


def _nullable(number):
    return None if number is False else number
