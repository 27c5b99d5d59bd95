import random

from odoo.tests import tagged
from odoo.tools import SQL

from ..common.base import draw_seeds
from ..common.overdue import OverdueCommon

#: Invoices that are overdue, and how often asking for them is killed.
INVOICES, KILLS = 420, 6
#: Seconds that it may work before: enough for a batch or two.
LONGEST = 2.5
#: A company that is far behind: invoices that are posted, and how many there are of each.
POSTED, COPIES = 20, 1000
MANY = POSTED * COPIES
#: Instalments of a batch, and how many batches are counted the queries of.
BATCH, BATCHES = 200, 8


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestFollowUpKilled(OverdueCommon):
    """G11: asking for what is overdue, killed at any moment, loses nothing and doubles nothing."""

    def make_invoices(self, company):
        self.post(company, INVOICES)

    def test_killed(self):
        for seed in draw_seeds(KILLS):
            self.kill_at(self.ask, random.Random(seed).uniform(0, LONGEST))
            notices, activities = self.count()
            with self.subTest(seed):
                self.assertEqual(notices, activities)
                self.assertEqual(notices % 2, 0, "Both are asked for an invoice, or nobody yet.")
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * INVOICES, 2 * INVOICES))
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * INVOICES, 2 * INVOICES))
        self.assertEqual(self.count_made(), 2 * INVOICES)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestFollowUpAtSize(OverdueCommon):
    """G11: the same for 20,000 open invoices, with as many queries for each batch of them."""

    def make_invoices(self, company):
        moves = self.post(company, POSTED)
        self._copy(moves, COPIES - 1)

    def _copy(self, moves, times):
        """Copy invoices so many times, as they are stored; a copy names what it is one of."""
        env = moves.env
        env.flush_all()
        env.cr.execute(
            SQL(
                """INSERT INTO account_move (invoice_origin, name, %(columns)s)
                   SELECT move.id::text, move.name || '-' || number, %(values)s
                     FROM account_move move, generate_series(1, %(times)s) number
                    WHERE move.id IN %(moves)s""",
                **self._list_columns(env["account.move"], "move", {"invoice_origin", "name"}),
                times=times,
                moves=tuple(moves.ids),
            )
        )
        env.cr.execute(
            SQL(
                """INSERT INTO account_move_line (move_id, move_name, %(columns)s)
                   SELECT copy.id, copy.name, %(values)s
                     FROM account_move copy
                     JOIN account_move_line line ON line.move_id::text = copy.invoice_origin
                    WHERE line.move_id IN %(moves)s AND copy.company_id = line.company_id""",
                **self._list_columns(env["account.move.line"], "line", {"move_id", "move_name"}),
                moves=tuple(moves.ids),
            )
        )
        for table in ("account_move", "account_move_line"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.invalidate_all()

    def _list_columns(self, model, alias, without):
        """Return the other columns of a model, and their values in a table of that name."""
        names = [
            name
            for name, field in model._fields.items()
            if field.store and field.column_type and name not in {"id", *without}
        ]
        return {
            "columns": SQL(", ").join(SQL.identifier(name) for name in names),
            "values": SQL(", ").join(SQL.identifier(alias, name) for name in names),
        }

    def test_at_size(self):
        for part in range(1, 4):
            self.kill_when(self.ask, lambda part=part: self.count_notices() >= part * MANY // 2)
            notices, activities = self.count()
            self.assertLess(notices, 2 * MANY)
            self.assertEqual(notices, activities)
            self.assertEqual(notices % 2, 0, "Both are asked for an invoice, or nobody yet.")
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * MANY, 2 * MANY))
        before = self.take_fingerprint()
        self.finish(self.ask)
        self.assertEqual(self.take_fingerprint(), before, "Once more adds nothing.")
        self.assertEqual(self.count_made(), 2 * MANY)

    def test_queries(self):
        """G11: each batch takes as many queries as the others, however many there were before;
        and few, if all of it was asked before."""
        with self.connect() as env:
            domain = [("company_id", "=", self.company), ("display_type", "=", "payment_term")]
            lines = env["account.move.line"].search(domain, limit=BATCHES * BATCH, order="id")
            asked, idle = ([self._count(lines, number) for number in range(BATCHES)] for _ in "12")
            env.cr.rollback()
        # the first batch reads what does not change
        self.assertEqual(min(asked[1:]), max(asked[1:]))
        self.assertEqual(min(idle[1:]), max(idle[1:]))
        self.assertLess(max(idle), 15)
        self.assertLess(max(asked), BATCH)

    def _count(self, lines, number):
        env = lines.env
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        batch = lines[number * BATCH : (number + 1) * BATCH]
        env["sales.collection.notice"]._settle(batch)
        env.flush_all()
        return env.cr.sql_log_count - before


@tagged("post_install", "-at_install", "-standard", "sales_plan_long", "sales_plan_commits")
class TestFollowUpFaults(OverdueCommon):
    """G11: asking for what is overdue while the database goes away, or in two processes at once."""

    def make_invoices(self, company):
        self.post(company, INVOICES)

    def test_faults(self):
        for seed in draw_seeds(KILLS):
            self.cut_at(self.ask, random.Random(seed).uniform(0, LONGEST))
            notices, activities = self.count()
            with self.subTest(seed):
                self.assertEqual(notices, activities)
                self.assertEqual(notices % 2, 0, "Both are asked for an invoice, or nobody yet.")
        self.work_together(self.ask)
        self.finish(self.ask)
        self.assertEqual(self.count(), (2 * INVOICES, 2 * INVOICES))
        self.assertEqual(self.count_made(), 2 * INVOICES)
