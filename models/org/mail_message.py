from collections import defaultdict

from odoo import api, models

from .names import MODULE, is_hidden


class MailMessage(models.Model):
    """Messages on records of this add-on: written by who may write them there, however they come.

    Odoo lets everybody address a notice about any record, followers write where they may only
    read, and who answers one message write beneath another. A message says what its record is
    called, so that nobody makes one about a record that is hidden from them.
    """

    _inherit = "mail.message"

    @api.depends("model", "res_id")
    def _compute_record_name(self):
        result = super()._compute_record_name()
        # a form that is not saved may be about any record
        for message in self.filtered(lambda message: not message.id and message.res_id):
            if is_hidden(self.env, message.model, message.res_id):
                message.record_name = False
        return result

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation != "create":
            return forbidden
        return forbidden | (self - forbidden)._filter_beyond_reach()

    def _filter_beyond_reach(self):
        """Return the messages that the user must not add to a record of this add-on."""
        by_record = defaultdict(self.browse)
        for message in self.sudo():  # sudo: what the user is about to create
            model = self.env.get(message.model) if message.res_id else None
            if model is not None and model._original_module == MODULE:
                by_record[message.model, message.res_id] |= message.sudo(False)
        return self.browse().union(
            *(messages._filter_forbidden_on(*about) for about, messages in by_record.items())
        )

    @api.model
    def _is_answered_here(self, message):
        """Whether a message answers one on the same record that the user was sent."""
        parent = message.parent_id
        is_same = (parent.model, parent.res_id) == (message.model, message.res_id)
        return is_same and self.env.user.partner_id in parent.notified_partner_ids

    def _filter_forbidden_on(self, model, record_id):
        """Return those of these messages that the user must not add to a record."""
        if self._filter_records_for_message_operation(model, [record_id], "create"):
            return self.browse()
        # sudo: what the user is about to create, and what they were sent
        answers = self.filtered(lambda message: self._is_answered_here(message.sudo()))
        others = self - answers
        # who may only read a record tells others of it, unless they change nothing anywhere
        record = self.env[model].browse(record_id)
        may_tell = self.env.user.has_group("sales_plan.group_sales_plan_user")
        if may_tell and record.exists() and record.has_access("read"):
            others = others.filtered(
                lambda message: message.sudo().message_type != "user_notification"
            )
        return others
