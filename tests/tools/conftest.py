"""Settings of the tests that run without Odoo: the same examples in every run, none stored."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.load_profile("repeatable")
