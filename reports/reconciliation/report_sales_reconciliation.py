from odoo import api, models
from odoo.tools import formatLang

from ...models.org.arguments import check_sent, takes
from ...tools.arguments import optional
from .request import A_RECONCILIATION


class SalesReconciliation(models.AbstractModel):
    """Prints what is looked at."""

    _inherit = "sales.reconciliation"

    @api.readonly
    @api.model
    @takes(request=A_RECONCILIATION)
    def reconciliation_print(self, request):
        """Return the action that prints a reconciliation.

        :param request: see ``Request``
        """
        self._check_reader()
        report = self.env.ref("sales_plan.report_sales_reconciliation_action")
        return report.report_action(None, data={"request": request})


class ReportSalesReconciliation(models.AbstractModel):
    """Plans held against the ledger, on paper."""

    _name = "report.sales_plan.report_sales_reconciliation"
    _description = "Printed Reconciliation"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return what is printed of some plans, or of what the screen looks at.

        :param docids: ids of plans; without any, ``data`` says it
        :param data: ``{request}``, see ``reconciliation_print``
        """
        asked = [{"plan_id": number} for number in docids or ()]
        if not asked:
            sent = {name: data[name] for name in ("request",) if data and name in data}
            check_sent(self.env, {"request": optional(A_RECONCILIATION)}, sent)
            asked = [sent.get("request") or {}]
        answers = [
            self.env["sales.reconciliation"].reconciliation_open(request) for request in asked
        ]
        return {
            "doc_ids": docids,
            "doc_model": "sales.plan",
            "sheets": [self._write_sheet(answer) for answer in answers if answer["plan"]],
        }

    @api.model
    def _write_sheet(self, answer):
        """Return a reconciliation with all of its amounts as texts."""
        # sudo: the company whose paper it is printed on
        plan = self.env["sales.plan"].browse(answer["plan"]["id"]).sudo()

        def write(line):
            amounts = ("planned", "booked", "difference", "amount")
            texts = {
                name: formatLang(self.env, line[name], digits=answer["digits"])
                for name in amounts
                if name in line
            }
            return {**line, **texts}

        return {
            **answer,
            "company": plan.company_id,
            "currency": plan.currency_id.name,
            **{name: write(answer[name]) for name in ("total", "sum")},
            **{
                name: [write(line) for line in answer[name]]
                for name in ("reasons", "beside", "months")
            },
            "accounts": [
                {
                    **write(account),
                    "months": [
                        {**write(cell), "name": month["name"]}
                        for month, cell in zip(answer["months"], account["months"], strict=True)
                        if cell["items"] or cell["planned"] or cell["booked"]
                    ],
                }
                for account in answer["accounts"]
            ],
        }
