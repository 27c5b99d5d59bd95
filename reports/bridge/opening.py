import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.org.arguments import read_filter, takes
from ...queries.bridge import deal_numbers
from ...tools.arguments import Refused, a_dict, one_of
from ...tools.bridge import BY_CUSTOMER, DEAL_STEPS, SALES_STEPS
from .request import A_BRIDGE, ASKED, Request

#: Steps that are made of documents: what was planned is not.
OPENED = ("start", "end", "unplanned", *SALES_STEPS, *DEAL_STEPS)
#: What is asked of a step: a request, and the step.
A_STEP = a_dict(**ASKED, step=one_of(*OPENED))
#: Which deals a step lists; others list those at hand.
_LISTED = {"win_rate": "closed", "size": "won"}
#: Steps of sales of the earlier span only, and of the later one only.
_BEFORE = ("start", "lost_customers", "lost_products")
_AFTER = ("end", "unplanned", "new_products", "new_customers", "currency")


class SalesPlanBridge(models.AbstractModel):
    """Opens what the steps of a bridge are made of."""

    _inherit = "sales.plan.bridge"

    @api.model
    @takes(request=A_BRIDGE, step=one_of(*OPENED))
    def bridge_open_step(self, request, step):
        """Return the action that lists the facts, or the deals, of a step, of both spans.

        :param request: see ``Request``
        :param step: a step that opens something
        """
        bridge = self._read_bridge(Request.from_client(request))
        if bridge.effects is None:
            raise UserError(self.env._("The period has not begun yet."))
        # sudo: as in _read_bridge
        plan = bridge.row.sudo().plan_id
        label = self._get_labels(bridge, plan)[step]
        title = self.env._("%(step)s: %(row)s", step=label, row=bridge.row.display_name)
        asked = {**request, "against": bridge.against, "step": step}
        if step in DEAL_STEPS:
            leads = self.env["crm.lead"]
            return {
                "type": "ir.actions.act_window",
                "name": title,
                "res_model": "crm.lead",
                "views": [(False, "list"), (False, "form")],
                "domain": [leads._get_figure_condition("bridge", asked)],
                "context": {"active_test": False, "sales_plan_figure": True},
            }
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_actual_action")
        by = "partner_id" if step in BY_CUSTOMER or bridge.kind == "counts" else "product_id"
        return {
            **action,
            "name": title,
            "display_name": title,
            "domain": [("bridge_step", "=", json.dumps(asked, sort_keys=True))],
            "context": {
                "group_by": [by, "date:year"],
                "sales_plan_measure": plan.measure,
                "sales_plan_figure": True,
            },
        }

    @api.model
    def _get_facts_domain(self, asked):
        """Return the domain on ``sales.actual`` of a step; see :meth:`bridge_open_step`."""
        step = asked["step"]
        bridge = self._read_bridge(Request.from_client(asked))
        if bridge.effects is None:
            return Domain.FALSE
        row = bridge.row.sudo()
        plan, spans = row.plan_id, bridge.spans
        days = []
        if step not in _AFTER:
            days.append((spans.before_first, spans.before_last))
        if step not in _BEFORE:
            days.append((spans.first, spans.last))
        domain = plan._get_companies_domain() & Domain.OR(
            row._get_days_domain(plan, plan.basis, span) for span in days
        )
        for name in row._get_dimension_values():
            domain &= row._get_own_domain(name)
        if bridge.is_split and step not in ("start", "end"):
            unplanned = row._get_unplanned_domain()
            domain &= unplanned if step == "unplanned" else ~unplanned
        return domain & self._get_parts_domain(bridge, step)

    @api.model
    def _get_parts_domain(self, bridge, step):
        """Return the condition on facts that they are of the customers or products of a step."""
        effects = bridge.effects
        if step not in SALES_STEPS:
            return Domain.TRUE
        keys = [key or False for key in effects.get(step, ())]
        if step in BY_CUSTOMER:
            return Domain("partner_id", "in", keys)
        gone = [
            key for other in ("lost_customers", "new_customers") for key in effects.get(other, ())
        ]
        stayed = Domain("partner_id", "not in", gone)
        if bridge.kind == "counts":
            return stayed
        return stayed & Domain("product_id", "in", keys)

    @api.model
    def _get_deals_domain(self, asked):
        """Return the domain on deals of a step; see :meth:`bridge_open_step`."""
        bridge = self._read_bridge(Request.from_client(asked))
        if bridge.effects is None or bridge.kind != "deals":
            return Domain.FALSE
        frame = self._get_frame(bridge.row.sudo())
        spans = self._get_numbered(bridge.spans)
        query = deal_numbers(frame, bridge.is_split, spans, _LISTED.get(asked["step"], "at_hand"))
        self.env["sales.actual"]._flush_sources()
        return Domain("id", "in", [number for (number,) in self.env.execute_query(query)])


class SalesActual(models.Model):
    """Finds the facts of a step of a bridge, however many these are."""

    _inherit = "sales.actual"

    bridge_step = fields.Char(
        "Step of a Bridge",
        store=False,
        search="_search_bridge_step",
        exportable=False,
        help="Lists the sales that a step of a bridge is made of.",
    )

    @api.model
    def _search_bridge_step(self, operator, value):
        if operator != "in":
            return NotImplemented
        bridges = self.env["sales.plan.bridge"]
        return Domain.OR(
            bridges._get_facts_domain(read_filter(self.env, _check_step, text, "bridge_step"))
            for text in value
        )


class CrmLead(models.Model):
    """Lists the deals of a step."""

    _inherit = "crm.lead"

    @api.model
    def _get_figure_readers(self):
        bridges = self.env["sales.plan.bridge"]
        return {
            **super()._get_figure_readers(),
            "bridge": (_check_step, bridges._get_deals_domain),
        }


def _check_step(sent):
    """Check what is asked of a step: a request, and the step."""
    A_STEP(sent)
    if not {"row_id", "step"} <= sent.keys():
        raise Refused
