from odoo import api, models
from odoo.fields import Date

from ...queries.steps import StepRange, history_page
from ...queries.time import moment_at_end_of, moment_at_start_of, zone_of
from .arguments import table_takes

#: Steps of a page.
PAGE = 40


class SalesPlanTable(models.AbstractModel):
    """Lists the steps that changed a range of cells, or anything in a plan."""

    _inherit = "sales.plan.table"

    @api.model
    @api.readonly
    @table_takes(
        "plan_id", "rows", "periods", "by_id", "first_day", "last_day", "offset", "page_size"
    )
    def table_history(
        self,
        plan_id,
        rows=(),
        periods=None,
        by_id=None,
        first_day=None,
        last_day=None,
        offset=0,
        page_size=PAGE,
    ):
        """Return a page of the steps that changed some cells, newest first.

        Steps show amounts that were never published: whoever does not see the whole plan reads
        those of the rows that they prepare, from when these were given to them.

        :param rows: ids of rows; none for the whole plan
        :param periods: ids of periods, all of them where None
        :param by_id: only steps of this person
        :param first_day: only steps from this day on, of the plan's company, as ``2026-12-31``
        :param last_day: only steps up to the end of this day
        :return: ``{"total": steps in all, "people": [[id, name], …] of the whole range, "lines":
            [{"step_id", "number", "label", "user", "date", "count": cells changed in the range,
            "before", "after": sums of these, "undone"}]}``; the sums leave out rows below a row
            that the same step changed
        """
        plan = self.env["sales.plan"].browse(plan_id)
        tree = self._open(plan)
        self._check_rows(tree, rows)
        self._check_periods(tree, set(periods or ()))
        known = self._get_known_rows(tree, rows)
        # sudo: days are those of the plan's company, whoever reads
        company = plan.sudo().company_id
        asked = StepRange(
            plan.id,
            self.env.uid,
            known,
            periods or None,
            by_id or None,
            moment_at_start_of(zone_of(company), Date.to_date(first_day)) if first_day else None,
            moment_at_end_of(company, Date.to_date(last_day)) if last_day else None,
        )
        self.env["sales.plan.step"].flush_model()
        found = self.env.execute_query(history_page(asked, page_size, offset))
        return {
            "total": found[0][1],
            "people": self._name_people(found[0][2] or []),
            "lines": self._describe_steps(plan, [line for line in found if line[0]]),
        }

    @api.model
    def _get_known_rows(self, tree, rows):
        """Return the rows of a range whose steps the user may know of, see ``StepRange``."""
        if tree.plan._sees_whole_plans():
            return dict.fromkeys(rows, 0) if rows else None
        ids = [row for row in rows or tree.parents if self._sees_steps(tree, row)]
        return self._read_hidden_steps(tree.plan, ids)

    @api.model
    def _name_people(self, user_ids):
        """Return who took steps, by name: ``[[id, name], …]``; deleted users are not asked for."""
        # sudo: who took a step is no secret to who sees the step
        users = self.env["res.users"].sudo().with_context(active_test=False).browse(user_ids)
        return sorted(([user.id, user.name] for user in users.exists()), key=lambda user: user[1])

    @api.model
    def _describe_steps(self, plan, found):
        """Return the lines of :meth:`table_history`, given those of the query."""
        whole = plan._sees_whole_plans()
        # sudo: the query has found those that the user may know of
        steps = self.env["sales.plan.step"].sudo().browse(line[0] for line in found)
        lines = []
        for step, (__, __, __, is_typed, count, before, after) in zip(steps, found, strict=True):
            lines.append(
                {
                    **self._describe_step(step, whole, is_typed),
                    "count": count,
                    "before": before,
                    "after": after,
                }
            )
        return lines
