"""Short names for what tests do all the time: publish, withdraw, hand over, move up."""


def publish(plan, row_ids, **options):
    """Publish rows of a plan as its user."""
    return plan.env["sales.plan.publishing"]._publish(plan, row_ids, **options)


def withdraw(plan, row_ids, reason):
    """Take rows of a plan out of force as its user."""
    return plan.env["sales.plan.publishing"]._withdraw(plan, row_ids, reason)


def hand_over(plan, row_ids, user, day, reason=None):
    """Hand rows of a plan over as its user."""
    return plan.env["sales.plan.people"]._hand_over(plan, row_ids, user, day, reason)


def move_up(plan, row_ids):
    """Move rows of a plan up as its user."""
    return plan.env["sales.plan.people"]._move_up(plan, row_ids)


def hangs_on(plan, model="model"):
    """Return the domain of the messages on a plan and its rows; of its activities and files with
    ``res_model``."""
    rows = plan.sudo().allocation_ids
    return [
        "|",
        "&",
        (model, "=", "sales.plan"),
        ("res_id", "=", plan.id),
        "&",
        (model, "=", "sales.plan.allocation"),
        ("res_id", "in", rows.ids),
    ]
