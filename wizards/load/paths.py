from odoo import api, models
from odoo.exceptions import UserError

from ...queries.dimensions import BY_CODE
from ...tools.loading import OTHER

#: Depth in its hierarchy of the values that each choice of detail takes.
DEPTHS = {"top": 1, "second": 2, "third": 3}
#: Model of the documents that name teams, by basis.
_DOCUMENTS = {
    "invoiced": "account.move",
    "collected": "account.move",
    "ordered": "sale.order",
    "won": "crm.lead",
}


class SalesPlanLoad(models.TransientModel):
    """Finds the row that each fact of the past becomes, level by level.

    In a hierarchical dimension a level takes the value on the documents, the value above it at a
    chosen depth, or the nearest value above it that has a row in the plan. Who does not work in the
    plan's company gets no row: what they sold stays with the row above. If several levels have
    the same dimension and a value is too high for a lower level, it is repeated there: the row
    stands for the value itself.
    """

    _inherit = "sales.plan.load"

    @api.model
    def _get_default_depth(self, level):
        """Return the choice of detail for a level whose rows cannot overlap."""
        dimension, plan = BY_CODE[level.dimension], level.plan_id
        if not dimension.hierarchical:
            return False
        alike = plan.level_ids.filtered(lambda each: each.dimension == level.dimension)
        rows = self.env["sales.plan.allocation"].search([("level_id", "in", level.ids)])
        if len(alike) > 1 or plan[dimension.field]:
            number = alike.ids.index(level._origin.id)
            step = list(DEPTHS)[number] if number < len(DEPTHS) else "own"
            return "rows" if rows else step
        values = self._get_used_values(plan, dimension) | rows[dimension.field]
        paths = values.mapped("parent_path")
        if not any(
            below != above and below.startswith(above) for below in paths for above in paths
        ):
            return "own"
        return "rows" if rows else "top"

    @api.model
    def _get_used_values(self, plan, dimension):
        """Return the values of a hierarchical dimension that documents may name."""
        values = self.env[dimension.comodel]
        if dimension.code == "company":
            # sudo: where branches belong; which companies a plan has is no secret
            return values.sudo().browse(plan._get_company_ids())
        if not values.search_count([("parent_id", "!=", False)], limit=1):
            return values
        if dimension.code == "team":
            model, name = self.env[_DOCUMENTS[plan.basis]], "team_id"
        else:
            model, name = self.env["product.template"], "categ_id"
        used = model._read_group([(name, "!=", False)], [name])
        return values.union(*(value for [value] in used))

    def _get_path_finder(self, codes):
        """Return a function that turns the values of a fact into the path of its row.

        :param codes: dimensions of the values, those of the levels first, each once
        """
        levels = self.plan_id.level_ids
        positions = [codes.index(level.dimension) for level in levels]
        steps = self._get_steps()
        count = len(set(positions))
        paths = {}

        def find(values):
            known = values[:count]
            if known not in paths:
                path = ()
                for position, step in zip(positions, steps, strict=True):
                    value = known[position]
                    path += (value if value is None or not step else step(value, path),)
                paths[known] = path
            return paths[known]

        return find

    def _get_steps(self):
        """Return for each level the function that turns a fact's value into the row's, None if both
        are the same."""
        lines = self._get_level_lines()
        rows = self._read_row_values() if "rows" in [line.depth for line in lines] else {}
        steps = []
        for at, line in enumerate(lines):
            step = None
            if line.dimension == "salesperson":
                step = self._get_people_step()
            elif line.is_hierarchical and line.depth in DEPTHS:
                step = self._get_depth_step(line, DEPTHS[line.depth])
            elif line.is_hierarchical and line.depth == "rows":
                step = self._get_row_step(at, line, rows)
            steps.append(step)
        return steps

    def _get_people_step(self):
        """Return the function from a salesperson to themself, or to ``OTHER`` for who does not work
        in the plan's company: archived, or in other companies only."""
        # sudo: only who works in the company; old documents may name others
        users = self.env["res.users"].sudo()
        company_ids = self.plan_id.root_id._get_staff_company_ids()
        here = set(users.search(users._get_staff_domain(company_ids)).ids)
        return lambda value, path: value if value in here else OTHER

    def _get_value_paths(self, line):
        """Return ``{value id: ids from the top of its hierarchy down to it}``."""
        values = self.env[BY_CODE[line.dimension].comodel]
        # sudo: old documents may name values that are archived or of other branches
        values = values.sudo().with_context(active_test=False).search_fetch([], ["parent_path"])
        return {
            value.id: [int(step) for step in value.parent_path.split("/")[:-1]] for value in values
        }

    def _get_depth_step(self, line, depth):
        """Return the function from a value to the one at a depth below the top, or below the value
        that the plan is for."""
        paths = self._get_value_paths(line)
        scope = self.plan_id[BY_CODE[line.dimension].field]
        depth += len(paths[scope.id]) if scope else 0
        found = {value: path[min(depth, len(path)) - 1] for value, path in paths.items()}
        return lambda value, path: found.get(value, value)

    def _get_row_step(self, at, line, rows):
        """Return the function from a value to the nearest one with a row, or to ``OTHER``.

        Below a row that has no rows below yet, the value is chosen by depth: the number of the
        level among the levels of its dimension.
        """
        paths = self._get_value_paths(line)
        refined = self._get_refined()[at]
        number = sum(
            level.dimension == line.dimension for level in self.plan_id.level_ids[: at + 1]
        )
        repeated = refined or line.dimension in self.plan_id.level_ids[at + 1 :].mapped("dimension")
        new = self._get_depth_step(line, number) if repeated else lambda value, path: value

        def find(value, path):
            there = rows.get(path)
            if not there:
                return new(value, path)
            above = refined(path) if refined else None
            if value == above:
                return value if value in there else OTHER
            return next(
                (up for up in reversed(paths.get(value, ())) if up in there and up != above), OTHER
            )

        return find

    def _read_row_values(self):
        """Return the values of the plan's rows: ``{path of the row above: {value id, …}}``."""
        paths, rows = {None: None}, {}
        for node_id, (parent_id, __, value_id) in self._read_allocations().items():
            above = paths[parent_id]
            paths[node_id] = () if above is None else (*above, value_id)
            if above is not None:
                rows.setdefault(above, set()).add(value_id)
        return rows

    def _get_refined(self):
        """Return for each level the function from the path above it to the value that it refines.

        None for a level that refines nothing: the first of its dimension.
        """
        plan, refined, last = self.plan_id, [], {}
        for at, level in enumerate(plan.level_ids):
            dimension = BY_CODE[level.dimension]
            scope = plan[dimension.field].id
            found = None
            if level.dimension in last:
                found = lambda path, place=last[level.dimension]: path[place]  # noqa: E731
            elif dimension.hierarchical and scope:
                found = lambda path, scope=scope: scope  # noqa: E731
            refined.append(found)
            last[level.dimension] = at
        return refined

    # -------------------------------------------------------------------------
    # Overlaps
    # -------------------------------------------------------------------------

    def _check_tree(self, root):
        """Raise if a category and one of its own sub-categories would be below the same row."""
        levels = zip(self.plan_id.level_ids, self._get_refined(), strict=True)
        for depth, (level, refined) in enumerate(levels):
            dimension = BY_CODE[level.dimension]
            if not dimension.hierarchical:
                continue
            for row in root.walk():
                if len(row.path) == depth:
                    values = {child.path[-1] for child in row.rows + row.left_out}
                    itself = refined(row.path) if refined else None
                    self._check_apart(dimension, values - {None, OTHER, itself})

    def _check_apart(self, dimension, value_ids):
        """Raise one sentence if one of some values is part of another one."""
        # sudo: reads only names and places of values that rows of the plan stand for
        values = self.env[dimension.comodel].sudo().browse(sorted(value_ids))
        for value in values:
            for step in value.parent_path.split("/")[:-2]:
                if int(step) in value_ids:
                    raise UserError(
                        self.env._(
                            "%(below)s is part of %(above)s, so both cannot be rows: choose "
                            "another detail for the level.",
                            below=value.display_name,
                            above=value.browse(int(step)).display_name,
                        )
                    )
