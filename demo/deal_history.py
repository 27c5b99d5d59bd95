"""The history of the demo company's deals: written by the triggers, at the clock of the story."""

from odoo.tools import SQL

from ..queries.deals import VERSIONED
from .deal_story import tell_steps
from .opportunities import choose_stage


def record_history(cast, leads, deals):
    """Replace the history of deals by the story of how they came to be what they are.

    Statements instead of the ORM: the past leaves no messages and teaches the scoring nothing.
    Each deal ends exactly as it was.
    """
    env = cast.env
    env.flush_all()
    now = env.cr.now()
    today = _read_values(env, leads)
    _forget(env, leads)
    stages = env["crm.stage"].search([("team_ids", "=", False)])
    changes = []
    for lead, deal in zip(leads, deals, strict=True):
        steps = tell_steps(deal, now)
        for step in steps[:-1]:
            changes.append((step.moment, lead.id, _prepare_values(cast, step, stages)))
        changes.append((min(steps[-1].moment, now), lead.id, today[lead.id]))
    for moment, lead_id, values in sorted(changes, key=lambda change: change[:2]):
        env["crm.lead.history"]._set_clock(str(moment))
        _update(env, lead_id, values)
    env["crm.lead.history"]._set_clock("")
    _record_found(env)
    env.invalidate_all()


def _record_found(env):
    """Let the deals of Odoo's own demo data have been recorded since they were made: in the story
    the add-on was there all along."""
    env.cr.execute(
        """UPDATE crm_lead_history version
              SET valid_from = lead.create_date,
                  origin = CASE WHEN version.status IN ('won', 'lost') THEN 'imported'
                                ELSE 'recorded' END
             FROM crm_lead lead
            WHERE lead.id = version.deal_number AND version.origin = 'installed'"""
    )


def _read_values(env, leads):
    """Return what deals are today, ``{id: {column: value}}``."""
    rows = env.execute_query(
        SQL(
            "SELECT id, %s FROM crm_lead WHERE id IN %s",
            SQL(", ").join(map(SQL.identifier, VERSIONED)),
            tuple(leads.ids),
        )
    )
    return {row[0]: dict(zip(VERSIONED, row[1:], strict=True)) for row in rows}


def _forget(env, leads):
    """Empty the deals' values, so that each step changes something, and their history."""
    env.cr.execute(
        SQL("UPDATE crm_lead SET expected_revenue = NULL WHERE id IN %s", tuple(leads.ids))
    )
    env.cr.execute(SQL("DELETE FROM crm_lead_history WHERE deal_number IN %s", tuple(leads.ids)))


def _prepare_values(cast, step, stages):
    categories = cast.env["sales.forecast.category"]
    is_open = step.status == "open"
    if is_open:
        category = categories._get_by_probability(step.probability)
    else:
        category = categories._get_first("closed" if step.status == "won" else "omitted")
    role = categories._get_role(category)
    return {
        "expected_revenue": step.revenue,
        "probability": step.probability,
        "stage_id": choose_stage(step, stages).id,
        "date_deadline": step.deadline,
        "date_closed": None if is_open else step.moment,
        "user_id": cast.users[step.salesperson].id,
        "active": step.status != "lost",
        "won_status": "pending" if is_open else step.status,
        "forecast_category_id": category,
        "forecast_role": role,
        "is_forecast_included": role in ("commit", "closed"),
    }


def _update(env, lead_id, values):
    env.cr.execute(
        SQL(
            "UPDATE crm_lead SET %s WHERE id = %s",
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items()
            ),
            lead_id,
        )
    )
