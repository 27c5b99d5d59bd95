from . import (
    test_people,
    test_people_cascade,
    test_people_changes,
)
