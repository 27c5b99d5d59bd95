import contextlib
import re

from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.table import TableCommon
from ..common.table_calls import table_of

CELLS = re.compile(r"\b(FROM|JOIN)\W+(sales_plan_target|sales_plan_draft)\b")


class ReadsMixin:
    """What an edit reads of working amounts; and that its answer is what the table then shows."""

    def read_by(self, call, *args):
        """Return the tables of targets and drafts that a call reads, once for each query, and
        what the call returns."""
        queries = []
        with contextlib.contextmanager(self._patchExecute)(queries):
            answer = call(*args)
        queries = [query for query in queries if query.lstrip().upper().startswith("SELECT")]
        return [table for query in queries for __, table in CELLS.findall(query)], answer

    def assertReads(self, plan, edit, tables):  # noqa: N802
        """Assert what an edit reads, and that it answers what is read anew."""
        rows = plan.env["sales.plan.allocation"].search([("plan_id", "=", plan.id)])
        version = plan.sudo().edit_version
        token = f"reads: {version}"
        read, answer = self.read_by(table_of(plan).edit, edit, version, token, rows.ids)
        self.env.invalidate_all()
        self.assertEqual(sorted(read), sorted(tables))
        self.assertTrue(answer["rows"])
        shown = {row["id"]: row for row in table_of(plan).rows(rows.ids)["rows"]}
        for row in answer["rows"]:
            self.assertEqual(row, {name: shown[row["id"]][name] for name in row})


@tagged("post_install", "-at_install")
class TestTableReads(ReadsMixin, TableCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(1, 13):
            cls.target(cls.north, 500, number)
            cls.target(cls.south, 40, number)
        cls.target(cls.n_acme, 300.1)
        cls.target(cls.n_bolt, 0.2)
        cls.target(cls.s_coil, 70, 3)

    def test_one_cell(self):
        """A typed cell and all that stands above it are read at once; what the rows beside it
        have is summed by the database."""
        edit = {"kind": "type", "cells": [[self.n_acme.id, self.january.id, "=100/3"]]}
        self.assertReads(self.plan_of(), edit, ["sales_plan_target"] * 2)

    def test_total(self):
        """When a total is spread, everything is known: nothing is read again."""
        edit = {"kind": "type", "cells": [[self.total.id, None, "9999.99"]], "spread": True}
        self.assertReads(self.plan_of(), edit, ["sales_plan_target"])

    def test_some_periods(self):
        """What stands in other periods is read along, for the rows' totals."""
        edit = {"kind": "type", "cells": [[self.total.id, self.march.id, "7"]], "spread": True}
        self.assertReads(self.plan_of(), edit, ["sales_plan_target"])

    def test_clear(self):
        """What is not planned any more leaves the sum of what is below."""
        chosen = {"rows": self.north.ids, "periods": self.january.ids}
        self.assertReads(self.plan_of(), {"kind": "clear", **chosen}, ["sales_plan_target"])
        self.assertEqual(self.shown(self.north), [300.3, 4, 0])

    def test_hold(self):
        chosen = {"rows": self.n_acme.ids, "periods": self.january.ids}
        self.assertReads(self.plan_of(), {"kind": "hold", **chosen}, ["sales_plan_target"] * 2)


@tagged("post_install", "-at_install")
class TestTableReadsInCascade(ReadsMixin, CascadeCommon):
    def setUp(self):
        super().setUp()
        cells = [
            [name, period_id, str(self.AMOUNTS[name])]
            for name in ("total", "north", "south", "salesperson")
            for period_id in self.cascade.period_ids.ids
        ]
        self.edit(self.manager, "type", cells=cells, spread=False, source="type")
        self.publish(self.manager, "total", "north")

    def test_one_cell(self):
        """In a plan in force, targets and the drafts over them are read once each; drafts once
        more for the marks of what is not published."""
        for user, entry in ((self.manager, "120"), (self.leader, "130")):
            edit = {"kind": "type", "cells": [[self.tree["acme"].id, self.january.id, entry]]}
            plan = self.plan_of(user)
            with self.subTest(user=user.login):
                self.assertReads(plan, edit, ["sales_plan_target"] + ["sales_plan_draft"] * 2)
