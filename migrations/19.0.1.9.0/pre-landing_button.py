def migrate(cr, version):
    """Forget the view that added the button Landing to plans: it is made anew.

    The button calls an action instead of a method that is gone. Odoo would look at the old one
    while it reads the form of plans, before it reads the new one.
    """
    cr.execute(
        """WITH gone AS (
               DELETE FROM ir_model_data
                WHERE module = 'sales_plan' AND model = 'ir.ui.view'
                  AND name = 'sales_plan_view_form_landing'
            RETURNING res_id)
           DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM gone)"""
    )
