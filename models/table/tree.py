from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models

from ...tools import tree


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
        return tree.get_path(row_id, self.parents)

    def get_with_ancestors(self, row_ids):
        """Return rows and all visible ones above them."""
        return tree.get_with_ancestors(row_ids, self.parents)

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
        wanted = set(row_ids)
        return [row_id for row_id in tree.order_depth_first(self.children) if row_id in wanted]

    def is_editable(self, row_id):
        """Whether the user may change the working figures of a row."""
        return self.editable is None or row_id in self.editable

    def is_splittable(self, row_id):
        """Whether the user may add rows below a row."""
        return self.splittable is None or row_id in self.splittable

    def is_whole(self, row_id):
        """Whether nothing below a row is hidden from the user."""
        return self.whole is None or row_id in self.whole
