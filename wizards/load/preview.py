import json

from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ...models.org.arguments import check_one, takes
from ...models.org.namesakes import tell_apart
from ...models.org.numbers import format_number
from ...models.org.raised import by_code
from ...queries.dimensions import BY_CODE
from ...tools import pacing, periods
from ...tools.arguments import a_flag, optional

#: Rows that one step names: it takes about a second, so that the progress bar keeps moving.
BATCH = 2000


class SalesPlanLoad(models.TransientModel):
    """Stages the result in transient rows, so that the user can look at it first."""

    _inherit = "sales.plan.load"

    row_ids = fields.One2many(
        "sales.plan.load.row", "load_id", "Rows", domain=[("kind", "=", "row")], readonly=True
    )
    left_out_ids = fields.One2many(
        "sales.plan.load.row",
        "load_id",
        domain=[("kind", "=", "left_out")],
        readonly=True,
    )
    total_ids = fields.One2many("sales.plan.load.total", "load_id", "Totals", readonly=True)
    left_out_count = fields.Integer(readonly=True)
    change_description = fields.Char("What Will Change", readonly=True)
    held_lost_count = fields.Integer(readonly=True)
    growth_description = fields.Char("Growth", readonly=True)

    @takes(start=optional(a_flag))
    def preview_step(self, start=False):
        """Do the next part of the preview, so that a client can show the progress.

        :param start: begin anew with the current choices
        :return: ``{"done": rows, "total": rows}``; finished when both are equal
        """
        check_one(self)
        if start:
            self._check_choices()
            by_code(self).state = "choices"
            self._stage(self._compute_tree())
        named, total = self._name_rows()
        if named == total and self.state != "preview":
            self._finish_preview()
        return {"done": named, "total": total}

    # -------------------------------------------------------------------------
    # Staging
    # -------------------------------------------------------------------------

    def _stage(self, root):
        """Replace the rows of the last preview by those of a tree, with bulk SQL.

        :param root: the total of the tree, a ``tools.loading.Row``
        """
        self.env["sales.plan.load.row"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM sales_plan_load_row WHERE load_id = %s", self.id))
        period_ids = self.plan_id.period_ids.ids
        level_ids = [None, *self.plan_id.level_ids.ids]
        refined = [None, *self._get_refined()]
        nodes = [(None, root), *self._order_nodes(root)]
        ids = self._reserve_row_ids(len(nodes))
        by_node = {id(node): row_id for row_id, (__, node) in zip(ids, nodes, strict=True)}
        for start in range(0, len(nodes), BATCH):
            self._insert_rows(
                [
                    (
                        by_node[id(node)],
                        above and by_node[id(above)],
                        "left_out" if node.reason else "row",
                        node.reason,
                        len(node.path),
                        level_ids[len(node.path)],
                        None if node.reason == "other" else (node.path or [None])[-1],
                        self._is_itself(node.path, refined[len(node.path)]),
                        node.history_total,
                        node.target_total,
                        None if node.reason else self._pack_cells(node, period_ids),
                    )
                    for above, node in nodes[start : start + BATCH]
                ]
            )
        self._forget_rows()

    @staticmethod
    def _is_itself(path, refined):
        """Whether a row repeats the value that its level refines, and stands for it alone."""
        return refined is not None and refined(path[:-1]) == path[-1]

    def _forget_rows(self):
        """Invalidate the cache of rows that were written with SQL."""
        self.env["sales.plan.load.row"].invalidate_model()
        self.invalidate_recordset(["row_ids", "left_out_ids"])

    @staticmethod
    def _order_nodes(root):
        """Yield ``(row above, row)`` below ``root``: rows in tree order, then rows left out."""
        stack = [(root, row) for row in reversed(root.rows)]
        while stack:
            above, row = stack.pop()
            yield above, row
            stack += [(row, below) for below in reversed(row.rows)]
        yield from root.walk_left_out()

    @staticmethod
    def _pack_cells(node, period_ids):
        """Return the cells to write as JSON, without those that have neither target nor history."""
        return json.dumps(
            [
                [period_id, str(target), str(history)]
                for period_id, target, history in zip(
                    period_ids, node.targets, node.history, strict=True
                )
                if target or history
            ]
        )

    def _reserve_row_ids(self, count):
        self.env.cr.execute(
            SQL("SELECT nextval('sales_plan_load_row_id_seq') FROM generate_series(1, %s)", count)
        )
        return [row_id for [row_id] in self.env.cr.fetchall()]

    def _insert_rows(self, rows):
        columns = list(map(list, zip(*rows, strict=True)))
        self.env.cr.execute(
            SQL(
                """INSERT INTO sales_plan_load_row (
                       id, parent_id, kind, reason, depth, level_id, value_id, is_itself,
                       history_amount, target_amount, cells, current_amount, change_amount, load_id,
                       create_uid, create_date, write_uid, write_date)
                   SELECT staged.*, 0, staged.target_amount, %(load)s, %(uid)s, %(now)s,
                          %(uid)s, %(now)s
                     FROM unnest(%(id)s::integer[], %(parent)s::integer[], %(kind)s::varchar[],
                                 %(reason)s::varchar[], %(depth)s::integer[],
                                 %(level)s::integer[], %(value)s::integer[],
                                 %(is_itself)s::boolean[],
                                 %(history)s::numeric[], %(target)s::numeric[],
                                 %(cells)s::jsonb[])
                          AS staged (id, parent_id, kind, reason, depth, level_id, value_id,
                                     is_itself, history_amount, target_amount, cells)""",
                load=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                **dict(
                    zip(
                        (
                            "id",
                            "parent",
                            "kind",
                            "reason",
                            "depth",
                            "level",
                            "value",
                            "is_itself",
                            "history",
                            "target",
                            "cells",
                        ),
                        columns,
                        strict=True,
                    )
                ),
            )
        )

    # -------------------------------------------------------------------------
    # Names
    # -------------------------------------------------------------------------

    def _name_rows(self):
        """Name the next rows; return how many have a name, and how many there are."""
        self.env["sales.plan.load.row"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT row.id, level.dimension, row.value_id, row.is_itself,
                          row.reason = 'other'
                     FROM sales_plan_load_row row
                     LEFT JOIN sales_plan_level level ON level.id = row.level_id
                    WHERE row.load_id = %s AND row.name IS NULL
                    ORDER BY row.id LIMIT %s""",
                self.id,
                BATCH,
            )
        )
        rows = self.env.cr.fetchall()
        names = self._get_value_names(rows)
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_load_row row
                      SET name = named.name
                     FROM unnest(%s::integer[], %s::varchar[]) AS named (id, name)
                    WHERE row.id = named.id""",
                [row_id for row_id, *__ in rows],
                [self._get_staged_name(names, *row) for __, *row in rows],
            )
        )
        self.env["sales.plan.load.row"].invalidate_model(["name"])
        self.env.cr.execute(
            SQL("SELECT COUNT(name), COUNT(*) FROM sales_plan_load_row WHERE load_id = %s", self.id)
        )
        return self.env.cr.fetchone()

    def _get_staged_name(self, names, code, value_id, is_itself, is_other):
        if is_other:
            return self.env._("Others")
        name = names[code, value_id]
        return self.env["sales.plan.allocation"]._get_own_name(name) if is_itself else name

    def _get_value_names(self, rows):
        """Return ``{(dimension code, value id): name}`` of staged rows."""
        names = {(None, None): self.env._("Total")}
        labels = dict(self.env["sales.plan.level"]._get_dimensions())
        by_code = {}
        for __, code, value_id, *__ in rows:
            if code and not value_id:
                names[code, None] = self.env._("No %s", labels[code])
            elif code:
                by_code.setdefault(code, set()).add(value_id)
        for code, value_ids in by_code.items():
            # sudo: reads only names of values that rows of the plan stand for
            values = self.env[BY_CODE[code].comodel].sudo().browse(sorted(value_ids))
            names.update({(code, id_): name for id_, name in tell_apart(values).items()})
        return names

    # -------------------------------------------------------------------------
    # Summary
    # -------------------------------------------------------------------------

    def _finish_preview(self):
        """Compare the staged rows with the plan and sum them up."""
        changes = self._get_changes()
        self._check_kept_apart(changes)
        self._name_parents()
        self._compare_totals(changes)
        self._forget_rows()
        load = by_code(self)
        load.total_ids = [Command.clear()] + self._prepare_totals()
        load.left_out_count = sum(self.total_ids.mapped("left_out_count"))
        load.write(
            {
                "state": "preview",
                "preview_key": self._get_choices_key(),
                "held_lost_count": changes.lost_held,
                "change_description": self._describe_changes(changes),
                "growth_description": self._describe_growth(),
            }
        )

    def _name_parents(self):
        # a subquery for each row, by primary key: PostgreSQL has no statistics yet of rows that
        # were just staged, and might compare all with all in a join
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_load_row row
                      SET parent_name = (
                              SELECT above.name FROM sales_plan_load_row above
                               WHERE above.id = row.parent_id AND above.depth > 0)
                    WHERE row.load_id = %s AND row.depth > 1""",
                self.id,
            )
        )

    def _compare_totals(self, changes):
        """Write the current amount of the plan into each staged row."""
        amounts = [changes.current.get(node_id, 0) for node_id in changes.matched.values()]
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_load_row row
                      SET current_amount = current.amount,
                          change_amount = row.target_amount - current.amount
                     FROM unnest(%s::integer[], %s::numeric[]) AS current (id, amount)
                    WHERE row.id = current.id""",
                list(changes.matched),
                amounts,
            )
        )

    def _prepare_totals(self):
        self.env.cr.execute(
            SQL(
                """SELECT depth, kind = 'row', COUNT(*), SUM(history_amount),
                          SUM(target_amount), SUM(current_amount)
                     FROM sales_plan_load_row WHERE load_id = %s GROUP BY depth, kind""",
                self.id,
            )
        )
        sums = {(depth, kept): figures for depth, kept, *figures in self.env.cr.fetchall()}
        nothing = [0, 0, 0, 0]
        commands = []
        for depth, level in enumerate([None, *self.plan_id.level_ids]):
            count, history, target, current = sums.get((depth, True), nothing)
            lost_count, __, lost, __ = sums.get((depth, False), nothing)
            commands.append(
                Command.create(
                    {
                        "depth": depth,
                        "name": level._get_label() if level else self.env._("Total"),
                        "row_count": count,
                        "history_amount": history,
                        "target_amount": target,
                        "uplift_amount": target - history,
                        "current_amount": current,
                        "left_out_count": lost_count,
                        "left_out_amount": lost,
                    }
                )
            )
        return commands

    def _describe_growth(self):
        """Compare what is loaded with its history, and with what was reached a year earlier.

        While the year before runs, only the periods of it that are over are compared.
        """
        total, journal = self.total_ids[:1], self.env["sales.plan.journal"]
        over = journal._find_over_before(self.plan_id)
        name = journal._name_year_before(self.plan_id)
        if len(over) < len(self.plan_id.period_ids):
            name = self.env._("the periods of %s that are over", name)
        targets = {period["id"]: period["target"] for period in self.preview_periods or []}
        figures = [
            (self.env._("history"), total.target_amount, total.history_amount),
            (name, sum(targets.get(key, 0) for key in over), self._sum_year_before(over)),
        ]
        texts = [
            self.env._(
                "%(percent)s%% against %(name)s (%(amount)s)",
                percent=format_number(self.env, round(100 * growth, 1), "%+.1f"),
                name=name,
                amount=self._format_amount(before),
            )
            for name, target, before in figures
            if (growth := pacing.growth(target, before)) is not None
        ]
        return self.env._("Growth: %s.", "; ".join(texts)) if texts else False

    def _sum_year_before(self, period_ids):
        """Return what was reached in some periods of the plan, a year earlier."""
        spans = [(period.date_from, period.date_to) for period in self.plan_id.period_ids]
        pairs = zip(self.plan_id.period_ids.ids, periods.shift_spans(spans, -1), strict=True)
        days = [
            (number, *span)
            for number, (period_id, span) in enumerate(pairs)
            if period_id in period_ids
        ]
        if not days:
            return 0
        actuals = self.env["sales.plan.figures"]._read_span_actuals(
            self.plan_id, self.plan_id.basis, days, []
        )
        return sum(float(amount) for __, __, amount in actuals)

    def _describe_changes(self, changes):
        """Say in a sentence or two what loading will do to the plan."""
        show = self.plan_id._format_count
        sentences = [
            self.env._(
                "Rows: %(new)s new, %(removed)s removed.",
                new=show(changes.new_rows),
                removed=show(changes.removed_row_count),
            ),
            self.env._(
                "Targets: %(new)s new, %(changed)s changed, %(same)s unchanged, "
                "%(removed)s removed.",
                new=show(changes.new_targets),
                changed=show(changes.changed_targets),
                same=show(changes.same_targets),
                removed=show(changes.removed_target_count),
            ),
        ]
        if changes.lost_held:
            sentences.append(
                self.env._(
                    "Held targets replaced or removed: %s.",
                    show(changes.lost_held),
                )
            )
        if changes.kept_held:
            sentences.append(
                self.env._(
                    "Held targets that stay as they are: %s.",
                    show(changes.kept_held),
                )
            )
        if self.rolls_up and self.left_out_count:
            sentences.append(self.env._("The plan rolls up: what is left out is not planned."))
        return " ".join(sentences)
