import logging
import random
import time
import traceback
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from psycopg2 import InterfaceError, OperationalError
from psycopg2.pool import PoolError

_logger = logging.getLogger(__name__)

#: What others who work at the same time, or a server that was away, are the cause of: doing the
#: same once more may well succeed.
PASSING = (OperationalError, InterfaceError, PoolError, ConcurrencyError, LockError)
#: How often a piece of work that met something passing is done anew in one run.
TRIES_IN_A_RUN = 5
#: Seconds that a run waits before it does so, at most: twice as long each time.
LONGEST_FIRST_PAUSE = 0.2
#: Minutes until a piece of work that failed is done anew: after its first failure, its second, ...
MINUTES_TO_NEXT_TRY = (5, 30, 2 * 60, 12 * 60)
#: Characters that are kept of a reason, and of where in the code it arose (the end of it).
LONGEST_REASON = 500
LONGEST_TRACE = 20_000


def is_passing(error):
    """Tell whether an error, or one that it came from, has a cause that passes by itself."""
    while error is not None:
        if isinstance(error, PASSING):
            return True
        error = error.__cause__ or error.__context__
    return False


class SalesFailure(models.Model):
    """A piece of work of a scheduled action that failed: a message to one person, the reminders of
    one plan, the forecasts of one company.

    Each piece is done in a transaction of its own, so that none stops another one. What failed is
    done again after a while, a few times; then it is left to an administrator. A failure is
    forgotten as soon as its work succeeds.
    """

    _name = "sales.failure"
    _description = "Failed Background Job"
    _inherit = ["sales.guarded.mixin"]
    _order = "last_date desc, id desc"
    _client_fields = frozenset()  # all of it is written by code
    _rec_name = "about"

    cron_id = fields.Many2one(
        "ir.cron", "Scheduled Action", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True, aggregator=None
    )
    about = fields.Char(
        "Concerning", readonly=True, help="The person, plan, company or deal that it was for."
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True, ondelete="cascade")
    state = fields.Selection(
        [("waiting", "Tried Again Later"), ("failed", "Failed")],
        "Status",
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(
        readonly=True, aggregator=None, help="How often it failed since it was last begun anew."
    )
    reason = fields.Char(readonly=True)
    trace = fields.Text("Details", readonly=True, help="Where in the code it failed.")
    first_date = fields.Datetime("First Failed On", readonly=True)
    last_date = fields.Datetime("Last Failed On", readonly=True)
    next_try = fields.Datetime(readonly=True)

    _work_uniq = models.UniqueIndex(
        "(cron_id, res_model, res_id)", "This piece of work is listed already."
    )

    def unlink(self):
        """Delete failures. A message that waits for another try is given up with its failure."""
        queued = self.pool["sales.queued.mixin"]
        for failure in self:
            record = failure._get_record()
            if isinstance(record, queued):
                # sudo: the queue is for code; who may delete its failures gives it up
                record.sudo().unlink()
        return super().unlink()

    def action_try_again(self):
        """Have the work that failed done anew, as soon as scheduled actions run.

        :raise AccessError: for others than administrators
        """
        self.check_access("read")
        now = fields.Datetime.now()
        # sudo: only code writes failures; administrators are whom they are shown to
        self.sudo().write({"state": "waiting", "attempts": 0, "next_try": now})
        for cron in self.sudo().cron_id:
            cron._trigger()

    def _get_record(self):
        """Return what the work was for; empty where it is gone, or its model is."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    # -------------------------------------------------------------------------
    # Working
    # -------------------------------------------------------------------------

    @api.model
    def _work_off(self, job, records, work):
        """Do one piece of work for each record, each in a transaction of its own.

        What another transaction prevented is done anew after the others, a few times; what fails is
        listed here and done in a later run. So the work must take care itself that it is done once.

        :param job: XML id of the scheduled action that this is the work of
        :param work: a function of a record
        :return: whether there is time left for more
        """
        cron = self.env.ref(job)
        listed = self._read_listed(cron, records._name)
        time_left = self.env["ir.cron"]._commit_progress(remaining=len(records))
        for number in range(1, TRIES_IN_A_RUN + 1):
            put_off = records.browse()
            for record in records:
                error = self._try(cron, record, work, record.id in listed)
                if error and is_passing(error) and number < TRIES_IN_A_RUN:
                    put_off |= record
                    continue
                if error:
                    self._keep(cron, record, error)
                time_left = self.env["ir.cron"]._commit_progress(1)
                if not time_left:
                    return False
            records = put_off
            if not records:
                break
            time.sleep(random.uniform(0, LONGEST_FIRST_PAUSE * 2**number))
        return bool(time_left)

    @api.model
    def _read_listed(self, cron, model):
        """Return the ids of records whose work has failed; forget those that are gone."""
        listed = self.search([("cron_id", "=", cron.id), ("res_model", "=", model)])
        gone = listed.filtered(lambda failure: not failure._get_record())
        gone.unlink()
        return set((listed - gone).mapped("res_id"))

    @api.model
    def _read_paused(self, model):
        """Return the ids of records of a model that are not to be tried now."""
        not_now = [
            ("res_model", "=", model),
            "|",
            ("state", "=", "failed"),
            ("next_try", ">", fields.Datetime.now()),
        ]
        return self.search(not_now).mapped("res_id")

    @api.model
    def _try(self, cron, records, work, is_listed=False):
        """Do a piece of work for some records, all of it or nothing; return the error if it fails.

        :param is_listed: whether some of it failed before
        """
        try:
            with self.pool.cursor() as cr:
                here = self.with_env(self.env(cr=cr))
                work(records.with_env(here.env))
                if is_listed:
                    here._find(cron, records).unlink()
        except Exception as error:  # noqa: BLE001 whatever it is, others are not to wait for it
            self.pool.reset_changes()
            return error
        return None

    @api.model
    def _find(self, cron, records):
        return self.search(
            [
                ("cron_id", "=", cron.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )

    @api.model
    def _keep(self, cron, record, error):
        """List work that failed, and see to it that it is tried again.

        What is gone by now needs no other try: it was done, or nobody wants it any more.
        """
        level = logging.WARNING if is_passing(error) else logging.ERROR
        _logger.log(level, "%s: %s failed", cron.name, record, exc_info=error)
        try:
            with self.pool.cursor() as cr:
                here = self.with_env(self.env(cr=cr))
                if there := record.with_env(here.env).exists():
                    here._write_failure(cron.with_env(here.env), there, error)
        except Exception:
            # its work is still to be done: the next run finds it
            _logger.warning("%s: %s could not be listed", cron.name, record, exc_info=True)

    @api.model
    def _write_failure(self, cron, record, error):
        now = fields.Datetime.now()
        failure = self._find(cron, record)
        attempts = failure.attempts + 1
        # what passes by itself is never given up
        is_final = attempts > len(MINUTES_TO_NEXT_TRY) and not is_passing(error)
        minutes = MINUTES_TO_NEXT_TRY[min(attempts, len(MINUTES_TO_NEXT_TRY)) - 1]
        next_try = not is_final and (now + timedelta(minutes=minutes)).replace(second=0)
        values = {
            "about": record.display_name,
            "company_id": self._get_company(record).id,
            "state": "failed" if is_final else "waiting",
            "attempts": attempts,
            "reason": f"{type(error).__name__}: {error}".strip()[:LONGEST_REASON],
            "trace": "".join(traceback.format_exception(error))[-LONGEST_TRACE:],
            "last_date": now,
            "next_try": next_try,
        }
        if failure:
            failure.write(values)
        else:
            work = {"cron_id": cron.id, "res_model": record._name, "res_id": record.id}
            self.create({**work, **values, "first_date": now})
        triggers = self.env["ir.cron.trigger"]
        same = [("cron_id", "=", cron.id), ("call_at", "=", next_try)]
        if next_try and not triggers.search_count(same, limit=1):
            cron._trigger(next_try)

    @api.model
    def _get_company(self, record):
        if record._name == "res.company":
            return record
        return record["company_id"] if "company_id" in record._fields else self.env["res.company"]
