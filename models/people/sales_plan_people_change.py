from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...queries.time import company_days, local_day
from .sales_plan_people_answer import CUSTOMER_DECISIONS


class SalesPlanPeopleChange(models.Model):
    """The open targets of people who left or moved to another team, and of customers who have
    another salesperson (``customer_changes.py``), until somebody decides about them.

    One line for each row of a plan in force that has not ended: the row of a salesperson who is
    archived (``left``) or in none of the teams that the row is for (``moved``), or a row whose
    owner is archived (``responsible``). A member of a team below the row's team has not moved,
    nor has its leader. Lines have the ids of their rows; of a row whose owner left and whose
    customer has another salesperson there is first the line about the customer.
    """

    _name = "sales.plan.people.change"
    _inherit = ["sales.company.day.mixin"]
    _description = "Open Targets of Leavers and Movers"
    _auto = False
    _rec_name = "allocation_id"
    _order = "plan_id desc, id"
    _depends = {
        "sales.plan": ["state", "active", "date_to"],
        "sales.plan.level": ["dimension"],
        "sales.plan.period": ["date_to"],
        "sales.plan.allocation": [
            "plan_id",
            "parent_id",
            "parent_path",
            "level_id",
            "team_id",
            "user_id",
            "partner_id",
            "customer_user_id",
            "responsible_id",
            "is_published",
            "company_id",
        ],
        "sales.plan.target": ["allocation_id", "period_id", "amount"],
        "sales.plan.draft": ["allocation_id", "period_id", "amount"],
        "sales.plan.people.answer": ["allocation_id", "user_id", "answer", "active"],
        "res.partner": ["user_id"],
        "res.users": ["active", "sale_team_id"],
        "crm.team": ["user_id", "parent_path"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
        "crm.team.member": ["user_id", "crm_team_id", "active", "date_end"],
    }

    allocation_id = fields.Many2one("sales.plan.allocation", "Row", readonly=True)
    plan_id = fields.Many2one("sales.plan", readonly=True)
    plan_rolls_up = fields.Boolean(related="plan_id.rolls_up")
    company_id = fields.Many2one("res.company", readonly=True)
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    person_id = fields.Many2one("res.users", readonly=True)
    leader_id = fields.Many2one(
        "res.users", "Above", readonly=True, help="Who answers for the row above."
    )
    team_id = fields.Many2one("crm.team", readonly=True)
    new_team_id = fields.Many2one(
        "crm.team", "Now In", readonly=True, help="Empty where that team is hidden from you."
    )
    has_new_team = fields.Boolean(readonly=True)
    new_user_id = fields.Many2one(
        "res.users", "Now With", readonly=True, help="Who is the customer's salesperson now."
    )
    why = fields.Selection(
        [
            ("left", "Left the Company"),
            ("moved", "Changed Team"),
            ("responsible", "Owner Left"),
            ("customer", "Customer Moved"),
        ],
        readonly=True,
    )
    reason = fields.Char(compute="_compute_reason")
    since = fields.Date(
        readonly=True,
        help="When the user was archived, or the teams or the customer were changed last.",
    )
    open_amount = fields.Monetary(
        "Open Target",
        currency_field="unit_currency_id",
        readonly=True,
        aggregator=None,
        help="What is planned in the periods that have not ended, the current one included.",
    )
    is_published = fields.Boolean("Published", readonly=True)

    @api.depends_context("lang", "uid", "allowed_company_ids")
    @api.depends("why", "new_team_id", "has_new_team", "new_user_id")
    def _compute_reason(self):
        for change in self:
            team = change.new_team_id._filtered_access("read").name
            if change.why == "moved" and team:
                change.reason = self.env._("Moved to %s", team)
            elif change.why == "moved" and change.has_new_team:
                change.reason = self.env._("Moved to another team")
            elif change.why == "moved":
                change.reason = self.env._("In no team any more")
            elif change.why == "left":
                change.reason = self.env._("Left the Company")
            elif change.why == "customer" and change.new_user_id:
                # sudo: reads only the name of a colleague
                salesperson = change.sudo().new_user_id.name
                change.reason = self.env._("Customer now with %s", salesperson)
            elif change.why == "customer":
                change.reason = self.env._("Customer now with nobody")
            else:
                change.reason = self.env._("Answers for the row and left")

    # -------------------------------------------------------------------------
    # The query
    # -------------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            """WITH customer AS MATERIALIZED (%(customers)s),
               change AS MATERIALIZED (
                   SELECT * FROM customer
                    UNION ALL
                   SELECT * FROM (%(leavers)s) leaver
                    WHERE NOT EXISTS (SELECT FROM customer WHERE customer.id = leaver.id))
               SELECT change.*, opened.amount AS open_amount
                 FROM change LEFT JOIN (%(opened)s) opened ON opened.id = change.id
                WHERE opened.id IS NOT NULL OR change.why = 'customer'""",
            customers=self._get_customers(),
            leavers=self._get_leavers(),
            opened=self._get_opened(),
        )

    @api.model
    def _get_leavers(self):
        """Return the rows of people who left or moved and about which nothing was decided."""
        return SQL(
            """SELECT found.id, found.id AS allocation_id, found.plan_id, found.company_id,
                      found.person_id, found.leader_id, found.team_id, found.why,
                      found.is_published, found.parent_path,
                      CASE WHEN person.sale_team_id IN %(teams)s THEN person.sale_team_id END
                      AS new_team_id, person.sale_team_id IS NOT NULL AS has_new_team,
                      NULL::integer AS new_user_id, %(since)s AS since
                 FROM (%(found)s) found
                 JOIN res_company company ON company.id = found.company_id
                 JOIN res_users person ON person.id = found.person_id
                 LEFT JOIN LATERAL (
                      SELECT MAX(GREATEST(create_date, write_date)) AS since
                        FROM crm_team_member member WHERE member.user_id = person.id) moved ON TRUE
                WHERE NOT EXISTS (SELECT FROM sales_plan_people_answer decision
                                   WHERE decision.allocation_id = found.id AND decision.active
                                     AND decision.user_id = found.person_id
                                     AND NOT decision.answer = ANY(%(others)s))""",
            found=self._get_found(),
            others=list(CUSTOMER_DECISIONS),
            teams=self._get_named_teams(),
            since=local_day(
                SQL("CASE WHEN found.why = 'moved' THEN moved.since ELSE person.write_date END")
            ),
        )

    @api.model
    def _get_named_teams(self):
        """Return the query for the teams that the user may know of."""
        teams = self.env["crm.team"].with_context(active_test=False)
        if not teams.has_access("read"):
            return SQL("(SELECT 1 WHERE FALSE)")
        return teams._search([]).subselect()

    @api.model
    def _get_found(self):
        """Return all rows of people who left or moved, decided or not."""
        return SQL(
            """SELECT row.id, row.plan_id, row.company_id, row.team_id, row.parent_path,
                      COALESCE(row.is_published, FALSE) AS is_published,
                      above.responsible_id AS leader_id,
                      CASE WHEN NOT salesperson.active THEN 'left'
                           WHEN salesperson.id IS NOT NULL AND NOT (%(is_there)s) THEN 'moved'
                           ELSE 'responsible' END AS why,
                      CASE WHEN NOT salesperson.active OR NOT (%(is_there)s)
                           THEN COALESCE(salesperson.id, responsible.id)
                           ELSE responsible.id END AS person_id
                 FROM sales_plan_allocation row
                 JOIN sales_plan plan ON plan.id = row.plan_id AND plan.state = 'confirmed'
                  AND plan.active
                 JOIN (%(days)s) here ON here.id = plan.company_id AND plan.date_to >= here.today
                 LEFT JOIN sales_plan_allocation above ON above.id = row.parent_id
                 LEFT JOIN sales_plan_level level ON level.id = row.level_id
                 LEFT JOIN res_users salesperson ON salesperson.id = row.user_id
                  AND level.dimension = 'salesperson'
                 LEFT JOIN res_users responsible ON responsible.id = row.responsible_id
                  AND NOT responsible.active
                  AND row.responsible_id IS DISTINCT FROM above.responsible_id
                WHERE NOT salesperson.active
                   OR (salesperson.id IS NOT NULL AND NOT (%(is_there)s))
                   OR responsible.id IS NOT NULL""",
            is_there=self._get_is_there(),
            days=company_days(),
        )

    @api.model
    def _get_is_there(self):
        """Return the condition that a salesperson still works for the team of their row: as a
        member of it or of a team below it, or as leader of it or of a team above or below it.
        Rows without a team always meet it. ``here.today`` is the company's day."""
        return SQL(
            """row.team_id IS NULL
               OR EXISTS (SELECT FROM crm_team own
                            JOIN crm_team team ON team.parent_path LIKE own.parent_path || '%%'
                            JOIN crm_team_member member ON member.crm_team_id = team.id
                           WHERE own.id = row.team_id AND member.user_id = row.user_id
                             AND member.active
                             AND (member.date_end IS NULL OR member.date_end >= here.today))
               OR EXISTS (SELECT FROM crm_team own
                            JOIN crm_team team ON team.parent_path LIKE own.parent_path || '%%'
                              OR own.parent_path LIKE team.parent_path || '%%'
                           WHERE own.id = row.team_id AND team.user_id = row.user_id)"""
        )

    @api.model
    def _get_cells(self):
        """Return the amounts of these rows and of all rows below, in periods that have not ended:
        those in force of published rows, the working ones of others."""
        figures = [
            (SQL.identifier("sales_plan_target"), SQL("TRUE")),
            (SQL.identifier("sales_plan_draft"), SQL("row.is_published IS NOT TRUE")),
        ]
        return SQL(" UNION ALL ").join(
            SQL(
                """SELECT change.id AS change_id, figure.period_id, figure.amount,
                          %(path)s::integer[] AS path
                     FROM sales_plan_allocation row
                    CROSS JOIN unnest(%(path)s) AS step
                     JOIN change ON change.id = step::integer
                     JOIN %(table)s figure ON figure.allocation_id = row.id
                     JOIN (%(days)s) here ON here.id = row.company_id
                     JOIN sales_plan_period period ON period.id = figure.period_id
                      AND period.date_to >= here.today
                    WHERE row.plan_id IN (SELECT plan_id FROM change)
                      AND figure.amount IS NOT NULL AND %(condition)s""",
                path=SQL("string_to_array(rtrim(row.parent_path, '/'), '/')"),
                table=table,
                condition=condition,
                days=company_days(),
            )
            for table, condition in figures
        )

    @api.model
    def _get_opened(self):
        """Return the open amount of each row: its own amounts, and in periods without one the sum
        of the rows below. Rows with zeros only are left out: there is nothing to hand over.

        Sorted by path, the rows below a row follow it directly, up to its path with a last id
        added. So an amount is covered, and left out, if it comes before such an end of an earlier
        row with an amount in the same period.
        """
        return SQL(
            """SELECT change_id AS id, SUM(amount) FILTER (WHERE NOT is_covered) AS amount
                 FROM (SELECT change_id, amount,
                              COALESCE(path < MAX(path || 2147483647) OVER (
                                  PARTITION BY change_id, period_id ORDER BY path
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), FALSE)
                              AS is_covered
                         FROM (%s) cell) known
                GROUP BY change_id HAVING BOOL_OR(amount <> 0)""",
            self._get_cells(),
        )

    # -------------------------------------------------------------------------
    # Deciding
    # -------------------------------------------------------------------------

    def action_move_up(self):
        """Move open targets up: the rows above have them unallocated."""
        self._check_leaver()
        for plan, rows in self.allocation_id.grouped("plan_id").items():
            self.env["sales.plan.people"]._move_up(plan, rows.ids)
        return True

    def action_keep(self):
        """Let people keep their targets: until they leave or move again, or until their customer
        has yet another salesperson."""
        self._check_open()
        customers = self.filtered(lambda change: change.why == "customer")
        customers._remember_customers("stay")
        for plan, changes in (self - customers).grouped("plan_id").items():
            people = {change.allocation_id: change.person_id for change in changes}
            self.env["sales.plan.people"]._keep_targets(plan, people)
        return True

    def _check_leaver(self):
        """Raise unless the user may decide about all of these and all are about leavers."""
        self._check_open()
        if any(change.why == "customer" for change in self):
            raise UserError(
                self.env._(
                    "That a customer has another salesperson is accepted, or the targets are "
                    "kept: select these apart."
                )
            )

    def _check_open(self):
        """Raise unless the user may decide about all of these and they are still open."""
        found = self.search([("id", "in", self.ids)])
        customers = found.filtered(lambda change: change.why == "customer")
        is_leader = self.env.user.has_group("sales_plan.group_sales_plan_leader")
        if not is_leader and not (found and found == customers):
            raise AccessError(
                self.env._("What becomes of targets is decided by leaders and planning managers.")
            )
        if not found or len(found) < len(self):
            raise UserError(
                self.env._("Some of these targets are no longer open: reload the list.")
            )
        customers._check_mine()
