import json

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain

from ...queries.landing import read_made_days
from ...tools.arguments import one_of
from ...tools.landing_months import get_months_before
from ...tools.landing_parts import add_parts, get_past_spans
from ...tools.landing_reasons import get_years_before
from ..org.arguments import check_one
from .rows import COMMITTED, MONTHS_BACK

#: The parts of a landing, and what is told of it besides, that open their documents.
CERTAIN, COMMITTED_PART, DEALS, TO_COME, LAST_DAYS = OPENED_PARTS = (
    "certain",
    "committed",
    "deals",
    "to_come",
    "last_days",
)
A_PART = one_of(*OPENED_PARTS)


class SalesLanding(models.AbstractModel):
    """What a part of a landing is made of: documents and deals, under their own access rules.

    Certain are the facts that count; committed what is left of orders and invoices; open deals are
    listed with what of each counts, and its chance. What is to come opens the past it is told from.
    """

    _inherit = "sales.landing"

    @api.model
    def _name_part(self, part):
        """Return what a list of a part's documents is called."""
        return {
            CERTAIN: self.env._("Certain"),
            COMMITTED_PART: self.env._("Committed"),
            DEALS: self.env._("Open deals"),
            TO_COME: self.env._("What came before"),
            LAST_DAYS: self.env._("The last days of past years"),
        }[part]

    @api.model
    def _open_rows_part(self, rows, asked, part, name):
        """Return the action that lists what a part of the landing of rows of a plan is made of.

        :param rows: rows of one plan that the user may see, none below another one
        :param part: one of :data:`OPENED_PARTS`, but deals where the rows' plan is by won deals
        :param name: what it is of
        """
        # sudo: what a plan counts is no secret to who sees one of its rows
        plan = rows.plan_id.sudo()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_plan.sales_actual_action")
        context = {"sales_plan_measure": plan.measure, "sales_plan_figure": True}
        if part == COMMITTED_PART:
            basis = COMMITTED.get(plan.basis, ("",))[0]
            days = Domain("basis", "=", basis)
            context["sales_plan_committed"] = fields.Date.to_string(asked.day)
            if not asked.moment:
                context["sales_plan_committed"] = "now"
        else:
            spans = self._get_part_spans(asked, part)
            days = Domain.OR(self._get_days_domain(plan, span) for span in spans)
        if part == TO_COME:
            context["group_by"] = ["date:month"]
        domain = plan._get_companies_domain() & days
        return {
            **action,
            **self._prepare_title(part, name),
            "domain": list(domain & Domain.OR(row._get_facts_domain() for row in rows.sudo())),
            "context": context,
        }

    @api.model
    def _get_part_spans(self, asked, part):
        """Return the days of the facts that a part is made of, or is told from."""
        if part == CERTAIN:
            return [(asked.first, min(asked.last, asked.day))]
        if part == LAST_DAYS:
            return [end for __, end in get_years_before(asked.first, asked.last)]
        months = get_months_before(asked.day, MONTHS_BACK)
        return [(months[0], asked.day.replace(day=1) - relativedelta(days=1))]

    @api.model
    def _get_days_domain(self, plan, span):
        day = plan.invoice_date_basis if plan.basis == "invoiced" else "date"
        return (
            Domain("basis", "=", plan.basis)
            & Domain(day, ">=", span[0])
            & Domain(day, "<=", span[1])
        )

    @api.model
    def _open_deals_part(self, kind, asked_for, part, name):
        """Return the action that lists deals that a part of a landing is made of.

        :param kind: one of those of ``crm.lead._get_landing_readers``
        :param asked_for: what it takes
        """
        text = json.dumps([kind, asked_for], sort_keys=True)
        listed = self.env.ref("sales_plan.crm_lead_view_list_landing")
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "views": [(listed.id, "list"), (False, "form")],
            **self._prepare_title(part, name),
            "domain": [("sales_plan_figure", "=", text)],
            "context": {
                "active_test": False,
                "create": False,
                "sales_plan_figure": True,
                "sales_plan_landing": text,
                "sales_plan_chances": part == DEALS,
            },
        }

    @api.model
    def _prepare_title(self, part, name):
        title = f"{self._name_part(part)} · {name}"
        return {"name": title, "display_name": title}

    @api.model
    def _read_won_deals(self, asked, get_keys, key, part, by_rhythm=False):
        """Return the deals of a person or a team that a part by won deals is made of, or is told
        from: ``{number: (amount, 1)}``.

        :param by_rhythm: whether what is to come is told from past months, not from the rests of
            earlier periods
        """
        made_from = None
        if part == TO_COME and not by_rhythm:
            past = get_past_spans(asked.first, asked.last, asked.day, self._get_begin(asked))
            made_from = [made for __, made, __, __ in past]
            spans = [(counted, last) for __, __, counted, last in past]
        else:
            spans = self._get_part_spans(asked, part)
        if not spans:
            return {}
        lines = [
            line for line in self._read_won_lines(asked, spans) if key in get_keys(line[2], line[3])
        ]
        if made_from is not None:
            made = read_made_days(self.env, {number for __, number, *__ in lines})
            lines = [
                line for line in lines if line[1] in made and made[line[1]] >= made_from[line[0]]
            ]
        return {number: (amount, 1.0) for __, number, *__, amount in lines}


class SalesPlanAllocation(models.Model):
    """Opens what the landing of a row is made of."""

    _inherit = "sales.plan.allocation"

    def _get_facts_domain(self):
        """Return the domain on ``sales.actual`` of the facts that match this row's own values."""
        self.ensure_one()
        return Domain.AND(self._get_own_domain(name) for name in self._get_dimension_values())

    def action_open_committed(self):
        """Open what is committed to this row: what is left of orders to invoice, or of invoices to
        collect. Nothing is committed in plans by orders or won deals."""
        check_one(self)
        self.check_access("read")
        return self.env["sales.landing"]._open_rows_part(
            self, self._ask_landing(), COMMITTED_PART, self.display_name
        )

    def action_open_landing_deals(self):
        """Open the open deals that count in this row's landing, each with its chance."""
        check_one(self)
        self.check_access("read")
        return self.env["sales.landing"]._open_deals_part(
            "landing_row", [self.id], DEALS, self.display_name
        )

    def _ask_landing(self):
        """Return the question for the landing of rows of one plan, which covers all of it."""
        # sudo: the days of a plan are no secret to who sees one of its rows
        plan = self.plan_id.sudo()
        return self.env["sales.landing"]._ask(plan.company_id, plan.date_from, plan.date_to)

    def _read_landing_deals(self):
        """Return the open deals that count in the landing of these rows of one plan, none below
        another one: ``{number: (amount, chance)}``."""
        # sudo: figures count all deals; which of them are listed, their own rules say
        parts, __ = self.env["sales.landing"]._gather_rows(
            self.plan_id.sudo(), self._ask_landing(), self.ids
        )
        return add_parts(parts[row.id] for row in self if row.id in parts).deals
