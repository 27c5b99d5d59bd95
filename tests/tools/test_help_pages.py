"""Each screen of the add-on has a page of the help, and opens it."""

import re
from pathlib import Path
from xml.etree import ElementTree

ADDON = Path(__file__).resolve().parents[2]
SOURCE = (ADDON / "static/src/help/pages.js").read_text(encoding="utf-8")
ACTIONS = {"ir.actions.act_window", "ir.actions.client"}
#: It is the help.
HELP = "sales_plan_help_page_action"


def _pages(name):
    block = re.search(rf"{name} = \{{(.*?)\}};", SOURCE, re.DOTALL)[1]
    return dict(re.findall(r'"?([\w.-]+)"?: "(\w+)"', block))


def _screens():
    """Yield ``(external id, path, model)`` of each action that opens a screen."""
    for path in sorted(ADDON.glob("*/**/*_views.xml")):
        if ".run" in path.parts:
            continue
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") in ACTIONS and record.get("id") != HELP:
                values = {field.get("name"): field.text or "" for field in record.iter("field")}
                yield record.get("id"), values.get("path", ""), values.get("res_model", "")


def test_every_screen_has_a_page():
    by_path, by_model = _pages("BY_PATH"), _pages("BY_MODEL")
    kinds = [beginning for beginning, __ in re.findall(r'\["([\w.]+)", "(\w+)"\]', SOURCE)]
    screens = list(_screens())
    assert len(screens) > 50
    without = [
        name
        for name, path, model in screens
        if path not in by_path
        and model not in by_model
        and not any(model.startswith(beginning) for beginning in kinds)
    ]
    assert not without, f"static/src/help/pages.js says nothing of {', '.join(without)}"


def test_pages_are_there():
    told = {*_pages("BY_PATH").values(), *_pages("BY_MODEL").values()}
    told |= {page for __, page in re.findall(r'\["([\w.]+)", "(\w+)"\]', SOURCE)}
    templates = {
        template.get("id")
        for path in (ADDON / "views/help").glob("*.xml")
        for template in ElementTree.parse(path).iter("template")
    }
    assert {f"help_{page}" for page in told} <= templates
