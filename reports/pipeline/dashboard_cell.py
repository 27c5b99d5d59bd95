from dataclasses import asdict
from types import SimpleNamespace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.arguments import Refused, a_day, a_dict, a_flag, an_id, one_of, optional
from .request import Request

#: The parts of what a cell of the dashboard's grid asks for, see ``_get_cell_condition``.
CELL = {
    "kind": one_of("closed", "pipeline"),
    "of_all": a_flag,
    "user_id": optional(an_id),
    "team_asked": optional(an_id),
    "user_asked": optional(an_id),
    "first": a_day,
    "last": a_day,
}


def a_cell(value):
    """Take what a cell asks for, with all of its parts."""
    a_dict(**CELL)(value)
    if value.keys() != CELL.keys():
        raise Refused("cell")


class SalesPipelineDashboard(models.AbstractModel):
    """The deals behind a cell of the grid."""

    _inherit = "sales.pipeline.dashboard"

    @api.model
    def _get_cell_condition(self, request: Request, kind, user_id, spans):
        """Return the condition on opportunities that a cell stands for, however many they are.

        :param user_id: whose deals, False for those of nobody, None for all
        :param spans: periods that follow each other
        """
        asked = asdict(request)
        cell = {
            "kind": kind,
            "of_all": user_id is None,
            "user_id": user_id or False,
            "team_asked": asked["team_id"],
            "user_asked": asked["user_id"],
            "first": fields.Date.to_string(spans[0].date_from),
            "last": fields.Date.to_string(spans[-1].date_to),
        }
        return self.env["crm.lead"]._get_figure_condition("cell", cell)

    @api.model
    def _get_cell_domain(self, cell):
        """Return the domain of the opportunities of a cell, see ``CELL``."""
        request = Request(team_id=cell["team_asked"], user_id=cell["user_asked"])
        day = fields.Date.to_date
        span = SimpleNamespace(date_from=day(cell["first"]), date_to=day(cell["last"]))
        owner = SQL("deal.user_id IS NOT DISTINCT FROM %s", cell["user_id"] or None)
        found = SQL(
            "(SELECT deal.id FROM (%s) deal WHERE deal.status = %s AND %s)",
            self._deals(request, [span]),
            "won" if cell["kind"] == "closed" else "open",
            SQL("TRUE") if cell["of_all"] else owner,
        )
        return Domain("id", "in", found)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_figure_readers(self):
        dashboard = self.env["sales.pipeline.dashboard"]
        return {**super()._get_figure_readers(), "cell": (a_cell, dashboard._get_cell_domain)}
