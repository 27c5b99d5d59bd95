from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common.base import SalesPlanCommon
from ..common.publishing import publish, withdraw
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestMyTargets(SalesPlanCommon):
    """People find what was published to them, and nothing else: S5, S6, S14, P16."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_2025 = cls.plan("team", "salesperson", name="Split", is_cascaded=True)
        cls.north, cls.south = cls.rows(cls.plan_2025, cls.team_north, cls.team_south)
        cls.own, cls.others = cls.rows(cls.north, cls.salesperson, cls.colleague)
        for row, amounts in (
            (cls.plan_2025.root_id, (900, 100)),
            (cls.north, (500, 100)),
            (cls.own, (300, 50)),
            (cls.others, (200, 20)),
            (cls.south, (400, 0)),
        ):
            for number, amount in enumerate(amounts, start=1):
                cls.target(row, amount, number)
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 330))
        cls.plan_2025.action_confirm()
        cls.action = cls.env["ir.actions.act_window"]._for_xml_id(
            "sales_plan.sales_plan_my_targets_action"
        )

    def _find(self, user, *filters):
        """Return the rows that a user finds in My Targets with some of its filters."""
        arch = self.env.ref("sales_plan.sales_plan_my_targets_view_search")
        rows = self.env["sales.plan.allocation"].with_user(user)
        view = rows.get_view(arch.id, "search")
        tree = etree.fromstring(view["arch"])
        context = {"uid": user.id}
        domain = self._eval(self.action["domain"], context)
        for name in filters:
            [node] = tree.xpath(f"//filter[@name='{name}']")
            domain = domain + self._eval(node.get("domain"), context)
        return rows.search(domain).sudo(False).with_env(self.env)

    def _type(self, row, period, amount):
        """Change a figure in the planning table, without publishing it."""
        edit = {"kind": "type", "spread": False, "cells": [[row.id, period.id, str(amount)]]}
        table_of(self.plan_2025).edit(edit, self.plan_2025.edit_version, f"test:{amount}")

    @staticmethod
    def _eval(text, context):
        return safe_eval(text, context)

    def test_what_is_published_is_found_by_its_owner(self):
        self.assertFalse(self._find(self.leader, "mine", "in_force"))
        publish(self.plan_2025, self.north.ids)
        self.assertEqual(self._find(self.leader, "mine", "in_force"), self.north)
        self.assertFalse(self._find(self.salesperson))
        publish(self.plan_2025.with_user(self.leader), self.own.ids)
        self.assertEqual(self._find(self.salesperson, "mine"), self.own)
        self.assertFalse(self._find(self.colleague))
        withdraw(self.plan_2025.with_user(self.leader), self.own.ids, "Anew")
        self.assertFalse(self._find(self.salesperson, "mine"))

    def test_leaders_find_the_targets_of_their_people(self):
        publish(self.plan_2025, (self.north | self.south).ids)
        self.assertFalse(self._find(self.leader, "people"))
        publish(self.plan_2025.with_user(self.leader), (self.own | self.others).ids)
        self.assertEqual(self._find(self.leader, "people"), self.own | self.others)
        self.assertEqual(self._find(self.leader, "mine"), self.north)
        self.assertFalse(self._find(self.other_leader, "people"))
        self.assertEqual(
            self._find(self.manager, "people"), self.north | self.south | self.own | self.others
        )

    def test_rows_below_own_ones_do_not_hide_them(self):
        """Whoever answers for a row and those below it finds the highest one first."""
        self.north.responsible_id = self.salesperson
        publish(self.plan_2025, (self.north | self.own).ids)
        self.assertEqual(self._find(self.salesperson, "mine"), self.north)
        self.assertEqual(self._find(self.salesperson, "mine_all"), self.north | self.own)

    def test_closed_plans_are_found_by_their_filter(self):
        publish(self.plan_2025, self.north.ids)
        self.plan_2025.action_close()
        self.assertFalse(self._find(self.leader, "mine", "in_force"))
        self.assertEqual(self._find(self.leader, "mine", "closed"), self.north)

    def test_leaders_split_what_they_have(self):
        publish(self.plan_2025, (self.north | self.own).ids)
        north, own = (row.with_user(self.leader) for row in (self.north, self.own))
        self.assertTrue(north.can_split)
        self.assertFalse(own.can_split, "there is no level below")
        self.assertFalse(self.own.with_user(self.salesperson).can_split)
        self.assertFalse(self.north.with_user(self.auditor).can_split)
        action = north.action_open_split()
        self.assertEqual(action["tag"], "sales_plan.planning_table")
        self.assertEqual(action["context"]["row_id"], self.north.id)
        self.assertEqual(action["context"]["active_id"], self.plan_2025.id)
        self.plan_2025.action_close()
        self.assertFalse(north.can_split)

    @freeze_time("2025-02-15")
    def test_periods_tell_what_is_in_force(self):
        publish(self.plan_2025, (self.north | self.own).ids)
        january, february, march, *__ = self.plan_2025.period_ids
        self._type(self.own, january, 999)
        own = self.own.with_user(self.salesperson)
        self.assertEqual(
            own.period_figures[:3],
            [
                {
                    "id": january.id,
                    "name": january.name,
                    "is_current": False,
                    "is_over": True,
                    "target": 300,
                    "actual": 330,
                    "gap": 30,
                    "attainment": 1.1,
                },
                {
                    "id": february.id,
                    "name": february.name,
                    "is_current": True,
                    "is_over": False,
                    "target": 50,
                    "actual": 0,
                    "gap": -50,
                    "attainment": 0,
                },
                {
                    "id": march.id,
                    "name": march.name,
                    "is_current": False,
                    "is_over": False,
                    "target": None,
                    "actual": None,
                    "gap": None,
                    "attainment": None,
                },
            ],
        )
        together = (self.north | self.own).with_user(self.leader)
        self.assertEqual(together[1].period_figures, own.period_figures)
        self.assertEqual(together[0].period_figures[0]["actual"], 330)

    def test_periods_of_sums(self):
        """Rows without targets of their own are what is below them, in a plan without a cascade."""
        plan = self.plan("team", "salesperson", name="At once")
        north = self.row(plan, self.team_north)
        self.target(self.row(north, self.salesperson), 70, 1)
        self.target(self.row(north, self.colleague), 30, 1)
        plan.action_confirm()
        self.assertEqual(north.with_user(self.leader).period_figures[0]["target"], 100)

    def test_what_is_read_is_the_same_for_more_rows(self):
        publish(self.plan_2025, (self.north | self.own | self.others).ids)
        rows = (self.own | self.others).with_user(self.leader)
        more = (self.north | self.own | self.others).with_user(self.leader)
        self.env.flush_all()
        counts = []
        for some in (more, rows, more):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("period_figures")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])

    def test_history_and_report(self):
        publish(self.plan_2025, (self.north | self.own).ids)
        january = self.plan_2025.period_ids[0]
        self._type(self.own, january, 310)
        publish(self.plan_2025, self.own.ids)
        own = self.own.with_user(self.salesperson)
        first, second = own.publication_line_ids.sorted("id")
        self.assertEqual((first.kind, first.amount_after), ("new", 350))
        self.assertEqual(second.kind, "changed")
        self.assertEqual((second.amount_before, second.amount_after), (350, 360))
        action = own.action_open_report()
        found = self.env["sales.plan.report"].with_user(self.salesperson)
        [[plan, actual]] = found._read_group(
            action["domain"], [], ["target_amount:sum", "actual_amount:sum"]
        )
        self.assertEqual((plan, actual), (360, 330))

    def test_the_form_is_only_read(self):
        publish(self.plan_2025, (self.north | self.own).ids)
        view = "sales_plan.sales_plan_my_targets_view_form"
        form = Form(self.own.with_user(self.salesperson), view=view)
        self.assertEqual((form.above_name, form.name), ("North", "Salesperson"))
        with self.assertRaises(AccessError):
            self.own.with_user(self.salesperson).responsible_id = self.colleague
        with self.assertRaises(AccessError):
            self.north.with_user(self.salesperson).period_figures  # noqa: B018

    def test_menu(self):
        """*Home* leads there, and it is first among plans, for who may have targets."""
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("sales_plan.sales_plan_menu_root")
        plans = self.env.ref("sales_plan.sales_plan_menu_planning")
        for user in (self.salesperson, self.leader, self.manager):
            tree = menus.with_user(user).load_menus(False)
            first = [tree[tree[menu.id]["children"][0]]["xmlid"] for menu in (root, plans)]
            self.assertEqual(
                first, ["sales_plan.sales_plan_menu_home", "sales_plan.sales_plan_menu_my_targets"]
            )
        self.assertNotIn(root.id, menus.with_user(self.clerk).load_menus(False))
