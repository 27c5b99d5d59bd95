"""How far a company has come with its first plan."""

from odoo.tools import SQL

#: When a plan of a company has done a step, ``onboarding_step_…`` of data/onboarding_data.xml:
#: ``{step: condition}``.
_CONDITIONS = {
    "plan": SQL("TRUE"),
    "history": SQL(
        """EXISTS (SELECT FROM sales_plan_step step
                    WHERE step.plan_id = plan.id AND step.kind IN ('load', 'import')
                      AND step.is_undone IS NOT TRUE)"""
    ),
    "people": SQL(
        """EXISTS (SELECT FROM sales_plan_allocation place
                    WHERE place.plan_id = plan.id AND place.parent_id IS NOT NULL
                      AND (place.team_id IS NOT NULL OR place.user_id IS NOT NULL
                           OR place.assigned_id IS NOT NULL
                           OR place.customer_user_id IS NOT NULL))"""
    ),
    "confirmed": SQL("plan.state <> 'draft'"),
    "published": SQL(
        """plan.state <> 'draft'
           AND EXISTS (SELECT FROM sales_plan_allocation place
                        WHERE place.plan_id = plan.id AND place.is_published
                          AND (place.parent_id IS NOT NULL OR plan.is_cascaded IS NOT TRUE))"""
    ),
}


def read_first_steps(env, company):
    """Return ``{step: whether it is done}`` by the plans of a company, those of samples apart."""
    for model in ("sales.plan", "sales.plan.step", "sales.plan.allocation"):
        env[model].flush_model()
    columns = SQL(", ").join(
        SQL("COALESCE(BOOL_OR(%s), FALSE)", condition) for condition in _CONDITIONS.values()
    )
    [values] = env.execute_query(
        SQL(
            """SELECT %s FROM sales_plan plan
                WHERE plan.company_id = %s AND plan.is_sample IS NOT TRUE""",
            columns,
            company.id,
        )
    )
    return dict(zip(_CONDITIONS, values, strict=True))
