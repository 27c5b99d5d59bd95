from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.time import company_days
from .sales_plan_people_answer import CUSTOMER_DECISIONS


class SalesPlanAllocation(models.Model):
    """Rows of customers who have another salesperson, and who decides whether they follow.

    A row knows the salesperson whom its customer had when the row was made, or when a change was
    last seen by somebody who decides about the row. Whoever may write a customer could otherwise
    read its targets by becoming its salesperson.
    """

    _inherit = "sales.plan.allocation"

    is_mine_to_decide = fields.Boolean(
        compute="_compute_is_mine_to_decide",
        search="_search_is_mine_to_decide",
        help="You decide whether the row follows its customer to another salesperson: you answer "
        "for it, lead who does, or manage plans.",
    )

    @api.depends_context("uid")
    @api.depends("is_published", "responsible_id", "parent_id.responsible_id", "company_id")
    def _compute_is_mine_to_decide(self):
        # sudo: decides whether the user may decide about a row, and reads nothing else of it
        mine = self.sudo().filtered_domain(self._get_deciding_domain())
        for allocation in self:
            allocation.is_mine_to_decide = allocation in mine

    def _search_is_mine_to_decide(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_deciding_domain()

    @api.model
    def _get_deciding_domain(self):
        """Return the domain of the rows about whose customers the user decides: published ones
        that they answer for, or whose owner or team they lead, and those below their own; of
        managers all.

        Rights that code raises do not count: it is the user who changes a customer.
        """
        user = self.env.user
        # sudo: the companies that a user works for
        domain = Domain("company_id", "in", user.sudo().company_ids.ids)
        if user.has_group("sales_plan.group_sales_plan_manager"):
            return domain
        if not user.has_group("sales_plan.group_sales_plan_user"):
            return Domain.FALSE
        published = Domain("is_published", "=", True)
        mine = published & Domain("responsible_id", "=", user.id)
        if user.has_group("sales_plan.group_sales_plan_leader"):
            leads_owner = Domain("responsible_id.sale_team_id.leader_ids", "in", [user.id])
            mine |= (published & leads_owner) | self._get_led_rows_domain()
            mine |= Domain("is_below_mine", "=", True)
        return domain & mine

    def _follow_customers(self):
        """Let these rows, and those below, follow their customers to the salespeople of today.

        Callers have checked that somebody who decides about them has seen the change. What the
        owner of before has accepted, the new one has not.
        """
        if not self:
            return
        # sudo: owners and leaders have no right to write rows; what is written is the customer's
        rows = self.sudo()._find_rows_of_customers()
        accepted = {
            row: row.responsible_id
            for row in rows.filtered_domain([("agreement", "=", "accepted")])
        }
        for salesperson, its_rows in rows.grouped(lambda row: row.partner_id.user_id).items():
            its_rows.customer_user_id = salesperson
        moved = [row.id for row, owner in accepted.items() if row.responsible_id != owner]
        rows.browse(moved).agreement = "open"

    def _find_rows_of_customers(self):
        """Return these rows and those below them, which are of the same customers."""
        self.flush_model(["plan_id", "partner_id", "parent_path"])
        rows = self.env.execute_query(
            SQL(
                """SELECT below.id
                     FROM sales_plan_allocation row
                     JOIN sales_plan_allocation below ON below.plan_id = row.plan_id
                      AND below.partner_id = row.partner_id
                      AND below.parent_path LIKE row.parent_path || '%%'
                    WHERE row.id = ANY(%s) ORDER BY below.id""",
                self.ids,
            )
        )
        return self.browse(row_id for (row_id,) in rows)


class SalesPlanPeople(models.AbstractModel):
    """What happens when customers get another salesperson."""

    _inherit = "sales.plan.people"

    @api.model
    def _see_customers(self, customers):
        """Let rows follow customers whose salesperson the user has just changed, as far as the
        user decides about them; of the others those who answer for them are told."""
        # sudo: finds the rows that are concerned, and tells nothing of them
        rows = self.env["sales.plan.allocation"].sudo()
        rows = rows.search(
            Domain("partner_id", "in", customers.ids)
            & (Domain("parent_id", "=", False) | Domain("parent_id.partner_id", "=", False))
        )
        if not rows:
            return
        self._forget_stays(rows)
        rows.search(Domain("id", "in", rows.ids) & rows._get_deciding_domain())._follow_customers()
        self._tell_of_customers(rows)

    @api.model
    def _forget_stays(self, rows):
        """Archive what was decided about rows of customers: these change again."""
        answers = self.env["sales.plan.people.answer"]
        answers.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_people_answer SET active = FALSE
                    WHERE allocation_id = ANY(%s) AND active AND answer = ANY(%s)""",
                rows.ids,
                list(CUSTOMER_DECISIONS),
            )
        )
        answers.invalidate_model(["active"])

    @api.model
    def _tell_of_customers(self, rows):
        """Queue a notice to who answers for rows that wait, one for each plan in force.

        The text is written when it is sent, of all that waits then: so nobody gets a second one
        while one is queued.
        """
        self.env["sales.plan.allocation"].flush_model()
        self.env["res.partner"].flush_model(["user_id"])
        self.env["sales.plan"].flush_model(["state", "active", "date_to"])
        notices = self.env["sales.plan.notice"].sudo()  # sudo: nobody queues notices by hand
        notices.flush_model()
        found = self.env.execute_query(
            SQL(
                """SELECT DISTINCT plan.id, row.responsible_id
                     FROM sales_plan_allocation row
                     JOIN res_partner customer ON customer.id = row.partner_id
                      AND customer.user_id IS DISTINCT FROM row.customer_user_id
                     JOIN sales_plan plan ON plan.id = row.plan_id
                      AND plan.state = 'confirmed' AND plan.active
                     JOIN (%(days)s) here
                       ON here.id = plan.company_id AND plan.date_to >= here.today
                     LEFT JOIN sales_plan_notice queued ON queued.kind = 'customers'
                      AND queued.plan_id = plan.id AND queued.user_id = row.responsible_id
                    WHERE row.id = ANY(%(rows)s) AND row.is_published
                      AND row.responsible_id <> %(uid)s AND queued.id IS NULL
                    ORDER BY plan.id, row.responsible_id""",
                days=company_days(),
                rows=rows.ids,
                uid=self.env.uid,
            )
        )
        told = {}
        for plan_id, user_id in found:
            told.setdefault(plan_id, []).append({"user_id": user_id, "data": {}})
        for plan_id, whom in told.items():
            notices._queue(self.env["sales.plan"].browse(plan_id), "customers", whom)
