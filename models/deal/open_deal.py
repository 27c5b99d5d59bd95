from odoo.exceptions import AccessError, UserError


def open_deal(env, number):
    """Return the action that opens a deal under its own access rules.

    :param int number: the deal's number, which outlives it
    :raises UserError: when the deal has been deleted, or may not be read
    """
    lead = env["crm.lead"].browse(number).exists()
    if not lead:
        raise UserError(env._("This deal has been deleted: there is nothing to open."))
    if not lead.has_access("read"):
        raise AccessError(env._("You may see that the deal counts, but not open it."))
    return lead._get_records_action(name=lead.name)
