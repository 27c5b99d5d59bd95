from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import format_date


class SalesPlanNotice(models.Model):
    """Messages about targets that were published or withdrawn, about proposals, and about targets
    that are to be split."""

    _inherit = "sales.plan.notice"

    @api.model
    def _get_writers(self):
        return {
            **super()._get_writers(),
            "published": type(self)._get_published_texts,
            "withdrawn": type(self)._get_withdrawn_texts,
            "proposed": type(self)._get_proposed_texts,
            "kept": type(self)._get_kept_texts,
            "unanswered": type(self)._get_unanswered_texts,
            "split": type(self)._get_split_texts,
        }

    def _follow_up(self):
        if self.kind == "withdrawn" or self.data.get("part") == "from":
            self.plan_id._finish_taken(self.user_id)
        return super()._follow_up()

    # -------------------------------------------------------------------------
    # Published and withdrawn
    # -------------------------------------------------------------------------

    def _get_published_texts(self):
        """Sentences for owners of targets that were published."""
        rows = self._get_visible_rows()
        if not rows:
            return None
        plan = self.plan_id
        return {
            "subject": self.env._("Your targets in %s", plan.display_name),
            "body": self._prepare_body(
                self.env._("%s published targets for you:", self.create_uid.name), rows
            ),
            "activity": plan._describe_to_do(),
        }

    def _get_withdrawn_texts(self):
        """Sentences for owners of targets that were taken back."""
        plan = self.plan_id
        rows = self.env["sales.plan.allocation"].browse(row_id for row_id, *__ in self.data["rows"])
        # rows that were withdrawn may have been removed since
        names = ", ".join(rows.exists().mapped("display_name"))
        user = self.create_uid.name
        if names:
            text = self.env._(
                "%(user)s took back your targets for %(rows)s. They no longer count.",
                user=user,
                rows=names,
            )
        else:
            text = self.env._("%s took back targets of yours. They no longer count.", user)
        return {
            "subject": self.env._("Targets withdrawn in %s", plan.display_name),
            "body": Markup("<p>%s</p><p>%s</p>") % (text, self.publication_id.reason or ""),
        }

    def _get_visible_rows(self, domain=()):
        """Return ``[(link, total before, total after), …]`` of rows that the person still sees.

        :param domain: which of them
        """
        rows = self.env["sales.plan.allocation"].browse(row[0] for row in self.data["rows"])
        visible = set(rows.with_user(self.user_id).search([("id", "in", rows.ids), *domain]).ids)
        return [
            (self._get_row_link(row_id), before, after)
            for row_id, before, after in self.data["rows"]
            if row_id in visible
        ]

    def _get_row_name(self, row_id):
        return self.env["sales.plan.allocation"].browse(row_id).display_name

    def _get_row_link(self, row_id):
        """Return the name of a row that its reader sees, which opens it: in Odoo and in mails."""
        return Markup("<a href='%s' data-oe-model='%s' data-oe-id='%s'>%s</a>") % (
            f"/odoo/my-targets/{row_id}",
            "sales.plan.allocation",
            row_id,
            self._get_row_name(row_id),
        )

    def _prepare_body(self, introduction, rows):
        """Return the text that lists rows with their amounts now and before."""
        lines = Markup("").join(Markup("<li>%s</li>") % self._describe_row(*row) for row in rows)
        more = self.data["count"] - len(self.data["rows"])
        return Markup("<p>%s</p><ul>%s</ul>%s") % (
            introduction,
            lines,
            Markup("<p>%s</p>") % self._describe_more(more) if more > 0 else "",
        )

    def _describe_more(self, count):
        if count == 1:
            return self.env._("And 1 more target.")
        return self.env._("And %s more targets.", count)

    def _describe_row(self, name, before, after):
        plan = self.plan_id
        values = {"row": name, "after": plan._format_figure(after)}
        if before is None:
            return self.env._("%(row)s: %(after)s", **values)
        return self.env._(
            "%(row)s: %(after)s, before %(before)s", before=plan._format_figure(before), **values
        )

    # -------------------------------------------------------------------------
    # Proposals
    # -------------------------------------------------------------------------

    def _get_answer(self):
        """Return the proposal of this notice, empty if its reader may not see it."""
        answers = self.env["sales.plan.answer"].with_user(self.user_id)
        found = answers.search([("id", "=", self.data["answer"])])
        # sudo: the search has checked that the reader may see it
        return found.sudo().with_context(lang=self.env.lang)

    def _get_proposed_texts(self):
        """Sentences for who decides about a proposal; None once it is decided."""
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
                self.env._("Proposals"),
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

    def _get_unanswered_texts(self):
        """Sentences for owners who have not said whether they accept their targets."""
        rows = self._get_visible_rows([("agreement", "=", "open")])
        if not rows:
            return None
        plan = self.plan_id
        return {
            "subject": self.env._("Do you accept your targets in %s?", plan.display_name),
            "body": self._prepare_body(
                self.env._(
                    "%s asks you to accept these targets, or to propose others:",
                    self.create_uid.name,
                ),
                rows,
            ),
            "activity": self.env._(
                "Accept your targets in %s or propose others", plan.display_name
            ),
        }

    # -------------------------------------------------------------------------
    # Splits
    # -------------------------------------------------------------------------

    def _get_split_texts(self):
        """Sentences for owners of targets that are to be split; None if they see none of them."""
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
        name = self._get_row_link(row_id)
        if not due:
            return name
        day = format_date(self.env, fields.Date.to_date(due))
        return self.env._("%(row)s: due on %(date)s", row=name, date=day)
