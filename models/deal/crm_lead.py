from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import is_html_empty

from ...queries.time import day_of


class CrmLead(models.Model):
    """What a salesperson knows about a deal besides its amount and its chances."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.guarded.mixin"]

    next_step = fields.Char(
        copy=False, tracking=True, help="What has to happen next, in a few words."
    )
    competitor_ids = fields.Many2many("crm.competitor", string="Competitors")
    win_loss_report = fields.Html(
        "Win/Loss Report",
        copy=False,
        help="Why the deal was won or lost, and what to learn from it.",
    )
    line_ids = fields.One2many("crm.lead.line", "lead_id", "Products", copy=True)
    line_total = fields.Monetary(
        "Total of Products",
        compute="_compute_line_total",
        currency_field="company_currency",
        help="Sum of the products' subtotals: without taxes, in the company's currency. It is the "
        "expected revenue for as long as nobody has given one.",
    )
    is_revenue_of_lines = fields.Boolean(
        store=False,
        help="In a form: the expected revenue follows the products, as nobody has typed one.",
    )
    date_deadline = fields.Date(
        compute="_compute_date_deadline",
        store=True,
        readonly=False,
        copy=True,
    )
    is_closing_overdue = fields.Boolean(
        "Closing Overdue",
        store=False,
        search="_search_is_closing_overdue",
        help="Open, and expected to be closed by now where the company is.",
    )
    source_id = fields.Many2one(
        compute="_compute_source_id",
        store=True,
        readonly=False,
        copy=True,
    )

    @api.depends("line_ids.price_subtotal")
    def _compute_line_total(self):
        for lead in self:
            lead.line_total = sum(lead.line_ids.mapped("price_subtotal"))

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Expect what the products come to, unless somebody has typed a revenue."""
        if self.line_ids and (self.is_revenue_of_lines or not self.expected_revenue):
            self.expected_revenue = self.line_total
            self.is_revenue_of_lines = True

    @api.onchange("expected_revenue")
    def _onchange_expected_revenue(self):
        """A revenue that is typed is no longer that of the products."""
        self.is_revenue_of_lines &= self.expected_revenue == self.line_total

    @api.depends("type")
    def _compute_date_deadline(self):
        """Propose a closing date where there is none, once a lead is an opportunity."""
        for lead in self:
            company = lead.company_id or self.env.company
            days = company.closing_days
            if lead.type == "opportunity" and not lead.date_deadline and days:
                lead.date_deadline = company._get_today() + timedelta(days)

    @api.model
    def _search_is_closing_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain.OR(
            self._get_domain_of_companies(ids) & Domain("date_deadline", "<", today)
            for today, __, ids in self.env["res.company"]._get_zones_by_day()
        ) & Domain("won_status", "=", "pending")
        return Domain.OR(overdue if one else ~overdue for one in value)

    @api.model
    def _get_domain_of_companies(self, ids) -> Domain:
        """Deals that belong to some companies: ``queries.deals.company_of`` says it in SQL.

        :param ids: False among them stands for no company
        """
        without = Domain("team_id", "=", False) | Domain("team_id.company_id", "=", False)
        by_user = Domain("user_id.company_id", "in", ids)
        if False in ids:
            by_user |= Domain("user_id", "=", False)
        inherited = Domain("team_id.company_id", "in", [one for one in ids if one])
        inherited |= without & by_user
        own = Domain("company_id", "in", [one for one in ids if one])
        return own | (Domain("company_id", "=", False) & inherited)

    @api.depends("partner_id")
    def _compute_source_id(self):
        """Propose the customer's source where the deal has none."""
        for lead in self:
            if not lead.source_id and lead.partner_id.sales_source_id:
                lead.source_id = lead.partner_id.sales_source_id

    def _get_deal_status(self):
        """Return the status as the history has it; ``queries.deals.status_of`` says it in SQL."""
        self.ensure_one()
        if self.type == "lead":
            return "lead"
        if self.won_status in ("won", "lost"):
            return self.won_status
        return "open" if self.active else "archived"

    def _get_deal_day(self, company):
        """Return the day that puts the deal into a period: the day that it was won where the
        company is, see ``closed_at``, else its expected closing.

        ``queries.deals.counting_day`` says it in SQL.
        """
        self.ensure_one()
        if self.won_status != "won":
            return self.date_deadline
        # sudo: every user of a company may know its time zone
        return self.closed_at and day_of(company.sudo(), self.closed_at)

    def _get_deal_owner(self):
        """Return whose the deal is: who won or lost it, of an open one its salesperson.

        ``queries.deals.owned`` says it in SQL.
        """
        self.ensure_one()
        return self.closed_user_id if self.closed_at else self.user_id

    def _expect_line_total(self):
        """Expect what the products come to where no revenue is expected yet."""
        for lead in self:
            if not lead.expected_revenue and lead.line_total:
                lead.expected_revenue = lead.line_total

    def action_use_line_total(self):
        """Expect as revenue what the products come to."""
        for lead in self:
            if not lead.line_ids:
                raise UserError(self.env._("%(deal)s has no products.", deal=lead.name))
            lead.expected_revenue = lead.line_total

    def _prepare_opportunity_quotation_context(self):
        """Quotations made from a deal offer its products: ``sale.order`` reads them by this key."""
        return {
            **super()._prepare_opportunity_quotation_context(),
            "sales_plan_lines_of_lead_id": self.id,
        }

    def _merge_get_fields_specific(self):
        """A merged deal keeps what was known about each: products, competitors, reports."""
        return {
            **super()._merge_get_fields_specific(),
            "next_step": lambda fname, leads: next(filter(None, leads.mapped(fname)), False),
            "competitor_ids": lambda fname, leads: leads[fname],
            "win_loss_report": lambda fname, leads: "<br/><br/>".join(
                report for report in leads.mapped(fname) if not is_html_empty(report)
            ),
            "line_ids": lambda fname, leads: [Command.link(line.id) for line in leads[fname]],
        }
