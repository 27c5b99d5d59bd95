from odoo import api, fields, models

from ...tools import periods, subtotals


class SalesPlanTable(models.AbstractModel):
    """Sums up the columns of the planning table: months into quarters, weeks into months."""

    _inherit = "sales.plan.table"

    @api.model
    def _get_spans(self, plan):
        """Return the subtotals that the columns of a plan have.

        Quarters are those of the company's fiscal year. A week, or a 4-4-5 month, belongs to where
        its middle day is.

        :return: ``{"kind": month, quarter or None, "spans": [{"name", "first", "last": numbers of
            their first and last period}, …]}``; no spans where there would be a single one
        """
        # sudo: the periods of a plan are no secret to who sees one of its rows
        plan = plan.sudo()
        days = [(period.date_from, period.date_to) for period in plan.period_ids]
        kind = subtotals.get_kind(days)
        if not kind:
            return {"kind": None, "spans": []}
        fiscal_year = plan.company_id.compute_fiscalyear_dates(days[0][0])
        fiscal_start = fields.Date.to_date(fiscal_year["date_from"])
        wholes = periods.generate(kind, days[0][0], days[-1][1], fiscal_start)
        groups = subtotals.group_spans(days, [(each.date_from, each.date_to) for each in wholes])
        spans = [
            {"name": plan._get_period_name(wholes[number]), "first": first, "last": last}
            for number, first, last in groups
        ]
        return {"kind": kind, "spans": spans if len(spans) > 1 else []}

    @staticmethod
    def _get_running(plan):
        """Return the id of the period that has today, None before and after the plan."""
        today = plan.company_id._get_today()
        running = plan.period_ids.filtered(lambda each: each.date_from <= today <= each.date_to)
        return running[:1].id or None

    @api.model
    def _get_span_groups(self, plan, columns):
        """Return the places of the periods of each subtotal, none where they are not asked for."""
        if "spans" not in columns:
            return []
        return [range(span["first"], span["last"] + 1) for span in self._get_spans(plan)["spans"]]

    @api.model
    def _show_spans(self, groups, row_id, cells, shows_rest, pasts, period_ids):
        """Return a row's subtotals: ``{"spans": {"cells": [cell, …], column: [value, …]}}``.

        :param groups: as :meth:`_get_span_groups`; nothing is returned where there are none
        :param cells: the row's cells by period, as :class:`TableCell`
        :param pasts: as :meth:`_read_pasts`
        """
        if not groups:
            return {}
        shown = [
            self._show_total([cells[place] for place in places], shows_rest) for places in groups
        ]
        parts = [[period_ids[place] for place in places] for places in groups]
        targets = {period: cell.amount for period, cell in zip(period_ids, cells, strict=True)}
        return {"spans": {"cells": shown, **self._compare(targets, pasts, row_id, parts)}}
