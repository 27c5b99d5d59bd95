"""What a complete run of the tests gave: the same tests of the same files need no second run.

Only a run in which everything passed is remembered, and only for the very same files, Python and
choice of Odoo and PostgreSQL. `make test AGAIN=1` runs the tests all the same, and so do a part
of them (TAGS=) and continuous integration (CI=true).
"""

import hashlib
import json
import os
import sys
from datetime import datetime

from . import console, paths, results

RECORD = paths.RUN / "passed.json"
CHOICES = ("ODOO", "PGHOST", "PGPORT", "DATABASE_URL")


def recall():
    """Return the results of the remembered run, or None where the tests have to run."""
    if os.environ.get("CI") or os.environ.get("AGAIN") or not RECORD.exists():
        return None
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    if record["of"] != fingerprint():
        return None
    console.say(
        f"All tests passed on {record['on']}, and no file has changed since. "
        "`make test AGAIN=1` runs them once more."
    )
    skipped = [tuple(pair) for pair in record["skipped"]]
    return results.Results(passed=record["passed"], skipped=skipped)


def remember(total):
    """Keep the results of a complete run, if everything passed."""
    RECORD.unlink(missing_ok=True)
    if total.failed or not total.passed:
        return
    record = {
        "of": fingerprint(),
        "on": f"{datetime.now():%Y-%m-%d %H:%M}",
        "passed": total.passed,
        "skipped": total.skipped,
    }
    RECORD.write_text(json.dumps(record), encoding="utf-8")


def fingerprint():
    """Change whenever something changes that the tests depend on."""
    digest = hashlib.sha256(repr((sys.version, [os.environ.get(n) for n in CHOICES])).encode())
    scripts = [path for path in paths.DEV.rglob("*") if path.suffix in (".py", ".txt")]
    for path in sorted([*paths.addon_files(), *scripts, paths.ROOT / "pyproject.toml"]):
        digest.update(str(path.relative_to(paths.ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
