from odoo import api, fields, models
from odoo.tools import SQL

from ..org.raised import raised

DECISIONS = [
    ("hand_over", "Handed Over"),
    ("move_up", "Moved Up"),
    ("keep", "Target Kept"),
    ("follow", "Followed Its Customer"),
    ("stay", "Stayed with Its Owner"),
]
#: Those about rows whose customers have another salesperson.
CUSTOMER_DECISIONS = ("follow", "stay")


class SalesPlanPeopleAnswer(models.Model):
    """The decision about a target of somebody who left or moved on, or of a customer who has
    another salesperson.

    It holds until the person leaves or moves again, or the customer has yet another salesperson:
    then it is archived, and the question is open again.
    """

    _name = "sales.plan.people.answer"
    _description = "Decision on Targets of Leavers"
    _inherit = ["sales.guarded.mixin"]
    _order = "id desc"
    _rec_name = "allocation_id"
    _client_fields = frozenset()  # all of it is written by code

    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, index=True, ondelete="cascade"
    )
    plan_id = fields.Many2one(related="allocation_id.plan_id")
    company_id = fields.Many2one(related="allocation_id.company_id")
    user_id = fields.Many2one(
        "res.users",
        "Person",
        index=True,
        ondelete="cascade",
        help="Who left or moved, or the customer's new salesperson, if there is one.",
    )
    answer = fields.Selection(DECISIONS, "Decision", required=True)
    to_user_id = fields.Many2one("res.users", "Handed To", ondelete="set null")
    date = fields.Date("From", help="The first day that was handed over or moved up.")
    active = fields.Boolean(default=True)

    _one_active = models.UniqueIndex(
        "(allocation_id, COALESCE(user_id, 0), (answer IN ('follow', 'stay'))) WHERE active",
        "This was decided already.",
    )

    def _is_about_customer(self):
        """Whether it is about a customer who has another salesperson, not about a leaver."""
        self.ensure_one()
        return self.answer in CUSTOMER_DECISIONS

    @api.model
    def _remember_decisions(self, people, decision, to_user=None, day=None):
        """Record one decision about several rows.

        :param people: ``{row: user that the decision is about}``; of customers the new
            salesperson, or nobody
        """
        # sudo: nobody writes decisions but the methods that carry them out
        decisions = raised(self.browse())
        rows = self.env["sales.plan.allocation"].union(*people)
        earlier = decisions.search([("allocation_id", "in", rows.ids)])
        earlier.filtered(
            lambda one: (
                people[one.allocation_id] == one.user_id
                and one._is_about_customer() == (decision in CUSTOMER_DECISIONS)
            )
        ).active = False
        self.env.flush_all()
        decisions.create(
            [
                {
                    "allocation_id": row.id,
                    "user_id": user.id,
                    "answer": decision,
                    "to_user_id": to_user.id if to_user else False,
                    "date": day,
                }
                for row, user in people.items()
            ]
        )

    @api.model
    def _forget_decisions(self, user_ids):
        """Archive the decisions about people who left or moved again."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_people_answer SET active = FALSE
                    WHERE user_id = ANY(%s) AND active AND NOT answer = ANY(%s)""",
                list(user_ids),
                list(CUSTOMER_DECISIONS),
            )
        )
        self.invalidate_model(["active"])
