from collections import namedtuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

#: One category as rules need it; ``start`` is None where it is chosen by hand only.
CategoryRange = namedtuple("CategoryRange", "id role start")

#: What categories mean, from what counts nowhere to what is certain.
ROLE_SELECTION = [
    ("omitted", "Omitted"),
    ("pipeline", "Pipeline"),
    ("best_case", "Best Case"),
    ("commit", "Commit"),
    ("closed", "Closed"),
]
#: Roles whose deals count in the forecast.
INCLUDED_ROLES = ("commit", "closed")

#: Categories to begin with: role, name, and where its range begins, in percent.
DEFAULTS = (
    ("closed", "Closed", 100),
    ("commit", "Commit", 80),
    ("best_case", "Best Case", 50),
    ("pipeline", "Pipeline", 1),
    ("omitted", "Omitted", 0),
)


class SalesForecastCategory(models.Model):
    """How surely a deal counts on: names and ranges of probability are the company's own.

    A range ends where the next one begins, so ranges cannot overlap and always cover 0 to 100%.
    What a category means is its role: whatever it is called, commit and closed count in the
    forecast, omitted counts nowhere.
    """

    _name = "sales.forecast.category"
    _description = "Forecast Category"
    _inherit = ["sales.guarded.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    role = fields.Selection(
        ROLE_SELECTION,
        required=True,
        help="What the category means in forecasts. Commit and Closed are included, Omitted counts "
        "nowhere. Deals are closed by winning them.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    fold = fields.Boolean("Folded", help="Whether its column is folded where deals are dragged.")
    has_range = fields.Boolean(
        "By Probability",
        default=True,
        help="Open deals fall into it by their probability. Without, it is chosen by hand only.",
    )
    probability_from = fields.Float(
        "From (%)",
        aggregator=None,
        help="Open deals at least this likely fall into it, up to where the next category begins.",
    )
    probability_to = fields.Float(
        "Below (%)",
        compute="_compute_probability_to",
        help="Where the next category begins.",
    )

    _probability_range = models.Constraint(
        "CHECK (probability_from >= 0 AND probability_from <= 100)",
        "A category begins between 0% and 100%.",
    )
    _probability_unique = models.UniqueIndex(
        "(probability_from) WHERE active AND has_range",
        "Two categories cannot begin at the same probability.",
    )

    @api.depends("probability_from", "has_range", "active", "role")
    def _compute_probability_to(self):
        # what is typed and not saved yet counts as well
        known = self.search([("has_range", "=", True)]) | self.filtered("has_range")
        starts = sorted({category.probability_from for category in known if category.active})
        for category in self:
            later = [start for start in starts if start > category.probability_from]
            category.probability_to = later[0] if later else 100

    @api.constrains("role", "has_range", "probability_from", "active")
    def _check_ranges(self):
        if not all(category.role for category in self):
            raise ValidationError(self.env._("A category has a role."))
        self.flush_model()
        ranges = self._get_ranges(fresh=True)
        needed = {"closed": self.env._("Closed"), "omitted": self.env._("Omitted")}
        for role, label in needed.items():
            if not any(category.role == role for category in ranges):
                raise ValidationError(
                    self.env._("At least one category must have the role %(role)s.", role=label)
                )
        if not any(category.start == 0 and category.role != "closed" for category in ranges):
            raise ValidationError(
                self.env._("One category must begin at 0%, so that every open deal has one.")
            )

    @api.constrains("role")
    def _check_closed_not_chosen(self):
        closed = self.filtered(lambda category: category.role == "closed")
        # sudo: deals that the user does not see use it as well
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        chosen = leads.search([("forecast_category_manual_id", "in", closed.ids)], limit=1)
        if chosen:
            raise ValidationError(
                self.env._(
                    "%(category)s was chosen by hand for deals such as %(deal)s, and deals are "
                    "closed by winning them: it cannot be a category of closed deals.",
                    category=chosen.forecast_category_manual_id.name,
                    deal=chosen.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        categories._realign()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if {"role", "has_range", "probability_from", "active", "sequence"} & vals.keys():
            self._realign()
        return result

    def unlink(self):
        result = super().unlink()
        self._realign()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        remaining = self._get_ranges(fresh=True)
        remaining = [category for category in remaining if category.id not in self.ids]
        if not any(category.start == 0 and category.role != "closed" for category in remaining):
            raise UserError(self.env._("Another category must begin at 0% first."))
        for role in ("closed", "omitted"):
            if not any(category.role == role for category in remaining):
                raise UserError(self.env._("The only category of its role cannot be deleted."))
        # sudo: deals that the user does not see use it as well
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        chosen = leads.search([("forecast_category_manual_id", "in", self.ids)], limit=1)
        leads.flush_model()  # triggers write the history
        versions = self.env["crm.lead.history"].sudo()
        past = versions.search([("category_id", "in", self.ids)], limit=1)
        if chosen or past:
            raise UserError(
                self.env._(
                    "Deals are or were in %(category)s, such as %(deal)s. Archive it instead.",
                    category=(chosen.forecast_category_manual_id or past.category_id).name,
                    deal=(chosen or past).name,
                )
            )

    @api.model
    def _install_defaults(self):
        """Create the categories to begin with, unless there are any."""
        if self.with_context(active_test=False).search([], limit=1):
            return
        self._load_records(
            [
                {
                    "xml_id": f"sales_plan.forecast_category_{role}",
                    "noupdate": True,
                    "values": {
                        "name": name,
                        "role": role,
                        "sequence": 10 * number,
                        "probability_from": start,
                        "fold": role == "omitted",
                    },
                }
                for number, (role, name, start) in enumerate(DEFAULTS, start=1)
            ]
        )

    def _realign(self):
        """Let every deal fall into the category that the ranges now say."""
        self.env.registry.clear_cache()
        self.flush_model()
        # sudo: ranges hold for all deals, also those that the user does not see
        self.env["crm.lead"].sudo()._realign_forecast()

    @api.model
    def _get_ranges(self, fresh=False):
        """Return the active categories as ``CategoryRange``, in their order.

        :param fresh: read them from the database, for checks while they are changed
        """
        ranges = self._read_ranges() if fresh else self._get_cached_ranges()
        return [CategoryRange(*values) for values in ranges]

    @api.model
    @tools.ormcache()
    def _get_cached_ranges(self):
        return self._read_ranges()

    @api.model
    def _read_ranges(self):
        # sudo: categories are the same for everybody; active ones, whatever the context of who
        # asks first: what is read here is kept for all
        categories = self.sudo().search([("active", "=", True)])
        return tuple(
            (category.id, category.role, category.probability_from if category.has_range else None)
            for category in categories
        )

    @api.model
    @tools.ormcache("category_id")
    def _get_role(self, category_id):
        """Return the role of a category, archived ones too."""
        # sudo: categories are the same for everybody
        return self.sudo().browse(category_id).role

    @api.model
    def _get_first(self, role):
        """Return the id of the first active category of a role, False where there is none."""
        ranges = self._get_ranges()
        return next((category.id for category in ranges if category.role == role), False)

    @api.model
    def _get_by_probability(self, probability):
        """Return the id of the category that an open deal of a probability falls into.

        An open deal is never closed, however likely: winning it closes it.

        :param probability: in percent, None counts as 0
        """
        probability = probability or 0
        open_ranges = [
            category
            for category in self._get_ranges()
            if category.role != "closed"
            and category.start is not None
            and category.start <= probability
        ]
        highest = max(open_ranges, key=lambda category: category.start, default=None)
        return highest.id if highest else False
