from collections import defaultdict
from dataclasses import dataclass, field

from odoo import fields
from odoo.tools import SQL

from ...tools import handover
from ..cascade.publishing import Publishing, read_states


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


@dataclass
class HandOver(Publishing):
    """Amounts in force that change hands; see :class:`Publishing`.

    :param given: the rows that they are taken from; the others receive them
    :param people: names that messages say: ``person``, ``to``, and ``date``, the first day
    """

    given: set = field(default_factory=set)
    people: dict = field(default_factory=dict)

    @property
    def notice_kind(self):
        """Which notice tells people of it."""
        return self.kind

    def compare(self, below, receivers, in_force):
        """Compare what is in force with what is from now on, before that is written.

        :param below: the rows that targets are taken from
        :param receivers: the rows that get them, by those
        :param in_force: what is and what will be in force, :class:`Layer`
        """
        self.given = set(below)
        row_ids = [*below, *dict.fromkeys(receivers.values())]
        states = read_states(self.plan, row_ids)
        self.published = {row_id for row_id in row_ids if states[row_id][1]}
        changed = {row_id for row_id, __ in in_force.get_changes()}
        shown = {receivers[row_id] for row_id in receivers if states[row_id][1]}
        for row_id in row_ids:
            if row_id in changed or row_id in shown - self.published:
                self.owners[row_id] = states[row_id][0]
        for (row_id, period_id), cell in in_force.cells.items():
            if row_id in self.published:
                self.before[row_id][period_id] = float(cell.amount)
        for (row_id, period_id), cell in {**in_force.cells, **in_force.after}.items():
            if cell is not None:
                self.after[row_id][period_id] = float(cell.amount)

    def name_people(self, rows, user, day):
        """Take the names that sentences about these rows say."""
        # sudo: the names of who had targets and of who gets them
        names = ", ".join(rows.sudo().user_id.mapped("name"))
        self.people = {
            "person": names,
            "to": user.sudo().name if user else None,
            "date": fields.Date.to_string(day),
        }

    def mark_rows(self):
        """Who gets targets is asked anew; what is left to who had them needs no answer."""
        plan = self.plan.sudo()  # sudo: options of the plan, whose rows the user may hand over
        self._update_rows(
            SQL(
                """is_published = TRUE, published_date = %s, published_by_id = %s,
                   agreement = %s""",
                self.env.cr.now(),
                self.env.uid,
                "open" if plan.asks_agreement and plan.is_cascaded else None,
            ),
            [row_id for row_id in self.owners if row_id not in self.given],
        )
        self._update_rows(
            SQL("agreement = 'open'"),
            [row_id for row_id in self.owners if row_id in self.given],
            SQL("agreement = 'proposed'"),
        )

    def mark_below(self, tree):
        """What is handed over takes along what is below it: nothing else is to be revised."""

    def prepare_notices(self, tree):
        """Return notices to those who had targets, get them or answer for the row above them."""
        return [
            {
                "user_id": owner_id,
                "allocation_id": row_ids[0],
                "data": {
                    **self.people,
                    "part": part,
                    "rows": self.name_rows(row_ids),
                    "count": len(row_ids),
                },
            }
            for (owner_id, part), row_ids in self._group_rows(tree).items()
        ]

    def _group_rows(self, tree):
        """Return who is told of which rows, the highest ones: those who had them (``from``), get
        them (``to``) or answer for the row above them (``above``), but not the user.

        :return: ``{(user id, part): [row id, …]}``
        """
        rows = defaultdict(list)
        top = [row_id for row_id in self.owners if tree.parents[row_id] not in self.owners]
        for row_id in top:
            part = "from" if row_id in self.given else "to"
            rows[self.owners[row_id], part].append(row_id)
        above = read_states(self.plan, {tree.parents[row_id] for row_id in top} - {None})
        for row_id in top:
            if row_id in self.given and tree.parents[row_id] in above:
                rows[above[tree.parents[row_id]][0], "above"].append(row_id)
        return {
            (owner_id, part): row_ids
            for (owner_id, part), row_ids in rows.items()
            if owner_id and owner_id != self.env.uid
        }
