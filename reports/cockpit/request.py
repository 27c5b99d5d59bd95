"""What can be asked of the cockpit."""

from dataclasses import dataclass, field

from ...queries.dimensions import ACTUAL_BASES, BY_CODE
from ...tools.arguments import a_day, a_dict, an_id, one_of, optional

#: What a span can be: a fiscal year, quarter or month, or one of the plan's own periods.
UNITS = ("year", "quarter", "month", "own")
#: Kinds of periods that the units have already.
CALENDAR_KINDS = ("year", "quarter", "month")

#: What a client may ask for; what is left out is chosen sensibly.
A_COCKPIT = optional(
    a_dict(
        plan_id=optional(an_id),
        row_id=optional(an_id),
        unit=optional(one_of(*UNITS)),
        day=optional(a_day),
        basis=optional(one_of(*ACTUAL_BASES)),
        by=optional(one_of(*BY_CODE)),
    )
)


@dataclass(frozen=True)
class Standing:
    """What a request comes to.

    :ivar plans: all plans that the user can choose from, the one that fits best first
    :ivar plan: the plan, as superuser: its shape is no secret to who sees a row of it
    :ivar rows: the rows that are looked at, none below another one; the user sees each of them
    :ivar row: the row that was asked for, none for whatever is the user's own
    :ivar unit: one of :data:`UNITS`
    :ivar spans: all spans of that unit in the plan, see ``tools.periods.Period``
    :ivar span: the one that is looked at
    :ivar today: today where the plan's company works
    :ivar counted: the basis that was asked for, empty for the plan's own
    """

    plans: object
    plan: object
    rows: object
    row: object
    unit: str
    spans: list = field(repr=False)
    span: object
    today: object
    counted: str = ""

    @property
    def first(self):
        return self.span.date_from

    @property
    def last(self):
        return self.span.date_to

    @property
    def basis(self):
        """What counts as actual."""
        return self.counted or self.plan.basis

    @property
    def is_over(self):
        return self.last < self.today

    @property
    def is_ahead(self):
        return self.first > self.today

    @property
    def company(self):
        return self.plan.company_id

    @property
    def listed_ids(self):
        """The ids of the companies whose deals and invoices are listed: those of the plan, with
        their branches, that have the currency of its own company, so that amounts add up."""
        companies = self.plan._get_companies()
        own = companies.filtered(lambda one: one.currency_id == self.company.currency_id)
        return [id_ for company in own for id_ in company._get_branch_ids()]

    @property
    def currency(self):
        """The currency of its amounts; that of the company for what is no money in the plan."""
        return self.plan.unit_currency_id or self.plan.company_id.currency_id
