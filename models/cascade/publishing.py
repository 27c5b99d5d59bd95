from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL
from psycopg2.extras import Json

#: Rows of one owner that a message names.
MOST_NAMED = 10


@dataclass
class Publishing:
    """What publishing some rows does.

    :param kind: of the publication
    :param before: figures in force, ``{row id: {period id: amount}}``
    :param after: figures from now on, in the same form
    :param owners: ``{row id: user id or None}``
    :param published: rows that were published already
    :param warnings: ``{row id: sentence}`` of the fairness check, None where nobody looked
    """

    kind: str
    before: dict = field(default_factory=lambda: defaultdict(dict))
    after: dict = field(default_factory=lambda: defaultdict(dict))
    owners: dict = field(default_factory=dict)
    published: set = field(default_factory=set)
    warnings: dict | None = None

    def get_kind(self, row_id):
        """Return what happens to a row: new, changed, kept or withdrawn."""
        if self.kind == "withdraw":
            return "withdrawn"
        if row_id not in self.published:
            return "new"
        return "kept" if self.before[row_id] == self.after[row_id] else "changed"

    def get_cells(self, row_id):
        """Return what changes in a row, as ``sales.plan.publication.line.cells``."""
        before, after = self.before[row_id], self.after[row_id]
        periods = sorted(before.keys() | after.keys())
        cells = [[period, before.get(period), after.get(period)] for period in periods]
        changed = [cell for cell in cells if cell[1] != cell[2]]
        return [[None, get_total(before), get_total(after)], *changed]


def get_total(amounts):
    """Return the sum of amounts by period, None of nothing."""
    return round(sum(amounts.values()), 6) if amounts else None


class SalesPlan(models.Model):
    """Recording what was published or withdrawn: marks, lines and messages."""

    _inherit = "sales.plan"

    def _record_publication(self, tree, publishing, reason=None):
        """Mark rows as published or withdrawn, record what changed, and queue the messages."""
        # sudo: publications are written here only
        publication = (
            self.env["sales.plan.publication"]
            .sudo()
            .create(
                {
                    "plan_id": self.id,
                    "kind": publishing.kind,
                    "reason": reason,
                    "edit_version": self.sudo().edit_version,
                    "row_count": len(publishing.owners),
                    "is_checked": publishing.warnings is not None,
                    "warning_count": sum(
                        1 for text in (publishing.warnings or {}).values() if text
                    ),
                }
            )
        )
        # a step without cells: tables that others have open learn of it
        names = self.env["sales.plan.table"]._name_rows(list(publishing.owners))
        data = {**names, "what": publishing.kind}
        self.env["sales.plan.journal"]._record_rows_touched(self, list(publishing.owners), data)
        self._insert_publication_lines(publication, publishing)
        self._mark_rows(publishing)
        self._mark_below(tree, publishing)
        self.env["sales.plan.allocation"].invalidate_model()
        self._queue_publication_notices(tree, publication, publishing)
        return publication

    def _insert_publication_lines(self, publication, publishing):
        lines = []
        for row_id, owner_id in publishing.owners.items():
            cells = publishing.get_cells(row_id)
            lines.append(
                {
                    "row_id": row_id,
                    "owner_id": owner_id,
                    "kind": publishing.get_kind(row_id),
                    "amount_before": cells[0][1],
                    "amount_after": cells[0][2],
                    "cells": cells,
                    "warning": (publishing.warnings or {}).get(row_id) or None,
                }
            )
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_publication_line (
                       publication_id, plan_id, allocation_id, owner_id, kind, amount_before,
                       amount_after, cells, warning, create_uid, create_date, write_uid, write_date)
                   SELECT %(publication)s, %(plan)s, line.row_id, line.owner_id, line.kind,
                          line.amount_before, line.amount_after, line.cells, line.warning,
                          %(uid)s, %(now)s, %(uid)s, %(now)s
                     FROM jsonb_to_recordset(%(lines)s::jsonb) AS line (
                              row_id integer, owner_id integer, kind text, amount_before numeric,
                              amount_after numeric, cells jsonb, warning text)""",
                publication=publication.id,
                plan=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                lines=Json(lines),
            )
        )
        self.env["sales.plan.publication.line"].invalidate_model()

    def _mark_rows(self, publishing):
        self.env["sales.plan.allocation"].flush_model()
        row_ids = list(publishing.owners)
        if publishing.kind == "withdraw":
            values = SQL(
                """is_published = FALSE, published_date = NULL, published_by_id = NULL,
                   needs_revision = FALSE, agreement = NULL"""
            )
        else:
            asked = [row_id for row_id in row_ids if publishing.get_kind(row_id) != "kept"]
            values = SQL(
                """is_published = TRUE, published_date = %s, published_by_id = %s,
                   needs_revision = FALSE,
                   agreement = CASE WHEN id = ANY(%s) THEN %s ELSE agreement END""",
                self.env.cr.now(),
                self.env.uid,
                asked,
                "open" if self.sudo().asks_agreement else None,
            )
        self.env.cr.execute(
            SQL("UPDATE sales_plan_allocation SET %s WHERE id = ANY(%s)", values, row_ids)
        )

    def _mark_below(self, tree, publishing):
        """Mark published rows below a changed one as to be revised, all the way down."""
        if publishing.kind not in ("publish", "hand_over"):
            return
        changed = [row for row in publishing.owners if publishing.get_kind(row) == "changed"]
        below = [row for row in tree.get_below(changed) if row not in publishing.owners]
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation SET needs_revision = TRUE
                    WHERE id = ANY(%s) AND is_published""",
                below,
            )
        )

    def _queue_publication_notices(self, tree, publication, publishing):
        """Queue one message to everybody whose targets are new, changed or gone."""
        rows = defaultdict(list)
        for row_id, owner_id in publishing.owners.items():
            if owner_id and owner_id != self.env.uid and publishing.get_kind(row_id) != "kept":
                rows[owner_id].append(row_id)
        notices = []
        for owner_id, row_ids in rows.items():
            own = set(row_ids)
            top = [row_id for row_id in row_ids if tree.parents[row_id] not in own]
            named = [[row_id, *publishing.get_cells(row_id)[0][1:]] for row_id in top[:MOST_NAMED]]
            notices.append(
                {
                    "user_id": owner_id,
                    "allocation_id": top[0],
                    "data": {"rows": named, "count": len(row_ids)},
                }
            )
        kind = "withdrawn" if publishing.kind == "withdraw" else "published"
        self.env["sales.plan.notice"]._queue(self, kind, notices, publication)
