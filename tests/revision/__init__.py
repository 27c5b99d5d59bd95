from . import (
    test_report_revisions,
    test_revision_chain,
    test_revisions,
)
