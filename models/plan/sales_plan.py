from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...queries import dimensions
from ...queries.facts.question import MONEY_MEASURES, UNKNOWN_MEASURES
from ..org.raised import by_code

MEASURES = [
    ("revenue", "Revenue"),
    ("margin", "Margin"),
    ("quantity", "Quantity"),
    ("count", "Documents"),
    ("recurring", "Monthly Recurring Revenue"),
]
BASES = [
    ("won", "Won Deals"),
    ("ordered", "Confirmed Orders"),
    ("invoiced", "Posted Invoices"),
    ("collected", "Collected Money"),
]
PERIOD_TYPE_SELECTION = [
    ("week", "Weeks"),
    ("month", "Months"),
    ("quarter", "Quarters"),
    ("year", "Years"),
    ("445", "4-4-5 Weeks"),
    ("custom", "Custom"),
]


class SalesPlan(models.Model):
    """Targets of one company for one span of dates, one measure and one basis."""

    _name = "sales.plan"
    _description = "Sales Plan"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "sales.plan.dimension.mixin",
        "sales.company.day.mixin",
        "sales.guarded.mixin",
    ]
    _order = "date_from desc, name, revision desc, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    description = fields.Html()
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_unit_currency_id",
        help="Currency of the plan's figures; none where they are quantities or documents.",
    )
    date_from = fields.Date(
        "Start", required=True, tracking=True, default=lambda self: self._get_default_span()[0]
    )
    date_to = fields.Date(
        "End", required=True, tracking=True, default=lambda self: self._get_default_span()[1]
    )
    period_type = fields.Selection(PERIOD_TYPE_SELECTION, "Periods", required=True, default="month")
    measure = fields.Selection(
        MEASURES,
        required=True,
        default="revenue",
        tracking=True,
        help="Quantity counts products in their reference unit; down payments and discounts are "
        "no pieces. A document counts once, with its largest line.",
    )
    basis = fields.Selection(
        BASES,
        "Measured By",
        required=True,
        default=lambda self: self.env.company.plan_basis,
        tracking=True,
        help="The documents that actual figures come from.",
    )
    invoice_date_basis = fields.Selection(
        [("date", "Accounting Date"), ("invoice_date", "Invoice Date")],
        "Invoices Count On",
        required=True,
        default="date",
    )
    responsible_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("closed", "Closed"),
            ("superseded", "Superseded"),
        ],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    revision = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    revised_plan_id = fields.Many2one(
        "sales.plan", "Revises", readonly=True, copy=False, index="btree_not_null"
    )
    revision_ids = fields.One2many("sales.plan", "revised_plan_id", "Revisions", readonly=True)
    rolls_up = fields.Boolean(
        "Parents Are Sums",
        help="Targets are typed on the last level only; every row above is the sum of its rows.",
    )
    at_risk_below = fields.Float(
        "At Risk Below (%)",
        default=lambda self: self.env.company.plan_at_risk_below,
        digits=(5, 1),
        help="A target is at risk when the actual is less than this share of what is expected "
        "by now.",
    )
    level_ids = fields.One2many(
        "sales.plan.level",
        "plan_id",
        "Levels",
        copy=True,
        default=lambda self: self.env.company._prepare_plan_levels(),
    )
    period_ids = fields.One2many(
        "sales.plan.period",
        "plan_id",
        "Plan Periods",
        compute="_compute_period_ids",
        store=True,
        readonly=False,
        copy=True,
    )
    allocation_ids = fields.One2many("sales.plan.allocation", "plan_id", "Allocations")
    edit_version = fields.Integer(
        default=0,
        readonly=True,
        copy=False,
        aggregator=None,
        help="Number of the last step that changed the plan's rows or targets.",
    )
    root_id = fields.Many2one(
        "sales.plan.allocation", "Total", compute="_compute_root_id", compute_sudo=True
    )
    allocation_count = fields.Integer("Rows", compute="_compute_allocation_count")

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "A plan ends on the day it starts or later."
    )
    _at_risk_check = models.Constraint(
        "CHECK (at_risk_below >= 0 AND at_risk_below <= 100)",
        "“At risk below” is a percentage from 0 to 100.",
    )
    _one_revision = models.UniqueIndex(
        "(revised_plan_id) WHERE revised_plan_id IS NOT NULL AND state <> 'superseded' "
        "AND active IS TRUE",
        "This plan is being revised already.",
    )

    @api.model
    def _get_default_span(self):
        """Return the days of the fiscal year to plan: the next one, or the current one during its
        first half."""
        today = self.env.company._get_today()
        year = self.env.company.compute_fiscalyear_dates(fields.Date.add(today, months=6))
        return fields.Date.to_date(year["date_from"]), fields.Date.to_date(year["date_to"])

    @api.depends("measure", "company_id")
    def _compute_unit_currency_id(self):
        for plan in self:
            is_money = plan.measure in MONEY_MEASURES
            plan.unit_currency_id = plan.company_id.currency_id if is_money else False

    def _compute_root_id(self):
        roots = self.env["sales.plan.allocation"].search(
            [("plan_id", "in", self.ids), ("parent_id", "=", False)]
        )
        by_plan = {root.plan_id: root for root in roots}
        for plan in self:
            plan.root_id = by_plan.get(plan._origin, False)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("allocation_ids")
    def _compute_allocation_count(self):
        counts = dict(
            self.env["sales.plan.allocation"]._read_group(
                [("plan_id", "in", self.ids), ("parent_id", "!=", False)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.allocation_count = counts.get(plan._origin, 0)

    @api.depends_context("lang")
    @api.depends("name", "revision")
    def _compute_display_name(self):
        for plan in self:
            name = plan.name or ""
            if plan.revision > 1:
                name = self.env._("%(plan)s (revision %(number)s)", plan=name, number=plan.revision)
            plan.display_name = name

    @api.constrains("basis", "measure")
    def _check_measure(self):
        texts = {
            "margin": self.env._(
                "Deals have no costs: measure won deals by revenue, by the quantities of "
                "their products, or by their number."
            ),
            "recurring": self.env._(
                "Only deals say what recurs: measure monthly recurring revenue by won deals."
            ),
        }
        for plan in self:
            if plan.measure in UNKNOWN_MEASURES.get(plan.basis, ()):
                raise ValidationError(texts[plan.measure])

    @api.model
    def _complete_vals_list(self, vals_list):
        """Let all plans begin as drafts, and as their company plans."""
        vals_list = super()._complete_vals_list(vals_list)
        return [{**self._complete_defaults(vals), "state": "draft"} for vals in vals_list]

    @api.model_create_multi
    def create(self, vals_list):
        """Plans begin with their total."""
        plans = super().create(vals_list)
        by_code(self.env["sales.plan.allocation"]).create(
            [{"plan_id": plan.id, **plan._get_dimension_values()} for plan in plans]
        )
        return plans

    def write(self, vals):
        self.check_access("write")
        if vals.get("state"):
            self._check_next_state(vals["state"])
        if vals.keys() & self._get_structural_fields():
            self._check_structure_editable()
        drafts = self.filtered(lambda plan: plan.state == "draft")
        closed = self.filtered(lambda plan: plan.state == "closed")
        result = super().write(vals)
        scope = {name: vals[name] for name in dimensions.FIELDS if name in vals}
        if scope:
            self._write_scope(scope)
        if vals.get("state"):
            self._follow_state(drafts, closed)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        kept = self.filtered(lambda plan: plan.state != "draft" and not plan.is_sample)
        if kept:
            raise UserError(
                self.env._(
                    "“%s” was confirmed: people were measured by it. Archive it instead of "
                    "deleting it.",
                    kept[0].display_name,
                )
            )

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default=default)
        if "name" not in default:
            for plan, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%s (copy)", plan.name)
        return vals_list

    def copy(self, default=None):
        """Copy plans with their rows, which need the levels that they are on.

        :raise UserError: where other levels are asked for, or another company to which rows do not
            belong
        """
        default = default or {}
        self._check_enters_companies()
        if "level_ids" in default:
            raise UserError(self.env._("A copy has the levels of its plan; change them later."))
        copies = super().copy(default=default)
        for plan, copied in zip(self, copies, strict=True):
            plan._copy_rows_to(copied)
        if "company_id" in default:
            copies._check_written({"company_id"})
        return copies

    def _copy_rows_to(self, copied):
        """Hook: copy rows, cells and notes to a copy of this plan, which has the same levels."""

    @api.model
    def _get_structural_fields(self):
        """Hook: return the fields that decide what a plan's figures mean: fixed once confirmed."""
        return {
            "company_id",
            "further_company_ids",
            "leaves_out_group",
            "rate_ids",
            "date_from",
            "date_to",
            "period_type",
            "period_ids",
            "measure",
            "basis",
            "invoice_date_basis",
            "rolls_up",
            "is_cascaded",
            "level_ids",
            *dimensions.FIELDS,
        }

    def _write_scope(self, values):
        """Write the plan's scope to its total; raise if there are rows below, which repeat it."""
        for plan in self:
            if plan.root_id.child_ids:
                raise UserError(
                    self.env._(
                        "“%s” has rows already. Remove them first, then change what the whole "
                        "plan is for.",
                        plan.name,
                    )
                )
        self.root_id.write(values)
        self.level_ids._check_scope()

    def _check_structure_editable(self):
        """Raise unless levels, periods and the plan's meaning may change."""
        self._check_draft()

    def _check_figures_editable(self):
        """Raise unless targets may change, and lock the plans."""
        self._lock_figures()
        self._check_draft()

    def _lock_figures(self):
        """Lock plans: nobody else changes their amounts until the end of the transaction.

        Whoever changes amounts takes this lock first, so that steps come one after the other.
        (With a shared lock two users would block each other when they number their steps.)

        Who asks for amounts in force only does not see working ones, and so must not change them.
        """
        in_force = self.env.context.get("sales_plan_in_force")
        if in_force and any(plan._is_in_cascade() for plan in self):
            raise UserError(
                self.env._("What is prepared in this plan is changed in its planning table.")
            )
        if self.ids:
            self.env.cr.execute(
                SQL("SELECT id FROM sales_plan WHERE id = ANY(%s) FOR NO KEY UPDATE", self.ids),
                log_exceptions=False,  # Odoo tries the second transaction again
            )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Let only those read messages who see the whole plan, which messages may be about."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "read" and not self._sees_whole_plans():
            return dict.fromkeys(operations, "write")
        return operations

    @api.model
    def _sees_whole_plans(self):
        """Whether the user sees all rows of each plan that they see."""
        return self.env.su or self.env.user.has_groups(
            "sales_plan.group_sales_plan_manager,sales_plan.group_sales_plan_auditor"
        )
