from . import controllers, demo, models, reports, wizards


def uninstall_hook(env):
    """Let deals change again without being recorded."""
    env["crm.lead.history"]._drop_triggers()
