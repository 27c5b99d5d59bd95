from odoo import api, models


class SalesQueuedMixin(models.AbstractModel):
    """What waits in a queue to be carried out once, and leaves it when that is done.

    Each record is carried out and deleted in one transaction: whatever happens, it is done wholly
    or still in the queue, and never done twice. What fails is listed in ``sales.failure``.
    """

    _name = "sales.queued.mixin"
    _description = "Waits in a Queue"

    @api.model
    def _work_off_queue(self, job):
        """Carry out what waits, the first ones first.

        :param job: XML id of the scheduled action that this is the work of
        :return: whether there is time left for more
        """
        failures = self.env["sales.failure"]
        waiting = self.search([("id", "not in", failures._read_paused(self._name))])
        return failures._work_off(job, waiting, self._leave_queue)

    @api.model
    def _leave_queue(self, record):
        """Carry out one record and delete it, unless another transaction is about to."""
        if taken := record.try_lock_for_update():
            taken._carry_out()
            taken.unlink()

    def _carry_out(self):
        """Do what the record waits for. Its transaction is rolled back if this raises."""
        raise NotImplementedError
