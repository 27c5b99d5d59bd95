from .sales_plan_dev import absent

absent.skip_what_is_absent()
