from . import (
    test_closing,
    test_days_to_pay,
    test_follow_up_killed,
    test_following_up,
    test_money_access,
    test_receivable_scope,
    test_receivables,
    test_remarks,
    test_uncollected,
)
