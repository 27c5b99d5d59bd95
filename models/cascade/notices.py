from markupsafe import Markup
from odoo import fields, models
from odoo.tools import format_date


class SalesPlanNotice(models.Model):
    """What people are told about proposals, and about splits that they owe."""

    _inherit = "sales.plan.notice"

    # -------------------------------------------------------------------------
    # Proposals
    # -------------------------------------------------------------------------

    def _get_answer(self):
        """Return the proposal that this is about, empty where its reader may not see it."""
        answers = self.env["sales.plan.answer"].with_user(self.user_id)
        found = answers.search([("id", "=", self.data["answer"])])
        return found.sudo().with_context(lang=self.env.lang)  # sudo: it was found

    def _get_proposed_texts(self):
        """Sentences for who decides about a proposal; none once it is decided."""
        answer = self._get_answer()
        if answer.state != "open":
            return None
        plan = self.plan_id
        values = {
            "user": answer.user_id.name,
            "row": self._get_row_name(answer.allocation_id.id),
            "proposed": plan._format_figure(answer.amount_proposed),
            "target": plan._format_figure(answer.amount_in_force if answer.is_planned else None),
        }
        return {
            "subject": self.env._("Another target proposed in %s", plan.display_name),
            "body": Markup("<p>%s</p><blockquote>%s</blockquote><p><a href='%s'>%s</a></p>")
            % (
                self.env._(
                    "%(user)s proposes %(proposed)s instead of %(target)s for %(row)s.", **values
                ),
                answer.comment,
                "/odoo/sales-plan-answers",
                self.env._("Open Answers"),
            ),
        }

    def _get_kept_texts(self):
        """Sentences for owners whose proposal was not taken over."""
        answer = self._get_answer()
        if not answer:
            return None
        plan = self.plan_id
        values = {
            "user": answer.decided_by_id.name,
            "row": self._get_row_name(answer.allocation_id.id),
            "target": plan._format_figure(answer.amount_in_force if answer.is_planned else None),
        }
        return {
            "subject": self.env._("Your target in %s stays as it is", plan.display_name),
            "body": Markup("<p>%s</p><blockquote>%s</blockquote>")
            % (
                self.env._(
                    "%(user)s keeps your target of %(target)s for %(row)s.",
                    **values,
                ),
                answer.reply,
            ),
            "activity": self.env._(
                "Accept your targets in %s or propose others", plan.display_name
            ),
        }

    # -------------------------------------------------------------------------
    # Splits
    # -------------------------------------------------------------------------

    def _get_split_texts(self):
        """Sentences for owners of targets that are to be split; none for rows that are gone."""
        allocations = self.env["sales.plan.allocation"].with_user(self.user_id)
        visible = set(allocations.search([("id", "in", [row[0] for row in self.data["rows"]])]).ids)
        rows = [row for row in self.data["rows"] if row[0] in visible]
        if not rows:
            return None
        plan = self.plan_id
        lines = Markup("").join(Markup("<li>%s</li>") % self._describe_split(*row) for row in rows)
        more = self.data["count"] - len(self.data["rows"])
        return {
            "subject": self._get_split_subject(self.data["stage"]),
            "body": Markup("<p>%s</p><ul>%s</ul>%s<p>%s</p>")
            % (
                self.env._("These targets of yours are to be split in %s:", plan.display_name),
                lines,
                Markup("<p>%s</p>") % self.env._("And %s more rows.", more) if more > 0 else "",
                self.env._(
                    "Open the planning table, give each row below its share and publish it."
                ),
            ),
        }

    def _get_split_subject(self, stage):
        plan = self.plan_id.display_name
        if stage == "hand":
            return self.env._(
                "%(user)s reminds you of your split in %(plan)s",
                user=self.create_uid.name,
                plan=plan,
            )
        if stage == "overdue":
            return self.env._("Your split in %s is overdue", plan)
        return self.env._("Your split in %s is due soon", plan)

    def _describe_split(self, row_id, due):
        name = self._get_row_name(row_id)
        if not due:
            return name
        day = format_date(self.env, fields.Date.to_date(due))
        return self.env._("%(row)s: due on %(date)s", row=name, date=day)
