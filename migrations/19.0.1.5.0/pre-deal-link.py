def migrate(cr, version):
    """Let versions name their deal without a foreign key: the trigger that records a deleted deal
    empties the link, see ``crm.lead.history``."""
    cr.execute(
        "ALTER TABLE crm_lead_history DROP CONSTRAINT IF EXISTS crm_lead_history_lead_id_fkey"
    )
