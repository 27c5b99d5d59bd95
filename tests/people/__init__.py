from . import (
    test_customers,
    test_customers_decided,
    test_customers_split,
    test_people,
    test_people_cascade,
    test_people_changes,
)
