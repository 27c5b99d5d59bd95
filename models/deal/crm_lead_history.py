from contextlib import contextmanager

from odoo import api, fields, models
from odoo.tools import SQL

from ...queries.closing import (
    CARRIED,
    corrected_closing,
    found_closing,
    made_closing,
    opened_closing,
)
from ...queries.deals import DESCRIPTIVE, VERSIONED, recorded_deals, values_of
from ...queries.origin import origin_of_corrected, origin_of_found, origin_of_new
from ...queries.time import FOLDING
from ..org.nullable import NullableFloat, NullableMonetary
from .sales_forecast_category import ROLE_SELECTION

#: What has become of a deal, see ``queries.deals.status_of``.
STATUS_SELECTION = [
    ("open", "Open"),
    ("won", "Won"),
    ("lost", "Lost"),
    ("archived", "Archived"),
    ("lead", "Lead"),
]

#: How a version came to be, see ``queries.origin``.
ORIGIN_SELECTION = [
    ("recorded", "Recorded"),
    ("imported", "Imported"),
    ("installed", "Found at Installation"),
    ("rebuilt", "Rebuilt"),
    ("dated", "Rebuilt from Dates"),
]

#: When a change is recorded: now, which is the same for all of a transaction, see ``_at``.
MOMENT = SQL(
    """COALESCE(NULLIF(current_setting('sales_plan.now', TRUE), '')::timestamp,
               now() AT TIME ZONE 'UTC')"""
)


def _names(columns):
    """Return the names of columns as a list in SQL."""
    return SQL(", ").join(map(SQL.identifier, columns))


def _deals(condition):
    """Return the relation of deals whose number fulfills a condition, each found by its index."""
    return recorded_deals(SQL("FROM crm_lead new WHERE new.id %s", SQL(condition)))


class RecordedDeal(fields.Many2one):
    """The deal of a version. PostgreSQL does not check that it is there: only what reads the deal
    writes it, and the trigger of its deletion empties it."""

    def update_db_foreign_key(self, model, column):
        """Make no foreign key: to check one takes as long as to write a version's indexes."""


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
    _inherit = [
        "sales.ordered.groups.mixin",
        "sales.deal.reference.mixin",
        "sales.deal.as.of.mixin",
        "sales.guarded.mixin",
    ]
    _order = "valid_from desc, id desc"
    _client_fields = frozenset()  # all of it is written by code

    deal_number = fields.Integer(required=True, help="Stays when the deal is deleted.")
    lead_id = RecordedDeal(index="btree_not_null", ondelete="set null")
    is_first = fields.Boolean("First Version", readonly=True)
    origin = fields.Selection(
        ORIGIN_SELECTION,
        required=True,
        default="recorded",
        readonly=True,
        help="Recorded: written when it happened. Imported: the deal was won or lost when it was "
        "made. Found at Installation: the deal was there before it was recorded. Rebuilt: what "
        "its messages tell of the time before. Rebuilt from Dates: it was won or lost when it was "
        "made, and no message tells how.",
    )
    valid_from = fields.Datetime(required=True, readonly=True)
    valid_to = fields.Datetime("Valid Until", readonly=True, help="Empty while it is current.")
    status = fields.Selection(STATUS_SELECTION, readonly=True)
    amount = fields.Monetary("Expected Revenue", readonly=True)
    weighted = NullableMonetary(
        "Weighted Revenue", readonly=True, help="Expected revenue times probability."
    )
    probability = NullableFloat("Probability (%)", readonly=True, aggregator="avg")
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
    _unbuilt = models.Index(
        """(company_id, valid_from)
           WHERE is_first AND origin = 'installed' AND lead_id IS NOT NULL"""
    )
    _span = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_to > valid_from)",
        "A version ends after it begins.",
    )

    def init(self):
        # versions end once: room on their pages makes that cheap, no index has to change
        self.env.cr.execute("ALTER TABLE crm_lead_history SET (fillfactor = 80)")
        # triggers say it where it is anything else
        self.env.cr.execute("ALTER TABLE crm_lead_history ALTER origin SET DEFAULT 'recorded'")
        # once all columns of deals are there
        self.pool.post_init(self._create_triggers)

    @api.model
    def _create_triggers(self):
        """Create the functions that record deals and the triggers that call them."""
        made, changed = SQL("sales_plan_lead_made"), SQL("sales_plan_lead_changed")
        for statement in (
            # those of versions before
            SQL("DROP TRIGGER IF EXISTS %s ON crm_lead", made),
            SQL("DROP TRIGGER IF EXISTS %s ON crm_lead", changed),
            self._get_function(),
            self._get_change_function(),
            SQL(
                """CREATE TRIGGER %s AFTER INSERT OR DELETE ON crm_lead
                   FOR EACH ROW EXECUTE FUNCTION sales_plan_record_lead()""",
                made,
            ),
            SQL(
                """CREATE TRIGGER %s AFTER UPDATE ON crm_lead
                   REFERENCING OLD TABLE AS deals_before NEW TABLE AS deals_after
                   FOR EACH STATEMENT EXECUTE FUNCTION sales_plan_record_changes()""",
                changed,
            ),
        ):
            self.env.cr.execute(statement)
        self._create_company_triggers()

    @api.model
    def _drop_triggers(self):
        """Leave deals alone: for the removal of the add-on."""
        self.env.cr.execute("DROP FUNCTION IF EXISTS sales_plan_record_lead() CASCADE")
        self.env.cr.execute("DROP FUNCTION IF EXISTS sales_plan_record_changes() CASCADE")
        self._drop_company_triggers()

    @api.model
    def _get_function(self):
        """Return the statement that creates the function for deals that are made or deleted."""
        recorded = self._get_recorded(made_closing)
        return SQL(
            """
CREATE OR REPLACE FUNCTION sales_plan_record_lead() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamp := %(moment)s;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO crm_lead_history
               (deal_number, lead_id, is_first, valid_from, origin, %(columns)s)
        SELECT deal.id, deal.id, TRUE, moment, %(origin)s, %(values)s FROM (%(deal)s) deal;
        RETURN NULL;
    END IF;
    DELETE FROM crm_lead_history
     WHERE deal_number = OLD.id AND valid_to IS NULL AND valid_from >= moment;
    UPDATE crm_lead_history SET valid_to = COALESCE(valid_to, moment), lead_id = NULL
     WHERE deal_number = OLD.id;
    RETURN NULL;
END $$""",
            moment=MOMENT,
            origin=origin_of_new("deal"),
            deal=recorded_deals(),
            columns=_names(recorded),
            values=SQL(", ").join(recorded.values()),
        )

    @api.model
    def _get_change_function(self):
        """Return the statement that creates the function for deals that are changed.

        It works on all deals of one statement at once: each is compared with what it was, a
        version that has lasted long enough ends and another begins, any other is corrected in
        place. A deal that never was recorded gets its first version.

        Deals are found by arrays of their numbers, with plans that do not depend on how many
        there are: the first statement of a session may change one deal, the next ten thousand.
        """
        opened = self._get_recorded(opened_closing, "ended")
        corrected = self._get_recorded(corrected_closing, "version")
        found = self._get_recorded(found_closing)
        return SQL(
            """
CREATE OR REPLACE FUNCTION sales_plan_record_changes() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    moment timestamp := %(moment)s;
    deals_changed integer[];
    deals_versioned integer[];
    deals_opened integer[];
    deals_corrected integer;
BEGIN
    -- ALL: of a deal that one statement changes twice, only the first and last values differ
    SELECT array_agg(id) INTO deals_changed FROM (
        SELECT id, %(recorded)s FROM deals_after
        EXCEPT ALL
        SELECT id, %(recorded)s FROM deals_before) deal;
    IF deals_changed IS NULL THEN
        RETURN NULL;
    END IF;
    deals_versioned := deals_changed;
    IF EXISTS (
        SELECT id, %(descriptive)s FROM deals_after
        EXCEPT ALL
        SELECT id, %(descriptive)s FROM deals_before) THEN
        SELECT array_agg(id) INTO deals_versioned FROM (
            SELECT id, %(versioned)s FROM deals_after
            EXCEPT ALL
            SELECT id, %(versioned)s FROM deals_before) deal;
    END IF;
    WITH ended AS (
        UPDATE crm_lead_history version SET valid_to = moment
         WHERE deal_number = ANY(deals_versioned) AND valid_to IS NULL AND valid_from < moment
           AND NOT (is_first AND moment < %(folding)s + (
               SELECT create_date FROM crm_lead WHERE crm_lead.id = deal_number))
     RETURNING deal_number, %(carried)s
    ),
    opened AS (
        INSERT INTO crm_lead_history (deal_number, lead_id, is_first, valid_from, %(columns)s)
        SELECT deal.id, deal.id, FALSE, moment, %(opened)s
          FROM ended CROSS JOIN LATERAL (%(deal_of_ended)s) deal
     RETURNING deal_number
    )
    SELECT array_agg(deal_number) INTO deals_opened FROM opened;
    IF cardinality(deals_opened) = cardinality(deals_changed) THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(id) INTO deals_changed FROM (
        SELECT unnest(deals_changed) EXCEPT SELECT unnest(deals_opened)) deal (id);
    UPDATE crm_lead_history version
       SET (origin, %(columns)s) = (
           SELECT %(corrected_origin)s, %(corrected)s FROM (%(deal_of_version)s) deal)
     WHERE deal_number = ANY(deals_changed) AND valid_to IS NULL
       AND EXISTS (SELECT FROM crm_lead WHERE crm_lead.id = deal_number);
    GET DIAGNOSTICS deals_corrected = ROW_COUNT;
    IF deals_corrected < cardinality(deals_changed) THEN
        INSERT INTO crm_lead_history
               (deal_number, lead_id, is_first, valid_from, origin, %(columns)s)
        SELECT deal.id, deal.id, TRUE, moment, %(found_origin)s, %(found)s
          FROM (%(deals)s) deal
         WHERE NOT EXISTS (
               SELECT FROM crm_lead_history WHERE deal_number = deal.id AND valid_to IS NULL);
    END IF;
    RETURN NULL;
END $$""",
            moment=MOMENT,
            recorded=_names(VERSIONED + DESCRIPTIVE),
            versioned=_names(VERSIONED),
            descriptive=_names(DESCRIPTIVE),
            deal_of_ended=_deals("= ended.deal_number"),
            deal_of_version=_deals("= version.deal_number"),
            deals=_deals("= ANY(deals_changed)"),
            folding=FOLDING,
            corrected_origin=origin_of_corrected("version", "deal"),
            found_origin=origin_of_found("deal"),
            columns=_names(opened),
            carried=_names(CARRIED),
            opened=SQL(", ").join(opened.values()),
            corrected=SQL(", ").join(corrected.values()),
            found=SQL(", ").join(found.values()),
        )

    @api.model
    def _get_recorded(self, get_closing, *before):
        """Return the columns of a version and their values.

        They are read from ``deal``, an alias of ``queries.deals.recorded_deals``.

        :param get_closing: function of ``queries.closing`` that says when and whose a deal was
            closed
        :param before: what else it reads: the alias of the version before
        """
        values = {name: SQL.identifier("deal", name) for name in values_of("new")}
        return {
            **values,
            **get_closing(values, *before),
            "write_uid": SQL("deal.write_uid"),
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
