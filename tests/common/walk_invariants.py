"""What holds of a small company after every call, whoever made it."""

from collections import defaultdict

from odoo.tools import SQL

#: Tables whose rows readers cannot change at all, with the path to their company.
_KEPT = {
    "sales_plan": "t.company_id",
    "sales_plan_level": "plan.company_id",
    "sales_plan_period": "plan.company_id",
    "sales_plan_allocation": "plan.company_id",
    "sales_plan_target": "plan.company_id",
    "sales_plan_draft": "plan.company_id",
    "sales_plan_publication": "plan.company_id",
    "sales_plan_answer": "plan.company_id",
    "sales_plan_step": "plan.company_id",
    "sales_plan_note": "plan.company_id",
    "sales_forecast_adjustment": "forecast.company_id",
    "sales_forecast_submission": "forecast.company_id",
}
#: Calls that may change what is in force, beside the planning table; each asks its user for the
#: right to do so.
CHANGES_IN_FORCE = {
    "action_publish",
    "action_withdraw",
    "action_hand_over",
    "action_move_up",
    "action_confirm",
}


class Invariants:
    """The state of a small company, as the database has it, and what is to be true of it."""

    def __init__(self, company):
        self.company = company
        self.env = company.env(su=True, context={"active_test": False})

    def read_state(self):
        """Return what is kept, by company, what is in force, and what was submitted."""
        self.env.flush_all()
        kept = {table: self._read_kept(table, path) for table, path in _KEPT.items()}
        by_company = defaultdict(dict)
        for table, digests in kept.items():
            for company, digest in digests.items():
                by_company[company][table] = digest
        return {
            "kept": dict(by_company),
            "in_force": self._read_in_force(),
            "submitted": self._read_submitted(),
        }

    def _read_kept(self, table, path):
        parent = path.partition(".")[0]
        joined = SQL("")
        if parent != "t":
            names = SQL.identifier(f"sales_{parent}"), SQL.identifier(parent)
            column = SQL.identifier("t", f"{parent}_id")
            joined = SQL("JOIN %s %s ON %s.id = %s", *names, names[1], column)
        company = SQL.identifier(*path.split("."))
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT %s, md5(string_agg(t::text, '|' ORDER BY t.id))
                         FROM %s t %s GROUP BY 1""",
                    company,
                    SQL.identifier(table),
                    joined,
                )
            )
        )

    def _read_in_force(self):
        """Return the amounts in force: ``{(row, period): amount}`` of plans that are no drafts."""
        return {
            (row, period): amount
            for row, period, amount in self.env.execute_query(
                SQL(
                    """SELECT target.allocation_id, target.period_id, target.amount
                         FROM sales_plan_target target
                         JOIN sales_plan plan ON plan.id = target.plan_id
                        WHERE plan.state <> 'draft'"""
                )
            )
        }

    def _read_submitted(self):
        """Return what was submitted, deals and rows included: ``{submission: text}``."""
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT s.id, md5(s::text
                                 || COALESCE((SELECT string_agg(l::text, '|' ORDER BY l.id)
                                                FROM sales_forecast_submission_line l
                                               WHERE l.submission_id = s.id), '')
                                 || COALESCE((SELECT string_agg(r::text, '|' ORDER BY r.id)
                                                FROM sales_forecast_submission_row r
                                               WHERE r.submission_id = s.id), ''))
                         FROM sales_forecast_submission s"""
                )
            )
        )

    # What is compared ---------------------------------------------------------

    def find_broken(self, before, after, user, method):
        """Yield a sentence for everything that a call of a user changed and must not have."""
        company = self.company
        is_reader = user in company.auditor | company.accountant | company.clerk | company.visitor
        for place in company.company | company.abroad:
            is_home = place in user.company_ids and not is_reader
            was, now = (state["kept"].get(place.id, {}) for state in (before, after))
            if not is_home and was != now:
                names = [name for name in was if was[name] != now.get(name)]
                yield f"changed {names} of {place.name}"
        changed = before["in_force"].items() ^ after["in_force"].items()
        if self._is_settled({key[0] for key, __ in changed}, user, method):
            yield f"changed what is in force: {sorted(changed)[:4]}"
        changed = before["submitted"].items() - after["submitted"].items()
        if changed:
            yield f"changed submissions {sorted(dict(changed))}"

    def _is_settled(self, row_ids, user, method):
        """Whether somebody may not change what is in force for some of these rows in that way.

        Rows that are gone went with their plan, or with a step.
        """
        rows = self.env["sales.plan.allocation"].browse(row_ids).exists()
        if not rows or method in CHANGES_IN_FORCE:
            return False
        if not method.startswith("table_"):
            return True
        is_manager = user.has_group("sales_plan.group_sales_plan_manager")
        return not is_manager or not all(rows.plan_id.mapped("is_cascaded"))

    def find_wrong(self):
        """Yield a sentence for everything that is not as it has to be, whoever did it."""
        yield from self._find_sums()
        yield from self._find_fractions()
        for plan in self.env["sales.plan"].search([]):
            yield from self._find_gaps(plan)

    def _find_sums(self):
        """Where parents are sums, they have no targets of their own."""
        for [row] in self.env.execute_query(
            SQL(
                """SELECT DISTINCT target.allocation_id
                     FROM sales_plan_target target
                     JOIN sales_plan plan ON plan.id = target.plan_id AND plan.rolls_up
                     JOIN sales_plan_allocation below ON below.parent_id = target.allocation_id"""
            )
        ):
            yield f"row {row} is a sum and has a target"

    def _find_fractions(self):
        for table in ("sales_plan_target", "sales_plan_draft"):
            for row, amount in self.env.execute_query(
                SQL(
                    """SELECT allocation_id, amount FROM %s
                        WHERE amount <> round(amount::numeric, 2)""",
                    SQL.identifier(table),
                )
            ):
                yield f"row {row} has {amount} in {table}"

    def _find_gaps(self, plan):
        """Steps follow each other, and the last of them leave what is there."""
        self.env.flush_all()
        last = {}
        for number, row, cells in self.env.execute_query(
            SQL(
                """SELECT step.number, row.allocation_id, row.cells
                     FROM sales_plan_step step
                     JOIN sales_plan_step_row row ON row.step_id = step.id
                    WHERE step.plan_id = %s ORDER BY step.number, row.id""",
                plan.id,
            )
        ):
            for period, __, was, now in cells or []:
                key = row, period
                if key in last and last[key] != was:
                    yield f"step {number} of {plan.name} begins at {was}, not at {last[key]}"
                last[key] = now
        cells = self.env["sales.plan.cells"]._read_cells(plan)
        periods = set(plan.period_ids.ids)
        for (row, period), state in last.items():
            cell = cells.get((row, period))
            if period in periods and (state and state[0]) != (cell and float(cell.amount)):
                yield f"{plan.name}: {(row, period)} has {cell}, its steps end at {state}"

    # Who reads what -----------------------------------------------------------

    def find_leaks(self, users):
        """Yield a sentence for everybody who reads other targets than the README says."""
        rows = self.env["sales.plan.allocation"].search([])
        for user in users:
            for model in ("sales.plan.target", "sales.plan.draft"):
                is_seen = self._sees_target if model == "sales.plan.target" else self._sees_draft
                seen = rows.filtered(lambda row, is_seen=is_seen, user=user: is_seen(user, row))
                expected = self._sum(self.env[model], [("allocation_id", "in", seen.ids)])
                env = self.env(user=user.id, su=False)
                records = env[model].with_context(allowed_company_ids=user.company_ids.ids)
                found = self._sum(records, []) if records.has_access("read") else {}
                if found != expected:
                    differing = found.items() ^ expected.items()
                    yield f"{user.login} reads of {model} {sorted(differing)[:4]}"

    @staticmethod
    def _sum(records, domain):
        groups = records._read_group(domain, ["allocation_id"], ["amount:sum", "__count"])
        return {row.id: (round(amount or 0, 2), count) for row, amount, count in groups}

    def _sees_target(self, user, row):
        """What the README says under Roles."""
        if row.plan_id.company_id not in user.company_ids or user in self._outsiders():
            return False
        if self._sees_all(user):
            return True
        own = row.user_id == user or row.responsible_id == user or row.partner_id.user_id == user
        return row.is_published and (own or self._is_led(user, row))

    def _is_led(self, user, row):
        if not user.has_group("sales_plan.group_sales_plan_leader"):
            return False
        team = row.team_id or row.user_id.sale_team_id
        while team:
            if team.user_id == user:
                return True
            team = team.parent_id
        return False

    def _sees_draft(self, user, row):
        """Figures in preparation: below what was published to somebody who splits it."""
        if row.plan_id.company_id not in user.company_ids or user in self._outsiders():
            return False
        if self._sees_all(user):
            return True
        if not user.has_group("sales_plan.group_sales_plan_leader"):
            return False
        above = row.parent_id
        while above:
            if above.is_published and above.responsible_id == user:
                return True
            above = above.parent_id
        return False

    def _outsiders(self):
        return self.company.clerk | self.company.visitor

    @staticmethod
    def _sees_all(user):
        groups = ("sales_plan.group_sales_plan_manager", "sales_plan.group_sales_plan_auditor")
        return any(user.has_group(name) for name in groups)
