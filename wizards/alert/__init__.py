"""Trying an alert rule on the past.

May use models, queries and tools.
Entry points: ``sales.alert.trial``, ``action_try`` of ``sales.alert.rule``.
Nouns: trial (what a rule would have told in some days that are over).
"""

from . import sales_alert_trial
