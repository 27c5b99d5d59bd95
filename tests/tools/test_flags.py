"""What Python and JavaScript call the same is the same."""

import ast
import re
from pathlib import Path

from tools import flags

TABLE = Path(__file__).parents[2] / "static" / "src" / "planning_table"


def read_constants(name):
    """Return the exported constants of a script: ``{name: value}``."""
    text = (TABLE / name).read_text(encoding="utf-8")
    found = re.findall(r"^export const ([A-Z_]+) = (\d+|\[[^\]]*\]);$", text, re.MULTILINE)
    return {constant: ast.literal_eval(value) for constant, value in found}


def test_bits_of_cells():
    constants = read_constants("grid_editing.js") | read_constants("cell_marks.js")
    assert constants == {
        "HELD": flags.HELD,
        "NOTED": flags.NOTED,
        "SUMMED": flags.SUMMED,
        "CHANGED": flags.CHANGED,
        "RESOLVED": flags.RESOLVED,
        "ANSWERED": flags.ANSWERED,
        "ITEMISED": flags.ITEMISED,
    }
    # each has a bit of its own
    assert sum(constants.values()) == 2 ** len(constants) - 1


def test_columns():
    assert read_constants("table_look.js")["EXTRA_COLUMNS"] == list(flags.COLUMNS)
