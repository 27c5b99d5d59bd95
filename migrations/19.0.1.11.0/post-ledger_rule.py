from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give an earlier installation the rule that tells of new differences from the ledger."""
    api.Environment(cr, SUPERUSER_ID, {})["sales.alert.rule"]._install_defaults(["ledger"])
