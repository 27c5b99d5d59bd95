"""Where things are in the spreadsheet of a planning table; export and import agree on it here.

The table is on one sheet. A hidden row of column keys stands above its titles, and each row begins
with hidden cells: the id of the row, that of the row above it, and a check sum of its names. A
hidden sheet tells which plan it is, as it was at which step.
"""

import re
from zlib import crc32

#: Raised when files of before can no longer be read.
FORMAT = 1
#: The hidden sheet.
KEY_SHEET = "sales_plan"
#: First cell of the hidden row of column keys.
MARK = "sales_plan.table"
#: Keys of the first columns, from the second on.
PARENT, CHECK, NAME, ABOVE, LEVEL = "parent", "check", "name", "above", "level"
TARGET, TOTAL, UNALLOCATED = "target", "total", "unallocated"

#: The formula of a cell that is the sum of the rows below it: references to those in the file, and
#: a number for the others. Whoever types a formula of their own writes another one.
_SUM_OF_ROWS = re.compile(
    r"=?SUMIF\(B\d+:B\d+,A\d+,[A-Z]+\d+:[A-Z]+\d+\)(\+N\(-?[\d.]+(E[-+]?\d+)?\))?"
)


def get_check(above: str, name: str) -> str:
    """Return the check sum of a row's names, which tells when a row is not where it was."""
    return f"#{crc32(f'{tidy(above)}/{tidy(name)}'.encode()):08x}"


def tidy(text: str) -> str:
    """Return a name without the white space that programs add and take away."""
    return " ".join(text.split())


def get_period_key(kind: str, period_id: int) -> str:
    """Return the key of a column: ``target:12``."""
    return f"{kind}:{period_id}"


def is_sum_of_rows(formula: str) -> bool:
    """Whether a cell's formula is the one that stands for "nothing typed here"."""
    plain = formula.replace("$", "").replace(" ", "").upper()
    return bool(_SUM_OF_ROWS.fullmatch(plain))
