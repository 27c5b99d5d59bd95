def migrate(cr, version):
    """Let rows of customers know the salespeople whom they followed until now."""
    cr.execute(
        """UPDATE sales_plan_allocation row
              SET customer_user_id = customer.user_id
             FROM res_partner customer
            WHERE customer.id = row.partner_id AND customer.user_id IS NOT NULL
              AND row.customer_user_id IS NULL"""
    )
