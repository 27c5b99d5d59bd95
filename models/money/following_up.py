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

        A run that is killed is taken up by the next one: what was asked is not asked again. Where
        a batch fails its instalments are tried one by one, so that one does not stop the others.
        """
        for company in self.env["res.company"].search([("active", "=", True)]):
            if not self._follow_up(company):
                return

    @api.model
    def _follow_up(self, company):
        """Follow up what is overdue in one company; return whether there is time left."""
        failures, lines = self.env["sales.failure"], self.env["account.move.line"]
        paused = set(failures._read_paused(lines._name))
        self._flush_followed()
        query = to_follow_up(company.id, company._get_today())
        ids = [line for (line,) in self.env.execute_query(query) if line not in paused]
        cron = self.env.ref(COLLECTING_JOB)
        for start in range(0, len(ids), INSTALMENTS_AT_ONCE):
            batch = lines.browse(ids[start : start + INSTALMENTS_AT_ONCE])
            if failures._try(cron, batch, self._settle_here, is_listed=True):
                time_left = failures._work_off(COLLECTING_JOB, batch, self._settle_here)
            else:
                progress = self.env["ir.cron"]
                left = len(ids) - start - len(batch)
                time_left = progress._commit_progress(len(batch), remaining=left)
            if not time_left:
                return False
        return True

    @api.model
    def _settle_here(self, lines):
        """Settle instalments in the transaction that they are read in."""
        raised(self.with_env(lines.env))._settle(lines)
