import logging

from odoo import api, fields, models

from ...queries.origin import read_beginnings
from ...queries.past import count_to_rebuild, find_to_rebuild, rebuild
from ...queries.time import day_of

_logger = logging.getLogger(__name__)

#: Deals whose past is rebuilt by one statement.
REBUILT_AT_ONCE = 2_000


class CrmLeadHistory(models.Model):
    """What deals were before they were recorded, as far as Odoo's messages tell it."""

    _inherit = "crm.lead.history"

    @api.model
    def _rebuild_past(self):
        """Rebuild the past of all deals that have one, in batches: run by a scheduled action.

        Each batch is kept before the next one begins. Running it again changes nothing, and goes
        on where it was interrupted. A deal that fails stops no other one: its batch is halved until
        it is alone, then it is listed as failed.
        """
        cron, progress = self.env.ref("sales_plan.ir_cron_rebuild_past"), self.env["ir.cron"]
        failures, leads = self.env["sales.failure"], self.env["crm.lead"]
        listed = failures._read_listed(cron, leads._name)
        time_left = progress._commit_progress(remaining=count_to_rebuild(self.env))
        after, size = 0, REBUILT_AT_ONCE
        while time_left and (numbers := find_to_rebuild(self.env, after, size)):
            deals = leads.browse(numbers)
            error = failures._try(cron, deals, self._rebuild_deals, bool(listed & set(numbers)))
            if error and len(numbers) > 1:
                size = len(numbers) // 2
                continue
            if error:
                failures._keep(cron, deals, error)
            after, size = numbers[-1], min(2 * size, REBUILT_AT_ONCE)
            _logger.info("past of deals: rebuilt up to number %d", after)
            time_left = progress._commit_progress(len(numbers))

    @api.model
    def _rebuild_deals(self, deals):
        """Rebuild the past of deals that follow each other among those that have one."""
        self.with_env(deals.env)._rebuild_batch(deals.ids[0] - 1, len(deals))

    @api.model
    def _rebuild_batch(self, after, size=REBUILT_AT_ONCE):
        """Rebuild the past of the next deals, and say which of them are lost, and when they were
        closed: a probability typed on a lost deal had made it an archived one in Odoo.

        :param after: number of the last deal that was looked at; 0 to begin
        :param size: how many deals at most
        :return: the numbers of the deals that were looked at, in their order
        """
        numbers = rebuild(self.env, after, size)
        if numbers:
            self._restore_lost(numbers)
            self._fill_closings(numbers)
            self._react_to_rebuilding()
        return numbers

    @api.model
    def _react_to_rebuilding(self):
        """Hook: the past of some deals is another one than it was."""

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
