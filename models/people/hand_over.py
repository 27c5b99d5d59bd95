from dataclasses import dataclass, field

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from ...queries.dimensions import BY_CODE, FIELDS
from ...tools import handover
from ...tools.grid import Grid

#: Stands in the context while rows are added to a plan in force; no client can send it.
HANDING_OVER = object()
CONTEXT_KEY = "sales_plan_handing_over"


@dataclass
class Layer:
    """Figures of one kind, in force or working ones, that are about to change hands.

    :param cells: ``{(row id, period id): Cell}`` as they are
    :param after: ``{(row id, period id): Cell or None}`` of the cells that change
    """

    cells: dict
    after: dict = field(default_factory=dict)

    def give(self, key, given):
        """Let a cell have more than it had."""
        now = self.after[key] if key in self.after else self.cells.get(key)
        self.after[key] = handover.add(now, given)

    def get_changes(self):
        """Return what changes, as ``sales.plan.journal``."""
        return {
            key: (self.cells.get(key), after)
            for key, after in self.after.items()
            if self.cells.get(key) != after
        }


class SalesPlan(models.Model):
    """Targets of a salesperson who left or moved on: handed over to somebody else from a day on,
    or moved up to the row above. What was planned before that day stays.

    Working figures and those in force change together, each kind by itself: what was not
    published stays a draft. This is the one way in which a plan in force changes that is not
    split level by level.
    """

    _inherit = "sales.plan"

    def _check_working_editable(self):
        if self.env.context.get(CONTEXT_KEY) is HANDING_OVER:
            return
        super()._check_working_editable()

    def _hand_over(self, row_ids, user, day, reason=None):
        """Give what rows of salespeople, and all rows below them, have from a day on to another
        salesperson: to their row below the same row, made where there is none.

        :param user: who gets it
        :param day: the first day that goes; the period that it falls into is split by working days
        :return: the publication; none where nothing in force changed
        :raise UserError: with one sentence, when it cannot be done; nothing is changed
        """
        tree = self._begin_hand_over(row_ids)
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        self._check_receiver(rows, user)
        self._check_hand_over_day(day)
        below = tree.get_below(row_ids)
        layers, parts = self._part_layers(below, day)
        going = {key[0] for layer in parts for key, (__, goes) in layer.items() if goes}
        if not going:
            raise UserError(
                self.env._(
                    "There is nothing to hand over: %(row)s has no targets from %(day)s on.",
                    row=self._name_row(row_ids[0]),
                    day=format_date(self.env, day),
                )
            )
        receivers, added = self._find_receivers(below, going, user)
        self._read_receivers(layers, receivers.values())
        for layer, its_parts in zip(layers, parts, strict=True):
            for (row_id, period_id), (stays, goes) in its_parts.items():
                layer.after[row_id, period_id] = stays
                if goes:
                    layer.give((receivers[row_id], period_id), goes)
        people = self._name_people(rows, user, day)
        data = {**self._name_rows(row_ids), **people}
        publishing = self._prepare_hand_over("hand_over", below, receivers, layers[0])
        publishing.people = people
        self._write_layers(layers)
        self.env["sales.plan.journal"]._record(
            self, "hand_over", layers[1].get_changes(), data=data, added_rows=added
        )
        self.env["sales.plan.people.answer"]._remember(
            {row: row.sudo().user_id for row in rows}, "hand_over", user, day
        )
        return self._publish_hand_over(publishing, reason)

    def _move_up(self, row_ids, reason=None):
        """Take what rows of salespeople, and all rows below them, have from today on out of them:
        the rows above keep their figures and have it unallocated.

        :return: the publication; none where nothing in force changed
        """
        tree = self._begin_hand_over(row_ids)
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        if self.rolls_up:
            raise UserError(
                self.env._(
                    "“%s” rolls up: rows above are sums and cannot keep what nobody below has. "
                    "Hand the targets over instead.",
                    self.display_name,
                )
            )
        day = fields.Date.context_today(self)
        self._check_hand_over_day(day)
        below = tree.get_below(row_ids)
        layers, parts = self._part_layers(below, day)
        for layer, its_parts in zip(layers, parts, strict=True):
            layer.after.update({key: stays for key, (stays, __) in its_parts.items()})
        self._keep_above(tree, rows, layers)
        if not any(layer.get_changes() for layer in layers):
            raise UserError(
                self.env._("%s has no open targets.", self._name_row(row_ids[0])),
            )
        people = self._name_people(rows, None, day)
        data = {**self._name_rows(row_ids), **people}
        publishing = self._prepare_hand_over("move_up", below, {}, layers[0])
        publishing.people = people
        self._write_layers(layers)
        self.env["sales.plan.journal"]._record(self, "move_up", layers[1].get_changes(), data=data)
        self.env["sales.plan.people.answer"]._remember(
            {row: row.sudo().user_id for row in rows}, "move_up", day=day
        )
        return self._publish_hand_over(publishing, reason)

    # -------------------------------------------------------------------------
    # Who may, and what may be
    # -------------------------------------------------------------------------

    def _keep_people(self, people):
        """Remember that targets of people who left or moved stay with them.

        :param people: ``{row: user}``
        """
        rows = self.env["sales.plan.allocation"].union(*people)
        self._begin_decision(rows.ids)
        self.env["sales.plan.people.answer"]._remember(people, "keep")

    def _set_responsible(self, rows, user):
        """Let somebody else answer for rows whose responsible left."""
        self._begin_decision(rows.ids)
        self._check_receiver(rows, user)
        # sudo: whoever prepares the figures of rows may name who answers for them
        rows.sudo().responsible_id = user

    def _begin_hand_over(self, row_ids):
        """Check that the user may hand over rows, and that they are those of salespeople; keep
        others from changing the plan; return its rows."""
        tree = self._begin_decision(row_ids)
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)  # sudo: levels only
        for row in rows:
            if row.level_id.dimension != "salesperson":
                raise UserError(
                    self.env._("%s is not the row of a salesperson.", self._name_row(row.id))
                )
        return tree

    def _begin_decision(self, row_ids):
        """Check that the user may decide about rows of people, keep others from changing the
        plan; return its rows."""
        self.ensure_one()
        tree = self._open_tree()
        self._check_grid_rows(tree, row_ids)
        self._lock_figures()
        self.invalidate_recordset(["state", "edit_version"])
        # sudo: whether a plan is settled is no secret of the rows hidden in it
        plan = self.sudo()
        if plan.state != "confirmed":
            raise UserError(
                self.env._("“%s” is not in force: its targets are not handed over.", plan.name)
            )
        if not self._can_draft_all() and not plan.is_cascaded:
            raise AccessError(
                self.env._(
                    "“%s” is not split level by level: only planning managers change who has its "
                    "targets.",
                    plan.name,
                )
            )
        self._check_draftable(row_ids)
        return tree

    def _check_receiver(self, rows, user):
        """Raise unless somebody can take targets over."""
        user = user.sudo()  # sudo: whether somebody still works here, and for which company
        if user in rows.sudo().user_id:
            raise UserError(
                self.env._("%s has these targets already: choose somebody else.", user.name)
            )
        if not user.active or user.share:
            raise UserError(
                self.env._("%s does not work here: choose an active internal user.", user.name)
            )
        if self.sudo().company_id not in user.company_ids:
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(company)s.",
                    person=user.name,
                    company=self.sudo().company_id.name,
                )
            )

    def _check_hand_over_day(self, day):
        """Raise if a period that has ended would change, or none at all."""
        today = fields.Date.context_today(self)
        periods = self.sudo().period_ids.sorted("date_from")
        still_open = periods.filtered(lambda period: period.date_to >= today)
        if not still_open or day > periods[-1].date_to:
            raise UserError(
                self.env._(
                    "“%(plan)s” ends on %(day)s: there is nothing to hand over after that.",
                    plan=self.display_name,
                    day=format_date(self.env, periods[-1].date_to),
                )
            )
        if still_open[0] != periods[0] and day < still_open[0].date_from:
            raise UserError(
                self.env._(
                    "Periods that have ended keep their targets: choose %s or a later day.",
                    format_date(self.env, still_open[0].date_from),
                )
            )

    # -------------------------------------------------------------------------
    # What changes
    # -------------------------------------------------------------------------

    def _part_layers(self, below, day):
        """Return the figures of rows, in force and working ones, and what stays and goes of each.

        :param below: the rows, as :meth:`GridTree.get_below`
        """
        in_force = self.env["sales.plan.cells"]._read_in_force(self, below)
        layers = [Layer(in_force), Layer(in_force)]
        if self._is_in_cascade():
            layers[1] = Layer(self.env["sales.plan.cells"]._read_cells(self, below))
        days, step = self._count_days_around(day), self._get_rounding()
        return layers, [handover.part(below, layer.cells, days, step) for layer in layers]

    def _count_days_around(self, day):
        """Return the working days before a day and from it on: ``{period id: (days, days)}``."""
        plan = self.sudo()  # sudo: calendar of the plan's company
        weekdays, holidays = plan.company_id._get_working_days(plan.date_from, plan.date_to)
        return {
            period.id: handover.count_days(
                period.date_from, period.date_to, day, weekdays, holidays
            )
            for period in plan.period_ids
        }

    def _find_receivers(self, below, going, user):
        """Return the rows of another salesperson that stand for the same as some rows.

        Rows that are not there are made, in as many steps as the plan has levels.

        :param below: rows of salespeople and those below, as :meth:`GridTree.get_below`
        :param going: the rows that something is taken from
        :return: ``{row id: id of the other row}``, and the ids of the rows made
        """
        # sudo: callers have checked that they may change these rows; new ones are like them
        context = {**clean_context(self.env.context), CONTEXT_KEY: HANDING_OVER}
        env = self.env(context=context, su=True)
        rows = env["sales.plan.allocation"].browse(_add_rows_above(going, below))
        rows.fetch(["parent_id", "level_id", *FIELDS])
        there = self._read_rows_there(rows.filtered(lambda row: below[row.id] is None), user)
        receivers, added = {}, []
        while rows:
            ready = rows.filtered(
                lambda row: below[row.id] is None or row.parent_id.id in receivers
            )
            wanted = {row.id: self._get_place(row, below, receivers, user) for row in ready}
            new = list(dict.fromkeys(place for place in wanted.values() if place not in there))
            ids = env["sales.plan.build"]._create_rows(
                [{"parent_id": parent_id, name: value_id} for parent_id, name, value_id in new]
            )
            there.update(zip(new, ids, strict=True))
            added += ids
            receivers.update({row_id: there[place] for row_id, place in wanted.items()})
            rows -= ready
        return receivers, added

    def _get_place(self, row, below, receivers, user):
        """Return where the row of the other salesperson is: row above, field and its value."""
        if below[row.id] is None:
            return row.parent_id.id, "user_id", user.id
        name = BY_CODE[row.level_id.dimension].field
        return receivers[row.parent_id.id], name, row[name].id

    def _read_rows_there(self, rows, user):
        """Return the rows that a salesperson has beside some rows of salespeople, and all below
        them: ``{(id of the row above, field, value id): row id}``."""
        beside = rows.search([("parent_id", "in", rows.parent_id.ids), ("user_id", "=", user.id)])
        found = rows.search_fetch(
            [("id", "child_of", beside.ids)], ["parent_id", "level_id", *FIELDS]
        )
        there = {}
        for row in found if beside else rows.browse():
            name = BY_CODE[row.level_id.dimension].field
            there[row.parent_id.id, name, row[name].id] = row.id
        return there

    def _read_receivers(self, layers, row_ids):
        """Read the figures of the rows that get something, too."""
        row_ids = list(row_ids)
        in_force = self.env["sales.plan.cells"]._read_in_force(self, row_ids)
        layers[0].cells = {**layers[0].cells, **in_force}
        if self._is_in_cascade():
            in_force = self.env["sales.plan.cells"]._read_cells(self, row_ids)
        layers[1].cells = {**layers[1].cells, **in_force}

    def _keep_above(self, tree, rows, layers):
        """Give the rows above figures of their own where they were shown with the sum of what
        is below them: otherwise they would lose what nobody below has."""
        parents = {tree.parents[row_id] for row_id in rows.ids} - {None}
        below = tree.get_below(parents)
        readers = (
            self.env["sales.plan.cells"]._read_in_force,
            self.env["sales.plan.cells"]._read_cells,
        )
        for layer, read in zip(layers, readers, strict=True):
            changed = {period_id for (__, period_id), __ in layer.get_changes().items()}
            own = read(self, parents)
            if all((row_id, period) in own for row_id in parents for period in changed):
                continue
            grid = Grid(below, self.period_ids.ids, read(self, below), self._get_rounding())
            for row_id in parents:
                for period_id in changed:
                    amount = grid.effective(row_id, period_id)
                    if (row_id, period_id) not in own and amount is not None:
                        layer.after[row_id, period_id] = handover.Cell(amount)

    def _write_layers(self, layers):
        """Write figures in force, and lay the working ones over them where they differ."""
        in_force, working = layers
        cells = self.env["sales.plan.cells"]
        cells._write_changes(self, in_force.get_changes(), "target")
        if self._is_in_cascade():
            keys = in_force.after.keys() | working.after.keys()
            laid_over = {key: working.after.get(key, working.cells.get(key)) for key in keys}
            cells._write_cells(self, laid_over, "draft")


def _add_rows_above(row_ids, parents):
    """Return rows and all rows above them, as far as these are among ``parents``."""
    found = set()
    for row_id in row_ids:
        above = row_id
        while above is not None and above not in found:
            found.add(above)
            above = parents[above]
    return sorted(found)
