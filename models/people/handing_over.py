from collections import defaultdict
from dataclasses import dataclass, field

from odoo import fields
from odoo.tools import SQL

from ...tools import handover
from ..cascade.publishing import Publishing, read_states


@dataclass
class Layer:
    """Cells of one kind, either in force or working, that are about to change hands.

    :param cells: ``{(row id, period id): Cell}`` before it
    :param after: ``{(row id, period id): Cell or None}`` after it, of the cells that change
    """

    cells: dict
    after: dict = field(default_factory=dict)

    def give(self, key, given):
        """Add an amount to a cell."""
        now = self.after[key] if key in self.after else self.cells.get(key)
        self.after[key] = handover.add(now, given)

    def get_changes(self):
        """Return the cells that change, as ``sales.plan.journal`` takes changes."""
        return {
            key: (self.cells.get(key), after)
            for key, after in self.after.items()
            if self.cells.get(key) != after
        }


@dataclass
class HandOver(Publishing):
    """Amounts in force that change hands; see :class:`Publishing`.

    :param given: ids of the rows that give amounts; the other rows receive them
    :param people: what messages name: ``person``, ``to``, and ``date``, the first day handed over
    """

    given: set = field(default_factory=set)
    people: dict = field(default_factory=dict)

    @property
    def notice_kind(self):
        """The kind of the notices about it."""
        return self.kind

    def compare(self, below, receivers, in_force):
        """Take over the amounts in force before and after, and the owners; called before writing.

        :param below: the rows that give amounts
        :param receivers: ``{id of a row that gives: id of the row that receives}``
        :param in_force: the :class:`Layer` of cells in force
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
        """Take over the names that messages about these rows need."""
        # sudo: reads only the names of people who had and who get the targets
        names = ", ".join(rows.sudo().user_id.mapped("name"))
        self.people = {
            "person": names,
            "to": user.sudo().name if user else None,
            "date": fields.Date.to_string(day),
        }

    def mark_rows(self):
        """Publish the rows that receive targets; their owners are asked to agree. A proposal for a
        row that gave some is void: the row counts as not answered."""
        # sudo: options of a plan are no secret to who may hand over its rows
        plan = self.plan.sudo()
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
        """Do nothing: the rows below change hands with the others, so none is to be revised."""

    def prepare_notices(self, tree):
        """Return notices to who had the targets, who gets them, and the owner of the row above."""
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
        """Return who is told of which of the highest rows: ``{(user id, part): [row id, …]}``.

        The part is ``from`` for who had them, ``to`` for who gets them, ``above`` for the owner of
        the row above. The user is not told.
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
