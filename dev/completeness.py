"""Whether every test that is in the sources ran, and ran once."""

from collections import Counter

SHOWN = 5


def problems(classes, logs):
    """Return sentences about tests that did not run, ran twice, or are not in the sources.

    :param classes: the classes that had to run, by kind of database
    :param logs: what each run of Odoo gave, `results.OdooLog`
    """
    expected = [cls for found in classes.values() for cls in found]
    runs = sum((log.runs for log in logs), Counter())
    left_out = {name for log in logs for name in log.classes_left_out()}
    started = {spec for spec, __ in runs}
    missing = [
        test
        for cls in expected
        if cls.spec not in left_out
        for test in _missing(cls, runs, started)
    ]
    whole = {cls.spec for cls in expected if not cls.tests}
    known = {(cls.spec, test) for cls in expected for test in cls.tests}
    unknown = [test for test in runs if test not in known and test[0] not in whole]
    twice = [test for test, count in runs.items() if count > 1]
    return [
        f"{len(tests)} tests {what}: {_names(tests)}"
        for tests, what in (
            (missing, "never ran"),
            (twice, "ran more than once"),
            (unknown, "ran that are not in the sources"),
        )
        if tests
    ]


def _missing(cls, runs, started):
    """Yield the tests of a class that did not run; of inherited ones only whether any did."""
    if not cls.tests and cls.spec not in started:
        yield cls.spec, "test…"
    for test in sorted(cls.tests):
        if (cls.spec, test) not in runs:
            yield cls.spec, test


def _names(tests):
    names = [f"{spec}.{test}" for spec, test in tests[:SHOWN]]
    return ", ".join([*names, "…"] if len(tests) > SHOWN else names)
