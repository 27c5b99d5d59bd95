import itertools

from .base import SalesPlanCommon
from .publishing import hangs_on, publish, withdraw
from .table_calls import table_of


class CascadeCommon(SalesPlanCommon):
    """A plan in force that is split level by level, as it is just after confirming.

    ::

        cascade (team, salesperson, customer), months of 2026; January
        total                    1000   published, answered for by manager
        ├── north                 600   leader
        │   ├── salesperson       350
        │   │   └── acme          200
        │   └── colleague         250
        └── south                 400   other_leader
            └── stranger          300
    """

    AMOUNTS = {
        "total": 1000,
        "north": 600,
        "south": 400,
        "salesperson": 350,
        "colleague": 250,
        "acme": 200,
        "stranger": 300,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tokens = itertools.count()
        cls.cascade = cls.plan(
            "team", "salesperson", "customer", year=2026, name="Cascade", is_cascaded=True
        )
        north, south = cls.rows(cls.cascade, cls.team_north, cls.team_south)
        own, others = cls.rows(north, cls.salesperson, cls.colleague)
        cls.tree = {
            "total": cls.cascade.root_id,
            "north": north,
            "south": south,
            "salesperson": own,
            "colleague": others,
            "acme": cls.row(own, cls.acme),
            "stranger": cls.row(south, cls.stranger),
        }
        for name, amount in cls.AMOUNTS.items():
            cls.target(cls.tree[name], amount)
        cls.january, cls.february = cls.cascade.period_ids[:2]
        cls.cascade.with_user(cls.manager).action_confirm()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def plan_of(self, user):
        """Return the plan as another request of a user finds it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.cascade.with_user(user)

    def row_of(self, name, user=None):
        return self.tree[name].with_user(user) if user else self.tree[name]

    def ids_of(self, *names):
        return [self.tree[name].id for name in names]

    def edit(self, user, kind, **edit):
        """Take a step as a user; rows are given by their names."""
        plan = self.plan_of(user)
        edit = {name: self._plain(value) for name, value in edit.items()}
        return table_of(plan.sudo(False)).edit(
            {"kind": kind, **edit},
            plan.sudo().edit_version,
            f"{user.login}: {next(self.tokens)}",
            list(plan.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)]).ids),
        )

    def _plain(self, value):
        if isinstance(value, str) and value in self.tree:
            return self.tree[value].id
        if hasattr(value, "_name"):
            return value.ids
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        return value

    def type(self, user, name, entry, spread=False, period=None):
        """Type a figure of January as a user."""
        period = self.january if period is None else period
        cells = [[self.tree[name].id, period.id, entry]]
        return self.edit(user, "type", cells=cells, spread=spread, source="type")

    def undo(self, user):
        plan = self.plan_of(user)
        return table_of(plan).undo(plan.sudo().edit_version, f"{user.login}: {next(self.tokens)}")

    def publish(self, user, *names, below=False):
        return publish(self.plan_of(user), self.ids_of(*names), below=below)

    def withdraw(self, user, *names, reason="Split anew"):
        return withdraw(self.plan_of(user), self.ids_of(*names), reason)

    def working(self, user, *names):
        """Return what the planning table shows a user of January; None where a row is hidden."""
        rows = table_of(self.plan_of(user)).rows(self.ids_of(*(names or self.tree)))["rows"]
        shown = {row["id"]: row["cells"][0][0] for row in rows}
        found = {name: shown.get(row.id) for name, row in self.tree.items()}
        if names:
            return [found[name] for name in names]
        return {name: amount for name, amount in found.items() if amount is not None}

    def in_force(self, user):
        """Return the targets that a user may read: ``{name: amount}``."""
        self.env.flush_all()
        self.env.invalidate_all()
        names = {row.id: name for name, row in self.tree.items()}
        targets = self.env["sales.plan.target"].with_user(user)
        targets = targets.search([("plan_id", "=", self.cascade.id)])
        return {
            names[target.allocation_id.id]: target.amount
            for target in targets
            if target.period_id == self.january.with_user(user)
        }

    def states(self, user, *names):
        """Return how far rows are, as the planning table tells: draft, published or changed."""
        rows = table_of(self.plan_of(user)).rows(self.ids_of(*names))["rows"]
        states = {row["id"]: (row["state"], row["to_revise"]) for row in rows}
        return [states.get(row_id) for row_id in self.ids_of(*names)]

    def send(self):
        """Send what is queued; return ``{user: texts of their messages}``."""
        with self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_notices").method_direct_trigger()
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([*hangs_on(self.cascade), ("message_type", "=", "user_notification")])
        )
        told = {}
        for message in messages:
            for partner in message.notified_partner_ids:
                told.setdefault(partner.user_ids, []).append(str(message.body))
        return told
