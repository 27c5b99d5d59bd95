from odoo.fields import Command

from .killing import KillingCommon


class NoticesCommon(KillingCommon):
    """Three people have been told of their targets once, and are to be told again."""

    JOB = "sales_plan.ir_cron_notices"

    def setUp(self):
        super().setUp()
        with self.connect() as env:
            users = env["res.users"].with_context(no_reset_password=True)
            self.users = users.create(
                [
                    {
                        "name": f"Told {number}",
                        "login": f"{self.MARK} {number}",
                        "email": f"told{number}@example.com",
                        "group_ids": [
                            Command.set(env.ref("sales_plan.group_sales_plan_manager").ids)
                        ],
                    }
                    for number in range(3)
                ]
            ).ids
            plan = env["sales.plan"].create(
                {
                    "name": self.MARK,
                    "date_from": "2031-01-01",
                    "date_to": "2031-12-31",
                    "level_ids": [Command.create({"dimension": "salesperson"})],
                }
            )
            rows = env["sales.plan.allocation"].create(
                [{"parent_id": plan.root_id.id, "user_id": user} for user in self.users]
            )
            self.plan, self.rows = plan.id, rows.ids
            self.queue(env)
        self.run_job()
        with self.connect() as env:
            self.assertEqual(self.told(env), [1, 1, 1])
            self.queue(env)

    def queue(self, env):
        """Queue a notice for each person."""
        env["sales.plan.notice"]._queue(
            env["sales.plan"].browse(self.plan),
            "published",
            [
                {
                    "user_id": user,
                    "allocation_id": row,
                    "data": {"rows": [[row, None, 100]], "count": 1},
                }
                for user, row in zip(self.users, self.rows, strict=True)
            ],
        )

    def remove_all(self):
        with self.connect() as env:
            env["sales.plan"].search([("name", "=", self.MARK)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            users = users.search([("login", "like", self.MARK)])
            partners = users.partner_id
            env["mail.message"].search([("notified_partner_ids", "in", partners.ids)]).unlink()
            users.unlink()
            partners.unlink()
            env.cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", [env.ref(self.JOB).id])

    def run_job(self):
        """Run the scheduled action as the server does."""
        with self.connect() as env:
            return env.ref(self.JOB).method_direct_trigger()

    def send_queued(self):
        """Send what is queued outside of the scheduled action; return that it is done."""
        with self.connect() as env:
            env["sales.plan.notice"]._send_queued()
        return True

    def told(self, env):
        """Return how many messages each person has."""
        messages = env["mail.message"]
        users = env["res.users"].browse(self.users)
        return [
            messages.search_count([("notified_partner_ids", "in", user.partner_id.ids)])
            for user in users
        ]
