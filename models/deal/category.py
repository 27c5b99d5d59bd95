import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from .sales_forecast_category import INCLUDED_ROLES, ROLE_SELECTION

_logger = logging.getLogger(__name__)

#: Deals given a category by one statement when the add-on is installed.
REALIGNED_AT_ONCE = 10_000
FORECAST_COLUMNS = {
    "forecast_category_id": "int4",
    "forecast_role": "varchar",
    "is_forecast_included": "bool",
}

#: What follows from the category of a deal; what a client chooses.
CHOSEN = ("forecast_category_id", "forecast_category_manual_id")


class CrmLead(models.Model):
    """How a deal counts in forecasts: its category, and whether it is included.

    The category follows from won or lost and from the probability until somebody chooses one;
    that sticks until it is reset. Included are commit and closed deals and those added by hand.
    """

    _inherit = "crm.lead"

    forecast_category_id = fields.Many2one(
        "sales.forecast.category",
        compute="_compute_forecast_category",
        inverse="_inverse_forecast_category",
        store=True,
        readonly=False,
        ondelete="restrict",
        index=True,
        copy=False,
        group_expand="_read_group_forecast_categories",
        help="Follows from the probability until you choose one. Won deals are closed, lost ones "
        "omitted.",
    )
    forecast_role = fields.Selection(
        ROLE_SELECTION,
        compute="_compute_forecast_role",
        store=True,
    )
    forecast_category_manual_id = fields.Many2one(
        "sales.forecast.category",
        "Forecast Category by Hand",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        tracking=True,
    )
    is_forecast_manual = fields.Boolean(
        "Category by Hand",
        compute="_compute_is_forecast_manual",
        search="_search_is_forecast_manual",
    )
    forecast_is_added = fields.Boolean(
        "Added to Forecast",
        copy=False,
        tracking=True,
        help="Counts in the forecast although its category does not.",
    )
    is_forecast_included = fields.Boolean(
        "In Forecast",
        compute="_compute_is_forecast_included",
        store=True,
        help="Committed and closed deals, and those added by hand.",
    )

    def _auto_init(self):
        # made here, the columns of deals that are there already are filled in batches
        for name, column_type in FORECAST_COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, column_type)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        for lead, vals in zip(leads, vals_list, strict=True):
            lead._check_said(vals)
        return leads

    def write(self, vals):
        result = super().write(vals)
        self._check_said(vals)
        return result

    def _check_said(self, vals):
        """Raise if deals are in another category than values say."""
        names = [name for name in CHOSEN if vals.get(name)]
        for lead in self if names else ():
            for name in names:
                said = self._fields[name].convert_to_cache(vals[name], lead)
                if lead[name] != self._fields[name].convert_to_record(said, lead):
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(deal)s follows from other values and cannot be set "
                            "like this.",
                            field=self._fields[name]._description_string(self.env),
                            deal=lead.name,
                        )
                    )

    @api.depends("won_status", "active", "probability", "forecast_category_manual_id")
    def _compute_forecast_category(self):
        for lead in self:
            lead.forecast_category_id = lead._get_forecast_category()

    @api.depends("forecast_category_id")
    def _compute_forecast_role(self):
        for lead in self:
            category = lead.forecast_category_id
            lead.forecast_role = category._get_role(category.id) if category else False

    def _get_forecast_category(self, by_hand=True):
        """Return the id of the category that the deal is in.

        :param by_hand: False for the one it would be in if nobody had chosen any
        """
        categories = self.env["sales.forecast.category"]
        if self.won_status == "won":
            return categories._get_first("closed")
        if not self.active:
            return categories._get_first("omitted")
        if by_hand and self.forecast_category_manual_id:
            return self.forecast_category_manual_id.id
        return categories._get_by_probability(self.probability)

    def _inverse_forecast_category(self):
        """Keep what was chosen by hand.

        A form sends the category along when another value has changed it: what it would be anyway
        is no choice, unless there was one before. Winning, losing and archiving are never one:
        what was chosen before holds again when the deal is open again.
        """
        for lead in self:
            chosen = lead.forecast_category_id
            is_automatic = chosen.id == lead._get_forecast_category(by_hand=False)
            if not is_automatic:
                lead._check_may_choose()
            is_open = lead.active and lead.won_status != "won"
            if not is_automatic or (is_open and lead.forecast_category_manual_id):
                lead.forecast_category_manual_id = chosen
        self.filtered(lambda lead: not lead.forecast_category_id)._compute_forecast_category()

    def _check_may_choose(self):
        if self.won_status == "won":
            raise UserError(
                self.env._(
                    "%(deal)s is won, and won deals are closed. Take it back to another stage "
                    "to choose a category.",
                    deal=self.name,
                )
            )
        if not self.active:
            raise UserError(
                self.env._(
                    "%(deal)s is lost or archived. Restore it to choose a category.",
                    deal=self.name,
                )
            )

    @api.depends("forecast_category_manual_id")
    def _compute_is_forecast_manual(self):
        for lead in self:
            lead.is_forecast_manual = bool(lead.forecast_category_manual_id)

    def _search_is_forecast_manual(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("forecast_category_manual_id", "!=" if True in value else "=", False)]

    @api.depends("forecast_role", "forecast_is_added", "won_status", "active")
    def _compute_is_forecast_included(self):
        for lead in self:
            is_open = lead.active and lead.won_status == "pending"
            lead.is_forecast_included = lead.forecast_role in INCLUDED_ROLES or (
                is_open and lead.forecast_is_added
            )

    @api.constrains("forecast_category_manual_id")
    def _check_closed_by_winning(self):
        for lead in self:
            if lead.forecast_category_manual_id.role == "closed" and lead.won_status != "won":
                raise ValidationError(
                    self.env._(
                        "%(deal)s is still open: a deal is closed by marking it as won.",
                        deal=lead.name,
                    )
                )

    @api.model
    def _read_group_forecast_categories(self, categories, domain):
        # every category is a column to drag deals into
        return categories.search([("active", "=", True)])

    def action_reset_forecast_category(self):
        """Let the category follow from the probability again."""
        self.forecast_category_manual_id = False

    def _update_automated_probabilities(self):
        result = super()._update_automated_probabilities()
        # the scoring writes probabilities past the ORM: categories follow here
        self._realign_forecast()
        return result

    @api.model
    def _forget_forecast(self):
        """Let go of the categories, for the removal of the add-on: deals would keep them."""
        self.env.cr.execute(
            "UPDATE crm_lead SET forecast_category_id = NULL, forecast_category_manual_id = NULL"
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _realign_forecast(self):
        """Bring categories, roles and inclusion of all deals in line with the categories' ranges.

        Says in SQL what the computes say: ranges are changed and scores are recomputed for all
        deals at once. Writes the deals that differ only.
        """
        self.env["sales.forecast.category"].flush_model()
        self.flush_model()
        self.env.cr.execute(
            "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM crm_lead",
        )
        first, last = self.env.cr.fetchone()
        for start in range(first, last + 1, REALIGNED_AT_ONCE):
            self._realign_batch(start, start + REALIGNED_AT_ONCE)
            if last - first >= REALIGNED_AT_ONCE:
                done = min(start + REALIGNED_AT_ONCE - first, last - first + 1)
                _logger.info("forecast categories: %d of %d deals", done, last - first + 1)
        self.invalidate_model(list(FORECAST_COLUMNS), flush=False)

    def _realign_batch(self, start, end):
        self.env.cr.execute(
            SQL(
                """
                WITH category AS (
                    SELECT * FROM sales_forecast_category WHERE active
                ),
                placed AS (
                    SELECT lead.id,
                           lead.active AND lead.won_status = 'pending'
                           AND lead.forecast_is_added IS TRUE AS is_added,
                           CASE
                           WHEN lead.won_status = 'won' THEN (
                                SELECT id FROM category WHERE role = 'closed'
                                 ORDER BY sequence, id LIMIT 1)
                           WHEN lead.active IS NOT TRUE THEN (
                                SELECT id FROM category WHERE role = 'omitted'
                                 ORDER BY sequence, id LIMIT 1)
                           WHEN lead.forecast_category_manual_id IS NOT NULL
                                THEN lead.forecast_category_manual_id
                           ELSE (
                                SELECT id FROM category
                                 WHERE role <> 'closed' AND has_range
                                   AND probability_from <= COALESCE(lead.probability, 0)
                                 ORDER BY probability_from DESC LIMIT 1)
                           END AS category_id
                      FROM crm_lead lead
                     WHERE lead.id >= %(start)s AND lead.id < %(end)s
                ),
                known AS (
                    SELECT placed.id, placed.category_id, category.role,
                           COALESCE(category.role IN %(included)s, FALSE)
                           OR placed.is_added AS is_included
                      FROM placed
                 LEFT JOIN sales_forecast_category category ON category.id = placed.category_id
                )
                UPDATE crm_lead lead
                   SET forecast_category_id = known.category_id,
                       forecast_role = known.role,
                       is_forecast_included = known.is_included
                  FROM known
                 WHERE known.id = lead.id
                   AND (lead.forecast_category_id, lead.forecast_role, lead.is_forecast_included)
                       IS DISTINCT FROM (known.category_id, known.role, known.is_included)
                """,
                start=start,
                end=end,
                included=INCLUDED_ROLES,
            )
        )
