def migrate(cr, version):
    """Say of the versions recorded so far how they came to be; the others were recorded when it
    happened, as the column's default says.

    First versions later than their deal were written when the add-on was installed; so were those
    of the same moment whose deals have been deleted since. Deals whose first version is won or
    lost were imported, unless a message tells that they were won within two hours of their making.
    """
    cr.execute(
        """UPDATE crm_lead_history version SET origin = 'installed'
             FROM crm_lead lead
            WHERE lead.id = version.deal_number AND version.is_first
              AND version.valid_from > lead.create_date + INTERVAL '1 minute'"""
    )
    cr.execute(
        """UPDATE crm_lead_history version SET origin = 'installed'
            WHERE version.is_first AND version.lead_id IS NULL AND version.valid_from IN (
                  SELECT valid_from FROM crm_lead_history WHERE origin = 'installed')"""
    )
    cr.execute(
        """UPDATE crm_lead_history version SET origin = 'imported'
            WHERE version.is_first AND version.origin = 'recorded'
              AND version.status IN ('won', 'lost') AND NOT EXISTS (
                  SELECT FROM mail_message message
                    JOIN mail_tracking_value value ON value.mail_message_id = message.id
                    JOIN ir_model_fields field ON field.id = value.field_id
                   WHERE message.model = 'crm.lead' AND message.res_id = version.deal_number
                     AND field.name = 'won_status'
                     AND message.date < version.valid_from + INTERVAL '2 hours')"""
    )
