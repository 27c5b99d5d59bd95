from .base import SalesPlanCommon


class RevisionCommon(SalesPlanCommon):
    """A plan in force by team and customer, and its revision.

    ::

        sales (months of 2025)         January      February
        total                            1000          2000
        ├── north                         600          1200
        │   ├── acme                      400 held        0
        │   └── bolt                      150           700
        └── south                         300             -
            └── coil                      250             -
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.plan("team", "customer", name="Sales")
        cls.north, cls.south = cls.rows(cls.sales, cls.team_north, cls.team_south)
        cls.n_acme, cls.n_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.s_coil = cls.row(cls.south, cls.coil)
        cls.total_row = cls.sales.root_id
        amounts = {
            cls.total_row: (1000, 2000),
            cls.north: (600, 1200),
            cls.n_acme: (400, 0),
            cls.n_bolt: (150, 700),
            cls.south: (300,),
            cls.s_coil: (250,),
        }
        for row, figures in amounts.items():
            for number, amount in enumerate(figures, start=1):
                cls.target(row, amount, number)
        held = cls.n_acme.target_ids.sorted("id")[0]
        held.sudo().write({"is_held": True, "history_amount": 380})
        cls.sales.action_confirm()

    @classmethod
    def revise(cls, plan=None):
        """Return a draft that revises a plan (the one above)."""
        plan = plan or cls.sales
        return plan.browse(plan.action_revise()["res_id"])

    @staticmethod
    def copy_of(row, revision):
        """Return the row of a revision that was copied from a row."""
        return row.search([("plan_id", "=", revision.id), ("origin_id", "=", row.id)])
