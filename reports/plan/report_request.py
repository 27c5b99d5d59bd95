from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain
from odoo.models import parse_read_group_spec
from odoo.tools import SQL

from ...models.plan.sales_plan import MEASURES
from ...queries.request import ADDITIVE, SUMS, ReportRequest, raw_request, read_request
from .sales_plan_report import PLAN_SLOTS


class SalesPlanReport(models.Model):
    """How the report is read: what is asked of it, by domain, groupings and measures, reaches the
    query that generates its rows; ratios are sum over sum."""

    _inherit = "sales.plan.report"

    def _get_request(self) -> ReportRequest:
        """Return what rows are wanted: what was read from a call, else all of these records' plans.

        Only instances of the class are trusted, which no client can send.
        """
        request = self.env.context.get("sales_plan_request")
        if isinstance(request, ReportRequest):
            return request
        return ReportRequest(
            plan_domain=self._get_plan_domain_of_ids(), as_of=self._get_opened_day()
        )

    @api.model
    def _get_plan_domain_of_ids(self) -> Domain:
        """Condition on the plans that the rows of this recordset belong to."""
        if not self._ids:
            return Domain.TRUE
        slots = {row_id % PLAN_SLOTS for row_id in self._ids if isinstance(row_id, int)}
        plans = self.env["sales.plan"].with_context(active_test=False).search(Domain.TRUE)
        return Domain("id", "in", [plan.id for plan in plans if plan.id % PLAN_SLOTS in slots])

    def _with_request(self, request: ReportRequest):
        return self.with_context(sales_plan_request=request)

    @api.model
    def _get_rules(self) -> Domain:
        if self.env.su:
            return Domain.TRUE
        return self.env["ir.rule"]._compute_domain(self._name, "read")

    @api.model
    def _search(self, domain, *args, **kwargs):
        if isinstance(self.env.context.get("sales_plan_request"), ReportRequest):
            return super()._search(domain, *args, **kwargs)
        return super(SalesPlanReport, self._with_request(self._get_raw_request(domain)))._search(
            domain, *args, **kwargs
        )

    @api.model
    def _get_raw_request(self, domain) -> ReportRequest:
        domain = self._settle_filter(domain)
        request = replace(raw_request(domain), as_of=self._get_day(domain))
        ids = next((c.value for c in domain.iter_conditions() if c.field_expr == "id"), ())
        if ids:
            rows = self.browse(ids)
            plan_domain = request.plan_domain & rows._get_plan_domain_of_ids()
            return ReportRequest(plan_domain, as_of=request.as_of or self._get_opened_day())
        return request

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        report = self._prepare_grouping(domain, groupby, aggregates)
        return super(SalesPlanReport, report)._read_group(
            domain, groupby, aggregates, *args, **kwargs
        )

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        groupby = [spec for specs in grouping_sets for spec in specs]
        report = self._prepare_grouping(domain, groupby, aggregates)
        return super(SalesPlanReport, report)._read_grouping_sets(
            domain, grouping_sets, aggregates, order
        )

    @api.model
    def _prepare_grouping(self, domain, groupby, aggregates):
        if isinstance(self.env.context.get("sales_plan_request"), ReportRequest):
            return self
        domain = self._settle_filter(domain)
        request = read_request(domain, self._get_rules(), groupby, aggregates)
        return self._with_request(replace(request, as_of=self._get_day(domain)))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Ratios are the ratio of the sums that are shown, and counts count the facts that were
        summed before.

        Of several currencies sums are shown in the current company's, at today's rates; where
        plans of several measures meet, such as money and pieces, nothing can be added.
        """
        if aggregate_spec == "__count":
            return SQL("COALESCE(SUM(%s), 0)::bigint", SQL.identifier(self._table, "rows"))
        name, __, function = parse_read_group_spec(aggregate_spec)
        if aggregate_spec == "attainment:avg":
            actual = super()._read_group_select("actual_amount:sum_currency", query)
            target = super()._read_group_select("target_amount:sum_currency", query)
            ratio = SQL("COALESCE(%s, 0) / NULLIF(%s, 0)", actual, target)
            return self._if_one_measure(ratio, query, "actual_amount", "target_amount")
        selected = super()._read_group_select(aggregate_spec, query)
        if name in ADDITIVE and function in SUMS:
            return self._if_one_measure(selected, query, name)
        return selected

    def _if_one_measure(self, total, query, *names):
        """Return a total of a group, NULL where several measures have parts in it.

        :param names: the fields that the total is made of
        """
        measure = SQL.identifier(self._table, "measure")
        amounts = [self._field_to_sql(self._table, name, query) for name in names]
        has_part = [
            SQL(" OR ").join(
                SQL("COALESCE(SUM(%s) FILTER (WHERE %s = %s), 0) <> 0", amount, measure, code)
                for amount in amounts
            )
            for code, __ in MEASURES
        ]
        parts = SQL(" + ").join(SQL("(%s)::integer", condition) for condition in has_part)
        return SQL("CASE WHEN %s < 2 THEN %s END", parts, total)

    @api.readonly
    @api.model
    def web_read_group(self, domain, *args, **kwargs):
        """Groups of a list open onto rows, so their counts are those of the rows themselves."""
        report = self._with_request(self._get_raw_request(domain))
        return super(SalesPlanReport, report).web_read_group(domain, *args, **kwargs)
