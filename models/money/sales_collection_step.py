from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import collecting

#: Days after the due date that a step may wait, at most: ten years.
MOST_DAYS = 3650

#: Steps to begin with: whom they ask, and their name.
DEFAULT_STEPS = ((collecting.SALESPERSON, "Salesperson"), (collecting.COLLECTOR, "Collector"))


class SalesCollectionStep(models.Model):
    """So many days after an instalment fell due, somebody is asked to collect it.

    A person is asked once for an instalment: of several steps that ask the same person the latest
    one counts. Without steps nobody is asked.
    """

    _name = "sales.collection.step"
    _description = "Collection Step"
    _inherit = ["sales.guarded.mixin"]
    _order = "days, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, aggregator=None, help="Which of the steps of one day and person counts."
    )
    active = fields.Boolean(default=True)
    days = fields.Integer(
        "Days Overdue",
        default=1,
        required=True,
        aggregator=None,
        help="How long an installment is overdue when the step asks: 1 is the day after the due "
        "date.",
    )
    who = fields.Selection(
        [
            (collecting.SALESPERSON, "Salesperson"),
            (collecting.COLLECTOR, "Collector"),
            (collecting.PERSON, "A Person"),
        ],
        "Who Is Asked",
        default=collecting.SALESPERSON,
        required=True,
        help="Salesperson: the invoice's, or the leader of its team where they have left. "
        "Collector: the customer's own, or the company's.",
    )
    user_id = fields.Many2one(
        "res.users", "Person", domain="[('share', '=', False)]", ondelete="restrict"
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        ondelete="restrict",
        domain="[('res_model', 'in', (False, 'account.move'))]",
        default=lambda self: self.env.ref("sales_plan.mail_activity_type_collect", False),
    )
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty for all companies."
    )

    _days_check = models.Constraint(
        f"CHECK (days BETWEEN 1 AND {MOST_DAYS})",
        "A step asks from the day after the due date on, and within ten years.",
    )

    @api.constrains("who", "user_id")
    def _check_person(self):
        for step in self:
            if step.who == collecting.PERSON and not step.user_id:
                raise ValidationError(self.env._("%s: name the person who is asked.", step.name))

    @api.constrains("activity_type_id")
    def _check_activity_type(self):
        for step in self:
            if step.activity_type_id.res_model not in (False, "account.move"):
                raise ValidationError(
                    self.env._("%s: choose a type of activities on invoices.", step.name)
                )

    @api.model
    def _install_defaults(self):
        """Create the steps to begin with: salesperson and collector, the day after the due date."""
        kind = self.env.ref("sales_plan.mail_activity_type_collect")
        self._load_records(
            [
                {
                    "xml_id": f"sales_plan.collection_step_{who}",
                    "noupdate": True,
                    "values": {
                        "name": name,
                        "who": who,
                        "days": 1,
                        "sequence": 10 * number,
                        "activity_type_id": kind.id,
                    },
                }
                for number, (who, name) in enumerate(DEFAULT_STEPS, start=1)
            ]
        )

    @api.model
    def _get_steps(self, company):
        """Return the steps of a company, in their order, as :class:`collecting.Step`.

        Those of a company are also those of its branches.
        """
        # sudo: whose turn it is, is worked out whoever pays; archived steps ask nobody
        steps = self.sudo().search([("company_id", "in", (False, *company.parent_ids.ids))])
        return [
            collecting.Step(step.id, step.days, step.who, self._get_person(step, company))
            for step in steps
        ]

    @api.model
    def _get_person(self, step, company):
        """Return the id of who is named by a step, if they can work in a company."""
        user = step.user_id
        if user.active and not user.share and company in user.company_ids:
            return user.id
        return None
