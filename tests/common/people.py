from odoo.fields import Date

from .base import SalesPlanCommon
from .publishing import hand_over

MONTHS = ("May", "Jun", "Jul", "Aug")


class PeopleCommon(SalesPlanCommon):
    """A year in force in which the salesperson leaves on Monday, 15 June 2026.

    June has 22 working days, 12 of them from the 15th on.

    ::

        sales (months of 2026)        May      June     July     August
        total                        9000      9000     9000       9000
        ├── north                    5000      6000     4000       3000
        │   ├── salesperson          2000      2200     1000          0
        │   │   ├── acme             1500      1100      700 held     -
        │   │   └── bolt              500      1100        -          -
        │   └── colleague            1000      1000        -        300
        │       └── acme                -       100        -          -
        └── south                     900       900        -          -
            └── stranger              500       500        -          -
    """

    is_cascaded = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan(
            "team",
            "salesperson",
            "customer",
            name="Sales 2026",
            year=2026,
            is_cascaded=cls.is_cascaded,
        )
        cls.total_row = cls.sales.root_id
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.own, cls.others = cls.rows(cls.north, cls.salesperson, cls.colleague)
        cls.away = cls.row(cls.south, cls.stranger)
        cls.own_acme, cls.own_bolt = cls.rows(cls.own, cls.acme, cls.bolt)
        cls.others_acme = cls.row(cls.others, cls.acme)
        cls.give(
            {
                cls.total_row: (9000, 9000, 9000, 9000),
                cls.north: (5000, 6000, 4000, 3000),
                cls.own: (2000, 2200, 1000, 0),
                cls.own_acme: (1500, 1100, 700, None),
                cls.own_bolt: (500, 1100, None, None),
                cls.others: (1000, 1000, None, 300),
                cls.others_acme: (None, 100, None, None),
                cls.south: (900, 900, None, None),
                cls.away: (500, 500, None, None),
            }
        )
        held = cls.own_acme.target_ids.sorted("period_id")[-1]
        held.sudo().write({"is_held": True, "history_amount": 600})
        cls.sales.action_confirm()
        cls.env.flush_all()

    @classmethod
    def give(cls, figures):
        """Plan amounts from May on."""
        for row, amounts in figures.items():
            for number, amount in enumerate(amounts, start=5):
                if amount is not None:
                    cls.target(row, amount, number)

    def figures(self, plan=None, working=False):
        """Return what is in force (or the working amounts) from May to August, of rows with any:
        ``{path of names: (amount, …)}``."""
        plan = plan or self.sales
        self.env.flush_all()
        self.env.invalidate_all()
        periods = plan.period_ids[4:8]
        cells = self.env["sales.plan.cells"]._read_in_force(plan, plan.allocation_ids.ids)
        if working:
            cells = self.env["sales.plan.cells"]._read_cells(plan)
        found = {}
        for row in plan.allocation_ids:
            names = " / ".join([*row._get_ancestors()[1:].mapped("name"), row.name])
            known = [cells.get((row.id, period.id)) for period in periods]
            if any(known):
                found[names] = tuple(None if cell is None else cell.amount for cell in known)
        return found

    def sums(self, figures):
        """Return what the rows of salespeople have together in each month."""
        rows = [row for path, row in figures.items() if path.count(" / ") == 1]
        return [sum(amount or 0 for amount in column) for column in zip(*rows, strict=True)]

    def changes(self, user=None):
        """Return the open targets of people who left or moved: ``{row: (why, open target)}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        changes = self.env["sales.plan.people.change"].with_user(user or self.manager).search([])
        return {change.allocation_id: (change.why, change.open_amount) for change in changes.sudo()}

    def change(self, row, user=None):
        changes = self.env["sales.plan.people.change"].with_user(user or self.manager)
        return changes.search([("allocation_id", "=", row.id)])

    def hand_over(self, *rows, to=None, day="2026-06-15", user=None, reason=None):
        """Hand rows over (to the colleague)."""
        self.env.flush_all()
        self.env.invalidate_all()
        plan = rows[0].plan_id.with_user(user or self.manager)
        receiver = (to or self.colleague).with_user(user or self.manager)
        return hand_over(plan, [row.id for row in rows], receiver, Date.to_date(day), reason)

    def notices(self, kind=None):
        self.env.flush_all()
        domain = [("plan_id", "=", self.sales.id)] + ([("kind", "=", kind)] if kind else [])
        return self.env["sales.plan.notice"].search(domain)
