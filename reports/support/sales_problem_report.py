import json
import platform
import re
import time

import odoo.release
from odoo import api, fields, models
from odoo.tools import SQL, config

MODULE = "sales_plan"
#: Tables of Odoo's that the add-on reads, with the columns that its rows are counted by.
COUNTED = {
    "account_move": ("move_type", "state"),
    "account_move_line": ("display_type",),
    "account_partial_reconcile": (),
    "crm_lead": ("type", "won_status", "active"),
    "crm_team": ("active",),
    "product_product": ("active",),
    "res_company": ("active",),
    "res_currency": ("active",),
    "res_partner": ("active",),
    "res_users": ("active", "share"),
    "sale_order": ("state",),
    "sale_order_line": (),
}
#: Settings of the server that decide how long work may take, and how much of it at once.
SETTINGS = (
    *("workers", "max_cron_threads", "limit_time_cpu", "limit_time_real", "limit_time_real_cron"),
    *("limit_memory_soft", "limit_memory_hard", "db_maxconn"),
)
#: Plans whose shape is told, at most: the newest ones.
MOST_TOLD_PLANS = 50
#: Where in the code of the add-on something failed, and the kind of error that it was.
_FRAME = re.compile(rf'File "[^"]*/({MODULE}/[\w/]+\.py)", line (\d+), in (\w+)')
_ERROR = re.compile(r"^([\w.]+)(?::|$)")


class SalesProblemReport(models.AbstractModel):
    """Facts about a database that can be sent to whoever looks into a problem.

    Versions, how many rows tables have, how plans are shaped, how long reading takes, what failed
    where in the code. Nothing that a business would not tell: no name, no text that somebody
    typed, no amount, no address.
    """

    _name = "sales.problem.report"
    _description = "Facts for a Problem Report"

    @api.model
    def _build(self):
        """Return all facts as a text in JSON that people can read before they send it."""
        return json.dumps(self._collect(), indent=2, default=str)

    @api.model
    def _collect(self):
        """Return all facts, by what they are about."""
        facts = self.sudo()  # how many there are of everybody's, whoever asks
        return {
            "made": fields.Datetime.now(),
            "versions": facts._get_versions(),
            "settings": {name: config.get(name) for name in SETTINGS},
            "modules": facts._get_modules(),
            "companies": facts._get_companies(),
            "rows": {**facts._count_own(), **facts._count_others()},
            "objects": facts._find_objects(),
            "plans": facts._get_plans(),
            "scheduled_actions": facts._get_scheduled_actions(),
            "failures": facts._get_failures(),
            "seconds": facts._measure(),
        }

    # -------------------------------------------------------------------------
    # The installation
    # -------------------------------------------------------------------------

    @api.model
    def _get_versions(self):
        [[server]] = self.env.execute_query(SQL("SELECT version()"))
        module = self.env["ir.module.module"].search([("name", "=", MODULE)])
        return {
            "odoo": odoo.release.version,
            MODULE: module.latest_version,
            "python": platform.python_version(),
            "system": platform.system(),
            "postgresql": server,
        }

    @api.model
    def _get_modules(self):
        """Return the versions of what is installed."""
        modules = self.env["ir.module.module"].search([("state", "=", "installed")], order="name")
        return {module.name: module.latest_version for module in modules}

    @api.model
    def _get_companies(self):
        """Return of each company what decides about days and money."""
        return [
            {
                "zone": company.resource_calendar_id.tz,
                "currency": company.currency_id.name,
                "is_branch": bool(company.parent_id),
                "ends_year": f"{company.fiscalyear_last_month}-{company.fiscalyear_last_day}",
            }
            for company in self.env["res.company"].search([], order="id")
        ]

    @api.model
    def _find_objects(self):
        """Return the triggers and indexes of the add-on in tables of Odoo's, whether they work."""
        triggers = self.env.execute_query(
            SQL(
                """SELECT tgrelid::regclass || '.' || tgname, tgenabled <> 'D' FROM pg_trigger
                    WHERE tgname LIKE %s ORDER BY 1""",
                f"{MODULE}%",
            )
        )
        indexes = self.env.execute_query(
            SQL(
                """SELECT indexrelid::regclass::text, indisvalid FROM pg_index
                    WHERE indexrelid::regclass::text LIKE %s ORDER BY 1""",
                f"%{MODULE}%",
            )
        )
        return {**dict(triggers), **dict(indexes)}

    # -------------------------------------------------------------------------
    # How much there is
    # -------------------------------------------------------------------------

    @api.model
    def _count_own(self):
        tables = sorted(
            model._table
            for model in self.env.values()
            if model._original_module == MODULE and model._auto and not model._abstract
        )
        return {table: self._count(table) for table in tables}

    @api.model
    def _count_others(self):
        return {table: self._count(table, *columns) for table, columns in COUNTED.items()}

    @api.model
    def _count(self, table, *columns):
        """Return the rows and the size of a table in MiB, and its rows by some columns, which hold
        choices that the program makes."""
        name = SQL.identifier(table)
        choices = SQL("").join(SQL(", %s", SQL.identifier(column)) for column in columns)
        told = SQL("concat_ws(' ', NULL%s)", choices)
        counts = self.env.execute_query(
            SQL("SELECT %s, COUNT(*) FROM %s GROUP BY 1 ORDER BY 1", told, name)
        )
        [[size]] = self.env.execute_query(
            SQL("SELECT pg_total_relation_size(%s::regclass) / 1048576", table)
        )
        found = {"rows": sum(count for __, count in counts), "mib": int(size)}
        return {**found, "of": dict(counts)} if columns else found

    @api.model
    def _get_plans(self):
        """Return the shapes of the newest plans."""
        plans = self.env["sales.plan"].with_context(active_test=False)
        return [
            {
                "id": plan.id,
                "state": plan.state,
                "basis": plan.basis,
                "measure": plan.measure,
                "periods": len(plan.period_ids),
                "levels": plan.level_ids.mapped("dimension"),
                "rows": plan.allocation_count,
            }
            for plan in plans.search([], order="id desc", limit=MOST_TOLD_PLANS)
        ]

    # -------------------------------------------------------------------------
    # What works
    # -------------------------------------------------------------------------

    @api.model
    def _get_scheduled_actions(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", MODULE), ("model", "=", "ir.cron")], order="name"
        )
        crons = {cron.id: cron for cron in self.env["ir.cron"].browse(data.mapped("res_id"))}
        return {
            known.name: {
                "active": crons[known.res_id].active,
                "last": crons[known.res_id].lastcall,
                "next": crons[known.res_id].nextcall,
                "failed": crons[known.res_id].failure_count,
            }
            for known in data
        }

    @api.model
    def _get_failures(self):
        """Return of each failure the kind of its error, and where in the code it arose: never what
        it says, which may name somebody."""
        failures = self.env["sales.failure"].search(
            [], order="last_date desc, id", limit=MOST_TOLD_PLANS
        )
        return [
            {
                "model": failure.res_model,
                "state": failure.state,
                "attempts": failure.attempts,
                "last": failure.last_date,
                **tell_trace(failure.trace or ""),
            }
            for failure in failures
        ]

    @api.model
    def _measure(self):
        """Return how long it takes to read what the screens read most."""
        plans = self.env["sales.plan"].search([("state", "=", "confirmed")])
        largest = plans.sorted("allocation_count")[-1:]
        in_plan = [("plan_id", "in", largest.ids)]
        asked = {
            "plan versus actual": lambda: self.env["sales.plan.report"]._read_group(
                in_plan, ["period_id"], ["target_amount:sum", "actual_amount:sum"]
            ),
            "rows of a plan": lambda: (
                self.env["sales.plan.allocation"].search(in_plan, limit=80).mapped("attainment")
            ),
            "documents": lambda: self.env["sales.actual"]._read_group([], ["basis"], ["__count"]),
            "history of deals": lambda: self.env["crm.lead.history"].search_count([]),
        }
        return {name: _time(read) for name, read in asked.items()}


def _time(read):
    start = time.monotonic()
    read()
    return round(time.monotonic() - start, 3)


def tell_trace(trace):
    """Return the kind of error that a traceback ends with, and the places in the add-on's code."""
    lines = [line for line in trace.splitlines() if line and not line.startswith(" ")]
    kind = _ERROR.match(lines[-1]) if lines else None
    return {
        "error": kind[1] if kind else "",
        "places": [":".join(place) for place in _FRAME.findall(trace)],
    }
