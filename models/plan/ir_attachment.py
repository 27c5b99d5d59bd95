from odoo import models
from odoo.fields import Domain


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        """Hide files on a plan, like its messages, from those who do not see all of it."""
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)
        if not self.env["sales.plan"]._sees_whole_plans():
            for res_id in model_and_ids.get("sales.plan", ()):
                yield "sales.plan", res_id

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not bypass_access and not self.env["sales.plan"]._sees_whole_plans():
            domain = Domain(domain) & Domain("res_model", "!=", "sales.plan")
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)
