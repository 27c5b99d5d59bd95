from collections import defaultdict
from dataclasses import dataclass, field

from odoo import fields, models
from odoo.tools import SQL

from ..cascade.publishing import MOST_NAMED, Publishing


@dataclass
class HandOver(Publishing):
    """Figures in force that change hands; see :class:`Publishing`.

    :param given: the rows that they are taken from; the others receive them
    :param people: names that messages say: ``person``, ``to``, and ``date``, the first day
    """

    given: set = field(default_factory=set)
    people: dict = field(default_factory=dict)


class SalesPlan(models.Model):
    """The record of targets that change hands: what was in force before and after, who is told."""

    _inherit = "sales.plan"

    def _prepare_hand_over(self, kind, below, receivers, in_force):
        """Return what changes in force, as it is before it is written.

        :param below: the rows that targets are taken from
        :param receivers: the rows that get them, by those
        """
        publishing = HandOver(kind, given=set(below))
        row_ids = [*below, *dict.fromkeys(receivers.values())]
        states = self._read_publishing_states(row_ids)
        publishing.published = {row_id for row_id in row_ids if states[row_id][1]}
        changed = {row_id for row_id, __ in in_force.get_changes()}
        shown = {receivers[row_id] for row_id in receivers if states[row_id][1]}
        for row_id in row_ids:
            if row_id in changed or row_id in shown - publishing.published:
                publishing.owners[row_id] = states[row_id][0]
        for (row_id, period_id), cell in in_force.cells.items():
            if row_id in publishing.published:
                publishing.before[row_id][period_id] = float(cell.amount)
        for (row_id, period_id), cell in {**in_force.cells, **in_force.after}.items():
            if cell is not None:
                publishing.after[row_id][period_id] = float(cell.amount)
        return publishing

    def _publish_hand_over(self, publishing, reason):
        publication = self.env["sales.plan.publication"]
        if publishing.owners:
            publication = self._record_publication(
                self.env["sales.plan.table"]._open(self), publishing, (reason or "").strip() or None
            )
        return publication

    def _mark_rows(self, publishing):
        """Who gets targets is asked anew; what is left to who had them needs no answer."""
        if not isinstance(publishing, HandOver):
            super()._mark_rows(publishing)
            return
        self.env["sales.plan.allocation"].flush_model()
        receiving = [row_id for row_id in publishing.owners if row_id not in publishing.given]
        plan = self.sudo()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation
                      SET is_published = TRUE, published_date = %s, published_by_id = %s,
                          agreement = %s
                    WHERE id = ANY(%s)""",
                self.env.cr.now(),
                self.env.uid,
                "open" if plan.asks_agreement and plan.is_cascaded else None,
                receiving,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation SET agreement = 'open'
                    WHERE id = ANY(%s) AND agreement = 'proposed'""",
                [row_id for row_id in publishing.owners if row_id in publishing.given],
            )
        )

    def _mark_below(self, tree, publishing):
        """What is handed over takes along what is below it: nothing else is to be revised."""
        if isinstance(publishing, HandOver):
            return None
        return super()._mark_below(tree, publishing)

    def _queue_publication_notices(self, tree, publication, publishing):
        if not isinstance(publishing, HandOver):
            super()._queue_publication_notices(tree, publication, publishing)
            return
        notices = []
        for (owner_id, part), row_ids in self._group_hand_over(tree, publishing).items():
            named = [[row, *publishing.get_cells(row)[0][1:]] for row in row_ids[:MOST_NAMED]]
            notices.append(
                {
                    "user_id": owner_id,
                    "allocation_id": row_ids[0],
                    "data": {
                        **publishing.people,
                        "part": part,
                        "rows": named,
                        "count": len(row_ids),
                    },
                }
            )
        self.env["sales.plan.notice"]._queue(self, publishing.kind, notices, publication)

    def _group_hand_over(self, tree, publishing):
        """Return who is told of which rows, the highest ones: those who had them (``from``), get
        them (``to``) or answer for the row above them (``above``), but not the user.

        :return: ``{(user id, part): [row id, …]}``
        """
        rows = defaultdict(list)
        top = [row for row in publishing.owners if tree.parents[row] not in publishing.owners]
        for row_id in top:
            part = "from" if row_id in publishing.given else "to"
            rows[publishing.owners[row_id], part].append(row_id)
        above = self._read_publishing_states({tree.parents[row] for row in top} - {None})
        for row_id in top:
            if row_id in publishing.given and tree.parents[row_id] in above:
                rows[above[tree.parents[row_id]][0], "above"].append(row_id)
        return {
            (owner_id, part): row_ids
            for (owner_id, part), row_ids in rows.items()
            if owner_id and owner_id != self.env.uid
        }

    def _name_people(self, rows, user, day):
        """Return the names that sentences about these rows say."""
        # sudo: the names of who had targets and of who gets them
        names = ", ".join(rows.sudo().user_id.mapped("name"))
        return {
            "person": names,
            "to": user.sudo().name if user else None,
            "date": fields.Date.to_string(day),
        }
