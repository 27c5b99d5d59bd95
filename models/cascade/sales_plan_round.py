from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...queries.time import company_days
from ..org.arguments import check_one


class SalesPlanRound(models.Model):
    """The splits of confirmed plans that are split level by level, and how far each is.

    One record for each row of a plan that has a level below it: whether its owner has published
    the rows below, and when that is due. It shows no amounts of the plan.
    """

    _name = "sales.plan.round"
    _inherit = ["sales.ordered.groups.mixin", "sales.company.day.mixin"]
    _description = "Planning Round"
    _auto = False
    _rec_name = "allocation_id"
    _order = "due_date, plan_id, level_id, id"

    plan_id = fields.Many2one("sales.plan", readonly=True)
    allocation_id = fields.Many2one("sales.plan.allocation", "Row", readonly=True)
    level_id = fields.Many2one(
        "sales.plan.level", readonly=True, help="What the row is split into."
    )
    owner_id = fields.Many2one("res.users", readonly=True, help="Who splits the row.")
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    due_date = fields.Date("Due", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting for the Target"),
            ("to_split", "To Be Split"),
            ("in_progress", "In Preparation"),
            ("partly", "Partly Published"),
            ("to_revise", "To Be Revised"),
            ("published", "Published"),
        ],
        "Status",
        readonly=True,
    )
    rows_below = fields.Integer(readonly=True)
    rows_published = fields.Integer("Published Rows", readonly=True)
    open_answers = fields.Integer(
        readonly=True, help="Proposals of other targets directly below that nobody dealt with."
    )
    is_actionable = fields.Boolean(
        "To Do by Owner",
        readonly=True,
        help="The target was published to its owner, and the split is not published yet.",
    )
    is_overdue = fields.Boolean("Overdue", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    reminded_date = fields.Datetime("Reminded On", readonly=True)

    _depends = {
        "sales.plan": ["is_cascaded", "state", "active"],
        "sales.plan.level": ["plan_id", "sequence", "due_date"],
        "sales.plan.allocation": [
            "plan_id",
            "parent_id",
            "level_id",
            "responsible_id",
            "team_id",
            "company_id",
            "is_published",
            "needs_revision",
        ],
        "sales.plan.draft": ["allocation_id", "amount"],
        "sales.plan.answer": ["allocation_id", "state"],
        "sales.plan.reminder": ["plan_id", "user_id", "stage"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
    }

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """WITH split AS (%s)
               SELECT split.*,
                      split.state IN ('to_split', 'in_progress', 'partly', 'to_revise')
                          AND NOT split.is_given_anew AS is_actionable,
                      COALESCE(split.due_date < here.today AND split.state <> 'published', FALSE)
                          AS is_overdue,
                      CASE WHEN split.due_date < here.today AND split.state <> 'published'
                           THEN here.today - split.due_date ELSE 0 END AS days_overdue
                 FROM split
                 JOIN (%s) here ON here.id = split.company_id""",
            self._splits(),
            company_days(),
        )

    @api.model
    def _splits(self) -> SQL:
        """Rows that have a level below them, with the state of the rows below."""
        return SQL(
            """SELECT row.id, row.plan_id, row.id AS allocation_id, level.id AS level_id,
                      row.responsible_id AS owner_id, row.team_id, row.company_id, level.due_date,
                      COALESCE(row.needs_revision, FALSE) AS is_given_anew,
                      CASE WHEN row.is_published IS NOT TRUE THEN 'waiting'
                           WHEN row.needs_revision OR below.to_revise > 0 THEN 'to_revise'
                           WHEN below.published = below.rows THEN 'published'
                           WHEN below.published > 0 THEN 'partly'
                           WHEN below.prepared > 0 THEN 'in_progress'
                           ELSE 'to_split' END AS state,
                      COALESCE(below.rows, 0) AS rows_below,
                      COALESCE(below.published, 0) AS rows_published,
                      COALESCE(below.answers, 0) AS open_answers,
                      reminder.date AS reminded_date
                 FROM sales_plan_allocation row
                 JOIN sales_plan plan ON plan.id = row.plan_id AND %(is_live)s
                 JOIN (%(levels)s) level
                   ON level.plan_id = row.plan_id
                  AND level.above_id IS NOT DISTINCT FROM row.level_id
                 LEFT JOIN (%(below)s) below ON below.parent_id = row.id
                 LEFT JOIN (SELECT plan_id, user_id, MAX(create_date) AS date
                              FROM sales_plan_reminder
                             WHERE stage <> 'answer'
                             GROUP BY plan_id, user_id) reminder
                   ON reminder.plan_id = row.plan_id AND reminder.user_id = row.responsible_id""",
            is_live=self._is_live(),
            levels=SQL(
                """SELECT id, plan_id, due_date,
                          LAG(id) OVER (PARTITION BY plan_id ORDER BY sequence, id) AS above_id
                     FROM sales_plan_level"""
            ),
            below=self._below(),
        )

    @api.model
    def _below(self) -> SQL:
        """Counts of the rows directly below each row, in all and by state.

        Columns: parent_id, rows, published, prepared, to_revise, answers.
        """
        return SQL(
            """SELECT child.parent_id,
                      COUNT(*) AS rows,
                      COUNT(*) FILTER (WHERE child.is_published) AS published,
                      COUNT(*) FILTER (WHERE draft.allocation_id IS NOT NULL) AS prepared,
                      COUNT(*) FILTER (WHERE child.is_published AND child.needs_revision)
                          AS to_revise,
                      COUNT(answer.id) AS answers
                 FROM sales_plan_allocation child
                 JOIN sales_plan plan ON plan.id = child.plan_id AND %s
                 LEFT JOIN (SELECT DISTINCT allocation_id FROM sales_plan_draft
                             WHERE amount IS NOT NULL) draft ON draft.allocation_id = child.id
                 LEFT JOIN sales_plan_answer answer
                   ON answer.allocation_id = child.id AND answer.state = 'open'
                GROUP BY child.parent_id""",
            self._is_live(),
        )

    @api.model
    def _is_live(self) -> SQL:
        return SQL("plan.is_cascaded AND plan.state = 'confirmed' AND plan.active")

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_open(self):
        """Open the planning table at the row."""
        check_one(self)
        action = self.plan_id.action_open_table()
        return {**action, "context": {**action["context"], "row_id": self.allocation_id.id}}

    def action_remind(self):
        """Remind the owners of the splits that they can make now, each once a day."""
        self.check_access("read")
        splits = self.filtered(lambda split: split.is_actionable and split.owner_id)
        rows = splits.filtered(lambda split: split.owner_id != self.env.user).allocation_id
        if not rows:
            raise UserError(self.env._("Nobody else has anything to do for these rows now."))
        rows = rows._filter_editable()
        if not rows:
            raise UserError(
                self.env._("Only those who gave a target remind its owner to split it.")
            )
        reminder = self.env["sales.plan.reminder"]
        by_plan = rows.grouped("plan_id")
        count = sum(reminder._remind_by_hand(plan, named) for plan, named in by_plan.items())
        return reminder._tell_count(count)
