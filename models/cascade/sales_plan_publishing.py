from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.spreading import Cell
from ..org.numbers import format_number
from .publishing import Confirmation, Publishing, Withdrawal, get_total


class SalesPlanPublishing(models.AbstractModel):
    """Puts the working amounts of rows in force, and takes them out of force again.

    Publishing, withdrawing and confirming are kinds of :class:`~.publishing.Publishing`, which know
    the rows and their amounts; :meth:`_record` records all of them.
    """

    _name = "sales.plan.publishing"
    _description = "Publishing of Sales Plans"

    @api.model
    def _publish(self, plan, row_ids, *, below=False, reason=None, fairness=None):
        """Put the working amounts of rows in force: their owners see them at once.

        :param row_ids: rows of the plan, which is split level by level and confirmed
        :param below: publish what is prepared below them, too, except what somebody else splits
        :param fairness: the comparison that the user was shown before, as returned by
            ``sales.plan.fairness._compare_rows``
        :return: the publication
        :raise UserError: when a row above is not published, or more would be given out than the
            plan allows
        """
        tree = self._begin(plan)
        row_ids = self._get_ready_rows(plan, tree, row_ids, below)
        self.env["sales.plan.table"]._check_rows(tree, row_ids)
        plan._check_rows_editable(row_ids)
        self._check_something_ready(row_ids)
        self._check_published_above(tree, row_ids)
        self._fill_sums(plan, tree, row_ids)
        publishing = self._prepare_publishing(plan, row_ids)
        if fairness is not None:
            publishing.warnings = {line["row_id"]: line["reason"] for line in fairness}
        self._check_given_out(tree, publishing)
        self.env["sales.plan.cells"]._move_to_targets(plan, row_ids)
        return self._record(tree, publishing, reason)

    @api.model
    def _withdraw(self, plan, row_ids, reason):
        """Take rows, and everything below them, out of force; they become drafts again.

        :return: the publication
        """
        tree = self._begin(plan)
        self.env["sales.plan.table"]._check_rows(tree, row_ids)
        plan._check_rows_editable(row_ids)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the targets are withdrawn: their owners read it."))
        if plan.root_id.id in row_ids:
            raise UserError(self.env._("The total stays in force as long as its plan does."))
        withdrawal = Withdrawal(plan)
        withdrawal.read_figures(list(tree.get_below(row_ids)))
        if not withdrawal.owners:
            raise UserError(self.env._("None of these rows is published."))
        self.env["sales.plan.cells"]._move_to_drafts(plan, list(withdrawal.owners))
        return self._record(tree, withdrawal, reason.strip())

    @api.model
    def _confirm(self, plan):
        """Publish a plan that is confirmed: all rows, or the total only where it is split level by
        level. A revision publishes the rows that were published in the plan it revises, too."""
        tree = self.env["sales.plan.table"]._read_tree(plan)
        row_ids = list(tree.parents)
        if plan.is_cascaded:
            row_ids = self._get_rows_published_before(plan, tree)
            self._fill_sums(plan, tree, row_ids)
            self.env["sales.plan.cells"]._move_to_drafts(plan)
        confirmation = Confirmation(plan)
        confirmation.read_figures(row_ids)
        if plan.is_cascaded:
            self.env["sales.plan.cells"]._move_to_targets(plan, row_ids)
        return self._record(tree, confirmation)

    @api.model
    def _begin(self, plan):
        """Check that the user may publish in a plan and lock it; return its rows as a tree."""
        plan.ensure_one()
        if not plan.has_access("read"):  # before the plan is named
            raise AccessError(self.env._("Nothing in this plan is yours to split."))
        if not plan._is_in_cascade():
            raise UserError(
                self.env._(
                    "“%s” is not split level by level: all of it is published by confirming it.",
                    plan.display_name,
                )
            )
        return self.env["sales.plan.table"]._begin_step(plan)

    @api.model
    def _record(self, tree, publishing, reason=None):
        """Record a publication: mark its rows, tell their owners, close the proposals that it
        answers, and update the activities about splits.

        :return: the publication
        """
        plan, row_ids = publishing.plan, list(publishing.owners)
        publication = self.env["sales.plan.publication"]._record_publishing(publishing, reason)
        # a step without cells, so that planning tables that others have open are refreshed
        data = {**self.env["sales.plan.table"]._name_rows(row_ids), "what": publishing.kind}
        self.env["sales.plan.journal"]._record_rows_touched(plan, row_ids, data)
        publishing.mark_rows()
        publishing.mark_below(tree)
        self.env["sales.plan.allocation"].invalidate_model()
        self.env["sales.plan.notice"]._queue(
            plan, publishing.notice_kind, publishing.prepare_notices(tree), publication
        )
        if plan._is_in_cascade():
            self.env["sales.plan.answer"]._settle_published(publishing)
            self.env["sales.plan.reminder"]._settle_splits(plan)
        return publication

    # -------------------------------------------------------------------------
    # What is published
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_publishing(self, plan, row_ids):
        """Return a :class:`Publishing` of rows of a plan, with the amounts that it would change."""
        publishing = Publishing(plan)
        publishing.read_figures(row_ids)
        return publishing

    @api.model
    def _get_ready_rows(self, plan, tree, row_ids, below):
        """Return the rows to publish, rows above first.

        :param row_ids: ids of rows; none for all rows with something to publish directly below the
            user's own ones
        :param below: include the rows below them that have something to publish
        """
        if not row_ids:
            own = set(self.env["sales.plan.table"]._get_own_rows(plan).ids) or set(plan.root_id.ids)
            ready = [row_id for row_id, above in tree.parents.items() if above in own]
            if below:
                ready = tree.get_below(ready, tree.sealed)
            return self._filter_not_in_force(plan, ready)
        wanted = set(row_ids)
        if below:
            wanted.update(self._filter_not_in_force(plan, tree.get_below(wanted, tree.sealed)))
        return [row_id for row_id in tree.parents if row_id in wanted]

    @api.model
    def _filter_not_in_force(self, plan, row_ids):
        """Return the rows with something to publish: not published yet, to be revised, or with
        working amounts that are not in force."""
        row_ids = list(row_ids)
        changed = {
            row_id for row_id, __ in self.env["sales.plan.table"]._read_changed(plan, row_ids)
        }
        settled = self.env["sales.plan.allocation"].search(
            [("id", "in", row_ids), ("is_published", "=", True), ("needs_revision", "=", False)]
        )
        settled = set(settled.ids) - changed
        return [row_id for row_id in row_ids if row_id not in settled]

    @api.model
    def _get_rows_published_before(self, plan, tree):
        """Return the ids of the total and of the rows that were published in the revised plan."""
        origins = dict(
            self.env.execute_query(
                SQL(
                    """SELECT row.id, origin.is_published FROM sales_plan_allocation row
                         JOIN sales_plan_allocation origin ON origin.id = row.origin_id
                        WHERE row.plan_id = %s""",
                    plan.id,
                )
            )
        )
        published = {}  # a dict, to keep the order of the tree
        for row_id, parent_id in tree.parents.items():
            if parent_id is None or (origins.get(row_id) and parent_id in published):
                published[row_id] = True
        return list(published)

    @api.model
    def _fill_sums(self, plan, tree, row_ids):
        """Give cells without an amount of their own the sum of the rows below, with which they were
        shown. Otherwise owners would not see the amounts that were published to them."""
        cells = self.env["sales.plan.table"]._read_shown_cells(tree, row_ids)
        changes = {
            key: (None, Cell(cell.below))
            for key, cell in cells.items()
            if cell.own is None and cell.below is not None
        }
        if changes:
            self.env["sales.plan.cells"]._write_changes(plan, changes)
            rows = list({row_id for row_id, __ in changes})
            data = {
                **self.env["sales.plan.table"]._name_rows(rows),
                "count": len(changes),
                "what": "sums",
            }
            self.env["sales.plan.journal"]._record(plan, "publish", changes, data=data)

    # -------------------------------------------------------------------------
    # What may be published
    # -------------------------------------------------------------------------

    @api.model
    def _check_something_ready(self, row_ids):
        if not row_ids:
            raise UserError(self.env._("There is nothing to publish: all of it is in force."))

    @api.model
    def _check_published_above(self, tree, row_ids):
        """Raise if a row would be published before the row above it."""
        together = set(row_ids)
        above = {tree.parents[row_id] for row_id in row_ids} - together - {None}
        hidden = self.env["sales.plan.allocation"].search(
            [("id", "in", list(above)), ("is_published", "=", False)], limit=1
        )
        if hidden:
            raise UserError(
                self.env._(
                    "What is below %s is published with it or after it, not before.",
                    hidden.display_name,
                )
            )

    @api.model
    def _check_given_out(self, tree, publishing):
        """Raise if more than the plan allows would be given out below a row."""
        plan = publishing.plan
        parents = {tree.parents[row_id] for row_id in publishing.owners} - {None}
        below = [row_id for parent_id in parents for row_id in tree.children[parent_id]]
        others = [row for row in {*parents, *below} if row not in publishing.owners]
        totals = defaultdict(dict)
        for (row_id, period_id), cell in (
            self.env["sales.plan.cells"]._read_in_force(plan, others).items()
        ):
            totals[row_id][period_id] = float(cell.amount)
        totals = {**totals, **publishing.after}
        for parent_id in sorted(parents):
            total = get_total(totals.get(parent_id, {}))
            given = sum(get_total(totals.get(row, {})) or 0.0 for row in tree.children[parent_id])
            if total is not None:
                self._check_within_limit(plan, parent_id, total, given)

    @api.model
    def _check_within_limit(self, plan, parent_id, total, given):
        if not plan._is_over_assigned(total, given):
            return
        raise UserError(
            self.env._(
                "%(given)s would be given out below %(row)s, which has %(total)s. This plan "
                "allows %(limit)s%% more, that is %(most)s.",
                row=self.env["sales.plan.table"]._name_row(parent_id),
                given=plan._format_figure(given),
                total=plan._format_figure(total),
                # sudo: how the plan is split is no secret of the rows hidden in it
                limit=format_number(self.env, plan.sudo().over_assignment_limit, "%g"),
                most=plan._format_figure(plan._get_most_given(total)),
            )
        )
