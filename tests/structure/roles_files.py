"""Who gets which files and prints from a server that they have logged in to."""

import json

from odoo import http
from odoo.tools import mute_logger


def find_own_routes():
    """Return the addresses that the add-on answers itself, or answers otherwise than Odoo."""
    found = set()
    for cls in http.Controller.children_classes["sales_plan"]:
        for name, value in vars(cls).items():
            if hasattr(value, "original_routing"):
                routings = [vars(parent)[name] for parent in cls.mro() if name in vars(parent)]
                routes = [method.original_routing["routes"] for method in routings]
                found |= set(next(filter(None, routes)))
    return found


class Files:
    """Asks for every file and print of the add-on, of something of each kind, as everybody."""

    def __init__(self, observed):
        self.company = observed.company
        self.observed = observed
        self.samples = observed.samples

    def observe(self):
        """Return ``{address: (kinds that there are, {role: kinds})}``."""
        asked = self._asked()
        found = {address: (set(about), {}) for address, (about, __) in asked.items()}
        for role, user in self.observed.people.items():
            self.company.authenticate(user.login, user.login)
            for address, (about, ask) in asked.items():
                found[address][1][role] = {
                    kind for kind, records in about.items() if self._is_sent(ask, records)
                }
        return found

    def _is_sent(self, ask, records):
        self.company.env.flush_all()
        self.company.env.invalidate_all()
        # Odoo logs refused exports as if they were faults
        silent = (
            "odoo.http",
            "odoo.addons.base.models.ir_model",
            "odoo.addons.web.controllers.export",
        )
        with mute_logger(*silent):
            response = ask(records)
        if response.status_code == 500:  # Odoo's export wraps what it refuses
            self.company.assertRegex(response.text, r"odoo\.exceptions\.(Access|User)Error")
        else:
            self.company.assertIn(response.status_code, (200, 303, 403, 404))
        return response.status_code == 200

    def _asked(self):
        plans = self.samples.plans
        reports = self.samples.of("sales.forecast.report")
        rows = self.samples.rows
        return {
            "/report/html/sales_plan.report_sales_plan": (plans, self._print),
            "/report/html/sales_plan.report_sales_standing": (
                rows,
                self._get("/report/html/sales_plan.report_sales_standing/"),
            ),
            "/sales_plan/bridge_xlsx": (
                rows,
                self._get("/sales_plan/bridge_xlsx?against=last_year&row="),
            ),
            "/report/html/sales_plan.report_sales_reconciliation": (
                plans,
                self._get("/report/html/sales_plan.report_sales_reconciliation/"),
            ),
            "/sales_plan/reconciliation_xlsx": (
                plans,
                self._get("/sales_plan/reconciliation_xlsx?plan="),
            ),
            "/sales_plan/cockpit_xlsx": (rows, self._get("/sales_plan/cockpit_xlsx?row=")),
            "/sales_plan/kept_xlsx": (
                {"own": self.company.in_force, "abroad": self.company.foreign_over},
                self._get("/sales_plan/kept_xlsx?ids="),
            ),
            "/sales_plan/landing_accuracy_xlsx": (
                self.samples.of("sales.landing.accuracy"),
                self._accuracy,
            ),
            "/sales_plan/worksheet_xlsx": (
                {
                    "own": self.company.salesperson,
                    "colleague": self.company.colleague,
                    "elsewhere": self.company.stranger,
                },
                self._get("/sales_plan/worksheet_xlsx?kind=person&user="),
            ),
            "/sales_plan/forecast_xlsx": (reports, self._get("/sales_plan/forecast_xlsx?report=")),
            "/sales_plan/problem_report": (
                {"shared": self.samples.env["sales.problem.report"]},
                lambda __: self._open("/sales_plan/problem_report"),
            ),
            "/sales_plan/replenishment_xlsx": (
                {"draft": self.company.pieces, "abroad": self.company.foreign_pieces},
                self._get("/sales_plan/replenishment_xlsx?ids="),
            ),
            "/sales_plan/table_xlsx": (plans, self._get("/sales_plan/table_xlsx?plan=")),
            "/sales_plan/xlsx": (plans, self._get("/sales_plan/xlsx?ids=")),
            "/sales_plan/weekly_mail/off": (
                {"unsigned": self.company.salesperson},
                self._get("/sales_plan/weekly_mail/off?user="),
            ),
            "/web/export/xlsx": (rows, self._export),
            "/web/pivot/export_xlsx": ({"shared": self.samples.env["sales.plan"]}, self._pivot),
        }

    def _get(self, address):
        return lambda records: self._open(f"{address}{records[0].id}")

    def _print(self, plans):
        return self._open(f"/report/html/sales_plan.report_sales_plan/{plans[0].id}")

    def _accuracy(self, records):
        # sudo: the periods of the samples, whoever asks
        periods = records.sudo().period_id.ids
        return self._open(f"/sales_plan/landing_accuracy_xlsx?ids={periods[0]}")

    def _open(self, address, **options):
        return self.company.url_open(address, allow_redirects=False, timeout=120, **options)

    def _export(self, rows):
        asked = {
            "model": "sales.plan.allocation",
            "fields": [{"name": "target_amount", "label": "Target", "type": "monetary"}],
            "ids": rows.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        return self._post("/web/export/xlsx", asked)

    def _pivot(self, __):
        """A pivot is made of what the client sends."""
        asked = {
            "model": "sales.plan.report",
            "title": "Pivot",
            "measure_headers": [{"title": "Target", "width": 1, "height": 1, "is_bold": False}],
            "col_group_headers": [],
            "origin_headers": [],
            "measure_count": 1,
            "origin_count": 1,
            "rows": [{"title": "Total", "indent": 0, "values": [{"value": 1}]}],
        }
        return self._post("/web/pivot/export_xlsx", asked)

    def _post(self, address, asked):
        token = http.Request.csrf_token(self.company)
        return self._open(address, data={"data": json.dumps(asked), "csrf_token": token})
