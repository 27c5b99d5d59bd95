from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.org.arguments import check_one
from ...models.org.raised import by_code
from ...models.plan.measures import check_loadable
from ...models.plan.sales_plan import BASES
from ...tools import spreading

ROUNDINGS = [("0", "Not Rounded"), ("1", "1"), ("10", "10"), ("100", "100"), ("1000", "1,000")]


class SalesPlanLoad(models.TransientModel):
    """The wizard "Load Actuals": makes targets from past sales, raised by what the user chooses.

    The user makes choices, then a preview shows their result; nothing is written to the plan before
    it is loaded. The arithmetic is in ``tools/loading.py``.

    Programs call :meth:`action_load` on a new record; the preview is computed on the way.
    """

    _name = "sales.plan.load"
    _description = "Load Actuals into a Sales Plan"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "plan_id"
    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id")
    measure = fields.Selection(related="plan_id.measure")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    rolls_up = fields.Boolean(related="plan_id.rolls_up")
    state = fields.Selection(
        [("choices", "Choices"), ("preview", "Preview")],
        required=True,
        default="choices",
        readonly=True,
    )

    held_count = fields.Integer(compute="_compute_held_count")

    basis = fields.Selection(
        BASES,
        "Load From",
        required=True,
        compute="_compute_basis",
        store=True,
        readonly=False,
        precompute=True,
        help="The documents that the past figures come from.",
    )
    history = fields.Selection(
        [
            ("year", "Same dates one year earlier"),
            ("last12", "Last 12 full months"),
            ("last3", "Last 3 full months"),
            ("mean12", "Mean of the last 12 full months"),
            ("mean2", "Mean of the last two years"),
            ("mean3", "Mean of the last three years"),
            ("date", "Another start date"),
        ],
        required=True,
        default="year",
        help="Of the last 12 full months, each period takes the same days: December last year's, "
        "while this year's is not over. The last 3 full months count at their mean, for as many "
        "months as the plan has; so does the mean of the last 12. A mean of years adds up the same "
        "dates of each year, times the year's weight, and divides by the sum of the weights of "
        "those that are known.",
    )
    filling = fields.Selection(
        [
            ("earlier", "Same dates of an earlier year"),
            ("mean", "Mean of the other periods"),
            ("none", "What is there so far"),
        ],
        "Periods Without History",
        required=True,
        default="earlier",
        help="What periods are planned from whose history is not over. The mean also fills those "
        "whose history lies before the first document, or in which nothing was sold. The preview "
        "names all of them.",
    )
    date_from = fields.Date(
        "History Starts On",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        help="The history is as long as the plan. It moves by whole months where it starts on "
        "the same day of the month as the plan.",
    )
    weight_1 = fields.Float(
        "Weight of One Year Earlier",
        default=1,
        digits=(16, 2),
        help="Weights of the years that lie one, two and three years before the plan.",
    )
    weight_2 = fields.Float("Two Years Earlier", default=1, digits=(16, 2))
    weight_3 = fields.Float("Three Years Earlier", default=1, digits=(16, 2))
    counting_notice = fields.Text(compute="_compute_counting_notice")
    documents_warning = fields.Text(related="plan_id.documents_warning")

    uplift_percent = fields.Float(
        "Raise By (%)",
        digits=(16, 4),
        help="The percentage is added to everything without an exception below; negative to lower "
        "it. With an amount, the plan's total rises further by exactly that: it is spread by size "
        "over all sales without an exception, or over all of them where each has one.",
    )
    uplift_amount = fields.Monetary(
        "And By",
        currency_field="unit_currency_id",
        help="The plan's total rises by exactly this amount, after the percentage. It is spread "
        "by size over all sales without an exception below, or over all of them where each has "
        "one.",
    )
    override_ids = fields.One2many("sales.plan.load.override", "load_id", "Exceptions", copy=True)
    shape = fields.Selection(
        [
            ("history", "As in history"),
            ("even", "Evenly"),
            ("days", "By working days"),
            ("own", "By own percentages"),
        ],
        "Spread Over Periods",
        required=True,
        default="history",
        help="How the target of each row is spread over the plan's periods. As in history, "
        "every row follows its own past; where that is negative it gets nothing.",
    )
    period_line_ids = fields.One2many(
        "sales.plan.load.period",
        "load_id",
        "Percentages",
        compute="_compute_period_line_ids",
        store=True,
        readonly=False,
    )
    rounding = fields.Selection(
        ROUNDINGS,
        "Round To",
        required=True,
        default="0",
        help="Rows and their periods become multiples of this and still sum exactly to the "
        "plan's total, which is not rounded: what it has beyond whole multiples goes to the "
        "largest row, in its largest period.",
    )
    level_line_ids = fields.One2many(
        "sales.plan.load.level",
        "load_id",
        "Levels",
        compute="_compute_level_line_ids",
        store=True,
        readonly=False,
    )
    has_hierarchy = fields.Boolean(compute="_compute_shape_of_plan")
    is_deep = fields.Boolean(compute="_compute_shape_of_plan")
    existing = fields.Selection(
        [
            ("keep", "Keep held ones, replace the rest"),
            ("fill", "Keep all, fill empty cells only"),
            ("replace", "Replace all, those that are held, too"),
        ],
        "Existing Targets",
        required=True,
        default="keep",
        help="Replacing also removes rows that have no place in the result; when held targets "
        "are kept, so are their rows. What is kept does not change the other targets: the "
        "difference shows as unallocated.",
    )

    @api.depends("plan_id")
    def _compute_held_count(self):
        targets = self.env["sales.plan.target"]._read_group(
            [("plan_id", "in", self.plan_id.ids), ("is_held", "=", True)],
            ["plan_id"],
            ["__count"],
        )
        counts = {plan.id: count for plan, count in targets}
        for load in self:
            load.held_count = counts.get(load.plan_id.id, 0)

    @api.depends("plan_id")
    def _compute_basis(self):
        for load in self:
            load.basis = load.plan_id.basis

    @api.depends("plan_id", "history")
    def _compute_date_from(self):
        for load in self:
            if load.plan_id and not load.date_from:
                load.date_from = fields.Date.subtract(load.plan_id.date_from, years=1)

    @api.depends("plan_id")
    def _compute_level_line_ids(self):
        for load in self:
            load.level_line_ids = [Command.clear()] + [
                Command.create({"level_id": level.id, "depth": self._get_default_depth(level)})
                for level in load.plan_id.level_ids
            ]

    @api.depends("level_line_ids")
    def _compute_shape_of_plan(self):
        for load in self:
            load.has_hierarchy = any(load.level_line_ids.mapped("is_hierarchical"))
            load.is_deep = len(load.level_line_ids) > 1

    @api.depends("plan_id")
    def _compute_period_line_ids(self):
        for load in self:
            plan_periods = load.plan_id.period_ids
            shares = (
                spreading.largest_remainder(100, [1] * len(plan_periods), "0.01")
                if plan_periods
                else []
            )
            load.period_line_ids = [Command.clear()] + [
                Command.create({"period_id": period.id, "percent": float(share)})
                for period, share in zip(plan_periods, shares, strict=True)
            ]

    @api.depends_context("lang")
    @api.depends("plan_id", "basis")
    def _compute_counting_notice(self):
        for load in self:
            load.counting_notice = load.plan_id._describe_counting(load.basis)

    # -------------------------------------------------------------------------
    # Choices
    # -------------------------------------------------------------------------

    def _get_overrides(self):
        """Return the exceptions in the order in which they are tried."""
        return self.override_ids.sorted(lambda line: (line.sequence, line.id))

    def _check_choices(self):
        """Raise one sentence about the first choice that is missing or wrong."""
        self.ensure_one()
        plan = self.plan_id
        plan.check_access("write")
        plan._check_figures_editable()
        plan._check_rates()
        self._check_history()
        check_loadable(self.env, self.basis, plan.measure)
        if self.uplift_percent <= -100:
            raise UserError(self.env._("Lowering by 100% or more would leave nothing."))
        self._get_overrides()._check_choices()
        self._check_cleaning()
        self.level_line_ids._check_choices()
        if self.shape == "own":
            self.period_line_ids._check_choices()

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_preview(self):
        """Compute what would be loaded, without writing anything to the plan, and show it."""
        check_one(self)
        progress = self.preview_step(start=True)
        while progress["done"] < progress["total"]:
            progress = self.preview_step()
        return self._reopen()

    def action_load(self):
        """Write what the preview shows to the plan, all of it or nothing."""
        check_one(self)
        if self.state != "preview" or self.preview_key != self._get_choices_key():
            self.action_preview()
        changes = self._apply()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._describe_changes(changes),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_preview_in_steps(self):
        """Let the client show the progress of the preview, see ``static/src/load_progress``."""
        return self._run_in_client("sales_plan.load_preview", next=self._reopen())

    def action_load_in_steps(self):
        """Let the client show that the plan is being written."""
        return self._run_in_client("sales_plan.load")

    def _run_in_client(self, tag, **params):
        check_one(self)
        return {
            "type": "ir.actions.client",
            "tag": tag,
            "params": {"load_id": self.id, **params},
        }

    def action_back(self):
        """Return to the choices."""
        check_one(self)
        by_code(self).state = "choices"
        return self._reopen()

    def _reopen(self):
        return self.plan_id._get_wizard_action(self._name, self.env._("Load Actuals"), self)


class SalesPlan(models.Model):
    """The button on a plan that opens the wizard."""

    _inherit = "sales.plan"

    def action_open_load(self):
        """Open the wizard that loads actuals into this plan.

        Rows that were made before there are any targets stay unless one chooses otherwise.
        """
        check_one(self)
        self._check_draft()
        action = self._get_wizard_action("sales.plan.load", self.env._("Load Actuals"))
        if self.allocation_count and not self._count_targets(self):
            action["context"]["default_existing"] = "fill"
        return action
