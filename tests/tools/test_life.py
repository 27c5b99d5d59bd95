"""The checks of a database's life find what is wrong, and nothing else."""

from collections import Counter

from dev import life_catalogue, life_upgrade, paths, results, test_odoo

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    tomllib = None


def catalogue(columns, rows):
    made = life_catalogue.Catalogue.__new__(life_catalogue.Catalogue)
    made.schema = {"column": set(columns)}
    made.rows = {"ir_cron": Counter(rows)}
    return made


def test_what_is_left():
    before = catalogue(["crm_lead name"], ["{1}", "{2}", "{2}"])
    after = catalogue(["crm_lead name", "crm_lead role"], ["{1}", "{2}", "{3}"])
    assert after.left_since(before) == [
        "column is left: crm_lead role",
        "ir_cron has more: {3}",
        "ir_cron has lost: {2}",
    ]
    assert before.left_since(after) == [
        "column is gone: crm_lead role",
        "ir_cron has more: {2}",
        "ir_cron has lost: {3}",
    ]
    assert before.left_since(before) == []


def test_what_odoo_itself_leaves():
    [(own, __)] = life_catalogue.OWN_WAYS
    assert catalogue([f"{own} FOREIGN KEY"], []).left_since(catalogue([], [])) == []


def test_figures_that_changed():
    before = {"row 1": [10, 2.5], "row 2": [1, 1]}
    assert life_upgrade.compare(before, {**before, "row 3": [0, 0]}) == []
    assert life_upgrade.compare(before, {"row 1": [10, 2.49]}) == [
        "row 1 was [10, 2.5], is [10, 2.49]",
        "row 2 was [1, 1], is None",
    ]
    assert life_upgrade.compare({}, {}) == ["no figure was read before the update"]


def test_failures_that_were_there_before():
    """What fails without the add-on, too, is no failure; warnings of a test count as one thing."""
    loud = "{}: warnings or errors in {}, {}, first: WARNING odoo.http: {}".format
    without = results.Results(passed=8, failed=2)
    without.broken = ["crm_A.test_phone", loud("bare odoo without", "crm_A.test_mail", 2, "slow")]
    with_it = results.Results(passed=7, failed=4)
    with_it.broken = [
        "crm_A.test_phone",
        "crm_A.test_new",
        loud("bare odoo with", "crm_A.test_mail", 5, "late"),
        loud("bare odoo with", "crm_A.test_old", 1, "slow"),
    ]
    found = test_odoo.compare(without, with_it)
    assert (found.passed, found.failed) == (7, 2)
    assert found.broken == [with_it.broken[1], with_it.broken[3]]
    assert [name for name, __ in found.skipped] == [with_it.broken[0], with_it.broken[2]]


def test_the_wheel_leaves_out_what_is_no_part():
    if tomllib:
        project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
        left_out = {name.strip("/") for name in wheel["exclude"]}
        assert left_out >= paths.NOT_ADDON
