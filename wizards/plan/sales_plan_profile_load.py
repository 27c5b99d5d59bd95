from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date, format_list

from ...models.org.arguments import check_one
from ...models.org.numbers import format_number
from ...models.plan.measures import check_loadable
from ...models.plan.sales_plan import BASES, MEASURES
from ...tools import history, seasons

#: The measures of plans, by the field of actuals that has them.
FIGURES = {
    "revenue": "amount",
    "margin": "margin",
    "quantity": "quantity",
    "count": "count",
    "recurring": "recurring_amount",
}


class SalesPlanProfileLoad(models.TransientModel):
    """The dialog that makes a seasonal profile from what was sold, month by month."""

    _name = "sales.plan.profile.load"
    _description = "Seasonal Profile from History"
    _inherit = ["sales.guarded.mixin"]
    _rec_name = "name"
    _fixed_links = {"profile_id": "write"}

    profile_id = fields.Many2one(
        "sales.plan.profile",
        ondelete="cascade",
        help="Its weights are replaced; none for a new one.",
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    basis = fields.Selection(BASES, "Load From", required=True, default="invoiced")
    measure = fields.Selection(MEASURES, required=True, default="revenue")
    date_from = fields.Date(
        "First Month", required=True, default=lambda self: self._get_default_span()[0]
    )
    date_to = fields.Date(
        "Last Month", required=True, default=lambda self: self._get_default_span()[1]
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    team_id = fields.Many2one("crm.team", "Sales Team", ondelete="cascade")
    user_id = fields.Many2one("res.users", "Salesperson", ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    product_category_id = fields.Many2one("product.category", ondelete="cascade")
    summary = fields.Text("Weights", compute="_compute_summary")

    @api.model
    def _get_default_span(self):
        """Return the first and the last day of the last 24 full months."""
        last = history.last_full_month(self.env.company._get_today())
        return fields.Date.start_of(fields.Date.subtract(last, months=23), "month"), last

    @api.depends("profile_id", "basis")
    def _compute_name(self):
        bases = dict(self._fields["basis"]._description_selection(self.env))
        for load in self:
            load.name = load.profile_id.name or self.env._(
                "Season of %s", bases.get(load.basis, "")
            )

    @api.depends_context("lang", "uid")
    @api.depends(
        "basis",
        "measure",
        "date_from",
        "date_to",
        "company_id",
        "team_id",
        "user_id",
        "partner_id",
        "product_category_id",
    )
    def _compute_summary(self):
        for load in self:
            own = load._with_its_user()  # documents that its user sees
            try:
                load.summary = own._describe(own._get_weights())
            except UserError as error:
                load.summary = str(error)

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    def _get_span(self):
        """Return the first day of the first month and the last of the last one; raise one sentence
        about days that are missing or wrong."""
        self.ensure_one()
        if not (self.date_from and self.date_to):
            raise UserError(
                self.env._("Say in which month the history begins, and in which it ends.")
            )
        first = fields.Date.start_of(self.date_from, "month")
        last = fields.Date.end_of(self.date_to, "month")
        if last < first:
            raise UserError(
                self.env._(
                    "The history ends in %(last)s, before it begins in %(first)s.",
                    last=self._name_month(last),
                    first=self._name_month(first),
                )
            )
        until = history.last_full_month(self.company_id._get_today())
        if last > until:
            raise UserError(
                self.env._(
                    "%(month)s is not over yet: choose %(until)s or a month before it.",
                    month=self._name_month(last),
                    until=self._name_month(until),
                )
            )
        return first, last

    def _name_month(self, day):
        return format_date(self.env, day, date_format="LLLL yyyy")

    def _read_sums(self, first, last):
        """Return what was sold in one grouped query: ``{(year, month): amount}``; nothing while
        nobody has said what is counted."""
        if not self.measure:
            return {}
        domain = (
            Domain("basis", "=", self.basis)
            & Domain("company_id", "child_of", self.company_id.id)
            & Domain("date", ">=", first)
            & Domain("date", "<=", last)
        )
        mixin = self.env["sales.plan.dimension.mixin"]
        for name in ("team_id", "product_category_id"):
            if self[name]:
                domain &= Domain(name, "in", mixin._get_ids_below(self[name]))
        for name in ("user_id", "partner_id"):
            value = self[name].commercial_partner_id if name == "partner_id" else self[name]
            if value:
                domain &= Domain(name, "=", value.id)
        groups = self.env["sales.actual"]._read_group(
            domain, ["date:month"], [f"{FIGURES[self.measure]}:sum"]
        )
        return {(day.year, day.month): amount or 0 for day, amount in groups}

    def _get_weights(self):
        """Return what each month weighs, see ``tools/seasons.py``; raise where nothing was sold."""
        check_loadable(self.env, self.basis, self.measure)
        span = self._get_span()
        try:
            return seasons.season_of(self._read_sums(*span), span)
        except ValueError:
            raise UserError(
                self.env._(
                    "Nothing was found from %(first)s to %(last)s that a season could be made of.",
                    first=self._name_month(span[0]),
                    last=self._name_month(span[1]),
                )
            ) from None

    def _describe(self, weights):
        """Say what months weigh, and of which the past knows nothing."""
        names = dict(self.env["sales.plan.profile.line"]._get_months())
        text = ", ".join(
            self.env._(
                "%(month)s %(percent)s%%",
                month=names[str(month)],
                percent=format_number(self.env, round(float(weight), 1)),
            )
            for month, weight in weights.items()
        )
        first, last = self._get_span()
        count = 12 * (last.year - first.year) + last.month - first.month + 1
        known = {(first.month - 1 + number) % 12 + 1 for number in range(count)}
        unknown = [names[str(month)] for month in range(1, 13) if month not in known]
        if not unknown:
            return text
        return "\n".join(
            (
                text,
                self.env._(
                    "The history has no %s: the mean of the other months takes its place.",
                    format_list(self.env, unknown),
                ),
            )
        )

    # -------------------------------------------------------------------------
    # Actions
    # -------------------------------------------------------------------------

    def action_make(self):
        """Write the weights to the profile, or to a new one, and open it."""
        check_one(self)
        weights = {str(month): float(weight) for month, weight in self._get_weights().items()}
        profile = self.profile_id
        if not profile:
            if not (self.name or "").strip():
                raise UserError(self.env._("Give the profile a name."))
            profile = profile.create({"name": self.name.strip(), "company_id": self.company_id.id})
        for line in profile.line_ids:
            line.weight = weights.pop(line.month)
        profile.line_ids = [
            Command.create({"month": month, "weight": weight}) for month, weight in weights.items()
        ]
        return profile._get_records_action(name=profile.display_name)


class SalesPlanProfile(models.Model):
    """The button on a profile, and on their list, that opens the dialog."""

    _inherit = "sales.plan.profile"

    def action_open_from_history(self):
        """Open the dialog that makes the weights of this profile from history."""
        check_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("From History"),
            "res_model": "sales.plan.profile.load",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "large", "default_profile_id": self.id},
        }
