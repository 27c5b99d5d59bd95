from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...models.org.arguments import takes
from ...queries.deals import deals_now
from ...tools import periods
from ...tools.arguments import a_number, an_id, one_of, optional
from .request import A_DASHBOARD, MOST_YEARS, UNIT_SPANS, Request

#: Days back from today in which deals have begun whose way through the stages is counted.
CONVERSION_DAYS = 365


class SalesPipelineDashboard(models.AbstractModel):
    """The pipeline at a glance: a funnel by stage, and closed and open deals by salesperson.

    Everything obeys the rules of opportunities: salespeople see their own deals, who may see all
    deals sees all. The figures of the dashboard are those of companies that share the current
    one's currency; other companies are named, not added. Figures are computed here and rounded
    to the currency.
    """

    _name = "sales.pipeline.dashboard"
    _description = "Pipeline Dashboard"

    @api.readonly
    @api.model
    @takes(request=A_DASHBOARD)
    def dashboard_open(self, request=None):
        """Return all that the dashboard shows.

        :param request: some of the values of :class:`~.request.Request`
        :return: ``{"request": all of its values, "currency_id", "left_out": names of companies of
            other currencies, "teams", "users": [{"id", "name"}] to choose from, "funnel": see
            :meth:`_prepare_funnel`, "grid": see :meth:`_prepare_grid`}``
        """
        request = Request.from_client(request)
        companies = self._get_companies()
        return {
            "request": vars(request),
            "currency_id": self.env.company.currency_id.id,
            "left_out": (self.env.companies - companies).mapped("name"),
            **self._prepare_choices(companies),
            "funnel": self._prepare_funnel(request),
            "grid": self._prepare_grid(request),
        }

    @api.readonly
    @api.model
    @takes(request=A_DASHBOARD, stage_id=optional(an_id))
    def dashboard_open_stage(self, request, stage_id):
        """Return the action that opens the deals of one stage of the funnel; False for no stage."""
        request = Request.from_client(request)
        stage = self.env["crm.stage"].browse(stage_id or [])
        return self._prepare_action(
            stage.name or self.env._("No Stage"),
            self._get_open_domain(request) & Domain("stage_id", "=", stage_id),
        )

    @api.readonly
    @api.model
    @takes(
        request=A_DASHBOARD,
        kind=one_of("closed", "pipeline"),
        user_id=optional(an_id),
        period=optional(a_number(at_least=0)),
    )
    def dashboard_open_cell(self, request, kind, user_id=None, period=None):
        """Return the action that opens the deals behind one figure of the grid.

        :param kind: ``closed`` or ``pipeline``
        :param user_id: whose deals, False for those of nobody, None for all rows
        :param period: number of the column, from 0; None for all columns
        """
        request = Request.from_client(request)
        spans = self._get_periods(request)
        if period is not None and period >= len(spans):
            raise UserError(self.env._("The dashboard has no such column; reload the page."))
        names = [self.env._("Closed") if kind == "closed" else self.env._("Pipeline")]
        shown = spans if period is None else [spans[period]]
        # won deals count when they are archived, too
        domain = Domain("active", "in", [True, False])
        domain &= Domain(*self._get_cell_condition(request, kind, user_id, shown))
        if user_id is not None:
            names.append(self._name_owner(user_id, domain))
        if period is not None:
            names.append(self._get_period_name(shown[0]))
        return self._prepare_action(" · ".join(names), domain)

    @api.model
    def _name_owner(self, user_id, domain):
        """Return the name of whose deals are shown, which is known to who sees one of them."""
        if not user_id:
            return self.env._("No Salesperson")
        owner = self.env["res.users"].browse(user_id).exists()
        seen = owner._filtered_access("read")
        if owner and not seen and self.env["crm.lead"].search_count(domain, limit=1):
            seen = owner.sudo()  # sudo: the name of the salesperson of a deal that the user sees
        return seen.name or self.env._("Somebody Else")

    # Companies and columns ----------------------------------------------------

    @api.model
    def _get_companies(self):
        """Return the companies switched on whose amounts can be added."""
        currency = self.env.company.currency_id
        return self.env.companies.filtered(lambda company: company.currency_id == currency)

    @api.model
    def _get_periods(self, request: Request) -> list[periods.Period]:
        """Return the columns asked for; years are fiscal years of the current company."""
        today = self.env.company._get_today()
        year = self._get_fiscal_year()[0]
        spans = periods.generate(
            request.unit,
            fields.Date.subtract(year, years=MOST_YEARS + 1),
            fields.Date.add(year, years=MOST_YEARS + 2, days=-1),
            fiscal_start=year,
        )
        count, past = UNIT_SPANS[request.unit]
        current = next(place for place, span in enumerate(spans) if span.date_to >= today)
        first = current - past + request.offset
        first = min(max(first, 0), len(spans) - count)
        return spans[first : first + count]

    @api.model
    def _get_fiscal_year(self) -> tuple[date, date]:
        today = self.env.company._get_today()
        year = self.env.company.compute_fiscalyear_dates(today)
        return fields.Date.to_date(year["date_from"]), fields.Date.to_date(year["date_to"])

    @api.model
    def _get_period_name(self, period):
        return self.env["sales.plan"]._get_period_name(period)

    @api.model
    def _get_deal_domain(self, request: Request) -> Domain:
        """Deals of the companies."""
        domain = Domain("type", "=", "opportunity")
        domain &= self.env["crm.lead"]._get_domain_of_companies(self._get_companies().ids)
        if request.team_id:
            domain &= Domain("team_id", "child_of", request.team_id)
        if request.user_id:
            domain &= Domain("user_id", "=", request.user_id)
        return domain

    @api.model
    def _get_open_domain(self, request: Request) -> Domain:
        """Open deals, expected to close when asked."""
        domain = self._get_deal_domain(request) & Domain("won_status", "=", "pending")
        if request.closing == "any":
            return domain
        if request.closing == "year":
            first, last = self._get_fiscal_year()
        else:
            today = self.env.company._get_today()
            spans = self._get_periods(Request(unit=request.closing))
            [(first, last)] = [
                (span.date_from, span.date_to)
                for span in spans
                if span.date_from <= today <= span.date_to
            ]
        return domain & Domain("date_deadline", ">=", first) & Domain("date_deadline", "<=", last)

    @api.model
    def _prepare_choices(self, companies):
        """Teams and salespeople to choose from; none for who sees their own deals only."""
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            return {"teams": [], "users": []}
        teams = self.env["crm.team"].search([("company_id", "in", [*companies.ids, False])])
        users = self.env["res.users"].search(
            [
                ("share", "=", False),
                ("company_ids", "in", companies.ids),
                "|",
                ("crm_team_ids", "in", teams.ids),
                ("id", "in", teams.user_id.ids),
            ],
            order="name, id",
        )
        return {
            name: [{"id": record.id, "name": record.display_name} for record in records]
            for name, records in (("teams", teams), ("users", users))
        }

    @api.model
    def _prepare_action(self, name, domain):
        """Return Odoo's own action of opportunities, for some of them."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_opportunities")
        return {
            **action,
            "name": name,
            "domain": list(domain),
            "context": {"default_type": "opportunity", "sales_plan_figure": True},
        }

    # Funnel -------------------------------------------------------------------

    @api.model
    def _prepare_funnel(self, request: Request):
        """Open deals by stage, in the order of stages, empty stages too.

        ``share`` is a stage's amount by the largest one's; ``moved_on`` the share of deals that
        went on from the stage, of those begun in the last ``CONVERSION_DAYS`` that went on or
        ended there, None without any.

        :return: ``{"stages": [{"id", "name", "count", "amount", "weighted", "share", "moved_on"}],
            "total": {"count", "amount", "weighted"}}``
        """
        found = {
            stage.id: figures
            for stage, *figures in self.env["crm.lead"]._read_group(
                self._get_open_domain(request),
                ["stage_id"],
                ["__count", "expected_revenue:sum", "prorated_revenue:sum"],
            )
        }
        stages = [
            {"id": stage.id, "name": stage.name, **self._prepare_figures(*found.get(stage.id, ()))}
            for stage in self._get_stages(request, found)
        ]
        if False in found:
            name = self.env._("No Stage")
            stages.append({"id": False, "name": name, **self._prepare_figures(*found[False])})
        largest = max((stage["amount"] for stage in stages), default=0)
        moved_on = self._get_moved_on(request)
        for stage in stages:
            stage["share"] = max(stage["amount"], 0) / largest if largest > 0 else 0
            stage["moved_on"] = moved_on.get(stage["id"])
        columns = zip(*found.values(), strict=True) if found else [[0]] * 3
        return {
            "stages": stages,
            "total": self._prepare_figures(*(sum(column) for column in columns)),
        }

    @api.model
    def _get_stages(self, request: Request, found):
        """Return the stages of open deals, and those that the team asked for can use."""
        domain = Domain("is_won", "=", False)
        if request.team_id:
            domain &= Domain("team_ids", "=", False) | Domain("team_ids", "in", request.team_id)
        return self.env["crm.stage"].search(domain | Domain("id", "in", list(found)))

    @api.model
    def _get_moved_on(self, request: Request):
        """Return ``{stage id: share of deals that moved on}``."""
        domain = Domain("began_on", ">=", f"today -{CONVERSION_DAYS}d")
        domain &= Domain("progress", "in", ("moved_on", "ended"))
        domain &= Domain("company_id", "in", self._get_companies().ids)
        if request.team_id:
            domain &= Domain("team_id", "child_of", request.team_id)
        if request.user_id:
            domain &= Domain("user_id", "=", request.user_id)
        groups = self.env["sales.forecast.conversion"]._read_group(
            domain, ["stage_id"], ["moved_on_rate:avg"]
        )
        return {stage.id: float(share) for stage, share in groups}

    @api.model
    def _prepare_figures(self, count=0, amount=0, weighted=0):
        currency = self.env.company.currency_id
        return {
            "count": count,
            "amount": currency.round(amount),
            "weighted": currency.round(weighted),
        }

    # Grid ---------------------------------------------------------------------

    @api.model
    def _deals(self, request: Request, spans) -> SQL:
        """Won and open deals that the user may see, of some successive periods.

        Won deals are in the period that they were closed in, and of who closed them; open ones in
        that of their expected closing.
        """
        leads = self.env["crm.lead"].with_context(active_test=False)
        asked = [SQL("deal.id IN %s", leads._search([]).subselect())]
        if request.team_id:
            # sudo: whose deals are asked for; which of them are seen, the rules of deals say
            teams = self.env["crm.team"].sudo().with_context(active_test=False)
            teams = teams._search(Domain("id", "child_of", request.team_id))
            asked.append(SQL("deal.team_id IN %s", teams.subselect()))
        if request.user_id:
            asked.append(SQL("deal.user_id = %s", request.user_id))
        return SQL(
            """SELECT deal.*, WIDTH_BUCKET(deal.day, %(starts)s::date[]) - 1 AS period
                 FROM (%(deals)s) deal
                WHERE deal.status IN ('won', 'open')
                  AND deal.day >= %(first)s AND deal.day <= %(last)s
                  AND %(asked)s""",
            deals=deals_now(self.env, self._get_companies().ids),
            starts=[span.date_from for span in spans],
            first=spans[0].date_from,
            last=spans[-1].date_to,
            asked=SQL(" AND ").join(asked),
        )

    @api.model
    def _prepare_grid(self, request: Request):
        """Closed and open deals of each salesperson in each period.

        :return: ``{"periods": [{"name", "is_current"}], "rows": [{"user_id" or False, "name",
            "cells": [cell of each period], "total": cell}], "total": row without a name}``; a cell
            is ``{"closed", "pipeline": {"count", "amount", "weighted"}}``
        """
        spans = self._get_periods(request)
        today = self.env.company._get_today()
        found = self.env.execute_query(
            SQL(
                """SELECT deal.user_id, deal.period, deal.status,
                          CASE WHEN deal.user_id IS NULL THEN %s ELSE partner.name END,
                          COUNT(*), SUM(deal.amount), SUM(deal.weighted)
                     FROM (%s) deal
                     LEFT JOIN res_users owner ON owner.id = deal.user_id
                     LEFT JOIN res_partner partner ON partner.id = owner.partner_id
                    GROUP BY deal.user_id, deal.period, deal.status, partner.name""",
                self.env._("No Salesperson"),
                self._deals(request, spans),
            )
        )
        rows = [
            {"user_id": user_id, "name": name, **self._prepare_row(found, spans, user_id)}
            for user_id, name in self._get_people(found)
        ]
        return {
            "periods": [
                {
                    "name": self._get_period_name(span),
                    "is_current": span.date_from <= today <= span.date_to,
                }
                for span in spans
            ],
            "rows": rows,
            "total": self._prepare_row(found, spans),
        }

    @api.model
    def _get_people(self, found):
        """Return ``[(user id, name)]`` of the salespeople found, by name; last of all nobody."""
        names = {user_id: name for user_id, _period, _status, name, *_figures in found}
        nobody = names.pop(None, None)
        people = sorted(names.items(), key=lambda person: (person[1] or "", person[0]))
        return [*people, *([(False, nobody)] if nobody else [])]

    @api.model
    def _prepare_row(self, found, spans, *user_ids):
        """Sum what was found for a salesperson, False for nobody; for all without any named."""
        own = [row for row in found if not user_ids or (row[0] or False) in user_ids]
        return {
            "cells": [
                self._prepare_cell(row for row in own if row[1] == place)
                for place in range(len(spans))
            ],
            "total": self._prepare_cell(own),
        }

    @api.model
    def _prepare_cell(self, rows):
        cell = {"won": [0, 0, 0], "open": [0, 0, 0]}
        for _user_id, _period, status, _name, *figures in rows:
            cell[status] = [sum(pair) for pair in zip(cell[status], figures, strict=True)]
        return {
            "closed": self._prepare_figures(*cell["won"]),
            "pipeline": self._prepare_figures(*cell["open"]),
        }
