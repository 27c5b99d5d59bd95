from odoo.exceptions import UserError
from odoo.fields import Command

from .base import SalesPlanCommon


class LoadCommon(SalesPlanCommon):
    """What was sold in 2025, for plans of 2026.

    ::

                Jan     Feb     Mar     Jun     Dec     in all
        acme    150             200.01                  350.01   screw 100, nail 50, advice 200.01
        bolt            300                             300      screw
        coil                                    59.99    59.99   nail 49.99, free text 10
        drip                            0                        advice 40, credited
                                                        710.00
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 10, 10), (cls.nail, 5, 10))
        cls.invoice(cls.buyer, "2025-03-31", (cls.advice, 200.01))
        cls.invoice(cls.bolt, "2025-02-15", (cls.screw, 300))
        cls.invoice(cls.coil, "2025-12-31", (cls.nail, 49.99), (None, 10))
        cls.credit(cls.invoice(cls.drip, "2025-06-15", (cls.advice, 40)), "2025-06-20")

    @classmethod
    def plan(cls, *levels, **values):
        return super().plan(*levels, **{"year": 2026, **values})

    @classmethod
    def wizard(cls, plan, overrides=(), **values):
        """Return the wizard as the manager gets it.

        :param overrides: ``(dimension, record, percent, amount)`` each
        """
        return (
            cls.env["sales.plan.load"]
            .with_user(cls.manager)
            .create(
                {
                    "plan_id": plan.id,
                    "override_ids": [
                        Command.create(
                            {
                                "dimension": dimension,
                                "value_id": value.id,
                                "percent": percent,
                                "amount": amount,
                            }
                        )
                        for dimension, value, percent, amount in overrides
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def load(cls, plan, *args, **values):
        """Load a plan and return the wizard."""
        load = cls.wizard(plan, *args, **values)
        load.action_load()
        return load

    @classmethod
    def limit(cls, load, dimension, **values):
        """Choose which rows of one level are loaded."""
        load.level_line_ids.filtered(lambda line: line.dimension == dimension).write(values)

    @staticmethod
    def targets(plan):
        """Return ``{names of a row: its own target}``; the total is ``()``."""
        return {
            tuple(name for name in row.complete_name.split(" / ") if row.parent_id): round(
                sum(row.target_ids.mapped("amount")), 2
            )
            for row in plan.allocation_ids
            if row.target_ids
        }

    @staticmethod
    def cells(row):
        """Return ``{month: (target, history)}`` of a row."""
        return {
            target.period_id.date_from.month: (target.amount, target.history_amount)
            for target in row.target_ids
        }

    @staticmethod
    def named(plan, *names):
        """Return the row below the total by the names that lead to it."""
        row = plan.root_id
        for name in names:
            row = row.child_ids.filtered(lambda child, name=name: child.name == name)
        return row

    def assertRefused(self, sentence, load):  # noqa: N802
        """Assert that neither preview nor load are possible, and that nothing is written."""
        before = self.snapshot(load.plan_id)
        for action in (load.action_preview, load.action_load):
            with self.assertRaises(UserError) as caught, self.cr.savepoint():
                action()
            self.assertEqual(str(caught.exception), sentence)
        self.assertEqual(self.snapshot(load.plan_id), before)

    def snapshot(self, plan):
        """Return everything a load may change, read anew."""
        self.env.invalidate_all()
        rows = self.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)], order="id")
        return (
            rows.ids,
            rows.target_ids.sorted("id").mapped(
                lambda target: (target.id, target.amount, target.history_amount, target.is_held)
            ),
            plan.sudo().message_ids.ids,
        )
