from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...queries.dimensions import BY_CODE
from .level_template import prepare_levels
from .sales_plan import BASES

#: Fields of a company that name what its new plans are broken down by, in their order.
LEVELS = ("plan_level_1", "plan_level_2", "plan_level_3", "plan_level_4")
#: What a new plan takes from its company: ``{field of the plan: field of the company}``.
FROM_COMPANY = {
    "basis": "plan_basis",
    "at_risk_below": "plan_at_risk_below",
    "over_assignment_limit": "plan_over_assignment",
}


class ResCompany(models.Model):
    """What new plans of a company begin with."""

    _inherit = "res.company"

    plan_basis = fields.Selection(
        BASES,
        "Plans Measured By",
        default="invoiced",
        required=True,
        help="The documents that the actual figures of new plans come from.",
    )
    plan_at_risk_below = fields.Float(
        "Plans At Risk Below (%)",
        default=90,
        digits=(5, 1),
        help="In new plans a target is at risk when the actual is less than this share of what is "
        "expected by now.",
    )
    plan_over_assignment = fields.Float(
        "Plans' Over-Assignment (%)",
        default=10,
        digits=(5, 1),
        help="How much more than a target may be given out below it in new plans, as a cushion.",
    )
    plan_level_1 = fields.Selection(selection="_get_plan_dimensions", string="First Level")
    plan_level_2 = fields.Selection(selection="_get_plan_dimensions", string="Second Level")
    plan_level_3 = fields.Selection(selection="_get_plan_dimensions", string="Third Level")
    plan_level_4 = fields.Selection(selection="_get_plan_dimensions", string="Fourth Level")

    _plan_at_risk_check = models.Constraint(
        "CHECK (plan_at_risk_below >= 0 AND plan_at_risk_below <= 100)",
        "“At risk below” is a percentage from 0 to 100.",
    )
    _plan_over_assignment_check = models.Constraint(
        "CHECK (plan_over_assignment BETWEEN 0 AND 1000000)",
        "The limit of over-assignment is between 0 and 1,000,000 percent.",
    )

    @api.model
    def _get_plan_dimensions(self):
        return self.env["sales.plan.level"]._get_dimensions()

    @api.constrains(*LEVELS)
    def _check_plan_levels(self):
        labels = dict(self._get_plan_dimensions())
        for company in self:
            codes = company._get_plan_levels()
            # Odoo takes any text for a selection that a method gives
            if unknown := [code for code in codes if code not in labels]:
                raise ValidationError(self.env._("There is no such level: %s", unknown[0]))
            for code in codes:
                if codes.count(code) > 1 and not BY_CODE[code].hierarchical:
                    raise ValidationError(
                        self.env._(
                            "Plans of %(company)s cannot be broken down by %(level)s twice.",
                            company=company.name,
                            level=labels[code],
                        )
                    )

    def _get_plan_levels(self):
        """Return what new plans are broken down by, as codes of dimensions in their order."""
        # sudo: who may make plans for a company may know how it plans
        company = self.sudo()
        return [company[name] for name in LEVELS if company[name]]

    def _prepare_plan_levels(self, scope=()):
        """Return the levels of a new plan of the company as commands of ``level_ids``.

        :param scope: fields of dimensions that the whole plan has one value of: the same cannot
            be a level, unless it is refined there
        """
        codes = [
            code
            for code in self._get_plan_levels()
            if BY_CODE[code].hierarchical or BY_CODE[code].field not in scope
        ]
        return prepare_levels(codes)
