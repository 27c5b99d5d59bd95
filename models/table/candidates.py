from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...queries.candidates import value_facts
from ...queries.dimensions import BY_CODE
from ...tools.amounts import tidy
from ..org.namesakes import tell_apart
from .arguments import table_takes

#: Records on a page, at most.
LARGEST_PAGE = 200


class SalesPlanTable(models.AbstractModel):
    """Lists what rows can be added for below a row: what belongs there first, then by what it had
    last year."""

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes("plan_id", "parent_id", "text", "limit", "offset")
    def table_candidates(self, plan_id, parent_id, text="", limit=40, offset=0):
        """Return a page of the records that rows can be added for below one, in one query.

        Those that belong to the row come first (the members of its team, the customers of its
        salesperson), among them those with the largest figure last year in what the row stands for.

        :param text: part of their name
        :param limit: how many on a page, ``LARGEST_PAGE`` at most and where it is None
        :return: ``{"label": of the level, "belonging": what the first ones are or "", "total": how
            many there are, "records": [{"id", "name": as the row would have it, "belongs",
            "amount": last year's figure in the plan's unit, None where there is none or the user
            may not add rows}, …]}``
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._check_rows(tree, [parent_id])
        row = self.env["sales.plan.allocation"].browse(parent_id)
        addable = row._get_addable()
        domain = Domain(addable["domain"])
        if text:
            domain &= Domain("display_name", "ilike", escape_psql(text))
        belonging, label = row._get_belonging()
        facts = None
        if self._can_edit(tree) and tree.is_splittable(parent_id):
            facts = self._get_past_facts(row)
        values = self.env[addable["res_model"]]
        limit = min(limit or LARGEST_PAGE, LARGEST_PAGE)
        found, total = self._read_page(values, domain, belonging, facts, limit, offset)
        return {
            "label": addable["label"],
            "belonging": label,
            "total": total,
            "records": self._describe_candidates(values, found),
        }

    @api.model
    def _get_past_facts(self, row):
        """Return the query of what the values below a row had in the periods of a year earlier."""
        # sudo: how the plan is split is no secret to who splits one of its rows
        dimension = BY_CODE[row.sudo()._get_child_level().dimension]
        frame = self.env["sales.plan.figures"]._get_past_frame(row.plan_id, 1, row)
        self.env["sales.actual"]._flush_sources()
        return value_facts(frame, dimension.code, self.env[dimension.comodel]._table)

    @api.model
    def _read_page(self, values, domain, belonging, facts, limit, offset):
        """Return ``[(id, whether it belongs, amount), …]`` of one page, and how many there are."""
        query = values._search(domain, order=values._order)
        if query.is_empty():
            return [], 0
        key = SQL.identifier(values._table, "id")
        belongs = SQL("FALSE::boolean")
        if belonging:
            belongs = SQL("%s IN %s", key, values._search(belonging).subselect())
        amount = SQL("NULL::numeric")
        if facts:
            condition = SQL("%s = %s", SQL.identifier("past", "value_id"), key)
            query.add_join("LEFT JOIN", "past", SQL("(%s)", facts), condition)
            amount = SQL.identifier("past", "amount")
        order = query.order
        first = SQL("%s DESC, %s DESC NULLS LAST", belongs, amount)
        query.order = SQL("%s, %s, %s", first, order, key) if order else SQL("%s, %s", first, key)
        query.limit, query.offset = limit, offset
        rows = self.env.execute_query(query.select(key, belongs, amount, SQL("COUNT(*) OVER ()")))
        found = [(id_, is_own, value) for id_, is_own, value, __ in rows]
        return found, rows[0][3] if rows else 0

    @api.model
    def _describe_candidates(self, values, found):
        records = values.browse(id_ for id_, __, __ in found)
        names = tell_apart(records)
        return [
            {
                "id": record.id,
                "name": names[record.id],
                "belongs": is_own,
                "amount": None if amount is None else tidy(float(amount)),
            }
            for record, (__, is_own, amount) in zip(records, found, strict=True)
        ]
