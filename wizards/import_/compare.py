from collections import defaultdict
from dataclasses import dataclass

from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import workbook_layout as layout
from ...tools.spreading import round_half_up, to_decimal
from .figures import NO_FIGURE
from .file import PlanFile


@dataclass(frozen=True)
class Difference:
    """A cell that the file has otherwise than the plan.

    :param was: what the plan has now, None where nothing is planned
    :param now: what the file has
    :param origin: ``file`` where only the file changed since the export, ``both`` where both did,
        ``odoo`` where only the plan did
    :param by: who changed it in Odoo, if anybody did
    """

    row_id: int
    period_id: int
    was: object
    now: object
    is_held: bool
    origin: str
    by: str = ""


class Comparison:
    """A file beside the plan as it is now.

    :ivar differences: list of :class:`Difference` in the order of the tree
    :ivar names: ``{row id: [names that lead to it]}`` of the rows that have differences
    """

    def __init__(self, plan, content):
        """Read a file and compare it with a plan.

        :raise UserError: when it is no file of this plan, or when anything in it is wrong
        """
        self.env = plan.env
        self.plan = plan
        self.file = PlanFile(self.env, content)
        self._check_keys()
        self._check_periods()
        self.tree = self.env["sales.plan.table"]._read_tree(plan)
        self.file.read_table(len(self.tree.parents))
        self.cells = self.env["sales.plan.cells"]._read_cells(plan)
        self.step = to_decimal(plan._get_rounding())
        self.is_template = bool(self.file.get_number("template"))
        rows = self._match_rows()
        self.wanted = self._get_wanted(rows)
        self._check_sums(rows)
        self.file.problems.raise_any()
        self.differences = self._get_differences()
        self.names = self._get_names({found.row_id for found in self.differences})

    # -------------------------------------------------------------------------
    # Whether it is a file of this plan
    # -------------------------------------------------------------------------

    def _check_keys(self):
        keys, plan = self.file.keys, self.plan
        exports = self.env["sales.plan.grid.xlsx"]
        if keys.get("database") != exports._get_database_key():
            raise UserError(self.env._("The file was exported from another database."))
        if self.file.get_number("plan") != plan.id:
            raise UserError(self._describe_other_plan())
        if self.file.get_number("company") != plan.company_id.id:
            raise UserError(
                self.env._(
                    "The file was exported when the plan was one of %(before)s; now it is one of "
                    "%(now)s.",
                    before=keys.get("company_name", ""),
                    now=plan.company_id.name,
                )
            )
        unit = (plan.measure, plan.unit_currency_id.name or "")
        if (keys.get("measure"), keys.get("currency")) != unit:
            raise UserError(
                self.env._(
                    "The plan's figures mean something else now than when the file was exported. "
                    "Export the planning table again."
                )
            )
        if self.file.get_number("version") > plan.edit_version:
            raise UserError(
                self.env._(
                    "The file is newer than the plan: it was exported before the plan was "
                    "brought back to an earlier state. Export the planning table again."
                )
            )

    def _describe_other_plan(self):
        plan, name = self.plan, self.file.keys.get("plan_name", "")
        revision = self.file.get_number("revision")
        if name == plan.name and revision != plan.revision:
            return self.env._(
                "The file is of revision %(file)s of “%(plan)s”; this is revision %(number)s.",
                file=revision,
                plan=name,
                number=plan.revision,
            )
        return self.env._(
            "The file is of another plan, “%(file)s”; this is “%(plan)s”.",
            file=name,
            plan=plan.display_name,
        )

    def _check_periods(self):
        known = {period.id: period for period in self.plan.period_ids}
        in_file = dict(self.file.periods)
        gone = [name for id_, name in self.file.periods if id_ not in known]
        if gone:
            raise UserError(self.env._("The plan has no period “%s” any more.", gone[0]))
        new = [period for id_, period in known.items() if id_ not in in_file]
        if new:
            raise UserError(
                self.env._(
                    "The plan has a period that the file lacks: %(period)s, from %(first)s on.",
                    period=new[0].name,
                    first=format_date(self.env, new[0].date_from),
                )
            )

    # -------------------------------------------------------------------------
    # Which rows they are
    # -------------------------------------------------------------------------

    def _match_rows(self):
        """Return ``{row id: FileRow}``; rows that lost their key are known by their names."""
        rows, lost = {}, []
        unknown = [row for row in self.file.rows if row.row_id not in self.tree.parents]
        for row in self.file.rows:
            if row.row_id is None:
                lost.append(row)
            elif row.row_id in self.tree.parents:
                rows[row.row_id] = row
        self._add_unknown([row for row in unknown if row.row_id is not None])
        if lost:
            self._match_lost(rows, [row for row in lost if self._has_figures(row)])
        return rows

    @staticmethod
    def _has_figures(row):
        return any(figure.amount is not None for figure in row.figures.values())

    def _add_unknown(self, rows):
        # sudo: whether there is such a row elsewhere, to say what is wrong with the file
        others = self.env["sales.plan.allocation"].sudo().browse([row.row_id for row in rows])
        others = set(others.exists().ids)
        for row in rows:
            if row.row_id in others:
                problem = self.env._("Row %(line)s (“%(name)s”) is one of another plan.")
            else:
                problem = self.env._("Row %(line)s (“%(name)s”) is not in the plan any more.")
            self.file.problems.add(problem % {"line": row.line, "name": row.told}, row.line)

    def _match_lost(self, rows, lost):
        """Find rows without a key by their names: as they are told apart, else without that."""
        by_path = self._get_rows_by_path(self.plan._get_row_names)
        by_plain_path = self._get_rows_by_path(self.plan._get_plain_row_names) if lost else {}
        for row in lost:
            found = by_path.get(row.path) or by_plain_path.get(row.path, [])
            if len(found) == 1 and found[0] not in rows:
                rows[found[0]] = row
            else:
                values = {"line": row.line, "name": row.told}
                self.file.problems.add(self._describe_lost(found, rows) % values, row.line)

    def _describe_lost(self, found, rows):
        if not found:
            return self.env._(
                "Row %(line)s has no key, and no row of the plan is named “%(name)s”."
            )
        if len(found) > 1:
            return self.env._(
                "Row %(line)s has no key, and several rows of the plan are named “%(name)s”."
            )
        return self.env._("Row %(line)s is there twice: the plan has “%(name)s” once.")

    def _get_names(self, row_ids):
        """Return ``{row id: [names that lead to it]}``."""
        paths = {row_id: [*self.tree.get_path(row_id)[1:], row_id] for row_id in row_ids}
        names = self.plan._get_row_names({step for path in paths.values() for step in path})
        return {row_id: [names[step] for step in path] for row_id, path in paths.items()}

    def _get_rows_by_path(self, get_names):
        """Return the rows that some names lead to: ``{path in words: [row id, …]}``."""
        found = defaultdict(list)
        names = get_names(set(self.tree.parents))
        for row_id in self.tree.parents:
            path = [*self.tree.get_path(row_id)[1:], row_id]
            found[layout.tidy(" / ".join(names[step] for step in path))].append(row_id)
        return found

    # -------------------------------------------------------------------------
    # What is in their cells
    # -------------------------------------------------------------------------

    def _get_wanted(self, rows):
        """Return what the file says of each cell: ``{(row id, period id): amount or None}``."""
        wanted = {}
        for row_id, row in rows.items():
            if self._is_sum(row_id):
                continue
            for period_id, __ in self.file.periods:
                figure = row.figures.get(period_id, NO_FIGURE)
                if self.is_template and figure.amount is None:
                    continue
                amount = None if figure.is_sum_of_rows else figure.amount
                wanted[row_id, period_id] = self._round(amount)
        return wanted

    def _is_sum(self, row_id):
        return self.plan.rolls_up and bool(self.tree.children.get(row_id))

    def _round(self, amount):
        return None if amount is None else round_half_up(amount, self.step)

    def _get_own(self):
        """Return what is planned for each row itself: ``{(row id, period id): amount}``."""
        return {key: self._round(cell.amount) for key, cell in self.cells.items()}

    def _check_sums(self, rows):
        """What is computed cannot be typed: sums of rows below, and sums over the periods."""
        own = self._get_own()
        before = sum_up(self.tree, own)
        own.update(self.wanted)
        after = sum_up(self.tree, {key: value for key, value in own.items() if value is not None})
        for row_id, row in rows.items():
            figures = row.figures.items() if self._is_sum(row_id) else ()
            for period_id, figure in figures:
                key = (row_id, period_id)
                known = (before.get(key), after.get(key))
                if not figure.is_formula and self._round(figure.amount) not in known:
                    self._add_sum_problem(row, figure)
            self._check_total(row)

    def _add_sum_problem(self, row, figure):
        self.file.problems.add(
            self.env._(
                "Cell %(cell)s is the sum of the rows below “%(name)s”. Type into those.",
                cell=figure.place,
                name=row.told,
            ),
            figure.line,
        )

    def _check_total(self, row):
        total = row.total
        if not total or total.amount is None or total.is_formula:
            return
        amounts = [figure.amount for figure in row.figures.values()]
        if self._round(sum(amounts)) != self._round(total.amount):
            self.file.problems.add(
                self.env._(
                    "Cell %(cell)s is the sum of “%(name)s” over the periods. Type into those.",
                    cell=total.place,
                    name=row.told,
                ),
                total.line,
            )

    # -------------------------------------------------------------------------
    # What differs
    # -------------------------------------------------------------------------

    def _get_differences(self):
        own = self._get_own()
        differing = {key: value for key, value in self.wanted.items() if own.get(key) != value}
        version = self.file.get_number("version")
        since = (
            self.env["sales.plan.table"]._read_cells_since(self.plan, version) if differing else {}
        )
        order = {row_id: n for n, row_id in enumerate(self.tree.get_ordered(self.tree.parents))}
        periods = {id_: n for n, id_ in enumerate(self.plan.period_ids.ids)}
        return [
            self._get_difference(key, own.get(key), value, since.get(key))
            for key, value in sorted(
                differing.items(), key=lambda item: (order[item[0][0]], periods[item[0][1]])
            )
        ]

    def _get_difference(self, key, was, now, since):
        origin, by = "file", ""
        if since:
            exported = None if since["was"] is None else self._round(to_decimal(since["was"]))
            if exported != was:
                origin, by = "odoo" if exported == now else "both", since["by"]
        cell = self.cells.get(key)
        return Difference(*key, was, now, bool(cell and cell.is_held), origin, by)


def sum_up(tree, own):
    """Return what each row has in each period: its own amount, else the sum of the rows below.

    :param tree: see ``sales.plan.table``
    :param own: ``{(row id, period id): amount}`` of what is planned
    :return: the same of rows that have something below them, too
    """
    by_row = defaultdict(dict)
    for (row_id, period_id), amount in own.items():
        by_row[row_id][period_id] = amount
    below = defaultdict(dict)
    effective = {}
    for row_id in reversed(tree.parents):
        amounts = {**below.pop(row_id, {}), **by_row[row_id]}
        above = below[tree.parents[row_id]]
        for period_id, amount in amounts.items():
            effective[row_id, period_id] = amount
            above[period_id] = above.get(period_id, 0) + amount
    return effective
