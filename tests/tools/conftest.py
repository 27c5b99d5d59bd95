"""Settings of the tests that run without Odoo: the same examples in every run, none stored.

The long profile takes new examples each time, from the seed that `--hypothesis-seed` names.
"""

from hypothesis import settings

settings.register_profile(
    "repeatable", max_examples=60, derandomize=True, database=None, deadline=None
)
settings.register_profile("long", max_examples=500, database=None, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def pytest_configure(config):
    """Fail on any warning."""
    config.addinivalue_line("filterwarnings", "error")
