from odoo import api, models
from odoo.fields import Date
from odoo.tools import format_date

from ...models.org.arguments import takes
from ...queries.ledger import LEDGER_REASONS
from ...tools.arguments import optional
from ...tools.reconciliation import Sums, add_up, sum_all
from .request import A_RECONCILIATION, Request


class SalesReconciliation(models.AbstractModel):
    """A reconciliation as clients show it."""

    _inherit = "sales.reconciliation"

    @api.model
    @api.readonly
    @takes(request=optional(A_RECONCILIATION))
    def reconciliation_open(self, request=None):
        """Return a plan held against the ledger.

        Amounts are in the plan's currency, to the cent: the reasons sum to the totals exactly, and
        so do the accounts, and the months.

        :param request: see ``Request``
        :return: ``{"plan", "plans"}``, where there is a plan also ``{"request", "periods",
            "span", "currency_id", "digits", "verdict", "is_tied", "note", "days", "total",
            "sum", "reasons", "beside", "accounts", "months", "locks", "opens"}``. Every line has
            ``planned``, ``booked``, ``difference`` and ``items``; each account has them for each
            of the months, too. ``sum`` is what accounts and months sum to: without the step from a
            plan that counts otherwise, which ``total`` has.
        """
        asked = Request.from_client(request)
        plan = self._get_plan(asked)
        answer = {
            "plan": {"id": plan.id, "name": plan.display_name} if plan else False,
            "plans": [{"id": each.id, "name": each.display_name} for each in self._list_plans()],
        }
        return {**answer, **self._prepare_answer(plan, asked)} if plan else answer

    @api.model
    def _prepare_answer(self, plan, request):
        found = self._reconcile(plan, request)
        held = found.held
        shown = held.plan.with_env(self.env).sudo()
        total = self._get_total(found)
        return {
            "request": {
                "plan_id": plan.id,
                "first": Date.to_string(held.books.date_from),
                "last": Date.to_string(held.books.date_to),
            },
            "periods": [
                {
                    "id": period.id,
                    "name": period.name,
                    "first": Date.to_string(period.date_from),
                    "last": Date.to_string(period.date_to),
                }
                for period in shown.period_ids.sorted("date_from")
            ],
            "span": {
                "first": Date.to_string(shown.date_from),
                "last": Date.to_string(shown.date_to),
            },
            "currency_id": held.plan.currency_id.id,
            "digits": held.plan.currency_id.decimal_places,
            "verdict": self._say_verdict(
                shown, total, all(group.reason == "agrees" for group in found.groups)
            ),
            "is_tied": not total.difference,
            "note": self._say_counted(shown),
            "days": self._say_days(held),
            "total": self._prepare_sums(total),
            "sum": self._prepare_sums(sum_all(found.groups)),
            "reasons": self._prepare_reasons(found, shown),
            "beside": self._prepare_beside(found),
            **self._prepare_accounts(found),
            "locks": self._prepare_locks(held),
            "opens": self.env["account.move.line"].has_access("read"),
        }

    @api.model
    def _get_total(self, found):
        """Return what the plan shows, or what was invoiced where that is no money, and the
        ledger."""
        total = sum_all(found.groups)
        planned = total.planned if found.shown is None else found.shown
        return Sums(planned, total.booked, total.items)

    @api.model
    def _say_days(self, held):
        first, last = (format_date(self.env, day) for day in self._get_days(held))
        if held.plan.invoice_date_basis == "invoice_date":
            return self.env._(
                "%(first)s to %(last)s: the plan by invoice date, the ledger by accounting date",
                first=first,
                last=last,
            )
        return self.env._("%(first)s to %(last)s, by accounting date", first=first, last=last)

    @api.model
    def _get_days(self, held):
        return held.books.date_from, held.books.date_to

    @api.model
    def _prepare_sums(self, sums):
        return {
            "planned": float(sums.planned),
            "booked": float(sums.booked),
            "difference": float(sums.difference),
            "items": sums.items,
        }

    @api.model
    def _prepare_reasons(self, found, plan):
        """Return a line for each reason that there is, in their order; first what leads from a plan
        that counts otherwise to what was invoiced."""
        labels = self.env["sales.plan.ledger"]._get_reason_labels()
        helps = self._get_helps()
        sums = add_up(found.groups, lambda group: group.reason)
        lines = []
        if found.held.shown:
            basis = Sums(found.shown - sum_all(found.groups).planned)
            measure, counted = self.env["sales.plan.sheet"]._name_figures(plan)
            label = self.env._(
                "Counted otherwise: %(measure)s, %(basis)s", measure=measure, basis=counted
            )
            lines.append(("basis", label, basis))
        lines += [
            (reason, labels[reason], sums[reason]) for reason in LEDGER_REASONS if reason in sums
        ]
        return [
            {
                "reason": reason,
                "label": label,
                "help": helps.get(reason, ""),
                "opens": bool(reason_sums.items),
                **self._prepare_sums(reason_sums),
            }
            for reason, label, reason_sums in lines
        ]

    @api.model
    def _prepare_beside(self, found):
        return [
            {
                "what": what,
                "label": label,
                "help": meaning,
                "amount": float(found.beside[what][0]),
                "items": found.beside[what][1],
            }
            for what, (label, meaning) in self._get_beside_texts().items()
            if what in found.beside
        ]

    @api.model
    def _prepare_accounts(self, found):
        """Return lines of accounts, by their numbers, each with its months, and of the months."""
        months = add_up(found.groups, lambda group: group.month)
        by_account = add_up(found.groups, lambda group: group.account)
        cells = add_up(found.groups, lambda group: (group.account, group.month))
        ordered = sorted(months)
        return {
            "months": [
                {
                    "month": Date.to_string(month),
                    "name": format_date(self.env, month, date_format="MMM y"),
                    **self._prepare_sums(months[month]),
                }
                for month in ordered
            ],
            "accounts": [
                {
                    "id": number or False,
                    "name": name,
                    "type": kind,
                    **self._prepare_sums(by_account[number]),
                    "months": [
                        self._prepare_sums(cells.get((number, month), Sums())) for month in ordered
                    ],
                }
                for number, name, kind in self._read_accounts(found, by_account)
            ],
        }

    @api.model
    def _read_accounts(self, found, numbers):
        """Return accounts in the order of their numbers in the plan's company: ``[(id, name, name
        of the type), …]``; at last what tills sold, which no account is known of before a session
        sums it up."""
        # sudo: what accounts are called is told to who sees what they come to
        accounts = self.env["account.account"].sudo().with_company(found.held.plan.company_id)
        accounts = accounts.browse(filter(None, numbers))
        kinds = dict(accounts._fields["account_type"]._description_selection(self.env))
        listed = [
            (account.id, account.display_name, kinds[account.account_type])
            for account in accounts.sorted(lambda account: (account.code or "", account.id))
        ]
        if None in numbers:
            listed.append((None, self.env._("Sold at tills"), self.env._("Summed up by sessions")))
        return listed
