from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import periods


def find_loaded(cells):
    """Return the amounts that targets were computed from when they were loaded, by cell."""
    return {key: cell.history for key, cell in cells.items() if cell.history is not None}


def _get_origins(row):
    """Return a row, and those that it was copied from, one after the other."""
    rows = row
    while row.origin_id:
        row = row.origin_id
        rows |= row
    return rows


class SalesPlanJournal(models.AbstractModel):
    """Tells of which days the history of rows is.

    A target that was loaded keeps the amount that it was computed from, whatever year that was of;
    the history of all others is the actual of the same periods a year earlier, but for the
    cells that a load left empty, which have none.
    """

    _inherit = "sales.plan.journal"

    @api.model
    def _name_history(self, plan, row_ids, period_id=None):
        """Return what the history of rows is of, as the reader says it: ``{row id: "2025"}``.

        :param period_id: the history of this period alone
        """
        # sudo: the periods of a plan are no secret to who sees one of its rows
        period_ids = [period_id] if period_id else plan.sudo().period_ids.ids
        cells = self.env["sales.plan.cells"]._read_cells(plan, row_ids)
        loaded = find_loaded(cells).keys()
        loads = self._find_loads({row_id for row_id, __ in loaded})
        actuals = self.env["sales.plan.figures"]._read_period_actuals(plan, years=1)
        actuals = self._drop_unfound(plan, actuals, cells)
        sold = {key for key, amount in actuals.items() if amount}
        year_before = self._name_year_before(plan)
        names = {}
        for row_id in row_ids:
            keys = {(row_id, period) for period in period_ids}
            name = ""
            if keys & loaded:
                name = self._name_load(plan, loads.get(row_id), period_id)
            if not name or keys & sold:
                name = "; ".join(dict.fromkeys(filter(None, (name, year_before))))
            names[row_id] = name
        return names

    @api.model
    def _name_year_before(self, plan):
        """Return what the days of a plan, a year earlier, are called: “2026”."""
        # sudo: as above
        spans = [(period.date_from, period.date_to) for period in plan.sudo().period_ids]
        if not spans:
            return ""
        shifted = periods.shift_spans(spans, -1)
        return self._name_span(shifted[0][0], shifted[-1][1])

    @api.model
    def _find_over_before(self, plan, years=1):
        """Return the ids of a plan's periods that are over some years earlier.

        While the year before runs, growth is told of these: twelve months against the ten that
        are there would be growth of a fifth that nobody plans.

        :param years: how many years before each period
        """
        # sudo: as above
        plan = plan.sudo()
        spans = [(period.date_from, period.date_to) for period in plan.period_ids]
        today = plan.company_id._get_today()
        shifted = periods.shift_spans(spans, -years)
        pairs = zip(plan.period_ids.ids, shifted, strict=True)
        return {period_id for period_id, (__, last) in pairs if last < today}

    @api.model
    def _drop_unfound(self, plan, actuals, cells):
        """Return those actuals of a year earlier that are history: of cells that no load filled.

        Where a load of the row found nothing, and nothing was planned since, a year earlier is no
        history: the row would seem to have grown by less than it was raised, and its rows below
        would sum to another history than its own.

        :param actuals: ``{(row id, period id): amount}``
        :param cells: working cells of the rows, ``{(row id, period id): Cell}``
        """
        loaded = find_loaded(cells)
        rows = {row_id for row_id, __ in loaded}
        empty = {key for key in actuals if key not in cells and key[0] in rows}
        filled = self._read_filled({row_id for row_id, __ in empty})
        # sudo: the periods of a plan are no secret to who sees one of its rows
        days = {period.id: period.date_from for period in plan.sudo().period_ids}
        unfound = {
            (row_id, period_id)
            for row_id, period_id in empty
            if row_id in filled and days[period_id] not in filled[row_id]
        }
        return {
            key: amount
            for key, amount in actuals.items()
            if key not in loaded and key not in unfound
        }

    @api.model
    def _read_filled(self, row_ids):
        """Return in which periods the last load of rows made targets: ``{row id: {first days}}``.

        Rows that were not loaded are left out.
        """
        loads = self._find_loads(row_ids)
        # sudo: whether a row was loaded is no secret to who sees its history
        rows = self.env["sales.plan.allocation"].sudo().browse(loads)
        chains = {row.id: set(_get_origins(row).ids) for row in rows}
        steps = self.env["sales.plan.step"].union(*loads.values())
        lines = (
            self.env["sales.plan.step.row"]
            .sudo()
            .search(
                [
                    ("step_id", "in", steps.ids),
                    ("allocation_id", "in", list(set().union(*chains.values()))),
                ]
            )
        )
        days = {period.id: period.date_from for period in steps.plan_id.period_ids}
        return {
            row_id: {
                days.get(cell[0])
                for line in lines
                if line.step_id == step and line.allocation_id in chains[row_id]
                for cell in line.cells
                if cell[3]
            }
            for row_id, step in loads.items()
        }

    @api.model
    def _find_loads(self, row_ids):
        """Return the last load of each row that was not taken back: ``{row id: step}``.

        Rows that were copied into a revision have the loads of the rows that they were copied from.
        """
        # sudo: when a row was loaded from is no secret to who sees its history
        step_rows = self.env["sales.plan.step.row"].sudo()
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)
        places, found = {row.id: row for row in rows}, {}
        while places:
            groups = step_rows._read_group(
                [
                    ("allocation_id", "in", [row.id for row in places.values()]),
                    ("step_id.kind", "=", "load"),
                    ("step_id.is_undone", "=", False),
                ],
                ["allocation_id"],
                ["step_id:recordset"],
            )
            steps = {row_id: steps.sorted("number")[-1] for row_id, steps in groups}
            found |= {key: steps[row.id] for key, row in places.items() if row.id in steps}
            places = {
                key: row.origin_id
                for key, row in places.items()
                if key not in found and row.origin_id
            }
        return found

    @api.model
    def _name_load(self, plan, step, period_id=None):
        """Return of which days a load was, and of which documents where those are not the plan's.

        Loads of earlier versions of the add-on did not keep their days, or not those of a period.

        :param period_id: the days of this period alone
        """
        data = step.data if step else {}
        spans = self._read_spans(data.get("spans"))
        if not spans:
            return self.env._("as loaded")
        names = [self._name_span(*span) for span in spans]
        if period_id:
            # sudo: as above; a revision has periods of its own on the same days
            period = self.env["sales.plan.period"].sudo().browse(period_id)
            own = data.get("periods", {}).get(str(period.date_from))
            names = self._name_period(own, spans) if own else names
        basis = data.get("basis")
        # sudo: as above
        if basis and basis != plan.sudo().basis:
            labels = dict(plan._fields["basis"]._description_selection(self.env))
            names.append(labels[basis])
        return ", ".join(names)

    @api.model
    def _name_period(self, own, spans):
        """Return the names of the days that one period was loaded from.

        Days of a whole calendar year that was loaded are called by the year.

        :param own: ``{"spans": [[first day, last day], …], "is_rate": whether their mean was taken,
            times the period's own length}``
        :param spans: those of the whole load
        """
        if own["is_rate"]:
            rates = [self._name_span(*span) for span in self._read_spans(own["spans"])]
            return [self.env._("at the rate of %s", ", ".join(rates))]
        names = []
        for first, last in self._read_spans(own["spans"]):
            years = (span for span in spans if self._is_year(*span))
            year = next((span for span in years if span[0] <= first and last <= span[1]), None)
            names.append(self._name_span(*(year or (first, last))))
        return list(dict.fromkeys(names))

    @api.model
    def _read_spans(self, kept):
        return [tuple(map(fields.Date.to_date, span)) for span in kept or []]

    @staticmethod
    def _is_year(first, last):
        return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)

    @api.model
    def _name_span(self, first, last):
        """Return what a span is called: a calendar year by its number, a month by its name, others
        by their days."""
        if self._is_year(first, last):
            years = dict.fromkeys((str(first.year), str(last.year)))
            return "–".join(years)
        if first.day == 1 and last == fields.Date.end_of(first, "month"):
            return format_date(self.env, first, date_format="LLLL yyyy")
        return self.env._(
            "%(first)s to %(last)s",
            first=format_date(self.env, first),
            last=format_date(self.env, last),
        )
