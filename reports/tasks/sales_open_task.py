from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableMonetary
from ...queries.tasks import TASK_DOCUMENTS, TaskSource, task_query


class SalesOpenTask(models.Model):
    """Activities on deals, open invoices, plans, their rows and customer plans, with the amounts
    behind them.

    A task is an activity of Odoo's: who may see that sees it here, and it is done and moved here
    as there. Its amount is what the document is worth: expected revenue, what is open of the
    invoice, the target, what is expected of the customer; those who may not read the document do
    not see it. A group has the amount of each document once, however many tasks there are.
    """

    _name = "sales.open.task"
    _description = "Open Task"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "res_name"
    _order = "date_deadline, id"

    kind = fields.Selection(
        [
            ("deal", "Opportunity"),
            ("invoice", "Open Invoice"),
            ("plan", "Plan"),
            ("row", "Row of a Plan"),
            ("customer_plan", "Customer Plan"),
        ],
        "Concerning",
        readonly=True,
    )
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    summary = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Assigned to", readonly=True)
    date_deadline = fields.Date("Due Date", readonly=True)
    is_late = fields.Boolean("Late", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", readonly=True, aggregator=None
    )
    res_name = fields.Char("Document", readonly=True)
    document = fields.Char("Documents", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    amount = NullableMonetary(
        readonly=True,
        help="Expected revenue of the opportunity, what is open of the invoice, the target, what "
        "is expected of the customer. Once for each document, however many tasks there are.",
    )

    _depends = {
        "mail.activity": [
            "active",
            "activity_type_id",
            "summary",
            "user_id",
            "date_deadline",
            "res_model",
            "res_id",
            "res_name",
        ],
        "crm.lead": ["active", "expected_revenue", "company_id", "partner_id", "team_id"],
        "account.move": [
            "state",
            "move_type",
            "amount_residual_signed",
            "company_id",
            "commercial_partner_id",
            "team_id",
        ],
        "sales.plan": ["measure", "company_id"],
        "sales.plan.allocation": ["plan_id", "parent_id", "partner_id", "team_id"],
        "sales.plan.target": ["allocation_id", "amount"],
        "res.company": ["currency_id"],
    }

    @property
    def _table_query(self) -> SQL:
        sources = [
            TaskSource(model, kind, documents, self._get_readable(model))
            for model, (kind, documents) in TASK_DOCUMENTS.items()
            if model in self.env
        ]
        models_of = [source.model for source in sources]
        activities = self.env["mail.activity"]._search([("res_model", "in", models_of)])
        today = self.env.company._get_today()
        return task_query(sources, activities.subselect(), today)

    @api.model
    def _get_readable(self, model):
        """Return the documents of a model that the reader may read, as a subquery; None without
        any right on them."""
        documents = self.env[model].with_context(active_test=False)
        if not documents.has_access("read"):
            return None
        return documents._search([]).subselect()

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A group has the amount of each document once."""
        name, __, function = aggregate_spec.partition(":")
        if name != "amount" or function not in ("sum", "sum_currency"):
            return super()._read_group_select(aggregate_spec, query)
        amount, document = (
            self._field_to_sql(self._table, column, query) for column in ("amount", "document")
        )
        if function == "sum_currency":
            super()._read_group_select(aggregate_spec, query)  # joins the rates
            rates = query.make_alias(self._table, "currency_id__rates")
            amount = SQL("%s / COALESCE(%s, 1.0)", amount, SQL.identifier(rates, "rate"))
        total = SQL(
            """(SELECT SUM(each.amount)
                  FROM UNNEST(ARRAY_AGG(DISTINCT ROW(%s, %s)))
                       AS each (document varchar, amount numeric))""",
            document,
            amount,
        )
        return self._keep_apart(total, name, function, query)

    # What is done with them ---------------------------------------------------

    def _get_activities(self):
        """Return the activities of these tasks that are there still; a second click finds none."""
        self.browse().check_access("read")
        return self.env["mail.activity"].browse(self.ids).exists()

    def _get_activity(self):
        """Return the activity of one task; raise where it is done by now."""
        check_one(self)
        activity = self._get_activities()
        if not activity:
            raise UserError(self.env._("This task is done, or gone."))
        return activity

    def action_open(self):
        """Open what the task is about; where its reader may not, the activity."""
        return self._get_activity().action_open_document()

    def action_done(self):
        """Mark the activities of these tasks as done, under the rights on them."""
        self._get_activities().action_feedback()

    def action_tomorrow(self):
        """Move these tasks to tomorrow."""
        self._get_activities().action_reschedule_tomorrow()

    def action_next_week(self):
        """Move these tasks to next week."""
        self._get_activities().action_reschedule_nextweek()

    def action_edit(self):
        """Open the activity of a task, to change its day, its person or its note."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activity"),
            "res_model": "mail.activity",
            "res_id": self._get_activity().id,
            "views": [(self.env.ref("mail.mail_activity_view_form_popup").id, "form")],
            "target": "new",
        }
