from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL

#: Rows of one person that a message names.
MOST_ROWS_NAMED = 10


@dataclass
class Publishing:
    """Rows of a plan whose amounts come into force: the amounts before and after, and the owners.

    The other kinds of publishing below override which amounts are compared, how rows are marked,
    who is told, and what becomes of open proposals. ``sales.plan.publishing`` carries them out.

    :param plan: the plan, in the environment of the user who publishes
    :param kind: of the publication
    :param before: amounts in force, ``{row id: {period id: amount}}``
    :param after: amounts from now on, in the same form
    :param owners: ``{row id: user id or None}``
    :param published: rows that were published already
    :param warnings: ``{row id: sentence}`` of the fairness check, None if it was not looked at
    """

    plan: models.BaseModel
    kind: str = "publish"
    before: dict = field(default_factory=lambda: defaultdict(dict))
    after: dict = field(default_factory=lambda: defaultdict(dict))
    owners: dict = field(default_factory=dict)
    published: set = field(default_factory=set)
    warnings: dict | None = None

    @property
    def env(self):
        """The environment of who publishes."""
        return self.plan.env

    @property
    def notice_kind(self):
        """The kind of the notices about it."""
        return "published"

    # What changes -------------------------------------------------------------

    def read_figures(self, row_ids):
        """Read the owners of rows, their amounts in force and their working amounts."""
        self.read_rows(row_ids)
        self.read_in_force()
        working = self.env["sales.plan.cells"]._read_cells(self.plan, list(self.owners))
        for (row_id, period_id), cell in working.items():
            self.after[row_id][period_id] = float(cell.amount)

    def read_rows(self, row_ids):
        """Read the owners of rows, and which rows are published."""
        states = read_states(self.plan, row_ids)
        self.owners = {row_id: states[row_id][0] for row_id in row_ids}
        self.published = {row_id for row_id in row_ids if states[row_id][1]}

    def read_in_force(self):
        """Read the amounts in force of the rows that are published."""
        in_force = self.env["sales.plan.cells"]._read_in_force(self.plan, list(self.owners))
        for (row_id, period_id), cell in in_force.items():
            if row_id in self.published:
                self.before[row_id][period_id] = float(cell.amount)

    def get_kind(self, row_id):
        """Return what happens to a row: new, changed, kept or withdrawn."""
        if row_id not in self.published:
            return "new"
        return "kept" if self.before[row_id] == self.after[row_id] else "changed"

    def get_cells(self, row_id):
        """Return the amounts of a row that change, as the field ``cells`` of publication lines."""
        before, after = self.before[row_id], self.after[row_id]
        periods = sorted(before.keys() | after.keys())
        cells = [[period, before.get(period), after.get(period)] for period in periods]
        changed = [cell for cell in cells if cell[1] != cell[2]]
        return [[None, get_total(before), get_total(after)], *changed]

    # Marks --------------------------------------------------------------------

    def mark_rows(self):
        """Mark the rows as published. In plans that ask for agreement, new and changed targets are
        to be answered."""
        asked = [row_id for row_id in self.owners if self.get_kind(row_id) != "kept"]
        self._update_rows(
            SQL(
                """is_published = TRUE, published_date = %s, published_by_id = %s,
                   needs_revision = FALSE,
                   agreement = CASE WHEN id = ANY(%s) THEN %s ELSE agreement END""",
                self.env.cr.now(),
                self.env.uid,
                asked,
                # sudo: an option of the plan; who publishes some of its rows may not read it
                "open" if self.plan.sudo().asks_agreement else None,
            ),
            self.owners,
        )

    def mark_below(self, tree):
        """Mark all published rows below a changed one as to be revised."""
        changed = [row_id for row_id in self.owners if self.get_kind(row_id) == "changed"]
        below = [row_id for row_id in tree.get_below(changed) if row_id not in self.owners]
        self._update_rows(SQL("needs_revision = TRUE"), below, SQL("is_published"))

    def _update_rows(self, values, row_ids, condition=None):
        """Set columns of rows that the user was found to be allowed to publish."""
        self.env["sales.plan.allocation"].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE sales_plan_allocation SET %s WHERE id = ANY(%s) AND %s",
                values,
                list(row_ids),
                condition or SQL("TRUE"),
            )
        )

    # Whom it concerns ---------------------------------------------------------

    def prepare_notices(self, tree):
        """Return one notice for each other owner of targets that are new, changed or gone, as
        ``sales.plan.notice._queue`` takes them."""
        rows = defaultdict(list)
        for row_id, owner_id in self.owners.items():
            if owner_id and owner_id != self.env.uid and self.get_kind(row_id) != "kept":
                rows[owner_id].append(row_id)
        notices = []
        for owner_id, row_ids in rows.items():
            own = set(row_ids)
            top = [row_id for row_id in row_ids if tree.parents[row_id] not in own]
            data = {"rows": self.name_rows(top), "count": len(row_ids)}
            notices.append({"user_id": owner_id, "allocation_id": top[0], "data": data})
        return notices

    def name_rows(self, row_ids):
        """Return the rows that a message names: ``[[row id, total before, total after], …]``."""
        return [[row_id, *self.get_cells(row_id)[0][1:]] for row_id in row_ids[:MOST_ROWS_NAMED]]

    def settle_answers(self, answers):
        """Close the open proposals for rows that get other amounts. Rows whose proposal was taken
        over, and rows that the user published to themselves, count as accepted.

        :param answers: ``sales.plan.answer``
        """
        taken = answers._close_published(self)
        self._update_rows(
            SQL("agreement = 'accepted'"),
            self.owners,
            SQL(
                "agreement = 'open' AND (responsible_id = %s OR id = ANY(%s))",
                self.env.uid,
                taken.allocation_id.ids,
            ),
        )
        self.env["sales.plan.allocation"].invalidate_model(["agreement"])


@dataclass
class Withdrawal(Publishing):
    """Rows that are taken out of force; see :class:`Publishing`."""

    kind: str = "withdraw"

    @property
    def notice_kind(self):
        """The kind of the notices about it."""
        return "withdrawn"

    def read_figures(self, row_ids):
        """Read the amounts in force of the published ones among some rows: only these go."""
        self.read_rows(row_ids)
        self.owners = {row: owner for row, owner in self.owners.items() if row in self.published}
        self.read_in_force()

    def get_kind(self, row_id):
        """Return what happens to a row: all are withdrawn."""
        return "withdrawn"

    def mark_rows(self):
        """Mark the rows as not published."""
        self._update_rows(
            SQL(
                """is_published = FALSE, published_date = NULL, published_by_id = NULL,
                   needs_revision = FALSE, agreement = NULL"""
            ),
            self.owners,
        )

    def mark_below(self, tree):
        """Do nothing: the rows below are withdrawn, too, and none is left to be revised."""

    def settle_answers(self, answers):
        """Let proposals for the withdrawn targets lapse."""
        answers.write({"state": "lapsed"})


@dataclass
class Confirmation(Publishing):
    """Rows that are published by confirming their plan; see :class:`Publishing`. In a revision, the
    amounts before are those in force in the revised plan."""

    kind: str = "confirm"

    def read_figures(self, row_ids):
        """Read the amounts of the plan, and those in force in the plan that it revises."""
        super().read_figures(row_ids)
        if not self.plan.revised_plan_id:
            return
        rows = self.env.execute_query(
            SQL(
                """SELECT row.id, period.id, target.amount
                     FROM sales_plan_allocation row
                     JOIN sales_plan_allocation origin ON origin.id = row.origin_id
                      AND origin.is_published
                     LEFT JOIN sales_plan_target target ON target.allocation_id = origin.id
                     LEFT JOIN sales_plan_period earlier ON earlier.id = target.period_id
                     LEFT JOIN sales_plan_period period ON period.plan_id = row.plan_id
                      AND period.date_from = earlier.date_from AND period.date_to = earlier.date_to
                    WHERE row.plan_id = %s""",
                self.plan.id,
            )
        )
        for row_id, period_id, amount in rows:
            if row_id in self.owners:
                self.published.add(row_id)
                if period_id:
                    self.before[row_id][period_id] = float(amount)

    def mark_below(self, tree):
        """Do nothing: rows that are not published with the plan never were published."""

    def settle_answers(self, answers):
        """Let proposals for the revised plan lapse; targets that were accepted there and stay the
        same are not to be answered again."""
        if self.plan.revised_plan_id:
            answers._lapse_in(self.plan.revised_plan_id)
            self._keep_agreement()
        return super().settle_answers(answers)

    def _keep_agreement(self):
        kept = [row_id for row_id in self.owners if self.get_kind(row_id) == "kept"]
        self.env["sales.plan.allocation"].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE sales_plan_allocation row
                      SET agreement = CASE origin.agreement WHEN 'accepted' THEN 'accepted'
                                                            ELSE 'open' END
                     FROM sales_plan_allocation origin
                    WHERE row.id = ANY(%s) AND origin.id = row.origin_id
                      AND origin.agreement IS NOT NULL AND %s""",
                kept,
                # sudo: an option of the plan; who publishes some of its rows may not read it
                bool(self.plan.sudo().asks_agreement),
            )
        )
        self.env["sales.plan.allocation"].invalidate_model(["agreement"])


def read_states(plan, row_ids):
    """Return ``{row id: (owner id, whether it is published)}``."""
    plan.env["sales.plan.allocation"].flush_model()
    rows = plan.env.execute_query(
        SQL(
            """SELECT id, responsible_id, COALESCE(is_published, FALSE)
                 FROM sales_plan_allocation WHERE id = ANY(%s)""",
            list(row_ids),
        )
    )
    return {row_id: state for row_id, *state in rows}


def get_total(amounts):
    """Return the sum of ``{period id: amount}``, None if there are none."""
    return round(sum(amounts.values()), 6) if amounts else None
