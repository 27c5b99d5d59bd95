"""What the planning table's client is told in short: bits of cells and names of columns.

``static/src/planning_table`` has the same ones; ``tests/tools/test_flags.py`` compares them.
"""

#: Bits that tell the client about a cell.
HELD, NOTED, SUMMED, CHANGED = 1, 2, 4, 8
#: Of its note: whether it is resolved, and whether it was answered.
RESOLVED, ANSWERED = 16, 32
#: Whether it is made of items.
ITEMISED = 64
#: How a row's total has grown, beside that total only.
GROWTH_COLUMNS = ("growth", "growth_last_year", "growth_two_years")
#: What may stand beside the targets: in each period, beside the total (growth), as colours
#: (deviation from the row's mean), and subtotals of the periods (spans).
COLUMNS = (
    "history",
    "change",
    "actual",
    "attainment",
    *GROWTH_COLUMNS,
    "deviation",
    "spans",
)
#: What files can show of that.
SHEET_COLUMNS = COLUMNS[: COLUMNS.index("deviation")]
