"""What is sent about where people stand: the weekly mail, and figures in Odoo's digest.

May use models and what is below them, and the cockpit, whose words it says.
Entry points: ``_get_content`` of ``sales.weekly.mail``, ``digest.digest``.
Nouns: standing (see the cockpit), figure (a number with its label, as the mail shows it).
"""

from . import sales_weekly_mail, digest_digest
