from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Say of the versions recorded so far when and whose the deals were closed."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["crm.lead.history"]._fill_closings()
