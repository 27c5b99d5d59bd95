from odoo import api, models

from ...models.org.arguments import check_sent
from ..workbook import Column, Workbook
from .request import A_RECONCILIATION


class SalesReconciliationXlsx(models.AbstractModel):
    """A reconciliation as a workbook: by reason, by account, by account and month.

    Differences and totals are formulas, and what accounts come to is summed up from their months.
    """

    _name = "sales.reconciliation.xlsx"
    _description = "Reconciliation Spreadsheet"

    @api.model
    def _build(self, request):
        """Return the workbook of a reconciliation as bytes, figures as of now; nothing without a
        plan.

        :param request: as for ``reconciliation_open``
        """
        check_sent(self.env, {"request": A_RECONCILIATION}, {"request": request})
        answer = self.env["sales.reconciliation"].reconciliation_open(request)
        if not answer["plan"]:
            return b""
        book = Workbook(answer["digits"])
        self._write_reasons(book, answer)
        cells = self._prepare_cells(answer)
        table = self._write_cells(book, cells)
        if cells:
            self._write_accounts(book, answer, table)
        return book.close()

    @api.model
    def _get_columns(self, first, *, is_counted=True):
        """Return the columns of what plan and ledger have.

        :param first: the columns that say of what
        """
        columns = [
            *first,
            Column(self.env._("In the Plan"), "amount", "planned", total="sum"),
            Column(self.env._("In the Ledger"), "amount", "booked", total="sum"),
            Column(self.env._("Difference"), "amount", "difference", "{booked}-{planned}", "sum"),
        ]
        if is_counted:
            columns.append(Column(self.env._("Items"), "count", "items", total="sum", width=10))
        return columns

    @api.model
    def _write_reasons(self, book, answer):
        sheet = book.add_sheet(self.env._("Reconciliation"))
        facts = [answer["plan"]["name"], answer["days"], answer["verdict"], answer["note"]]
        sheet.write_heading(
            self.env._("Reconciliation with the Ledger"), [fact for fact in facts if fact]
        )
        first = [Column(self.env._("Reason"), "text", "label", width=52)]
        sheet.write_table(self._get_columns(first), answer["reasons"], self.env._("Total"))
        if answer["beside"]:
            columns = [
                Column(self.env._("Told Beside"), "text", "label"),
                Column(self.env._("Amount"), "amount", "amount"),
                Column(self.env._("Items"), "count", "items"),
            ]
            sheet.write_table(columns, answer["beside"])
        columns = [
            Column(self.env._("Locked Up To"), "text", "name"),
            Column(self.env._("All Users"), "text", "fiscal"),
            Column(self.env._("Sales"), "text", "sale"),
            Column(self.env._("For Good"), "text", "hard"),
        ]
        sheet.write_table(columns, answer["locks"]["companies"])
        sheet.write_text(answer["locks"]["text"])

    @api.model
    def _prepare_cells(self, answer):
        """Return a line for each account and month that has something."""
        return [
            {"account": account["name"], "type": account["type"], "month": month["name"], **sums}
            for account in answer["accounts"]
            for month, sums in zip(answer["months"], account["months"], strict=True)
            if sums["planned"] or sums["booked"] or sums["items"]
        ]

    @api.model
    def _write_cells(self, book, cells):
        sheet = book.add_sheet(self.env._("Accounts and Months"))
        sheet.write_heading(self.env._("By Account and Month"))
        columns = self._get_columns(
            [
                Column(self.env._("Account"), "text", "account", width=40),
                Column(self.env._("Account Type"), "text", "type"),
                Column(self.env._("Month"), "text", "month"),
            ],
            is_counted=False,
        )
        table = sheet.write_table(columns, cells, self.env._("Total"), freezes=True)
        sheet.add_filter(table, columns)
        return table

    @api.model
    def _write_accounts(self, book, answer, table):
        """Write what accounts, and months, come to, as sums of the table of both."""
        sheet = book.add_sheet(self.env._("Accounts"))
        sides = ((self.env._("In the Plan"), "planned"), (self.env._("In the Ledger"), "booked"))
        for title, key, lines in (
            (self.env._("Account"), "account", answer["accounts"]),
            (self.env._("Month"), "month", answer["months"]),
        ):
            columns = [
                Column(title, "text", "name", width=40),
                *(
                    Column(
                        name,
                        "amount",
                        sums,
                        f"SUMIFS({table.get_address(sums)},{table.get_address(key)},{{name}})",
                        "sum",
                    )
                    for name, sums in sides
                ),
                Column(
                    self.env._("Difference"), "amount", "difference", "{booked}-{planned}", "sum"
                ),
            ]
            sheet.write_table(columns, lines, self.env._("Total"))
