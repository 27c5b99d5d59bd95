def migrate(cr, version):
    """Let the record rules of this version take the place of those installed before, as HISTORY
    says of every upgrade: rules that were once marked as not to be updated would stay as they are.
    """
    cr.execute(
        """UPDATE ir_model_data SET noupdate = FALSE
            WHERE module = 'sales_plan' AND model = 'ir.rule' AND noupdate"""
    )
