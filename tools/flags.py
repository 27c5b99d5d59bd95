"""Bits that tell a client about a cell of the planning table; ``grid_editing.js`` has them, too."""

#: Spreading leaves the cell alone.
HELD = 1
#: There is a note at the cell.
NOTED = 2
#: Nothing is planned for the row itself: the amount is what the rows below have together.
SUMMED = 4
#: The row is published, with another figure than this.
CHANGED = 8
