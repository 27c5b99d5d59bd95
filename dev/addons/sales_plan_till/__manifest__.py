{
    "name": "Sales Planning: tills",
    "summary": "Tests beside Odoo's point of sale; for `make test-till`, never for users",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "sales_plan contributors",
    "license": "LGPL-3",
    "depends": ["sales_plan", "pos_sale"],
}
