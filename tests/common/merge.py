from odoo import Command

from ...tools.joining import get_effective


class MergeCalls:
    """Merges records as Odoo does, for tests of what becomes of plans."""

    def merge(self, target, *sources, user=None):
        """Merge partners into one, as the dialog does; return the one."""
        self.env.flush_all()
        self.env.invalidate_all()
        wizards = self.env["base.partner.merge.automatic.wizard"]
        wizards = wizards.with_user(user) if user else wizards.sudo()
        partners = self.env["res.partner"].union(target, *sources)
        wizard = wizards.create(
            {
                "state": "selection",
                "partner_ids": [Command.set(partners.ids)],
                "dst_partner_id": target.id,
            }
        )
        wizard.action_merge()
        self.env.invalidate_all()
        return target

    def get_sums(self, plan, layer=None):
        """Return what the rows that are not merged come to: ``{(row id, period id): amount}``.

        :param layer: ``target`` for amounts in force, else working ones
        """
        self.env.flush_all()
        self.env.invalidate_all()
        plan = plan.sudo()
        reader = self.env["sales.plan.cells"].sudo()
        rows = self.env["sales.plan.allocation"].sudo().search([("plan_id", "=", plan.id)])
        read = reader._read_in_force if layer == "target" else reader._read_cells
        cells = read(plan)
        return get_effective({row.id: row.parent_id.id or None for row in rows}, cells)
