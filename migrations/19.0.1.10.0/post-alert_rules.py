from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give an earlier installation the alert rules to begin with."""
    api.Environment(cr, SUPERUSER_ID, {})["sales.alert.rule"]._install_defaults()
