from . import absent

absent.skip_what_is_absent()
