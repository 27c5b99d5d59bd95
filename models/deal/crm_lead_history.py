from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.deals import DESCRIPTIVE, VERSIONED, values_of
from .sales_forecast_category import ROLE_SELECTION

#: What has become of a deal, see ``queries.deals.status_of``.
STATUS_SELECTION = [
    ("open", "Open"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("archived", "Archived"),
    ("lead", "Lead"),
]


class CrmLeadHistory(models.Model):
    """Every version of a deal's forecast-relevant values, with the moments it was valid.

    Triggers on the table of deals write it, in the same transaction, whatever changed the deal:
    a form, an import, the scoring that updates by SQL, a team that is deleted, the deletion of
    the deal itself. A version is valid from ``valid_from`` until just before ``valid_to``; the
    current one has no end. Changes within two hours of a deal's creation fold into its first
    version, and so do all changes of one transaction into one.
    """

    _name = "crm.lead.history"
    _description = "Deal History"
    _inherit = ["sales.deal.reference.mixin", "sales.deal.as.of.mixin"]
    _order = "valid_from desc, id desc"

    deal_number = fields.Integer(required=True, help="Stays when the deal is deleted.")
    lead_id = fields.Many2one(index="btree_not_null", ondelete="set null")
    is_first = fields.Boolean("First Version", readonly=True)
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_to = fields.Datetime("Valid Until", readonly=True, help="Empty while it is current.")
    status = fields.Selection(STATUS_SELECTION, readonly=True)
    amount = fields.Monetary("Expected Revenue", readonly=True)
    weighted = fields.Monetary(
        "Weighted Revenue", readonly=True, help="Expected revenue times probability."
    )
    probability = fields.Float("Probability (%)", readonly=True, aggregator="avg")
    date_deadline = fields.Date("Expected Closing", readonly=True)
    date_closed = fields.Datetime("Closed On", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        "sales.forecast.category", "Forecast Category", readonly=True, ondelete="set null"
    )
    role = fields.Selection(ROLE_SELECTION, "Category Role", readonly=True)
    is_included = fields.Boolean("In Forecast", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="set null")

    _deal_from = models.UniqueIndex("(deal_number, valid_from)")
    _span = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to > valid_from)",
        "A version ends after it begins.",
    )

    def init(self):
        # versions end once: room on their pages makes that cheap, no index has to change
        self.env.cr.execute("ALTER TABLE crm_lead_history SET (fillfactor = 80)")
        # once all columns of deals are there
        self.pool.post_init(self._create_triggers)

    @api.model
    def _create_triggers(self):
        """Create the function that records a deal and the triggers that call it."""
        self.env.cr.execute(self._get_function())
        changed = SQL(
            "(%s) IS DISTINCT FROM (%s)",
            SQL(", ").join(SQL.identifier("old", name) for name in VERSIONED + DESCRIPTIVE),
            SQL(", ").join(SQL.identifier("new", name) for name in VERSIONED + DESCRIPTIVE),
        )
        for name, event, condition in (
            ("sales_plan_lead_made", SQL("INSERT OR DELETE"), SQL()),
            (
                "sales_plan_lead_changed",
                SQL("UPDATE"),
                SQL("WHEN (%s)", changed),
            ),
        ):
            self.env.cr.execute(
                SQL("DROP TRIGGER IF EXISTS %s ON crm_lead", SQL.identifier(name)),
            )
            self.env.cr.execute(
                SQL(
                    """CREATE TRIGGER %s AFTER %s ON crm_lead FOR EACH ROW %s
                       EXECUTE FUNCTION sales_plan_record_lead()""",
                    SQL.identifier(name),
                    event,
                    condition,
                ),
            )
        self._create_company_triggers()

    @api.model
    def _drop_triggers(self):
        """Leave deals alone: for the removal of the add-on."""
        self.env.cr.execute("DROP FUNCTION IF EXISTS sales_plan_record_lead() CASCADE")
        self._drop_company_triggers()

    @api.model
    def _get_function(self):
        """Return the statement that creates the function behind the triggers."""
        recorded = self._get_recorded()
        columns = SQL(", ").join(SQL.identifier(name) for name in recorded)
        values = SQL(", ").join(recorded.values())
        is_descriptive = SQL(
            "(%s) IS NOT DISTINCT FROM (%s)",
            SQL(", ").join(SQL.identifier("old", name) for name in VERSIONED),
            SQL(", ").join(SQL.identifier("new", name) for name in VERSIONED),
        )
        return SQL(
            """
CREATE OR REPLACE FUNCTION sales_plan_record_lead() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamp := COALESCE(
        NULLIF(current_setting('sales_plan.now', TRUE), '')::timestamp,
        now() AT TIME ZONE 'UTC');
    is_first boolean := TRUE;
BEGIN
    IF TG_OP = 'UPDATE' AND (%(is_descriptive)s) THEN
        UPDATE crm_lead_history SET (%(columns)s) = ROW(%(values)s)
         WHERE deal_number = NEW.id AND valid_to IS NULL;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP <> 'INSERT' THEN
        UPDATE crm_lead_history version SET valid_to = moment
         WHERE deal_number = OLD.id AND valid_to IS NULL AND valid_from < moment
           AND NOT (TG_OP = 'UPDATE' AND version.is_first
                    AND moment < NEW.create_date + INTERVAL '2 hours');
        is_first := NOT FOUND;
    END IF;
    IF TG_OP = 'DELETE' THEN
        DELETE FROM crm_lead_history WHERE deal_number = OLD.id AND valid_to IS NULL;
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' AND is_first THEN
        UPDATE crm_lead_history SET (%(columns)s) = ROW(%(values)s)
         WHERE deal_number = NEW.id AND valid_to IS NULL;
        IF FOUND THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO crm_lead_history (deal_number, lead_id, is_first, valid_from, %(columns)s)
    VALUES (NEW.id, NEW.id, is_first, moment, %(values)s);
    RETURN NULL;
END $$""",
            columns=columns,
            values=values,
            is_descriptive=is_descriptive,
        )

    @api.model
    def _get_recorded(self):
        """Return the columns of a version and their values, in a trigger where NEW is the deal."""
        return {
            **values_of("new"),
            "write_uid": SQL("NEW.write_uid"),
            "write_date": SQL("moment"),
        }

    @api.model
    @contextmanager
    def _at(self, moment):
        """Write history as if it were another moment: for histories made elsewhere and in tests.

        :param moment: datetime in UTC; versions begin and end then
        """
        self.env.flush_all()
        self._set_clock(str(moment))
        try:
            yield
            self.env.flush_all()
        finally:
            self._set_clock("")
        self.invalidate_model()

    @api.model
    def _set_clock(self, text):
        self.env.cr.execute(SQL("SELECT set_config('sales_plan.now', %s, TRUE)", text))
