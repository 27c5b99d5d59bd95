import psycopg2
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestPlan(SalesPlanCommon):
    """P9, P10, P14, P17: plans, their periods, levels, rows and states."""

    def assertRefused(self, sentence, function, *args, error=UserError):  # noqa: N802
        """Assert that something is refused in plain words, and that nothing of it stays."""
        with (
            self.assertRaisesRegex(error, sentence),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            function(*args)
            self.env.flush_all()

    def execute(self, query, *params):
        self.env.cr.execute(query, params)

    # Periods ------------------------------------------------------------------

    def test_periods_of_each_type(self):
        """P17: a year falls into months, quarters, weeks, 4-4-5 or itself, without a gap."""
        plan = self.plan()
        for kind, count in (("month", 12), ("quarter", 4), ("year", 1), ("445", 12), ("week", 53)):
            plan.period_type = kind
            periods = plan.period_ids.sorted("date_from")
            self.assertEqual(len(periods), count, kind)
            self.assertEqual(periods[0].date_from, plan.date_from)
            self.assertEqual(periods[-1].date_to, plan.date_to)
            plan._check_periods()

    def test_longer_span_keeps_what_is_planned(self):
        """P17: a plan that grows keeps its months and their targets, and gets new ones."""
        plan = self.plan()
        target = self.target(plan, 100, 3)
        plan.date_to = "2026-02-28"
        self.assertEqual(len(plan.period_ids), 14)
        self.assertEqual(target.exists().amount, 100)

    def test_planned_periods_are_not_lost(self):
        """P17: a plan cannot shrink, or change its periods, below what is planned."""
        plan = self.plan()
        self.target(plan, 100, 3)
        self.assertRefused("There are targets in Mar 2025", plan.write, {"date_to": "2025-02-28"})
        self.assertRefused("There are targets in Mar 2025", plan.write, {"period_type": "quarter"})

    def test_gaps_and_overlaps(self):
        """P17: own periods cover the span without a gap, an overlap, or a day outside."""
        plan = self.plan()
        plan.period_type = "custom"
        spans = {
            "has no period from": [("2025-01-01", "2025-06-30"), ("2025-07-02", "2025-12-31")],
            "share the days": [("2025-01-01", "2025-07-01"), ("2025-07-01", "2025-12-31")],
            "outside of": [("2025-01-01", "2026-01-01")],
        }
        for sentence, periods in spans.items():
            commands = [
                Command.create({"name": first, "date_from": first, "date_to": last})
                for first, last in periods
            ]
            self.assertRefused(
                sentence,
                plan.write,
                {"period_ids": [Command.clear(), *commands]},
                error=ValidationError,
            )

    def test_backwards_spans(self):
        """P17: nothing ends before it begins, also for who writes SQL."""
        plan = self.plan()
        for table in ("sales_plan", "sales_plan_period"):
            self.assertRefused(
                "check",
                self.execute,
                f"UPDATE {table} SET date_to = date_from - 1 WHERE id = %s",  # noqa: S608
                (plan if table == "sales_plan" else plan.period_ids[0]).id,
                error=psycopg2.errors.CheckViolation,
            )

    # Levels -------------------------------------------------------------------

    def test_levels_do_not_repeat(self):
        """P10: no dimension twice, neither as two levels nor as a level and the plan's scope."""
        plan = self.plan("customer", "product")
        self.assertRefused(
            "uniq",
            self.execute,
            "UPDATE sales_plan_level SET dimension = 'customer' WHERE id = %s",
            plan.level_ids[1].id,
            error=psycopg2.errors.UniqueViolation,
        )
        self.assertRefused(
            "cannot be a level too",
            lambda: self.plan("customer", partner_id=self.acme.id),
            error=ValidationError,
        )
        self.assertRefused(
            "cannot be a level too", plan.write, {"partner_id": self.acme.id}, error=ValidationError
        )

    def test_levels_in_use_stay(self):
        """P10: levels with rows stay as they are; a last one may be added."""
        plan = self.plan("customer", "product")
        self.row(plan, self.acme)
        used, unused = plan.level_ids
        self.assertRefused("has rows already", used.write, {"dimension": "team"})
        self.assertRefused("has rows already", used.unlink)
        self.assertRefused("has rows already", used.write, {"sequence": 5})
        first = Command.create({"dimension": "team", "sequence": -1})
        self.assertRefused("has rows already", plan.write, {"level_ids": [first]})
        unused.dimension = "product_category"
        plan.level_ids = [Command.create({"dimension": "team", "sequence": 9})]
        self.assertEqual(
            plan.level_ids.mapped("dimension"), ["customer", "product_category", "team"]
        )

    # Rows ---------------------------------------------------------------------

    def test_rows_repeat_and_add_one(self):
        """P10: a row repeats the values above it and sets its level's one; nothing else."""
        plan = self.plan("customer", "product", country_id=self.belgium.id)
        acme = self.row(plan, self.acme)
        screw = self.row(acme, self.screw)
        self.assertEqual(
            screw._get_dimension_values(),
            {
                "partner_id": self.acme.id,
                "product_id": self.screw.id,
                "country_id": self.belgium.id,
            },
        )
        self.assertEqual(screw.complete_name, f"Acme / {self.screw.display_name}")
        for row, values in (
            (acme, {"team_id": self.team_north.id}),
            (screw, {"partner_id": self.bolt.id}),
            (screw, {"country_id": False}),
            (screw, {"product_id": False}),
            (acme, {"partner_id": False}),
        ):
            self.assertRefused("sets or refines one", row.write, values, error=ValidationError)
        self.assertRefused(
            "sets or refines one", self.row, screw, self.nail, "product_id", error=Exception
        )

    def test_one_total(self):
        """P9: a plan has exactly one total, also for who writes SQL; it goes with the plan."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        self.assertRefused(
            "one_root",
            self.execute,
            "UPDATE sales_plan_allocation SET parent_id = NULL WHERE id = %s",
            row.id,
            error=psycopg2.errors.UniqueViolation,
        )
        self.assertRefused("goes with the plan", plan.root_id.unlink, error=ValidationError)
        plan.unlink()
        self.assertFalse(row.exists())

    def test_siblings_differ(self):
        """P9: two siblings never have the same value, also for who writes SQL."""
        plan = self.plan("customer")
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        self.assertRefused(
            "", self.row, plan, self.acme, error=(ValidationError, psycopg2.IntegrityError)
        )
        self.assertRefused(
            "siblings",
            self.execute,
            "UPDATE sales_plan_allocation SET partner_id = %s WHERE id = %s",
            acme.partner_id.id,
            bolt.id,
            error=psycopg2.errors.UniqueViolation,
        )

    def test_siblings_do_not_overlap(self):
        """P6: a category and its sub-category at any depth are no siblings; cousins may be."""
        plan = self.plan("customer", "product_category")
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        self.row(acme, self.goods)
        self.row(bolt, self.screws)
        self.row(bolt, self.nails)
        sentence = "would count the same sales twice"
        self.assertRefused(sentence, self.row, acme, self.screws, error=ValidationError)
        self.assertRefused(sentence, self.row, bolt, self.goods, error=ValidationError)
        moved = self.row(bolt, self.services)
        self.assertRefused(
            sentence, moved.write, {"product_category_id": self.hardware.id}, error=ValidationError
        )

    def test_who_is_responsible(self):
        """P14: the salesperson, else the team's leader, else the customer's salesperson, else
        whoever answers for the row above; or who is chosen by hand."""
        plan = self.plan("team", "customer", "salesperson")
        north = self.row(plan, self.team_north)
        acme, coil = self.rows(north, self.acme, self.coil)
        stranger = self.row(acme, self.stranger)
        self.assertEqual(plan.root_id.responsible_id, self.manager)
        self.assertEqual(north.responsible_id, self.leader)
        self.assertEqual(stranger.responsible_id, self.stranger)
        self.assertEqual(coil.responsible_id, self.leader)
        flat = self.plan("customer")
        acme, drip = self.rows(flat, self.acme, self.drip)
        self.assertEqual(acme.responsible_id, self.salesperson)
        self.assertEqual(drip.responsible_id, self.manager)
        drip.responsible_id = self.colleague
        self.assertEqual(drip.responsible_id, self.colleague)
        flat.responsible_id = self.leader
        self.assertEqual(drip.responsible_id, self.colleague)  # chosen by hand
        drip.responsible_id = self.leader
        flat.responsible_id = self.stranger
        self.assertEqual(drip.responsible_id, self.stranger)
        self.team_north.user_id = self.other_leader
        self.assertEqual(north.responsible_id, self.other_leader)

    def test_scope_of_the_total(self):
        """P4: the scope is that of the total; it is settled once there are rows."""
        plan = self.plan("customer")
        plan.country_id = self.belgium
        self.assertEqual(plan.root_id.country_id, self.belgium)
        self.row(plan, self.acme)
        self.assertRefused("has rows already", plan.write, {"country_id": self.france.id})

    def test_what_is_planned_for_stays(self):
        """P13: what a row or a whole plan is for cannot be deleted from under it."""
        source = self.env["utm.source"].create({"name": "Fair"})
        plan = self.plan("customer", "product_category", source_id=source.id)
        drip = self.row(plan, self.drip)
        category = self.env["product.category"].create({"name": "Short-lived"})
        self.row(drip, category)
        for record in (source, self.drip, category):
            self.assertRefused("", record.unlink, error=(UserError, psycopg2.IntegrityError))

    # States -------------------------------------------------------------------

    def test_nothing_to_confirm(self):
        """P13: a plan without targets is not put into force; zero is a target."""
        plan = self.plan("customer")
        self.assertRefused("has no targets yet", plan.action_confirm)
        self.target(plan, 0)
        plan.action_confirm()
        self.assertEqual(plan.state, "confirmed")

    def test_confirmed_stays(self):
        """P13: of a plan in force neither figures nor rows nor their meaning change."""
        plan = self.plan("customer")
        row = self.row(plan, self.acme)
        target = self.target(row, 100)
        plan.action_confirm()
        draft = self.plan("customer", name="Draft")
        moved = self.target(self.row(draft, self.bolt), 10)
        self.assertTrue(row.is_published)
        sentence = "is confirmed and stays as it is. Make a revision to change it."
        for function, *args in (
            (target.write, {"amount": 1}),
            (target.unlink,),
            (self.target, row, 5, 2),
            (self.row, plan, self.bolt),
            (row.unlink,),
            (row.write, {"partner_id": self.bolt.id}),
            (plan.write, {"basis": "ordered"}),
            (plan.write, {"measure": "count"}),
            (plan.write, {"date_to": "2026-12-31"}),
            (plan.write, {"country_id": self.belgium.id}),
            (plan.write, {"company_id": self.company.id}),
            (plan.level_ids.unlink,),
            (plan.period_ids[0].unlink,),
            (plan.period_ids[0].write, {"date_to": "2025-01-30"}),
            (plan.action_confirm,),
            (plan.action_open_load,),
        ):
            with self.subTest(function=function.__name__, args=args):
                self.assertRefused(sentence, function, *args)
        for record, values in (
            (moved, {"allocation_id": row.id, "period_id": plan.period_ids[5].id}),
            (moved.allocation_id, {"plan_id": plan.id, "parent_id": plan.root_id.id}),
            (draft.period_ids[5], {"plan_id": plan.id}),
            (self.plan("product").level_ids, {"plan_id": plan.id}),
        ):
            with self.subTest(moved=record._name):
                self.assertRefused("stays as it was created", record.write, values)
        plan.write({"name": "Renamed", "at_risk_below": 50})

    def test_close_and_reopen(self):
        """P13: a plan in force is closed, and reopened into force; a draft is neither."""
        plan = self.plan()
        self.target(plan, 100)
        self.assertRefused("Only confirmed plans", plan.action_close)
        self.assertRefused("Only closed plans", plan.action_reopen)
        plan.action_confirm()
        plan.action_close()
        self.assertEqual(plan.state, "closed")
        plan.action_reopen()
        self.assertEqual(plan.state, "confirmed")

    def test_confirmed_is_not_deleted(self):
        """P13: what people were measured by is archived, never deleted."""
        plan = self.plan()
        self.target(plan, 100)
        plan.action_confirm()
        self.assertRefused("Archive it instead", plan.unlink)
        plan.action_archive()
        self.assertFalse(self.env["sales.plan"].search([("id", "=", plan.id)]))
        self.assertRefused("Archive it instead", plan.unlink)

    def test_no_way_around_the_states(self):
        """P13: a plan in force cannot be made a draft, to change or delete it after all."""
        plan = self.plan()
        self.target(plan, 100)
        plan.action_confirm()
        self.assertRefused("cannot become draft", plan.sudo().write, {"state": "draft"})
        draft = self.plan(name="Draft")
        self.assertRefused("cannot become closed", draft.sudo().write, {"state": "closed"})
        by_client = "“Status” of “Sales Plan” is set by the program"
        self.assertRefused(by_client, draft.write, {"state": "confirmed"})
        self.assertRefused(by_client, lambda: self.plan(name="New", state="confirmed"))
        made = self.env["sales.plan"].sudo().create({"name": "By code", "state": "confirmed"})
        self.assertEqual(made.state, "draft")

    # Copies and revisions -----------------------------------------------------

    def _planned(self, plan):
        """Return what a plan says, apart from ids."""
        return {
            (target.allocation_id.complete_name, target.period_id.name): (
                target.amount,
                target.history_amount,
                target.is_held,
                target.allocation_id.responsible_id,
            )
            for target in self.env["sales.plan.target"].search([("plan_id", "=", plan.id)])
        }

    def _make_tree(self):
        plan = self.plan("customer", "product_category", country_id=self.belgium.id)
        acme, coil = self.rows(plan, self.acme, self.coil)
        screws = self.row(acme, self.screws)
        coil.responsible_id = self.colleague
        for row in (plan.root_id, acme, screws, coil):
            self.target(row, 100).sudo().write({"is_held": True, "history_amount": 90})
        self.target(screws, 0, 12)
        return plan

    def test_copy(self):
        """P13: a copy is a draft with the same rows and targets; nothing in it is published."""
        plan = self._make_tree()
        plan.action_confirm()
        copied = plan.copy()
        self.assertEqual(copied.state, "draft")
        self.assertEqual(copied.name, "Plan (copy)")
        self.assertEqual(self._planned(copied), self._planned(plan))
        self.assertEqual(len(copied.allocation_ids), 4)
        self.assertEqual(copied.root_id.country_id, self.belgium)
        self.assertFalse(any(copied.allocation_ids.mapped("is_published")))
        copied.action_confirm()
        self.assertEqual(plan.state, "confirmed")

    def test_revision(self):
        """P13: a revision is a copy in draft; confirming it supersedes what it revises."""
        plan = self._make_tree()
        self.assertRefused("Only a confirmed plan is revised", plan.action_revise)
        plan.action_confirm()
        revision = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
        self.assertEqual((revision.name, revision.revision), ("Plan", 2))
        self.assertEqual(revision.display_name, "Plan (revision 2)")
        self.assertEqual(self._planned(revision), self._planned(plan))
        self.assertEqual(plan.state, "confirmed")
        self.assertEqual(plan.action_revise()["res_id"], revision.id, "one draft at a time")
        self.assertRefused(
            "revis",
            lambda: plan.sudo().copy({"revised_plan_id": plan.id}),
            error=(ValidationError, psycopg2.IntegrityError),
        )
        revision.action_confirm()
        self.assertEqual((plan.state, revision.state), ("superseded", "confirmed"))
        self.assertRefused("was confirmed", plan.unlink)
        both = self.env["sales.plan.report"]._read_group(
            [("plan_id", "in", (plan | revision).ids)], ["plan_id"], ["target_amount:sum"]
        )
        self.assertEqual(dict(both), {plan: 100, revision: 100})

    def test_revision_of_a_revision(self):
        """P13: revisions are counted on."""
        plan = self._make_tree()
        plan.action_confirm()
        for number in (2, 3):
            plan = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
            self.assertEqual(plan.revision, number)
            plan.action_confirm()

    # Targets ------------------------------------------------------------------

    def test_one_target_per_cell(self):
        """P17: a row has one target per period, of its own plan, also for who writes SQL."""
        plan, other = self.plan("customer"), self.plan("customer", name="Other")
        first, second = self.target(plan, 100), self.target(plan, 50, 2)
        self.assertRefused(
            "cell",
            self.execute,
            "UPDATE sales_plan_target SET period_id = %s WHERE id = %s",
            first.period_id.id,
            second.id,
            error=psycopg2.errors.UniqueViolation,
        )
        self.assertRefused(
            "is a period of another plan",
            first.sudo().write,
            {"period_id": other.period_ids[0].id},
            error=ValidationError,
        )
        self.assertRefused(
            "null",
            self.execute,
            "UPDATE sales_plan_target SET amount = NULL WHERE id = %s",
            first.id,
            error=psycopg2.errors.NotNullViolation,
        )

    def test_rolled_up_parents_are_not_typed(self):
        """P19: in a plan that rolls up, parents are the sum of their rows and cannot be typed."""
        plan = self.plan("customer", rolls_up=True)
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        self.target(acme, 100)
        self.target(bolt, 50, 2)
        self.assertRefused("rolls up", self.target, plan, 10, error=ValidationError)
        self.assertEqual(plan.root_id.target_amount, 150)
        self.assertEqual(plan.root_id.unallocated_amount, 0)
        typed = self.plan("customer", name="Typed")
        self.row(typed, self.acme)
        self.target(typed, 100)
        self.assertRefused("rolls up", typed.write, {"rolls_up": True}, error=ValidationError)
        leaf = self.plan("customer", name="Leaf", rolls_up=True)
        row = self.row(leaf, self.acme)
        self.target(row, 1)
        leaf.level_ids = [Command.create({"dimension": "product", "sequence": 9})]
        self.assertRefused("rolls up", self.row, row, self.screw, error=ValidationError)
