from odoo import api, fields, models

from ...queries.origin import read_beginnings
from ...queries.past import count_to_rebuild, rebuild
from ...queries.time import day_of

#: Deals whose past is rebuilt by one statement.
REBUILT_AT_ONCE = 2_000


class CrmLeadHistory(models.Model):
    """What deals were before they were recorded, as far as Odoo's messages tell it."""

    _inherit = "crm.lead.history"

    @api.model
    def _rebuild_past(self):
        """Rebuild the past of all deals that have one, in batches: run by a scheduled action.

        Each batch is kept before the next one begins. Running it again changes nothing, and goes
        on where it was interrupted.
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=count_to_rebuild(self.env))
        last = 0
        while numbers := rebuild(self.env, last, REBUILT_AT_ONCE):
            last = numbers[-1]
            if not cron._commit_progress(len(numbers)):
                break
        if last:
            self._settle_past()

    @api.model
    def _settle_past(self):
        """Say which of the rebuilt deals are lost, and when: a probability typed on a lost deal had
        made it an archived one in Odoo."""
        self._restore_lost()
        self._fill_closings()

    @api.model
    @api.readonly
    def get_beginning(self):
        """Return from when the deals of the chosen companies are known.

        :return: ``{"since", "forecast_since", "remaining"}``: the days from which amounts, stages,
            owners and outcomes are known, and probabilities, expected closings and categories as
            well, in all of the companies, False where deals are known since they were made; and
            how many deals have a past that is still to be rebuilt
        """
        self.browse().check_access("read")
        return self._get_beginning(self.env.companies)

    @api.model
    def _get_beginning(self, companies):
        """Return what ``get_beginning`` says, of given companies."""
        found = read_beginnings(self.env, companies.ids)
        since = [self._get_day(company, row[0]) for company, row in found.items()]
        forecast_since = [self._get_day(company, row[1]) for company, row in found.items()]
        return {
            "since": fields.Date.to_string(max(filter(None, since), default=False)),
            "forecast_since": fields.Date.to_string(
                max(filter(None, forecast_since), default=False)
            ),
            "remaining": sum(row[2] for row in found.values()),
        }

    @api.model
    def _get_day(self, company_id, moment):
        # sudo: every user of a company may know its time zone
        return moment and day_of(self.env["res.company"].sudo().browse(company_id), moment)
