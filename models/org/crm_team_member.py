from odoo import fields, models

from ...tools.capacity import Person


class CrmTeamMember(models.Model):
    """How much of a full-time person a member of a team is, for splitting targets by capacity."""

    _inherit = "crm.team.member"

    capacity_percent = fields.Float(
        "Working Time (%)",
        default=100,
        required=True,
        digits=(5, 1),
        aggregator=None,
        tracking=True,
        help="Share of a full-time job that the member works for this team.",
    )
    date_start = fields.Date(
        "Sells From",
        tracking=True,
        help="First day in the team, where that is in a year that is planned. Empty for ever "
        "since.",
    )
    date_end = fields.Date("Sells Until", tracking=True, help="Last day in the team.")
    ramp_months = fields.Integer(
        "Ramp-Up (Months)",
        aggregator=None,
        tracking=True,
        help="How long it takes from the first day to sell as much as others; it rises in a "
        "straight line.",
    )

    _capacity_percent_check = models.Constraint(
        "CHECK (capacity_percent > 0 AND capacity_percent <= 200)",
        "The working time of a member is more than 0% and not more than 200%.",
    )
    _capacity_dates_check = models.Constraint(
        "CHECK (date_end >= date_start)", "A member's last day is the first one or later."
    )
    _ramp_months_check = models.Constraint(
        "CHECK (ramp_months >= 0 AND ramp_months <= 60)",
        "The ramp-up of a member is 0 to 60 months.",
    )

    def _get_person(self):
        """Return the member as the arithmetic of capacity takes it."""
        self.ensure_one()
        return Person(
            self.capacity_percent,
            self.date_start or None,
            self.date_end or None,
            self.ramp_months,
        )
