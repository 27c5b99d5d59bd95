"""Tests run side by side: each once, by workers that are done at about the same time."""

import textwrap

import pytest

from dev import completeness, console, results, selection, sharing, suite

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


def test_warnings_are_told_at_the_end():
    """A warning is a failure that says which test it came in and what it was; one for each test."""
    log = log_of("TestDeal.test_one", "TestDeal.test_two")
    for __ in range(2):
        log.read(LINE.format("odoo.http", "too slow").replace("INFO", "WARNING"))
    found = log.results("bare 2", 0)
    assert (found.passed, found.failed) == (2, 1)
    assert found.broken == [
        "bare 2: warnings or errors in TestDeal.test_two, 2, first: WARNING odoo.http: too slow"
    ]


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
    known = sharing.renewed({"lint": 60, "gone": 5}, {"/a:B": 0.2, "/a:C": 7.6}, {"lint", "/a:B"})
    assert known == {"lint": 60, "/a:B": 1, "/a:C": 8}


def test_each_class_on_one_of_some_days():
    """Each part has about as many, and all of them have each class once, as a seed draws it."""
    chosen = selection.Selection("", selection.USUAL)
    parts = chosen.shared_out(6, 7)
    for kind, classes in chosen.classes.items():
        given = [cls.spec for part in parts for cls in part.classes.get(kind, ())]
        assert sorted(given) == sorted(cls.spec for cls in classes)
        counts = [len(part.classes.get(kind, ())) for part in parts]
        assert max(counts) - min(counts) <= 1
    assert not any(part.is_complete for part in parts)
    again = chosen.shared_out(6, 7)
    assert [part.classes for part in again] == [part.classes for part in parts]
    assert chosen.shared_out(6, 8)[0].classes != parts[0].classes


def share(folder, kind, known, specs=None):
    return sharing.Share(kind, specs or list(known), known, folder / kind)


def take_next(found):
    """Take the first class of a share that nobody has taken, as a run of Odoo does."""
    for number, spec in enumerate(found.specs):
        path = found.folder / str(number)
        if not path.exists():
            path.touch()
            return spec
    return None


def test_longest_first(tmp_path):
    """Of what nothing is known counts as the one in the middle."""
    known = {"/a:Short": 1, "/a:Middle": 4, "/a:Long": 100}
    found = share(tmp_path, "bare", known, ["/a:Short", "/a:New", "/a:Long"])
    assert found.specs == ["/a:Long", "/a:New", "/a:Short"]
    assert found.seconds_left() == 105
    assert take_next(found) == "/a:Long"
    assert found.seconds_left() == 5
    nothing_known = share(tmp_path, "demo", {}, ["/a:New", "/a:Old"])
    assert nothing_known.seconds_left() == 2 * sharing.UNKNOWN


def test_each_once_and_done_at_the_same_time(tmp_path):
    """Workers that take turns do everything once, and end within the longest of what there is."""
    known = {f"/a:Test{number}": 1 + number * 7 % 40 for number in range(60)}
    for count in (1, 2, 3, 8):
        found = share(tmp_path / str(count), "bare", known)
        clocks = dict.fromkeys(range(count), 0)
        done = []
        while spec := take_next(found):
            worker = min(clocks, key=clocks.get)
            clocks[worker] += known[spec]
            done.append(spec)
        assert sorted(done) == sorted(known)
        assert max(clocks.values()) - min(clocks.values()) <= 40


def test_turns(tmp_path):
    """What takes long to begin is begun once, and joined only where much is left of it."""
    bare = share(tmp_path, "bare", {f"/a:Test{number}": 20 for number in range(9)})
    demo = share(tmp_path, "demo", {"/a:Demo1": 100, "/a:Demo2": 10})
    turns = sharing.Turns([demo, bare])
    assert [turns.join(worker) for worker in (1, 2, 3)] == [demo, bare, bare]
    while take_next(bare):
        pass
    turns.leave(2, bare)
    assert turns.join(2) is None, "The start on demo data takes longer than half of what is left."
    turns.leave(1, demo)
    assert turns.join(1) is None, "Whoever ended a run that has left something does not repeat it."
    assert turns.join(2) is demo, "Another one does."
    turns.leave(2, demo)
    assert turns.join(3) is demo


def test_little_is_left(tmp_path):
    bare = share(tmp_path, "bare", {"/a:Test1": 40, "/a:Test2": 20})
    turns = sharing.Turns([bare])
    assert turns.join(1) is bare
    assert turns.join(2) is bare
    assert turns.join(3) is None, "A third part of a minute is less than it takes to begin."
    take_next(bare)
    take_next(bare)
    turns.leave(1, bare)
    assert turns.join(3) is None, "There is nothing left."


def test_wrong_number_of_workers(monkeypatch):
    for wrong in ("0", "-1", "many"):
        monkeypatch.setenv("JOBS", wrong)
        with pytest.raises(console.Failure, match="no number of workers"):
            sharing.workers()
    monkeypatch.setenv("JOBS", "3")
    assert sharing.workers() == 3
