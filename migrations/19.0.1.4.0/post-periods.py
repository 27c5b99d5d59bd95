from dataclasses import replace

from odoo import SUPERUSER_ID, api
from odoo.tools import format_date


def migrate(cr, version):
    """Let generated periods be named by what they are, in the language of each reader: all that
    have the name which the version before gave them, in any language that is installed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for code, __ in env["res.lang"].get_installed():
        plans = env["sales.plan"].with_context(lang=code, active_test=False)
        for plan in plans.search([("period_type", "!=", "custom")]):
            generated = {(each.date_from, each.date_to): each for each in plan._generate_periods()}
            for period in plan.period_ids.filtered("label"):
                known = generated.get((period.date_from, period.date_to))
                if known and period.label == _get_former_name(plan, known):
                    period.write(
                        {
                            "label": False,
                            "kind": known.kind,
                            "number": known.number,
                            "year": known.year,
                        }
                    )


def _get_former_name(plan, period):
    """Return how a period was called before: by the calendar year of its last day, or of the last
    day of its fiscal year."""
    year = format_date(plan.env, period.date_to, date_format="yyyy")
    return plan._get_period_name(
        replace(period, year=str(period.number) if period.kind == "year" else year)
    )
