{
    "name": "Sales Planning: what other apps book",
    "summary": "Tests beside expenses and stock; for `make test-till`, never for users",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "sales_plan contributors",
    "license": "LGPL-3",
    "depends": ["sales_plan", "hr_expense", "stock_account"],
}
