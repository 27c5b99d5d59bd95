from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from ...models.org.namesakes import tell_apart
from ...queries.dimensions import BY_CODE
from ...tools import workbook_layout as layout
from ...tools.arguments import shorten
from ...tools.spreading import Cell, round_half_up, spread_cells, to_decimal
from .book import Book
from .figures import FigureReader
from .package import Package
from .parts import TABLE
from .problems import Problems
from .sheet import LONGEST_TEXT

#: Rows that a plan can be begun with.
MOST_ROWS = 20_000
#: The column of amounts for the whole plan.
ALL_PERIODS = "all"
#: How months are written, in the language of the user and in English.
_MONTH_FORMATS = ("MMMM y", "MMM y", "MMMM", "MMM", "MM/y", "y-MM")


class NamesFile:
    """A workbook of names and amounts that begins a plan, read and checked.

    Its first sheet has a row of titles, then a row for each row of the plan: the first columns have
    a name for each level, the others amounts, for each period or one for all of them, which is
    spread evenly. An upper name need not be repeated; without lower names the amounts are those of
    the upper row itself.

    :ivar rows: ``{ids of the values that lead to a row: {period id: Decimal}}``, upper rows first;
        the total is ``()``
    :ivar names: ``{the same ids: names}``
    """

    def __init__(self, plan, content):
        """Read a file for a plan.

        :raise UserError: with one sentence for each problem, the first ten of them
        """
        self.env, self.plan = plan.env, plan
        self.problems = Problems(self.env)
        self._depth = len(plan.level_ids)
        self._step = to_decimal(plan._get_rounding())
        package = Package(self.env, content)
        book = Book(self.env, package)
        title, part = book.sheets[0]
        reader = _NamesReader(self.env, book, title, self.problems, self._depth, self._lay_out)
        package.parse(part, reader, TABLE)
        if not reader.rows:
            self.problems.raise_any()
            raise UserError(self._describe_layout())
        self.rows, self.names = {}, {}
        self._take_rows(reader.rows)
        self.problems.raise_any()

    @staticmethod
    def is_export(env, content):
        """Whether a workbook is a planning table that was exported."""
        book = Book(env, Package(env, content))
        return any(title == layout.KEY_SHEET for title, __ in book.sheets)

    def _describe_layout(self):
        levels = [level._get_label() for level in self.plan.level_ids]
        return self.env._(
            "The first sheet has no such table. It needs a row of titles, below them names in the "
            "first columns (%(levels)s), and behind them a column of amounts for each period, or "
            "one for all of them.",
            levels=", ".join(levels),
        )

    # -------------------------------------------------------------------------
    # Columns
    # -------------------------------------------------------------------------

    def _lay_out(self, titles):
        """Return what columns of amounts are for: ``{column: period id or ALL_PERIODS}``.

        :param titles: ``{column: Cell}`` of the row of titles
        """
        periods = self.plan.period_ids
        names = self._get_period_names()
        found = {column: self._find_period(cell, names) for column, cell in titles.items()}
        others = [column for column, period in found.items() if not period]
        if len(others) < len(found):
            columns = {column: period for column, period in found.items() if period}
            others = [column for column in others if not self._is_total(titles[column].value)]
        else:
            if len(others) == len(periods) + 1 and self._is_total(titles[others[-1]].value):
                others.pop()
            if len(others) == len(periods):
                return dict(zip(others, periods.ids, strict=True))
            if len(others) == 1:
                return {others[0]: ALL_PERIODS}
            columns = {}
        for column in others:
            self.problems.add(
                self.env._(
                    "Column %(column)s, “%(title)s”, is no period of the plan.",
                    column=get_column_letter(column),
                    title=shorten(str(titles[column].value or ""), LONGEST_TEXT),
                )
            )
        if len({*columns.values()}) < len(columns):
            self.problems.add(self.env._("Two columns are for the same period."))
        return columns

    def _get_period_names(self):
        """Return which period a title means: ``{text: period id, None for several}``."""
        names = {}
        for number, period in enumerate(self.plan.period_ids, start=1):
            texts = {period.name, period.name.split()[0], str(period.date_from), str(number)}
            if (period.date_to - period.date_from).days in range(27, 31):
                for pattern in _MONTH_FORMATS:
                    for lang in (None, "en_US"):
                        texts.add(format_date(self.env, period.date_from, lang, pattern))
            for text in {_simplify(text) for text in texts}:
                names[text] = None if text in names else period.id
        return names

    def _find_period(self, cell, names):
        if cell.kind == "d":
            day = _read_day(cell.value)
            found = self.plan.period_ids.filtered(
                lambda period: day and period.date_from <= day <= period.date_to
            )
            return found.id
        return names.get(_simplify(str(cell.value)))

    def _is_total(self, title):
        return _simplify(str(title)) in {"total", _simplify(self.env._("Total"))}

    # -------------------------------------------------------------------------
    # Rows
    # -------------------------------------------------------------------------

    def _take_rows(self, rows):
        """Find what names mean, and take the amounts of their rows."""
        rows = [
            (line, [] if len(texts) == 1 and self._is_total(texts[0]) else texts, figures)
            for line, texts, figures in rows
        ]
        found = [self._find_values(depth, rows) for depth in range(self._depth)]
        lines = {}
        for line, texts, figures in rows:
            path = tuple(found[depth].get(text) for depth, text in enumerate(texts))
            if None in path:
                continue
            if path in lines:
                self.problems.add(
                    self.env._(
                        "Rows %(first)s and %(line)s are for the same: %(names)s.",
                        first=lines[path],
                        line=line,
                        names=shorten(" / ".join(texts), LONGEST_TEXT),
                    ),
                    line,
                )
            lines[path] = line
            for depth in range(1, len(path) + 1):
                self.rows.setdefault(path[:depth], {})
                self.names.setdefault(path[:depth], texts[:depth])
            self.rows[path] = self._get_amounts(figures)
        if self.plan.rolls_up:
            for path in {path[:-1] for path in self.rows if path}:
                self.rows[path] = {}

    def sum_up(self):
        """Return the amounts that rows will show: their own, else those of the rows below them.

        :return: ``{ids of the values that lead to a row: {period id: Decimal}}``
        """
        shown = {path: {} for path in self.rows}
        for path in sorted(self.rows, key=len, reverse=True):
            shown[path].update(self.rows[path])
            if path:
                above, own = shown.setdefault(path[:-1], {}), self.rows.get(path[:-1], {})
                for period_id, amount in shown[path].items():
                    if period_id not in own:
                        above[period_id] = above.get(period_id, 0) + amount
        return shown

    def _get_amounts(self, figures):
        """Return the amounts of a row by period, rounded as the plan has them."""
        if ALL_PERIODS in figures:
            whole = round_half_up(figures[ALL_PERIODS].amount, self._step)
            periods = self.plan.period_ids
            parts = spread_cells(whole, [Cell()] * len(periods), "even", self._step)
            return {
                period.id: part
                for period, part in zip(periods, parts, strict=True)
                if part is not None
            }
        return {
            period_id: round_half_up(figure.amount, self._step)
            for period_id, figure in figures.items()
        }

    def _find_values(self, depth, rows):
        """Return what the names on a level mean: ``{text: id}``; add a problem for the others."""
        level = self.plan.level_ids[depth]
        dimension = BY_CODE[level.dimension]
        lines = {}
        for line, texts, __ in rows:
            if len(texts) > depth:
                lines.setdefault(texts[depth], line)
        values = self.env[dimension.comodel]
        asked = {name for text in lines for name in _get_variants(text)}
        domain = self.plan.root_id._get_addable_domain(dimension)
        key = values._rec_name or "name"
        records = values.search(domain & Domain(key, "in", sorted(asked)))
        told = {name: id_ for id_, name in tell_apart(records).items()}
        plain = {}
        for record in records:
            for name in {record.display_name, record[key]}:
                plain.setdefault(name, []).append(record.id)
        found = {}
        for text, line in lines.items():
            ids = [told[text]] if text in told else plain.get(text, [])
            if len(ids) == 1:
                found[text] = ids[0]
            else:
                self._add_unknown(level, text, line, ids)
        return found

    def _add_unknown(self, level, text, line, ids):
        values = {
            "line": line,
            "name": shorten(text, LONGEST_TEXT),
            "level": level._get_label(),
        }
        if ids:
            sentence = self.env._(
                "Row %(line)s: “%(name)s” can be several (%(level)s). Write it as Odoo shows it, "
                "with what tells it apart in brackets.",
                **values,
            )
        else:
            sentence = self.env._(
                "Row %(line)s: Odoo does not know “%(name)s” (%(level)s).", **values
            )
        self.problems.add(sentence, line)


class _NamesReader(FigureReader):
    """Collects the rows of names and amounts.

    :param depth: how many columns have names
    :param lay_out: see :meth:`NamesFile._lay_out`
    :ivar rows: ``[(line, [name, …], {period id or ALL_PERIODS: Figure}), …]``
    """

    def __init__(self, env, book, title, problems, depth, lay_out):
        super().__init__(env, book, title, problems, long_columns=range(1, depth + 1))
        self.rows = []
        self._level_count, self._lay_out = depth, lay_out
        self._places, self._names_above = None, []

    def take_row(self, line, cells):
        """Take the titles, or a row of the plan."""
        if self._places is None:
            self._take_titles(cells)
            return
        figures = {}
        for column, key in self._places.items():
            if column in cells and self._says_anything(cells[column]):
                figure = self._read_figure(line, column, cells[column])
                if figure:
                    figures[key] = figure
        names = self._get_names(line, cells, figures)
        if not names:
            return
        if len(self.rows) == MOST_ROWS:
            raise UserError(self.env._("A plan begins with %s rows at most.", MOST_ROWS))
        self.rows.append((line, names, figures))

    def _take_titles(self, cells):
        titles = {column: cell for column, cell in cells.items() if column > self._level_count}
        if titles and all(column in cells for column in range(1, self._level_count + 1)):
            self._places = self._lay_out(titles)

    def _get_names(self, line, cells, figures):
        """Return the names of a row, with those above it where the file does not repeat them."""
        names = [
            str(cells[column].value or "").strip() if column in cells else ""
            for column in range(1, self._level_count + 1)
        ]
        while names and not names[-1]:
            names.pop()
        for place, name in enumerate(names):
            if not name and place < len(self._names_above):
                names[place] = self._names_above[place]
        if not all(names) or (figures and not names):
            self.problems.add(self.env._("Row %s has no name where one is needed.", line), line)
            return []
        self._names_above = names or self._names_above
        return names


def _simplify(text):
    """Return a title without what people write differently."""
    return " ".join(text.replace(".", " ").casefold().split())


def _read_day(value):
    """Return the day that a cell says, None where it says none."""
    try:
        if isinstance(value, str):
            return date.fromisoformat(value[:10])
        return from_excel(value).date()
    except (AttributeError, OverflowError, TypeError, ValueError):
        return None


def _get_variants(text):
    """Return the names that a record may have which is shown as a text: without what tells it
    apart, without its reference, without what is above it."""
    bare = text
    if text.endswith(")") and " (" in text:
        bare = text[: text.rindex(" (")]
    if bare.startswith("[") and "] " in bare:
        bare = bare[bare.index("] ") + 2 :]
    return {text, bare, bare.rsplit(" / ", 1)[-1]}
