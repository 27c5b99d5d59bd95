from collections import Counter

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import format_list

from ...models.org.arguments import check_one
from ...models.org.nullable import NullableFloat, NullableMonetary
from ...models.org.raised import by_code
from ...queries import review
from ...tools import pacing

#: Rows and periods that a sentence names.
_NAMED_FINDINGS = 3


class SalesPlanConfirm(models.TransientModel):
    """The dialog in which a plan is confirmed: says first what is worth knowing of it.

    Nothing of what it finds stands in the way. What does, a plan without periods or targets, is
    said before it opens.
    """

    _name = "sales.plan.confirm"
    _description = "Confirm a Sales Plan"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "plan_id"
    _client_fields = frozenset({"plan_id"})
    _fixed_links = {"plan_id": "write"}

    plan_id = fields.Many2one("sales.plan", required=True, ondelete="cascade")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    is_cascaded = fields.Boolean(related="plan_id.is_cascaded")
    finding_ids = fields.One2many("sales.plan.confirm.finding", "confirm_id", "Worth Knowing")
    growth_ids = fields.One2many("sales.plan.confirm.growth", "confirm_id")
    year_name = fields.Char("Last Year", readonly=True)

    # -------------------------------------------------------------------------
    # Findings
    # -------------------------------------------------------------------------

    def _look(self):
        """Write down what is worth knowing of the plan, one query for each question."""
        self.ensure_one()
        findings = [
            *self._find_empty_periods(),
            *self._find_unplanned_rows(),
            *self._find_over_assigned(),
            *self._find_ownerless(),
            *self._find_held(),
        ]
        by_code(self).write(
            {
                "finding_ids": [
                    Command.create({"sequence": number, **finding})
                    for number, finding in enumerate(findings)
                ],
                "growth_ids": [Command.create(values) for values in self._compare_levels()],
                "year_name": self._name_last_year(),
            }
        )

    def _query(self, query, *arguments):
        """Return the lines of one of the queries about the plan, all amounts written before."""
        for model in ("sales.plan.target", "sales.plan.allocation", "sales.plan.period"):
            self.env[model].flush_model()
        return self.env.execute_query(query(self.plan_id.id, *arguments))

    def _find_empty_periods(self):
        ids = [period_id for [period_id] in self._query(review.empty_periods)]
        if ids:
            names = self.env["sales.plan.period"].browse(ids).mapped("name")
            yield {
                "kind": "empty_periods",
                "text": self.env._("Nothing is planned in %s.", self._name_some(names)),
            }

    def _find_unplanned_rows(self):
        ids = [row_id for [row_id] in self._query(review.unplanned_rows)]
        if ids:
            yield {
                "kind": "unplanned",
                "row_ids": ids,
                "text": self._count(
                    ids,
                    self.env._("1 row has no target: %(names)s."),
                    self.env._("%(count)s rows have no target: %(names)s."),
                ),
            }

    def _find_over_assigned(self):
        plan = self.plan_id
        found = self._query(review.over_assigned, len(plan.level_ids), plan._get_rounding())
        if not found:
            return
        names = self._name_rows([row_id for row_id, *__ in found[:_NAMED_FINDINGS]])
        where = [
            self.env._(
                "%(row)s by %(amount)s",
                row=names[row_id],
                amount=plan._format_figure(over),
            )
            for row_id, over, __ in found[:_NAMED_FINDINGS]
        ]
        yield {
            "kind": "over_assigned",
            "row_ids": [row_id for row_id, *__ in found],
            "text": self.env._(
                "%(amount)s more is given out than there is: %(where)s.",
                amount=plan._format_figure(sum(over for __, over, __ in found)),
                where=self._name_some(where, len(found)),
            ),
        }

    def _find_ownerless(self):
        rows = self.env["sales.plan.allocation"].search(
            [("plan_id", "=", self.plan_id.id), ("responsible_id", "=", False)], order="id"
        )
        if rows:
            yield {
                "kind": "ownerless",
                "row_ids": rows.ids,
                "text": self._count(
                    rows.ids,
                    self.env._("Nobody answers for 1 row: %(names)s."),
                    self.env._("Nobody answers for %(count)s rows: %(names)s."),
                ),
            }

    def _find_held(self):
        found = self._query(review.held_rows)
        if not found:
            return
        plan, cells = self.plan_id, sum(cells for __, cells, __ in found)
        amount = plan._format_figure(sum(amount for *__, amount in found))
        text = self.env._("1 target is held: %s.", amount)
        if cells > 1:
            text = self.env._(
                "%(count)s targets are held: %(amount)s in all.",
                count=plan._format_count(cells),
                amount=amount,
            )
        yield {"kind": "held", "row_ids": [row_id for row_id, *__ in found], "text": text}

    def _count(self, row_ids, one, many):
        names = self._name_rows(row_ids[:_NAMED_FINDINGS])
        sentence = one if len(row_ids) == 1 else many
        return sentence % {
            "count": self.plan_id._format_count(len(row_ids)),
            "names": self._name_some(list(names.values()), len(row_ids)),
        }

    def _name_rows(self, row_ids):
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        return {row.id: row.display_name for row in rows}

    def _name_some(self, names, count=None):
        """Join the first of some names, and say how many there are besides."""
        more = (count or len(names)) - len(names[:_NAMED_FINDINGS])
        if more:
            text = self.env._("%s more", self.plan_id._format_count(more))
            return format_list(self.env, [*names[:_NAMED_FINDINGS], text])
        return format_list(self.env, names[:_NAMED_FINDINGS])

    # -------------------------------------------------------------------------
    # Growth
    # -------------------------------------------------------------------------

    def _compare_levels(self):
        """Yield for each level what its rows are to reach, and what they reached a year before.

        A row without a target of its own has the sum of those below it, as everywhere. While the
        year before is not over, growth is that of the periods that are.
        """
        plan = self.plan_id
        tree = self.env["sales.plan.table"]._open(plan)
        cells = self.env["sales.plan.table"]._read_shown_cells(tree, list(tree.parents))
        actuals = self.env["sales.plan.figures"]._read_period_actuals(plan, years=1)
        over = self.env["sales.plan.journal"]._find_over_before(plan)
        amounts = {key: cell.amount or 0 for key, cell in cells.items()}
        targets, before = (_sum_by_level(tree, found) for found in (amounts, actuals))
        compared = [_sum_by_level(tree, found, over) for found in (amounts, actuals)]
        rows = Counter(level_id or False for level_id in tree.levels.values())
        labels = {level.id: level._get_label() for level in plan.level_ids}
        for number, level_id in enumerate([False, *plan.level_ids.ids]):
            if rows[level_id]:
                yield {
                    "sequence": number,
                    "name": labels.get(level_id) or self.env._("Total"),
                    "row_count": rows[level_id],
                    "target_amount": targets[level_id],
                    "year_amount": before[level_id],
                    "growth": pacing.growth(*(found[level_id] for found in compared)),
                }

    def _name_last_year(self):
        name = self.env["sales.plan.journal"]._name_year_before(self.plan_id)
        last = fields.Date.subtract(self.plan_id.date_to, years=1)
        if last >= self.plan_id.company_id._get_today():
            return self.env._(
                "Last year is %s, as far as it is over. Growth is that of the periods that are.",
                name,
            )
        return self.env._("Last year is %s.", name)

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the plan and close the dialog."""
        check_one(self)
        self.plan_id.action_confirm()
        return {"type": "ir.actions.act_window_close"}


def _sum_by_level(tree, amounts, period_ids=None):
    """Return ``{level id, False for the total: sum}`` of ``{(row id, period id): amount}``.

    :param period_ids: of these periods alone, unless None
    """
    sums = Counter()
    for (row_id, period_id), amount in amounts.items():
        if row_id in tree.levels and (period_ids is None or period_id in period_ids):
            sums[tree.levels[row_id] or False] += amount
    return sums


class SalesPlanConfirmFinding(models.TransientModel):
    """One thing that is worth knowing of a plan before it is confirmed."""

    _name = "sales.plan.confirm.finding"
    _description = "Finding about a Sales Plan"
    _inherit = ["sales.guarded.mixin"]
    _order = "confirm_id, sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    confirm_id = fields.Many2one(
        "sales.plan.confirm", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("empty_periods", "Empty Periods"),
            ("unplanned", "Rows without a Target"),
            ("over_assigned", "More Given Out than There Is"),
            ("ownerless", "Rows without an Owner"),
            ("held", "Held Targets"),
        ],
        "Concerning",
        required=True,
    )
    text = fields.Char("Finding", required=True)
    row_ids = fields.Json(help="The rows concerned; none where it is about periods.")

    def action_open(self):
        """Open the rows concerned as a list; the planning table where periods are empty."""
        check_one(self)
        plan = self.confirm_id.plan_id
        if self.kind == "empty_periods":
            return plan.action_open_table()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            **plan.action_open_allocations(),
            "domain": [("plan_id", "=", plan.id), ("id", "in", self.row_ids)],
            "display_name": f"{kinds[self.kind]} · {plan.display_name}",
        }


class SalesPlanConfirmGrowth(models.TransientModel):
    """What the rows of a level are to reach, and what they reached a year before."""

    _name = "sales.plan.confirm.growth"
    _description = "Growth of a Sales Plan by Level"
    _inherit = ["sales.guarded.mixin"]
    _order = "confirm_id, sequence, id"
    _client_fields = frozenset()  # all of it is written by code

    confirm_id = fields.Many2one(
        "sales.plan.confirm", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    unit_currency_id = fields.Many2one(related="confirm_id.unit_currency_id")
    name = fields.Char("Level")
    row_count = fields.Integer("Rows", aggregator=None)
    target_amount = fields.Monetary("Target", currency_field="unit_currency_id", aggregator=None)
    year_amount = NullableMonetary("Last Year", currency_field="unit_currency_id", aggregator=None)
    growth = NullableFloat(digits=(16, 4), aggregator=None)


class SalesPlan(models.Model):
    """The button on a plan, and on its table, that opens the dialog."""

    _inherit = "sales.plan"

    def action_open_confirm(self):
        """Look at a draft and open the dialog that confirms it.

        :raise UserError: when the plan cannot be confirmed as it is
        """
        check_one(self)
        self.check_access("write")
        self._check_figures_editable()
        self._check_complete()
        confirm = by_code(self.env["sales.plan.confirm"]).create({"plan_id": self.id})
        confirm = confirm.with_env(self.env)
        confirm._look()
        return {
            **self._get_wizard_action(confirm._name, self.env._("Confirm"), confirm),
            "context": {"dialog_size": "large"},
        }
