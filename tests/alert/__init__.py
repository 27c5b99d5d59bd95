from . import test_alert_access, test_alerts, test_ledger_alerts, test_weekly_mail
