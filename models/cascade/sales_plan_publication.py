from odoo import api, fields, models
from odoo.fields import Domain

from ..org.arguments import check_one
from ..org.raised import raised


class SalesPlan(models.Model):
    """Opens what was published of a plan."""

    _inherit = "sales.plan"

    def action_open_publications(self):
        """Open who published or withdrew which rows of this plan, and what that changed."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_publication_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {"sales_plan_figure": True},
            "display_name": self.env._("Publications of %s", self.display_name),
        }


class SalesPlanPublication(models.Model):
    """The record of publishing or withdrawing rows of a plan: who, when, and what changed against
    the amounts in force before. Written by ``sales.plan.publishing`` only."""

    _name = "sales.plan.publication"
    _description = "Sales Plan Publication"
    _inherit = ["sales.guarded.mixin"]
    _order = "id desc"
    _rec_name = "create_date"
    _client_fields = frozenset()  # all of it is written by code

    plan_id = fields.Many2one("sales.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    kind = fields.Selection(
        [("publish", "Published"), ("withdraw", "Withdrawn"), ("confirm", "Plan Confirmed")],
        required=True,
    )
    reason = fields.Text(help="Why targets were withdrawn.")
    edit_version = fields.Integer(
        aggregator=None, help="Number of the plan's last step when it was published."
    )
    row_count = fields.Integer(
        "Rows", compute="_compute_row_count", help="Of those rows that the user may see."
    )
    warning_count = fields.Integer(
        "Fairness Warnings",
        compute="_compute_warning_count",
        groups="sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor",
        help="How many rows stood out when fairness was looked at before publishing.",
    )
    is_checked = fields.Boolean(
        "Fairness Seen", help="Who published had seen how the targets compare."
    )
    line_ids = fields.One2many("sales.plan.publication.line", "publication_id", "Published Rows")

    is_visible = fields.Boolean(
        compute="_compute_is_visible",
        search="_search_is_visible",
        help="Whether the user sees any of the published rows.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("line_ids")
    def _compute_row_count(self):
        counts = self._count_lines([])
        for publication in self:
            publication.row_count = counts.get(publication, 0)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("line_ids.warning")
    def _compute_warning_count(self):
        counts = self._count_lines([("warning", "!=", False)])
        for publication in self:
            publication.warning_count = counts.get(publication, 0)

    def _count_lines(self, domain):
        """Return how many lines of these publications the user sees: ``{publication: count}``."""
        lines = self.env["sales.plan.publication.line"]
        domain = [("publication_id", "in", self.ids), *domain]
        return dict(lines._read_group(domain, ["publication_id"], ["__count"]))

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_visible(self):
        lines = self._get_visible_lines([("publication_id", "in", self.ids)])
        # sudo: the publications of lines that the user sees
        lines = self.env["sales.plan.publication.line"].sudo().browse(lines.get_result_ids())
        for publication in self:
            publication.is_visible = publication in lines.publication_id

    def _search_is_visible(self, operator, value):
        if operator != "in" or list(value) != [True]:
            return NotImplemented
        return Domain("id", "in", self._get_visible_lines([]).subselect("publication_id"))

    def _get_visible_lines(self, domain):
        # record rules call this as superuser, who would see all lines
        lines = self.env["sales.plan.publication.line"].with_user(self.env.uid)
        return lines._search(domain)

    @api.model
    def _record_publishing(self, publishing, reason=None):
        """Record which rows are published or withdrawn, and what that changes.

        :param publishing: as :class:`~.publishing.Publishing`
        """
        # sudo: nobody writes publications but this method
        publication = raised(self).create(
            {
                "plan_id": publishing.plan.id,
                "kind": publishing.kind,
                "reason": reason,
                # sudo: the number of the plan's last step is no secret
                "edit_version": publishing.plan.sudo().edit_version,
                "is_checked": publishing.warnings is not None,
            }
        )
        self.env["sales.plan.publication.line"]._insert(publication, publishing)
        return publication

    def _get_label(self):
        """Say what happened, in a few words."""
        self.ensure_one()
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.reason:
            return self.env._("%(what)s: %(reason)s", what=kind, reason=self.reason)
        return kind
