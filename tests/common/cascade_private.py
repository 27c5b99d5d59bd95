import json
import re

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tools import SQL, mute_logger

from .cascade import CascadeCommon
from .publishing import publish
from .table_calls import table_of

#: What a client is told instead of an answer.
REFUSALS = (AccessError, MissingError, UserError, ValidationError)
#: Where figures are stored: the numbers, and the texts that have them inside.
AMOUNTS = (
    ("sales_plan_target", "amount"),
    ("sales_plan_draft", "amount"),
    ("sales_plan_publication_line", "amount_before"),
    ("sales_plan_publication_line", "amount_after"),
)
TEXTS = (
    ("sales_plan_publication_line", "cells"),
    ("sales_plan_step", "data"),
    ("sales_plan_step", "removed_rows"),
    ("sales_plan_step_row", "cells"),
    ("sales_plan_notice", "data"),
)


class CascadePrivateCommon(CascadeCommon):
    """A plan that is being split, with a figure of its own in every place where one can be.

    ::

        cascade, January             in force      prepared    split by
        total                      12,345,678                  manager
        ├── north                   5,432,109     7,654,321    leader
        │   ├── salesperson                       2,718,281
        │   │   └── acme                          1,618,033
        │   └── colleague           1,234,567     1,357,913
        │       └── bolt                          1,087,653
        └── south                                 3,141,593    (other_leader, once published)
            └── stranger                          2,236,067

    A *way* of asking is a function of an environment and of ``ask``, which calls something and
    keeps what it answers, refusals included. :meth:`assertPrivate` asks in two worlds that differ
    only in the figures that somebody must not know: their answers have to be the same, to the
    last character. A manager's answers have to differ; a way that tells nobody anything would
    prove nothing.
    """

    AMOUNTS = {
        "total": 12345678,
        "north": 5432109,
        "south": 3141593,
        "salesperson": 2718281,
        "colleague": 1234567,
        "acme": 1618033,
        "stranger": 2236067,
    }
    NORTH_PREPARED, COLLEAGUE_PREPARED, BOLT = 7654321, 1357913, 1087653

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").sudo().implied_ids |= cls.env.ref("base.group_allow_export")
        cls.tree["bolt"] = cls.row(cls.tree["colleague"], cls.bolt)
        publish(cls.cascade.with_user(cls.manager), cls.tree["north"].ids)
        publish(cls.cascade.with_user(cls.leader), cls.tree["colleague"].ids)
        cls._prepare(cls.manager, "north", cls.NORTH_PREPARED)
        cls._prepare(cls.leader, "colleague", cls.COLLEAGUE_PREPARED)
        cls._prepare(cls.leader, "bolt", cls.BOLT)
        figures = {*cls.AMOUNTS.values(), cls.NORTH_PREPARED, cls.COLLEAGUE_PREPARED, cls.BOLT}
        seen = {
            cls.salesperson: set(),
            cls.colleague: {cls.AMOUNTS["colleague"]},
            cls.leader: figures
            - {cls.NORTH_PREPARED}
            - {cls.AMOUNTS[name] for name in ("total", "south", "stranger")},
            cls.other_leader: set(),
            cls.clerk: set(),
            cls.visitor: set(),
        }
        cls.hidden = {user: sorted(figures - shown) for user, shown in seen.items()}
        cls.hidden[cls.manager] = sorted(figures)
        cls.attackers = list(seen)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _prepare(cls, user, name, amount):
        plan = cls.cascade.with_user(user)
        plan.invalidate_recordset()
        cells = [[cls.tree[name].id, cls.january.id, str(amount)]]
        edit = {"kind": "type", "cells": cells, "spread": False, "source": "type"}
        table_of(plan).edit(edit, plan.sudo().edit_version, f"{name}: 1")

    # Two worlds ---------------------------------------------------------------

    def change_figures(self, figures):
        """Make some figures others, wherever they are; which one is larger changes, too."""
        for figure in figures:
            other = 13_000_000 - figure
            for table, column in AMOUNTS:
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(other)s WHERE %(column)s = %(figure)s",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        other=other,
                        figure=figure,
                    )
                )
            for table, column in TEXTS:
                self.env.cr.execute(
                    SQL(
                        """UPDATE %(table)s
                              SET %(column)s = replace(
                                      %(column)s::text, %(figure)s, %(other)s)::jsonb
                            WHERE %(column)s::text LIKE %(like)s""",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        other=str(other),
                        figure=str(figure),
                        like=f"%{figure}%",
                    )
                )

    def ask(self, user, way, figures=()):
        """Return all that a user is told by a way of asking, as one text.

        :param figures: change these before, and back afterwards
        """
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        answers = []

        def ask(function, *args, **kwargs):
            try:
                with self.env.cr.savepoint():
                    answer = function(*args, **kwargs)
                    self.env.flush_all()
            except REFUSALS as refusal:
                answers.append(f"{type(refusal).__name__}: {refusal}")
                return None
            answers.append(answer)
            return answer

        try:
            self.change_figures(figures)
            self.env.invalidate_all()
            with mute_logger("odoo.addons.base.models.ir_model"):
                way(self.env(user=user, su=False, context={"lang": "en_US"}), ask)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return json.dumps(answers, default=str, sort_keys=True, ensure_ascii=False)

    def assertPrivate(self, way, users=None, told=True):  # noqa: N802
        """Assert that nobody learns by a way of asking what is not theirs to know.

        :param users: who asks; all who could attack, unless given
        :param told: whether the way tells managers anything
        """
        if told:
            self.assertNotEqual(
                self.ask(self.manager, way),
                self.ask(self.manager, way, self.hidden[self.manager]),
                "Managers are told nothing by this: it proves nothing.",
            )
        for user in self.attackers if users is None else users:
            with self.subTest(user=user.login):
                answer = self.ask(user, way)
                self.assertSilent(answer, self.hidden[user])
                self.assertEqual(answer, self.ask(user, way, self.hidden[user]))

    def assertSilent(self, answer, figures):  # noqa: N802
        """Assert that none of some figures is in a text, however it is written."""
        digits = re.sub(r"(?<=\d)[,'\u00a0\u202f ](?=\d{3})", "", answer)
        for figure in figures:
            self.assertNotIn(str(figure), digits)

    def plan_in(self, env):
        return env["sales.plan"].browse(self.cascade.id)

    def every_row(self):
        return [row.id for row in self.tree.values()]
