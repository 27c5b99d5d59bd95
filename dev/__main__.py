"""`python -m dev COMMAND`: makes the virtual environment and runs the command inside it."""

import importlib
import os
import signal
import sys

from . import console, venv

# command: (module with a `main(arguments)`, whether it needs the tools for tests and lint)
COMMANDS = {
    "run": ("run", False),
    "reset": ("run", False),
    "update": ("run", False),
    "shell": ("run", False),
    "bench": ("bench", False),
    "replay": ("replay", False),
    "test": ("test", True),
    "check": ("test", True),
    "test-clock": ("test_clock", True),
    "test-odoo": ("test_odoo", True),
    "test-life": ("life", False),
    "test-upgrade": ("life_upgrade", False),
    "wheel": ("wheel", False),
    "test-till": ("test_till", True),
    "lint": ("lint", True),
    "format": ("lint", True),
    "pot": ("pot", False),
    "roles": ("roles", True),
    "clean": ("clean", False),
}


def main(arguments):
    """Run one command; a `console.Failure` is a sentence for the user, not a traceback."""
    if not arguments or arguments[0] not in COMMANDS:
        raise console.Failure(f"Say which command: {', '.join(COMMANDS)}.")
    module, with_test_tools = COMMANDS[arguments[0]]
    if module != "clean" and not venv.is_active():
        venv.ensure(with_test_tools)
        os.execv(venv.PYTHON, [str(venv.PYTHON), "-m", "dev", *arguments])
    importlib.import_module(f"dev.{module}").main(arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except console.Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        sys.exit(1)
    except PermissionError as error:
        print(f"\nNo permission: {error}. Was a command run by another user, perhaps root?")
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
