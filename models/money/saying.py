from markupsafe import Markup
from odoo import api, models
from odoo.tools import format_amount, format_date

from ...queries.collecting import last_settlements
from ...queries.time import day_where
from ...tools import collecting
from ..org.raised import raised


class SalesCollectionNotice(models.Model):
    """What is said to people: activities on invoices, in the language of whom they are for."""

    _inherit = "sales.collection.notice"

    @api.model
    def _ask(self, todo):
        """Make an activity for each person who is asked anew.

        Nobody gets an e-mail for each: the activities stand in everybody's own list.

        :param todo: ``[(notice or none, row, user id, what is asked), …]``
        """
        if not todo:
            return
        # the names of all invoices are worked out at once, before activities take them one by one
        moves = self.env["account.move"].browse(row.move.id for _notice, row, *__ in todo)
        moves.mapped("display_name")
        activities = raised(self.env["mail.activity"]).with_context(mail_activity_quick_update=True)
        model = self.env["ir.model"]._get_id("account.move")
        # sudo: where people are, whoever asks
        users = self.env["res.users"].sudo().browse({user for *__, user, _asked in todo})
        users = users.grouped("id")
        made = activities.create(
            [
                {
                    "res_model_id": model,
                    "res_id": row.move.id,
                    "user_id": user,
                    "automated": True,
                    "date_deadline": day_where(users[user], row.company),
                    **self._prepare_text(row, user, asked),
                }
                for _notice, row, user, asked in todo
            ]
        )
        news = []
        for (notice, row, user, asked), activity in zip(todo, made, strict=True):
            values = {
                **self._prepare_asked(row, asked),
                "activity_id": activity.id,
                "state": collecting.OPEN,
                "done_on": False,
                "reason": False,
            }
            if notice:
                notice.write(values)
                continue
            about = {"line_id": row.line.id, "move_id": row.move.id, "user_id": user}
            news.append({**about, "company_id": row.company.id, **values})
        raised(self).create(news)

    @api.model
    def _refresh(self, todo):
        """Say what is open now, or what the step asks that has come since.

        :param todo: as for :meth:`_ask`
        """
        for notice, row, user, asked in todo:
            notice.activity_id.write(self._prepare_text(row, user, asked))
            notice.write(self._prepare_asked(row, asked))

    @api.model
    def _close(self, todo):
        """Close activities that ask for nothing any more, and say why on the invoices.

        :param todo: as for :meth:`_ask`
        """
        if not todo:
            return
        reasons = self._explain([row for _notice, row, *__ in todo])
        activities = self.env["mail.activity"]
        bodies, by_reason = {}, {}
        for notice, row, *__ in todo:
            reason = reasons[row.line.id]
            notice.write({"state": collecting.CLOSED, "reason": reason})
            activities |= notice.activity_id
            by_reason[reason] = by_reason.get(reason, activities.browse()) | notice.activity_id
            told = bodies.setdefault(row.move.id, {})
            told.setdefault(reason, []).append(notice.user_id.name)
        for reason, closed in by_reason.items():
            closed.write({"feedback": reason})
        activities.action_archive()
        self.env["account.move"].browse(bodies)._message_log_batch(
            {move: self._prepare_log(told) for move, told in bodies.items()}
        )

    @api.model
    def _prepare_log(self, told):
        """Return the note on an invoice.

        :param told: ``{reason: names of those whose activities were closed}``
        """
        lines = [
            self.env._(
                "Activity of %(names)s closed: %(reason)s",
                names=", ".join(dict.fromkeys(names)),
                reason=reason,
            )
            for reason, names in told.items()
        ]
        return Markup("<br/>").join(lines)

    @api.model
    def _prepare_asked(self, row, asked):
        return {"step_id": asked.step, "asked_since": asked.since, "amount": row.residual}

    # -------------------------------------------------------------------------
    # Sentences
    # -------------------------------------------------------------------------

    @api.model
    def _prepare_text(self, row, user, asked):
        """Return what an activity says to a person, and of which type it is."""
        step = self.env["sales.collection.step"].browse(asked.step)
        user = self.env["res.users"].browse(user)
        here = self.with_context(lang=user.lang)
        env = here.env
        move = row.move.with_env(env)
        amount = format_amount(env, row.residual, move.currency_id)
        due = format_date(env, row.facts.due)
        values = {
            "customer": move.commercial_partner_id.display_name,
            "amount": amount,
            "total": format_amount(env, move.amount_total, move.currency_id),
            "due": due,
            "days": (row.today - row.facts.due).days,
            "today": format_date(env, row.today),
        }
        sentences = [
            env._(
                "%(customer)s has not paid %(amount)s of %(total)s. It was due on %(due)s, "
                "%(days)s days before %(today)s.",
                **values,
            )
        ]
        if row.facts.broken:
            day = format_date(env, row.facts.broken)
            sentences.append(env._("Payment was promised for %s, and did not come.", day))
        links = [
            here._link(move, move.name or move.display_name),
            here._link(move.commercial_partner_id, values["customer"]),
        ]
        return {
            "activity_type_id": step.activity_type_id.id,
            "summary": env._("%(amount)s unpaid, due on %(due)s", amount=amount, due=due),
            "note": Markup("<p>%s</p><p>%s</p>")
            % (Markup("<br/>").join(sentences), Markup(" · ").join(links)),
        }

    @api.model
    def _link(self, record, text):
        return Markup('<a href="/mail/view?model=%s&amp;res_id=%s">%s</a>') % (
            record._name,
            record.id,
            text,
        )

    @api.model
    def _explain(self, rows):
        """Return why nobody is asked for instalments any more: ``{instalment id: sentence}``."""
        ids = [row.line.id for row in rows]
        settled = {
            line: (kind, name) for line, kind, name in self.env.execute_query(last_settlements(ids))
        }
        return {row.line.id: self._get_reason(row, settled.get(row.line.id)) for row in rows}

    @api.model
    def _get_reason(self, row, settlement):
        if row.quiet == collecting.SETTLED:
            return self._get_settled_reason(*(settlement or ("entry", None)))
        due = format_date(self.env, row.facts.due)
        return {
            collecting.CANCELLED: self.env._("The invoice was cancelled."),
            collecting.RESET: self.env._("The invoice was reset to draft."),
            collecting.PAYING: self.env._("A payment is registered."),
            collecting.MOVED: self.env._("It is due on %s now.", due),
            collecting.DISPUTED: self.env._("The customer disputes it."),
            collecting.PROMISED: self.env._(
                "Payment is promised for %s.", format_date(self.env, row.facts.promised)
            ),
            collecting.NOBODY: self.env._("Somebody else is asked now, or nobody."),
        }[row.quiet]

    @api.model
    def _get_settled_reason(self, kind, name):
        if not name:
            return self.env._("Nothing is open any more.")
        if kind == "payment":
            return self.env._("Paid with %s.", name)
        if kind == "credit":
            return self.env._("Credited with %s.", name)
        return self.env._("Written off with %s.", name)
