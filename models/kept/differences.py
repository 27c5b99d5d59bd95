from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...queries.facts.question import RES_MODELS
from ...queries.kept import document_sums
from ...tools.arguments import Refused, an_id, one_of
from ...tools.kept import CAUSES, compare, find_depths
from ...tools.tree import get_path
from ..org.arguments import check_one
from ..org.nullable import NullableMonetary
from ..org.numbers import format_number

#: Fields of what each cause comes to.
FIELDS_OF_CAUSES = {cause: f"{cause}_amount" for cause in CAUSES}


class SalesPlanKept(models.Model):
    """What counts now beside what was kept, and by which documents the two differ."""

    _inherit = "sales.plan.kept"

    live_target = NullableMonetary(
        "Target Now", compute="_compute_live", currency_field="unit_currency_id"
    )
    live_actual = fields.Monetary(
        "Actual Now", compute="_compute_live", currency_field="unit_currency_id", aggregator=None
    )
    difference = fields.Monetary(
        compute="_compute_live",
        currency_field="unit_currency_id",
        aggregator=None,
        help="What is counted now, less what was kept: the sum of its causes.",
    )
    later_amount = fields.Monetary(
        "Counted Later",
        compute="_compute_live",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Documents of the period that were not counted yet when its figures were kept.",
    )
    gone_amount = fields.Monetary(
        "Counted No More",
        compute="_compute_live",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Documents that were cancelled since, reset, or moved to another day.",
    )
    changed_amount = fields.Monetary(
        compute="_compute_live",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Documents that are worth another amount now.",
    )
    moved_amount = fields.Monetary(
        "Moved to Other Rows",
        compute="_compute_live",
        currency_field="unit_currency_id",
        aggregator=None,
        help="Documents that fall under other rows now: their customer, product, salesperson or "
        "team, or what these belong to, has changed.",
    )
    causes = fields.Text(compute="_compute_live")

    @api.depends_context("uid", "lang", "allowed_company_ids")
    @api.depends("allocation_id", "period_id", "actual")
    def _compute_live(self):
        # sudo: who sees a kept figure sees what became of it, as of any figure
        for (plan, period), kept in self.sudo().grouped(_get_place).items():
            causes, depths = self._read_differences(plan, period)
            figures = self.env["sales.plan.figures"].sudo()
            targets = figures._read_span_targets(plan, period.date_from, period.date_to)
            for one in kept.with_env(self.env):
                found = causes.get(one.allocation_id.id, {})
                amounts = {cause: sum(parts.values()) for cause, parts in found.items()}
                rounded = {cause: round(amounts.get(cause, 0.0), 6) + 0.0 for cause in CAUSES}
                one.live_target = targets.get(one.allocation_id.id)
                one.difference = round(sum(rounded.values()), 6) + 0.0
                one.live_actual = round(one.actual + one.difference, 6)
                for cause, amount in rounded.items():
                    one[FIELDS_OF_CAUSES[cause]] = amount
                one.causes = self._describe_causes(plan, found, depths)

    @api.model
    def _read_differences(self, plan, period):
        """Return by which documents rows differ, and on which level those that moved did.

        :return: see ``tools.kept.compare`` and ``tools.kept.find_depths``
        """
        figures = self.env["sales.plan.figures"].sudo()
        above = figures._read_parents(plan)
        frame = figures._get_frames(plan)[plan.id]
        self.env["sales.actual"]._flush_sources()
        live = {
            (row_id, res_id): float(amount)
            for row_id, res_id, amount in self.env.execute_query(
                document_sums(frame, period.date_from, period.date_to)
            )
        }
        # sudo: as in _compute_live
        documents = self.env["sales.plan.kept.document"].sudo()
        kept = defaultdict(float)
        for row, res_id, amount in documents._read_group(
            [("period_id", "=", period.id)], ["allocation_id", "res_id"], ["amount:sum"]
        ):
            kept[row.id, res_id] += amount
        causes = compare(kept, live, above)
        moved = {document for by_cause in causes.values() for document in by_cause.get("moved", ())}
        paths = {row: [*get_path(row, above), row] for row in above}
        return causes, find_depths(kept, live, paths, moved)

    @api.model
    def _describe_causes(self, plan, causes, depths):
        """Say in a line for each cause how many documents it is, and what they come to."""
        lines = []
        for cause in CAUSES:
            by_level = defaultdict(list)
            for document, amount in causes.get(cause, {}).items():
                level = depths.get(document) if cause == "moved" else None
                by_level[level].append(amount)
            for level, amounts in sorted(by_level.items(), key=lambda item: item[0] or 0):
                lines.append(
                    self.env._(
                        "%(cause)s: %(amount)s (documents: %(count)s)",
                        cause=self._name_cause(plan, cause, level),
                        amount=plan.with_env(self.env).sudo()._format_figure(sum(amounts)),
                        count=format_number(self.env, len(amounts)),
                    )
                )
        return "\n".join(lines)

    @api.model
    def _name_cause(self, plan, cause, level):
        """Return what a cause is called; of documents that moved by which dimension they did."""
        if cause != "moved":
            return self._fields[FIELDS_OF_CAUSES[cause]]._description_string(self.env)
        levels = plan.level_ids.with_env(self.env).sudo()
        if not level or level > len(levels):
            return self.env._("Moved to Other Rows")
        return self.env._("Moved by %s", levels[level - 1].display_name)

    def _open_cause(self, cause):
        """Open the documents of a cause that the user may read.

        :param cause: one of ``tools.kept.CAUSES``
        """
        check_one(self)
        self.check_access("read")
        # sudo: of which kind the documents of the plan are is no secret to who sees the row
        model = RES_MODELS[self.sudo().plan_id.basis]
        documents = self.env[model].with_context(active_test=False)
        if not documents.has_access("read"):
            raise AccessError(self.env._("You may not open any of these documents."))
        return {
            "type": "ir.actions.act_window",
            "name": self._fields[FIELDS_OF_CAUSES[cause]]._description_string(self.env),
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [documents._get_figure_condition("kept", [self.id, cause])],
            "context": {"active_test": False, "sales_plan_figure": True},
        }

    def action_open_later(self):
        """Open the documents that were not counted yet when the figures were kept."""
        return self._open_cause("later")

    def action_open_gone(self):
        """Open the documents that are not counted any more."""
        return self._open_cause("gone")

    def action_open_changed(self):
        """Open the documents that are worth another amount now."""
        return self._open_cause("changed")

    def action_open_moved(self):
        """Open the documents that fall under other rows now."""
        return self._open_cause("moved")

    @api.model
    def _get_cause_domain(self, asked):
        """Return the domain of the documents of a cause: ``[id of the kept figure, cause]``."""
        number, cause = asked
        kept = self.search([("id", "=", number)])
        if not kept:
            return Domain.FALSE
        # sudo: the user sees the figure
        known = kept.sudo()
        causes, __ = self._read_differences(known.plan_id, known.period_id)
        found = causes.get(known.allocation_id.id, {}).get(cause, {})
        return Domain("id", "in", list(found))


class SalesFigureMixin(models.AbstractModel):
    """Lists the documents by which a kept figure differs."""

    _inherit = "sales.figure.mixin"

    @api.model
    def _get_figure_readers(self):
        kept = self.env["sales.plan.kept"]
        return {**super()._get_figure_readers(), "kept": (_check_cause, kept._get_cause_domain)}


def _check_cause(sent):
    if not isinstance(sent, list) or len(sent) != 2:
        raise Refused
    an_id(sent[0])
    one_of(*CAUSES)(sent[1])


def _get_place(kept):
    return kept.plan_id, kept.period_id
