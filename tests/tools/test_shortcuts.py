"""The table of keys in the README is what the planning table obeys."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "static/src/planning_table"

KEY = re.compile(r'"([^"]+)"')
SHORTCUT = re.compile(
    r'name: "(?P<name>\w+)",\s*group: "(?P<group>\w+)",\s*keys: \[(?P<keys>[^\]]+)\],\s*'
    r'label: \(\) =>\s*_t\(\s*"(?P<label>[^"]+)"'
)
COMMAND = re.compile(
    r'name: "\w+",(?:(?!\bname: ).)*?hotkey: "(?P<key>[^"]+)",(?:(?!\bname: ).)*?'
    r'label: \(\) => _t\("(?P<label>[^"]+)"',
    re.DOTALL,
)
SHOWN = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ContextMenu": "Menu",
    "PageUp": "Page Up",
    "PageDown": "Page Down",
}


def show(keys):
    """Return combinations as the README writes them, four arrows together."""
    if len(keys) == 4 and all("Arrow" in key for key in keys):
        return keys[0].replace("ArrowUp", "↑ ↓ ← →")
    parts = [["Ctrl", "+"] if key == "Ctrl++" else key.split("+") for key in keys]
    return ", ".join("+".join(SHOWN.get(part, part) for part in key) for key in parts)


def say(group, label):
    """Return what a key does, as the README says it."""
    return f"In an open cell: {label[0].lower()}{label[1:]}" if group == "open" else label


def read_lines():
    """Return the lines of the table, from the sources of the planning table."""
    source = (SOURCES / "shortcuts.js").read_text()
    lines = [
        f"| {show(KEY.findall(match['keys']))} | {say(match['group'], match['label'])} |"
        for match in SHORTCUT.finditer(source)
    ]
    assert len(lines) == len(re.findall(r"\bgroup: \"", source)), "every shortcut is read"
    for name in ("commands.js", "selection_commands.js"):
        for match in COMMAND.finditer((SOURCES / name).read_text()):
            *shift, letter = match["key"].split("+")
            keys = "+".join(["Alt", *(part.title() for part in shift), letter.upper()])
            lines.append(f"| {keys} | {match['label'].rstrip('…')} |")
    return lines


@pytest.mark.parametrize("line", read_lines())
def test_readme_has_the_key(line):
    assert line in (ROOT / "README.md").read_text().splitlines()


def test_readme_has_no_other_keys():
    """Between the heading of the table and its end stands nothing that is not true."""
    readme = (ROOT / "README.md").read_text()
    table = readme.partition("| key | what it does |\n|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == read_lines()
