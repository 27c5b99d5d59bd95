from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give deals that nobody had when they were closed back to nobody.

    Whoever got one later counted as its seller from the next correction of its description on.
    """
    cr.execute(
        """SELECT DISTINCT deal_number
             FROM (SELECT deal_number, status, closed_user_id, closed_team_id,
                          LAG(status) OVER deal AS status_before,
                          LAG(closed_user_id) OVER deal AS user_before,
                          LAG(closed_team_id) OVER deal AS team_before
                     FROM crm_lead_history
                   WINDOW deal AS (PARTITION BY deal_number ORDER BY valid_from, id)) version
            WHERE status = status_before AND closed_user_id IS NOT NULL AND user_before IS NULL
               OR status = status_before AND closed_team_id IS NOT NULL AND team_before IS NULL"""
    )
    numbers = [number for (number,) in cr.fetchall()]
    if numbers:
        api.Environment(cr, SUPERUSER_ID, {})["crm.lead.history"]._fill_closings(numbers)
