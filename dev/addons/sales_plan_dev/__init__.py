from . import absent, shared

absent.skip_what_is_absent()
shared.share_classes()
