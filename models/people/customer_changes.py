from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...queries.time import company_days, local_day
from .sales_plan_people_answer import CUSTOMER_DECISIONS


class SalesPlanPeopleChange(models.Model):
    """Rows whose customers have another salesperson than the row knows, until somebody who
    decides about the row has seen it.

    One line for the highest row of each customer in a plan that is not over, drafts included; the
    rows below it follow with it.
    """

    _inherit = "sales.plan.people.change"

    @api.model
    def _get_customers(self):
        """Return the rows of customers who went to another salesperson, in the columns of
        :meth:`_get_leavers`."""
        return SQL(
            """SELECT row.id, row.id AS allocation_id, row.plan_id, row.company_id,
                      row.responsible_id AS person_id, above.responsible_id AS leader_id,
                      row.team_id, 'customer' AS why,
                      COALESCE(row.is_published, FALSE) AS is_published, row.parent_path,
                      NULL::integer AS new_team_id, FALSE AS has_new_team,
                      customer.user_id AS new_user_id,
                      %(since)s AS since
                 FROM sales_plan_allocation row
                 JOIN res_partner customer ON customer.id = row.partner_id
                  AND customer.user_id IS DISTINCT FROM row.customer_user_id
                 JOIN sales_plan plan ON plan.id = row.plan_id AND plan.active
                  AND plan.state IN ('draft', 'confirmed')
                 JOIN (%(days)s) here ON here.id = plan.company_id AND plan.date_to >= here.today
                 JOIN res_company company ON company.id = row.company_id
                 LEFT JOIN sales_plan_allocation above ON above.id = row.parent_id
                WHERE above.partner_id IS NULL
                  AND NOT EXISTS (SELECT FROM sales_plan_people_answer decision
                                   WHERE decision.allocation_id = row.id AND decision.active
                                     AND decision.user_id IS NOT DISTINCT FROM customer.user_id
                                     AND decision.answer = ANY(%(answers)s))""",
            since=local_day(SQL("customer.write_date")),
            days=company_days(),
            answers=list(CUSTOMER_DECISIONS),
        )

    def action_accept_customer(self):
        """Let rows follow their customers to other salespeople, who see them from now on."""
        self._check_open()
        if any(change.why != "customer" for change in self):
            raise UserError(
                self.env._(
                    "Targets of people who left or moved are handed over, moved up or kept: "
                    "select them apart."
                )
            )
        self._remember_customers("follow")
        self.allocation_id._follow_customers()
        return True

    def _remember_customers(self, decision):
        people = {change.allocation_id: change.new_user_id for change in self}
        self.env["sales.plan.people.answer"]._remember_decisions(people, decision)

    def _check_mine(self):
        """Raise unless the user decides about the rows of all of these customers."""
        rows = self.allocation_id
        # sudo: decides whether the user may decide about a row, and reads nothing else of it
        mine = rows.sudo().search([("id", "in", rows.ids), ("is_mine_to_decide", "=", True)])
        if len(mine) < len(rows):
            raise AccessError(
                self.env._(
                    "Whether targets follow a customer to another salesperson is decided by who "
                    "answers for them, their leaders and planning managers."
                )
            )
