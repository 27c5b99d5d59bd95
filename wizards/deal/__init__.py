"""The dialog of Odoo's CRM that marks deals as lost, with what is to be learnt from it.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``crm.lead.lost``.
Nouns: competitor (who else was after a deal), report (why it was lost).
"""

from . import crm_lead_lost
