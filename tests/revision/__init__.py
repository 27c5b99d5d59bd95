from . import (
    test_changes_apart,
    test_report_revisions,
    test_revision_chain,
    test_revisions,
)
