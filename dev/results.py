"""What a run of the tests gave: counted from Odoo's log and pytest's report."""

import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[\w.]+): "
    r"(?P<message>.*)$"
)
STARTING = re.compile(r"^Starting (?P<test>[\w.]+) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<test>\w+Class \([\w.]+\)|[\w.]+) : (?P<reason>.*)")
SET_UP = re.compile(r"setUpClass \(odoo\.addons\.(?P<module>\w+)\.[\w.]*?(?P<cls>\w+)\)")
CLASS_ENDED = "filestore gc "  # what Odoo does last after each class
BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<test>\w+Class \([\w.]+\)|[\w.]+)")
HOOT_PASSED = re.compile(r"Passed (?P<passed>\d+) tests \(")
HOOT_FAILED = re.compile(r"Failed (?P<failed>\d+) tests \((?P<passed>\d+) passed")
LOUD = {"WARNING", "ERROR", "CRITICAL"}
LOG_HAS = (
    "warnings or errors in "  # what a failure of a log says, before the test that they came in
)
LONGEST_SHOWN = 500  # letters of a line of the log that are told again at the end

# Warnings and errors that are let pass: (pattern, why).
ALLOWED = ((r"^(Module \S+: )?\d+ fail(ures|ed), \d+ error", "the sum of what was told before"),)


@dataclass
class Results:
    """Counts, and what has to be shown to the user."""

    passed: int = 0
    failed: int = 0
    skipped: list = field(default_factory=list)  # (test, reason)
    broken: list = field(default_factory=list)  # names of failed tests and checks

    def add(self, other):
        """Count another run's results too."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.broken += other.broken

    def fail(self, name):
        """Count one failed test or check."""
        self.failed += 1
        self.broken.append(name)

    def last_line(self):
        """Return the line that closes the output."""
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


class OdooLog:
    """Reads the log of one run line by line."""

    def __init__(self, show):
        self.show = show  # called with each line that the user has to see
        self.current = ""  # the test that runs
        self.started = {}  # tests in their order
        self.skipped = {}  # test: reason
        self.broken = {}  # tests and set-ups that failed
        self.hoot = {}  # test: (passed, failed)
        self.loud = {}  # warnings and errors by the test that ran, each as it was shown
        self.runs = Counter()  # how often each test was started, by (class, method)
        self.seconds = Counter()  # what each class took, by class, as suite.TestClass.spec
        self._class = ""
        self.clock = time.monotonic  # of this process, which no test can set
        self._since = None
        self._showing = False

    def read(self, text):
        """Take in one line; a line that continues a shown one is shown too."""
        match = LINE.match(text)
        if not match:
            if self._showing:
                self.show(text)
            return
        message = match["message"]
        self._note_time(match["logger"], message)
        self._note_test(message)
        self._showing = match["level"] in LOUD and not _is_allowed(message)
        if self._showing:
            line = f"{match['level']} {match['logger']}: {message}"
            self._note_loud(message, line)
            self.show(line)

    def _note_time(self, logger, message):
        """Give a class the time since the class before it ended."""
        if match := STARTING.match(message):
            name, __, method = match["test"].partition(".")
            self._class = f"/{logger.split('.')[2]}:{name}"
            self.runs[self._class, method] += 1
            self._since = self._since or self.clock()
        elif self._class and message.startswith(CLASS_ENDED):
            now = self.clock()
            self.seconds[self._class] += now - self._since
            self._since = now

    def _note_test(self, message):
        if match := STARTING.match(message):
            self.current = match["test"]
            self.started[self.current] = None
        elif match := SKIPPED.match(message):
            self.skipped[match["test"]] = match["reason"]
        elif "[HOOT]" in message or "tests (" in message:
            self._note_hoot(message)

    def _note_hoot(self, message):
        for pattern in (HOOT_PASSED, HOOT_FAILED):
            if match := pattern.search(message):
                counts = match.groupdict()
                self.hoot[self.current] = int(counts["passed"]), int(counts.get("failed", 0))

    def _note_loud(self, message, line):
        if match := BROKEN.match(message):
            self.broken[match["test"]] = None
        else:
            self.loud.setdefault(self.current, []).append(line)

    def classes_left_out(self):
        """Return the classes of which no test ran because their set-up failed or was skipped."""
        for name in [*self.broken, *self.skipped]:
            if match := SET_UP.match(name):
                yield f"/{match['module']}:{match['cls']}"

    def results(self, name, code):
        """Return the counts; each Hoot test counts for itself."""
        found = Results(skipped=[(test, why) for test, why in self.skipped.items()])
        found.broken += self.broken
        found.failed = len(self.broken)
        found.passed = sum(
            test not in self.broken and test not in self.skipped for test in self.started
        )
        for test, (passed, failed) in self.hoot.items():
            self._count_hoot(found, test, passed, failed)
        for test, lines in self.loud.items():
            if test not in self.broken:
                first = lines[0][:LONGEST_SHOWN]
                where = test or "what came before the tests"
                found.fail(f"{name}: {LOG_HAS}{where}, {len(lines)}, first: {first}")
        if code and not found.failed:
            found.fail(f"{name}: Odoo ended with code {code}")
        return found

    def _count_hoot(self, found, test, passed, failed):
        """Let the Hoot tests stand for the Python test that runs them."""
        found.passed += passed
        if test not in self.broken:
            found.passed -= 1
        elif failed:
            found.failed += failed - 1


def _is_allowed(message):
    return any(re.search(pattern, message) for pattern, _reason in ALLOWED)


def from_pytest(report):
    """Return the counts of a JUnit report that pytest wrote."""
    found = Results()
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            found.fail(name)
        elif skipped is not None:
            found.skipped.append((name, skipped.get("message")))
        else:
            found.passed += 1
    return found
