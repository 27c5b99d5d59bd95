from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ...tools.rates import get_rate_on
from ..org.nullable import NullableMonetary


class SalesPlanGroupMixin(models.AbstractModel):
    """Plans of a group: several companies in one plan, in the currency of the first of them.

    Documents of companies of other currencies count at the rates that the plan fixes. Companies
    without a rate do not count, and the plan says so; it cannot be confirmed.
    """

    _name = "sales.plan.group.mixin"
    _description = "Plan of Several Companies"

    @api.depends("further_company_ids")
    def _compute_is_of_group(self):
        further = self._read_further_ids()
        for plan in self:
            plan.is_of_group = bool(further.get(plan.id, plan.further_company_ids))

    @api.depends("company_id", "further_company_ids")
    def _compute_every_company_ids(self):
        further = self._read_further_ids()
        for plan in self:
            others = (
                plan.further_company_ids.browse(further[plan.id])
                if plan.id in further
                else (plan.further_company_ids)
            )
            plan.every_company_ids = plan.company_id | others

    def _read_further_ids(self):
        """Return the ids of the further companies of saved plans, whoever asks: ``{plan id: ids}``.

        Odoo reads of a field of many records what the reader may enter, and keeps that for code
        that may read all of it.
        """
        found = dict.fromkeys(self.ids, ())
        rows = self.env.execute_query(
            SQL(
                """SELECT plan_id, array_agg(company_id ORDER BY company_id)
                     FROM sales_plan_company_rel WHERE plan_id IN %s GROUP BY plan_id""",
                tuple(self.ids) or (None,),
            )
        )
        return found | dict(rows)

    @api.depends_context("lang", "uid", "allowed_company_ids")
    @api.depends("company_id", "further_company_ids")
    def _compute_companies_notice(self):
        """Name the companies of plans that are not open for the reader, as far as they may enter
        them."""
        for plan in self:
            closed = plan._get_companies() - self.env.companies
            known = closed & self.env.user.sudo().company_ids
            names = known.mapped("name")
            if closed - known:
                names.append(self.env._("companies that you may not enter"))
            plan.companies_notice = (
                self.env._("Not open here, and counted all the same: %s.", ", ".join(names))
                if names and plan.is_of_group
                else False
            )

    @api.depends_context("lang")
    @api.depends("company_id", "further_company_ids", "rate_ids.currency_id")
    def _compute_rates_warning(self):
        for plan in self:
            missing = plan._get_unrated_companies() if plan.is_of_group else ()
            plan.rates_warning = plan._describe_unrated(missing) if missing else False

    @api.constrains("company_id", "further_company_ids")
    def _check_further_companies(self):
        further = self._read_further_ids()
        # sudo: compares companies by their place only
        for plan in self.sudo():
            for company in plan.company_id.browse(further[plan.id]):
                if company.parent_id:
                    raise ValidationError(
                        self.env._(
                            "%(branch)s is a branch: choose %(company)s, whose branches count "
                            "with it.",
                            branch=company.name,
                            company=company.root_id.name,
                        )
                    )
                if company == plan.company_id.root_id:
                    raise ValidationError(
                        self.env._("%s is the plan's own company already.", company.name)
                    )

    def _get_companies(self):
        """Return the companies of plans without their branches, their own ones first."""
        # sudo: what a plan counts is no secret to who sees it
        plans = self.sudo()
        return plans.company_id | plans.filtered("is_of_group").every_company_ids

    def _get_company_ids(self):
        """Return the ids of the plan's companies and of their branches."""
        self.ensure_one()
        return [id_ for company in self._get_companies() for id_ in company._get_branch_ids()]

    def _get_group_customer_ids(self):
        """Return the ids of the customers that the plan's companies and their branches are for each
        other; none where sales to them count."""
        self.ensure_one()
        if not self.leaves_out_group:
            return []
        # sudo: as above, of archived branches, too
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        everything = companies.search([("id", "child_of", self._get_companies().ids)])
        partners = everything.partner_id
        return (partners | partners.commercial_partner_id).ids

    def _get_unrated_companies(self):
        """Return the companies of other currencies for which the plan has no rate."""
        self.ensure_one()
        known = self.sudo().rate_ids.currency_id | self.sudo().currency_id
        return self._get_companies().filtered(lambda company: company.currency_id not in known)

    def _get_counted_companies(self):
        """Return the companies whose sales count: those in the plan's currency, or with a rate."""
        self.ensure_one()
        # sudo: as above
        if not self.sudo().is_of_group:
            return self.sudo().company_id
        return self._get_companies() - self._get_unrated_companies()

    def _get_companies_domain(self):
        """Domain on ``sales.actual`` of what counts by its company and its customer."""
        domain = Domain("company_id", "child_of", self._get_counted_companies().ids)
        if customers := self._get_group_customer_ids():
            domain &= Domain("partner_id", "not in", customers)
        return domain

    def _describe_unrated(self, companies):
        return self.env._(
            "Without a rate of %(currencies)s what these companies sell does not count: "
            "%(companies)s.",
            currencies=", ".join(companies.currency_id.mapped("name")),
            companies=", ".join(companies.mapped("name")),
        )

    def _check_rates(self):
        """Raise where a company of a plan has another currency and the plan no rate for it."""
        for plan in self.filtered("is_of_group"):
            if missing := plan._get_unrated_companies():
                raise UserError(
                    self.env._(
                        "“%(plan)s” has no rate for %(currencies)s, the currency of "
                        "%(companies)s. Type one under Companies, or take Odoo's.",
                        plan=plan.display_name,
                        currencies=", ".join(missing.currency_id.mapped("name")),
                        companies=", ".join(missing.mapped("name")),
                    )
                )

    def _check_enters_companies(self):
        """Raise unless the user may enter all companies of the plans: who makes rows sees what is
        sold in them."""
        if self.env.su:
            return
        for plan in self.filtered("is_of_group"):
            if plan._get_companies() - self.env.user.company_ids:
                raise AccessError(
                    self.env._(
                        "“%s” counts what companies sell that you may not enter. Ask somebody to "
                        "change it who may enter all of them.",
                        plan.display_name,
                    )
                )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("date_from", "date_to", "is_of_group", "rate_ids.rate", "rate_ids.date_from")
    def _compute_currency_effect(self):
        saved = self._origin.filtered("is_of_group")
        whole = saved._get_top_allocations().filtered(lambda row: not row.parent_id).plan_id
        sums = self.env["sales.plan.figures"]._read_dated_actuals(whole)
        for plan in self:
            dated, actual = sums.get(plan._origin.id, (None, None))
            plan.dated_amount = dated
            effect = None if dated is None else plan.unit_currency_id.round(dated - actual)
            plan.currency_effect_amount = effect

    # Rates ----------------------------------------------------------------------

    def _take_rates(self, days):
        """Replace the plan's rates by those that Odoo has on some days.

        :raise UserError: where Odoo has no rates of a currency that the plan needs
        """
        self._check_structure_editable()
        currencies = self._get_companies().currency_id - self.currency_id
        known = self.env["sales.plan.figures"]._read_known_rates(
            self.company_id, currencies | self.currency_id
        )
        for currency in currencies:
            if not any((*known[currency], *known[self.currency_id])):
                raise UserError(
                    self.env._(
                        "Odoo has no rates of %(currency)s in %(company)s: type the plan's.",
                        currency=currency.name,
                        company=self.company_id.name,
                    )
                )
        self.write(
            {
                "rate_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "currency_id": currency.id,
                                "date_from": day if number else False,
                                "rate": get_rate_on(day, *known[self.currency_id])
                                / get_rate_on(day, *known[currency]),
                            }
                        )
                        for currency in currencies
                        for number, day in enumerate(days)
                    ),
                ]
            }
        )


class SalesPlan(models.Model):
    _name = "sales.plan"
    _inherit = ["sales.plan", "sales.plan.group.mixin"]

    further_company_ids = fields.Many2many(
        "res.company",
        "sales_plan_company_rel",
        "plan_id",
        "company_id",
        "Further Companies",
        ondelete="restrict",
        domain="[('parent_id', '=', False), ('id', '!=', company_id)]",
        help="What these companies and their branches sell counts, too.",
    )
    every_company_ids = fields.Many2many(
        "res.company",
        compute="_compute_every_company_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="All companies of the plan, whoever reads it.",
    )
    companies_notice = fields.Text(compute="_compute_companies_notice")
    is_of_group = fields.Boolean(
        "Several Companies", compute="_compute_is_of_group", store=True, readonly=True
    )
    leaves_out_group = fields.Boolean(
        "Leave Out Sales within the Group",
        help="Sales to the plan's own companies and their branches do not count.",
    )
    rate_ids = fields.One2many(
        "sales.plan.rate",
        "plan_id",
        "Rates",
        copy=True,
        groups="sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor",
    )
    rates_warning = fields.Text(compute="_compute_rates_warning")
    dated_amount = NullableMonetary(
        "Actual at Documents' Rates",
        compute="_compute_currency_effect",
        currency_field="unit_currency_id",
        help="The actual at the rates that Odoo has for the days of the documents, in place of "
        "those of the plan.",
    )
    currency_effect_amount = NullableMonetary(
        "Currency Effect",
        compute="_compute_currency_effect",
        currency_field="unit_currency_id",
        help="How much more the actual is at the rates of the documents' days than at those of the "
        "plan.",
    )

    def action_take_rates(self):
        """Fix the rates that Odoo has at the plan's start for the whole plan; at the beginning of
        each of its periods, where the context asks for that (``sales_plan_by_period``)."""
        by_period = self.env.context.get("sales_plan_by_period")
        for plan in self:
            days = by_period and plan.period_ids.mapped("date_from")
            plan._take_rates(days or [plan.date_from])
