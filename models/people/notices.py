from markupsafe import Markup
from odoo import api, models
from odoo.tools import format_date

#: Rows that a message names.
MOST_ROWS_NAMED = 10


class SalesPlanNotice(models.Model):
    """Messages about people who leave or move on, and about targets that change hands."""

    _inherit = "sales.plan.notice"

    @api.model
    def _get_writers(self):
        return {
            **super()._get_writers(),
            "people": type(self)._get_people_texts,
            "customers": type(self)._get_customers_texts,
            "hand_over": type(self)._get_hand_over_texts,
            "move_up": type(self)._get_move_up_texts,
        }

    def _get_people_texts(self):
        """Sentences for who is to decide about the targets of somebody who left or moved."""
        changes = self.env["sales.plan.people.change"].with_user(self.user_id)
        changes = changes.with_context(lang=self.env.lang).search(
            [
                ("plan_id", "=", self.plan_id.id),
                ("person_id", "=", self.data["person"]),
                ("why", "!=", "customer"),
            ]
        )
        if not changes:
            return None
        plan = self.plan_id
        # sudo: only the name of somebody whom the reader decides about
        person = changes[0].person_id.sudo().name
        lines = Markup("").join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(row)s: %(amount)s",
                row=change.allocation_id.display_name,
                amount=plan._format_figure(change.open_amount),
            )
            for change in changes[:MOST_ROWS_NAMED]
        )
        return {
            "subject": self.env._("Open targets of %s", person),
            "body": Markup("<p>%s</p><ul>%s</ul><p>%s</p>")
            % (
                self.env._(
                    "%(person)s has open targets in %(plan)s. %(reason)s:",
                    person=person,
                    plan=plan.display_name,
                    reason=changes[0].reason,
                ),
                lines,
                self.env._("Hand them over, move them up or keep them under People Changes."),
            ),
            "activity": self.env._("Decide about the open targets of %s", person),
        }

    def _get_customers_texts(self):
        """Sentences for who answers for rows whose customers have another salesperson."""
        changes = self.env["sales.plan.people.change"].with_user(self.user_id)
        changes = changes.with_context(lang=self.env.lang).search(
            [
                ("plan_id", "=", self.plan_id.id),
                ("person_id", "=", self.user_id.id),
                ("why", "=", "customer"),
            ]
        )
        if not changes:
            return None
        plan = self.plan_id
        lines = Markup("").join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(row)s: %(reason)s",
                row=change.allocation_id.display_name,
                reason=change.reason,
            )
            for change in changes[:MOST_ROWS_NAMED]
        )
        more = len(changes) - MOST_ROWS_NAMED
        return {
            "subject": self.env._("Customers with another salesperson in %s", plan.display_name),
            "body": Markup("<p>%s</p><ul>%s</ul>%s<p>%s</p>")
            % (
                self.env._(
                    "Customers of yours in %s have another salesperson. You keep their targets "
                    "until you decide:",
                    plan.display_name,
                ),
                lines,
                Markup("<p>%s</p>") % self._describe_more(more) if more > 0 else "",
                self.env._("Accept the change or keep the targets under People Changes."),
            ),
            "activity": self.env._("Decide about customers with another salesperson"),
        }

    def _get_hand_over_texts(self):
        """Sentences for who had targets, who gets them, and who answers for the row above."""
        rows = self._get_visible_rows()
        if not rows:
            return None
        plan, names = self.plan_id, self._get_people_names()
        subjects = {
            "from": self.env._("Your targets in %s go to somebody else", plan.display_name),
            "to": self.env._("You take over targets in %s", plan.display_name),
            "above": self.env._("Targets handed over in %s", plan.display_name),
        }
        bodies = {
            "from": self.env._(
                "%(user)s handed over your targets to %(to)s from %(day)s on:", **names
            ),
            "to": self.env._(
                "%(user)s handed over targets of %(person)s to you from %(day)s on:", **names
            ),
            "above": self.env._(
                "%(user)s handed over targets of %(person)s to %(to)s from %(day)s on:", **names
            ),
        }
        part = self.data["part"]
        texts = {"subject": subjects[part], "body": self._prepare_people_body(bodies[part], rows)}
        if part == "to":
            texts["activity"] = self.env._("Look at your targets in %s", plan.display_name)
        return texts

    def _get_move_up_texts(self):
        """Sentences for who had targets, and who answers for the row above, which has them now."""
        rows = self._get_visible_rows()
        if not rows:
            return None
        plan, names = self.plan_id, self._get_people_names()
        if self.data["part"] == "from":
            body = self.env._("%(user)s took back your targets from %(day)s on:", **names)
        else:
            body = self.env._(
                "%(user)s moved up targets of %(person)s from %(day)s on. The row above has them "
                "to give out anew:",
                **names,
            )
        return {
            "subject": self.env._("Targets moved up in %s", plan.display_name),
            "body": self._prepare_people_body(body, rows),
        }

    def _get_people_names(self):
        return {
            "user": self.create_uid.name,
            "person": self.data["person"],
            "to": self.data["to"],
            "day": format_date(self.env, self.data["date"]),
        }

    def _prepare_people_body(self, introduction, rows):
        reason = self.publication_id.reason
        body = self._prepare_body(introduction, rows)
        return body + Markup("<p>%s</p>") % reason if reason else body
