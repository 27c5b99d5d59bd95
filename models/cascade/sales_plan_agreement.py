from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..org.arguments import check_one
from .sales_plan_answer import STATES


class SalesPlanAgreement(models.Model):
    """Who was asked whether they accept their target, and what they said.

    One record for each answer, and one for each target that was published in a plan that asks for
    agreement and that its owner has not answered, or not again.
    """

    _name = "sales.plan.agreement"
    _description = "Agreement on a Target"
    _inherit = ["sales.company.day.mixin"]
    _auto = False
    _rec_name = "allocation_id"
    _order = "urgency, date desc, id desc"

    plan_id = fields.Many2one("sales.plan", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    allocation_id = fields.Many2one("sales.plan.allocation", "Row", readonly=True)
    answer_id = fields.Many2one("sales.plan.answer", "Given Answer", readonly=True)
    user_id = fields.Many2one("res.users", "Asked", readonly=True, help="Whose target it is.")
    date = fields.Datetime(readonly=True, help="When it was answered, else published.")
    kind = fields.Selection(
        [
            ("waiting", "Not Answered"),
            ("accepted", "Accepted"),
            ("proposed", "Another Proposed"),
        ],
        "Answer",
        readonly=True,
    )
    state = fields.Selection(STATES, readonly=True, help="What became of a proposal.")
    urgency = fields.Integer(
        readonly=True, aggregator=None, help="First what is to be decided, then what is awaited."
    )
    is_planned = fields.Boolean("Planned", readonly=True)
    amount_in_force = fields.Monetary(
        "Target", currency_field="unit_currency_id", aggregator=None, readonly=True
    )
    amount_proposed = fields.Monetary(
        "Proposed", currency_field="unit_currency_id", aggregator=None, readonly=True
    )
    difference = fields.Monetary(currency_field="unit_currency_id", aggregator=None, readonly=True)
    comment = fields.Text(readonly=True)
    reply = fields.Text(readonly=True)
    history_amount = fields.Monetary(
        related="allocation_id.history_amount",
        related_sudo=False,
        currency_field="unit_currency_id",
        aggregator=None,
    )
    can_decide = fields.Boolean(related="answer_id.can_decide", related_sudo=False)
    reminded_date = fields.Datetime("Reminded On", readonly=True)

    _depends = {
        "sales.plan": ["is_cascaded", "asks_agreement", "state", "active", "company_id"],
        "sales.plan.allocation": [
            "plan_id",
            "responsible_id",
            "is_published",
            "published_date",
            "agreement",
        ],
        "sales.plan.target": ["allocation_id", "amount"],
        "sales.plan.answer": [
            "plan_id",
            "allocation_id",
            "user_id",
            "kind",
            "state",
            "is_planned",
            "amount_in_force",
            "amount_proposed",
            "difference",
            "comment",
            "reply",
        ],
        "sales.plan.reminder": ["plan_id", "user_id", "stage"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL("%s UNION ALL %s", self._answered(), self._awaited())

    @api.model
    def _answered(self) -> SQL:
        """All answers, with even ids."""
        return SQL(
            """SELECT 2 * answer.id AS id, answer.plan_id, plan.company_id, answer.allocation_id,
                      answer.id AS answer_id, answer.user_id, answer.create_date AS date,
                      answer.kind, answer.state,
                      CASE WHEN answer.state = 'open' AND plan.state = 'confirmed'
                           THEN 1 ELSE 3 END AS urgency,
                      answer.is_planned, answer.amount_in_force,
                      CASE WHEN answer.kind = 'proposed' THEN answer.amount_proposed END
                          AS amount_proposed,
                      CASE WHEN answer.kind = 'proposed' THEN answer.difference END AS difference,
                      answer.comment, answer.reply, NULL::timestamp AS reminded_date
                 FROM sales_plan_answer answer
                 JOIN sales_plan plan ON plan.id = answer.plan_id"""
        )

    @api.model
    def _awaited(self) -> SQL:
        """Published targets that their owners have not answered, with odd ids."""
        return SQL(
            """SELECT 2 * row.id + 1, row.plan_id, plan.company_id, row.id,
                      NULL::integer, row.responsible_id, row.published_date,
                      'waiting', NULL::varchar, 2,
                      target.amount IS NOT NULL, COALESCE(target.amount, 0),
                      NULL::numeric, NULL::numeric, NULL::text, NULL::text, reminder.date
                 FROM sales_plan_allocation row
                 JOIN sales_plan plan
                   ON plan.id = row.plan_id AND plan.is_cascaded AND plan.asks_agreement
                  AND plan.state = 'confirmed' AND plan.active
                 LEFT JOIN LATERAL (
                      SELECT SUM(target.amount) AS amount
                        FROM sales_plan_target target
                       WHERE target.allocation_id = row.id) target ON TRUE
                 LEFT JOIN (SELECT plan_id, user_id, MAX(create_date) AS date
                              FROM sales_plan_reminder
                             WHERE stage = 'answer'
                             GROUP BY plan_id, user_id) reminder
                   ON reminder.plan_id = row.plan_id AND reminder.user_id = row.responsible_id
                WHERE row.is_published AND row.agreement = 'open'"""
        )

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_open(self):
        """Open the answer, or the target that is not answered."""
        check_one(self)
        if self.answer_id:
            return self.answer_id._get_records_action(name=self.env._("Answer"))
        return self.allocation_id._get_records_action(
            name=self.allocation_id.display_name,
            views=[(self.env.ref("sales_plan.sales_plan_my_targets_view_form").id, "form")],
        )

    def action_remind(self):
        """Remind those who have not answered, each once a day in each plan."""
        self.check_access("read")
        waiting = self.filtered(lambda asked: asked.kind == "waiting" and asked.user_id)
        rows = waiting.filtered(lambda asked: asked.user_id != self.env.user).allocation_id
        if not rows:
            raise UserError(self.env._("Nobody else has an answer to give about these targets."))
        rows = rows._filter_editable()
        if not rows:
            raise UserError(self.env._("Only those who gave a target remind its owner to answer."))
        reminder = self.env["sales.plan.reminder"]
        by_plan = rows.grouped("plan_id")
        return reminder._tell_count(
            sum(reminder._remind_to_answer(plan, asked) for plan, asked in by_plan.items())
        )

    def _get_proposal(self):
        """Return the answer that somebody decides about; raise where there is none yet."""
        check_one(self)
        self.check_access("read")
        if not self.answer_id:
            raise UserError(
                self.env._("%s has not been answered yet.", self.allocation_id.display_name)
            )
        return self.answer_id
