from odoo import api, models
from odoo.tools import SQL

from ...queries.closing import CLOSING, is_over, made_closing
from ...queries.deals import company_joins, company_of, values_of
from ...queries.time import FOLDING
from .crm_lead_history import MOMENT

#: Tables whose companies are those of deals without any, and the deals' column that names them.
PLACES_OF_DEALS = {"crm_team": "team_id", "res_users": "user_id"}


class CrmLeadHistory(models.Model):
    """A deal without a company is of that of its team, else of its owner: theirs may change."""

    _inherit = "crm.lead.history"

    @api.model
    def _create_company_triggers(self):
        trigger = SQL.identifier("sales_plan_company_changed")
        for name, column in PLACES_OF_DEALS.items():
            function = SQL.identifier(f"sales_plan_record_{name}")
            table = SQL.identifier(name)
            self.env.cr.execute(self._get_company_function(function, column))
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON %s", trigger, table))
            self.env.cr.execute(
                SQL(
                    """CREATE TRIGGER %s AFTER UPDATE OF company_id ON %s FOR EACH ROW
                         WHEN (old.company_id IS DISTINCT FROM new.company_id)
                       EXECUTE FUNCTION %s()""",
                    trigger,
                    table,
                    function,
                )
            )

    @api.model
    def _drop_company_triggers(self):
        for name in PLACES_OF_DEALS:
            function = SQL.identifier(f"sales_plan_record_{name}")
            self.env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", function))

    @api.model
    def _get_company_function(self, function, column):
        """Return the statement that creates the function behind the trigger of one table.

        :param column: the column of deals that refers to the table
        """
        copied = {
            **self._get_recorded(made_closing),
            **{name: SQL.identifier("ended", name) for name in (*values_of("lead"), *CLOSING)},
            "company_id": SQL("ended.place"),
            "closed_company_id": self._closed_company("ended", "ended"),
            "write_uid": SQL("NEW.write_uid"),
        }
        return SQL(
            """
CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamp := %(moment)s;
BEGIN
    WITH placed AS (
        SELECT version.id, %(company)s AS place,
               version.valid_from < moment
               AND NOT (version.is_first AND moment < lead.create_date + %(folding)s)
                   AS ends
          FROM crm_lead lead
          JOIN crm_lead_history version
            ON version.deal_number = lead.id AND version.valid_to IS NULL
          %(joins)s
         WHERE lead.company_id IS NULL AND %(column)s = NEW.id
           AND version.company_id IS DISTINCT FROM %(company)s
    ),
    corrected AS (
        UPDATE crm_lead_history version
           SET company_id = placed.place, closed_company_id = %(closed_company)s
          FROM placed WHERE version.id = placed.id AND NOT placed.ends
    ),
    ended AS (
        UPDATE crm_lead_history version SET valid_to = moment
          FROM placed WHERE version.id = placed.id AND placed.ends
     RETURNING version.*, placed.place
    )
    INSERT INTO crm_lead_history (deal_number, lead_id, is_first, valid_from, %(columns)s)
    SELECT ended.deal_number, ended.lead_id, FALSE, moment, %(values)s FROM ended;
    RETURN NULL;
END $$""",
            function=function,
            company=company_of("lead"),
            joins=company_joins("lead"),
            moment=MOMENT,
            folding=FOLDING,
            column=SQL.identifier("lead", column),
            closed_company=self._closed_company("version", "placed"),
            columns=SQL(", ").join(map(SQL.identifier, copied)),
            values=SQL(", ").join(copied.values()),
        )

    @api.model
    def _closed_company(self, version, placed):
        """Return the company that has closed a deal: the first one that the deal had."""
        return SQL(
            "CASE WHEN %s THEN COALESCE(%s, %s) END",
            is_over(SQL.identifier(version, "status")),
            SQL.identifier(version, "closed_company_id"),
            SQL.identifier(placed, "place"),
        )
