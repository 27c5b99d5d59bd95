"""What the planning table's client is told in short: bits of cells and names of columns.

``static/src/planning_table`` has the same ones; ``tests/tools/test_flags.py`` compares them.
"""

#: Bits that tell the client about a cell.
HELD, NOTED, SUMMED, CHANGED = 1, 2, 4, 8
#: Of its note: whether it is resolved, and whether it was answered.
RESOLVED, ANSWERED = 16, 32
#: Whether it is made of items.
ITEMISED = 64
#: What may stand beside each target.
COLUMNS = ("history", "change", "actual", "attainment")
