import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools.arguments import shorten
from ...tools.grid import CannotEdit, CannotSpreadHere

#: Characters of an entry that a sentence shows.
SHOWN_ENTRY = 50

_logger = logging.getLogger(__name__)


class SalesPlanTable(models.AbstractModel):
    """The sentences of the planning table: names of rows and cells, reasons for refusals."""

    _inherit = "sales.plan.table"

    # -------------------------------------------------------------------------
    # Names
    # -------------------------------------------------------------------------

    @api.model
    def _name_row(self, row_id):
        """Return the name of a row, also of a hidden one above a visible one."""
        return self.env["sales.plan"]._get_row_names({row_id})[row_id]

    @api.model
    def _name_rows(self, rows):
        """Return how a step names rows: ``{"row": name of the first, "rows": how many}``."""
        return {"row": self._name_row(rows[0]), "rows": len(rows)}

    @api.model
    def _get_cell_names(self, row_id, period_id):
        """Return how a step names a cell, ``{"row", "period"}``: names that outlive the cell.

        The period of a total is left empty, so that it is named in the reader's language.

        :param period_id: None for the total, a tuple of ids for the sum of these periods
        """
        periods = self.env["sales.plan.period"].browse(period_id or []).sorted("date_from")
        ends = dict.fromkeys(periods[:1].mapped("name") + periods[-1:].mapped("name"))
        return {"row": self._name_row(row_id), "period": " – ".join(ends) or False}

    @api.model
    def _name_cell(self, row_id, period_id):
        """Return how a sentence names a cell: ``{"row", "period"}``, a total as all periods."""
        cell = self._get_cell_names(row_id, period_id)
        return {**cell, "period": cell["period"] or self.env._("all periods")}

    @api.model
    def _tell_skipped(self, count, one, many):
        """Return the sentence about the cells that an edit left out, None if there are none."""
        if not count:
            return None
        return one if count == 1 else many % self.env["sales.plan"]._format_count(count)

    # -------------------------------------------------------------------------
    # Refusals
    # -------------------------------------------------------------------------

    @contextmanager
    @api.model
    def _explaining(self, plan, edit):
        """Turn the errors of an edit into one sentence for the user.

        :param edit: the edit, for the log
        """
        try:
            yield
        except CannotEdit as error:
            row = self.env["sales.plan.allocation"].browse(error.row)
            raise ValidationError(row._explain_sum()) from error
        except CannotSpreadHere as error:
            raise UserError(self._explain_spread(plan, error)) from error
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            _logger.info("An edit of plan %s is no edit: %.500r", plan.id, edit, exc_info=True)
            raise UserError(
                self.env._("This change does not fit “%s”; reload the table.", plan.display_name)
            ) from error

    @api.model
    def _explain_entry(self, error, entry, key):
        """Return the error that says in one sentence why an entry is no amount of a cell.

        :param error: the :class:`BadEntry`
        :param entry: what was typed; None where cells went on by themselves
        :param key: ``(row id, period id, or None for the total)``
        """
        values = {"entry": shorten(entry or "", SHOWN_ENTRY), **self._name_cell(*key)}
        if entry is None:
            return UserError(
                self.env._("What goes on from %(row)s, %(period)s becomes too large.", **values)
            )
        sentences = {
            "nothing": self.env._(
                "“%(entry)s” cannot change %(row)s, %(period)s: nothing is planned there.", **values
            ),
            "zero_division": self.env._(
                "“%(entry)s” in %(row)s, %(period)s divides by zero.", **values
            ),
            "size": self.env._(
                "“%(entry)s” in %(row)s, %(period)s is too large for a target.", **values
            ),
        }
        other = self.env._("“%(entry)s” in %(row)s, %(period)s is not a number.", **values)
        return UserError(sentences.get(error.reason, other))

    @api.model
    def _explain_spread(self, plan, error):
        """Say in one sentence why an amount cannot be spread, with the figures."""
        values = {
            "total": plan._format_figure(error.total),
            "held": plan._format_figure(error.held),
            "free": plan._format_figure(error.free),
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
            "balanced": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread in proportion: the amounts that "
                "it would be spread over cancel each other out. Type these amounts, or leave the "
                "difference unallocated.",
                **values,
            ),
            "opposite": self.env._(
                "%(total)s of %(row)s, %(period)s cannot be spread: beside the %(held)s that are "
                "held, the %(free)s of the others would change their sign. Release some cells, or "
                "type these amounts.",
                **values,
            ),
        }
        return sentences[error.reason]
