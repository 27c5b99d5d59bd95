from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.forecast import OVERDUE, UNDATED, get_relation, select_strays
from ...tools.arguments import Refused, one_of
from ...tools.rollup import PERSON, ROLES, Amounts, add_up, get_bar, get_coverage, get_gap
from ..org.arguments import takes
from .request import A_WORKSHEET


class SalesForecast(models.Model):
    """Sums and differences of worksheets: clients show money, they never add any."""

    _inherit = "sales.forecast"

    @api.model
    def _add_totals(self, opened, worksheet):
        """Add to a worksheet what is summed up over rows or compared with the last submission.

        * figures: ``difference`` to the last submission by column, None without one; ``weights``,
          the columns weighted by probability, without adjustments, ``forecast`` being all of them
          together, with gap and coverage of the target; None where deals are not shown as they
          are; ``bar`` of both, in percent
        * rows: ``can_adjust``
        * ``totals`` over the rows: submitted, live, total, adjustment, target, gap; None of people
        """
        figures = worksheet["figures"]
        figures.update(self._prepare_more_figures(opened, figures))
        actual = figures["measured"] and figures["measured"]["actual"]
        for amounts in (figures, figures["weights"]):
            if amounts:
                amounts["bar"] = get_bar(amounts, figures["target"], actual)
        for row in worksheet["rows"]:
            row["can_adjust"] = worksheet["forecast"]["can_adjust"]
        worksheet["totals"] = self._prepare_totals(opened, worksheet)

    @api.model
    def _prepare_more_figures(self, opened, figures):
        rounded = opened.currency.round
        submitted = figures["submitted"]
        return {
            "difference": submitted
            and {name: rounded(figures[name] - submitted[name]) for name in (*ROLES, "forecast")},
            "weights": self._prepare_weights(opened, figures),
        }

    @api.model
    def _prepare_weights(self, opened, figures):
        if not opened.shows_live or opened.seat[0] != PERSON:
            return None
        live = opened.state.get_live(opened.seat)
        weighted = Amounts(**live.weighted, forecast=sum(live.weighted.values()))
        target, measured = figures["target"], figures["measured"]
        actual = measured and measured["actual"]
        gap = get_gap(weighted, target, actual)
        return {
            **self._prepare_amounts(opened, weighted),
            "gap": None if gap is None else opened.currency.round(gap),
            "coverage": get_coverage(weighted, target, actual),
        }

    @api.model
    def _prepare_totals(self, opened, worksheet):
        rows = self._get_worksheet_rows(opened)
        if not rows:
            return None
        figures = worksheet["figures"]
        live = None
        if opened.live:
            live = add_up(self._get_row_live(opened, kind, seat) for kind, seat, *_rest in rows)
        return {
            "submitted": self._prepare_amounts(
                opened, add_up(basis for kind, seat, basis, total in rows)
            ),
            "live": self._prepare_amounts(opened, live),
            "total": self._prepare_amounts(
                opened, add_up(total for kind, seat, basis, total in rows)
            ),
            "adjustment": figures["adjustment"],
            "target": figures["target"],
            "gap": figures["gap"],
        }

    # Deals in no period -------------------------------------------------------

    @api.model
    @takes(kind=one_of(OVERDUE, UNDATED), request=A_WORKSHEET)
    def worksheet_strays(self, kind, request=None):
        """Return the domain of the deals that a worksheet counts as overdue or undated.

        :param kind: overdue or undated
        :param request: the worksheet, as for :meth:`worksheet_open`
        """
        opened = self._open_worksheet(request)
        if not opened.shows_live:
            return [("id", "in", [])]
        asked = self._prepare_request(opened.state.period, opened.seat)
        asked |= {"live": opened.live, "as_of": fields.Date.to_string(opened.as_of) or None}
        return [self.env["crm.lead"]._get_figure_condition("strays", [kind, asked])]

    @api.model
    def _get_strays_domain(self, asked):
        """Return the domain of the deals that a worksheet counts as overdue or undated.

        :param asked: which of them, and the worksheet
        """
        kind, request = asked
        opened = self._open_worksheet(request)
        if not opened.shows_live:
            return Domain.FALSE
        period, moment = opened.state.period, opened.state.moment
        found = select_strays(
            get_relation(self.env, period._get_company_ids(), moment),
            self._read_condition(opened.tree, opened.seat),
            kind,
            period.date_from,
            self._get_day(period, moment),
        )
        return Domain("id", "in", SQL("(%s)", found))


def some_strays(value):
    """Take what a list of overdue or undated deals asks for: which, and a worksheet."""
    if not isinstance(value, list) or len(value) != 2:
        raise Refused("strays")
    one_of(OVERDUE, UNDATED)(value[0])
    A_WORKSHEET(value[1])


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _get_figure_readers(self):
        forecasts = self.env["sales.forecast"]
        return {
            **super()._get_figure_readers(),
            "strays": (some_strays, forecasts._get_strays_domain),
        }
