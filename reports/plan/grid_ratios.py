from xlsxwriter.utility import xl_rowcol_to_cell


class GridRatios:
    """Writes what a sheet compares targets with, as formulas that follow what is typed.

    Growth is that of the periods whose past is over. Where these are not all, the rows say which
    (``so_far``), and the titles that it is so.
    """

    def _get_growth_titles(self):
        titles = {
            "growth": self.env._("Growth on History"),
            "growth_last_year": self.env._("Growth on Last Year"),
            "growth_two_years": self.env._("Growth on Two Years Ago"),
        }
        return {kind: self._say_so_far(kind, title) for kind, title in titles.items()}

    def _get_change_title(self):
        return self._say_so_far("change", self.env._("Change"))

    def _say_so_far(self, kind, title):
        """Say in a title that not all periods are compared."""
        rows = self.table.figures.values()
        if any(kind in row.get("so_far", ()) for row in rows):
            return self.env._("%s (Periods That Are Over)", title)
        return title

    def _get_compared(self, column, row_id):
        """Return the numbers of the periods that a column compares; None for all of them."""
        numbers = self.table.figures[row_id].get("so_far", {}).get(column.kind)
        is_total = column.number == len(self.table.periods)
        return numbers if numbers is None or is_total else {column.number} & set(numbers)

    def _get_pair(self, line, column, other):
        return (
            xl_rowcol_to_cell(line, self.spots["target", column.number]),
            xl_rowcol_to_cell(line, self.spots[other, column.number]),
        )

    def _sum_pair(self, line, numbers, other):
        """Return the sums of the targets, and of what they are compared with, of some periods."""
        return (
            f"({self._sum_spots(line, [self.spots[kind, number] for number in numbers])})"
            for kind in ("target", other)
        )

    def _write_change(self, line, spot, column, row_id, row_kind):
        numbers = self._get_compared(column, row_id)
        if numbers is not None and not numbers:
            self.sheet.write_blank(line, spot, None, self._get_format("percent", row_kind))
            return
        target, past = self._get_pair(line, column, "history")
        formula = f'=IF(OR({target}="",N({past})=0),"",({target}-{past})/ABS({past}))'
        if numbers is not None and column.number == len(self.table.periods):
            target, past = self._sum_pair(line, numbers, "history")
            formula = f'=IF(OR({target}=0,{past}=0),"",({target}-{past})/ABS({past}))'
        self._write_ratio(line, spot, column, row_id, row_kind, formula)

    def _write_attainment(self, line, spot, column, row_id, row_kind):
        target, actual = self._get_pair(line, column, "actual")
        formula = f'=IF(N({target})=0,"",N({actual})/{target})'
        self._write_ratio(line, spot, column, row_id, row_kind, formula)

    def _write_growth(self, line, spot, column, row_id, row_kind):
        """Write the growth of a total as a formula that follows what is typed."""
        ratio, base = self.table.figures[row_id][column.kind][column.number]
        if not base:
            self.sheet.write_blank(line, spot, None, self._get_format("percent", row_kind))
            return
        numbers = self._get_compared(column, row_id)
        if numbers is None:
            total = xl_rowcol_to_cell(line, self.spots["target", column.number])
            planned = f"N({total})"
        else:
            spots = [self.spots["target", number] for number in numbers]
            total = planned = f"({self._sum_spots(line, spots)})"
        formula = f'=IF({planned}=0,"",({total}-{base!r})/{abs(base)!r})'
        style = self._get_format("percent", row_kind)
        self.sheet.write_formula(line, spot, formula, style, "" if ratio is None else ratio)

    def _write_ratio(self, line, spot, column, row_id, row_kind, formula):
        value = self.table.figures[row_id][column.kind][column.number]
        self.sheet.write_formula(
            line,
            spot,
            formula,
            self._get_format("percent", row_kind),
            "" if value is None else value,
        )
