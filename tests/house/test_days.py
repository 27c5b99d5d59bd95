"""There is one today: the day of the company. Nothing asks for another one."""

import re

import structure

#: What asks which day it is by the clock of the reader, of the server or of the browser.
OTHER_CLOCKS = re.compile(
    r"context_today|\bDate\.today\b|\bdate\.today\b|\bdatetime\.(now|utcnow|today)\b"
    r"|\b[nN]ow\(\)\.date\(\)|\bCURRENT_DATE\b|\bnow\(\)::date\b"
    r"|\bDateTime\.(now|local|utc)\(\)|\bnew Date\(\)|\btoday\b.*core/l10n/dates"
    r"|\bcurrent_date\b"
)
#: Who may, and why.
ALLOWED = {
    "queries/time.py": "as of a day that is today for the reader is as of now",
    "models/forecast/request.py": "a day that has begun for the reader is none to come",
    "static/src/company_day.js": "the day of the company, from the clock of the browser",
}


def test_nothing_asks_for_another_today():
    found = {}
    for floor in (*structure.FLOORS, "views", "data", "static/src"):
        for path in sorted((structure.ROOT / floor).rglob("*")):
            if path.suffix in (".py", ".js", ".xml"):
                text = path.read_text(encoding="utf-8")
                lines = [line.strip() for line in text.splitlines() if OTHER_CLOCKS.search(line)]
                if lines:
                    found[path.relative_to(structure.ROOT).as_posix()] = lines
    assert set(found) == set(ALLOWED), {
        path: lines for path, lines in found.items() if path not in ALLOWED
    }
