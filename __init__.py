from . import controllers, demo, models, reports, wizards
from .queries import uninstalling

_MODULE = "sales_plan"


def uninstall_hook(env):
    """Let deals change again without being recorded, forget their forecast categories, take away
    the sample data, and what Odoo would leave of the add-on in its own tables; what demo data there
    are of Odoo's own models stays with the documents that name it."""
    env["sales.plan.sample"]._remove_everywhere()
    demo.records.keep_records(env)
    env["crm.lead.history"]._drop_triggers()
    env["crm.lead"]._forget_forecast()
    uninstalling.forget(env, _MODULE)
