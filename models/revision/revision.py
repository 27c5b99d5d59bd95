from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class SalesPlan(models.Model):
    """Revisions: what they keep of the plan that they revise, and the plans they follow."""

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

    @api.depends_context("lang", "tz")
    @api.depends("changes_ended_periods", "state", "revised_plan_id")
    def _compute_ended_periods_notice(self):
        today = fields.Date.context_today(self)
        revisions = self._origin.filtered(
            lambda plan: plan.revised_plan_id and plan.state == "draft"
        )
        reader = self.env["sales.plan.revision"]
        ended = reader._read_ended_periods(revisions, today) if revisions else {}
        counts = reader._count_differences(revisions, today) if ended else {}
        for plan in self:
            plan.ended_periods_notice = False
            if plan._origin.id in ended:
                last = self.env["sales.plan.period"].browse(ended[plan._origin.id])
                count = counts.get(plan._origin.id, 0)
                plan.ended_periods_notice = plan._describe_ended_periods(last, count)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("revised_plan_id", "revision_ids")
    def _compute_chain_count(self):
        chains = self._get_chains()
        # the reader's rules decide which of them there are
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

    def _put_into_force(self):
        for plan in self:
            plan._keep_ended_periods()
        if self:
            self.write({"confirmed_date": fields.Datetime.now(), "confirmed_by_id": self.env.uid})
        return super()._put_into_force()

    def action_open_revisions(self):
        """Open all plans that revise one another, this one among them."""
        self.ensure_one()
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
            "context": {"active_test": False, "create": False},
        }

    def action_compare_revisions(self):
        """Open this plan's targets beside those of the plans that it follows."""
        self.ensure_one()
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
                "pivot_row_groupby": ["period_id"],
                "pivot_column_groupby": [],
                "pivot_measures": [
                    "original_amount",
                    "previous_amount",
                    "target_amount",
                    "change_amount",
                ],
            },
            "display_name": self.env._("Revisions of %s", self.name),
        }

    # -------------------------------------------------------------------------
    # Periods that have ended
    # -------------------------------------------------------------------------

    def _keep_ended_periods(self):
        """Let periods that have ended keep the targets that they were published with.

        That is one step in the plan's history, so that it can be told where figures come from.
        """
        self.ensure_one()
        if not self.revised_plan_id or self.changes_ended_periods:
            return
        today = fields.Date.context_today(self)
        reader = self.env["sales.plan.revision"]
        last = reader._read_ended_periods(self, today).get(self.id)
        if not last:
            return
        changes = reader._read_differences(self, today)
        if changes:
            self.env["sales.plan.cells"]._write_changes(self, changes, "target")
            data = {
                "period": self.env["sales.plan.period"].browse(last).name,
                "plan": self.revised_plan_id.display_name,
            }
            self.env["sales.plan.journal"]._record(self, "keep_ended", changes, data=data)
        uneven = reader._find_uneven(self, today)
        if uneven:
            raise UserError(self._describe_uneven(*uneven))

    def _describe_ended_periods(self, last, count):
        """Say which periods have ended and what becomes of them.

        :param last: the last period that has ended
        :param count: how many of their targets differ from those of the revised plan
        """
        values = {"plan": self.revised_plan_id.display_name, "period": last.name}
        if self.changes_ended_periods:
            notice = self.env._(
                "Revision of %(plan)s: the periods up to %(period)s have ended; what is planned "
                "here counts for them, too, when this is confirmed.",
                **values,
            )
        else:
            notice = self.env._(
                "Revision of %(plan)s: the periods up to %(period)s have ended; they keep their "
                "targets when this is confirmed.",
                **values,
            )
        if not count:
            return notice
        if count == 1:
            differences = self.env._("1 of their targets is different here.")
        else:
            differences = self.env._(
                "%s of their targets are different here.", self._format_count(count)
            )
        return f"{notice} {differences}"

    def _describe_uneven(self, row_id, period_id, before, now):
        return self.env._(
            "%(row)s had a target of %(before)s in %(period)s, which has ended, and would have "
            "%(now)s: rows below it that had targets there are gone or divided. Put them back, or "
            "tick “Revise Ended Periods Too”.",
            row=self.env["sales.plan.allocation"].browse(row_id).display_name,
            period=self.env["sales.plan.period"].browse(period_id).name,
            before=self._format_figure(before),
            now=self._format_figure(now),
        )

    # -------------------------------------------------------------------------
    # Chains
    # -------------------------------------------------------------------------

    def _get_chains(self):
        """Return the plans that revise each plan or are revised by it, over any distance.

        :return: ``{plan id: {plan id, …}}``, each plan in its own; hidden ones included
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
