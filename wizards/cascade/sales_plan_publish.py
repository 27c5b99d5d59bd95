from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare, formatLang

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableMonetary
from ...tools.arguments import is_id


class SalesPlanPublish(models.TransientModel):
    """Publish what was prepared: shows how the targets compare, never stands in the way."""

    _name = "sales.plan.publish"
    _description = "Publish Targets"
    _inherit = ["sales.guarded.mixin"]
    _client_fields = frozenset({"plan_id", "named_rows", "is_below"})
    _fixed_links = {"plan_id": "read"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    named_rows = fields.Json(help="IDs of the rows to publish; none for all that are ready.")
    is_below = fields.Boolean(
        "With Everything Below",
        help="Publish what is prepared below these rows, too, as far as nobody else splits it.",
    )
    line_ids = fields.One2many(
        "sales.plan.publish.line",
        "wizard_id",
        "Targets",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    row_count = fields.Integer(compute="_compute_counts")
    owner_count = fields.Integer(compute="_compute_counts")
    warning_count = fields.Integer(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")
    warning_summary = fields.Char(compute="_compute_counts")
    given_out = fields.Text(compute="_compute_given_out")
    comparison = fields.Char(compute="_compute_comparison")
    is_any_changed = fields.Boolean(compute="_compute_counts")

    @api.depends("is_below")
    def _compute_line_ids(self):
        for wizard in self:
            own = wizard._with_its_user()  # rows that its user sees
            wizard.line_ids = [Command.clear(), *own._prepare_lines()]

    def _prepare_lines(self):
        plan = self.plan_id
        tree = self.env["sales.plan.table"]._open(plan)
        service = self.env["sales.plan.publishing"]
        row_ids = service._get_ready_rows(plan, tree, self._get_named_rows(), self.is_below)
        publishing = service._prepare_publishing(plan, row_ids)
        checks = self.env["sales.plan.fairness"]._compare_rows(plan, row_ids)
        checks = {check["row_id"]: check for check in checks}
        rows = self.env["sales.plan.table"]._read_rows(tree, row_ids)
        names = self.env["sales.plan.journal"]._name_history(plan, row_ids)
        for number, row_id in enumerate(row_ids):
            before = publishing.get_cells(row_id)[0][1]
            check = checks.get(row_id, {})
            ratio = check.get("ratio")
            yield Command.create(
                {
                    "sequence": number,
                    "allocation_id": row_id,
                    "owner_id": publishing.owners[row_id],
                    "kind": publishing.get_kind(row_id),
                    "has_target": rows[row_id]["cells"][-1][0] is not None,
                    "amount": rows[row_id]["cells"][-1][0] or 0.0,
                    "amount_before": before or 0.0,
                    "history": check.get("history") or False,
                    "history_name": names[row_id],
                    "year_before": check.get("year_before") or False,
                    "change": 0.0 if ratio is None else ratio - 1,
                    "has_change": ratio is not None,
                    "pipeline": check.get("pipeline") or False,
                    "warning": check.get("reason") or False,
                }
            )

    def _get_named_rows(self):
        """Return the ids of the rows that were named, of whatever a client has sent for them."""
        rows = self.named_rows
        return [row_id for row_id in rows if is_id(row_id)] if isinstance(rows, list) else []

    @api.depends("line_ids.owner_id", "line_ids.kind", "line_ids.warning")
    def _compute_counts(self):
        for wizard in self:
            wizard.row_count = len(wizard.line_ids)
            wizard.owner_count = len(wizard._get_changing_lines().owner_id - self.env.user)
            wizard.warning_count = len(wizard.line_ids.filtered("warning"))
            wizard.is_any_changed = any(line.kind != "new" for line in wizard.line_ids)
            wizard.summary = wizard._describe_publishing()
            wizard.warning_summary = wizard._describe_warnings()

    def _get_changing_lines(self):
        """Return the lines of targets that are not in force yet as they are shown."""
        return self.line_ids.filtered(lambda line: line.kind != "kept")

    def _describe_publishing(self):
        """Say how many targets are published to how many people."""
        count = len(self._get_changing_lines())
        targets = self.env._("%s targets become visible at once", count)
        if count == 1:
            targets = self.env._("1 target becomes visible at once")
        people = self.env._("%s people are told", self.owner_count)
        if self.owner_count == 1:
            people = self.env._("1 person is told")
        elif not self.owner_count:
            people = self.env._("nobody has to be told")
        return self.env._(
            "%(targets)s; %(people)s. From then on people are measured by them.",
            targets=targets,
            people=people,
        )

    def _describe_warnings(self):
        """Say how many targets stand out."""
        if self.warning_count == 1:
            return self.env._("1 target stands out against history, pipeline or peers.")
        return self.env._(
            "%s targets stand out against history, pipeline or peers.", self.warning_count
        )

    @api.depends_context("lang")
    @api.depends("plan_id")
    def _compute_comparison(self):
        journal = self.env["sales.plan.journal"]
        for wizard in self:
            plan = wizard.plan_id
            name = journal._name_year_before(plan)
            wizard.comparison = name and self.env._(
                "Growth is the target against the history, whose days are named beside it. A year "
                "earlier is %s.",
                name,
            )
            # sudo: the periods of a plan are no secret to who publishes its rows
            if name and len(journal._find_over_before(plan)) < len(plan.sudo().period_ids):
                wizard.comparison = self.env._(
                    "Growth is the target against the history, whose days are named beside it, for "
                    "the periods that have ended in it. A year earlier is %s, as far as it is "
                    "over.",
                    name,
                )

    @api.depends("line_ids.allocation_id")
    def _compute_given_out(self):
        for wizard in self:
            wizard.given_out = "\n".join(wizard._describe_given_out())

    def _describe_given_out(self):
        """Yield a sentence for each row that gives out more than it has, or not all of it."""
        plan = self.plan_id
        tree = self.env["sales.plan.table"]._open(plan)
        # sudo: only ids, of rows above that the user splits
        above = self.line_ids.allocation_id.sudo().parent_id.ids
        above = [row_id for row_id in above if tree.is_splittable(row_id)]
        for row_id, row in self.env["sales.plan.table"]._read_rows(tree, above).items():
            total, __, rest = row["cells"][-1]
            if not total or not rest:
                continue
            values = {
                "row": self.env["sales.plan.table"]._name_row(row_id),
                "rest": plan._format_figure(abs(rest)),
                "percent": formatLang(self.env, abs(rest) / abs(total) * 100, digits=1),
            }
            if rest < 0:
                yield self.env._(
                    "%(row)s gives out %(rest)s more than it has (%(percent)s%%).", **values
                )
            else:
                yield self.env._(
                    "%(row)s keeps %(rest)s that no row below has (%(percent)s%%).", **values
                )

    def action_publish(self):
        """Publish the rows that are shown, and record that the comparison was seen."""
        check_one(self)
        self._check_as_shown()
        seen = [{"row_id": line.allocation_id.id, "reason": line.warning} for line in self.line_ids]
        rows = self.line_ids.allocation_id
        self.env["sales.plan.publishing"]._publish(self.plan_id, rows.ids, fairness=seen)
        return {"type": "ir.actions.act_window_close"}

    def _check_as_shown(self):
        """Raise unless the rows still have the totals that the user saw before publishing them."""
        plan = self.plan_id
        service = self.env["sales.plan.publishing"]
        tree = service._begin(plan)
        row_ids = self.line_ids.allocation_id.ids
        service._check_something_ready(row_ids)
        self.env["sales.plan.table"]._check_rows(tree, row_ids)
        rounding = plan._get_rounding()
        rows = self.env["sales.plan.table"]._read_rows(tree, row_ids)
        for line in self.line_ids:
            amount = rows[line.allocation_id.id]["cells"][-1][0]
            if line.has_target != (amount is not None) or float_compare(
                line.amount, amount or 0.0, precision_rounding=rounding
            ):
                raise UserError(
                    self.env._(
                        "%s has other figures meanwhile. Open the dialog again and look at them.",
                        line.allocation_id.display_name,
                    )
                )


class SalesPlanPublishLine(models.TransientModel):
    """One target that is about to be published."""

    _name = "sales.plan.publish.line"
    _description = "Target to Publish"
    _inherit = ["sales.guarded.mixin"]
    _order = "sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    wizard_id = fields.Many2one("sales.plan.publish", required=True, ondelete="cascade")
    sequence = fields.Integer()
    unit_currency_id = fields.Many2one(related="wizard_id.unit_currency_id")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", required=True, ondelete="cascade"
    )
    owner_id = fields.Many2one("res.users", ondelete="cascade")
    kind = fields.Selection(
        [("new", "New"), ("changed", "Changed"), ("kept", "Unchanged")], "Status"
    )
    has_target = fields.Boolean("Planned")
    has_change = fields.Boolean("Compared")
    amount = fields.Monetary("Target", currency_field="unit_currency_id")
    amount_before = fields.Monetary("Before", currency_field="unit_currency_id")
    history = NullableMonetary(
        currency_field="unit_currency_id",
        help="What the target was computed from when it was loaded; else the actual of the same "
        "periods a year earlier.",
    )
    history_name = fields.Char("History Of", help="The days that the history is of.")
    year_before = NullableMonetary(
        "A Year Earlier",
        currency_field="unit_currency_id",
        help="What was reached in the same periods a year earlier.",
    )
    change = fields.Float("Growth", digits=(16, 4), help="The target against the history.")
    pipeline = NullableMonetary(currency_field="unit_currency_id")
    warning = fields.Char("Stands Out")
