"""Tests run side by side: each once, in parts that take about as long as each other."""

import textwrap

import pytest

from dev import completeness, console, parts, results, suite

SOURCES = {
    "common.py": """
        @tagged("post_install", "-at_install")
        class Common(TransactionCase):
            def test_not_collected_here(self): pass
        class Inheriting:
            allow_inherited_tests_method = True
    """,
    "deal/test_deal.py": """
        @dataclass
        class Helper: pass

        class TestDeal(Common):
            def test_one(self): pass
            def test_two(self): pass
            def helper(self): pass

        @tagged("-standard", "sales_plan_demo")
        class TestDemo(Common):
            def test_three(self): pass

        @tagged("post_install", "-at_install")
        class TestOfOdoo(Inheriting, odoo.TestLint):
            def test_more(self): pass
    """,
    "tools/test_pure.py": "class TestPure:\n    def test_four(self): pass",
}
LINE = "2026-11-29 23:30:00,000 7 INFO database {}: {}"


@pytest.fixture
def classes(tmp_path):
    for name, text in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return suite.find({"sales_plan": tmp_path})


def log_of(*tests):
    """Return the log of a run of tests, as `class.method`."""
    log = results.OdooLog(print)
    for test in tests:
        log.read(LINE.format("odoo.addons.sales_plan.tests.test_deal", f"Starting {test} ..."))
        log.read(LINE.format("odoo.addons.base.models.ir_attachment", "filestore gc 1 checked"))
    return log


def test_classes_are_found(classes):
    assert {cls.spec: (cls.tests, cls.tags) for cls in classes} == {
        "/sales_plan:TestDeal": ({"test_one", "test_two"}, {"standard", "post_install"}),
        "/sales_plan:TestDemo": ({"test_three"}, {"sales_plan_demo", "post_install"}),
        "/sales_plan:TestOfOdoo": (frozenset(), {"standard", "post_install"}),
    }


def test_own_suite():
    """What Odoo and the add-on are, is found; names are unique, as --test-tags needs it."""
    found = suite.find()
    assert {cls.module for cls in found} == set(suite.FOLDERS)
    assert len({cls.name for cls in found}) == len(found)
    assert not [cls.spec for cls in found if "at_install" in cls.tags]


def test_complete(classes):
    once = log_of("TestDeal.test_one", "TestDeal.test_two")
    rest = log_of("TestDemo.test_three", "TestOfOdoo.test_more", "TestOfOdoo.test_inherited")
    assert completeness.problems({"bare": classes}, [once, rest]) == []


def test_missing(classes):
    log = log_of("TestDeal.test_one", "TestDemo.test_three")
    assert completeness.problems({"bare": classes}, [log]) == [
        "2 tests never ran: /sales_plan:TestDeal.test_two, /sales_plan:TestOfOdoo.test…"
    ]


def test_twice_and_unknown(classes):
    tests = ["TestDeal.test_one", "TestDeal.test_two", "TestDemo.test_three", "TestOfOdoo.test_x"]
    logs = [log_of(*tests), log_of("TestDeal.test_one", "TestNew.test_new")]
    assert completeness.problems({"bare": classes}, logs) == [
        "1 tests ran more than once: /sales_plan:TestDeal.test_one",
        "1 tests ran that are not in the sources: /sales_plan:TestNew.test_new",
    ]


@pytest.mark.parametrize(
    ("level", "message"),
    [
        ("ERROR", "ERROR: setUpClass (odoo.addons.sales_plan.tests.deal.test_deal.TestDeal)"),
        ("INFO", "skipped setUpClass (odoo.addons.sales_plan.tests.test_deal.TestDeal) : no need"),
    ],
)
def test_a_class_without_set_up_is_told_once(classes, level, message):
    log = log_of("TestDemo.test_three", "TestOfOdoo.test_more")
    log.read(LINE.format("odoo.tests", message).replace("INFO", level))
    assert completeness.problems({"bare": classes}, [log]) == []
    found = log.results("bare", 0)
    assert len(found.broken) + len(found.skipped) == 1


def test_times():
    log = log_of("TestDeal.test_one", "TestDemo.test_three")
    assert set(log.seconds) == {"/sales_plan:TestDeal", "/sales_plan:TestDemo"}
    known = parts.renewed({"lint": 60, "gone": 5}, {"/a:B": 0.2, "/a:C": 7.6}, {"lint", "/a:B"})
    assert known == {"lint": 60, "/a:B": 1, "/a:C": 8}


def test_each_once_and_balanced():
    known = {f"/a:Test{number}": 1 + number * 7 % 40 for number in range(60)}
    specs = {"bare": [name for name in known if not name.endswith("5")]}
    specs["demo"] = sorted(set(known) - set(specs["bare"]))
    for count in (1, 2, 3, 8):
        split = parts.split(specs, ["lint"], count, {**known, "lint": 50})
        assert len(split) == count
        for kind, names in specs.items():
            given = [name for part in split for name in part.specs.get(kind, [])]
            assert sorted(given) == sorted(names)
        assert [name for part in split for name in part.chores] == ["lint"]
        seconds = [part.seconds for part in split]
        assert max(seconds) - min(seconds) <= 50
        assert sum("demo" in part.specs for part in split) <= (count + 1) // 2


def test_unknown_counts_as_the_one_in_the_middle():
    [part] = parts.split({"bare": ["new"]}, [], 1, {"a": 1, "b": 4, "c": 100})
    assert part.seconds == parts.START["bare"] + 4
    [part] = parts.split({"bare": ["new"]}, [], 1, {})
    assert part.seconds == parts.START["bare"] + parts.UNKNOWN


def test_no_more_parts_than_work():
    assert len(parts.split({"bare": ["one", "two"]}, [], 8, {})) == 2
    assert parts.split({}, [], 8, {}) == []


def test_wrong_number_of_workers(monkeypatch):
    for wrong in ("0", "-1", "many"):
        monkeypatch.setenv("JOBS", wrong)
        with pytest.raises(console.Failure, match="no number of workers"):
            parts.workers()
    monkeypatch.setenv("JOBS", "3")
    assert parts.workers() == 3
