"""Prepares the company that most tests work in, before the databases are copied that they run on.

Its chart of accounts takes a second to make, which hundreds of classes would each wait for.
"""


def prepare_company(env):
    """Make the company as Odoo's AccountTestInvoicingCommon does, and keep it."""
    company = env["res.company"].create({"name": "company_1_data"})
    env["account.chart.template"].try_loading("generic_coa", company=company, install_demo=False)
    company.account_fiscal_country_id = company.account_fiscal_country_id or env.ref("base.us")
    values = {"xml_id": "sales_plan_dev.company", "record": company, "noupdate": True}
    env["ir.model.data"]._update_xmlids([values])
    env.cr.commit()
