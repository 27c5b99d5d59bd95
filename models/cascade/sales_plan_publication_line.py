from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2.extras import Json


class SalesPlanPublicationLine(models.Model):
    """What one publication did to one row."""

    _name = "sales.plan.publication.line"
    _description = "Sales Plan Publication Line"
    _inherit = ["sales.guarded.mixin"]
    _order = "publication_id, id"  # the newest publication first
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    publication_id = fields.Many2one(
        "sales.plan.publication", required=True, index=True, ondelete="cascade"
    )
    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one("res.users", help="Who answered for the row then.")
    kind = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("kept", "Unchanged"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
    )
    amount_before = fields.Monetary("Before", currency_field="unit_currency_id", aggregator=None)
    amount_after = fields.Monetary("After", currency_field="unit_currency_id", aggregator=None)
    cells = fields.Json(
        help="[[period id, before, after], …] of what changed; the first, without a period, is "
        "the row's total. Null where nothing was planned."
    )
    warning = fields.Text(
        "Fairness",
        groups="sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor",
        help="Why the target stood out when fairness was looked at before publishing.",
    )
    date = fields.Datetime(related="publication_id.create_date", string="Date")
    author_id = fields.Many2one(related="publication_id.create_uid", string="Published By")
    reason = fields.Text(related="publication_id.reason")

    @api.model
    def _insert(self, publication, publishing):
        """Insert the lines of a publication, thousands of them at once.

        :param publishing: as :class:`~.publishing.Publishing`
        """
        lines = []
        for row_id, owner_id in publishing.owners.items():
            cells = publishing.get_cells(row_id)
            lines.append(
                {
                    "row_id": row_id,
                    "owner_id": owner_id,
                    "kind": publishing.get_kind(row_id),
                    "amount_before": cells[0][1],
                    "amount_after": cells[0][2],
                    "cells": cells,
                    "warning": (publishing.warnings or {}).get(row_id) or None,
                }
            )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_publication_line (
                       publication_id, plan_id, allocation_id, owner_id, kind, amount_before,
                       amount_after, cells, warning, create_uid, create_date, write_uid, write_date)
                   SELECT %(publication)s, %(plan)s, line.row_id, line.owner_id, line.kind,
                          line.amount_before, line.amount_after, line.cells, line.warning,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM jsonb_to_recordset(%(lines)s::jsonb) AS line (
                              row_id integer, owner_id integer, kind text, amount_before numeric,
                              amount_after numeric, cells jsonb, warning text)""",
                publication=publication.id,
                plan=publishing.plan.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                lines=Json(lines),
            )
        )
        self.invalidate_model()

    def _get_amounts(self, period_id=None):
        """Return the amounts in force before and after, in a period or in total; None for none."""
        self.ensure_one()
        for cell_period, before, after in self.cells or ():
            if cell_period == period_id:
                return before, after
        return None, None
