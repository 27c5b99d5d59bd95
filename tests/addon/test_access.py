import contextlib

from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..common.access import AccessCommon
from ..common.table_calls import table_of

MODELS = (
    "sales.plan",
    "sales.plan.level",
    "sales.plan.period",
    "sales.plan.allocation",
    "sales.plan.target",
)
VIEWS = ("sales.actual", "sales.plan.report")


@tagged("post_install", "-at_install")
class TestAccess(AccessCommon):
    """P16: everybody sees the figures that concern them, live, and no others."""

    def by_name(self, rows):
        names = {row.id: name for name, row in self.tree.items()}
        return {names.get(row_id, row_id) for row_id in rows.ids}

    def assertNothingRead(self, records, names):  # noqa: N802
        """Assert that records of the report are refused, or not there at all for the reader."""
        self.env.invalidate_all()
        with contextlib.suppress(AccessError):
            self.assertFalse(records.read(names))

    # What each role sees ------------------------------------------------------

    def test_rows(self):
        """P16: everybody's rows, by search, read, groups, names, counts and export."""
        for user, names in self.seen.items():
            rows = self.env["sales.plan.allocation"].with_user(user)
            domain = [("plan_id", "=", self.in_force.id)]
            with self.subTest(user=user.login):
                self.assertEqual(self.by_name(rows.search(domain)), names)
                self.assertEqual(rows.search_count(domain), len(names))
                [(count,)] = rows._read_group(domain, [], ["__count"])
                self.assertEqual(count, len(names))
                found = rows.name_search("", domain, limit=None)
                self.assertEqual(self.by_name(rows.browse([row_id for row_id, __ in found])), names)
                hidden = self.of_tree(*(set(self.tree) - names)).with_user(user)
                for row in hidden:
                    self.assertForbidden(row.read, ["actual_amount"])
                    self.assertForbidden(row.web_read, {"target_amount": {}})
                    self.assertForbidden(row.export_data, ["display_name"])
                    self.assertForbidden(row.action_open_actuals)
                self.env.invalidate_all()
                for row in self.of_tree(*names).with_user(user):
                    [values] = row.read(["target_amount", "actual_amount"])
                    expected = self.tree[next(iter(self.by_name(row)))].sudo()
                    self.assertEqual(values["target_amount"], expected.target_amount)
                    self.assertEqual(values["actual_amount"], expected.actual_amount)

    def test_targets(self):
        """P16: the targets of everybody's rows and no others, summed, counted or searched."""
        for user, names in self.seen.items():
            targets = self.env["sales.plan.target"].with_user(user)
            domain = [("plan_id", "=", self.in_force.id)]
            with self.subTest(user=user.login):
                visible = targets.search(domain)
                self.assertEqual(self.by_name(visible.allocation_id), names)
                [(amount, count)] = targets._read_group(domain, [], ["amount:sum", "__count"])
                expected = self.of_tree(*names).sudo().target_ids
                self.assertEqual(amount, sum(expected.mapped("amount")))
                self.assertEqual(count, len(expected))
                hidden = self.in_force.allocation_ids.target_ids - expected
                for target in hidden.with_user(user):
                    self.assertForbidden(target.read, ["amount"])

    def test_plans(self):
        """P16: a plan, its levels and periods are seen by who sees one of its rows."""
        for user in self.seen:
            plans = self.env["sales.plan"].with_user(user).search([])
            expected = self.in_force | (self.draft if user in self.see_all else self.draft[:0])
            own = self.in_force | self.draft | self.foreign
            with self.subTest(user=user.login):
                self.assertEqual(plans & own, expected)
                for model in ("sales.plan.level", "sales.plan.period"):
                    found = self.env[model].with_user(user).search([("plan_id", "in", own.ids)])
                    self.assertEqual(found.plan_id, expected)
                if user not in self.see_all:
                    self.assertForbidden(self.draft.with_user(user).read, ["name"])
                    self.assertForbidden(self.draft.level_ids.with_user(user).read, ["dimension"])
                    self.assertForbidden(self.draft.period_ids.with_user(user).read, ["name"])

    def test_total_of_a_plan(self):
        """P16: a plan's figures are those of the highest rows that one sees."""
        targets = {
            self.salesperson: 3000,
            self.colleague: 1500,
            self.stranger: 2500,
            self.leader: 5000,
            self.other_leader: 3500,
            self.manager: 9000,
            self.auditor: 9000,
        }
        actuals = {self.salesperson: 100, self.leader: 150, self.manager: 187, self.stranger: 30}
        for user, target in targets.items():
            plan = self.in_force.with_user(user)
            self.assertEqual(plan.target_amount, target, user.login)
            self.assertEqual(plan.actual_amount, actuals.get(user, plan.actual_amount), user.login)

    def test_report(self):
        """P16: plan versus actual has everybody's rows and no others, whatever is asked."""
        net = {
            "total": 500,
            "north": 500,
            "salesperson": 1000,
            "acme": 2000,
            "colleague": 500,
            "bolt": 1000,
            "south": 1000,
            "stranger": 2500,
        }
        sold = {"acme": 100, "bolt": 50, "stranger": 30, "total": 7}
        for user, names in self.seen.items():
            report = self.env["sales.plan.report"].with_user(user)
            domain = [("plan_id", "in", (self.in_force | self.draft | self.foreign).ids)]
            target = sum(net[name] for name in names) + 700 * (user in self.see_all)
            actual = sum(sold.get(name, 0) for name in names)
            # the draft of customers has acme's sales, and those of all others as unplanned
            actual += 187 * (user in self.see_all)
            with self.subTest(user=user.login):
                rows = report.search(domain)
                self.assertEqual(sum(rows.mapped("target_amount")), target)
                self.assertEqual(sum(rows.mapped("actual_amount")), actual)
                for groupby in ([], ["partner_id"], ["user_id", "date:month"], ["allocation_id"]):
                    groups = report._read_group(
                        domain, groupby, ["target_amount:sum", "actual_amount:sum"]
                    )
                    self.assertEqual(sum(group[-2] or 0 for group in groups), target, groupby)
                    self.assertEqual(sum(group[-1] or 0 for group in groups), actual, groupby)
                [(count,)] = report._read_group(
                    [*domain, ("kind", "=", "fact"), ("basis", "=", "invoiced")], [], ["__count"]
                )
                facts = rows.filtered(lambda row: row.kind == "fact" and row.basis == "invoiced")
                self.assertEqual(count, len(facts))
                if user not in self.see_all:
                    everything = self.env["sales.plan.report"].search(domain)
                    hidden = everything - everything.browse(rows.ids)
                    for row in (hidden[:2] | hidden[-2:]).with_user(user):
                        self.assertNothingRead(row, ["target_amount", "actual_amount"])

    def test_facts(self):
        """P16: one's own facts and nobody's; a leader's team; all for who sees all documents."""
        expected = {
            self.salesperson: {100, 7},
            self.stranger: {30, 7},
            self.leader: {100, 50, 7},
            self.manager: {100, 50, 30, 7},
            self.auditor: {100, 50, 30, 7},
            self.accountant: {100, 50, 30, 7},
        }
        for user, amounts in expected.items():
            actual = self.env["sales.actual"].with_user(user)
            facts = actual.search([("basis", "=", "invoiced")])
            self.assertEqual({fact.amount for fact in facts}, amounts, user.login)
            [(total, count)] = actual._read_group(
                [("basis", "=", "invoiced")], [], ["amount:sum", "__count"]
            )
            self.assertEqual((total, count), (sum(amounts), len(amounts)), user.login)

    def test_outsiders(self):
        """P16: who has no part in sales, and customers in the portal, see nothing at all."""
        for user in self.outsiders:
            for model in MODELS + VIEWS:
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model):
                    self.assertForbidden(records.search, [])
                    self.assertForbidden(records.search_count, [])
                    self.assertForbidden(records.formatted_read_group, [], [], ["__count"])
                    self.assertForbidden(records.name_search, "")
            self.assertForbidden(self.in_force.with_user(user).read, ["name"])
            self.assertForbidden(self.tree["acme"].with_user(user).action_open_actuals)

    def test_customers_do_not_learn_costs(self):
        """P16: who reads the own order and invoice in the portal does not read their cost."""
        order = self.order(self.acme, "2025-02-10 12:00:00", (self.screw, 100))
        order.message_subscribe(self.visitor.partner_id.ids)
        lines = order.order_line | self.env["sale.order.line"]
        self.assertEqual(lines.with_user(self.visitor).read(["price_unit"])[0]["price_unit"], 100)
        self.assertForbidden(lines.with_user(self.visitor).read, ["sales_plan_unit_cost"])
        invoiced = self.sold[0].invoice_line_ids.with_user(self.visitor)
        self.assertForbidden(invoiced.read, ["sales_plan_unit_cost"])
        self.assertForbidden(invoiced.search, [("sales_plan_unit_cost", ">", 1)])

    # Unpublished, other companies ---------------------------------------------

    def test_unpublished(self):
        """S7: what is not published to somebody is not there for them."""
        self.tree["north"].responsible_id = self.manager  # who answers for it prepares the rows
        self.of_tree("salesperson", "acme").sudo().is_published = False
        self.env.invalidate_all()
        for user in (self.salesperson, self.leader):
            rows = self.env["sales.plan.allocation"].with_user(user).search([])
            self.assertFalse(rows & self.of_tree("salesperson", "acme"), user.login)
            targets = self.env["sales.plan.target"].with_user(user).search([])
            self.assertFalse(targets.allocation_id & self.of_tree("salesperson", "acme"))
            [(target, actual)] = (
                self.env["sales.plan.report"]
                .with_user(user)
                ._read_group(
                    [("partner_id", "=", self.acme.id), ("plan_id", "=", self.in_force.id)],
                    [],
                    ["target_amount:sum", "actual_amount:sum"],
                )
            )
            self.assertFalse(target, user.login)
            # the sales are part of the actual of the leader's team, and of nothing else
            self.assertEqual(bool(actual), user == self.leader)
        self.assertFalse(self.env["sales.plan"].with_user(self.salesperson).search([]))
        self.assertForbidden(self.in_force.with_user(self.salesperson).read, ["name"])

    def test_other_companies(self):
        """P16: plans of another company are seen there only; by whom it lets in."""
        for user in (self.manager, self.auditor, self.salesperson):
            for model in ("sales.plan.allocation", "sales.plan.target", "sales.plan.report"):
                found = self.env[model].with_user(user).search([("plan_id", "=", self.foreign.id)])
                self.assertFalse(found, (user.login, model))
            self.assertForbidden(self.foreign.with_user(user).read, ["name"])
        self.manager.company_ids |= self.abroad
        plans = self.env["sales.plan"].with_user(self.manager)
        for companies, expected in (
            (self.abroad, self.foreign),
            (self.company, self.in_force | self.draft),
            (self.abroad | self.company, self.foreign | self.in_force | self.draft),
        ):
            found = plans.with_context(allowed_company_ids=companies.ids).search([])
            self.assertEqual(found & (self.foreign | self.in_force | self.draft), expected)

    def test_branch(self):
        """P16: who works in a branch only does not see the plans of the company above it."""
        branch = self.make_branch()
        user = self._make_user("branch_manager", "sales_plan.group_sales_plan_manager")
        user.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        self.assertFalse(self.env["sales.plan"].with_user(user).search([]))
        self.assertFalse(self.env["sales.plan.report"].with_user(user).search([]))
        self.assertFalse(self.env["sales.actual"].with_user(user).search([]))

    # What each role may do ----------------------------------------------------

    def _each_record(self):
        yield self.in_force, {"name": "Mine"}
        yield self.in_force.level_ids[0], {"sequence": 7}
        yield self.in_force.period_ids[0], {"name": "Mine"}
        yield self.tree["acme"], {"responsible_id": self.salesperson.id}
        yield self.tree["acme"].target_ids, {"amount": 1}

    def test_readers_change_nothing(self):
        """P16: only managers make, change and delete plans and what is in them."""
        readers = self.salesperson | self.leader | self.auditor | self.accountant | self.outsiders
        for user in readers:
            for record, values in self._each_record():
                mine = record.with_user(user)
                with self.subTest(user=user.login, model=record._name):
                    self.assertForbidden(mine.write, values)
                    self.assertForbidden(mine.unlink)
                    self.assertForbidden(mine.create, values)
                    self.assertForbidden(mine.copy)
            plan = self.in_force.with_user(user)
            for action in ("action_close", "action_revise", "action_archive"):
                with self.subTest(user=user.login, action=action):
                    self.assertForbidden(getattr(plan, action))

    def test_nobody_changes_facts(self):
        """N1: facts and the report are read, by managers too."""
        for model in VIEWS:
            record = self.env[model].search([], limit=1).with_user(self.manager)
            self.assertForbidden(record.write, {"date": "2025-01-01"})
            self.assertForbidden(record.unlink)
            self.assertForbidden(record.create, {"date": "2025-01-01"})

    def test_managers_plan(self):
        """P13: a manager makes a plan, corrects it, confirms it, revises and deletes a draft."""
        plans = self.env["sales.plan"].with_user(self.manager)
        plan = plans.create(
            {
                "name": "Mine",
                "date_from": "2025-01-01",
                "date_to": "2025-12-31",
                "level_ids": [Command.create({"dimension": "customer"})],
            }
        )
        row = self.row(plan.with_user(self.manager), self.acme)
        row.env["sales.plan.target"].with_user(self.manager).create(
            {"allocation_id": row.id, "period_id": plan.period_ids[0].id, "amount": 5}
        )
        plan.action_confirm()
        revision = plans.browse(plan.action_revise()["res_id"])
        self.assertEqual(revision.target_amount, 5)
        revision.unlink()

    def test_documents_obey_their_own_rules(self):
        """P16: whoever sees a fact opens its document only as far as Odoo lets them."""
        facts = self.env["sales.actual"].with_user(self.auditor)
        fact = facts.search([("basis", "=", "invoiced")], limit=1)
        self.assertForbidden(fact.action_open_document)
        accountant = fact.with_user(self.accountant).action_open_document()
        self.assertEqual(accountant["res_model"], "account.move")

    # Ways around --------------------------------------------------------------

    def test_probing_by_filters(self):
        """P16: filters on hidden figures, by whatever path, find nothing."""
        user = self.salesperson
        probes = {
            "sales.plan.allocation": (
                [("parent_id.target_ids.amount", ">", 3000)],
                [("plan_id.allocation_ids.target_ids.amount", ">", 3000)],
                [("parent_id.child_ids.target_ids.amount", ">", 3000)],
                [("plan_id.root_id.target_ids.amount", ">", 1)],
            ),
            "sales.plan.target": (
                [("allocation_id.parent_id.target_ids.amount", ">", 3000)],
                [("period_id.plan_id.allocation_ids.target_ids.amount", ">", 3000)],
            ),
            "sales.plan": (
                [("allocation_ids.target_ids.amount", ">", 3000)],
                [("allocation_ids.name", "=", "South")],
                [("revision_ids.allocation_ids.target_ids.amount", ">", 1)],
            ),
            "sales.plan.report": (
                [("allocation_id.parent_id.target_ids.amount", ">", 3000)],
                [("plan_id.allocation_ids.target_ids.amount", ">", 3000)],
                [("target_amount", ">", 2500)],
                [("user_id", "=", self.stranger.id)],
            ),
        }
        for model, domains in probes.items():
            records = self.env[model].with_user(user)
            for domain in domains:
                # … or are refused outright, or name a field that cannot be searched by
                with (
                    self.subTest(domain=domain),
                    contextlib.suppress(AccessError, ValueError),
                ):
                    self.assertFalse(records.search_count(domain))

    def test_probing_by_order(self):
        """P16: sorting by a figure sorts the own rows and tells of no others."""
        rows = self.env["sales.plan.allocation"].with_user(self.salesperson)
        for name in ("gap_amount", "target_amount", "attainment"):
            found = rows.search([], order=f"{name} desc, id")
            self.assertEqual(self.by_name(found), {"salesperson", "acme"})

    def test_context_is_not_trusted(self):
        """P16: what a client puts into the context does not widen what the report reads."""
        report = self.env["sales.plan.report"].with_user(self.salesperson)
        for request in (
            {"plan_domain": [(1, "=", 1)], "columns": None},
            Domain.TRUE,
            "everything",
            [1],
        ):
            rows = report.with_context(sales_plan_request=request).search([])
            self.assertEqual(self.by_name(rows.allocation_id), {"salesperson", "acme"})

    def test_rows_of_the_table(self):
        """P16: the plan's table has the visible rows, and not what would tell of hidden ones."""
        plan = self.in_force.with_user(self.salesperson)
        result = table_of(plan).open(["progress"])
        self.assertEqual(result["top"], self.tree["salesperson"].ids)
        rows = self.tree["salesperson"] | self.tree["acme"]
        self.assertEqual([row["id"] for row in result["rows"]], rows.ids)
        self.assertFalse(result["plan"]["can_edit"])
        self.assertForbidden(table_of(self.draft.with_user(self.salesperson)).open)
        self.assertForbidden(
            self.type_target,
            self.tree["acme"].with_user(self.salesperson),
            self.in_force.period_ids[0],
            1,
        )
        self.assertFalse(table_of(plan).rows(self.tree["south"].ids, ["progress"])["rows"])

    def test_prints_of_partly_hidden_rows(self):
        """P16: prints do not tell what a row has besides rows that are hidden."""
        self.tree["total"].responsible_id = self.salesperson
        plan = self.in_force.with_user(self.salesperson)
        rows, __ = self.env["sales.plan.sheet"].with_user(self.salesperson)._get_rows(plan)
        self.assertEqual(
            [(row.kind, row.target) for row in rows],
            [
                ("total", 9000),
                ("allocation", 3000),
                ("allocation", 2000),
                ("unplanned", 1000),
            ],
        )
        rows, __ = self.env["sales.plan.sheet"]._get_rows(self.in_force)
        rests = [row.target for row in rows if (row.kind, row.depth) == ("unplanned", 1)]
        self.assertEqual(rests, [500])
        for kind in ("unplanned", "unassigned"):  # their filters would name the hidden rows
            self.assertForbidden(plan.root_id.action_open_actuals, kind)
        self.assertTrue(plan.root_id.action_open_actuals())
