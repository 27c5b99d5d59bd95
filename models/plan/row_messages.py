from odoo import fields, models
from odoo.exceptions import UserError

from ..org.raised import raised

#: What another row can take over, of what hangs on a record without a foreign key: model, and the
#: field that names the record's.
TAKEN_OVER = (
    ("mail.activity", "res_model"),
    ("mail.message", "model"),
    ("ir.attachment", "res_model"),
)
#: All of it.
HANGING = (*TAKEN_OVER, ("mail.scheduled.message", "model"), ("mail.followers", "res_model"))


class SalesPlanAllocation(models.Model):
    """Messages and activities on a row: of those who may see it, and for them alone."""

    _inherit = "sales.plan.allocation"

    _mail_post_access = "read"

    # Filters look only into messages and activities that the user may read.
    message_ids = fields.One2many(bypass_search_access=False)
    website_message_ids = fields.One2many(bypass_search_access=False)
    activity_ids = fields.One2many(bypass_search_access=False)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Let everybody write on a row who sees it, but for those who change nothing."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and not self.env.user.has_group(
            "sales_plan.group_sales_plan_user"
        ):
            return dict.fromkeys(operations, "write")
        return operations

    def message_post(self, **kwargs):
        """Refuse what people write on rows that are not published: who they are published to later
        would read it."""
        if not self.env.su and not all(self.mapped("is_published")):
            raise UserError(
                self.env._(
                    "Publish %s first: whoever it is published to reads what is written here.",
                    self[:1].display_name,
                )
            )
        return super().message_post(**kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let those follow a row who may see it, whoever asks them to; not because of activities
        that the add-on plans."""
        if self.env.context.get("sales_plan_no_follow"):
            return None
        self.check_access("read")
        if {*(partner_ids or ())} - {*self.env.user.partner_id.ids}:
            self._check_written_on()
        # sudo: whether the others may see the rows is found out with their own rights
        partners = self.env["res.partner"].sudo().browse(partner_ids or ())
        for row in self:
            readers = partners.filtered(row._is_seen_by)
            raised(row)._message_subscribe(readers.ids, subtype_ids, customer_ids=[])
        return True

    def _check_written_on(self):
        """Raise unless the user may write on these rows: auditors change nothing."""
        if not self.env.user.has_group("sales_plan.group_sales_plan_user"):
            self.check_access("write")

    def _is_seen_by(self, partner):
        """Whether somebody has a user who may see the row, in any of their companies."""
        return any(
            self.with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .has_access("read")
            for user in partner.user_ids
            if user.active
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Tell only those followers who see the row still: it may have changed hands since."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        named = set((msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids)
        # sudo: as for following
        partners = self.env["res.partner"].sudo()
        return [
            data
            for data in recipients
            if data["id"] in named or self._is_seen_by(partners.browse(data["id"]))
        ]

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Return none: the customer of a row is the last whom its messages are meant for."""
        return []

    def _message_add_suggested_recipients(self, force_primary_email=False):
        """Suggest the owner of a published row, who sees it."""
        suggested = super()._message_add_suggested_recipients(force_primary_email)
        # sudo: who answers for a row is no secret to who sees it
        for row in self.sudo():
            published = row.responsible_id if row.is_published else row.responsible_id.browse()
            suggested[row.id]["partners"] = published.partner_id
        return suggested

    def _remove_messages_below(self):
        """Delete what hangs on the rows below these ones, which go along without being asked."""
        # sudo: rows that the user does not see go along, too
        rows = self.sudo().search([("id", "child_of", self.ids)]) - self.sudo()
        rows._remove_messages()

    def _remove_messages(self):
        """Delete messages, activities, followers and files of rows that the database deletes."""
        for model, field in HANGING:
            records = raised(self.env[model]).with_context(active_test=False)
            records.search([(field, "=", self._name), ("res_id", "in", self.ids)]).unlink()

    def _take_messages(self, rows):
        """Take over what hangs on rows that become this one; who followed them does not follow it
        unless they do already."""
        self.ensure_one()
        for model, field in TAKEN_OVER:
            records = raised(self.env[model]).with_context(active_test=False)
            records = records.search([(field, "=", self._name), ("res_id", "in", rows.ids)])
            records.with_context(sales_plan_no_follow=True).write({"res_id": self.id})
        rows._remove_messages()


class SalesPlan(models.Model):
    """Deletes what hangs on the rows of a plan that is deleted."""

    _inherit = "sales.plan"

    def unlink(self):
        # sudo: all rows of the plan are deleted with it
        rows = self.sudo().allocation_ids
        result = super().unlink()
        rows._remove_messages()
        return result
