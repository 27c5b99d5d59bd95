from odoo import api, models

from ...queries.choices import keep_place
from ..org.raised import raised as with_raised_rights
from .arguments import table_takes


class SalesPlanTable(models.AbstractModel):
    """Remembers how each user looks at a plan and types in it, wherever they open it next."""

    _inherit = "sales.plan.table"

    @api.model
    @table_takes("plan_id", "look")
    def table_look(self, plan_id, look):
        """Remember how the user looks at a plan.

        :param look: ``{"columns": which of ``COLUMNS`` stand beside the targets, "scale": units
            of the amounts, "has_spans": whether subtotals are shown, "folded": numbers of those
            whose periods are not, "heat": what amounts are coloured by or "", "spread": whether
            what is typed into a parent is spread over the rows below}``, all of it or a part
        """
        tree = self._open(self.env["sales.plan"].browse(plan_id))
        self._remember_choice(tree.plan, look={**self._get_look(tree.plan), **look})
        return True

    @api.model
    def _find_choice(self, plan):
        # sudo: the user's own choice
        choices = self.env["sales.plan.table.choice"].sudo()
        return choices.search([("plan_id", "=", plan.id), ("user_id", "=", self.env.uid)])

    @api.model
    def _remember_choice(self, plan, **values):
        """Write what the user chose in a plan."""
        choices = self.env["sales.plan.table.choice"]
        choices.flush_model()
        keep_place(self.env, choices._table, plan.id)
        # sudo: the user's own choice
        with_raised_rights(self._find_choice(plan)).write(values)

    @api.model
    def _get_look(self, plan):
        """Return how the user looked at a plan last, as :meth:`table_look` takes it; empty where
        they never chose. In a plan that is new to them the columns are those they chose last."""
        # sudo: the user's own choices
        choices = self.env["sales.plan.table.choice"].sudo()
        mine = [("user_id", "=", self.env.uid), ("look", "!=", False)]
        look = choices.search([*mine, ("plan_id", "=", plan.id)]).look
        if look:
            return look
        last = choices.search(mine, order="write_date DESC, id DESC", limit=1).look or {}
        return {name: last[name] for name in ("columns", "spread") if name in last}

    @api.model
    def _get_looked_at(self, plan, look):
        """Return the columns that a look needs, as ``getWanted`` of the client does."""
        wanted = dict.fromkeys(look.get("columns", ()))
        if look.get("heat") == "history":
            wanted |= {"change": None, "history": None}
        if look.get("heat") == "mean":
            wanted["deviation"] = None
        if look.get("has_spans") and self._get_spans(plan)["spans"]:
            wanted["spans"] = None
        return list(wanted)
