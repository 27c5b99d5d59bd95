from odoo import api, models
from odoo.tools import format_date

from ...models.org.arguments import check_sent
from ...models.org.numbers import format_number
from ...tools.arguments import a_flag, optional
from ...tools.cockpit import whole_percent
from ..cockpit.request import A_COCKPIT

#: What is not known or not planned: that is not zero.
NONE = "–"


class ReportSalesStanding(models.AbstractModel):
    """Where rows of plans stand, on one page each."""

    _name = "report.sales_plan.report_sales_standing"
    _description = "Printed Standing"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the pages of some rows, or of what the cockpit looks at.

        Pages of one company stand together: they share its header and footer.

        :param docids: ids of rows; without any, ``data`` says it
        :param data: ``{request, is_below}``, see ``cockpit_print``
        """
        pages = self._read_pages(docids, data or {})
        companies = {}
        for page in pages:
            companies.setdefault(page["company"], []).append(page)
        return {
            "doc_ids": docids,
            "doc_model": "sales.plan.allocation",
            "companies": list(companies.items()),
        }

    @api.model
    def _read_pages(self, docids, data):
        cockpit = self.env["sales.cockpit"]
        if docids:
            rows = self.env["sales.plan.allocation"].browse(docids).exists()
            rows.check_access("read")
            cockpit._check_pages(rows)
            standings = cockpit._stand_each(rows)
        else:
            asked = {name: data[name] for name in ("request", "is_below") if name in data}
            check_sent(self.env, {"request": A_COCKPIT, "is_below": optional(a_flag)}, asked)
            standings = cockpit._stand_for_print(asked.get("request"), asked.get("is_below"))
        return [self._write_page(page) for page in cockpit._prepare_pages(standings)]

    # As its reader writes it --------------------------------------------------

    @api.model
    def _write_page(self, page):
        """Return a page with all of its figures as texts."""
        standing, cockpit = page["standing"], self.env["sales.cockpit"]
        return {
            "company": standing.company,
            "title": cockpit._get_title(standing),
            "heading": self._write_heading(standing),
            "verdict": page["verdict"]["text"],
            "tiles": self._write_tiles(standing, page["figures"], page["landing"]),
            "drawing": cockpit._draw(standing, page["chart"], page["landing"]),
            "periods": self._write_periods(page["periods"], page["figures"]),
            "bases": self._write_bases(page["bases"]),
            "landing": self._write_landing(standing, page["landing"]),
            "customers": [
                {
                    **line,
                    "target": self._write(line["target"]),
                    "actual": self._write(line["actual"]),
                    "gap": self._write(line["gap"]),
                    "bought_on": format_date(self.env, line["bought_on"]) or NONE,
                }
                for line in page["customers"]
            ],
        }

    @api.model
    def _write(self, amount):
        """Return an amount in whole units without its unit."""
        if amount is None:
            return NONE
        return format_number(self.env, self.env["sales.cockpit"]._get_whole(amount), "%.0f")

    @api.model
    def _write_percent(self, share):
        if share is None:
            return NONE
        return self.env._(
            "%(number)s%%", number=format_number(self.env, whole_percent(share), "%.0f")
        )

    @api.model
    def _write_heading(self, standing):
        """Return what a reader needs to know of a page: ``[text, …]``."""
        plan = standing.plan.with_env(self.env).sudo()
        measure, basis = self.env["sales.plan.sheet"]._name_figures(plan)
        first, last = (format_date(self.env, day) for day in (standing.first, standing.last))
        # sudo: whose row it is, is known to who sees it
        owners = standing.rows.sudo().responsible_id
        company = standing.company.sudo().name
        return [
            # Debian's wkhtmltopdf prints no header that would say it
            *([company] if self.env["sales.cockpit"]._get_title(standing) != company else []),
            *(owner.name for owner in owners[:1] if len(owners) == 1),
            plan.name,
            f"{first} – {last}",
            f"{measure}, {basis}",
            self.env._("as of %s", format_date(self.env, standing.today)),
        ]

    @api.model
    def _write_tiles(self, standing, figures, landing):
        """Return the headline figures: two lines of ``(label, figure, note)``."""
        cockpit, known = self.env["sales.cockpit"], landing or {}
        chance = self.env["sales.landing"]._write_chance(known.get("chance"))

        def money(amount):
            return NONE if amount is None else cockpit._format_amount(standing, amount)

        left = figures["days_left"]
        days = (
            self.env._("1 working day left")
            if left == 1
            else self.env._("%s working days left", format_number(self.env, left))
        )
        span = (
            self.env._(
                "%(low)s to %(high)s", low=self._write(known["p10"]), high=self._write(known["p90"])
            )
            if landing
            else ""
        )
        return [
            [
                (self.env._("Target"), money(figures["target"]), ""),
                (self.env._("Actual"), money(figures["actual"]), ""),
                (self.env._("Attainment"), self._write_percent(figures["attainment"]), ""),
                (self.env._("Gap"), money(figures["gap"]), ""),
                (
                    self.env._("Pace"),
                    self._write_percent(figures["pace"]),
                    self.env._("%s expected by today", self._write(figures["expected"])),
                ),
            ],
            [
                (self.env._("Needed per working day"), money(figures["per_day"]), days),
                (self.env._("Landing"), money(known.get("p50")), span),
                (self.env._("Chance"), chance or NONE, ""),
                (self.env._("Open deals"), money(figures["pipeline"]), ""),
                (
                    self.env._("Coverage"),
                    self._write_percent(figures["coverage"]),
                    self.env._("open deals by what is missing"),
                ),
            ],
        ]

    @api.model
    def _write_periods(self, periods, figures):
        """Return the lines of periods, the total last where there are several."""
        lines = [
            {
                "name": line["name"],
                "target": self._write(line["target"]),
                "actual": NONE if line["is_ahead"] else self._write(line["actual"]),
                "gap": self._write(line["gap"]),
                "last_year": self._write(line["last_year"]),
            }
            for line in periods
        ]
        if len(lines) > 1:
            lines.append(
                {
                    "name": self.env._("Total"),
                    "is_total": True,
                    "target": self._write(figures["target"]),
                    "actual": self._write(figures["actual"]),
                    "gap": self._write(figures["gap"]),
                    "last_year": self._write(sum(line["last_year"] for line in periods)),
                }
            )
        return lines

    @api.model
    def _write_bases(self, bases):
        return {
            "target": bases["target"],
            "bars": [{**bar, "amount": self._write(bar["amount"])} for bar in bases["bars"]],
        }

    @api.model
    def _write_landing(self, standing, landing):
        """Return parts and reasons of a landing, None without one."""
        if not landing:
            return None
        labels = self.env["sales.cockpit"]._get_part_labels()
        return {
            "parts": [
                (label, self._write(landing["parts"][part]))
                for part, label in labels.items()
                if landing["parts"][part]
            ],
            "mean": self._write(landing["mean"]),
            "range": self.env._(
                "%(low)s to %(high)s",
                low=self._write(landing["p10"]),
                high=self._write(landing["p90"]),
            ),
            "reasons": [reason["text"] for reason in landing["reasons"]],
            "note": landing["no_chance"],
        }
