from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare

from ...tools.spreading import Cell
from .publishing import Publishing, get_total


class SalesPlan(models.Model):
    """Putting prepared figures in force, row by row, and taking them out again."""

    _inherit = "sales.plan"

    def _publish(self, row_ids, *, below=False, kind="publish", reason=None, fairness=None):
        """Put the working figures of rows in force: those they concern see them at once.

        :param row_ids: rows of this plan, which is split level by level and confirmed
        :param below: publish what is prepared below them, too, as far as it is not the split of
            somebody else
        :param fairness: what the user was shown before, as ``sales.plan.fairness._check``
        :return: the publication
        :raise UserError: when a row above is not published, or more would be given out than the
            plan allows
        """
        tree = self._begin_publishing()
        row_ids = self._get_rows_to_publish(tree, row_ids, below)
        self._check_grid_rows(tree, row_ids)
        self._check_draftable(row_ids)
        self._check_something_to_publish(row_ids)
        self._check_published_above(tree, row_ids)
        self._fill_sums(tree, row_ids)
        publishing = self._prepare_publishing(row_ids, kind, fairness)
        self._check_given_out(tree, publishing)
        self.env["sales.plan.cells"]._move_to_targets(self, row_ids)
        return self._record_publication(tree, publishing, reason)

    def _withdraw(self, row_ids, reason):
        """Take rows, and everything below them, out of force; they become drafts again.

        :return: the publication
        """
        tree = self._begin_publishing()
        self._check_grid_rows(tree, row_ids)
        self._check_draftable(row_ids)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the targets are withdrawn: their owners read it."))
        if self.root_id.id in row_ids:
            raise UserError(self.env._("The total stays in force as long as its plan does."))
        publishing = self._prepare_publishing(list(tree.get_below(row_ids)), "withdraw")
        withdrawn = [row_id for row_id in publishing.owners if row_id in publishing.published]
        if not withdrawn:
            raise UserError(self.env._("None of these rows is published."))
        publishing.owners = {row_id: publishing.owners[row_id] for row_id in withdrawn}
        publishing.after.clear()
        self.env["sales.plan.cells"]._move_to_drafts(self, withdrawn)
        return self._record_publication(tree, publishing, reason.strip())

    def _put_into_force(self):
        """Publish confirmed plans: all rows, or the total only where they are split level by
        level. A revision publishes the rows that were published in the plan it revises, too."""
        for plan in self:
            tree = self.env["sales.plan.grid"]._read_tree(plan)
            row_ids = list(tree.parents)
            if plan.is_cascaded:
                row_ids = plan._get_rows_published_before(tree)
                plan._fill_sums(tree, row_ids)
                self.env["sales.plan.cells"]._move_to_drafts(plan)
            publishing = plan._prepare_publishing(row_ids, "confirm")
            plan._read_revised_figures(publishing)
            if plan.is_cascaded:
                self.env["sales.plan.cells"]._move_to_targets(plan, row_ids)
            plan._record_publication(tree, publishing)
        self.revised_plan_id.write({"state": "superseded"})

    def _begin_publishing(self):
        """Check that the user may publish in this plan, keep others from changing it; return its
        rows."""
        self.ensure_one()
        if not self._is_in_cascade():
            raise UserError(
                self.env._(
                    "“%s” is not split level by level: all of it is published by confirming it.",
                    self.display_name,
                )
            )
        return self._begin_step()

    def _get_rows_published_before(self, tree):
        """Return the total, and the rows that were published in the plan that is revised."""
        origins = dict(
            self.env.execute_query(
                SQL(
                    """SELECT row.id, origin.is_published FROM sales_plan_allocation row
                         JOIN sales_plan_allocation origin ON origin.id = row.origin_id
                        WHERE row.plan_id = %s""",
                    self.id,
                )
            )
        )
        published = {}  # in the order of the tree
        for row_id, parent_id in tree.parents.items():
            if parent_id is None or (origins.get(row_id) and parent_id in published):
                published[row_id] = True
        return list(published)

    # -------------------------------------------------------------------------
    # What is published
    # -------------------------------------------------------------------------

    def _get_rows_to_publish(self, tree, row_ids, below):
        """Return the rows to publish, rows above first.

        :param row_ids: none for all that is prepared directly below the user's own rows
        """
        if not row_ids:
            own = set(self._get_own_rows().ids) or set(self.root_id.ids)
            ready = [row_id for row_id, above in tree.parents.items() if above in own]
            if below:
                ready = tree.get_below(ready, tree.sealed)
            return self._filter_not_in_force(ready)
        wanted = set(row_ids)
        if below:
            wanted.update(self._filter_not_in_force(tree.get_below(wanted, tree.sealed)))
        return [row_id for row_id in tree.parents if row_id in wanted]

    def _filter_not_in_force(self, row_ids):
        """Return the rows that are not published as they are shown."""
        row_ids = list(row_ids)
        changed = {
            row_id for row_id, __ in self.env["sales.plan.grid"]._read_changed(self, row_ids)
        }
        settled = self.env["sales.plan.allocation"].search(
            [("id", "in", row_ids), ("is_published", "=", True), ("needs_revision", "=", False)]
        )
        settled = set(settled.ids) - changed
        return [row_id for row_id in row_ids if row_id not in settled]

    def _check_something_to_publish(self, row_ids):
        if not row_ids:
            raise UserError(self.env._("There is nothing to publish: all of it is in force."))

    def _check_published_above(self, tree, row_ids):
        """Raise if somebody would be given a target out of one that is not published."""
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

    def _fill_sums(self, tree, row_ids):
        """Give rows the figures of their own that they were shown with: where nothing was typed,
        what is below them. Otherwise owners would not see what was published to them."""
        cells = self.env["sales.plan.grid"]._read_cells(self, tree, row_ids)
        changes = {
            key: (None, Cell(cell.below))
            for key, cell in cells.items()
            if cell.own is None and cell.below is not None
        }
        if changes:
            self.env["sales.plan.cells"]._write_changes(self, changes)
            rows = list({row_id for row_id, __ in changes})
            data = {**self._name_rows(rows), "count": len(changes), "what": "sums"}
            self.env["sales.plan.journal"]._record(self, "publish", changes, data=data)

    def _prepare_publishing(self, row_ids, kind, fairness=None):
        publishing = Publishing(kind)
        if fairness is not None:
            publishing.warnings = {line["row_id"]: line["reason"] for line in fairness}
        states = self._read_publishing_states(row_ids)
        publishing.owners = {row_id: states[row_id][0] for row_id in row_ids}
        publishing.published = {row_id for row_id in row_ids if states[row_id][1]}
        in_force = self.env["sales.plan.cells"]._read_in_force(self, row_ids)
        for (row_id, period_id), cell in in_force.items():
            if row_id in publishing.published:
                publishing.before[row_id][period_id] = float(cell.amount)
        if kind != "withdraw":
            working = self.env["sales.plan.cells"]._read_cells(self, row_ids)
            for (row_id, period_id), cell in working.items():
                publishing.after[row_id][period_id] = float(cell.amount)
        return publishing

    def _read_publishing_states(self, row_ids):
        """Return ``{row id: (owner id, whether it is published)}``."""
        self.env["sales.plan.allocation"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT id, responsible_id, COALESCE(is_published, FALSE)
                     FROM sales_plan_allocation WHERE id = ANY(%s)""",
                list(row_ids),
            )
        )
        return {row_id: state for row_id, *state in rows}

    def _read_revised_figures(self, publishing):
        """Let what a revision changes be what differs from the plan that it revises."""
        if not self.revised_plan_id:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT row.id, period.id, target.amount
                     FROM sales_plan_allocation row
                     JOIN sales_plan_allocation origin ON origin.id = row.origin_id
                      AND origin.is_published
                     LEFT JOIN sales_plan_target target ON target.allocation_id = origin.id
                     LEFT JOIN sales_plan_period earlier ON earlier.id = target.period_id
                     LEFT JOIN sales_plan_period period ON period.plan_id = row.plan_id
                      AND period.date_from = earlier.date_from AND period.date_to = earlier.date_to
                    WHERE row.plan_id = %s""",
                self.id,
            )
        )
        for row_id, period_id, amount in rows:
            if row_id in publishing.owners:
                publishing.published.add(row_id)
                if period_id:
                    publishing.before[row_id][period_id] = float(amount)

    def _check_given_out(self, tree, publishing):
        """Raise if more than the plan allows would be given out below a row."""
        parents = {tree.parents[row_id] for row_id in publishing.owners} - {None}
        below = [row_id for parent_id in parents for row_id in tree.children[parent_id]]
        others = [row for row in {*parents, *below} if row not in publishing.owners]
        totals = defaultdict(dict)
        for (row_id, period_id), cell in (
            self.env["sales.plan.cells"]._read_in_force(self, others).items()
        ):
            totals[row_id][period_id] = float(cell.amount)
        totals = {**totals, **publishing.after}
        for parent_id in sorted(parents):
            total = get_total(totals.get(parent_id, {}))
            given = sum(get_total(totals.get(row, {})) or 0.0 for row in tree.children[parent_id])
            if total is not None and total >= 0:
                self._check_within_limit(parent_id, total, given)

    def _check_within_limit(self, parent_id, total, given):
        limit = self.sudo().over_assignment_limit
        most = total * (1 + limit / 100)
        if float_compare(given, most, precision_rounding=self._get_rounding()) <= 0:
            return
        raise UserError(
            self.env._(
                "%(given)s would be given out below %(row)s, which has %(total)s. This plan "
                "allows %(limit)s %% more, that is %(most)s.",
                row=self._name_row(parent_id),
                given=self._format_figure(given),
                total=self._format_figure(total),
                limit=f"{limit:g}",
                most=self._format_figure(most),
            )
        )
