from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from markupsafe import Markup
from odoo import models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ...models.org.numbers import format_number
from ...queries.dimensions import BY_CODE
from ...tools.spreading import Cell
from ...tools.tree import order_by_level
from .histories import YEARS


@dataclass
class Changes:
    """The changes that loading makes to a plan.

    :ivar rows: staged rows, ``[(id, parent id, level id, value id, cells), …]``, parents first
    :ivar matched: ``{staged row id: row id}`` of the rows that the plan has already
    :ivar current: ``{row id: sum of its targets now}``
    :ivar kept: rows that stay without a staged row, ``[(id, parent id, level id, value id), …]``
    :ivar removed_rows: ids of rows to remove, with all rows below them
    :ivar removed_targets: ids of targets to remove from rows that stay
    :ivar lost_held: how many held targets are changed or removed
    :ivar kept_held: how many stay although something else is loaded
    """

    rows: list = field(default_factory=list)
    matched: dict = field(default_factory=dict)
    current: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    removed_rows: list = field(default_factory=list)
    removed_targets: list = field(default_factory=list)
    removed_row_count: int = 0
    removed_target_count: int = 0
    lost_held: int = 0
    kept_held: int = 0
    new_rows: int = 0
    new_targets: int = 0
    changed_targets: int = 0
    same_targets: int = 0


class SalesPlanLoad(models.TransientModel):
    """Compares the staged rows with the plan and writes them to it, in one transaction."""

    _inherit = "sales.plan.load"

    # -------------------------------------------------------------------------
    # Comparing
    # -------------------------------------------------------------------------

    def _get_changes(self):
        """Return what loading the staged rows would change, as :class:`Changes`."""
        self.ensure_one()
        changes = Changes(rows=self._read_staged())
        nodes = self._read_allocations()
        targets = self._read_targets()
        changes.current = {
            node_id: round(sum(target[1] for target in cells.values()), 6)
            for node_id, cells in targets.items()
        }
        self._match_rows(changes, nodes)
        self._compare_nodes(changes, nodes, targets)
        self._compare_targets(changes, targets)
        return changes

    def _read_staged(self):
        self.env["sales.plan.load.row"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT id, parent_id, level_id, value_id, cells FROM sales_plan_load_row
                    WHERE load_id = %s AND kind = 'row' ORDER BY depth, id""",
                self.id,
            )
        )
        return self.env.cr.fetchall()

    def _read_allocations(self):
        """Return the plan's rows: ``{row id: (parent id, level id, value id)}``, parents first."""
        self.env["sales.plan.allocation"].flush_model()
        values = [
            SQL("WHEN %s THEN %s", level.id, SQL.identifier(BY_CODE[level.dimension].field))
            for level in self.plan_id.level_ids
        ] or [SQL("WHEN NULL THEN NULL::integer")]
        self.env.cr.execute(
            SQL(
                """SELECT id, parent_id, level_id, CASE level_id %s END
                     FROM sales_plan_allocation WHERE plan_id = %s ORDER BY id""",
                SQL(" ").join(values),
                self.plan_id.id,
            )
        )
        nodes = {node_id: tuple(node) for node_id, *node in self.env.cr.fetchall()}
        ordered = order_by_level({node_id: node[0] for node_id, node in nodes.items()})
        return {node_id: nodes[node_id] for node_id in ordered}

    def _read_targets(self):
        """Return the plan's targets: ``{row id: {period id: (id, amount, history, is held)}}``."""
        self.env["sales.plan.target"].flush_model()
        self.env.cr.execute(
            SQL(
                """SELECT allocation_id, period_id, id, amount, history_amount,
                          COALESCE(is_held, FALSE)
                     FROM sales_plan_target WHERE plan_id = %s""",
                self.plan_id.id,
            )
        )
        targets = defaultdict(dict)
        for allocation_id, period_id, *target in self.env.cr.fetchall():
            targets[allocation_id][period_id] = target
        return targets

    @staticmethod
    def _match_rows(changes, nodes):
        by_value = {node: node_id for node_id, node in nodes.items()}
        for row_id, parent_id, level_id, value_id, __ in changes.rows:
            above = changes.matched.get(parent_id)
            node_id = by_value.get((above, level_id, value_id))
            if node_id and (above or not parent_id):
                changes.matched[row_id] = node_id
        changes.new_rows = len(changes.rows) - len(changes.matched)

    def _compare_nodes(self, changes, nodes, targets):
        """Decide which rows of the plan stay although no staged row matches them."""
        matched = set(changes.matched.values())
        others = [node_id for node_id in nodes if node_id not in matched]
        staying = set(others) if self.existing == "fill" else set()
        if self.existing == "keep":
            for node_id in reversed(others):
                if node_id in staying or any(t[3] for t in targets[node_id].values()):
                    staying |= {node_id, nodes[node_id][0]}
        gone = set()
        for node_id in others:
            cells = targets[node_id].values()
            if node_id in staying:
                changes.kept.append((node_id, *nodes[node_id]))
                continue
            if nodes[node_id][0] not in gone:
                changes.removed_rows.append(node_id)
            gone.add(node_id)
            changes.removed_target_count += len(cells)
            changes.lost_held += sum(held for *__, held in cells)
        changes.removed_row_count = len(gone)

    def _compare_targets(self, changes, targets):
        """Count new, changed and same targets, and find those that are to be removed."""
        cells_by_node = {}
        for row_id, __, __, __, cells in self._get_written_rows(changes):
            node_id = changes.matched.get(row_id)
            if node_id:
                cells_by_node[node_id] = cells
            else:
                changes.new_targets += len(cells)
        for node_id in [*changes.matched.values(), *(node[0] for node in changes.kept)]:
            self._compare_cells(changes, cells_by_node.get(node_id, ()), targets[node_id])
        changes.removed_target_count += len(changes.removed_targets)

    def _compare_cells(self, changes, cells, current):
        wanted = {period_id: (amount, history) for period_id, amount, history in cells}
        for period_id, (target_id, *__, held) in current.items():
            if period_id not in wanted and not self._is_kept(held):
                changes.removed_targets.append(target_id)
                changes.lost_held += held
        for period_id, figures in wanted.items():
            if period_id not in current:
                changes.new_targets += 1
                continue
            __, amount, history, held = current[period_id]
            same = (amount, history or 0.0) == tuple(map(float, figures))
            changes.kept_held += bool(held) and not same and self._is_kept(held)
            if same or self._is_kept(held):
                changes.same_targets += 1
            else:
                changes.changed_targets += 1
                changes.lost_held += held

    def _is_kept(self, held):
        return self.existing == "fill" or (self.existing == "keep" and held)

    def _get_written_rows(self, changes):
        """Return the staged rows that get targets: all of them, or in a plan that rolls up those
        without rows below."""
        if not self.rolls_up:
            return changes.rows
        parents = {row[1] for row in changes.rows}
        nodes = {node[1] for node in changes.kept}
        return [
            row
            for row in changes.rows
            if row[0] not in parents and changes.matched.get(row[0]) not in nodes
        ]

    def _check_kept_apart(self, changes):
        """Raise if a row that stays overlaps a new row beside it."""
        hierarchical = {
            level.id: BY_CODE[level.dimension]
            for level in self.plan_id.level_ids
            if BY_CODE[level.dimension].hierarchical
        }
        if not hierarchical or not changes.kept:
            return
        values = defaultdict(set)
        for __, parent_id, level_id, value_id, __ in changes.rows:
            values[changes.matched.get(parent_id), level_id].add(value_id)
        for __, parent_id, level_id, value_id in changes.kept:
            values[parent_id, level_id].add(value_id)
        # sudo: the values of rows in the plan that the user loads into
        rows = self.env["sales.plan.allocation"].sudo().browse(key[0] for key in values if key[0])
        above = {row.id: row for row in rows}
        for (parent_id, level_id), value_ids in values.items():
            if parent_id and level_id in hierarchical:
                itself = above[parent_id][hierarchical[level_id].field].id
                self._check_apart(hierarchical[level_id], value_ids - {itself})

    # -------------------------------------------------------------------------
    # Writing
    # -------------------------------------------------------------------------

    def _apply(self):
        """Write the staged rows to the plan, all of them or none; return the changes."""
        self.ensure_one()
        plan = self.plan_id
        self._lock(plan)
        plan.check_access("write")
        plan._check_figures_editable()
        changes = self._get_changes()
        if not changes.rows:
            raise UserError(self.env._("The preview has expired: show it again."))
        self._check_kept_apart(changes)
        journal = self.env["sales.plan.journal"]
        total = self.total_ids[:1]
        data = {
            "basis": self.basis,
            "spans": [[str(first), str(last)] for first, last in self._get_known_spans()],
            "periods": self._get_period_sources(),
            "target": total.target_amount,
            "history": total.history_amount,
            "growth": self._get_growth(),
        }
        with journal._recording(plan, "load", data=data):
            self._write(changes)
        plan.message_post(body=self._get_message(changes), subtype_xmlid="mail.mt_note")
        return changes

    def _write(self, changes):
        """Remove and create rows, and write their targets."""
        plan, cells = self.plan_id, self.env["sales.plan.cells"]
        self.env["sales.plan.build"]._remove_rows(changes.removed_rows, changes.removed_targets)
        nodes = self._create_rows(changes)
        there, written = cells._read_in_force(plan), {}
        # what is made of items is changed through these only
        made = self.env["sales.plan.item"]._read_sums(plan, there)
        for row_id, __, __, __, row_cells in self._get_written_rows(changes):
            for period_id, amount, history in row_cells:
                key = nodes[row_id], period_id
                before = there.get(key)
                if key in made or (before and self._is_kept(before.is_held)):
                    continue
                cell = Cell(Decimal(amount), Decimal(history), bool(before and before.is_held))
                if before != Cell(float(amount), float(history), cell.is_held):
                    written[key] = cell
        cells._write_cells(plan, written, "target")

    def _lock(self, plan):
        """Lock the plan; raise one sentence if somebody else has locked it."""
        try:
            plan.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing “%s” right now. Try again in a moment.", plan.name
                )
            ) from error

    def _create_rows(self, changes):
        """Create the missing rows and return ``{staged row id: row id}`` of all."""
        nodes = dict(changes.matched)
        names = {level.id: BY_CODE[level.dimension].field for level in self.plan_id.level_ids}
        for level in self.plan_id.level_ids:
            missing = [row for row in changes.rows if row[2] == level.id and row[0] not in nodes]
            ids = self.env["sales.plan.build"]._create_rows(
                [
                    {"parent_id": nodes[parent_id], names[level_id]: value_id}
                    for __, parent_id, level_id, value_id, __ in missing
                ]
            )
            nodes.update(zip((row[0] for row in missing), ids, strict=True))
        return nodes

    # -------------------------------------------------------------------------
    # Chatter
    # -------------------------------------------------------------------------

    def _get_message(self, changes):
        """Say in the plan's chatter what was loaded, with which choices."""
        lines = Markup().join(
            Markup("<li>%s</li>") % line for line in self._describe_choices(changes)
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (self._describe_result(), lines)

    def _describe_result(self):
        total = self.total_ids[:1]
        return self.env._(
            "Loaded %(target)s from a history of %(history)s: %(basis)s, %(dates)s.",
            target=self._format_amount(total.target_amount),
            history=self._format_amount(total.history_amount),
            basis=self._get_label("basis"),
            dates=self.history_description,
        )

    def _describe_choices(self, changes):
        yield from self._describe_uplift()
        yield self.env._("Spread over periods: %s", self._get_label("shape").lower())
        if self.shape == "own":
            yield ", ".join(
                self.env._(
                    "%(month)s %(percent)s%%",
                    month=line.period_id.name,
                    percent=format_number(self.env, line.percent, "%g"),
                )
                for line in self.period_line_ids
            )
        if self.rounding != "0":
            yield self.env._("Rounded to %s", self._get_label("rounding"))
        yield from self._describe_levels()
        yield self.env._("Existing targets: %s", self._get_label("existing").lower())
        yield self._describe_changes(changes)

    def _describe_uplift(self):
        if self.history in YEARS:
            weights = [weight for __, weight in self._get_weights() if weight]
            yield self.env._(
                "%(history)s, weighted %(weights)s",
                history=self._get_label("history"),
                weights=" : ".join(format_number(self.env, weight) for weight in weights),
            )
        elif self.history != "year":
            yield self._get_label("history")
        yield from filter(None, (self.gap_description or "").splitlines())
        yield from filter(None, (self.cleaning_description or "").splitlines())
        if self.uplift_percent:
            yield self.env._("Raised by %s%%", format_number(self.env, self.uplift_percent, "%g"))
        if self.uplift_amount:
            yield self.env._("Raised by %s", self._format_amount(self.uplift_amount))
        for line in self._get_overrides():
            yield self.env._(
                "%(value)s: %(percent)s%% and %(amount)s",
                value=line._get_value().display_name,
                percent=format_number(self.env, line.percent, "%+g"),
                amount=self._format_amount(line.amount),
            )

    def _describe_levels(self):
        for line in self._get_level_lines():
            label = line.level_id._get_label()
            if line.depth:
                depth = self._get_label("depth", line).lower()
                yield self.env._("%(level)s: %(depth)s", level=label, depth=depth)
            if line.top:
                yield self.env._(
                    "%(level)s: the %(count)s largest",
                    level=label,
                    count=self.plan_id._format_count(line.top),
                )
            if line.smallest:
                yield self.env._(
                    "%(level)s: from %(amount)s on",
                    level=label,
                    amount=self._format_amount(line.smallest),
                )
        for total in self.total_ids.filtered("left_out_count"):
            yield self.env._(
                "%(level)s: %(count)s left out with %(amount)s",
                level=total.name,
                count=self.plan_id._format_count(total.left_out_count),
                amount=self._format_amount(total.left_out_amount),
            )

    def _get_label(self, name, record=None):
        record = self if record is None else record
        return dict(record._fields[name]._description_selection(self.env))[record[name]]
