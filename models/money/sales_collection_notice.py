from collections import defaultdict

from odoo import api, fields, models

from ...queries.collecting import follow_ups, watched
from ...tools import collecting
from ..org.raised import raised

#: Where a transaction keeps what it has changed, until it is committed.
MARKED = "sales_plan.collection"


class SalesCollectionNotice(models.Model):
    """One person is asked to collect one instalment, by an activity on its invoice.

    The database sees to it that there is one at most for an instalment and a person. It is opened
    again when a later step, a broken promise or a payment that was undone asks anew.
    """

    _name = "sales.collection.notice"
    _description = "Notice of an Overdue Installment"
    _inherit = ["sales.guarded.mixin", "sales.company.day.mixin"]
    _order = "id"
    _client_fields = frozenset()  # all of it is written by code

    line_id = fields.Many2one(
        "account.move.line", "Installment", required=True, readonly=True, ondelete="cascade"
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    user_id = fields.Many2one(
        "res.users", "Person", required=True, readonly=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "sales.collection.step", readonly=True, index="btree_not_null", ondelete="set null"
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            (collecting.OPEN, "Asked"),
            (collecting.DONE, "Done"),
            (collecting.CLOSED, "Closed by Itself"),
        ],
        "Status",
        required=True,
        readonly=True,
    )
    asked_since = fields.Date(
        readonly=True,
        help="The day from which on it is asked: that of the step, or the one "
        "after a promise was broken.",
    )
    done_on = fields.Date(readonly=True, help="When the person had done it.")
    amount = fields.Float(
        digits=0,
        readonly=True,
        aggregator=None,
        help="What was open when it was said last, in the invoice's currency.",
    )
    reason = fields.Char(readonly=True, help="Why it was closed by itself.")

    _line_user_uniq = models.UniqueIndex(
        "(line_id, user_id)", "This person is asked for this installment already."
    )
    _open_idx = models.Index("(company_id, line_id) WHERE state = 'open'")

    @api.depends("user_id", "move_id")
    def _compute_display_name(self):
        for notice in self:
            # sudo: who may read the notice may know which invoice it is about
            notice.display_name = f"{notice.sudo().move_id.name}: {notice.user_id.name}"

    # -------------------------------------------------------------------------
    # What has changed in a transaction
    # -------------------------------------------------------------------------

    @api.model
    def _mark(self, lines=None, moves=None):
        """Look at instalments, or at those of invoices, once more before this is committed.

        Many payments of one transaction are looked at once, in their final state.
        """
        callbacks = self.env.cr.precommit
        marked = callbacks.data.get(MARKED)
        if marked is None:
            marked = callbacks.data[MARKED] = {"lines": set(), "moves": set()}
            # what follows from a payment is the program's; who paid is the author of its notes
            callbacks.add(raised(self)._settle_marked)
        marked["lines"].update(lines.ids if lines else ())
        marked["moves"].update(moves.ids if moves else ())

    @api.model
    def _settle_marked(self):
        marked = self.env.cr.precommit.data.pop(MARKED, None)
        if not marked:
            return
        self.env.flush_all()
        found = self.env.execute_query(watched(marked["lines"], marked["moves"]))
        if found:
            self._settle(self.env["account.move.line"].browse(line for (line,) in found))
            self.env.flush_all()

    # -------------------------------------------------------------------------
    # What is asked, and what was
    # -------------------------------------------------------------------------

    @api.model
    def _settle(self, lines):
        """Bring the notices of some instalments, and their activities, in line with the ledger.

        Called with the rights of the program. Doing it twice changes nothing; the number of its
        queries does not depend on that of the instalments.

        :param lines: instalments of any companies, also of invoices that are not posted any more
        """
        self.env["sales.collection.promise"]._judge(lines)
        notices = self.search([("line_id", "in", lines.ids)])
        notices._see_done()
        known = defaultdict(dict)
        for notice in notices:
            known[notice.line_id.id][notice.user_id.id] = notice
        steps = {}
        todo = defaultdict(list)
        self._flush_followed()
        for row in self._read_instalments(lines):
            if row.company not in steps:
                steps[row.company] = self.env["sales.collection.step"]._get_steps(row.company)
            asked = row.get_asked(steps[row.company])
            there = known[row.line.id]
            for user in sorted(asked.keys() | there.keys()):
                notice = there.get(user, self.browse())
                told = notice._get_known()
                what = collecting.what_to_do(asked.get(user), told, row.residual)
                if what != collecting.KEEP:
                    todo[what].append((notice, row, user, asked.get(user)))
        self._close(todo[collecting.CLOSE])
        self._refresh(todo[collecting.REFRESH])
        self._ask(todo[collecting.ASK])

    @api.model
    def _flush_followed(self):
        """Write what the queries about instalments read."""
        for model in (
            "account.partial.reconcile",
            "account.payment",
            "account.move.line",
            "account.move",
            "crm.team",
            "res.company",
            "res.partner",
            "res.users",
            "sales.collection.dispute",
            "sales.collection.promise",
        ):
            self.env[model].flush_model()

    @api.model
    def _read_instalments(self, lines):
        """Return what is known of each instalment, as a list of :class:`Row`."""
        if not lines:
            return []
        found = self.env.execute_query_dict(follow_ups(lines.ids))
        moves = self.env["account.move"].browse({values["move_id"] for values in found})
        return [Row(lines, moves, values) for values in found]

    def _see_done(self):
        """Notice what people have done, or deleted, of their activities."""
        asked = self.filtered(lambda notice: notice.state == collecting.OPEN)
        there = asked.activity_id.exists()
        there.fetch(["active", "date_done"])  # of all at once
        for notice in asked:
            activity = notice.activity_id & there
            if not activity.active:
                # Odoo keeps the day of UTC, which can be the one before
                done_on = activity.date_done or notice.company_id._get_today()
                done_on = max(done_on, notice.asked_since)
                notice.write({"state": collecting.DONE, "done_on": done_on})

    def _get_known(self):
        if not self:
            return None
        asked = collecting.Asked(self.step_id.id, self.asked_since)
        return collecting.Known(self.state, asked, self.amount, self.done_on or None)


class Row:
    """What is known of one instalment today.

    :ivar line: the instalment
    :ivar company: its company
    :ivar residual: what is open of it, in the invoice's currency
    :ivar facts: the same for the arithmetic, see ``tools.collecting``
    :ivar today: the day that it is in its company
    """

    def __init__(self, lines, moves, values):
        self.line = lines.browse(values["id"])
        # names of customers are read for all invoices at once
        self.move = moves.browse(values["move_id"]).with_prefetch(moves.ids)
        self.company = lines.env["res.company"].browse(values["company_id"])
        self.residual = float(values["residual"] or 0)
        self.today = values["today"]
        self._earliest = values["collection_from"]
        self.facts = collecting.Instalment(
            values["state"],
            self.residual,
            values["due"],
            {name: values[name] for name in (collecting.SALESPERSON, collecting.COLLECTOR)},
            values["is_disputed"],
            values["is_paying"],
            values["promised"],
            values["broken"],
        )

    def get_asked(self, steps):
        """Return who is asked what, see ``tools.collecting.who_is_asked``."""
        if self._earliest and self.facts.due < self._earliest:
            return {}
        return collecting.who_is_asked(self.facts, steps, self.today)

    @property
    def quiet(self):
        """What stands in the way of asking: a code of ``tools.collecting``."""
        return collecting.why_quiet(self.facts, self.today) or collecting.NOBODY
