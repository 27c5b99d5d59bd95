from odoo import api, fields, models
from odoo.exceptions import UserError

from ..org.arguments import check_one
from ..org.raised import raised

#: What became of a proposal.
STATES = [
    ("open", "To Decide"),
    ("taken", "Taken Over"),
    ("kept", "Target Kept"),
    ("changed", "Another Target Published"),
    ("lapsed", "Lapsed"),
]


class SalesPlanAnswer(models.Model):
    """The answer of an owner to a published target: accepted, or another target proposed.

    Written by the methods here only. A proposal stays open until the target is kept, published
    with other figures or withdrawn, or until its owner answers anew.
    """

    _name = "sales.plan.answer"
    _description = "Answer to a Target"
    _inherit = ["sales.guarded.mixin"]
    _order = "id desc"
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    plan_state = fields.Selection(related="plan_id.state", string="Plan Status")
    company_id = fields.Many2one(related="plan_id.company_id")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", "Answered By", required=True, ondelete="restrict")
    kind = fields.Selection(
        [("accepted", "Accepted"), ("proposed", "Another Proposed")], "Answer", required=True
    )
    is_planned = fields.Boolean("Planned", help="Whether there was a target when it was answered.")
    amount_in_force = fields.Monetary(
        "Target",
        currency_field="unit_currency_id",
        aggregator=None,
        help="What was in force for all periods when it was answered.",
    )
    amount_proposed = fields.Monetary(
        "Proposed", currency_field="unit_currency_id", aggregator=None
    )
    difference = fields.Monetary(
        compute="_compute_difference",
        store=True,
        currency_field="unit_currency_id",
        aggregator=None,
        help="What is proposed less the target.",
    )
    comment = fields.Text()
    state = fields.Selection(
        STATES,
        help="What became of a proposal. It lapses when its target is withdrawn, or when its "
        "owner answers anew.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    decided_date = fields.Datetime("Decided On", readonly=True)
    reply = fields.Text(readonly=True)
    history_amount = fields.Monetary(
        related="allocation_id.history_amount",
        related_sudo=False,
        currency_field="unit_currency_id",
        aggregator=None,
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", help="You may take the proposal over or keep the target."
    )
    publication_line_ids = fields.Many2many(
        "sales.plan.publication.line",
        string="Published Before",
        compute="_compute_publication_line_ids",
    )

    _one_open = models.UniqueIndex(
        "(allocation_id) WHERE state = 'open'", "There is an open answer to this target already."
    )

    @api.depends("kind", "amount_in_force", "amount_proposed")
    def _compute_difference(self):
        for answer in self:
            proposed = answer.kind == "proposed"
            answer.difference = proposed and answer.amount_proposed - answer.amount_in_force

    @api.depends_context("uid")
    @api.depends("state", "plan_id.state")
    def _compute_can_decide(self):
        undecided = self.filtered(
            lambda answer: answer.state == "open" and answer.plan_state == "confirmed"
        )
        editable = set(undecided.allocation_id._filter_editable().ids)
        for answer in self:
            answer.can_decide = answer in undecided and answer.allocation_id.id in editable

    def _compute_publication_line_ids(self):
        lines = self.env["sales.plan.publication.line"].search(
            [("allocation_id", "in", self.allocation_id.ids)]
        )
        by_row = lines.grouped("allocation_id")
        for answer in self:
            answer.publication_line_ids = by_row.get(answer.allocation_id, False)

    # -------------------------------------------------------------------------
    # Answering
    # -------------------------------------------------------------------------

    @api.model
    def _record_answers(self, rows, kind, **values):
        """Record the user's answer to some of their targets; their open proposals for them lapse.

        :param rows: rows that the user may answer, see ``sales.plan.allocation._check_answerable``
        :param values: amount_proposed and comment of a proposal
        :return: the answers
        """
        rows.plan_id._lock_figures()
        # sudo: answers are written here only; the rows are the user's own
        env = raised(self).env
        rows = rows.with_env(env)
        answers = env["sales.plan.answer"]
        answers.search([("allocation_id", "in", rows.ids), ("state", "=", "open")]).write(
            {"state": "lapsed"}
        )
        answers.flush_model()  # there is one open answer to a row at a time
        created = answers.create(
            [
                {
                    "plan_id": row.plan_id.id,
                    "allocation_id": row.id,
                    "user_id": env.uid,
                    "kind": kind,
                    "is_planned": amount is not None,
                    "amount_in_force": amount or 0.0,
                    "state": "open" if kind == "proposed" else False,
                    **values,
                }
                for row, amount in rows._read_amounts_in_force().items()
            ]
        )
        rows.write({"agreement": kind})
        for plan in rows.plan_id:
            self._settle_decider_activities(plan)
        return created

    # -------------------------------------------------------------------------
    # Deciding
    # -------------------------------------------------------------------------

    def _keep_target(self, reply):
        """Keep the target as it is: its owner is told why, and is asked again."""
        self._check_decidable()
        self.plan_id._lock_figures()
        self._close("kept", reply=reply)
        # sudo: who prepares the row may decide, but has no right to write rows
        self.allocation_id.sudo().agreement = "open"
        self.env["sales.plan.notice"]._queue(
            self.plan_id,
            "kept",
            [
                {
                    "user_id": self.user_id.id,
                    "allocation_id": self.allocation_id.id,
                    "data": {"answer": self.id},
                }
            ],
        )
        self._settle_decider_activities(self.plan_id)

    def _close(self, state, **values):
        """Close proposals as decided by the user."""
        # sudo: answers are written here only; callers check who may decide
        env = raised(self).env
        self.with_env(env).write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_date": self.env.cr.now(),
                **values,
            }
        )

    def _check_decidable(self):
        """Raise unless the user may decide about this proposal, and it is still open."""
        check_one(self)
        self.check_access("read")
        if self.state != "open" or self.plan_state != "confirmed":
            raise UserError(
                self.env._("This answer to %s is no longer open.", self.allocation_id.display_name)
            )
        self.plan_id._check_rows_editable(self.allocation_id.ids)

    def _get_deciders(self):
        """Return who is to decide about each proposal: ``{answer: user}``, empty if nobody is left.

        The first of these who is active and did not make the proposal: the owner of the row above,
        the responsible of the plan, the user who published the target.
        """
        deciders = {}
        for answer in self:
            row = answer.allocation_id
            users = (row.parent_id.responsible_id, row.plan_id.responsible_id, row.published_by_id)
            others = [user for user in users if user.active and user != answer.user_id]
            deciders[answer] = others[0] if others else self.env["res.users"]
        return deciders
