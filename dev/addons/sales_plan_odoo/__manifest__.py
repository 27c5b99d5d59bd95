{
    "name": "Sales Planning: Odoo's own tests",
    "summary": "Odoo's tests, run once all is installed; for `make test-odoo`, never for users",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "sales_plan contributors",
    "license": "LGPL-3",
    # not the add-on: the same tests run without it, too
    "depends": ["crm", "sale_management", "sale_crm", "account"],
}
