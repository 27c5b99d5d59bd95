"""When plans came into force: this year's did before their year, so that past days have targets."""

from datetime import datetime, time, timedelta

from ..models.org.raised import by_code

#: How long before its first day a plan was confirmed.
_HOW_LONG_BEFORE = timedelta(days=14)


def date_confirmations(cast):
    """Let the plans of this year have been confirmed two weeks before it began."""
    plans = cast.env["sales.plan"].search(
        [
            ("company_id", "=", cast.company.id),
            ("state", "=", "confirmed"),
            ("date_from", "=", cast.today.replace(month=1, day=1)),
        ]
    )
    for plan in plans:
        moment = datetime.combine(plan.date_from - _HOW_LONG_BEFORE, time(15))
        by_code(plan).write({"confirmed_date": moment})
