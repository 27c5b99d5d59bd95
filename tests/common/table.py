import itertools

from .base import SalesPlanCommon
from .table_calls import table_of


class TableCommon(SalesPlanCommon):
    """A draft with two levels, and the planning table's calls as a manager makes them.

    ::

        sales (team, customer), months of 2026
        total
        ├── north   acme, bolt
        └── south   coil
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan("team", "customer", name="Sales 2026", year=2026)
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.n_acme, cls.n_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.s_coil = cls.row(cls.south, cls.coil)
        cls.total = cls.sales.root_id
        cls.january, cls.february, cls.march, *__ = cls.sales.period_ids
        cls.tokens = itertools.count()
        cls.env.flush_all()

    @classmethod
    def another_manager(cls):
        """Create another manager of the same company, Olga."""
        return cls._make_user("olga", "sales_plan.group_sales_plan_manager")

    def plan_of(self, user=None):
        """Return the plan as another request of a user (the manager) finds it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.sales.with_user(user or self.manager)

    def edit(self, kind, user=None, version=None, watch=(), columns=(), force=False, **edit):
        """Take a step; records are given as such."""
        plan = self.plan_of(user)
        values = {name: self._plain(value) for name, value in edit.items()}
        return table_of(plan).edit(
            {"kind": kind, **values},
            plan.edit_version if version is None else version,
            f"token {next(self.tokens)}",
            [row.id for row in watch],
            list(columns),
            force,
        )

    def _plain(self, value):
        if hasattr(value, "_name"):
            return value.ids
        if isinstance(value, (list, tuple)):
            return [getattr(item, "id", item) for item in value]
        return value

    def type(self, *cells, spread=False, **options):
        """Type ``(row, period or None, entry)`` cells."""
        cells = [[row.id, period.id if period else None, entry] for row, period, entry in cells]
        return self.edit("type", cells=cells, spread=spread, source="type", **options)

    def undo(self, user=None, **options):
        plan = self.plan_of(user)
        return table_of(plan).undo(plan.edit_version, f"token {next(self.tokens)}", **options)

    def redo(self, user=None):
        plan = self.plan_of(user)
        return table_of(plan).redo(plan.edit_version, f"token {next(self.tokens)}")

    def targets(self):
        """Return everything that is planned: ``{(row, month): (amount, held, history)}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            (target.allocation_id, target.period_id): (
                target.amount,
                target.is_held,
                target.history_amount,
            )
            for target in self.env["sales.plan.target"].search([("plan_id", "=", self.sales.id)])
        }

    def shown(self, row, column=0, user=None):
        """Return the cell that the table shows for a row: [amount, flags, unallocated]."""
        result = table_of(self.plan_of(user)).rows([row.id])
        return result["rows"][0]["cells"][column]

    def amounts(self, row):
        """Return what a row shows in all periods."""
        result = table_of(self.plan_of()).rows([row.id])
        return [cell[0] for cell in result["rows"][0]["cells"][:-1]]

    def assertPlanned(self, row, period, amount):  # noqa: N802
        """Assert what is planned in a cell itself, None for nothing."""
        found = self.targets().get((row, period))
        self.assertEqual(found and found[0], amount)
