from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Move what owners have to do from their plan to the highest of their rows that it is about.

    Activities whose owner has no published row left in the plan stay where they are: the reminders
    and the next answer settle them. Those about proposals and about the planning round stay on the
    plan, too: they are about what others do in it.
    """
    cr.execute(
        """UPDATE mail_activity_type type SET res_model = 'sales.plan.allocation'
             FROM ir_model_data name
            WHERE name.module = 'sales_plan' AND name.name = 'mail_activity_type_split'
              AND name.model = 'mail.activity.type' AND type.id = name.res_id"""
    )
    cr.execute(
        """UPDATE mail_activity activity
              SET res_model = 'sales.plan.allocation', res_model_id = model.id, res_id = place.id
             FROM ir_model model, ir_model_data type, (
                  SELECT DISTINCT ON (row.plan_id, row.responsible_id)
                         row.plan_id, row.responsible_id, row.id
                    FROM sales_plan_allocation row
                   WHERE row.is_published
                   ORDER BY row.plan_id, row.responsible_id,
                            (row.agreement = 'open') DESC NULLS LAST,
                            cardinality(string_to_array(row.parent_path, '/')), row.id) place
            WHERE model.model = 'sales.plan.allocation'
              AND type.model = 'mail.activity.type'
              AND (type.module, type.name) IN (('mail', 'mail_activity_data_todo'),
                                               ('sales_plan', 'mail_activity_type_split'))
              AND activity.activity_type_id = type.res_id
              AND activity.automated AND activity.res_model = 'sales.plan'
              AND place.plan_id = activity.res_id AND place.responsible_id = activity.user_id
        RETURNING activity.id"""
    )
    env = api.Environment(cr, SUPERUSER_ID, {})
    activities = env["mail.activity"].browse(activity_id for (activity_id,) in cr.fetchall())
    # activities are listed by the names of what they stand on, as these were
    env.add_to_compute(activities._fields["res_name"], activities)
    activities.flush_recordset(["res_name"])
