from odoo import api, models
from odoo.exceptions import UserError

from ...models.org.arguments import takes
from ...models.org.numbers import format_number
from ...tools.arguments import a_flag
from ..cockpit.request import A_COCKPIT

#: More pages nobody prints, and they would take minutes.
MOST_PAGES = 200


class SalesCockpit(models.AbstractModel):
    """What is looked at as pages: one of it, or one of each row directly below."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT, is_below=a_flag)
    def cockpit_print(self, request=None, is_below=False):
        """Return the action that prints what is looked at on one page.

        :param request: as for :meth:`cockpit_open`
        :param is_below: print a page for each row directly below instead, of each person of a team
        """
        self._stand_somewhere(request)
        report = self.env.ref("sales_plan.report_sales_standing_action")
        asked = {"request": request or {}, "is_below": is_below}
        return report.report_action(None, data=asked)

    @api.model
    def _stand_for_print(self, request, is_below):
        """Return the standings that are asked for, see :meth:`cockpit_print`; those of rows below
        in the order of their names."""
        standing = self._stand_somewhere(request)
        if not is_below:
            return [standing]
        rows = self._get_below(standing).sorted("name")
        self._check_pages(rows)
        return self._stand_each(rows, standing.unit, standing.first)

    @api.model
    def _check_pages(self, rows):
        """Raise where there are more rows than are ever printed at once, or none."""
        if not rows:
            raise UserError(self.env._("There is nothing below to print a page of."))
        if len(rows) > MOST_PAGES:
            raise UserError(
                self.env._(
                    "At most %s pages are printed at once: choose some of the rows.",
                    format_number(self.env, MOST_PAGES),
                )
            )
