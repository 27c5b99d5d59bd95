from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...queries.plans import net_targets
from ...queries.time import company_days
from ...tools.spreading import Cell


class SalesPlanRevision(models.AbstractModel):
    """Finds targets of periods that have ended and that a revision would change, and restores them.

    A row of a revision is compared with the row that it was copied from, a period with the period
    of the same days in the revised plan, and their targets with those in force there.
    """

    _name = "sales.plan.revision"
    _description = "Revisions of Sales Plans"

    @api.model
    def _read_ended_periods(self, plans):
        """Return the last period of each revision that has ended where the company is, and is kept.

        :return: ``{plan id: period id}``, without plans that have no such period
        """
        self.env["sales.plan.period"].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT DISTINCT ON (ended.plan_id) ended.plan_id, ended.id FROM (%s) ended
                        ORDER BY ended.plan_id, ended.date_to DESC""",
                    self._ended_periods(plans),
                )
            )
        )

    @api.model
    def _count_differences(self, plans):
        """Return how many targets of ended periods differ in the revised plan: ``{plan id: n}``."""
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT plan_id, COUNT(*) FROM (%s) difference
                        WHERE amount IS DISTINCT FROM kept_amount GROUP BY plan_id""",
                    self._differences(plans),
                )
            )
        )

    @api.model
    def _read_differences(self, plan):
        """Return the changes that give ended periods the targets of the revised plan.

        :return: changes, see ``sales.plan.journal``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT allocation_id, period_id, amount, history_amount, is_held,
                          kept_amount, kept_history_amount, kept_is_held
                     FROM (%s) difference""",
                self._differences(plan),
            )
        )
        return {
            (row_id, period_id): (_to_cell(*cell[:3]), _to_cell(*cell[3:]))
            for row_id, period_id, *cell in rows
        }

    @api.model
    def _find_uneven(self, plan):
        """Return a row whose total in an ended period still differs from the revised plan, if any.

        That happens where rows with targets were removed, or divided in a plan that rolls up.

        :return: ``(row id, period id, amount before, amount now or None)`` of the lowest such
            row, or None
        """
        self.env.flush_all()
        depth = max(len(plan.level_ids), len(plan.revised_plan_id.level_ids))
        rows = self.env.execute_query(
            SQL(
                """WITH ended AS (%(ended)s),
                        figure AS (
                       SELECT row.id AS row_id, published.period_id,
                              published.amount AS before, NULL::numeric AS now
                         FROM (%(published)s) published
                         JOIN sales_plan_allocation row
                           ON row.plan_id = %(plan)s AND row.origin_id = published.row_id
                        UNION ALL
                       SELECT shown.row_id, shown.period_id, NULL, shown.amount
                         FROM (%(shown)s) shown)
                   SELECT row.id, uneven.period_id, uneven.before, uneven.now
                     FROM (SELECT row_id, period_id, SUM(before) AS before, SUM(now) AS now
                             FROM figure
                            GROUP BY row_id, period_id
                           HAVING SUM(before) <> COALESCE(SUM(now), 0)) uneven
                     JOIN sales_plan_allocation row ON row.id = uneven.row_id
                     JOIN sales_plan_period period ON period.id = uneven.period_id
                    ORDER BY array_length(string_to_array(row.parent_path, '/'), 1) DESC,
                             row.id, period.date_from
                    LIMIT 1""",
                ended=self._ended_periods(plan),
                plan=plan.id,
                published=self._shown(plan.revised_plan_id, depth, SQL("earlier_id")),
                shown=self._shown(plan, depth, SQL("id")),
            )
        )
        return rows[0] if rows else None

    # -------------------------------------------------------------------------
    # Ended periods
    # -------------------------------------------------------------------------

    @api.model
    def _keep_ended_periods(self, plan):
        """Give periods that have ended the targets of the revised plan.

        That is recorded as one step, so that the planning table can tell where amounts come from.
        """
        if not plan.revised_plan_id or plan.changes_ended_periods:
            return
        last = self._read_ended_periods(plan).get(plan.id)
        if not last:
            return
        changes = self._read_differences(plan)
        if changes:
            reason = self.env._("Kept as in %s", plan.revised_plan_id.display_name)
            self.env["sales.plan.cells"]._write_changes(plan, changes, "target", reason)
            data = {
                "period": self.env["sales.plan.period"].browse(last).name,
                "plan": plan.revised_plan_id.display_name,
            }
            self.env["sales.plan.journal"]._record(plan, "keep_ended", changes, data=data)
        uneven = self._find_uneven(plan)
        if uneven:
            raise UserError(self._describe_uneven(plan, *uneven))

    @api.model
    def _describe_ended_periods(self, plan, last, count):
        """Say which periods have ended, and whether they keep their targets.

        :param last: the last period that has ended
        :param count: how many of their targets differ from those of the revised plan
        """
        values = {"plan": plan.revised_plan_id.display_name, "period": last.name}
        if plan.changes_ended_periods:
            notice = self.env._(
                "Revision of %(plan)s: the periods up to %(period)s have ended; what is planned "
                "here counts for them, too, when this is confirmed.",
                **values,
            )
        else:
            notice = self.env._(
                "Revision of %(plan)s: the periods up to %(period)s have ended; they keep their "
                "targets when this is confirmed.",
                **values,
            )
        if not count:
            return notice
        if count == 1:
            differences = self.env._("1 of their targets is different here.")
        else:
            differences = self.env._(
                "%s of their targets are different here.", plan._format_count(count)
            )
        return f"{notice} {differences}"

    @api.model
    def _describe_uneven(self, plan, row_id, period_id, before, now):
        return self.env._(
            "%(row)s had a target of %(before)s in %(period)s, which has ended, and would have "
            "%(now)s: rows below it that had targets there are gone or divided. Put them back, or "
            "tick “Revise Ended Periods Too”.",
            row=self.env["sales.plan.allocation"].browse(row_id).display_name,
            period=self.env["sales.plan.period"].browse(period_id).name,
            before=plan._format_figure(before),
            now=plan._format_figure(now),
        )

    # -------------------------------------------------------------------------
    # SQL
    # -------------------------------------------------------------------------

    @api.model
    def _ended_periods(self, plans) -> SQL:
        """Ended periods of revisions that the revised plan has with the same days.

        Columns: ``plan_id``, ``id``, ``date_to``, and ``earlier_id``: the revised plan's period.
        """
        return SQL(
            """SELECT plan.id AS plan_id, period.id, period.date_to, earlier.id AS earlier_id
                 FROM sales_plan plan
                 JOIN (%s) here ON here.id = plan.company_id
                 JOIN sales_plan_period period ON period.plan_id = plan.id
                 JOIN sales_plan_period earlier
                   ON earlier.plan_id = plan.revised_plan_id
                  AND earlier.date_from = period.date_from AND earlier.date_to = period.date_to
                WHERE plan.id IN %s AND period.date_to < here.today""",
            company_days(),
            tuple(plans.ids) or (None,),
        )

    @api.model
    def _differences(self, plans) -> SQL:
        """Targets of ended periods that differ from those of the row that a row was copied from.

        In plans that roll up, rows that have others below them have no targets; rows below one that
        was not divided in the revised plan keep the amounts of the revision.
        """
        return SQL(
            """WITH ended AS (%s),
                    kept AS (
                   SELECT row.plan_id, row.id AS allocation_id, ended.id AS period_id,
                          target.amount AS kept_amount,
                          target.history_amount AS kept_history_amount,
                          COALESCE(target.is_held, FALSE) AS kept_is_held
                     FROM ended
                     JOIN sales_plan plan ON plan.id = ended.plan_id
                     JOIN sales_plan_target target ON target.period_id = ended.earlier_id
                     JOIN sales_plan_allocation row
                       ON row.plan_id = ended.plan_id AND row.origin_id = target.allocation_id
                    WHERE plan.rolls_up IS NOT TRUE
                       OR NOT EXISTS (SELECT FROM sales_plan_allocation below
                                       WHERE below.parent_id = row.id)),
                    found AS (
                   SELECT target.plan_id, target.allocation_id, target.period_id, target.amount,
                          target.history_amount, COALESCE(target.is_held, FALSE) AS is_held
                     FROM ended
                     JOIN sales_plan plan ON plan.id = ended.plan_id
                     JOIN sales_plan_target target ON target.period_id = ended.id
                     JOIN sales_plan_allocation row ON row.id = target.allocation_id
                    WHERE plan.rolls_up IS NOT TRUE
                       OR row.origin_id IS NOT NULL
                       OR NOT EXISTS (
                          SELECT FROM sales_plan_allocation above
                            JOIN sales_plan_target divided
                              ON divided.allocation_id = above.origin_id
                             AND divided.period_id = ended.earlier_id
                           WHERE above.id = ANY(%s)))
               SELECT plan_id, allocation_id, period_id, amount, history_amount, is_held,
                      kept_amount, kept_history_amount, kept_is_held
                 FROM found FULL JOIN kept USING (plan_id, allocation_id, period_id)
                WHERE (amount, history_amount, is_held)
                      IS DISTINCT FROM (kept_amount, kept_history_amount, kept_is_held)""",
            self._ended_periods(plans),
            _path_ids(SQL("row")),
        )

    @api.model
    def _shown(self, plan, depth: int, period: SQL) -> SQL:
        """The amount that each row of a plan shows in the periods of ``ended``.

        Columns: ``row_id``, ``period_id`` (the revision's), ``amount``.

        :param period: the column of ``ended`` that holds the plan's own periods
        """
        return SQL(
            """SELECT above.id AS row_id, ended.id AS period_id, SUM(net.amount) AS amount
                 FROM (%s) net
                 JOIN ended ON ended.%s = net.period_id
                 JOIN sales_plan_allocation row ON row.id = net.allocation_id
                 JOIN sales_plan_allocation above ON above.id = ANY(%s)
                GROUP BY above.id, ended.id""",
            net_targets([plan.id], depth),
            period,
            _path_ids(SQL("row")),
        )


def _path_ids(row: SQL) -> SQL:
    """The ids of a row and of those above it, as an array."""
    return SQL("string_to_array(rtrim(%s.parent_path, '/'), '/')::integer[]", row)


def _to_cell(amount, history, is_held):
    return None if amount is None else Cell(amount, history, bool(is_held))
