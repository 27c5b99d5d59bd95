from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesPlanAllocation(models.Model):
    """Where a row is in the cascade, and who may prepare its amounts."""

    _inherit = "sales.plan.allocation"

    published_date = fields.Datetime("Published On", copy=False, readonly=True)
    published_by_id = fields.Many2one("res.users", copy=False, readonly=True, ondelete="set null")
    needs_revision = fields.Boolean(
        "To Be Revised",
        copy=False,
        readonly=True,
        help="A target above was published with other figures since this one was.",
    )
    agreement = fields.Selection(
        [
            ("open", "Not Answered"),
            ("accepted", "Accepted"),
            ("proposed", "Another Proposed"),
        ],
        copy=False,
        readonly=True,
    )
    is_below_mine = fields.Boolean(
        "Mine to Split",
        compute="_compute_is_below_mine",
        search="_search_is_below_mine",
        recursive=True,
        help="A row above was published to you: you prepare and publish this one's figures.",
    )

    @api.depends_context("uid")
    @api.depends("parent_id.is_below_mine", "parent_id.is_published", "parent_id.responsible_id")
    def _compute_is_below_mine(self):
        for allocation in self:
            # sudo: the rows above decide who may see this one
            above = allocation.sudo().parent_id
            allocation.is_below_mine = above.is_below_mine or (
                above.is_published and above.responsible_id.id == self.env.uid
            )

    def _search_is_below_mine(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        # sudo: reads only the paths of rows that were published to the user
        mine = self.sudo().search(
            [
                ("is_published", "=", True),
                ("responsible_id", "=", self.env.uid),
                ("child_ids", "!=", False),
            ]
        )
        highest = []
        for path in sorted(mine.mapped("parent_path")):
            if not highest or not path.startswith(highest[-1]):
                highest.append(path)
        # what is strictly below; "child_of" has the rows themselves, too
        return Domain.OR(Domain("parent_path", "=like", f"{path}_%") for path in highest)

    def _filter_editable(self):
        """Return the rows whose working amounts the user may change."""
        if self.env["sales.plan"]._can_edit_all_rows():
            return self
        if not self.env.user.has_group("sales_plan.group_sales_plan_leader"):
            return self.browse()
        return self.search([("id", "in", self.ids), ("is_below_mine", "=", True)])

    def _filter_splittable(self):
        """Return the rows below which the user may prepare amounts: their own and those below."""
        if self.env["sales.plan"]._can_edit_all_rows():
            return self
        if not self.env.user.has_group("sales_plan.group_sales_plan_leader"):
            return self.browse()
        mine = self.search(
            [
                ("id", "in", self.ids),
                ("is_published", "=", True),
                ("responsible_id", "=", self.env.uid),
            ]
        )
        return mine | self._filter_editable()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        """Raise if published rows are deleted: they are to be withdrawn first, with a reason."""
        published = self.filtered(
            lambda row: row.is_published and row.parent_id and row.plan_id._is_in_cascade()
        )
        if published:
            raise UserError(
                self.env._(
                    "%s is published. Withdraw it first, then remove it.",
                    published[0].display_name,
                )
            )
