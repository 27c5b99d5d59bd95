def migrate(cr, version):
    """Round the weighted revenue in the history of deals as the company's currency is.

    Versions before rounded it to hundredths, which yen do not have.
    """
    cr.execute(
        """WITH weighed AS (
               SELECT version.id,
                      ROUND(version.amount * version.probability::numeric * 0.01
                            / currency.rounding) * currency.rounding AS weighted
                 FROM crm_lead_history version
                 JOIN res_company company ON company.id = version.company_id
                 JOIN res_currency currency ON currency.id = company.currency_id
                WHERE currency.rounding <> 0.01 AND version.status <> 'lost')
           UPDATE crm_lead_history version
              SET weighted = weighed.weighted
             FROM weighed
            WHERE weighed.id = version.id AND version.weighted <> weighed.weighted"""
    )
