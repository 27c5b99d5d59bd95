from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common.cascade_private import CascadePrivateCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestCascadePrivate(CascadePrivateCommon):
    """P16, S7: records, filters, groups and exports tell nobody what is not published to them."""

    def get_models(self):
        """Return the names of all models of the add-on that have records."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if name.startswith(("sales.plan", "sales.actual")) and not model._abstract
        )

    def get_fields(self, env, model):
        """Return the fields that a user may read, without what only says when it was asked."""
        skipped = {"write_date", "create_date", "display_name", "__last_update"}
        fields = env[model].fields_get(attributes=["type", "store"])
        return [name for name, field in fields.items() if name not in skipped]

    def _get_figures(self, model):
        """Return the names of the numbers of a model."""
        numbers = ("monetary", "float", "json")
        return [name for name, field in self.env[model]._fields.items() if field.type in numbers]

    def test_figures_that_are_seen(self):
        """What is asserted here is not that nobody sees anything."""
        self.assertIn("1234567", self.ask(self.colleague, self._read_targets))
        self.assertIn("5432109", self.ask(self.leader, self._read_targets))
        self.assertIn("2718281", self.ask(self.leader, self._read_drafts))
        self.assertIn("7654321", self.ask(self.manager, self._read_drafts))
        self.assertIn("7654321", self.ask(self.auditor, self._read_drafts))

    def _read_targets(self, env, ask):
        ask(env["sales.plan.target"].search_read, [], ["amount", "allocation_id"])

    def _read_drafts(self, env, ask):
        ask(env["sales.plan.draft"].search_read, [], ["amount", "allocation_id", "period_id"])

    def test_drafts(self):
        self.assertPrivate(self._read_drafts)

    def test_all_fields_of_all_models(self):
        def way(env, ask):
            for model in self.get_models():
                names = ask(self.get_fields, env, model)
                if names is not None:
                    ask(env[model].search_read, [], names)

        self.assertPrivate(way)

    def test_hidden_records_by_their_ids(self):
        domain = [("plan_id", "=", self.cascade.id)]
        ids = {
            model: self.env[model].sudo().search(domain).ids
            for model in self.get_models()
            if "plan_id" in self.env[model]._fields and self._get_figures(model)
        }

        def way(env, ask):
            for model, some in ids.items():
                for res_id in some:
                    ask(env[model].browse(res_id).read, self._get_figures(model))

        self.assertPrivate(way)

    def test_lines_of_what_is_visible(self):
        """Through the plan, its rows, and the rows above and below them."""
        row = {"target_ids": {"fields": {"amount": {}}}, "target_amount": {}, "display_name": {}}
        tree = {**row, "parent_id": {"fields": row}, "child_ids": {"fields": row}}
        plan = {
            "target_amount": {},
            "gap_amount": {},
            "allocation_count": {},
            "root_id": {"fields": row},
            "allocation_ids": {"fields": tree},
        }

        def way(env, ask):
            ask(env["sales.plan"].browse(self.cascade.id).web_read, plan)
            for allocation in self.tree.values():
                ask(env["sales.plan.allocation"].browse(allocation.id).web_read, tree)

        self.assertPrivate(way)

    def test_groups(self):
        """Every measure, as a sum, the largest and one by one, of all and by row."""
        aggregates = {model: self._get_aggregates(model) for model in self.get_models()}

        def way(env, ask):
            for model, names in aggregates.items():
                fields = self.env[model]._fields
                domain = [("plan_id", "=", self.cascade.id)] if "plan_id" in fields else []
                groups = [
                    [name]
                    for name in ("allocation_id", "parent_id", "period_id")
                    if name in fields and fields[name].store
                ]
                for group in ([], *groups):
                    ask(env[model].formatted_read_group, domain, group, names)

        self.assertPrivate(way)

    def _get_aggregates(self, model):
        """Return how the figures of a model can be grouped."""
        found = ["__count"]
        for name in self._get_figures(model):
            is_json = self.env[model]._fields[name].type == "json"
            for aggregator in ("array_agg",) if is_json else ("sum", "max", "array_agg"):
                try:
                    with self.env.cr.savepoint():
                        self.env[model]._read_group([], [], [f"{name}:{aggregator}"])
                except (ValueError, NotImplementedError):
                    continue
                found.append(f"{name}:{aggregator}")
        return found

    def test_pivots_of_lists(self):
        domain = [("plan_id", "=", self.cascade.id)]

        def way(env, ask):
            for model in ("sales.plan.draft", "sales.plan.target"):
                sums = ["amount:sum", "amount:max"]
                ask(env[model].web_read_group, domain, ["allocation_id"], sums)
                ask(
                    env[model].formatted_read_grouping_sets,
                    domain,
                    [["allocation_id"], ["period_id"], []],
                    sums,
                )
            ask(
                env["sales.plan.report"].formatted_read_grouping_sets,
                domain,
                [["allocation_id"], ["team_id"], ["user_id", "date:month"], []],
                ["target_amount:sum", "__count"],
            )

        self.assertPrivate(way)

    def test_filters(self):
        """Nobody finds a figure by asking what is above it, and halving.

        In the other world each figure is on the other side of 6,500,000.
        """
        figures = self.hidden[self.manager]
        conditions = [(">", 6_500_000), ("<=", 6_500_000), ("in", figures), ("not in", figures)]
        paths = {
            "sales.plan": (
                "allocation_ids.target_ids.amount",
                "level_ids.plan_id.allocation_ids.target_ids.amount",
            ),
            "sales.plan.allocation": (
                "target_ids.amount",
                "parent_id.target_ids.amount",
                "child_ids.target_ids.amount",
                "plan_id.allocation_ids.target_ids.amount",
            ),
            "sales.plan.target": ("amount", "allocation_id.parent_id.target_ids.amount"),
            "sales.plan.draft": ("amount",),
            "sales.plan.report": ("target_amount", "allocation_id.target_ids.amount"),
            "sales.plan.publication": ("line_ids.amount_after", "line_ids.amount_before"),
            "sales.plan.publication.line": ("amount_after", "allocation_id.target_ids.amount"),
            "sales.plan.period": ("plan_id.allocation_ids.target_ids.amount",),
        }

        def way(env, ask):
            for model, names in paths.items():
                for name in names:
                    for condition in conditions:
                        ask(env[model].search_count, [(name, *condition)])

        self.assertPrivate(way)

    def test_filters_past_the_rules(self):
        """Operators that go past record rules are not for domains of clients."""
        inner = [("amount", ">", 7_000_000)]

        for model, path in (("sales.plan.allocation", "target_ids"), ("sales.plan", "root_id")):
            for user in self.salesperson | self.colleague | self.leader:
                records = self.env[model].with_user(user)
                for operator in ("any!", "not any!"):
                    with self.assertRaisesRegex(UserError, "This is no filter of"):
                        records.search_count([(path, operator, inner)])

    def test_order(self):
        """The order of rows does not tell which hidden figure is larger."""

        def way(env, ask):
            rows = env["sales.plan.allocation"]
            for name in ("target_amount", "unallocated_amount", "gap_amount", "history_amount"):
                for direction in ("asc", "desc"):
                    ask(rows.web_search_read, [], {"name": {}}, order=f"{name} {direction}")
            for model in ("sales.plan.target", "sales.plan.draft"):
                ask(env[model].web_search_read, [], {"allocation_id": {}}, order="amount desc")
            ask(
                env["sales.plan.report"].formatted_read_group,
                [("plan_id", "=", self.cascade.id)],
                ["allocation_id"],
                ["__count"],
                order="target_amount:sum desc",
            )

        self.assertPrivate(way)

    def test_names(self):
        def way(env, ask):
            for model in ("sales.plan", "sales.plan.allocation", "sales.plan.target"):
                records = env[model]
                ask(records.name_search, "", [], "ilike", 1000)
                for figure in self.hidden[self.manager]:
                    ask(records.name_search, str(figure))
                ask(records.web_search_read, [], {"display_name": {}})

        self.assertPrivate(way, told=False)

    def test_export(self):
        rows = [
            "complete_name",
            "target_amount",
            "unallocated_amount",
            "target_ids/amount",
            "parent_id/target_amount",
            "child_ids/target_amount",
            "plan_id/allocation_ids/target_ids/amount",
        ]

        def way(env, ask):
            for allocation in self.tree.values():
                ask(env["sales.plan.allocation"].browse(allocation.id).export_data, rows)
            plan = env["sales.plan"].browse(self.cascade.id)
            ask(plan.export_data, ["name", "target_amount", "allocation_ids/target_ids/amount"])
            drafts = self.env["sales.plan.draft"].search([("plan_id", "=", plan.id)])
            ask(env["sales.plan.draft"].browse(drafts.ids).export_data, ["amount"])

        self.assertPrivate(way)

    def test_forms_that_are_not_saved(self):
        """Values that a form pretends to have open nothing."""
        names = {"display_name": {}, "target_amount": {}, "unallocated_amount": {}}
        row = {"parent_id": {"fields": names}, "child_ids": {"fields": names}, **names}
        plan = {"revised_plan_id": {"fields": {"target_amount": {}}}, "target_amount": {}}

        def way(env, ask):
            for allocation in self.tree.values():
                rows = env["sales.plan.allocation"]
                context = {"default_parent_id": allocation.id, "default_plan_id": self.cascade.id}
                ask(rows.with_context(**context).onchange, {}, [], row)
                ask(rows.onchange, {"parent_id": allocation.id}, ["parent_id"], row)
                ask(rows.browse(allocation.id).onchange, {}, [], row)
            context = {"default_revised_plan_id": self.cascade.id}
            ask(env["sales.plan"].with_context(**context).onchange, {}, [], plan)

        self.assertPrivate(way)

    def test_contexts(self):
        """What a client puts into the context widens nothing."""
        contexts = (
            {"sales_plan_request": {"plan_domain": [], "columns": None}},
            {"sales_plan_request": "all", "sales_plan_recorded": True},
            {"sales_plan_no_follow": True, "active_test": False, "bin_size": True},
            {"prefetch_fields": False, "allowed_company_ids": self.company.ids, "su": True},
            {"default_is_published": True, "install_mode": True, "import_file": True},
        )

        def way(env, ask):
            for context in contexts:
                env = env(context=context)
                ask(env["sales.plan.draft"].search_read, [], ["amount"])
                ask(env["sales.plan.target"].search_read, [], ["amount"])
                ask(env["sales.plan.report"].search_read, [], ["target_amount"])
                ask(env["sales.plan"].browse(self.cascade.id).read, ["target_amount"])
                ask(table_of(env["sales.plan"].browse(self.cascade.id)).open, ["history"])

        self.assertPrivate(way)

    def test_nobody_writes_past_the_plan(self):
        """Commands, defaults and plain writing publish nothing and change no figure."""
        north, south = self.tree["north"].id, self.tree["south"].id
        published = {"is_published": True}
        some = {
            model: self.env[model].search([("allocation_id", "=", north)]).ids
            for model in ("sales.plan.draft", "sales.plan.target")
        }

        def way(env, ask):
            rows, plan = env["sales.plan.allocation"], env["sales.plan"].browse(self.cascade.id)
            ask(rows.browse(south).write, published)
            ask(rows.browse(south).web_save, published, {"target_amount": {}})
            ask(rows.with_context(default_is_published=True).create, {"parent_id": north})
            ask(plan.write, {"allocation_ids": [(1, south, published)]})
            ask(plan.web_save, {"allocation_ids": [(1, south, published)]}, {})
            ask(plan.copy)
            ask(plan.action_revise)
            ask(env["sales.plan.draft"].create, {"allocation_id": north, "amount": 1})
            for model in ("sales.plan.draft", "sales.plan.target"):
                ask(env[model].browse(some[model]).write, {"allocation_id": south})
            withdraw = env["sales.plan.withdraw"]
            for command in ((1, south, published), (4, south), (6, 0, [south])):
                ask(withdraw.create, {"plan_id": plan.id, "allocation_ids": [command]})
            self.assertFalse(self.tree["south"].is_published)

        for user in self.attackers:
            with self.subTest(user=user.login):
                before = self.ask(self.manager, self._read_drafts)
                self.assertSilent(self.ask(user, way), self.hidden[user])
                self.assertEqual(self.ask(self.manager, self._read_drafts), before)
