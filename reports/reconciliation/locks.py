from odoo import api, models
from odoo.tools import format_date

from ...tools.reconciliation import last_locked

#: The lock dates that keep sales from moving, in the order in which they are told.
LOCKS = {
    "fiscal": "fiscalyear_lock_date",
    "sale": "sale_lock_date",
    "hard": "hard_lock_date",
}


class SalesReconciliation(models.AbstractModel):
    """Up to which day what is invoiced can no longer move."""

    _inherit = "sales.reconciliation"

    @api.model
    def _prepare_locks(self, held):
        """Return the lock dates of the plan's companies, each the later of its own and of those of
        the companies above it, and what they mean.

        :return: ``{"text", "companies": [{"name", "fiscal", "sale", "hard"}, …]}``, days as texts,
            empty where there is none
        """
        # sudo: up to when books are closed is no secret to who sees what they come to
        companies = self.env["res.company"].sudo().browse(held.books.company_ids)
        days = {
            company: {name: self._get_lock(company, field) for name, field in LOCKS.items()}
            for company in companies.sorted("parent_path")
        }
        return {
            "text": self._say_locked(days),
            "companies": [
                {
                    "name": company.name,
                    **{name: format_date(self.env, day) for name, day in locks.items()},
                }
                for company, locks in days.items()
            ],
        }

    @api.model
    def _get_lock(self, company, field):
        return max(filter(None, (company | company.parent_ids).mapped(field)), default=None)

    @api.model
    def _say_locked(self, days):
        locked = last_locked({company: locks.values() for company, locks in days.items()})
        for_good = last_locked({company: [locks["hard"]] for company, locks in days.items()})
        if not locked:
            return self.env._("No day is locked: what is invoiced can still move.")
        values = {
            "locked": format_date(self.env, locked),
            "for_good": format_date(self.env, for_good) if for_good else "",
        }
        if for_good == locked:
            return self.env._(
                "Accounting days up to %(locked)s are locked for good: nothing moves there any "
                "more.",
                **values,
            )
        if for_good:
            return self.env._(
                "What is invoiced up to the accounting day %(locked)s does not move any more, "
                "unless an accountant unlocks it; up to %(for_good)s it is locked for good.",
                **values,
            )
        return self.env._(
            "What is invoiced up to the accounting day %(locked)s does not move any more, unless "
            "an accountant unlocks it.",
            **values,
        )
