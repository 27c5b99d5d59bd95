from markupsafe import Markup
from odoo import api, models
from odoo.tools import SQL, format_date

#: Rows that a message names.
MOST_NAMED = 10


class SalesPlanNotice(models.Model):
    """Messages about people who leave or move on, and about their targets that change hands."""

    _inherit = "sales.plan.notice"

    @api.model
    def _queue_people(self, user_ids):
        """Let those who answer for the open targets of some people know that they leave or move.

        What they are told is found out when it is sent: until then the people may be back, or it
        may be decided what becomes of their targets. Nothing is queued twice.

        :param user_ids: who was archived, or joined or left a team
        """
        found = self._read_people_plans(user_ids)
        if not found:
            return
        self.env["sales.plan.people.answer"]._forget(user_ids)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM sales_plan_notice
                    WHERE kind = 'people' AND (data->>'person')::integer = ANY(%s)""",
                list(user_ids),
            )
        )
        self.invalidate_model()
        for plan_id, notices in found.items():
            self._queue(self.env["sales.plan"].browse(plan_id), "people", notices)

    @api.model
    def _read_people_plans(self, user_ids):
        """Return who answers for rows of some people, in plans in force that have not ended: the
        owner of the row above, and the plan's responsible: ``{plan id: [notice, …]}``."""
        self.env["sales.plan.allocation"].flush_model(["user_id", "responsible_id", "parent_id"])
        self.env["sales.plan"].flush_model(["state", "active", "date_to", "responsible_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT plan.id, person.id, told.id
                     FROM unnest(%s::integer[]) person (id)
                     JOIN sales_plan_allocation row
                       ON row.user_id = person.id OR row.responsible_id = person.id
                     JOIN sales_plan plan ON plan.id = row.plan_id
                      AND plan.state = 'confirmed' AND plan.active AND plan.date_to >= %s
                     LEFT JOIN sales_plan_allocation above ON above.id = row.parent_id
                     JOIN unnest(ARRAY[above.responsible_id, plan.responsible_id]) told (id)
                       ON told.id <> person.id
                    ORDER BY plan.id, told.id""",
                list(user_ids),
                self.env.cr.now().date(),
            )
        )
        found = {}
        for plan_id, person_id, told_id in rows:
            notice = {"user_id": told_id, "data": {"person": person_id}}
            found.setdefault(plan_id, []).append(notice)
        return found

    # -------------------------------------------------------------------------
    # What is said
    # -------------------------------------------------------------------------

    def _get_people_texts(self):
        """Sentences for who is to decide about the targets of somebody who left or moved."""
        changes = self.env["sales.plan.people.change"].with_user(self.user_id)
        changes = changes.with_context(lang=self.env.lang).search(
            [("plan_id", "=", self.plan_id.id), ("person_id", "=", self.data["person"])]
        )
        if not changes:
            return None
        plan, person = self.plan_id, changes[0].person_id.sudo().name
        lines = Markup("").join(
            Markup("<li>%s</li>")
            % self.env._(
                "%(row)s: %(amount)s",
                row=change.allocation_id.display_name,
                amount=plan._format_figure(change.open_amount),
            )
            for change in changes[:MOST_NAMED]
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

    def _get_hand_over_texts(self):
        """Sentences for who had targets, gets them, or answers for the row above."""
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
        """Sentences for who had targets, or answers for the row above, which has them now."""
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
