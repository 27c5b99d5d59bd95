from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..org.numbers import format_number

#: What rules look for.
ALERT_KINDS = [
    ("attainment", "Attainment Too Low"),
    ("pace", "Behind Pace"),
    ("coverage", "Too Few Open Deals"),
    ("landing", "Chance Has Fallen"),
    ("missed", "Target Missed"),
    ("forecast", "Forecast Not Submitted"),
    ("deal", "Nothing Planned on a Deciding Deal"),
    ("promise", "Promise to Pay Broken"),
    ("ledger", "New Difference from the Ledger"),
]
#: Kinds about rows of plans in a span that runs, and all kinds about rows.
RUNNING_KINDS = ("attainment", "pace", "coverage", "landing")
ROW_KINDS = (*RUNNING_KINDS, "missed")
#: Kinds that have a threshold, and those that have days.
THRESHOLD_KINDS = (*RUNNING_KINDS, "deal")
DAYS_KINDS = ("landing", "forecast", "deal", "ledger")
#: Days that a rule may look ahead or back, and after which leaders are told, at most.
MOST_DAYS_OF_RULES = 366
#: Thresholds are below: ten thousand percent, or open deals a hundred times what is missing.
MOST_THRESHOLD = 100
#: Rules to begin with: kind, name, values. None of them depends on how large a company is.
DEFAULT_RULES = (
    ("pace", "Behind pace", {"threshold": 0.8, "from_share": 0.5, "leader_days": 3}),
    ("coverage", "Too few open deals", {"threshold": 1.0, "from_share": 0.25, "leader_days": 7}),
    ("landing", "Chance of the target has fallen", {"threshold": 0.2, "days": 14}),
    ("missed", "Target missed", {"leader_days": 0}),
    ("forecast", "Forecast not submitted", {"days": 3, "leader_days": 2}),
    ("deal", "Nothing planned on a deciding deal", {"threshold": 0.25, "days": 30}),
    ("promise", "Promise to pay broken", {"leader_days": 3}),
    ("ledger", "New difference from the ledger", {"days": 14, "tells_leader": False}),
)


class SalesAlertRule(models.Model):
    """What is looked for every working day, and who is told when it is found.

    Whoever answers for what it is about is told at once, who leads them after some days if it is
    still so. Rules without a company are those of all companies.
    """

    _name = "sales.alert.rule"
    _description = "Alert Rule"
    _inherit = ["sales.guarded.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, aggregator=None)
    active = fields.Boolean(default=True)
    kind = fields.Selection(ALERT_KINDS, "Looks For", required=True, default="pace")
    level = fields.Selection(
        [
            ("all", "Everybody"),
            ("salesperson", "Salespeople"),
            ("team", "Teams"),
            ("total", "Totals of Plans"),
            ("other", "Other Rows"),
        ],
        "For",
        required=True,
        default="all",
        help="Whose targets are looked at: rows of salespeople, of teams, the totals of plans, or "
        "all others that have an owner, such as regions and customers.",
    )
    span = fields.Selection(
        [
            ("period", "Period of the Plan"),
            ("quarter", "Quarter"),
            ("plan", "Whole Plan"),
        ],
        "Time Span",
        required=True,
        default="period",
        help="The span of time whose target is looked at.",
    )
    threshold = fields.Float(
        default=0.8,
        digits=(16, 4),
        aggregator=None,
        help="Below which share of the target, or of what should be there by now, somebody is "
        "told; which share of what is missing open deals are to cover; by how many points the "
        "chance falls; how much of what their salesperson has open a deal has to be.",
    )
    from_share = fields.Float(
        "Once Is Over",
        digits=(16, 4),
        aggregator=None,
        help="Which share of the span's working days has to be over before it is looked at.",
    )
    days = fields.Integer(
        default=14,
        aggregator=None,
        help="Within how many days the chance has fallen; how many days before the end of its "
        "period a forecast is missed; in how many days a deal is to close; for how many days a "
        "difference from the ledger is new.",
    )
    tells_owner = fields.Boolean(
        "Tell the Owner", default=True, help="Who answers for it is told as soon as it is found."
    )
    tells_leader = fields.Boolean(
        "Tell the Leader", default=True, help="Who leads the owner is told, too, after some days."
    )
    leader_days = fields.Integer(
        "Leader after Days",
        default=3,
        aggregator=None,
        help="After how many days the leader is told if it is still so; 0 for at once.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty for all companies."
    )
    condition = fields.Char(compute="_compute_condition", help="What is looked for, in words.")

    _days_check = models.Constraint(
        f"CHECK (days BETWEEN 1 AND {MOST_DAYS_OF_RULES}"
        f" AND leader_days BETWEEN 0 AND {MOST_DAYS_OF_RULES})",
        "Days are at least one, and a year at most.",
    )
    _threshold_check = models.Constraint(
        f"CHECK (threshold > 0 AND threshold <= {MOST_THRESHOLD})",
        "A threshold is more than nothing.",
    )
    _from_share_check = models.Constraint(
        "CHECK (from_share >= 0 AND from_share < 1)",
        "What has to be over is between nothing and less than all of a span.",
    )

    @api.constrains("tells_owner", "tells_leader")
    def _check_tells_somebody(self):
        for rule in self:
            if not rule.tells_owner and not rule.tells_leader:
                raise ValidationError(self.env._("%s: say who is told.", rule.name))

    @api.depends_context("lang")
    @api.depends("kind", "threshold", "days", "from_share")
    def _compute_condition(self):
        for rule in self:
            rule.condition = rule._describe_condition()

    def _describe_condition(self):
        share = format_number(self.env, round(100 * self.threshold, 2))
        over = format_number(self.env, round(100 * self.from_share, 2))
        after = self.env._(", once %s%% of the span is over", over) if self.from_share else ""
        days = self.days
        sentences = {
            "attainment": self.env._("less than %s%% of the target", share) + after,
            "pace": self.env._("less than %s%% of what should be there by now", share) + after,
            "coverage": self.env._("open deals cover less than %s%% of what is missing", share)
            + after,
            "landing": self.env._(
                "chance of the target down %(points)s points within %(days)s days",
                points=share,
                days=days,
            )
            + after,
            "missed": self.env._("the span is over and the target was not reached"),
            "forecast": self.env._("no forecast a day before the end of its period")
            if days == 1
            else self.env._("no forecast %s days before the end of its period", days),
            "deal": self.env._(
                "no activity on a deal to close within %(days)s days that is %(share)s%% of what "
                "its salesperson has open until then",
                days=days,
                share=share,
            ),
            "promise": self.env._("an invoice was promised to be paid and was not"),
            "ledger": self.env._(
                "a plan in force differs from the ledger for a reason that was not there %s days "
                "before",
                days,
            ),
        }
        return sentences.get(self.kind, "")

    def unlink(self):
        # sudo: what was told goes with the rule, and so do activities, whoever deletes it
        self.env["sales.alert"].sudo().search([("rule_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.model
    def _install_defaults(self, kinds=None):
        """Create the rules to begin with, each once: what was deleted does not come back.

        :param kinds: of these kinds only, for who had the others offered before
        """
        self._load_records(
            [
                {
                    "xml_id": f"sales_plan.alert_rule_{kind}",
                    "noupdate": True,
                    "values": {
                        "name": name,
                        "kind": kind,
                        "sequence": 10 * number,
                        "level": "all"
                        if kind in ("forecast", "deal", "promise", "ledger")
                        else "salesperson",
                        **values,
                    },
                }
                for number, (kind, name, values) in enumerate(DEFAULT_RULES, start=1)
                if kinds is None or kind in kinds
            ]
        )

    @api.model
    def _get_rules(self, company, kind=None):
        """Return the rules of a company: its own, those of companies above it, and of all."""
        # sudo: what is looked for is worked out whoever asks
        domain = [("company_id", "in", (False, *company.sudo().parent_ids.ids))]
        if kind:
            domain.append(("kind", "=", kind))
        return self.sudo().search(domain)
