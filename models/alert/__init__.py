"""Told without looking: what goes wrong is told to whom it concerns, until it is right again.

May use the organisation, deals, facts, money, plans, landings and forecasts.
Entry points: ``sales.alert.rule`` (what is looked for, ``_find_causes``), ``sales.alert.watch``
(the scheduled action), ``sales.weekly.mail``.
Nouns: rule, cause (why somebody is told: what it is about, in which span), alert (a cause as long
as it is there), notice (one person told of one alert), watch (a rule in one company), look (one
day of a watch).
A rule is tried on the past by the code that looks today, ``tools/alerts.py``.
"""

from . import (
    res_company,
    res_config_settings,
    res_users,
    sales_alert_rule,
    finding,
    row_causes,
    row_book,
    deal_causes,
    ledger_causes,
    forecast_causes,
    rehearsing,
    sales_alert,
    sentences,
    sales_alert_notice,
    sales_alert_watch,
    telling,
    missed,
    sales_weekly_mail,
)
