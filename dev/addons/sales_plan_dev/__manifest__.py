{
    "name": "Sales Planning: checks",
    "summary": "Odoo's own lint, run on the add-on only; for `make test`, never for users",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "sales_plan contributors",
    "license": "LGPL-3",
    "depends": ["sales_plan", "test_lint"],
}
