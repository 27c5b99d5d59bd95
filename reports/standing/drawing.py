from odoo import api, fields, models
from odoo.tools import format_date

from ...models.org.numbers import format_number
from ...tools.line_chart import (
    Frame,
    draw_fan,
    draw_line,
    get_ticks,
    spread_labels,
    write_points,
)
from ...tools.pacing import ONE_DAY

#: Size of the drawing, in points; amounts stand left of it, names of lines right of it.
WIDTH, HEIGHT = 1080, 225
LEFT, RIGHT, TOP, BOTTOM = 76, 920, 10, 200
#: How far apart names of lines are, and how far right of the lines.
LINE_HEIGHT, INDENT = 14, 10
#: Longer spans have a mark for each month, shorter ones one for each week.
DAYS_WITH_WEEKS = 100


class SalesCockpit(models.AbstractModel):
    """The course of a standing as a drawing that can be printed in black and white."""

    _inherit = "sales.cockpit"

    @api.model
    def _draw(self, standing, chart, landing):
        """Return the drawing of a standing's course: places in points, texts of the reader.

        :param chart: see ``_prepare_chart``
        :param landing: where it will end up, or None
        :return: ``{width, height, left, right, bottom, amounts: [(y, text)], days: [(x, text)],
            lines: [(name, points)], fan: points, today: (x, y), labels: [(name, y, text)]}``
        """
        values, lines = self._get_lines(standing, chart)
        ends = [landing[name] for name in ("p10", "p90")] if landing else []
        known = [amount for line in lines.values() for amount in line if amount is not None]
        low, ticks = min(0.0, *known, *ends), get_ticks([*known, *ends])
        # a little below zero needs no step of its own
        ticks = [tick for tick in ticks if tick >= low]
        frame = Frame(LEFT, TOP, RIGHT, BOTTOM, values[0], values[-1], low, ticks[-1])
        now = self._get_now(values, lines["actual"])
        rays = self._get_rays(now, values[-1], landing)
        return {
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "right": RIGHT,
            "bottom": BOTTOM,
            "amounts": [(frame.get_y(tick), self._write_tick(tick, ticks)) for tick in ticks],
            "days": self._get_marks(standing, frame),
            "lines": [
                (name, write_points(draw_line(frame, *line)))
                for name, line in (
                    *((name, (values, line)) for name, line in lines.items()),
                    *rays.items(),
                )
            ],
            "fan": write_points(draw_fan(frame, now, values[-1], ends)) if ends else "",
            "today": (frame.get_x(now[0]), frame.get_y(now[1])) if now[0] > values[0] else None,
            "labels": self._get_labels(frame, lines, landing),
        }

    @api.model
    def _get_lines(self, standing, chart):
        """Return the days of the lines, as numbers, and each line by its name; all of them begin
        at zero on the evening before the span."""
        days = [fields.Date.to_date(day).toordinal() for day in chart["days"]]
        lines = {
            name: [0.0, *chart[name]]
            for name in ("last_year", "plan", "actual")
            if chart[name] is not None
        }
        if standing.is_ahead:
            lines["actual"] = [0.0, *(None for __ in days)]
        return [standing.first.toordinal() - 1, *days], lines

    @api.model
    def _get_now(self, values, actual):
        """Return where the actual ends: day and amount."""
        return [
            (value, amount)
            for value, amount in zip(values, actual, strict=True)
            if amount is not None
        ][-1]

    @api.model
    def _get_rays(self, now, last, landing):
        """Return the line from where the actual ends to where it will end up."""
        if not landing:
            return {}
        return {"landing": ([now[0], last], [now[1], landing["p50"]])}

    @api.model
    def _write_tick(self, tick, ticks):
        """Return an amount of the axis: whole where all are."""
        is_whole = all(float(value).is_integer() for value in ticks)
        return format_number(self.env, tick, "%.0f" if is_whole else "%.2f")

    @api.model
    def _get_marks(self, standing, frame):
        """Return where months, or weeks of a short span, begin: ``[(x, text), …]``."""
        first, last = standing.first, standing.last
        is_long = (last - first).days >= DAYS_WITH_WEEKS
        step = {"months": 1} if is_long else {"days": 7 if (last - first).days < 40 else 14}
        days, day = [], first
        while day <= last:
            days.append(day)
            day = fields.Date.add(day, **step)
        pattern = "MMM" if is_long else "d MMM"
        return [
            (
                frame.get_x((day - ONE_DAY).toordinal()),
                format_date(self.env, day, date_format=pattern),
            )
            for day in days
        ]

    @api.model
    def _get_labels(self, frame, lines, landing):
        """Return what the lines are called, each beside its end, none over another one."""
        texts = {
            "last_year": self.env._("Last year"),
            "plan": self.env._("Plan"),
            "actual": self.env._("Actual"),
            "landing": self.env._("Landing"),
        }
        ends = {
            name: next(amount for amount in reversed(line) if amount is not None)
            for name, line in lines.items()
        }
        if landing:
            ends["landing"] = landing["p50"]
        places = spread_labels(
            [frame.get_y(amount) for amount in ends.values()], LINE_HEIGHT, TOP, BOTTOM
        )
        return [
            (name, y, f"{texts[name]} {format_number(self.env, self._get_whole(amount))}")
            for (name, amount), y in zip(ends.items(), places, strict=True)
        ]
