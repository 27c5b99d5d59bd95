import logging
from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ...tools.grid import CannotEdit, CannotSpreadHere

_logger = logging.getLogger(__name__)


class SalesPlan(models.Model):
    """How the planning table speaks: of rows and cells, and of why an edit cannot be done."""

    _inherit = "sales.plan"

    # -------------------------------------------------------------------------
    # Names
    # -------------------------------------------------------------------------

    def _name_row(self, row_id):
        return self._get_row_names({row_id})[row_id]

    def _name_rows(self, rows):
        return {"row": self._name_row(rows[0]), "rows": len(rows)}

    def _name_cell(self, row_id, period_id):
        cell = self._record_cell(row_id, period_id)
        return {**cell, "period": cell["period"] or self.env._("all periods")}

    def _record_cell(self, row_id, period_id):
        """Return the names of a cell for its step: they stay, whatever becomes of the cell.

        A total has no period: readers read so in their own language.
        """
        period = self.env["sales.plan.period"].browse(period_id or [])
        return {"row": self._name_row(row_id), "period": period.name}

    def _format_count(self, count):
        return formatLang(self.env, count, digits=0)

    def _tell_skipped(self, count, one, many):
        """Return the sentence about one cell or about many that an edit left out, None of none."""
        if not count:
            return None
        return one if count == 1 else many % self._format_count(count)

    # -------------------------------------------------------------------------
    # Refusals
    # -------------------------------------------------------------------------

    @contextmanager
    def _explaining(self, edit):
        """Say in one sentence why an edit cannot be done.

        :param edit: what a client sent, for the log
        """
        try:
            yield
        except CannotEdit as error:
            row = self.env["sales.plan.allocation"].browse(error.row)
            raise ValidationError(row._explain_sum()) from error
        except CannotSpreadHere as error:
            raise UserError(self._explain_spread(error)) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _logger.info("An edit of plan %s is no edit: %.500r", self.id, edit, exc_info=True)
            raise UserError(
                self.env._("This change does not fit “%s”; reload the table.", self.display_name)
            ) from error

    def _explain_spread(self, error):
        """Say in one sentence why an amount cannot be spread, with the figures."""
        values = {
            "total": self._format_figure(error.total),
            "held": self._format_figure(error.held),
            **self._name_cell(error.row, error.period),
        }
        sentences = {
            "empty": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: there is nothing below to "
                "spread it over.",
                **values,
            ),
            "held": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: all it would be spread over "
                "is held, with %(held)s. Release some cells first.",
                **values,
            ),
            "zero": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: all it would be spread over "
                "is planned as zero. Clear those cells first.",
                **values,
            ),
            "closed": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: all it would be spread over "
                "is held or planned as zero, with %(held)s. Release or clear cells first.",
                **values,
            ),
            "exceeded": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: %(held)s of it are held, "
                "which is more.",
                **values,
            ),
        }
        return sentences[error.reason]
