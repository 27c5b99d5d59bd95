{
    "name": "Sales Planning",
    "summary": "Plan sales from real invoices and orders, and see plan against actual live",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "sales_plan contributors",
    "license": "LGPL-3",
    "depends": ["crm", "sale_management", "sale_crm", "account"],
    "external_dependencies": {"python": ["openpyxl", "xlsxwriter"]},
    "data": [
        "security/sales_plan_groups.xml",
        "security/ir.model.access.csv",
        "security/sales_plan_rules.xml",
        "security/sales_plan_wizard_rules.xml",
        "views/sales_actual_views.xml",
        "views/sales_plan_report_views.xml",
        "views/sales_plan_allocation_views.xml",
        "views/sales_plan_views.xml",
        "views/sales_plan_table_views.xml",
        "views/sales_plan_profile_views.xml",
        "views/res_partner_views.xml",
        "views/account_move_views.xml",
        "views/sale_order_views.xml",
        "views/crm_lead_views.xml",
        "views/sales_plan_explain_views.xml",
        "reports/sales_plan_print_templates.xml",
        "views/sales_plan_menus.xml",
        "wizards/sales_plan_load_views.xml",
        "wizards/sales_plan_import_views.xml",
    ],
    "demo": [
        "demo/sales_plan_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "sales_plan/static/src/**/*",
            ("remove", "sales_plan/static/src/report_pivot/**/*"),
        ],
        "web.assets_backend_lazy": [
            "sales_plan/static/src/report_pivot/**/*",
        ],
        "web.report_assets_common": [
            "sales_plan/static/print/**/*",
        ],
        "web.assets_tests": [
            "sales_plan/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "sales_plan/static/tests/planning*_helpers.js",
            "sales_plan/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
