from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...queries import dimensions
from ...tools import pacing

#: What rows can be sorted by, besides the order of the tree.
SORTS = ("name", "target", "actual", "attainment", "gap", "unallocated")


@dataclass
class RowTree:
    """The rows of one plan that a user may see, with the figures of all of them.

    :param rows: the visible allocations
    :param ids: their ids
    :param figures: ``{allocation id: NodeFigures}``, of hidden ones too
    :param children: visible children by parent id; under False the highest visible rows
    :param whole: ids of rows whose children are all visible: what a row has besides its children
        would otherwise give away the figures of the hidden ones
    """

    rows: models.Model
    ids: set
    figures: dict
    children: dict = field(default_factory=dict)
    whole: set = field(default_factory=set)


class SalesPlan(models.Model):
    """The rows of a plan as its form shows them: a tree read level by level, or a flat list."""

    _inherit = "sales.plan"

    @api.readonly
    def get_rows(self, parent_id=False, filters=None, order="tree", offset=0, limit=80):
        """Return a page of the plan's rows with their figures, in a fixed number of queries.

        Unless filtered or sorted these are the rows below ``parent_id``; where that is not given,
        the total with the rows below it, or else the highest rows that the user may see.
        Filtered or sorted, rows of all levels are returned as a flat list.

        :param parent_id: an allocation of the plan
        :param filters: ``{"status": "at_risk", "level": level id, "search": part of a name}``, all
            optional; ``"periods": True`` gives each row its targets by period
        :param order: ``tree``, or one of ``SORTS`` and ``asc`` or ``desc``: ``gap asc``
        :return: ``{"plan": {…}, "rows": [{…}, …], "total": n}`` where ``total`` counts the rows
            that ``offset`` and ``limit`` page through; amounts are in the plan's measure and None
            where nothing is planned
        """
        self.ensure_one()
        self.check_access("read")
        filters = filters or {}
        tree = self._get_row_tree()
        top, special = [], []
        if order != "tree" or any(filters.get(name) for name in ("status", "level", "search")):
            ids = self._get_flat_row_ids(tree, filters, order)
            if not offset:
                top = self.root_id.filtered(lambda root: root.id in tree.ids).ids
        else:
            ids = tree.children.get(parent_id, [])
            if not parent_id and ids == self.root_id.ids:
                top, parent_id = ids, self.root_id.id
                ids = tree.children.get(parent_id, [])
            if not offset and parent_id in tree.whole:
                special = self._prepare_special_rows(tree, parent_id)
        page = ids[offset : offset + limit] if limit else ids[offset:]
        return {
            "plan": self._prepare_rows_header(tree),
            "rows": self._prepare_rows(tree, [*top, *page], filters.get("periods")) + special,
            "total": len(ids),
        }

    def _get_row_tree(self):
        """Read the figures of all rows and how the visible ones hang together.

        Siblings come with the largest target first.
        """
        allocations = self.env["sales.plan.allocation"]
        domain = [("plan_id", "=", self.id)]
        names = ["parent_id", "parent_path", "level_id"]
        rows = allocations.search_fetch(domain, names, order="id")
        figures = self.env["sales.plan.figures"]._read_figures(self)
        tree = RowTree(rows, set(rows.ids), figures)
        for row in rows.sorted(lambda row: -(figures[row.id].target or 0.0)).sudo():
            key = row.parent_id.id if row.parent_id.id in tree.ids else False
            tree.children.setdefault(key, []).append(row.id)
        tree.whole = set(rows._filter_whole().ids) & tree.children.keys()
        return tree

    def _get_flat_row_ids(self, tree, filters, order):
        """Return the ids of the rows of all levels that match, sorted."""
        rows = tree.rows.filtered("parent_id") if self.root_id.id in tree.ids else tree.rows
        if filters.get("search"):
            matching = [("plan_id", "=", self.id), ("name", "ilike", filters["search"])]
            rows &= rows.search(matching, order="id")
        if filters.get("level"):
            rows = rows.filtered(lambda row: row.level_id.id == filters["level"])
        if filters.get("status"):
            today = fields.Date.context_today(self)
            rows = rows.filtered(
                lambda row: self._get_row_status(tree, row, today) == filters["status"]
            )
        return self._sort_rows(tree, rows, order).ids

    def _sort_rows(self, tree, rows, order):
        name, __, direction = order.partition(" ")
        if name == "tree":
            return rows
        if name not in SORTS or direction not in ("asc", "desc"):
            raise UserError(self.env._("Rows cannot be sorted by “%s”.", order))
        descending = direction == "desc"
        if name == "name":
            return rows.sorted(lambda row: (row.name or "").casefold(), reverse=descending)
        values = {row_id: self._get_sort_value(tree, row_id, name) for row_id in rows.ids}
        known = rows.filtered(lambda row: values[row.id] is not None)
        return known.sorted(lambda row: values[row.id], reverse=descending) + (rows - known)

    @staticmethod
    def _get_sort_value(tree, row_id, name):
        figures = tree.figures[row_id]
        if name == "gap":
            return pacing.gap(figures.target, figures.actual)
        if name == "attainment":
            return pacing.attainment(figures.target, figures.actual)
        if name == "unallocated" and row_id not in tree.whole:
            return None
        return getattr(figures, name)

    def _get_row_status(self, tree, row, today):
        figures = tree.figures[row.id]
        return self._get_status(figures.target, figures.actual, figures.expected, today)

    def _prepare_rows_header(self, tree):
        """What the table needs to know of the plan itself."""
        return {
            **self._prepare_table_header(),
            "has_rows": bool(tree.rows.filtered("parent_id")),
        }

    def _prepare_table_header(self):
        """What any table of the plan's rows needs to know of the plan itself."""
        return {
            "id": self.id,
            "name": self.display_name,
            "state": self.state,
            "measure": self.measure,
            "currency_id": self.unit_currency_id.id,
            "digits": self._get_digits(),
            "rolls_up": self.rolls_up,
            "can_edit": self._can_edit_rows(),
            "levels": [
                {"id": level.id, "label": level._get_label(), "dimension": level.dimension}
                for level in self.level_ids
            ],
            "periods": [
                {
                    "id": period.id,
                    "name": period.name,
                    "date_from": fields.Date.to_string(period.date_from),
                    "date_to": fields.Date.to_string(period.date_to),
                }
                for period in self.period_ids
            ],
        }

    def _can_edit_rows(self):
        return self.state == "draft" and all(
            self.env[model].has_access(operation)
            for model in ("sales.plan.allocation", "sales.plan.target")
            for operation in ("create", "write", "unlink")
        )

    def _prepare_rows(self, tree, ids, with_periods=False):
        """Describe rows for the table, in the order of ``ids``."""
        rows = self.env["sales.plan.allocation"].browse(ids)
        # sudo: the names above a row are part of its own values
        above = {row.id: row.sudo()._get_ancestors().ids for row in rows}
        names = self._get_row_names({id_ for path in above.values() for id_ in path} | set(ids))
        labels = {level.id: level._get_label() for level in self.level_ids}
        can_edit = self._can_edit_rows()
        today = fields.Date.context_today(self)
        targets = self._get_row_targets(rows) if with_periods else {}
        result = []
        for row in rows:
            figures = tree.figures[row.id]
            has_children = bool(tree.children.get(row.id))
            result.append(
                {
                    "id": row.id,
                    "kind": "allocation" if row.parent_id else "total",
                    "parent_id": row.parent_id.id if row.parent_id.id in tree.ids else False,
                    "depth": len(above[row.id]),
                    "name": names[row.id],
                    "path": [names[id_] for id_ in above[row.id][1:]],
                    "level_id": row.level_id.id,
                    "dimension_label": labels.get(row.level_id.id, ""),
                    "has_children": has_children,
                    "can_add": can_edit and bool(row._get_child_level()),
                    "can_edit": can_edit and not (self.rolls_up and has_children),
                    "responsible": row.responsible_id.display_name or "",
                    "status": self._get_row_status(tree, row, today),
                    **self._prepare_row_figures(figures, row.id in tree.whole),
                    "targets": targets.get(row.id, {}),
                }
            )
        return result

    @staticmethod
    def _prepare_row_figures(figures, whole):
        attainment = pacing.attainment(figures.target, figures.actual)
        gap = pacing.gap(figures.target, figures.actual)
        return {
            "target": figures.target,
            "actual": figures.actual,
            "gap": None if gap is None else float(gap),
            "attainment": None if attainment is None else float(attainment),
            "expected": None if figures.target is None else figures.expected,
            "unallocated": figures.unallocated if whole else None,
            "history": figures.history,
        }

    def _get_row_names(self, ids):
        """Return the names of rows, hidden ones above a visible row included."""
        # sudo: the names above a row are part of its own values
        rows = self.env["sales.plan.allocation"].sudo().browse(sorted(ids))
        rows.fetch(["level_id", "responsible_id", *dimensions.FIELDS])
        return {row.id: row.name for row in rows}

    def _prepare_special_rows(self, tree, parent_id):
        """Describe the facts of a row that fall under none of the rows below it."""
        figures = tree.figures[parent_id]
        parent = self.env["sales.plan.allocation"].browse(parent_id)
        label = parent._get_child_level()._get_label()
        depth = len(parent.sudo()._get_ancestors()) + 1
        names = {
            "unplanned": self.env._("Unplanned"),
            "unassigned": self.env._("of which without %s", label),
        }
        shared = dict.fromkeys(
            ("target", "gap", "attainment", "expected", "unallocated", "history"), None
        ) | dict.fromkeys(("has_children", "can_edit", "can_add", "status", "level_id"), False)
        return [
            {
                **shared,
                "id": f"{kind}-{parent_id}",
                "kind": kind,
                "parent_id": parent_id,
                "depth": depth,
                "name": names[kind],
                "path": [],
                "dimension_label": "",
                "responsible": "",
                "actual": getattr(figures, kind),
                "targets": {},
            }
            for kind in ("unplanned", "unassigned")
            if getattr(figures, kind)
        ]

    def _get_row_targets(self, rows):
        """Return ``{row id: {period id: {"amount": …, "is_held": …, "is_typed": …}}}``.

        Where a row has no target of its own, what the rows below it have together stands in.
        """
        table = self.env["sales.plan.table"].with_context(sales_plan_in_force=True)
        cells = table._read_cells(table._read_tree(self), rows.ids)
        result = {row.id: {} for row in rows}
        for (row_id, period_id), cell in cells.items():
            if cell.amount is not None:
                result[row_id][period_id] = {
                    "amount": cell.amount,
                    "is_held": cell.is_held,
                    "is_typed": cell.own is not None,
                }
        return result
