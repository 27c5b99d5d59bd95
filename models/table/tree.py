from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models


@dataclass
class TableTree:
    """The rows of a plan that a user may see, as they are when a call begins.

    :param plan: the plan, as the user has it
    :param parents: ``{row id: id of the row above, or None}``; rows above come first
    :param levels: ``{row id: level id}``, None for the total
    :param children: ids of the visible rows below each, in order; under None the highest ones
    :param whole: rows of which everything below is visible; None when all are
    :param editable: rows whose working figures the user may change; None when all are
    :param splittable: rows below which the user may add others; None when all are
    :param sealed: rows whose split is somebody else's: from above figures are given to them, not
        below them
    :param watch: rows whose figures are told after an edit: they are read along with it
    """

    plan: models.Model
    parents: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)
    children: dict = field(default_factory=lambda: defaultdict(list))
    whole: set | None = None
    editable: set | None = None
    splittable: set | None = None
    sealed: frozenset = frozenset()
    watch: frozenset = frozenset()

    def add(self, row_id, parent_id, level_id):
        """Take a row in; a row above that was not taken in before is hidden."""
        above = parent_id if parent_id in self.parents else None
        self.parents[row_id] = above
        self.levels[row_id] = level_id
        self.children[above].append(row_id)

    def get_path(self, row_id):
        """Return the visible rows above a row, from the highest down."""
        path = []
        while (row_id := self.parents[row_id]) is not None:
            path.append(row_id)
        return path[::-1]

    def get_with_ancestors(self, row_ids):
        """Return rows and all visible ones above them."""
        found = set()
        for row_id in row_ids:
            above = row_id
            while above is not None and above not in found and above in self.parents:
                found.add(above)
                above = self.parents[above]
        return found

    def get_below(self, row_ids, sealed=frozenset()):
        """Return rows and all rows below them: ``{row id: id of the row above, or None}``, None
        where that is not one of them; rows above come first.

        :param sealed: rows below which only those are returned that are given themselves
        """
        wanted, parents = set(row_ids), {}
        for row_id, parent_id in self.parents.items():
            if row_id in wanted or (parent_id in parents and parent_id not in sealed):
                parents[row_id] = parent_id if parent_id in parents else None
        return parents

    def get_ordered(self, row_ids):
        """Return rows in the order of the tree, each before those below it."""
        row_ids, ordered = set(row_ids), []
        stack = self.children[None][::-1]
        while stack:
            row_id = stack.pop()
            if row_id in row_ids:
                ordered.append(row_id)
            stack += self.children[row_id][::-1] if row_id in self.children else []
        return ordered

    def is_editable(self, row_id):
        """Whether the user may change the working figures of a row."""
        return self.editable is None or row_id in self.editable

    def is_splittable(self, row_id):
        """Whether the user may add rows below a row."""
        return self.splittable is None or row_id in self.splittable

    def is_whole(self, row_id):
        """Whether nothing below a row is hidden from the user."""
        return self.whole is None or row_id in self.whole
