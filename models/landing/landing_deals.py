from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arguments import Refused, an_id
from ..org.arguments import read_filter
from ..org.nullable import NullableFloat, NullableMonetary

#: What of a deal counts in a landing, in the order of the values of :meth:`_read_landing_parts`.
LANDING_PARTS = ("landing_part_amount", "landing_part_chance", "landing_part_mean")


class _InQueries:
    """A computed field that ``_field_to_sql`` has in queries, too.

    Odoo tries out whether it can be ordered by and summed up, which would work out the landing
    each time; it is known.
    """

    def _description_sortable(self, env):
        return True

    def _description_groupable(self, env):
        return False

    def _description_aggregator(self, env):
        return self.aggregator


class _PartAmount(_InQueries, NullableMonetary):
    """Money of a part of a landing."""


class _PartChance(_InQueries, NullableFloat):
    """A chance to count in a landing."""


class CrmLead(models.Model):
    """Deals that a part of a landing is made of, with what of each counts there and its chance.

    Which landing that is, the context says (``sales_plan_landing``), as the text that
    ``_get_figure_condition`` makes of it.
    """

    _inherit = "crm.lead"

    landing_part_currency_id = fields.Many2one(
        "res.currency", compute="_compute_landing_part", exportable=False
    )
    landing_part_amount = _PartAmount(
        "Amount That Counts",
        compute="_compute_landing_part",
        currency_field="landing_part_currency_id",
        exportable=False,
        help="The part of the deal that counts in the landing that opened the list.",
    )
    landing_part_chance = _PartChance(
        "Chance to Count",
        compute="_compute_landing_part",
        exportable=False,
        aggregator=None,
        help="How likely the deal is to be won early enough to count in that landing.",
    )
    landing_part_mean = _PartAmount(
        "Amount Times Chance",
        compute="_compute_landing_part",
        currency_field="landing_part_currency_id",
        exportable=False,
        help="What the deal adds to that landing.",
    )

    @api.depends_context("sales_plan_landing", "uid", "allowed_company_ids")
    def _compute_landing_part(self):
        text = self.env.context.get("sales_plan_landing")
        of_plan = self._get_landing_currency(text) if text else False
        found, nothing = self._read_landing_parts(), (None,) * len(LANDING_PARTS)
        for lead in self:
            lead.landing_part_currency_id = of_plan or lead.company_currency
            values = found.get(lead._origin.id, nothing)
            lead.update(dict(zip(LANDING_PARTS, values, strict=True)))

    def _field_to_sql(self, alias, field_expr, query=None) -> SQL:
        """What counts in the landing at hand can be summed up and ordered by, too."""
        if field_expr == "landing_part_currency_id":
            text = self.env.context.get("sales_plan_landing")
            of_plan = self._get_landing_currency(text) if text else False
            if of_plan:
                return SQL("%s", of_plan.id)
            return super()._field_to_sql(alias, "company_currency", query)
        if field_expr not in LANDING_PARTS:
            return super()._field_to_sql(alias, field_expr, query)
        part = query.make_alias(alias, "landing_part")
        if part not in query._joins:  # it takes a moment: once for each query
            rows = [(lead_id, *values) for lead_id, values in self._read_landing_parts().items()]
            query.add_join(
                "LEFT JOIN",
                part,
                SQL(
                    "(SELECT * FROM (VALUES %s) part (lead_id, %s, %s, %s))",
                    SQL(", ").join(
                        SQL("(%s::integer, %s::numeric, %s::float8, %s::numeric)", *row)
                        for row in rows or [(None,) * 4]
                    ),
                    *map(SQL.identifier, LANDING_PARTS),
                ),
                SQL("%s = %s", SQL.identifier(part, "lead_id"), SQL.identifier(alias, "id")),
            )
        return SQL.identifier(part, field_expr)

    @api.model
    def _read_landing_parts(self):
        """Return what of each deal counts in the landing that the context says, nothing without
        one: ``{id: (amount, chance, amount times chance)}``, the last one rounded as money is."""
        text = self.env.context.get("sales_plan_landing")
        found = self._read_landing_deals(text) if text else {}
        of_plan = self._get_landing_currency(text) if text else False
        # sudo: what currency a deal counts in is no secret to who sees what it counts for
        return {
            lead.id: (amount, chance, (of_plan or lead.company_currency).round(amount * chance))
            for lead in self.sudo().browse(found)
            for amount, chance in [found[lead.id]]
        }

    @api.model
    def _read_landing_deals(self, text):
        """Return the deals of a part of a landing: ``{id: (amount, chance)}``.

        :param text: which one, see ``_get_figure_condition``
        """
        kind, asked = self._read_landing_text(text)
        return self._get_landing_readers()[kind][1](asked)

    @api.model
    def _read_landing_text(self, text):
        readers = self._get_landing_readers()

        def check(sent):
            kind, asked = sent
            readers[kind][0](asked)

        return read_filter(self.env, check, text, "sales_plan_landing")

    @api.model
    def _get_landing_currency(self, text):
        """Return the currency of what counts in a landing: that of the plan of a row, which may be
        another one than that of the deals; none for that of each deal."""
        kind, asked = self._read_landing_text(text)
        rows = self.env["sales.plan.allocation"]
        if kind == "landing_row":
            rows = rows.search([("id", "in", asked)])
        # sudo: what a plan measures is no secret to who sees one of its rows
        return rows.sudo().unit_currency_id

    @api.model
    def _get_landing_readers(self):
        """Hook: return which parts of landings deals can be listed of: ``{kind: (check of what is
        asked, function that returns {id: (amount, chance)})}``."""
        return {"landing_row": (_a_row, self._read_row_deals)}

    @api.model
    def _read_row_deals(self, asked):
        (row_id,) = asked
        rows = self.env["sales.plan.allocation"].search([("id", "=", row_id)])
        return rows._read_landing_deals() if rows else {}

    @api.model
    def _get_figure_readers(self):
        return {
            **super()._get_figure_readers(),
            **{
                kind: (check, lambda asked, read=read: Domain("id", "in", list(read(asked))))
                for kind, (check, read) in self._get_landing_readers().items()
            },
        }


def _a_row(value):
    if not isinstance(value, list) or len(value) != 1:
        raise Refused("landing_row")
    an_id(value[0])
