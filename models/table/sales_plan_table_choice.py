from odoo import api, fields, models
from odoo.tools import SQL


class SalesPlanTableChoice(models.Model):
    """How somebody types in the planning table of one plan, remembered until they choose anew."""

    _name = "sales.plan.table.choice"
    _description = "Choice in the Planning Table"
    _inherit = ["sales.guarded.mixin"]
    _order = "plan_id, user_id"
    _rec_name = "plan_id"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    above = fields.Selection(
        [("follow", "Follow"), ("stay", "Stay as They Are"), ("ask", "Ask")],
        "Rows Above",
        required=True,
        help="What becomes of the rows above those that the user types in.",
    )

    _user_uniq = models.Constraint("UNIQUE (plan_id, user_id)", "Everybody chooses once in a plan.")

    @api.model
    def _remember(self, plan, above):
        """Remember what the user chose in a plan, also where they choose twice at the same time.

        :param above: one of the values of the field
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_table_choice (plan_id, user_id, above,
                                           create_uid, create_date, write_uid, write_date)
                   VALUES (%(plan)s, %(user)s, %(above)s, %(user)s, %(now)s, %(user)s, %(now)s)
                       ON CONFLICT (plan_id, user_id) DO UPDATE
                      SET above = EXCLUDED.above, write_uid = EXCLUDED.write_uid,
                          write_date = EXCLUDED.write_date""",
                plan=plan.id,
                user=self.env.uid,
                above=above,
                now=self.env.cr.now(),
            ),
            log_exceptions=False,  # Odoo tries the second transaction again
        )
        self.invalidate_model()
