import json
import re

from odoo.http import Request
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common.cascade_private import CascadePrivateCommon
from ..common.workbooks import read_book

_LOGGERS = ("odoo.http", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestCascadePrivateHttp(CascadePrivateCommon, HttpCase):
    """P16, S7: what is not published does not leave the server by any address either."""

    def ask(self, user, way, figures=()):
        """Log somebody in and ask the server; see the class that this overrides."""

        def over_http(env, ask):
            self.authenticate(user.login, user.login)

            def ask_refusable(function, *args, **kwargs):
                try:
                    return ask(function, *args, **kwargs)
                except JsonRpcException as refusal:
                    return ask(refusal.__str__)

            with mute_logger(*_LOGGERS):
                way(env, ask_refusable)

        return super().ask(user, over_http, figures)

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does; refusals are answers, too."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def read_page(self, url, **options):
        """Return what is at an address."""
        response = self.url_open(url, **options)
        return response.status_code, response.headers.get("Content-Type"), response.text

    def read_book(self, url, **options):
        """Return the cells of a workbook without the time when it was made, or how it was
        refused."""
        response = self.url_open(url, **options)
        if "spreadsheet" not in response.headers.get("Content-Type", ""):
            return response.status_code
        book = read_book(response.content)
        cells = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        return re.sub(r"\d+:\d\d:\d\d", "", str(cells))

    def test_calls(self):
        plan = self.cascade.id
        rows = [row.id for row in self.tree.values()]
        domain = [["plan_id", "=", plan]]
        drafts = self.env["sales.plan.draft"].search([("plan_id", "=", plan)]).ids

        def way(env, ask):
            ask(self.call, "sales.plan.draft", "search_read", domain, ["amount"])
            ask(self.call, "sales.plan.draft", "read", drafts, ["amount"])
            ask(self.call, "sales.plan.draft", "formatted_read_group", domain, [], ["amount:sum"])
            ask(self.call, "sales.plan.target", "web_search_read", domain, {"amount": {}})
            ask(self.call, "sales.plan.allocation", "web_read", rows, {"target_amount": {}})
            ask(self.call, "sales.plan.allocation", "export_data", rows, ["target_ids/amount"])
            ask(self.call, "sales.plan.table", "table_open", plan, ["history"])
            ask(self.call, "sales.plan.table", "table_rows", plan, rows)
            for row_id in rows:
                ask(self.call, "sales.plan.table", "table_why", plan, row_id)
                ask(self.call, "sales.plan.table", "table_history", plan, [row_id])

        self.assertPrivate(way)

    def test_private_methods(self):
        """What reads and writes without asking for rights cannot be called from outside."""
        calls = (
            ("sales.plan.publishing", "_publish", self.cascade.id, [self.tree["south"].id]),
            ("sales.plan.publishing", "_withdraw", self.cascade.id, [self.tree["north"].id], "No"),
            ("sales.plan.people", "_hand_over", self.cascade.id, [self.tree["north"].id], 1, ""),
            ("sales.plan.cells", "_read_cells", self.cascade.id),
            ("sales.plan.cells", "_read_in_force", self.cascade.id, [self.tree["south"].id]),
            ("sales.plan.journal", "_dump_rows", self.cascade.id),
            ("sales.plan.table", "_read_tree", self.cascade.id),
            ("sales.plan.notice", "_queue", self.cascade.id, "published", []),
        )

        def way(env, ask):
            for model, method, *args in calls:
                with self.assertRaises(JsonRpcException) as refused:
                    self.call(model, method, *args)
                self.assertIn("AccessError", str(refused.exception.args))

        for user in (self.manager, self.leader, self.salesperson):
            self.ask(user, way)

    def test_workbooks(self):
        plan, rows = self.cascade.id, ",".join(str(row.id) for row in self.tree.values())
        columns = "history,change,actual,attainment"

        def way(env, ask):
            ask(self.read_book, f"/sales_plan/xlsx?ids={plan}")
            ask(self.read_book, f"/sales_plan/table_xlsx?plan={plan}&columns={columns}")
            ask(self.read_book, f"/sales_plan/table_xlsx?plan={plan}&rows={rows}")
            ask(self.read_book, f"/sales_plan/table_xlsx?plan={plan}&template=1")

        self.assertPrivate(way)

    def test_exports(self):
        """The export of lists, of records and of groups."""

        def way(env, ask):
            for model, field in (("sales.plan.draft", "amount"), ("sales.plan.target", "amount")):
                for groups in ([], ["allocation_id"]):
                    data = {
                        "model": model,
                        "domain": [["plan_id", "=", self.cascade.id]],
                        "ids": False,
                        "import_compat": False,
                        "groupby": groups,
                        "context": {},
                        "fields": [
                            {"name": field, "label": field, "store": True, "type": "monetary"}
                        ],
                    }
                    values = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self)}
                    ask(self.read_book, "/web/export/xlsx", data=values)

        with mute_logger("odoo.addons.web.controllers.export"):
            self.assertPrivate(way)

    def test_print(self):
        url = f"/report/html/sales_plan.report_sales_plan/{self.cascade.id}"

        def way(env, ask):
            ask(self.read_page, url)

        self.assertIn("12345678", self.ask(self.manager, way).replace(",", ""))
        for user in self.attackers:
            with self.subTest(user=user.login):
                self.assertSilent(self.ask(user, way), self.hidden[user])

    def test_addresses(self):
        """Pages of hidden records that somebody types into the browser."""
        south = self.tree["south"]
        drafts = self.env["sales.plan.draft"].search([("plan_id", "=", self.cascade.id)])
        urls = [
            f"/odoo/sales.plan/{self.cascade.id}",
            f"/odoo/sales.plan.allocation/{south.id}",
            f"/odoo/sales.plan.draft/{drafts[0].id}",
            f"/mail/view?model=sales.plan&res_id={self.cascade.id}",
            f"/mail/view?model=sales.plan.allocation&res_id={south.id}",
            *(f"/web/content/sales.plan.draft/{draft.id}/amount" for draft in drafts),
            *(f"/web/content?model=sales.plan.target&id={row.id}&field=amount" for row in south),
            f"/web/image/sales.plan.allocation/{south.id}/target_amount",
            f"/json/1/sales.plan.draft?domain=[('plan_id','=',{self.cascade.id})]",
        ]

        def way(env, ask):
            for url in urls:
                ask(self.read_page, url)

        for user in self.attackers:
            with self.subTest(user=user.login):
                self.assertSilent(self.ask(user, way), self.hidden[user])

    def test_messages_and_files(self):
        """What those who see the whole plan write on it, and attach to it."""
        plan, secret = self.cascade.with_user(self.manager), "7654321"
        text = f"North may get {secret}."
        plan.message_post(body=text, message_type="comment")
        plan.activity_schedule("mail.mail_activity_data_todo", summary=f"Give {secret}")
        attachment = self.env["ir.attachment"].with_user(self.manager)
        attachment = attachment.create(
            {
                "name": "prepared.txt",
                "raw": secret.encode(),
                "res_model": "sales.plan",
                "res_id": plan.id,
            }
        )
        on_plan = [["res_id", "=", plan.id]]

        def way(env, ask):
            ask(
                self.make_jsonrpc_request,
                "/mail/thread/messages",
                {"thread_model": "sales.plan", "thread_id": plan.id, "fetch_params": {}},
            )
            ask(
                self.make_jsonrpc_request,
                "/mail/data",
                {
                    "fetch_params": [
                        [
                            "mail.thread",
                            {
                                "thread_model": "sales.plan",
                                "thread_id": plan.id,
                                "request_list": ["activities", "attachments", "followers"],
                            },
                        ]
                    ]
                },
            )
            names = {"mail.message": "body", "mail.activity": "summary", "ir.attachment": "raw"}
            for model, name in names.items():
                ask(self.call, model, "search_read", on_plan, [name])
                ask(self.call, model, "search_count", [*on_plan, [name, "ilike", secret]])
            ask(self.read_page, f"/web/content/{attachment.id}")
            ask(self.read_page, f"/web/content/{attachment.id}?download=1")

        told = self.ask(self.manager, way)
        self.assertEqual(told.count(secret) >= 5, True, told)
        for user in self.attackers:
            with self.subTest(user=user.login):
                self.assertSilent(self.ask(user, way), [int(secret)])
