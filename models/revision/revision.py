from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..org.arguments import check_one
from ..org.raised import by_code


class SalesPlan(models.Model):
    """Revisions: targets that they keep of the revised plan, and the chain of plans they are in."""

    _inherit = "sales.plan"

    changes_ended_periods = fields.Boolean(
        "Revise Ended Periods Too",
        copy=False,
        tracking=True,
        help="Otherwise periods that have ended keep the targets of the revised plan when this "
        "one is confirmed: each row those of the row that it was copied from, rows that are new "
        "none. Periods that the revised plan does not have with the same days keep what is "
        "planned here.",
    )
    ended_periods_notice = fields.Char(compute="_compute_ended_periods_notice")
    confirmed_date = fields.Datetime("Confirmed On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    chain_count = fields.Integer(
        "Revision Count",
        compute="_compute_chain_count",
        help="Plans that revise one another, this one included.",
    )

    @api.depends_context("lang")
    @api.depends("changes_ended_periods", "state", "revised_plan_id")
    def _compute_ended_periods_notice(self):
        revisions = self._origin.filtered(
            lambda plan: plan.revised_plan_id and plan.state == "draft"
        )
        reader = self.env["sales.plan.revision"]
        ended = reader._read_ended_periods(revisions) if revisions else {}
        counts = reader._count_differences(revisions) if ended else {}
        for plan in self:
            plan.ended_periods_notice = False
            if plan._origin.id in ended:
                last = self.env["sales.plan.period"].browse(ended[plan._origin.id])
                count = counts.get(plan._origin.id, 0)
                plan.ended_periods_notice = reader._describe_ended_periods(plan, last, count)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("revised_plan_id", "revision_ids")
    def _compute_chain_count(self):
        chains = self._get_chains()
        # only the plans that the reader may see are counted
        visible = set(self._search_chain({plan_id for ids in chains.values() for plan_id in ids}))
        for plan in self:
            plan.chain_count = len(visible & chains.get(plan._origin.id, set()))

    @api.constrains("revised_plan_id")
    def _check_revised_plan(self):
        if self._has_cycle("revised_plan_id"):
            raise ValidationError(self.env._("A plan cannot revise one that revises it."))

    @api.model
    def _get_structural_fields(self):
        return super()._get_structural_fields() | {"changes_ended_periods"}

    def _complete_figures(self):
        for plan in self:
            self.env["sales.plan.revision"]._keep_ended_periods(plan)
        by_code(self).write(
            {"confirmed_date": fields.Datetime.now(), "confirmed_by_id": self.env.uid}
        )
        return super()._complete_figures()

    def action_open_revisions(self):
        """Open all plans of the chain, this one included."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Revisions of %s", self.name),
            "res_model": "sales.plan",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("sales_plan.sales_plan_view_list_revisions").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", sorted(self._get_chains()[self.id]))],
            "context": {"active_test": False, "create": False, "sales_plan_figure": True},
        }

    def action_compare_revisions(self):
        """Open this plan's targets beside those of the plans that it revises."""
        check_one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_report_action"
        )
        return {
            **action,
            "domain": [("plan_id", "=", self.id)],
            "context": {
                "group_by": [],
                "search_default_targets": 1,
                "sales_plan_compares_revisions": True,
                "pivot_row_groupby": ["allocation_id"],
                "pivot_column_groupby": [],
                "pivot_measures": [
                    "original_amount",
                    "previous_amount",
                    "target_amount",
                    "change_amount",
                    "raised_amount",
                    "cut_amount",
                ],
                "sales_plan_figure": True,
            },
            "display_name": self.env._("Revisions of %s", self.name),
        }

    # -------------------------------------------------------------------------
    # Chains
    # -------------------------------------------------------------------------

    def _get_chains(self):
        """Return the chain of each plan: all plans that it revises or that revise it, step by step.

        :return: ``{plan id: ids of the chain}``, with the plan itself and with hidden plans
        """
        self.flush_model(["revised_plan_id"])
        pairs = self.env.execute_query(
            SQL(
                """WITH RECURSIVE above AS (
                       SELECT id AS plan_id, id, revised_plan_id FROM sales_plan WHERE id IN %s
                        UNION
                       SELECT above.plan_id, plan.id, plan.revised_plan_id
                         FROM above JOIN sales_plan plan ON plan.id = above.revised_plan_id),
                   chain AS (
                       SELECT plan_id, id FROM above WHERE revised_plan_id IS NULL
                        UNION
                       SELECT chain.plan_id, plan.id
                         FROM chain JOIN sales_plan plan ON plan.revised_plan_id = chain.id)
                   SELECT plan_id, id FROM chain""",
                tuple(self._origin.ids) or (None,),
            )
        )
        chains = {}
        for plan_id, other_id in pairs:
            chains.setdefault(plan_id, set()).add(other_id)
        return chains

    @api.model
    def _search_chain(self, plan_ids):
        return self.with_context(active_test=False).search([("id", "in", list(plan_ids))]).ids
