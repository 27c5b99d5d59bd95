"""Settings of the tests that run without Odoo: the same examples in every run, none stored."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("long", max_examples=3000, database=None, deadline=None)
settings.load_profile("repeatable")


def pytest_configure(config):
    """Fail on any warning."""
    config.addinivalue_line("filterwarnings", "error")
