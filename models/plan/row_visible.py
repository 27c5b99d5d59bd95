from odoo import api, fields, models
from odoo.fields import Domain


class SalesPlanAllocation(models.Model):
    """The conditions of the record rules: whether a published row is the user's or their team's.

    The searches return conditions on the row itself, not lists of ids, so that they become part of
    the query to which a rule is added. They are tried in the order of the fields' names:
    ``is_own`` comes first, since it needs no teams to be read.
    """

    _inherit = "sales.plan.allocation"

    is_own = fields.Boolean(
        "Mine or My Customer's",
        compute="_compute_is_own",
        search="_search_is_own",
        help="Published, and you answer for it, it is your row, or that of a customer of yours.",
    )
    is_own_team = fields.Boolean(
        "My Team's",
        compute="_compute_is_own_team",
        search="_search_is_own_team",
        help="Published, and of a team that you lead, or of one of its people.",
    )

    @api.depends_context("uid")
    @api.depends("is_published", "responsible_id", "user_id", "customer_user_id")
    def _compute_is_own(self):
        # sudo: decides whether the user may see a row, and reads nothing else of it
        own = self.sudo().filtered_domain(self._get_own_rows_domain())
        for allocation in self:
            allocation.is_own = allocation in own

    @api.depends_context("uid")
    @api.depends("is_published", "team_id.leader_ids", "user_id.sale_team_id.leader_ids")
    def _compute_is_own_team(self):
        # sudo: as for own rows; the user may not be able to read the leaders of teams
        led = self.sudo().filtered_domain(self._get_led_rows_domain())
        for allocation in self:
            allocation.is_own_team = allocation in led

    def _search_is_own(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_own_rows_domain()

    def _search_is_own_team(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return self._get_led_rows_domain()

    @api.model
    def _get_own_rows_domain(self):
        """Return the domain of published rows of the user and of their customers.

        Whose customers they are, the rows know. What the customers say themselves does not count:
        every salesperson may write it.
        """
        is_mine = Domain.OR(
            Domain(name, "=", self.env.uid)
            for name in ("responsible_id", "user_id", "customer_user_id")
        )
        return Domain("is_published", "=", True) & is_mine

    @api.model
    def _get_led_rows_domain(self):
        """Return the domain of published rows of teams that the user leads and their people."""
        of_team = Domain("team_id.leader_ids", "in", [self.env.uid])
        of_person = Domain("user_id.sale_team_id.leader_ids", "in", [self.env.uid])
        return Domain("is_published", "=", True) & (
            of_team | (Domain("team_id", "=", False) & of_person)
        )
