from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL
from psycopg2.extras import Json

from ...tools.joining import join_events
from .sales_plan_journal import RAISED, TYPED
from .step_label import describes


class SalesPlanJoining(models.AbstractModel):
    """Keeps the steps of rows that become one: they read, and are undone, as steps of one row."""

    _inherit = "sales.plan.joining"

    @api.model
    def _record_join(self, joined):
        """Record that rows become one: no amount changes by it, and it cannot be undone."""
        rows = self.env["sales.plan.allocation"]
        journal = self.env["sales.plan.journal"]
        lowest_first = list(joined.groups.values())
        names = rows.browse(lowest_first[-1]).mapped("display_name")
        removed = [
            row
            for row in journal._dump_rows(rows.browse(joined.joins))
            if row["id"] in joined.joins
        ]
        step = journal._record(
            joined.plan,
            "join",
            data={"row": names[0], "names": names, "rows": len(lowest_first)},
            removed_rows=removed,
        )
        journal._insert_step_rows(step, {kept: [] for kept in joined.groups})

    @api.model
    def _join_steps(self, joined, working):
        """Write the steps of rows that become one as those of the row that stays.

        :param working: the amounts of all rows as the steps left them
        """
        for row_ids in joined.groups.values():
            self._join_step_rows(row_ids, working)
        self._rename_in_steps(joined)

    @api.model
    def _join_step_rows(self, row_ids, working):
        """Join the changes of some rows in each step, the latest first."""
        steps = defaultdict(dict)
        found = self.env.execute_query(
            SQL(
                """SELECT step.number, line.id, line.allocation_id, line.cells
                     FROM sales_plan_step_row line
                     JOIN sales_plan_step step ON step.id = line.step_id
                    WHERE line.allocation_id = ANY(%s)
                    ORDER BY step.number DESC, line.id""",
                row_ids,
            )
        )
        for number, line_id, row_id, cells in found:
            steps[number][row_id] = line_id, cells or []
        unpack = self.env["sales.plan.journal"]._unpack
        events = [
            {
                row_id: {
                    period: (unpack(before), unpack(after)) for period, __, before, after in cells
                }
                for row_id, (__, cells) in step.items()
            }
            for step in steps.values()
        ]
        joined = join_events(row_ids, events, working)
        for step, changes in zip(steps.values(), joined, strict=True):
            self._write_step_row(row_ids[0], step, changes)

    @api.model
    def _write_step_row(self, kept, step, changes):
        """Write what one step did to a row that others become.

        :param step: ``{row id: (id of the line, cells)}``
        :param changes: ``{period id: (before, after)}``
        """
        pack = self.env["sales.plan.journal"]._pack
        states = [cell for __, cells in step.values() for cell in cells]
        marks = {mark: {cell[0] for cell in states if cell[1] == mark} for mark in (TYPED, RAISED)}
        cells = [
            [period, self._get_mark(period, marks), pack(before), pack(after)]
            for period, (before, after) in changes.items()
        ]
        first, *others = [line_id for line_id, __ in step.values()]
        self.env.cr.execute(
            SQL(
                "UPDATE sales_plan_step_row SET allocation_id = %s, cells = %s WHERE id = %s",
                kept,
                Json(cells),
                first,
            )
        )
        self.env.cr.execute(SQL("DELETE FROM sales_plan_step_row WHERE id = ANY(%s)", others))

    @staticmethod
    def _get_mark(period, marks):
        """Return how a joined cell is marked: as named, if one of its parts was."""
        return next((mark for mark, periods in marks.items() if period in periods), 0)

    @api.model
    def _rename_in_steps(self, joined):
        """Let what steps say of rows that go be said of those that they become."""
        steps = self.env["sales.plan.step"].search([("plan_id", "=", joined.plan.id)])
        joins = joined.joins
        for step in steps.filtered(lambda step: step.notes or step.items or step.added_rows):
            values = {}
            for name in ("notes", "items"):
                if any(row_id in joins for row_id, *__ in step[name] or ()):
                    values[name] = [[joins.get(row, row), *kept] for row, *kept in step[name]]
            if joins.keys() & set(step.added_rows or ()):
                values["added_rows"] = [row for row in step.added_rows if row not in joins]
            if values:
                step.write(values)
        for step in steps.filtered(lambda step: step.removed_rows and step.kind != "join"):
            rows = [self._place_anew(row, joins) for row in step.removed_rows]
            if rows != step.removed_rows:
                step.removed_rows = rows

    @staticmethod
    def _place_anew(row, joins):
        """Return a removed row where it would come back: below the row that others have become."""
        path = [int(part) for part in (row["parent_path"] or "").split("/") if part]
        if not joins.keys() & set(path):
            return row
        parts = [joins.get(part, part) for part in path]
        return {
            **row,
            "parent_id": joins.get(row["parent_id"], row["parent_id"]),
            "parent_path": "".join(f"{part}/" for part in parts),
        }

    @api.model
    def _change_removed_rows(self, mappings):
        """Let rows that were removed come back as what they would stand for now."""
        carriers = SQL(" OR ").join(
            SQL("(row->>%s)::integer = ANY(%s)", name, list(mapping))
            for name, mapping in mappings.items()
        )
        found = self.env.execute_query(
            SQL(
                """SELECT id FROM sales_plan_step
                    WHERE jsonb_typeof(removed_rows) = 'array' AND EXISTS (
                          SELECT FROM jsonb_array_elements(removed_rows) row WHERE %s)""",
                carriers,
            )
        )
        for step in self.env["sales.plan.step"].browse(step_id for (step_id,) in found):
            rows = [
                {
                    **row,
                    **{
                        name: mapping[row[name]]
                        for name, mapping in mappings.items()
                        if row.get(name) in mapping
                    },
                }
                for row in step.removed_rows
            ]
            step.removed_rows = rows


@describes("join", nameless=lambda env: env._("Rows became one: what they stand for was merged"))
def _describe_join(step, data):
    return step.env._(
        "Rows became one, since what they stand for was merged: %s", ", ".join(data["names"])
    )
