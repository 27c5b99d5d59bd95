from odoo.exceptions import AccessError

from .base import SalesPlanCommon


class AccessCommon(SalesPlanCommon):
    """A plan in force, a draft, a plan of another company, and who may see which rows.

    ::

        plan (confirmed)                              target      seen by
        total                                         9000        manager, auditor, accountant
        ├── north                                     5000        … and leader
        │   ├── salesperson                           3000        … and salesperson
        │   │   └── acme                              2000        … and salesperson
        │   └── colleague                             1500        … and colleague
        │       └── bolt                              1000        … and colleague
        └── south                                     3500        … and other_leader
            └── stranger                              2500        … and stranger

        draft (customer): acme 700                                manager, auditor, accountant
        foreign (another company): 600                            who is there, too

    Sold: acme 100 by salesperson, bolt 50 by colleague, coil 30 by stranger, drip 7 by nobody.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").sudo().implied_ids |= cls.env.ref("base.group_allow_export")
        cls.in_force = cls.plan("team", "salesperson", "customer", name="In force")
        north, south = cls.rows(cls.in_force, cls.team_north, cls.team_south)
        own, others = cls.rows(north, cls.salesperson, cls.colleague)
        cls.tree = {
            "total": cls.in_force.root_id,
            "north": north,
            "salesperson": own,
            "acme": cls.row(own, cls.acme),
            "colleague": others,
            "bolt": cls.row(others, cls.bolt),
            "south": south,
            "stranger": cls.row(south, cls.stranger),
        }
        amounts = (9000, 5000, 3000, 2000, 1500, 1000, 3500, 2500)
        for row, amount in zip(cls.tree.values(), amounts, strict=True):
            cls.target(row, amount)
        cls.in_force.action_confirm()
        cls.draft = cls.plan("customer", name="Draft")
        cls.target(cls.row(cls.draft, cls.acme), 700)
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.env.user.company_ids |= cls.abroad
        cls.foreign = cls.plan("customer", name="Foreign", company_id=cls.abroad.id)
        cls.target(cls.row(cls.foreign, cls.acme), 600)
        cls.foreign.action_confirm()
        cls._sell()
        cls.env.invalidate_all()
        north_rows = {"north", "salesperson", "acme", "colleague", "bolt"}
        everything = set(cls.tree)
        cls.seen = {
            cls.salesperson: {"salesperson", "acme"},
            cls.colleague: {"colleague", "bolt"},
            cls.stranger: {"stranger"},
            cls.leader: north_rows,
            cls.other_leader: {"south", "stranger"},
            cls.manager: everything,
            cls.auditor: everything,
            cls.accountant: everything,
        }
        cls.see_all = cls.manager | cls.auditor | cls.accountant
        cls.outsiders = cls.clerk | cls.visitor

    @classmethod
    def _sell(cls):
        cls.sold = [
            cls.invoice(cls.acme, "2025-02-10", (cls.screw, 100)),
            cls.invoice(cls.bolt, "2025-02-10", (cls.screw, 50), invoice_user_id=cls.colleague.id),
            cls.invoice(
                cls.coil,
                "2025-02-10",
                (cls.screw, 30),
                invoice_user_id=cls.stranger.id,
                team_id=cls.team_south.id,
            ),
            cls.invoice(
                cls.drip, "2025-02-10", (cls.screw, 7), invoice_user_id=False, team_id=False
            ),
        ]

    @classmethod
    def of_tree(cls, *names):
        """Return rows of the plan in force by name."""
        return cls.env["sales.plan.allocation"].union(*(cls.tree[name] for name in names))

    def assertForbidden(self, function, *args, **kwargs):  # noqa: N802
        """Assert that something is refused for want of rights, and not for another reason."""
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function(*args, **kwargs)
            self.env.flush_all()
