from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-03-12 12:00:00")
class TestOpenTasks(SalesPlanCommon):
    """G9: open tasks of a period by person and week, with the amounts behind them.

    ========= ============ =========== ================================ ==========
    task      whose        due         about                            amount
    ========= ============ =========== ================================ ==========
    call      salesperson  10 Mar      a deal of 400                    400
    meet      salesperson  13 Mar      the same deal                    (the same)
    remind    colleague    11 Mar      an invoice of 500, 200 are paid  300
    check     salesperson  20 Mar      a row with targets of 90 and 10  100
    discuss   manager      20 Mar      the plan, whose total has 250    250
    greet     salesperson  13 Mar      a customer: no task of planning
    old       salesperson  13 Mar      an invoice that is paid          —
    ========= ============ =========== ================================ ==========
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_sale_a.amount = 0
        cls.open_deal = cls.deal(cls.acme, 400)
        cls.unpaid = cls.invoice(
            cls.bolt, "2025-01-10", (cls.screw, 500), invoice_user_id=cls.colleague.id
        )
        cls.pay(cls.unpaid, "2025-02-01", 200)
        cls.paid = cls.invoice(cls.acme, "2025-01-10", (cls.screw, 10))
        cls.pay(cls.paid, "2025-02-01")
        cls.in_force = cls.plan("salesperson", name="In force")
        cls.own_row = cls.row(cls.in_force, cls.salesperson)
        cls.target(cls.in_force, 250)
        for number, amount in ((3, 90), (4, 10)):
            cls.target(cls.own_row, amount, number=number)
        cls.in_force.action_confirm()
        # what confirming has made of its own
        cls.env["mail.activity"].sudo().search([]).unlink()
        for about, summary, user, day in (
            (cls.open_deal, "call", cls.salesperson, "2025-03-10"),
            (cls.open_deal, "meet", cls.salesperson, "2025-03-13"),
            (cls.unpaid, "remind", cls.colleague, "2025-03-11"),
            (cls.own_row, "check", cls.salesperson, "2025-03-20"),
            (cls.in_force, "discuss", cls.manager, "2025-03-20"),
            (cls.acme, "greet", cls.salesperson, "2025-03-13"),
            (cls.paid, "old", cls.salesperson, "2025-03-13"),
        ):
            about.sudo().activity_schedule(
                "mail.mail_activity_data_todo", day, summary, user_id=user.id
            )

    def tasks(self, user=None, *conditions):
        """Return the tasks that somebody sees, in their order."""
        tasks = self.env["sales.open.task"].with_user(user or self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        return tasks.search([("company_id", "=", self.company.id), *conditions])

    def test_list(self):
        """Activities on what is planned and sold, each with its kind and amount."""
        found = [(task.summary, task.kind, task.amount) for task in self.tasks()]
        self.assertEqual(
            found,
            [
                ("call", "deal", 400),
                ("remind", "invoice", 300),
                ("meet", "deal", 400),
                ("check", "row", 100),
                ("discuss", "plan", 250),
            ],
        )

    def test_late(self):
        """What is due today, where the company is, is not late yet: it is the 13th there."""
        late = self.tasks(None, ("is_late", "=", True))
        self.assertEqual(set(late.mapped("summary")), {"call", "remind"})

    def test_amounts_count_once(self):
        """By person and week: two tasks on one deal have its amount once in any group of both."""
        tasks = self.env["sales.open.task"].with_user(self.manager)
        self.env.flush_all()
        domain = [("company_id", "=", self.company.id)]
        measures = ["__count", "document:count_distinct", "amount:sum"]
        groups = tasks._read_group(domain, ["user_id"], measures)
        self.assertEqual(
            {user: figures for user, *figures in groups},
            {
                self.salesperson: [3, 2, 500],
                self.colleague: [1, 1, 300],
                self.manager: [1, 1, 250],
            },
        )
        weeks = tasks._read_group(domain, ["date_deadline:week"], measures)
        self.assertEqual([figures for __, *figures in weeks], [[3, 2, 700], [2, 2, 350]])
        self.assertEqual(tasks._read_group(domain, [], measures), [(5, 4, 1050)])
        [(converted,)] = tasks._read_group(domain, [], ["amount:sum_currency"])
        self.assertEqual(converted, 1050)

    def test_done_and_moved(self):
        """Tasks are done and moved from here: the activities themselves, by who may."""
        own = self.tasks(self.salesperson, ("kind", "=", "deal"))
        own[0].action_tomorrow()
        self.assertEqual(
            [(task.summary, task.date_deadline) for task in self.tasks(self.salesperson)][:2],
            [("call", self.day("2025-03-13")), ("meet", self.day("2025-03-13"))],
        )
        own[1].action_next_week()
        self.assertEqual(
            self.open_deal.activity_ids.mapped("date_deadline")[1], self.day("2025-03-17")
        )
        edited = own[0].action_edit()
        self.assertEqual((edited["res_model"], edited["res_id"]), ("mail.activity", own[0].id))
        own.action_done()
        self.assertFalse(self.open_deal.activity_ids)
        self.assertNotIn("deal", self.tasks().mapped("kind"))
        self.assertEqual(own.action_done(), None)  # a second click finds nothing to do

    def test_opened(self):
        """A task opens what it is about."""
        [task] = self.tasks(self.manager, ("kind", "=", "invoice"))
        action = task.action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", self.unpaid.id))

    def test_who_sees_what(self):
        """Everybody sees their own, and those on documents that they may read."""
        for user, expected in (
            (self.salesperson, {"call", "meet", "check"}),
            (self.stranger, set()),
            (self.leader, {"check"}),
        ):
            with self.subTest(user=user.login):
                self.assertLessEqual(expected, set(self.tasks(user).mapped("summary")))
        self.assertNotIn("remind", self.tasks(self.stranger).mapped("summary"))
        self.assertNotIn("discuss", self.tasks(self.stranger).mapped("summary"))
        for user in (self.clerk, self.visitor):
            with self.subTest(refused=user.login), self.assertRaises(AccessError):
                self.tasks(user)

    def test_hidden_amounts(self):
        """A task on something that its person may not read has no amount."""
        hidden = self.deal(self.bolt, 999, user_id=self.colleague.id)
        hidden.sudo().activity_schedule(
            "mail.mail_activity_data_todo", "2025-03-14", "help", user_id=self.stranger.id
        )
        [task] = self.tasks(self.stranger, ("summary", "=", "help"))
        self.assertIs(task.amount, False)
        [seen] = self.tasks(self.manager, ("summary", "=", "help"))
        self.assertEqual(seen.amount, 999)

    def test_plans_of_pieces(self):
        """A plan of quantities has no amount of money."""
        pieces = self.plan("product", measure="quantity", name="Pieces", year=2026)
        self.target(pieces, 5)
        pieces.sudo().activity_schedule(
            "mail.mail_activity_data_todo", "2025-03-14", "count", user_id=self.manager.id
        )
        [task] = self.tasks(self.manager, ("summary", "=", "count"))
        self.assertIs(task.amount, False)

    def test_query_count(self):
        """As many queries, however many tasks there are."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["sales.open.task"].with_user(self.manager)._read_group(
                [], ["user_id"], ["amount:sum"]
            )
            return self.env.cr.sql_log_count - before

        count()
        once = count()
        for number in range(5):
            deal = self.deal(self.acme, number)
            deal.activity_schedule(
                "mail.mail_activity_data_todo", "2025-03-14", user_id=self.salesperson.id
            )
        self.assertLessEqual(count(), once)
