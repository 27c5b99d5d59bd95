from odoo import api, models

from .names import MODULE, is_hidden


class MailActivity(models.Model):
    """Activities on records of this add-on stay with those who may plan some there."""

    _inherit = "mail.activity"

    @api.model
    def _open_scheduling(self, records, **context):
        """Open the dialog that plans an activity on records."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule Activity"),
            "res_model": "mail.activity.schedule",
            "views": [(False, "form")],
            "view_mode": "form",
            "target": "new",
            "context": {
                "active_model": records._name,
                "active_ids": records.ids,
                "active_id": records[0].id,
                **context,
            },
        }

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        result = super()._compute_res_name()
        # a form that is not saved may be about any record
        for activity in self.filtered(lambda activity: not activity.id and activity.res_id):
            if is_hidden(self.env, activity.res_model, activity.res_id):
                activity.res_name = False
        return result

    def write(self, vals):
        """Write values; an activity moves to no record on which the user could not plan it, whose
        name it would tell."""
        result = super().write(vals)
        if not self.env.su and {"res_model", "res_model_id", "res_id"} & vals.keys():
            self.filtered(
                lambda activity: (
                    activity.res_model in self.env
                    and self.env[activity.res_model]._original_module == MODULE
                )
            ).check_access("create")
        return result
