from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...tools.rollup import TEAM
from ..common.access import AccessCommon

#: Is in the name of all that is hidden from those who attack here.
SECRET = "Hush"


class HiddenNamesCommon(AccessCommon):
    """Whatever ids somebody guesses, no answer and no error says what hidden records are called.

    The web client shows the name of whatever a link leads to, be it hidden from the user: so no
    dialog takes a link to what is hidden.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spy = cls._make_user(
            "spy",
            "sales_plan.group_sales_plan_manager",
            company_id=cls.abroad.id,
            company_ids=[Command.set(cls.abroad.ids)],
        )
        cls.hush = cls.env["res.partner"].create(
            {"name": f"{SECRET} Customer", "is_company": True, "company_id": cls.company.id}
        )
        cls.secret = cls.plan("team", "customer", name=f"{SECRET} Plan", is_cascaded=True)
        cls.team_hush = cls.env["crm.team"].create(
            {"name": f"{SECRET} Team", "company_id": cls.company.id}
        )
        cls.secret.level_ids[0].name = f"{SECRET} Level"
        team = cls.row(cls.secret, cls.team_hush)
        cls.rows_hidden = team | cls.row(team, cls.hush)
        cls.target(team, 100)
        cls.secret.action_confirm()
        period = cls.env["sales.forecast.period"]._ensure(cls.company)[0]
        forecasts = cls.env["sales.forecast"].sudo()
        forecast = forecasts._find_or_make(period.sudo(), (TEAM, cls.team_hush.id))
        cls.profile_hidden = cls.env["sales.plan.profile"].create(
            {"name": f"{SECRET} Profile", "company_id": cls.company.id}
        )
        cls.hidden = {
            "sales.plan": cls.secret,
            "sales.plan.allocation": cls.rows_hidden[1],
            "sales.plan.level": cls.secret.level_ids[0],
            "sales.plan.period": cls.secret.period_ids[0],
            "sales.plan.target": team.target_ids,
            "sales.plan.profile": cls.profile_hidden,
            "sales.forecast": forecast,
            "sales.forecast.period": period,
            "crm.team": cls.team_hush,
            "res.partner": cls.hush,
        }
        cls.env.flush_all()
        cls.env.invalidate_all()

    @property
    def attackers(self):
        return self.salesperson, self.leader, self.auditor, self.spy

    def get_links(self):
        """Yield ``(model, field, hidden record)`` of all own models and their links."""
        for name, cls in sorted(self.env.registry.items()):
            if cls._original_module != "sales_plan" or cls._abstract:
                continue
            for field in cls._fields.values():
                record = self.hidden.get(field.comodel_name)
                if "sales_plan" not in field._modules:
                    continue
                if record and field.type in ("many2one", "many2many", "one2many"):
                    yield name, field, record

    def get_attacks(self, model, field, record):
        """Yield calls that name a hidden record: ``(method, arguments, context)``."""
        link = record.id if field.type == "many2one" else [[Command.SET, 0, record.ids]]
        shown = {
            name: {"fields": {"display_name": {}}} if one.relational else {}
            for name, one in self.env[model]._fields.items()
        }
        default = {f"default_{field.name}": record.id if field.type == "many2one" else record.ids}
        values = {field.name: link}
        yield "web_save", [[], values, shown], {}
        yield "web_save", [[], {}, shown], default
        yield "onchange", [[], values, [field.name], shown], {}
        yield "onchange", [[], dict(values), [], shown], {}
        yield "onchange", [[], {}, [], shown], default
        yield "default_get", [[field.name]], default
        yield "load", [[f"{field.name}/.id"], [[str(record.id)]]], {}
        yield "search_read", [[[field.name, "in", record.ids]]], default
        if self.env[model]._fields[field.name].store:
            yield "formatted_read_group", [[[field.name, "in", record.ids]], [field.name]], {}

    def attack(self, user, model, method, arguments, context=None):
        """Return all that a user is told by a call, be it refused."""
        companies = user.company_ids.ids
        context = {"allowed_company_ids": companies, **(context or {})}
        env = self.env(user=user)
        try:
            with self.cr.savepoint():
                answer = call_kw(env[model], method, arguments, {"context": context})
                if method in ("web_save", "copy") and answer:
                    ids = [one["id"] for one in answer] if method == "web_save" else answer
                    answer = [answer, env[model].browse(ids).read()]
                env.flush_all()
                return str(answer)
        except (UserError, ValueError, IntegrityError) as error:
            return str(error)
        finally:
            self.env.invalidate_all(flush=False)

    def assertNothingTold(self, user, hidden, model, method, *arguments, **context):  # noqa: N802
        told = self.attack(user, model, method, list(arguments), context)
        with self.subTest(user=user.login, model=model, method=method, hidden=hidden._name):
            self.assertNotIn(SECRET, told)


@tagged("post_install", "-at_install")
class TestHiddenNames(HiddenNamesCommon):
    """No method and no dialog tells it."""

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_lines(self):
        """Neither do the lines of a dialog, while it is not saved yet."""
        for parent, name, line, field in (
            ("sales.plan.publish", "line_ids", "sales.plan.publish.line", "allocation_id"),
            ("sales.plan.suggest", "line_ids", "sales.plan.suggest.line", "allocation_id"),
            ("sales.plan.load", "level_line_ids", "sales.plan.load.level", "level_id"),
            ("sales.plan.load", "period_line_ids", "sales.plan.load.period", "period_id"),
            ("sales.plan.import", "line_ids", "sales.plan.import.line", "allocation_id"),
        ):
            record = self.hidden[self.env[line]._fields[field].comodel_name]
            about = {"plan_id": self.foreign.id}
            if parent == "sales.plan.suggest":
                about["allocation_id"] = self.foreign.root_id.id
            vals = {**about, name: [[Command.CREATE, "virtual_1", {field: record.id}]]}
            spec = {name: {"fields": {field: {"fields": {"display_name": {}}}, "display_name": {}}}}
            for method, arguments in (
                ("onchange", [[], vals, [name], spec]),
                ("onchange", [[], vals, [], spec]),
                ("web_save", [[], vals, spec]),
            ):
                self.assertNothingTold(self.spy, record, parent, method, *arguments)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_methods(self):
        """No method of the planning table, of forecasts and dashboards says more."""
        plan, rows, period = self.secret, self.rows_hidden, self.secret.period_ids[0]
        own = self.in_force
        table = "sales.plan.table"
        add = {"kind": "add_rows", "parent": rows[0].id, "values": self.hush.ids}
        add_below = {**add, "parent": self.tree["salesperson"].id}
        note = {"kind": "note", "row": rows[0].id, "period": False, "text": "x"}
        typed = {"kind": "type", "cells": [[rows[0].id, period.id, "1"]], "spread": False}
        people = self.env["res.users"].search([("name", "like", SECRET)])
        for user in self.attackers:
            if user == self.auditor:
                continue  # reads all of this
            for number in (plan.id, own.id, self.foreign.id):
                for method, arguments in (
                    ("table_open", [number]),
                    ("table_children", [number, rows[0].id]),
                    ("table_rows", [number, rows.ids]),
                    ("table_search", [number, "us"]),
                    ("table_sum", [number, rows.ids, period.ids]),
                    ("table_addable", [number, rows[0].id]),
                    ("table_candidates", [number, rows[0].id, "us"]),
                    ("table_why", [number, rows[0].id, period.id]),
                    ("table_items", [number, rows[0].id, period.id]),
                    ("table_answer_note", [number, rows[0].id, None, "x"]),
                    ("table_resolve_note", [number, rows[0].id, None, True]),
                    ("table_history", [number]),
                    ("table_history", [number, rows.ids]),
                    ("table_suggest", [number, rows[0].id]),
                    ("table_publish", [number, rows.ids]),
                    ("table_withdraw", [number, rows.ids]),
                    ("table_refresh", [number, 0, rows.ids]),
                    ("table_undo", [number, 1, "a: 1", rows.ids]),
                    *(
                        ("table_edit", [number, edit, 0, "a: 2", rows.ids])
                        for edit in (add, add_below, note, typed)
                    ),
                ):
                    self.assertNothingTold(user, plan, table, method, *arguments)
            asked = {"team_id": self.team_hush.id}
            for model, method, arguments in (
                ("sales.forecast", "worksheet_open", [{**asked, "kind": "team"}]),
                ("sales.forecast", "worksheet_strays", ["overdue", asked]),
                ("sales.pipeline.dashboard", "dashboard_open", [asked]),
                ("sales.pipeline.dashboard", "dashboard_open_cell", [asked, "closed", people.ids]),
                ("sales.plan", "action_open_table", plan.ids),
                ("sales.plan", "action_open_publish", plan.ids),
                ("sales.plan", "action_open_load", plan.ids),
                ("sales.plan", "action_open_generate", plan.ids),
                ("sales.plan", "action_open_import", plan.ids),
                ("sales.plan", "action_open_revisions", plan.ids),
                ("sales.plan", "action_revise", plan.ids),
                ("sales.plan.allocation", "action_open_actuals", [rows.ids[0]]),
                ("sales.plan.allocation", "action_open_history", [rows.ids[0]]),
                ("sales.plan.allocation", "action_propose", [rows.ids[0]]),
                ("sales.plan.allocation", "action_accept", [rows.ids[0]]),
                ("sales.plan.allocation", "action_open_split", [rows.ids[0]]),
                ("sales.plan.allocation", "action_open_report", [rows.ids[0]]),
            ):
                self.assertNothingTold(user, plan, model, method, *arguments)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_copies(self):
        """A copy of a dialog, or of a plan, leads nowhere where a new one may not."""
        own = self.plan(name="Spy's", company_id=self.abroad.id)
        for model in ("sales.plan.load", "sales.plan.generate", "sales.plan.import"):
            opened = self.env[model].with_user(self.spy).with_company(self.abroad)
            dialog, away = opened.create({"plan_id": own.id}), {"plan_id": self.secret.id}
            self.assertNothingTold(self.spy, self.secret, model, "copy", dialog.ids, away)
        for name, record in (("team_id", self.team_hush), ("partner_id", self.hush)):
            away = {name: record.id}
            self.assertNothingTold(self.spy, record, "sales.plan", "copy", own.ids, away)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_customers_and_people_of_other_companies(self):
        """Neither an explanation nor a dashboard says what customers and people elsewhere are
        called."""
        self.assertNothingTold(
            self.spy, self.hush, "res.partner", "action_open_sales_plans", self.hush.ids
        )
        person = self._make_user("hush", "base.group_portal")
        person.name = f"{SECRET} Person"
        dashboard = "sales.pipeline.dashboard"
        for kind in ("closed", "pipeline"):
            self.assertNothingTold(
                self.spy, person, dashboard, "dashboard_open_cell", {}, kind, person.id, 0
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_plans_of_any_kind(self):
        """What cannot be done with a plan is said to who sees the plan."""
        flat = self.plan("team", name=f"{SECRET} Flat")
        row = self.row(flat, self.team_hush)
        self.target(row, 100)
        table = "sales.plan.table"
        for state in ("draft", "confirmed", "closed"):
            for user in (self.salesperson, self.leader, self.spy):
                for method in ("action_open_publish", "action_open_round", "action_close"):
                    self.assertNothingTold(user, flat, "sales.plan", method, flat.ids)
                for method in ("table_publish", "table_withdraw"):
                    self.assertNothingTold(user, flat, table, method, flat.id, row.ids)
            if state == "draft":
                flat.action_confirm()
            elif state == "confirmed":
                flat.action_close()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_reports_of_lost_deals(self):
        """The dialog about lost deals says nothing of deals that are hidden from its user, be it
        saved or not."""
        rival = self.env["crm.competitor"].create({"name": f"{SECRET} Rival"})
        deal = self.env["crm.lead"].create(
            {
                "name": "Elsewhere",
                "type": "opportunity",
                "user_id": self.stranger.id,
                "company_id": self.company.id,
                "competitor_ids": [Command.link(rival.id)],
                "win_loss_report": f"<p>{SECRET}</p>",
            }
        )
        names = {"fields": {"display_name": {}}}
        spec = {"lead_ids": {}, "win_loss_report": {}, "has_deals": {}, "competitor_ids": names}
        for user in (self.salesperson, self.spy):
            for commands in ([Command.link(deal.id)], [Command.set(deal.ids)]):
                values = {"lead_ids": commands}
                for changed in ([], ["lead_ids"]):
                    self.assertNothingTold(
                        user, deal, "crm.lead.lost", "onchange", [], values, changed, spec
                    )
                self.assertNothingTold(user, deal, "crm.lead.lost", "web_save", [], values, spec)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_teams_above(self):
        """A team does not become part of one that is hidden, so as to show its name."""
        self.spy.group_ids |= self.env.ref("sales_team.group_sale_manager")
        team = self.env["crm.team"].create({"name": "Abroad", "company_id": self.abroad.id})
        values, spec = {"parent_id": self.team_hush.id}, {"parent_id": {"fields": {"name": {}}}}
        for ids in (team.ids, []):
            given = values if ids else {**values, "name": "New", "company_id": self.abroad.id}
            self.assertNothingTold(self.spy, team, "crm.team", "web_save", ids, given, spec)

    def test_teams_below(self):
        """A team does not become one of a company's so as to hear what is below it elsewhere."""
        self.spy.group_ids |= self.env.ref("sales_team.group_sale_manager")
        team = self.env["crm.team"].create({"name": "Everywhere", "company_id": False})
        self.team_hush.parent_id = team
        own = {"company_id": self.abroad.id}
        self.assertNothingTold(self.spy, self.team_hush, "crm.team", "write", team.ids, own)
        with self.assertRaisesRegex(ValidationError, SECRET):
            team.company_id = self.abroad

    def test_merges(self):
        """Why customers cannot be merged is said to who sees the plan that stands against it."""
        plan = self.plan("customer", "product", name=f"{SECRET} Sums", rolls_up=True)
        typed, summed = self.rows(plan, self.acme, self.bolt)
        self.target(typed, 5)
        self.target(self.row(summed, self.screw), 5)
        wizards = self.env["base.partner.merge.automatic.wizard"]
        for user in (self.salesperson, self.leader, self.clerk, self.manager):
            user.group_ids |= self.env.ref("base.group_partner_manager")
            self.env.flush_all()
            self.env.invalidate_all()
            wizard = wizards.with_user(user).create(
                {
                    "state": "selection",
                    "partner_ids": [Command.set((self.acme | self.bolt).ids)],
                    "dst_partner_id": self.acme.id,
                }
            )
            with self.subTest(user=user.login):
                with self.assertRaises(UserError) as refused, self.cr.savepoint():
                    wizard.action_merge()
                told = str(refused.exception)
                self.assertEqual(SECRET in told, user == self.manager)
                self.assertIn("become one", told)

    def test_moves_to_other_companies(self):
        """Where somebody moved to is said to who may read that team."""
        self.spy.company_ids |= self.company
        current = self.plan("team", "salesperson", year=self.company._get_today().year)
        self.target(self.row(self.row(current, self.team_north), self.colleague), 5, 12)
        current.action_confirm()
        mover = self.colleague
        mover.company_ids |= self.abroad
        membership = mover.crm_team_member_ids
        membership.crm_team_id = self.team_hush
        self.team_hush.company_id = self.abroad
        self.env.flush_all()
        self.env.invalidate_all()
        changes = self.env["sales.plan.people.change"]
        found = changes.with_user(self.manager).search([("person_id", "=", mover.id)])
        self.assertTrue(found)
        self.assertNotIn(SECRET, "".join(found.mapped("reason")))
        self.env.invalidate_all()  # another request
        named = changes.with_user(self.spy).with_context(
            allowed_company_ids=(self.company | self.abroad).ids
        )
        found = named.search([("person_id", "=", mover.id)])
        self.assertIn(SECRET, "".join(found.mapped("reason")))


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestHiddenLinks(HiddenNamesCommon):
    """Nor does any link of any model, in whatever way it is set."""

    @mute_logger(
        "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.sql_db"
    )
    def test_links(self):
        """No dialog, form, default or import says what a link leads to that is hidden."""
        for model, field, record in self.get_links():
            for user in self.attackers:
                if record.with_user(user).has_access("read"):
                    continue
                for method, arguments, context in self.get_attacks(model, field, record):
                    told = self.attack(user, model, method, arguments, context)
                    with self.subTest(
                        user=user.login, model=model, field=field.name, method=method
                    ):
                        self.assertNotIn(SECRET, told)


@tagged("post_install", "-at_install")
class TestHiddenNamesHttp(AccessCommon, HttpCase):
    """In developer mode, which every user can switch on, Odoo names what it refuses."""

    def test_developer_mode(self):
        self.draft.name = f"{SECRET} Plan"
        self.authenticate(
            self.salesperson.login, self.salesperson.login, session_extra={"debug": "1"}
        )
        for model, record, fields in (
            ("sales.plan", self.draft, ["name"]),
            ("sales.plan.allocation", self.draft.root_id, ["name"]),
        ):
            with (
                self.assertRaises(JsonRpcException) as caught,
                mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
            ):
                self.make_jsonrpc_request(
                    f"/web/dataset/call_kw/{model}/read",
                    {"model": model, "method": "read", "args": [record.ids, fields], "kwargs": {}},
                )
            self.assertEqual(caught.exception.args[0], "odoo.exceptions.AccessError")
            self.assertNotIn(SECRET, str(caught.exception.__dict__) + str(caught.exception))
