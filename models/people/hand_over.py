from odoo import api, models

from ...queries.dimensions import BY_CODE, FIELDS
from ...tools import handover
from ...tools.grid import Grid
from ...tools.tree import get_with_ancestors
from ..org.raised import raised
from ..plan.editable import ALLOWED, ROWS_ALLOWED
from .handing_over import Layer


class SalesPlanPeople(models.AbstractModel):
    """Computes the cells that change when targets change hands: which part stays and which goes,
    which rows receive it, and what rows above keep."""

    _inherit = "sales.plan.people"

    @api.model
    def _part_layers(self, plan, below, day):
        """Return the cells of rows in both layers, and how each is parted.

        :param below: the rows, as :meth:`TableTree.get_below` returns them
        :return: two :class:`Layer`, in force and working; and for each of them ``{(row id, period
            id): (what stays, what goes)}``
        """
        in_force = self.env["sales.plan.cells"]._read_in_force(plan, below)
        layers = [Layer(in_force), Layer(in_force)]
        if plan._is_in_cascade():
            layers[1] = Layer(self.env["sales.plan.cells"]._read_cells(plan, below))
        days, step = self._count_days_around(plan, day), plan._get_rounding()
        return layers, [handover.part(below, layer.cells, days, step) for layer in layers]

    @api.model
    def _count_days_around(self, plan, day):
        """Return the working days of each period before a day, and from that day on.

        :return: ``{period id: (days before, days from it on)}``
        """
        plan = plan.sudo()  # sudo: the days and the company of a plan are no secret
        weekdays, holidays = plan.company_id._get_working_days(plan.date_from, plan.date_to)
        return {
            period.id: handover.count_days(
                period.date_from, period.date_to, day, weekdays, holidays
            )
            for period in plan.period_ids
        }

    @api.model
    def _find_receivers(self, below, going, user):
        """Return for each row its counterpart among the rows of another salesperson.

        Missing counterparts are created, one level after the other.

        :param below: rows of salespeople and all rows below, as :meth:`TableTree.get_below`
        :param going: ids of the rows that amounts are taken from
        :return: ``{row id: id of the counterpart}``, and the ids of the rows created
        """
        # sudo: callers have checked that the user may change these rows; new ones are beside them
        env = raised(self).with_context(**{ROWS_ALLOWED: ALLOWED}).env
        rows = env["sales.plan.allocation"].browse(sorted(get_with_ancestors(going, below)))
        rows.fetch(["parent_id", "level_id", "customer_user_id", *FIELDS])
        there = self._read_rows_there(rows.filtered(lambda row: below[row.id] is None), user)
        receivers, added = {}, []
        while rows:
            ready = rows.filtered(
                lambda row: below[row.id] is None or row.parent_id.id in receivers
            )
            wanted = {row.id: self._get_place(row, below, receivers, user) for row in ready}
            new = {wanted[row.id]: row for row in ready if wanted[row.id] not in there}
            ids = env["sales.plan.build"]._create_rows(
                [
                    {
                        "parent_id": parent_id,
                        name: value_id,
                        "customer_user_id": row.customer_user_id.id,
                    }
                    for (parent_id, name, value_id), row in new.items()
                ]
            )
            there.update(zip(new, ids, strict=True))
            added += ids
            receivers.update({row_id: there[place] for row_id, place in wanted.items()})
            rows -= ready
        return receivers, added

    @api.model
    def _get_place(self, row, below, receivers, user):
        """Return the place of a counterpart: ``(id of the row above, field, value id)``."""
        if below[row.id] is None:
            return row.parent_id.id, "user_id", user.id
        name = BY_CODE[row.level_id.dimension].field
        return receivers[row.parent_id.id], name, row[name].id

    @api.model
    def _read_rows_there(self, rows, user):
        """Return the rows that a salesperson has already beside some rows, and all rows below.

        :return: ``{place as in :meth:`_get_place`: row id}``
        """
        beside = rows.search([("parent_id", "in", rows.parent_id.ids), ("user_id", "=", user.id)])
        found = rows.search_fetch(
            [("id", "child_of", beside.ids)], ["parent_id", "level_id", *FIELDS]
        )
        there = {}
        for row in found if beside else rows.browse():
            name = BY_CODE[row.level_id.dimension].field
            there[row.parent_id.id, name, row[name].id] = row.id
        return there

    @api.model
    def _read_receivers(self, plan, layers, row_ids):
        """Add the cells of the rows that receive amounts to both layers."""
        row_ids = list(row_ids)
        in_force = self.env["sales.plan.cells"]._read_in_force(plan, row_ids)
        layers[0].cells = {**layers[0].cells, **in_force}
        if plan._is_in_cascade():
            in_force = self.env["sales.plan.cells"]._read_cells(plan, row_ids)
        layers[1].cells = {**layers[1].cells, **in_force}

    @api.model
    def _keep_above(self, plan, tree, rows, layers):
        """Give rows above amounts of their own where they were shown with the sum of the rows
        below: otherwise they would lose the amounts that are moved up."""
        parents = {tree.parents[row_id] for row_id in rows.ids} - {None}
        below = tree.get_below(parents)
        readers = (
            self.env["sales.plan.cells"]._read_in_force,
            self.env["sales.plan.cells"]._read_cells,
        )
        for layer, read in zip(layers, readers, strict=True):
            changed = {period_id for (__, period_id), __ in layer.get_changes().items()}
            own = read(plan, parents)
            if all((row_id, period) in own for row_id in parents for period in changed):
                continue
            grid = Grid(below, plan.period_ids.ids, read(plan, below), plan._get_rounding())
            for row_id in parents:
                for period_id in changed:
                    amount = grid.effective(row_id, period_id)
                    if (row_id, period_id) not in own and amount is not None:
                        layer.after[row_id, period_id] = handover.Cell(amount)

    @api.model
    def _write_layers(self, plan, layers):
        """Write the cells in force, and the working ones as drafts where they differ from these."""
        in_force, working = layers
        cells, reason = self.env["sales.plan.cells"], self.env._("Changed hands")
        cells._write_changes(plan, in_force.get_changes(), "target", reason)
        if plan._is_in_cascade():
            keys = in_force.after.keys() | working.after.keys()
            laid_over = {key: working.after.get(key, working.cells.get(key)) for key in keys}
            cells._write_cells(plan, laid_over, "draft", reason)
