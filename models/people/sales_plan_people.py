from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ...queries.time import company_days
from ..org.raised import raised
from .handing_over import HandOver


class SalesPlanPeople(models.AbstractModel):
    """Decides about targets of salespeople who left or moved on: they are handed over to somebody
    else from a day on, moved up to the row above, or kept. Targets before that day stay.

    Working amounts and amounts in force change at the same time but separately: what was not
    published before is not published by it. A plan that is not split level by level changes in no
    other way while it is in force.
    """

    _name = "sales.plan.people"
    _description = "People of Sales Plans"

    @api.model
    def _hand_over(self, plan, row_ids, user, day, reason=None):
        """Hand over the targets of rows of salespeople, and of all rows below them, from a day on.

        They go to the rows of another salesperson beside these; missing rows are created.

        :param user: who gets the targets
        :param day: the first day that is handed over; its period is divided by working days
        :return: the publication; none where nothing in force changed
        :raise UserError: with one sentence, when it cannot be done; nothing is changed
        """
        tree = self._begin_hand_over(plan, row_ids)
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        self._check_receiver(plan, rows, user)
        self._check_hand_over_day(plan, day)
        below = tree.get_below(row_ids)
        layers, parts = self._part_layers(plan, below, day)
        going = {key[0] for layer in parts for key, (__, goes) in layer.items() if goes}
        if not going:
            raise UserError(
                self.env._(
                    "There is nothing to hand over: %(row)s has no targets from %(day)s on.",
                    row=self.env["sales.plan.table"]._name_row(row_ids[0]),
                    day=format_date(self.env, day),
                )
            )
        receivers, added = self._find_receivers(below, going, user)
        self._read_receivers(plan, layers, receivers.values())
        for layer, its_parts in zip(layers, parts, strict=True):
            for (row_id, period_id), (stays, goes) in its_parts.items():
                layer.after[row_id, period_id] = stays
                if goes:
                    layer.give((receivers[row_id], period_id), goes)
        hand_over = HandOver(plan, "hand_over")
        hand_over.name_people(rows, user, day)
        hand_over.compare(below, receivers, layers[0])
        return self._change_hands(hand_over, rows, layers, reason, user, day, added)

    @api.model
    def _move_up(self, plan, row_ids, reason=None):
        """Take the targets of rows of salespeople, and of all rows below them, away from today on.

        The rows above keep their amounts, so that this part of them is unallocated.

        :return: the publication; none where nothing in force changed
        """
        tree = self._begin_hand_over(plan, row_ids)
        rows = self.env["sales.plan.allocation"].browse(row_ids)
        if plan.rolls_up:
            raise UserError(
                self.env._(
                    "“%s” rolls up: rows above are sums and cannot keep what nobody below has. "
                    "Hand the targets over instead.",
                    plan.display_name,
                )
            )
        # sudo: which company a plan is of is no secret to who sees one of its rows
        day = plan.sudo().company_id._get_today()
        self._check_hand_over_day(plan, day)
        below = tree.get_below(row_ids)
        layers, parts = self._part_layers(plan, below, day)
        for layer, its_parts in zip(layers, parts, strict=True):
            layer.after.update({key: stays for key, (stays, __) in its_parts.items()})
        self._keep_above(plan, tree, rows, layers)
        if not any(layer.get_changes() for layer in layers):
            raise UserError(
                self.env._(
                    "%s has no open targets.", self.env["sales.plan.table"]._name_row(row_ids[0])
                ),
            )
        move = HandOver(plan, "move_up")
        move.name_people(rows, None, day)
        move.compare(below, {}, layers[0])
        return self._change_hands(move, rows, layers, reason, None, day)

    @api.model
    def _keep_targets(self, plan, people):
        """Record the decision that targets stay with people who left or moved.

        :param people: ``{row: user}``
        """
        rows = self.env["sales.plan.allocation"].union(*people)
        self._begin_decision(plan, rows.ids)
        self.env["sales.plan.people.answer"]._remember_decisions(people, "keep")

    @api.model
    def _set_owner(self, plan, rows, user):
        """Make somebody else the owner of rows whose owner left."""
        self._begin_decision(plan, rows.ids)
        self._check_receiver(plan, rows, user)
        # sudo: who prepares rows may name their owner, but has no right to write rows
        raised(rows).responsible_id = user

    @api.model
    def _change_hands(self, hand_over, rows, layers, reason, to_user, day, added=None):
        """Write the cells that change hands, and record it: as a step, as a decision about the
        people, and as a publication of what changes in force.

        :return: the publication; none where nothing in force changed
        """
        plan, kind = hand_over.plan, hand_over.kind
        data = {**self.env["sales.plan.table"]._name_rows(rows.ids), **hand_over.people}
        self._write_layers(plan, layers)
        self.env["sales.plan.journal"]._record(
            plan, kind, layers[1].get_changes(), data=data, added_rows=added
        )
        # sudo: the salespeople of rows that the user may hand over, as checked before
        people = {row: row.sudo().user_id for row in rows}
        self.env["sales.plan.people.answer"]._remember_decisions(people, kind, to_user, day)
        if not hand_over.owners:
            return self.env["sales.plan.publication"]
        tree = self.env["sales.plan.table"]._open(plan)
        reason = (reason or "").strip() or None
        return self.env["sales.plan.publishing"]._record(tree, hand_over, reason)

    # -------------------------------------------------------------------------
    # Checks
    # -------------------------------------------------------------------------

    @api.model
    def _begin_hand_over(self, plan, row_ids):
        """Check that the user may hand over rows and that these belong to salespeople; lock the
        plan and return its rows as a tree."""
        tree = self._begin_decision(plan, row_ids)
        # sudo: reads only the levels of these rows
        rows = self.env["sales.plan.allocation"].sudo().browse(row_ids)
        for row in rows:
            if row.level_id.dimension != "salesperson":
                raise UserError(
                    self.env._(
                        "%s is not the row of a salesperson.",
                        self.env["sales.plan.table"]._name_row(row.id),
                    )
                )
        return tree

    @api.model
    def _begin_decision(self, plan, row_ids):
        """Check that the user may decide about rows of people; lock the plan and return its rows
        as a tree."""
        plan.ensure_one()
        tree = self.env["sales.plan.table"]._open(plan)
        self.env["sales.plan.table"]._check_rows(tree, row_ids)
        plan._lock_figures()
        plan.invalidate_recordset(["state", "edit_version"])
        # sudo: whether a plan is settled is no secret of the rows hidden in it
        shape = plan.sudo()
        if shape.state != "confirmed":
            raise UserError(
                self.env._("“%s” is not in force: its targets are not handed over.", shape.name)
            )
        if not plan._can_edit_all_rows() and not shape.is_cascaded:
            raise AccessError(
                self.env._(
                    "“%s” is not split level by level: only planning managers change who has its "
                    "targets.",
                    shape.name,
                )
            )
        if plan._can_edit_all_rows():  # owners decide about what was given to them
            plan._check_enters_companies()
        plan._check_rows_editable(row_ids)
        return tree

    @api.model
    def _check_receiver(self, plan, rows, user):
        """Raise unless somebody can take targets over."""
        user = user.sudo()  # sudo: reads only whether and for which companies they work
        # sudo: the salespeople of rows that the user may decide about
        if user in rows.sudo().user_id:
            raise UserError(
                self.env._("%s has these targets already: choose somebody else.", user.name)
            )
        if not user.active or user.share:
            raise UserError(
                self.env._("%s does not work here: choose an active internal user.", user.name)
            )
        company = plan.sudo().company_id  # sudo: a plan's company is no secret
        if company not in user.company_ids:
            raise UserError(
                self.env._(
                    "%(person)s does not work for %(company)s.",
                    person=user.name,
                    company=company.name,
                )
            )

    @api.model
    def _check_hand_over_day(self, plan, day):
        """Raise if the hand-over would change a period that has ended, or no period at all."""
        # sudo: the periods of a plan are no secret of the rows hidden in it
        plan_sudo = plan.sudo()
        today = plan_sudo.company_id._get_today()
        periods = plan_sudo.period_ids.sorted("date_from")
        still_open = periods.filtered(lambda period: period.date_to >= today)
        if not still_open or day > periods[-1].date_to:
            raise UserError(
                self.env._(
                    "“%(plan)s” ends on %(day)s: there is nothing to hand over after that.",
                    plan=plan.display_name,
                    day=format_date(self.env, periods[-1].date_to),
                )
            )
        if still_open[0] != periods[0] and day < still_open[0].date_from:
            raise UserError(
                self.env._(
                    "Periods that have ended keep their targets: choose %s or a later day.",
                    format_date(self.env, still_open[0].date_from),
                )
            )

    # -------------------------------------------------------------------------
    # Who left or moved
    # -------------------------------------------------------------------------

    @api.model
    def _tell_of_changes(self, user_ids):
        """Queue notices to those who decide about the open targets of people who leave or move.

        The text is written when a notice is sent: by then the people may be back, or the decision
        may be made. A new notice about a person replaces a queued one.

        :param user_ids: ids of users who were archived, or joined or left a team
        """
        found = self._read_whom_to_tell(user_ids)
        if not found:
            return
        self.env["sales.plan.people.answer"]._forget_decisions(user_ids)
        notices = self.env["sales.plan.notice"]
        notices.flush_model()
        self.env.cr.execute(
            SQL(
                """DELETE FROM sales_plan_notice
                    WHERE kind = 'people' AND (data->>'person')::integer = ANY(%s)""",
                list(user_ids),
            )
        )
        notices.invalidate_model()
        for plan_id, whom in found.items():
            notices._queue(self.env["sales.plan"].browse(plan_id), "people", whom)

    @api.model
    def _read_whom_to_tell(self, user_ids):
        """Return notices about some people, for plans in force that have not ended and in which
        they have rows: to the owner of the row above and to the responsible of the plan.

        :return: ``{plan id: [notice, …]}``, as ``sales.plan.notice._queue`` takes them
        """
        self.env["sales.plan.allocation"].flush_model(["user_id", "responsible_id", "parent_id"])
        self.env["sales.plan"].flush_model(["state", "active", "date_to", "responsible_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT plan.id, person.id, told.id
                     FROM unnest(%s::integer[]) person (id)
                     JOIN sales_plan_allocation row
                       ON row.user_id = person.id OR row.responsible_id = person.id
                     JOIN sales_plan plan ON plan.id = row.plan_id
                      AND plan.state = 'confirmed' AND plan.active
                     JOIN (%s) here ON here.id = plan.company_id AND plan.date_to >= here.today
                     LEFT JOIN sales_plan_allocation above ON above.id = row.parent_id
                     JOIN unnest(ARRAY[above.responsible_id, plan.responsible_id]) told (id)
                       ON told.id <> person.id
                    ORDER BY plan.id, told.id""",
                list(user_ids),
                company_days(),
            )
        )
        found = {}
        for plan_id, person_id, told_id in rows:
            notice = {"user_id": told_id, "data": {"person": person_id}}
            found.setdefault(plan_id, []).append(notice)
        return found
