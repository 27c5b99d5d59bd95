from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give an earlier installation the steps to begin with; they ask for what falls due from now
    on, as ``collection_from`` of its companies says."""
    api.Environment(cr, SUPERUSER_ID, {})["sales.collection.step"]._install_defaults()
