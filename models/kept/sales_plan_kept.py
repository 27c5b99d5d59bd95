from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...queries.facts.question import RES_MODELS
from ...queries.kept import document_sums
from ..org.nullable import NullableMonetary, Ratio
from ..org.raised import raised


class SalesPlanKept(models.Model):
    """The figures of a row in a period, as they were when the period was closed.

    They never change: who is paid by what was reached is paid by these. Beside them stand the live
    figures, and by which documents they differ, see ``differences.py``.
    """

    _name = "sales.plan.kept"
    _description = "Kept Figure"
    _inherit = ["sales.guarded.mixin"]
    _order = "period_id desc, allocation_id, id"
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    period_id = fields.Many2one("sales.plan.period", required=True, index=True, ondelete="cascade")
    plan_id = fields.Many2one(related="allocation_id.plan_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    kept_by_id = fields.Many2one("res.users", required=True)
    kept_on = fields.Datetime(required=True)
    target = NullableMonetary("Kept Target", currency_field="unit_currency_id", readonly=True)
    actual = fields.Monetary("Kept Actual", currency_field="unit_currency_id", required=True)
    has_target = fields.Boolean(compute="_compute_attainment")
    attainment = Ratio("Kept Attainment", compute="_compute_attainment", aggregator=None)

    _row = models.Constraint(
        "UNIQUE (allocation_id, period_id)",
        "The figures of this period are kept already.",
    )

    @api.depends("target", "actual")
    def _compute_attainment(self):
        for kept in self:
            kept.has_target = kept.target is not False
            kept.attainment = kept.actual / kept.target if kept.target else None

    @api.model
    def _keep(self, plan, periods):
        """Keep the figures of all rows of a plan in periods that are over, once and for all.

        :param plan: a plan that the user may write
        :param periods: periods of the plan
        :raise UserError: where a period is not over, or its figures are kept already
        """
        plan.check_access("write")
        # sudo: whoever may write the plan keeps all of its rows
        plan, periods = plan.sudo(), periods.sudo() & plan.sudo().period_ids
        today = plan.company_id._get_today()
        for period in periods:
            if period.date_to >= today:
                raise UserError(self.env._("%s is not over yet.", period.name))
        if self.sudo().search_count([("period_id", "in", periods.ids)], limit=1):
            raise UserError(self.env._("The figures of this period are kept already."))
        figures = self.env["sales.plan.figures"].sudo()
        actuals = figures._read_period_actuals(plan)
        now = fields.Datetime.now()
        values = []
        for period in periods:
            targets = figures._read_span_targets(plan, period.date_from, period.date_to)
            values += [
                {
                    "allocation_id": row_id,
                    "period_id": period.id,
                    "kept_by_id": self.env.uid,
                    "kept_on": now,
                    "target": targets.get(row_id),
                    "actual": round(actuals.get((row_id, period.id), 0.0) or 0.0, 6),
                }
                for row_id in plan.allocation_ids.ids
            ]
        raised(self).create(values)
        self._keep_documents(plan, periods)

    @api.model
    def _keep_documents(self, plan, periods):
        """Write down what each document is worth in the deepest row that it falls under."""
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        self.env["sales.actual"]._flush_sources()
        for period in periods:
            self.env.execute_query(
                SQL(
                    """INSERT INTO sales_plan_kept_document
                              (period_id, allocation_id, res_id, amount, res_model,
                               create_uid, create_date, write_uid, write_date)
                       SELECT %(period)s, row_id, res_id, value, %(model)s,
                              %(user)s, %(now)s, %(user)s, %(now)s
                         FROM (%(sums)s) document
                       RETURNING id""",
                    period=period.id,
                    model=RES_MODELS[frame.basis],
                    user=self.env.uid,
                    now=fields.Datetime.now(),
                    sums=document_sums(frame, period.date_from, period.date_to),
                )
            )
        self.env["sales.plan.kept.document"].invalidate_model()
