from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.customer_plans import ONE_DAY
from ...tools.periods import describe_year
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary
from ..org.raised import is_by_code, raised

#: What a customer plan is achieved by: linked deals, or all facts of a basis.
ACHIEVED_BY = [
    ("deals", "Linked Opportunities"),
    ("ordered", "Ordered"),
    ("invoiced", "Invoiced"),
    ("collected", "Collected"),
]
STATUS = [("active", "Active"), ("achieved", "Achieved"), ("missed", "Missed")]
#: Who sees all documents of Odoo: only they choose that all sales to a customer count.
SEES_ALL_DOCUMENTS = "sales_team.group_sale_salesman_all_leads"
#: Who may read opportunities at all; which ones, Odoo's own rules say.
SELLERS = "sales_team.group_sale_salesman"


class SalesCustomerPlan(models.Model):
    """The money that is expected from one customer in one span of days, and how likely it is.

    It needs no planning round. Who knows the customer types amount and probability; all other
    figures are read live, see ``customer_plan_figures.py`` and ``sales.customer.plan.line``.
    A plan is cancelled by archiving it.
    """

    _name = "sales.customer.plan"
    _description = "Customer Plan"
    _inherit = [
        "sales.guarded.mixin",
        "sales.company.day.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _rec_names_search = ["partner_id"]
    _fixed_links = {"company_id": "read", "partner_id": "read"}

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="A company or an individual. A contact stands for its company.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="set null",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    customer_user_id = fields.Many2one(
        "res.users",
        "Salesperson of the Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="When the plan was made, or when somebody who may write it gave the customer another "
        "one.",
    )
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("Until", required=True, tracking=True)
    amount = NullableMonetary(
        "Expected", tracking=True, help="Without taxes, in the company's currency."
    )
    probability = fields.Float(
        default=100.0,
        digits=(16, 2),
        aggregator="avg",
        tracking=True,
        help="How likely you think it is, in percent.",
    )
    achieved_by = fields.Selection(
        ACHIEVED_BY,
        required=True,
        default="deals",
        tracking=True,
        help="What counts: the linked opportunities that are won, or all that is ordered, invoiced "
        "or collected from the customer in these days, however it came about.",
    )
    may_count_documents = fields.Boolean(compute="_compute_may_count_documents")
    note = fields.Html("Notes")
    active = fields.Boolean(default=True, tracking=True)
    deal_ids = fields.One2many(
        "crm.lead",
        "customer_plan_id",
        "Opportunities",
        readonly=True,
        context={"active_test": False},
        groups=SELLERS,
    )
    contact_ids = fields.Many2many("res.partner", string="Contacts", compute="_compute_contact_ids")
    renewed_from_id = fields.Many2one(
        "sales.customer.plan",
        "Renews",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    renewal_ids = fields.One2many(
        "sales.customer.plan", "renewed_from_id", "Renewed As", readonly=True, copy=False
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A customer plan ends on the day it begins, or later."
    )
    _amount_not_negative = models.Constraint(
        "CHECK(amount >= 0)", "The amount that is expected from a customer is not below zero."
    )
    _probability_in_percent = models.Constraint(
        "CHECK(probability BETWEEN 0 AND 100)", "A probability is between 0 and 100 percent."
    )

    @api.model
    def default_get(self, fields):
        """Begin with the running year of the company."""
        defaults = super().default_get(fields)
        company = self.env["res.company"].browse(defaults.get("company_id")) or self.env.company
        missing = {"date_from", "date_to"} & set(fields) - defaults.keys()
        if missing:
            year = self._get_running_year(company)
            defaults |= {name: year[name] for name in missing}
        return defaults

    @api.model
    def _get_running_year(self, company):
        """Return first and last day of the fiscal year that it is in a company, by field name."""
        # sudo: every user of a company may know when its years begin
        return company.sudo().compute_fiscalyear_dates(company._get_today())

    @api.depends("partner_id")
    def _compute_user_id(self):
        """Propose the customer's salesperson; to who sees own plans only, themself."""
        sees_others = self.env.user.has_group("sales_plan.group_sales_plan_leader")
        for plan in self:
            salesperson = plan.partner_id.user_id
            # in a form the user stands there before the customer is chosen
            if not plan.user_id or (not plan._origin and plan.user_id == self.env.user):
                plan.user_id = salesperson if sees_others and salesperson else self.env.user

    @api.depends_context("uid")
    def _compute_may_count_documents(self):
        self.may_count_documents = self._may_count_documents()

    @api.depends("partner_id")
    def _compute_contact_ids(self):
        for plan in self:
            plan.contact_ids = plan.partner_id.child_ids.filtered(
                lambda contact: contact.type == "contact" and not contact.is_company
            )

    @api.depends("partner_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            # sudo: whose plan it is, is known to who may read it
            names = (plan.sudo().partner_id.display_name, plan._describe_span())
            plan.display_name = ", ".join(filter(None, names))

    def _describe_span(self):
        """Return how the span is written: 2026, or its first and last day."""
        self.ensure_one()
        first, last = self.date_from, self.date_to
        if not first or not last:
            return ""
        if fields.Date.add(first, years=1) - ONE_DAY == last:
            return describe_year(first, last)
        return f"{format_date(self.env, first)} – {format_date(self.env, last)}"

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        """A contact stands for its company."""
        self.partner_id = self.partner_id.commercial_partner_id

    # -------------------------------------------------------------------------
    # Creation
    # -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._check_basis()
        plans._link_deals()
        plans._note_status()
        return plans

    @api.model
    def _complete_vals_list(self, vals_list):
        return [{**vals, **self._get_values_of_customer(vals)} for vals in vals_list]

    @api.model
    def _get_values_of_customer(self, vals):
        """Return what follows from the customer of a new plan: a contact stands for its company."""
        customer = self.env["res.partner"].browse(vals.get("partner_id")).commercial_partner_id
        if not customer:
            return {}
        # sudo: whose customer it is decides who may see the plan
        return {"partner_id": customer.id, "customer_user_id": customer.sudo().user_id.id}

    def write(self, vals):
        if vals.get("achieved_by", "deals") != "deals":
            self.filtered(lambda plan: plan.achieved_by != vals["achieved_by"])._check_basis(True)
        result = super().write(vals)
        if not vals.keys().isdisjoint({"date_from", "date_to", "active"}):
            self.filtered("active")._link_deals()
        return result

    def copy_data(self, default=None):
        """Copies are of what counts by itself where the user may not choose what counts."""
        values = super().copy_data(default)
        if not self.env.user.has_group(SEES_ALL_DOCUMENTS):
            return [{**vals, "achieved_by": "deals"} for vals in values]
        return values

    @api.model
    def _may_count_documents(self):
        return is_by_code(self.env) or self.env.user.has_group(SEES_ALL_DOCUMENTS)

    def _check_basis(self, is_chosen=False):
        """Raise where the user lets documents count that they may not read."""
        counting = self if is_chosen else self.filtered(lambda plan: plan.achieved_by != "deals")
        if counting and not self._may_count_documents():
            raise UserError(
                self.env._(
                    "Whoever reads own documents only cannot count all that is sold to a customer. "
                    "Let the linked opportunities count, or ask somebody who sees all documents."
                )
            )

    def _link_deals(self):
        """Link the deals of the customers that close in these spans and have no plan yet.

        Deals from which somebody has taken the plan away stay without.
        """
        if not self:
            return
        # sudo: which deals a plan is about does not depend on who makes it; nothing of them is told
        deals = raised(self.env["crm.lead"]).with_context(active_test=False)
        customers = self.partner_id.commercial_partner_id
        found = deals.search(
            Domain("customer_plan_id", "=", False)
            & Domain("is_customer_plan_manual", "=", False)
            & Domain("type", "=", "opportunity")
            & Domain("partner_id.commercial_partner_id", "in", customers.ids)
        )
        proposed = found._find_customer_plans()
        for plan in self:
            mine = found.filtered(lambda deal, plan=plan: proposed[deal] == plan)
            if mine:
                mine.write({"customer_plan_id": plan.id})

    def _follow_customer(self):
        """Let plans whose customer has another salesperson know it, as far as the user may write
        them: whoever may write a customer could otherwise read its plans by becoming its
        salesperson."""
        for plan in self._filtered_access("write"):
            raised(plan).customer_user_id = plan.sudo().partner_id.user_id

    @api.model
    def _get_new_action(self, defaults):
        """Return the action of the dialog in which a plan is made in a moment.

        :param defaults: values that the new plan begins with
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_customer_plan_new_action"
        )
        context = {f"default_{name}": value for name, value in defaults.items()}
        return {**action, "context": context}

    def action_open_deals(self):
        """Open the opportunities that are linked to the plan, the won and lost ones, too."""
        check_one(self)
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Opportunities"),
            "res_model": "crm.lead",
            "view_mode": "list,kanban,form",
            "views": [
                (self.env.ref("crm.crm_case_tree_view_oppor").id, "list"),
                (False, "kanban"),
                (False, "form"),
            ],
            "domain": [("customer_plan_id", "=", self.id)],
            "context": {
                "active_test": False,
                "default_type": "opportunity",
                # sudo: whose plan it is, is known to who may read it
                "default_partner_id": self.sudo().partner_id.id,
                "default_customer_plan_id": self.id,
            },
        }
