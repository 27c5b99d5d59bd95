from . import controllers, demo, models, reports, wizards


def uninstall_hook(env):
    """Let deals change again without being recorded, and forget their forecast categories; what
    demo data there are of Odoo's own models stays with the documents that name it."""
    demo.records.keep_records(env)
    env["crm.lead.history"]._drop_triggers()
    env["crm.lead"]._forget_forecast()
