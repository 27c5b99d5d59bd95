from . import controllers, demo, models, reports, wizards


def uninstall_hook(env):
    """Let deals change again without being recorded, and forget their forecast categories."""
    env["crm.lead.history"]._drop_triggers()
    env["crm.lead"]._forget_forecast()
