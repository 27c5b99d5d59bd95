from odoo import models
from odoo.exceptions import AccessError

from .names import MODULE


class IrRule(models.Model):
    """Who may not see a record of this add-on does not read its name in the refusal.

    In developer mode, which every user can switch on, Odoo names what is refused.
    """

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        error = super()._make_access_error(operation, records)
        user = self.env.user
        if records._original_module != MODULE or not user.has_group("base.group_no_one"):
            return error
        sentence = self.env._(
            "Records of “%(document)s” are hidden from you, or not yours to change: %(ids)s.",
            document=records._description,
            ids=", ".join(map(str, records.ids[:6])),
        )
        rules = self._get_failing(records, mode=operation).sudo()  # sudo: the names of rules
        return AccessError("\n".join([sentence, *(f"- {rule.name}" for rule in rules)]))
