from contextlib import contextmanager

from odoo import models


class SalesPlanTarget(models.Model):
    """Records targets that are written without the planning table as steps of their plan."""

    _inherit = "sales.plan.target"

    def _record_creation(self):
        journal = self.env["sales.plan.journal"]
        if not journal._is_recording():
            journal._record_targets({}, self.env["sales.plan.cells"]._read_targets(self))
        return super()._record_creation()

    @contextmanager
    def _recording_changes(self):
        journal, cells = self.env["sales.plan.journal"], self.env["sales.plan.cells"]
        with super()._recording_changes():
            if journal._is_recording():
                yield
                return
            before = cells._read_targets(self)
            yield
            journal._record_targets(before, cells._read_targets(self))


class SalesPlanAllocation(models.Model):
    """Records rows that are added and deleted without the planning table as steps, too."""

    _inherit = "sales.plan.allocation"

    def _record_creation(self):
        journal = self.env["sales.plan.journal"]
        if not journal._is_recording():
            journal._record_rows(self)
        return super()._record_creation()

    @contextmanager
    def _recording_removal(self):
        journal = self.env["sales.plan.journal"]
        with super()._recording_removal():
            if journal._is_recording():
                yield
                return
            with journal._recording_removal(self):
                yield


class SalesPlan(models.Model):
    """Copies the rows, cells and notes of a plan with it."""

    _inherit = "sales.plan"

    def _copy_rows_to(self, copied):
        self.env["sales.plan.build"]._copy_rows(self, copied)
        return super()._copy_rows_to(copied)
