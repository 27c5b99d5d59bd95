def migrate(cr, version):
    """Let the record rules of this version take the place of those installed before: leaders see
    the teams below theirs, and what is prepared below the rows published to them."""
    cr.execute(
        """UPDATE ir_model_data SET noupdate = FALSE
            WHERE module = 'sales_plan' AND model = 'ir.rule'"""
    )
