from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.org.arguments import check_one
from ...models.org.raised import by_code


class SalesPlanExplain(models.TransientModel):
    """Tells in which rows of which plans a document or a customer counts, and why not in others.

    It speaks only of plans and rows that the user can read.
    """

    _name = "sales.plan.explain"
    _description = "Sales Plan Explanation"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "message"
    _client_fields = frozenset()  # all of it is written by code

    message = fields.Char(readonly=True)
    is_customer = fields.Boolean(readonly=True)
    line_ids = fields.One2many("sales.plan.explain.line", "explain_id", readonly=True)

    @api.model
    def _open(self, record):
        """Explain a document (invoice, order, deal) or a customer in a dialog."""
        check_one(record)
        record.check_access("read")
        is_customer = record._name == "res.partner"
        explain = self._explain_customer if is_customer else self._explain_document
        message, lines = explain(record)
        dialog = by_code(self).create(
            {
                "message": message,
                "is_customer": is_customer,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sales Plans of %s", record.display_name),
            "res_model": self._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # Documents ----------------------------------------------------------------

    @api.model
    def _explain_document(self, document):
        """Return a sentence, and the values of a line for each plan it has something to say on."""
        reasons = self.env["sales.plan.explain.reasons"]
        obstacle = reasons._get_obstacle(document)
        if obstacle:
            return obstacle, []
        facts = self._read_facts(document)
        if not facts:
            return self.env._("%s has no lines that sell something.", document.display_name), []
        plans = self.env["sales.plan"].search([("state", "!=", "superseded")])
        covering = plans.filtered(lambda plan: reasons._is_covering(plan, facts))
        counted = self._read_counted(document, covering)
        lines = self._prepare_counted_lines(covering, counted, facts)
        missed = covering - self.env["sales.plan"].browse(line["plan_id"] for line in lines)
        lines += [
            {"plan_id": plan.id, "reason": reasons._get_reason(plan, facts, plan.id in counted)}
            for plan in missed
        ]
        if any(line.get("is_counted") for line in lines):
            return self.env._("%s counts in these rows.", document.display_name), lines
        if not lines:
            lines = reasons._prepare_near_misses(plans, facts)
            return reasons._describe_no_plan(facts), lines
        return self.env._("%s counts in no row that you can see.", document.display_name), lines

    @api.model
    def _read_facts(self, document):
        """Return what the document sold, without expectations."""
        # sudo: facts of a document that the user can read
        return (
            self.env["sales.actual"]
            .sudo()
            .search(
                Domain("res_model", "=", document._name)
                & Domain("res_id", "=", document.id)
                & Domain("basis", "!=", "pipeline")
            )
        )

    @api.model
    def _read_counted(self, document, plans):
        """Return where the document counts: ``{plan id: [(row, day, amount), …]}``.

        Rows are the deepest ones that it falls under; the user may not see all of them.
        """
        # sudo: to tell a row that is hidden from none at all; hidden rows are dropped by the caller
        groups = (
            self.env["sales.plan.report"]
            .sudo()
            ._read_group(
                Domain("plan_id", "in", plans.ids)
                & Domain("res_model", "=", document._name)
                & Domain("res_id", "=", document.id)
                & Domain("is_counted", "=", True),
                ["plan_id", "allocation_id", "date:day"],
                ["actual_amount:sum", "actual_amount:count"],
            )
        )
        counted = {}
        for plan, allocation, day, amount, known in groups:
            counted.setdefault(plan.id, []).append((allocation, day, amount if known else None))
        return counted

    @api.model
    def _prepare_counted_lines(self, plans, counted, facts):
        reasons = self.env["sales.plan.explain.reasons"]
        found = [row for plan in plans for row in counted.get(plan.id, ())]
        ids = [allocation.id for allocation, __, __ in found]
        visible = self.env["sales.plan.allocation"].search([("id", "in", ids)])
        lines = []
        for allocation, day, amount in found:
            if allocation.id in visible.ids:
                row = allocation.with_env(self.env)
                lines.append(
                    {
                        "is_counted": True,
                        "plan_id": row.plan_id.id,
                        "allocation_id": row.id,
                        "date": day,
                        "amount": amount or 0.0,
                        "reason": reasons._describe_counted(row, amount, facts),
                    }
                )
        return lines

    # Customers ----------------------------------------------------------------

    @api.model
    def _explain_customer(self, partner):
        """Return a sentence, and a line for each row in force that is or counts the customer's."""
        customer = partner.commercial_partner_id
        rows = self._get_customer_rows(customer)
        lines = [
            {
                "is_counted": True,
                "plan_id": row.plan_id.id,
                "allocation_id": row.id,
                "has_target": row.has_target,
                "target": row.target_amount,
                "amount": row.actual_amount,
            }
            for row in rows
        ]
        lines += self._prepare_unplanned_lines(customer, rows.plan_id)
        if rows:
            return self.env._("%s is planned in these rows.", customer.display_name), lines
        if lines:
            return (
                self.env._("No row is for %s alone. Its sales count here.", customer.display_name),
                lines,
            )
        return (
            self.env._(
                "No plan in force that you can see has a row for %s or counts its sales.",
                customer.display_name,
            ),
            [],
        )

    @api.model
    def _get_customer_rows(self, customer):
        """Return the highest rows of plans in force that are for this customer."""
        rows = self.env["sales.plan.allocation"].search(
            self._get_in_force_domain("plan_id.") & Domain("partner_id", "=", customer.id)
        )
        # sudo: only whether the row above is for the customer too
        return rows.filtered(lambda row: row.sudo().parent_id.partner_id != customer)

    @api.model
    def _prepare_unplanned_lines(self, customer, planned):
        """Lines for the rows that count the customer's sales without being the customer's own."""
        plans = self.env["sales.plan"].search(self._get_in_force_domain()) - planned
        groups = self.env["sales.plan.report"]._read_group(
            Domain("plan_id", "in", plans.ids)
            & Domain("partner_id", "=", customer.id)
            & Domain("kind", "=", "fact"),
            ["plan_id", "allocation_id"],
            ["actual_amount:sum"],
        )
        return [
            {
                "is_counted": True,
                "plan_id": plan.id,
                "allocation_id": allocation.id,
                "amount": amount,
                "reason": self.env._("Its part of the row’s actual."),
            }
            for plan, allocation, amount in groups
            if amount
        ]

    @api.model
    def _get_in_force_domain(self, prefix=""):
        """Domain of plans that are not over: drafts, and those that today or later falls into."""
        return Domain(f"{prefix}state", "in", ("draft", "confirmed")) & Domain(
            f"{prefix}date_to", ">=", "today"
        )


class SalesPlanExplainLine(models.TransientModel):
    """One plan of an explanation: a row that counts, or why the plan does not."""

    _name = "sales.plan.explain.line"
    _description = "Sales Plan Explanation Line"
    _inherit = ["sales.guarded.mixin"]
    _order = "is_counted desc, id"
    _rec_name = "reason"
    _client_fields = frozenset()  # all of it is written by code

    explain_id = fields.Many2one(
        "sales.plan.explain", required=True, index=True, ondelete="cascade"
    )
    is_counted = fields.Boolean("Counts", readonly=True)
    plan_id = fields.Many2one("sales.plan", required=True, readonly=True, ondelete="cascade")
    basis = fields.Selection(related="plan_id.basis", string="Measured By")
    unit_currency_id = fields.Many2one(related="plan_id.unit_currency_id")
    allocation_id = fields.Many2one(
        "sales.plan.allocation", "Row", readonly=True, ondelete="cascade"
    )
    date = fields.Date(readonly=True)
    has_target = fields.Boolean("Planned", readonly=True)
    target = fields.Monetary(currency_field="unit_currency_id", readonly=True)
    amount = fields.Monetary("Counts For", currency_field="unit_currency_id", readonly=True)
    reason = fields.Text("Remark", readonly=True)
    description = fields.Text("Row or Reason", compute="_compute_description")

    @api.depends("allocation_id", "reason")
    def _compute_description(self):
        for line in self:
            parts = [line.allocation_id.display_name, line.reason]
            line.description = "\n".join(part for part in parts if part)

    def action_open_row(self):
        """Open the row, or the plan where there is none."""
        check_one(self)
        record = self.allocation_id or self.plan_id
        return record._get_records_action(name=self.plan_id.display_name, context={})

    def action_open_actuals(self):
        """Open everything that the row's actual is made of."""
        check_one(self)
        if not self.allocation_id:
            raise UserError(self.env._("There is no row of this plan that it counts in."))
        return self.allocation_id.action_open_actuals()
