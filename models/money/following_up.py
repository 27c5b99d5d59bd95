from odoo import api, models

from ...queries.collecting import to_follow_up
from ..org.raised import raised

#: The scheduled action that follows up what is overdue.
COLLECTING_JOB = "sales_plan.ir_cron_collection"
#: Instalments of one transaction.
INSTALMENTS_AT_ONCE = 200


class SalesCollectionNotice(models.Model):
    """Every day, whoever is to collect what is overdue is asked, company by company."""

    _inherit = "sales.collection.notice"

    @api.model
    def _cron_follow_up(self):
        """Ask for all that is overdue, in batches that are done wholly or not at all.

        A run that is killed, or whose time is over, is taken up by the next one where it stopped:
        what was asked is not asked again, and the last companies have their turn. Where a batch
        fails its instalments are tried one by one, so that one does not stop the others.
        """
        companies = self.env["res.company"].search([("active", "=", True)])
        waiting = {company: self._find_waiting(company) for company in companies}
        left = sum(map(len, waiting.values()))
        for company, ids in waiting.items():
            for start in range(0, len(ids), INSTALMENTS_AT_ONCE):
                batch = ids[start : start + INSTALMENTS_AT_ONCE]
                left -= len(batch)
                if not self._follow_up(company, batch, left):
                    return
        # the next run begins anew
        raised(companies.filtered("collection_reached")).collection_reached = 0

    @api.model
    def _find_waiting(self, company):
        """Return the ids of the instalments of a company that this day's run has not come to."""
        today = company._get_today()
        reached = company.collection_reached if company.collection_day == today else 0
        paused = set(self.env["sales.failure"]._read_paused("account.move.line"))
        self._flush_followed()
        found = self.env.execute_query(to_follow_up(company.id, today, reached))
        return [line for (line,) in found if line not in paused]

    @api.model
    def _follow_up(self, company, ids, left):
        """Follow up some instalments of a company; return whether to go on.

        :param left: how many instalments come after them, of all companies
        """
        batch = self.env["account.move.line"].browse(ids)
        failures, progress = self.env["sales.failure"], self.env["ir.cron"]
        done = len(batch)
        if failures._try(self.env.ref(COLLECTING_JOB), batch, self._settle_here, is_listed=True):
            if not failures._work_off(COLLECTING_JOB, batch, self._settle_here):
                return False
            done = 0  # they were counted one by one
        reached = {"collection_day": company._get_today(), "collection_reached": ids[-1]}
        raised(company).write(reached)
        return bool(progress._commit_progress(done, remaining=left)) or not left

    @api.model
    def _settle_here(self, lines):
        """Settle instalments in the transaction that they are read in."""
        raised(self.with_env(lines.env))._settle(lines)
