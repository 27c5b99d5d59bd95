from collections import defaultdict
from dataclasses import dataclass, field, replace

from odoo import api, models
from odoo.tools import format_date, formatLang

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...models.landing.row_landing import LANDING_FIELDS
from ...tools import pacing

#: Rows that a printed plan has at most: some twenty pages. The spreadsheet has them all.
PRINTED_ROWS = 1000
#: Rows on the first page and on the others where the printer cannot break tables by itself.
_ROWS_BY_PAGE = (24, 32)


@dataclass
class SheetRow:
    """One line of a printed plan, in the plan's measure and currency.

    ``kind`` is ``total``, ``allocation`` (a row of the plan), ``unplanned`` (the rest of a row: the
    target that no row below has, the actual that falls under none) or ``unassigned`` (the part of
    that actual whose documents have no value for the next level). ``target`` is None
    where nothing is planned. ``landing`` has the figures of where the row will end up, by field,
    where they are asked for.
    """

    kind: str
    depth: int
    name: str
    level: str = ""
    responsible: str = ""
    target: float | None = None
    actual: float = 0.0
    history: float | None = None
    expected: float | None = None
    status: str | bool = False
    row_id: int | None = None
    landing: dict = field(default_factory=dict)

    @property
    def attainment(self):
        """Actual by target, None where nothing is planned or zero."""
        value = pacing.attainment(self.target, self.actual) if self._is_compared else None
        return None if value is None else float(value)

    @property
    def gap(self):
        """Actual less target, None where nothing is planned."""
        value = pacing.gap(self.target, self.actual) if self._is_compared else None
        return None if value is None else float(value)

    @property
    def _is_compared(self):
        return self.kind in ("total", "allocation") and self.target is not None


class SalesPlanSheet(models.AbstractModel):
    """Puts the figures of a plan into reading order, for print and for spreadsheets.

    Only rows that the user can read are in it.
    """

    _name = "sales.plan.sheet"
    _description = "Printed Sales Plan"

    @api.model
    def _get_rows(self, plan, limit=None):
        """Return ``(rows, left out)``: the plan's rows from the top down, largest first.

        :param limit: with more rows than this, leave out the deepest levels, then the smallest rows
        :return: list of :class:`SheetRow`, and how many rows are not among them
        """
        nodes = self.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
        figures = self.env["sales.plan.figures"]._read_figures(plan)
        for node in nodes - nodes._filter_whole():
            figures[node.id] = replace(
                figures[node.id], unallocated=None, unplanned=None, unassigned=None
            )
        children = self._get_children(nodes, figures)
        depth = self._get_printed_depth(children, limit) if limit else None
        rows = []
        for node in children[False]:
            self._add_rows(rows, node, 0, depth, children, figures)
        rows = rows[:limit]
        printed = sum(row.kind in ("total", "allocation") for row in rows)
        return rows, len(nodes) - printed

    @api.model
    def _add_landings(self, rows):
        """Add to lines of a plan where their rows will end up, all of them worked out at once."""
        nodes = self.env["sales.plan.allocation"].browse([row.row_id for row in rows if row.row_id])
        landings = {
            node.id: {name: None if node[name] is False else node[name] for name in LANDING_FIELDS}
            for node in nodes
        }
        for row in rows:
            row.landing = landings.get(row.row_id, {})

    @api.model
    def _get_children(self, nodes, figures):
        """Return ``{id of the row above, or False: [row, …]}``, the largest targets first."""
        children = defaultdict(list)
        visible = set(nodes.ids)
        for node in nodes:
            # sudo: the id of the row above, to see whether it is among the visible ones
            above = node.sudo().parent_id.id
            children[above if above in visible else False].append(node)
        for below in children.values():
            below.sort(key=lambda node: (-(figures[node.id].target or 0.0), node.name, node.id))
        return children

    @api.model
    def _get_printed_depth(self, children, limit):
        """Return how many levels below the highest rows fit into ``limit`` rows, at least one."""
        depth, count, step = 0, 0, children[False]
        while step:
            count += len(step)
            if count > limit:
                return max(depth - 1, 1)
            step = [node for above in step for node in children.get(above.id, ())]
            depth += 1
        return depth

    @api.model
    def _add_rows(self, rows, node, depth, last_depth, children, figures):
        rows.append(self._prepare_row(node, depth, figures[node.id]))
        if last_depth is not None and depth >= last_depth:
            return
        for below in children.get(node.id, ()):
            self._add_rows(rows, below, depth + 1, last_depth, children, figures)
        rows.extend(self._prepare_rest(node, depth + 1, figures[node.id]))

    @api.model
    def _prepare_row(self, node, depth, figures):
        plan = node.plan_id
        return SheetRow(
            kind="allocation" if node.level_id else "total",
            depth=depth,
            name=node.name if depth or not node.level_id else node.complete_name,
            level=node.level_id._get_label() if node.level_id else "",
            responsible=node.responsible_id.name or "",
            target=figures.target,
            actual=figures.actual,
            history=figures.history,
            expected=None if figures.target is None else figures.expected,
            status=plan._get_status(figures.target, figures.actual, figures.expected),
            row_id=node.id,
        )

    @api.model
    def _prepare_rest(self, node, depth, figures):
        """Rows for what a row does not share with the rows below it."""
        rows = []
        if figures.unplanned or figures.unallocated:
            rows.append(
                SheetRow(
                    "unplanned",
                    depth,
                    self.env._("Unallocated and unplanned"),
                    target=figures.unallocated,
                    actual=figures.unplanned or 0.0,
                )
            )
        if figures.unassigned:
            level = node._get_child_level()
            name = self.env._("of which without %s", level._get_label())
            rows.append(SheetRow("unassigned", depth + 1, name, actual=figures.unassigned))
        return rows

    @api.model
    def _name_choice(self, plan, name):
        """Return what was chosen in a field of a plan, in words."""
        labels = plan.fields_get([name], ["selection"])
        return dict(labels[name]["selection"])[plan[name]]

    @api.model
    def _name_figures(self, plan):
        """Return what a plan measures, with its currency, and by which documents, in words."""
        measure, basis = (self._name_choice(plan, name) for name in ("measure", "basis"))
        if plan.unit_currency_id:
            measure = self.env._(
                "%(measure)s in %(currency)s",
                measure=measure,
                currency=plan.unit_currency_id.name,
            )
        return measure, basis

    @api.model
    def _get_heading(self, plan, day=None):
        """Return what a reader needs to know of the plan: ``[(label, value), …]``.

        :param day: the past day at whose end it is looked at, None for now
        """
        measure, basis = self._name_figures(plan)
        return [
            (self.env._("Company"), plan.company_id.name),
            *self._get_group(plan),
            (self.env._("Dates"), self._get_span(plan)),
            (self.env._("Figures"), measure),
            (self.env._("Measured by"), basis),
            *self._get_scope(plan),
            (self.env._("Status"), self._name_choice(plan, "state")),
            (self.env._("As of"), format_date(self.env, day or plan.company_id._get_today())),
        ]

    @api.model
    def _get_group(self, plan):
        """Return which further companies a plan counts, and at which rates, as far as the reader
        may know these."""
        further = plan._get_companies() - plan.company_id
        lines = [(self.env._("Further Companies"), ", ".join(further.mapped("name")))]
        if self.env["sales.plan.rate"].has_access("read"):
            lines.append((self.env._("Rates"), ", ".join(self._name_rates(plan))))
        return [(label, text) for label, text in lines if text]

    @api.model
    def _name_rates(self, plan):
        """Return a plan's rates of each currency, and since when those hold that change it."""
        names, before = [], None
        for rate in plan.with_env(self.env).rate_ids:
            name = rate.display_name
            if name != before:
                day = rate.date_from and format_date(self.env, rate.date_from)
                names.append(f"{name} ({day} –)" if day else name)
            before = name
        return names

    @api.model
    def _get_span(self, plan):
        return f"{format_date(self.env, plan.date_from)} – {format_date(self.env, plan.date_to)}"

    @api.model
    def _get_scope(self, plan):
        names = plan._get_dimension_values()
        labels = plan.fields_get(list(names), ["string"])
        return [(labels[name]["string"], plan[name].display_name) for name in names]


class ReportSalesPlan(models.AbstractModel):
    """Plan versus actual on paper."""

    _name = "report.sales_plan.report_sales_plan"
    _description = "Printed Plan versus Actual"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self.env["sales.plan"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "sales.plan",
            "docs": plans,
            "get_sheet": self._get_sheet,
            "statuses": dict(plans._fields["status"]._description_selection(self.env)),
        }

    @api.model
    def _get_sheet(self, plan):
        """Return everything that the template shows of one plan."""
        sheet = self.env["sales.plan.sheet"]
        rows, left_out = sheet._get_rows(plan, PRINTED_ROWS)
        if plan.lands:
            sheet._add_landings(rows)
        digits = plan._get_digits()

        def number(value):
            return "" if value is None else formatLang(self.env, value, digits=digits)

        def percent(value):
            if value is None:
                return ""
            return self.env._("%(number)s%%", number=formatLang(self.env, value * 100, 1))

        return {
            "heading": sheet._get_heading(plan),
            "pages": self._get_pages(rows),
            "table_class": "" if _wkhtml().is_patched_qt else "o_one_line",
            "left_out": left_out
            and self.env._(
                "%s more rows are not printed: the largest and the upper levels come first. Print "
                "› “Plan versus Actual (XLSX)” has them all.",
                plan._format_count(left_out),
            ),
            "number": number,
            "percent": percent,
            "chance": self.env["sales.landing"]._write_chance,
            "lands": plan.lands,
            "total": SheetRow(
                "total",
                0,
                plan.name,
                target=plan.target_amount if plan.has_target else None,
                actual=plan.actual_amount,
                expected=plan.expected_amount if plan.has_target else None,
                status=plan.status,
                landing={
                    name: None if plan[name] is False else plan[name]
                    for name in ("landing_amount", "landing_chance")
                },
            ),
        }

    @api.model
    def _get_pages(self, rows):
        """Return the rows in the tables to print them in, one after the other.

        Odoo's own wkhtmltopdf breaks one long table between rows and repeats its titles. The
        one of Linux distributions ("unpatched") cuts rows: it gets a table for each page.
        """
        if _wkhtml().is_patched_qt:
            return [rows] if rows else []
        first, others = _ROWS_BY_PAGE
        starts = [0, *range(first, len(rows), others)]
        pages = [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]
        return [page for page in pages if page]
