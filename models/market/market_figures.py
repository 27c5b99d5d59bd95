from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.market import Market, Reader
from .res_company import WEIGHTS


class SalesMarketFigures(models.AbstractModel):
    """What the queries of market figures need to know of companies, plans and the reader.

    Figures of a company are those of its branches, too, as far as the reader works there. Of sales
    the reader knows what ``sales.actual`` shows them: salespeople their own ones and those of
    nobody, leaders those of their teams. Targets are those of the rows that they see.
    """

    _name = "sales.market.figures"
    _description = "Market Figures"

    @api.model
    def _unite(self, read_company, customer_ids=None):
        """Return the query of a report: that of each company that is switched on, united.

        :param read_company: ``queries.effort.effort`` or ``queries.segments.segments``
        :param customer_ids: read figures of these customers only; None for all
        """
        # with the rights of the user also where code reads: the cache knows one value of a field
        figures = self.sudo(False)
        reader, queries = figures._get_reader(is_code=self.env.su), []
        for market in figures._get_markets(customer_ids):
            plans = figures._get_plans_in_force(market)
            frames = list(figures.env["sales.plan.figures"]._get_frames(plans).values())
            found = read_company(market, reader, frames, figures._get_visible_rows(plans))
            queries.append(SQL("SELECT * FROM (%s) company", found))
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _get_markets(self, customer_ids=None):
        """Return the companies switched on as queries take them, branches with their company.

        :param customer_ids: read figures of these customers only; None for all
        """
        # sudo: the main company of a branch, and how it tells customers apart, are no secret of it
        companies = self.env.companies.sudo()
        has_cogs = self.env["sales.actual"]._has_cogs()
        return [
            self._get_market(root, branches.ids, has_cogs, customer_ids)
            for root, branches in companies.grouped("root_id").items()
        ]

    @api.model
    def _get_market(self, company, company_ids, has_cogs, customer_ids):
        year = company._get_market_year()
        return Market(
            company_id=company.id,
            company_ids=tuple(company_ids),
            currency_id=company.currency_id.id,
            basis=company.plan_basis,
            has_cogs=has_cogs,
            till=self.env["sales.actual"]._get_till(),
            today=company._get_today(),
            year=year.name,
            first=year.first,
            last_first=year.last_first,
            last_last=year.last_last,
            last_today=year.last_today,
            abc_measure=company.abc_measure,
            abc_shares=tuple(
                Decimal(str(share)) / 100 for share in (company.abc_a_share, company.abc_b_share)
            ),
            weights=tuple(company[name] for name in WEIGHTS),
            customer_ids=None if customer_ids is None else tuple(customer_ids),
        )

    @api.model
    def _get_reader(self, is_code=False):
        """Return whose eyes figures are for, as :class:`~...queries.market.Reader`.

        :param is_code: list what is not theirs, too, as what checks rights does
        """
        figures = self.env["sales.plan.figures"]
        teams = tuple(figures._get_led_team_ids())
        return Reader(
            seen=figures._get_seen_condition(),
            own=SQL("(fact.user_id = %s OR fact.team_id IN %s)", self.env.uid, teams or (None,)),
            user_id=self.env.uid,
            team_ids=teams,
            is_code=is_code,
        )

    @api.model
    def _get_plans_in_force(self, market):
        """Return the plans of a company in force today whose targets are money that is sold; none
        of several companies, whose targets say nothing of one of them."""
        return self.env["sales.plan"].search(
            Domain("state", "=", "confirmed")
            & Domain("measure", "=", "revenue")
            & Domain("is_of_group", "=", False)
            & Domain("company_id", "in", market.company_ids)
            & Domain("date_from", "<=", market.today)
            & Domain("date_to", ">=", market.today)
        )

    @api.model
    def _get_visible_rows(self, plans):
        """Return the ids of rows of plans that the user sees, as a subquery; None for all."""
        if self.env["sales.plan"]._sees_whole_plans():
            return None
        rows = self.env["sales.plan.allocation"]
        return rows._search(Domain("plan_id", "in", plans.ids)).subselect()
