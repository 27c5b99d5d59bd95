from functools import partial


class TableCalls:
    """The planning table of a plan as a client calls it: ``table_of(plan).open()``."""

    def __init__(self, plan):
        self._table = plan.env["sales.plan.table"]
        self._plan_id = plan.id

    def __getattr__(self, name):
        return partial(getattr(self._table, f"table_{name}"), self._plan_id)


def table_of(plan):
    """Return the calls of a plan's planning table, as the user of the plan makes them."""
    return TableCalls(plan)
