from collections import Counter
from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from .arguments import table_takes


@dataclass
class Client:
    """What a client shows of a plan.

    :param version: number of the last step that it knows
    :param watch: ids of the rows whose figures it shows
    :param columns: which of ``COLUMNS`` it shows beside the targets
    """

    version: int
    watch: list
    columns: list


class SalesPlanTable(models.AbstractModel):
    """Answers a client after a step, its own or one of others, with what changed."""

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes("plan_id", "version", "watch", "columns")
    def table_refresh(self, plan_id, version, watch=(), columns=()):
        """Return what others changed since ``version``, as :meth:`table_edit`."""
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        return self._prepare_answer(tree, Client(version, watch, columns))

    @api.model
    def _prepare_answer(self, tree, client, step=None, notice=None, known=None):
        """Describe what changed after the last step that a client knows, as far as it shows it.

        :param step: the step that the client took
        :param known: working amounts that were read already, as :class:`KnownCells`
        :return: ``{"ok": True, "version", "step": {id, label} or None, "undo", "redo", "rows":
            figures of the changed rows of ``watch``, "children": {row id: ids below it} where rows
            came or went, "gone": ids of rows, "stale": whether rows outside of ``watch`` changed
            too, "notice", "merged": [{user, count}] of others, "next_step": where it is known}``
        """
        plan, watch, since = tree.plan, client.watch, client.version
        if step:  # the client cannot know it yet, whatever version it sends
            since = min(since, step.number - 1)
        steps = self.env["sales.plan.step"].sudo()  # sudo: tells only of rows that the user sees
        new = steps.search([("plan_id", "=", plan.id), ("number", ">", since)], order="number")
        changed, children, gone = self._get_affected(tree, new)
        watched = [row_id for row_id in watch if row_id in changed]
        figures = self._read_rows(tree, watched, client.columns, known)
        others = self._filter_shared(tree, new.filtered(lambda s: s.create_uid != self.env.user))
        others = Counter(other._get_user_name() for other in others)
        return {
            "ok": True,
            **self._prepare_version(tree),
            **self._tell_next_step(tree, known),
            "step": {"id": step.id, "label": step._get_label()} if step else None,
            "rows": list(figures.values()),
            "children": children,
            "gone": gone if plan._sees_whole_plans() else [r for r in gone if r in set(watch)],
            "stale": len(watched) < len(changed),
            "notice": notice,
            "merged": [{"user": user, "count": count} for user, count in others.items()],
        }

    @api.model
    def _tell_next_step(self, tree, known):
        """Return what comes next after an edit; nothing where finding out would take reading
        amounts again: then the client goes on with what it was told.

        :param known: the working amounts that the edit read and wrote; None after anything else
        """
        if known is None:
            return {"next_step": self._can_edit(tree) and tree.plan._find_next_step()}
        if any(after and after.amount is not None for __, after in known.changes.values()):
            return {"next_step": "publish" if tree.plan._is_in_cascade() else "confirm"}
        return {}

    @api.model
    def _filter_shared(self, tree, steps):
        """Return the steps that changed any row whose amounts the user prepares, too."""
        if tree.plan._sees_whole_plans() or not steps:
            return steps
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT step_id FROM sales_plan_step_row
                    WHERE step_id = ANY(%s) AND allocation_id = ANY(%s)""",
                steps.ids,
                list(tree.editable or ()),
            )
        )
        return steps.browse(step_id for [step_id] in rows)

    @api.model
    def _get_affected(self, tree, steps):
        """Return what some steps affected.

        :return: ids of the changed rows and of all rows above them; ``{row id: ids below it}`` of
            the rows below which rows were added or removed; ids of the rows that are gone
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT allocation_id FROM sales_plan_step_row WHERE step_id = ANY(%s)",
                steps.ids,
            )
        )
        changed = {row_id for [row_id] in rows}
        parents, removed = set(), set()
        for step in steps:
            changed |= {row_id for row_id, *__ in step.notes or ()}
            parents |= {tree.parents.get(row_id) for row_id in step.added_rows or ()}
            parents |= {row["parent_id"] for row in step.removed_rows or ()}
            removed |= {row["id"] for row in step.removed_rows or ()}
            removed |= set(step.added_rows or ())
        parents &= tree.parents.keys()
        changed = tree.get_with_ancestors((changed | parents) & tree.parents.keys())
        children = {row_id: tree.children.get(row_id, []) for row_id in parents}
        return changed, children, sorted(removed - tree.parents.keys())
