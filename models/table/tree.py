from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models

from ...tools import tree


@dataclass
class TableTree:
    """The rows of a plan that a user may see, as they are when a call begins.

    :param plan: the plan, in the user's environment
    :param parents: ``{row id: id of the row above, or None}``, rows above before those below
    :param levels: ``{row id: level id}``, None for the total
    :param children: ``{row id: ids of the visible rows directly below}``, in order; under None
        the highest visible rows
    :param whole: ids of the rows below which nothing is hidden from the user; None for all rows
    :param editable: ids of the rows whose working amounts the user may change; None for all rows
    :param splittable: ids of the rows below which the user may add rows; None for all rows
    :param sealed: ids of the published rows that somebody else splits: an edit from above changes
        these rows and stops there
    :param watch: ids of the rows that the client shows: an edit reads them, too, for its answer
    :param named: keys of the cells that a step of several edits names
    :param pending: what the edits of a step before this one change, ``{key: Cell or None}``
    :param shared: what the edits of a step read together, by what it is; nothing is written until
        all are worked out
    :param raises: whether the rows above those that an edit changes follow, see ``raising.py``
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
    named: frozenset = frozenset()
    pending: dict = field(default_factory=dict)
    shared: dict = field(default_factory=dict)
    raises: bool = False

    def add(self, row_id, parent_id, level_id):
        """Add a row; if the row above was not added before, it is hidden from the user."""
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
        """Return rows and all rows below them: ``{row id: id of the row above}``.

        Rows above come first. The id is None where the row above is not among those returned.

        :param sealed: rows at which the way down stops: of the rows below them only those are
            returned that are among ``row_ids``
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
        """Whether the user may change the working amounts of a row."""
        return self.editable is None or row_id in self.editable

    def is_splittable(self, row_id):
        """Whether the user may add rows below a row."""
        return self.splittable is None or row_id in self.splittable

    def is_whole(self, row_id):
        """Whether nothing below a row is hidden from the user."""
        return self.whole is None or row_id in self.whole
