import time

from odoo.fields import Command
from odoo.tests import tagged

from ...tools.spreading import Cell
from ..common.base import SalesPlanCommon
from ..common.publishing import hangs_on, publish, withdraw


class CascadeQueriesCommon(SalesPlanCommon):
    """Plans of so many customers of some salespeople in one team, month by month.

    ::

        total
        └── north                   leader
            ├── seller 0            with an even share of the customers
            │   ├── customer 0
            …   …
    """

    SELLERS = 30

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].with_context(no_reset_password=True, mail_create_nolog=True)
        cls.sellers = users.create(
            [
                {
                    "name": f"Seller {number}",
                    "login": f"queries_{number}",
                    "email": f"seller{number}@queries.example.com",
                    "group_ids": [Command.set(cls.env.ref("sales_team.group_sale_salesman").ids)],
                    "company_id": cls.company.id,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for number in range(cls.SELLERS)
            ]
        )
        cls.team_north.member_ids |= cls.sellers

    @classmethod
    def make_plan(cls, count):
        """Make a draft with so many targets, at most eleven fewer: rows times twelve months."""
        plan = cls.plan(
            "team", "salesperson", "customer", year=2027, name=f"{count}", is_cascaded=True
        )
        build = cls.env["sales.plan.build"]
        rows = -(-count // 12) - 2 - cls.SELLERS
        customers = cls.env["res.partner"].create([{"name": f"C {n}"} for n in range(rows)])
        team = build._create_rows([{"parent_id": plan.root_id.id, "team_id": cls.team_north.id}])
        sellers = build._create_rows(
            [{"parent_id": team[0], "user_id": user.id} for user in cls.sellers]
        )
        below = build._create_rows(
            [
                {"parent_id": sellers[number % len(sellers)], "partner_id": customer.id}
                for number, customer in enumerate(customers)
            ]
        )
        shares = dict.fromkeys(below, 1)
        shares |= dict.fromkeys(sellers, -(-rows // len(sellers)))
        shares |= dict.fromkeys([plan.root_id.id, *team], rows + len(sellers))
        cls.env["sales.plan.cells"]._write_cells(
            plan,
            {
                (row, period): Cell(100 * share)
                for row, share in shares.items()
                for period in plan.period_ids.ids
            },
        )
        cls.env.flush_all()
        return plan

    def count(self, plan, user, function):
        """Return how many queries something takes in another request of somebody."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(plan.with_user(user))
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def go_down(self, *counts):
        """Confirm plans of two sizes, publish and withdraw all of them, each in as many queries
        whatever the size."""
        small, *plans = (self.make_plan(count) for count in (500, *counts))
        ways = (
            (self.manager, lambda plan: plan.action_confirm(), 50, 1),
            (self.manager, lambda plan: publish(plan, plan.root_id.child_ids.ids), 60, 2),
            (self.leader, lambda plan: publish(plan, [], below=True), 100, None),
            (self.manager, lambda plan: withdraw(plan, plan.root_id.child_ids.ids, "No"), 50, 1),
            (self.manager, lambda plan: publish(plan, [], below=True), 60, None),
        )
        for number, (user, way, most, published) in enumerate(ways):
            self.count(small, user, way)  # fill what is cached for the process
            queries = [self.count(plan, user, way) for plan in plans]
            self.assertEqual(*queries, number)
            self.assertLessEqual(queries[0], most, number)
            for plan in plans:
                rows = plan.allocation_ids.filtered("is_published")
                self.assertEqual(len(rows), published or len(plan.allocation_ids), number)
                in_force = self.env["sales.plan.target"].search([("plan_id", "=", plan.id)])
                self.assertEqual(in_force.allocation_id, rows)
                self.assertEqual(len(in_force), 12 * len(rows))
        return plans

    def send(self, **context):
        """Send what is queued as the scheduled action does; return how many queries it takes."""
        cron = self.env.ref("sales_plan.ir_cron_notices")
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr, user=cron.user_id, su=False, context={})
            progress = env["ir.cron.progress"].create({"cron_id": cron.id})
            context = {"ir_cron_progress_id": progress.id, "cron_id": cron.id, **context}
            before = cr.sql_log_count
            env["sales.plan.notice"].with_context(**context)._send_queued()
            queries = cr.sql_log_count - before
        self.env.invalidate_all()
        return queries


@tagged("post_install", "-at_install")
class TestCascadeQueries(CascadeQueriesCommon):
    """S4: what takes one query for ten targets takes one for ten thousand."""

    def test_thousand_and_two(self):
        self.go_down(1_000, 2_000)

    def test_messages(self):
        """One message and one activity for each owner, however many rows are theirs."""
        queries = []
        for count in (500, 1_000, 2_000):
            plan = self.make_plan(count).with_user(self.manager)
            plan.action_confirm()
            publish(plan, plan.root_id.child_ids.ids)
            publish(plan.with_user(self.leader), [], below=True)
            queries.append(self.send())
            told = plan.sudo().message_ids.browse().search(hangs_on(plan))
            told = told.filtered(lambda message: message.message_type == "user_notification")
            everybody = self.sellers | self.leader
            self.assertEqual(told.notified_partner_ids, everybody.partner_id)
            self.assertEqual(len(told), len(everybody))
            activities = self.env["mail.activity"].search(hangs_on(plan, "res_model"))
            self.assertEqual(activities.user_id, everybody)
            self.assertEqual(len(activities), len(everybody))
        self.assertEqual(*queries[1:])
        self.assertGreater(queries[-1], self.SELLERS)

    def test_messages_one_by_one(self):
        """Sending stops after one when the time is over, and goes on in the next run."""
        plan = self.make_plan(500)
        plan.with_user(self.manager).action_confirm()
        row = plan.root_id.child_ids
        notices = self.env["sales.plan.notice"]
        notices.search([]).unlink()
        notice = {"allocation_id": row.id, "data": {"rows": [[row.id, None, 1]], "count": 1}}
        users = (self.sellers | self.leader) - self.sellers[0]
        for __ in range(2):
            notices._queue(plan, "published", [{**notice, "user_id": user.id} for user in users])
        self.assertEqual(len(notices.search([])), 60)
        self.send(cron_end_time=time.monotonic() - 1)
        self.assertEqual(len(notices.search([])), 59)
        self.send()
        self.assertFalse(notices.search([]))


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCascadeQueriesLong(CascadeQueriesCommon):
    """S4: as many queries for ten thousand targets as for five thousand."""

    def test_five_thousand_and_ten(self):
        self.go_down(5_000, 10_000)
