from datetime import datetime, timedelta

from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..common.access import AccessCommon
from .test_access import MODELS, VIEWS


@tagged("post_install", "-at_install")
class TestAccessRpc(AccessCommon, HttpCase):
    """P16: what each role gets from a server that it has logged in to, by every way of asking."""

    def login(self, user):
        self.authenticate(user.login, user.login)

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def assertRefused(self, model, method, *args, **kwargs):  # noqa: N802
        with (
            self.assertRaises(JsonRpcException) as caught,
            mute_logger("odoo.http", "odoo.addons.base.models.ir_model"),
        ):
            self.call(model, method, *args, **kwargs)
        self.assertEqual(caught.exception.args[0], "odoo.exceptions.AccessError", method)

    def test_readers(self):
        """P16: search_read, groups, names, export and the report, by role."""
        targets = {
            self.salesperson: {3000, 2000},
            self.stranger: {2500},
            self.leader: {5000, 3000, 2000, 1500, 1000},
            self.auditor: {9000, 5000, 3000, 2000, 1500, 1000, 3500, 2500},
        }
        domain = [["plan_id", "=", self.in_force.id]]
        for user, expected in targets.items():
            self.login(user)
            names = self.seen[user]
            ids = self.of_tree(*names).ids
            with self.subTest(user=user.login):
                read = self.call("sales.plan.target", "search_read", domain, ["amount"])
                self.assertEqual({row["amount"] for row in read}, expected)
                [group] = self.call(
                    "sales.plan.target", "formatted_read_group", domain, [], ["amount:sum"]
                )
                self.assertEqual(group["amount:sum"], sum(expected))
                found = self.call("sales.plan.allocation", "name_search", "", domain)
                self.assertEqual({row_id for row_id, __ in found}, set(ids))
                exported = self.call("sales.plan.allocation", "export_data", ids, ["target_amount"])
                self.assertEqual({float(amount) for [amount] in exported["datas"]}, expected)
                groups = self.call(
                    "sales.plan.report",
                    "formatted_read_group",
                    domain,
                    ["team_id", "user_id", "partner_id"],
                    ["target_amount:sum", "actual_amount:sum", "__count"],
                )
                top = {9000, 5000, 3500} & expected or {3000, 2500} & expected
                self.assertEqual(sum(group["target_amount:sum"] or 0 for group in groups), max(top))

    def test_hidden_rows(self):
        """P16: ids of hidden rows that somebody guesses are refused."""
        self.login(self.salesperson)
        south, target = self.tree["south"], self.tree["south"].target_ids
        self.assertRefused("sales.plan.allocation", "read", south.ids, ["target_amount"])
        self.assertRefused("sales.plan.allocation", "web_read", south.ids, {"actual_amount": {}})
        self.assertRefused("sales.plan.allocation", "export_data", south.ids, ["target_amount"])
        self.assertRefused("sales.plan.allocation", "action_open_actuals", south.ids)
        self.assertRefused("sales.plan.target", "read", target.ids, ["amount"])
        self.assertRefused("sales.plan", "read", self.draft.ids, ["name"])
        self.assertRefused("sales.plan.table", "table_open", self.draft.id)
        cell = [self.tree["acme"].id, self.in_force.period_ids[0].id, "1"]
        edit = {"kind": "type", "cells": [cell], "spread": False}
        self.assertRefused("sales.plan.table", "table_edit", self.in_force.id, edit, 0, "test")

    def test_context_from_outside(self):
        """P16: a request put into the context by a client widens nothing."""
        self.login(self.salesperson)
        for request in (
            {"plan_domain": []},
            "all",
            {"columns": None, "plan_domain": [[1, "=", 1]]},
        ):
            rows = self.call(
                "sales.plan.report",
                "search_read",
                [],
                ["allocation_id"],
                context={"sales_plan_request": request, "allowed_company_ids": self.company.ids},
            )
            self.assertEqual(
                {row["allocation_id"][0] for row in rows},
                set(self.of_tree("salesperson", "acme").ids),
            )

    def test_other_company_from_outside(self):
        """P16: naming another company in the context does not open it."""
        self.login(self.manager)
        self.assertRefused(
            "sales.plan", "search", [], context={"allowed_company_ids": self.abroad.ids}
        )

    def test_readers_change_nothing(self):
        """P16: write, create, unlink and the buttons of a plan are refused to readers."""
        for user in (self.salesperson, self.auditor):
            self.login(user)
            for model in MODELS:
                records = self.env[model].search([("id", "!=", 0)], limit=1, order="id desc")
                records = self.in_force if model == "sales.plan" else records
                with self.subTest(user=user.login, model=model):
                    self.assertRefused(model, "create", {})
                    self.assertRefused(model, "unlink", records.ids)
            self.assertRefused("sales.plan", "write", self.in_force.ids, {"name": "Mine"})
            for action in ("action_close", "action_revise", "message_post"):
                self.assertRefused("sales.plan", action, self.in_force.ids)

    def test_private_methods(self):
        """P16: what reads and writes without asking for rights cannot be called from outside."""
        self.login(self.salesperson)
        for model, method in (
            ("sales.plan.figures", "_read_figures"),
            ("sales.plan.cells", "_write_cells"),
            ("sales.plan.table", "_read_progress"),
        ):
            self.assertRefused(model, method, [])

    def test_outsiders(self):
        """P16: internal users without a role, and customers in the portal, get nothing."""
        for user in self.outsiders:
            self.login(user)
            for model in MODELS + VIEWS:
                with self.subTest(user=user.login, model=model):
                    self.assertRefused(model, "search_read", [], ["id"])
                    self.assertRefused(model, "formatted_read_group", [], [], ["__count"])

    def test_json_2(self):
        """P16: the same rules hold for programs that come with a key."""
        for user, expected in ((self.salesperson, 2), (self.manager, 8), (self.clerk, None)):
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                .sudo(False)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            with mute_logger("odoo.http"):
                response = self.url_open(
                    "/json/2/sales.plan.target/search_read",
                    json={"domain": [["plan_id", "=", self.in_force.id]], "fields": ["amount"]},
                    headers={"Authorization": f"Bearer {key}"},
                )
            if expected is None:
                self.assertEqual(response.status_code, 403)
            else:
                self.assertEqual(len(response.json()), expected, user.login)
