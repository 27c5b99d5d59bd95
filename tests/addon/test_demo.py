import random
from datetime import date, timedelta

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged

from ...demo import cast, pipeline, story
from ..common.table_calls import table_of

DAYS = [date(2026, 1, 4), date(2026, 9, 15), date(2026, 12, 31), date(2028, 2, 29)]


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestDemoStory(TransactionCase):
    """What the demo data tells, before it becomes records."""

    def test_same_day_same_story(self):
        self.addCleanup(random.setstate, random.getstate())
        random.seed(1)
        sales = story.tell_sales(date(2026, 9, 15))
        deals = pipeline.tell_deals(date(2026, 9, 15), sales)
        random.seed(2)
        self.assertEqual(story.tell_sales(date(2026, 9, 15)), sales)
        self.assertEqual(pipeline.tell_deals(date(2026, 9, 15), sales), deals)

    def test_past_stays_within_a_month(self):
        def told_until_the_9th(today):
            return {
                (sale.customer, sale.invoiced, sale.lines)
                for sale in story.tell_sales(today)
                if sale.invoiced and sale.invoiced < date(2026, 9, 10)
            }

        self.assertEqual(
            told_until_the_9th(date(2026, 9, 10)), told_until_the_9th(date(2026, 9, 28))
        )

    def test_nothing_happens_before_its_cause_or_after_today(self):
        for today in DAYS:
            for sale in story.tell_sales(today):
                ordered = sale.ordered and sale.ordered.date()
                chain = [ordered, sale.invoiced, sale.paid or sale.credited, today]
                chain = [day for day in chain if day]
                self.assertEqual(chain, sorted(chain), sale)
                self.assertTrue(ordered or sale.invoiced, sale)
            for deal in pipeline.tell_deals(today, []):
                self.assertLess(deal.created, deal.closed or deal.created + timedelta(1))
                self.assertLess(deal.created.date(), today)

    def test_the_size_hardly_depends_on_the_day(self):
        for today in DAYS:
            sales = story.tell_sales(today)
            invoiced = [sale for sale in sales if sale.invoiced]
            self.assertTrue(780 <= len(invoiced) <= 860, f"{len(invoiced)} on {today}")
            backlog = [sale for sale in sales if not sale.invoiced]
            self.assertTrue(10 <= len(backlog) <= 50, f"{len(backlog)} on {today}")
            self.assertEqual(
                min(sale.invoiced for sale in invoiced).year, today.year - 2 - (today.month < 7)
            )

    def test_a_few_customers_make_most_of_the_revenue(self):
        revenue = self._revenue_by_customer(2025)
        largest = sorted(revenue.values(), reverse=True)
        self.assertGreater(sum(largest[:8]), 0.55 * sum(largest))
        self.assertLess(sum(largest[20:]), 0.15 * sum(largest))

    def test_some_customers_grow_and_some_shrink(self):
        before, after = self._revenue_by_customer(2024), self._revenue_by_customer(2025)
        growth = [after[code] / before[code] for code in before if code in after]
        self.assertGreater(sum(after.values()), sum(before.values()))
        self.assertGreater(sum(rate > 1.08 for rate in growth), 8)
        self.assertGreater(sum(rate < 0.9 for rate in growth), 5)

    def _revenue_by_customer(self, year):
        revenue = {}
        for sale in story.tell_sales(date(2026, 6, 30)):
            if sale.invoiced and sale.invoiced.year == year:
                revenue[sale.customer] = revenue.get(sale.customer, 0) + sale.amount
        return revenue


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestDemo(TransactionCase):
    """The demo data as it stands in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["sales.plan.demo"]._get_install_date()
        cls.sales = story.tell_sales(cls.today)
        cls.deals = pipeline.tell_deals(cls.today, cls.sales)
        cls.customers = cls._records("customer", [c.code for c in cast.read_customers()])
        cls.plan = cls.env.ref("sales_plan.demo_plan_this_year")
        cls.draft = cls.env.ref("sales_plan.demo_plan_next_year")
        cls.cascade = cls.env.ref("sales_plan.demo_plan_cascade")
        cls.users = {p.code: cls.env.ref(f"sales_plan.demo_user_{p.code}") for p in cast.PEOPLE}
        cls.ours = Domain("partner_id", "in", cls.customers.ids)

    @classmethod
    def _records(cls, kind, codes):
        records = [cls.env.ref(f"sales_plan.demo_{kind}_{code}") for code in codes]
        return records[0].union(*records)

    def _count(self, model, *domain):
        records = self.env[model].with_context(active_test=False)
        return records.search_count(self.ours & Domain.AND(map(Domain, domain)))

    # -------------------------------------------------------------------------
    # Documents
    # -------------------------------------------------------------------------

    def test_every_document_of_the_story_exists_once(self):
        invoiced = [sale for sale in self.sales if sale.invoiced]
        posted = [("state", "=", "posted")]
        self.assertEqual(
            self._count("account.move", posted, [("move_type", "=", "out_invoice")]), len(invoiced)
        )
        self.assertEqual(
            self._count("account.move", posted, [("move_type", "=", "out_refund")]),
            sum(bool(sale.credited) for sale in self.sales),
        )
        self.assertEqual(
            self._count("sale.order", [("state", "=", "sale")]),
            sum(bool(sale.ordered) for sale in self.sales),
        )
        self.assertEqual(
            self._count("sale.order", [("state", "in", ("draft", "sent"))]),
            sum(deal.is_quoted for deal in self.deals),
        )
        for status, name in (("won", "won"), ("lost", "lost"), ("open", "pending")):
            self.assertEqual(
                self._count("crm.lead", [("won_status", "=", name)]),
                sum(deal.status == status for deal in self.deals),
                status,
            )

    def test_installing_again_adds_nothing(self):
        counts = [self._count(model) for model in ("account.move", "sale.order", "crm.lead")]
        self.env["sales.plan.demo"]._install()
        again = [self._count(model) for model in ("account.move", "sale.order", "crm.lead")]
        self.assertEqual(again, counts)

    def test_invoices_are_dated_as_told(self):
        months = self.env["account.move"]._read_group(
            self.ours & Domain("move_type", "=", "out_invoice"), ["invoice_date:month"], ["__count"]
        )
        told = {}
        for sale in self.sales:
            if sale.invoiced:
                month = sale.invoiced.replace(day=1)
                told[month] = told.get(month, 0) + 1
        self.assertEqual(dict(months), told)

    def test_payments_are_reconciled(self):
        states = dict(
            self.env["account.move"]._read_group(
                self.ours & Domain("move_type", "=", "out_invoice"), ["payment_state"], ["__count"]
            )
        )
        partial = sum(bool(s.paid) and s.paid_share < 1 for s in self.sales)
        self.assertGreater(states["paid"], 500)
        self.assertGreater(states["not_paid"], 20)
        self.assertTrue(20 < states["partial"] <= partial + 40, states)
        payments = self.env["account.payment"].search(self.ours)
        self.assertTrue(all(payments.mapped("is_reconciled")))

    def test_open_orders_are_the_backlog(self):
        lines = self.env["sale.order.line"].search(
            Domain("order_id.partner_id", "in", self.customers.ids)
            & Domain("order_id.state", "=", "sale")
        )
        open_orders = lines.filtered("qty_to_invoice").order_id
        expected = sum(not sale.invoiced or bool(sale.open_lines) for sale in self.sales)
        self.assertEqual(len(open_orders), expected)

    def test_deals_have_the_dates_of_the_story(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        closed = leads.search(self.ours & Domain("won_status", "in", ("won", "lost")))
        self.assertEqual(
            sorted(closed.mapped("date_closed")),
            sorted(deal.closed for deal in self.deals if deal.closed),
        )
        self.assertTrue(all(lead.create_date < lead.date_closed for lead in closed))
        lost = closed.filtered(lambda lead: lead.won_status == "lost")
        self.assertTrue(all(lost.mapped("lost_reason_id")))
        still_open = leads.search(self.ours & Domain("won_status", "=", "pending"))
        self.assertGreater(len(set(still_open.mapped("probability"))), 5)
        self.assertGreater(max(still_open.mapped("date_deadline")), self.today + timedelta(90))

    def test_margins_differ_by_category(self):
        rows = self.env["sales.actual"]._read_group(
            [("basis", "=", "invoiced"), ("partner_id", "in", self.customers.ids)],
            ["product_category_id"],
            ["margin:sum", "amount:sum"],
        )
        shares = {category.name: margin / amount for category, margin, amount in rows}
        self.assertLess(shares["Bench"], shares["Handheld"])
        self.assertLess(shares["Handheld"], shares["Calibration & Support"])
        self.assertLess(shares["Calibration & Support"], shares["Accessories"])

    def test_part_of_the_documents_has_a_source_a_partner_or_nobody(self):
        for field in ("source_id", "sales_partner_id", "user_id"):
            rows = self.env["sales.actual"]._read_group(
                [("basis", "=", "invoiced"), ("partner_id", "in", self.customers.ids)],
                [field],
                ["__count"],
            )
            self.assertGreater(len(rows), 3, field)
            self.assertFalse(rows[-1][0], f"some documents have no {field}")

    # -------------------------------------------------------------------------
    # Plans
    # -------------------------------------------------------------------------

    def test_this_year_is_in_force_and_next_year_a_draft(self):
        self.assertEqual((self.plan.state, self.draft.state), ("confirmed", "draft"))
        self.assertEqual(self.plan.date_from.year, self.today.year)
        self.assertEqual(self.draft.date_from.year, self.today.year + 1)
        self.assertEqual(self.plan.target_amount % 10_000, 0)
        self.assertEqual(self.draft.target_amount % 10_000, 0)
        self.assertGreater(len(self.plan.allocation_ids), 40)
        self.assertGreater(len(self.draft.allocation_ids), 60)
        self.assertTrue(all(self.plan.allocation_ids.mapped("is_published")))
        self.assertFalse(any(self.draft.allocation_ids.mapped("is_published")))

    def test_actual_is_what_was_invoiced(self):
        lines = self.env["account.move.line"].search(
            [
                ("parent_state", "=", "posted"),
                ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
                ("display_type", "=", "product"),
                ("date", ">=", self.plan.date_from),
                ("date", "<=", self.plan.date_to),
                ("company_id", "child_of", self.plan.company_id.id),
            ]
        )
        self.assertAlmostEqual(self.plan.actual_amount, -sum(lines.mapped("balance")), places=2)

    def test_every_row_adds_up(self):
        for plan in self.plan | self.draft:
            for row in plan.allocation_ids.filtered("child_ids"):
                below = sum(row.child_ids.mapped("actual_amount"))
                self.assertAlmostEqual(
                    row.actual_amount, below + row.unplanned_amount, places=2, msg=row.display_name
                )
                below = sum(row.child_ids.mapped("target_amount"))
                self.assertAlmostEqual(
                    row.target_amount,
                    below + row.unallocated_amount,
                    places=2,
                    msg=row.display_name,
                )

    def test_there_is_something_to_see(self):
        rows = self.plan.allocation_ids
        self.assertTrue(any(row.unallocated_amount > 0 for row in rows))
        self.assertTrue(any(row.unallocated_amount < 0 for row in rows))
        self.assertTrue(rows.target_ids.filtered("is_held"))
        self.assertTrue(self.plan.message_ids.filtered("body"))

    def _cascade_row(self, code):
        """The row of the team targets of a team or a person, by their code."""
        for kind, field in (("team", "team_id"), ("user", "user_id")):
            record = self.env.ref(f"sales_plan.demo_{kind}_{code}", raise_if_not_found=False)
            if record:
                rows = self.cascade.allocation_ids.filtered(lambda row: row[field] == record)  # noqa: B023
                return rows.sorted(lambda row: len(row.parent_path))[0]
        raise ValueError(code)

    def test_team_targets_show_every_state(self):
        self.assertEqual(self.cascade.state, "confirmed")
        self.assertEqual(self.cascade.date_from.year, self.today.year + 1)
        plan = self.cascade.with_user(self.users["helen"])
        table = plan.env["sales.plan.table"]
        tree = table._open(plan)
        rows = table._read_rows(tree, list(tree.parents))
        self.assertEqual({row["state"] for row in rows.values()}, {"draft", "published", "changed"})
        self.assertEqual(
            {
                code: rows[self._cascade_row(code).id]["state"]
                for code in ("grace", "luca", "priya")
            },
            {"grace": "published", "luca": "draft", "priya": "changed"},
        )
        self.assertTrue(rows[self._cascade_row("tom").id]["to_revise"])
        self.assertEqual(self._cascade_row("grace").agreement, "open")
        self.assertEqual(self._cascade_row("daniel").agreement, "accepted")
        self.assertLess(self._cascade_row("north_america").unallocated_amount, 0)

    def test_sofia_has_something_to_split_and_to_publish(self):
        plan = self.cascade.with_user(self.users["sofia"])
        own = plan.env["sales.plan.table"]._get_own_rows(plan)
        self.assertEqual(own, self._cascade_row("europe"))
        self.assertTrue(self._cascade_row("europe").with_user(self.users["sofia"]).can_split)
        wizard = self.env["sales.plan.publish"].with_user(self.users["sofia"])
        wizard = wizard.browse(table_of(plan).publish()["res_id"])
        self.assertIn(self._cascade_row("luca"), wizard.line_ids.allocation_id)
        self.assertIn("Europe", wizard.given_out)
        wizard.action_publish()
        self.assertTrue(self._cascade_row("luca").is_published)

    def test_every_salesperson_sees_own_rows_only(self):
        for person in cast.PEOPLE:
            if person.role != "salesperson":
                continue
            user = self.env.ref(f"sales_plan.demo_user_{person.code}")
            rows = self.env["sales.plan.allocation"].with_user(user).search([])
            self.assertGreater(len(rows), 2, person.name)
            mine = rows.user_id | rows.partner_id.user_id
            self.assertEqual(mine, user, person.name)
            plans = self.plan if person.code == "luca" else self.plan | self.cascade
            self.assertEqual(rows.plan_id, plans, person.name)

    def test_pieces_for_purchasing(self):
        """G8, G10: a plan in pieces is in force, so that Replenishment has something to tell."""
        pieces = self.env.ref("sales_plan.demo_plan_pieces")
        self.assertEqual((pieces.state, pieces.measure), ("confirmed", "quantity"))
        self.assertEqual(pieces.date_from.year, self.today.year)
        services = self.env.ref("sales_plan.demo_category_care")
        self.assertNotIn(services, pieces.allocation_ids.product_category_id)
        report = self.env["sales.plan.replenishment"].with_user(self.users["helen"])
        lines = report.search([("plan_id", "=", pieces.id)])
        goods = [product.code for product in cast.PRODUCTS if product.kind == "consu"]
        self.assertEqual(lines.filtered("planned").product_id, self._records("product", goods))
        [(to_order,)] = report._read_group(
            [("plan_id", "=", pieces.id), ("is_ahead", "=", True)], [], ["to_order:sum"]
        )
        self.assertGreater(to_order, 0)

    def test_leader_manager_and_auditor_see_more(self):
        rows = self.env["sales.plan.allocation"]
        of_team = rows.with_user(self.users["sofia"]).search([])
        self.assertIn(self.env.ref("sales_plan.demo_user_luca"), of_team.user_id)
        self.assertEqual(of_team.team_id, self.env.ref("sales_plan.demo_team_europe"))
        for code in ("helen", "victor"):
            seen = rows.with_user(self.users[code]).search([])
            plans = self.plan | self.draft | self.cascade
            self.assertLessEqual(plans.allocation_ids, seen)

    def test_regions_stand_above_the_teams(self):
        """S4: two regions, each led by somebody else than its teams."""
        regions = self.env["crm.team"].union(
            *(self.env.ref(f"sales_plan.demo_region_{region.code}") for region in cast.REGIONS)
        )
        self.assertEqual(len(regions), 2)
        for told in cast.TEAMS:
            team = self.env.ref(f"sales_plan.demo_team_{told.code}")
            self.assertIn(team.parent_id, regions)
            self.assertEqual(len(team.leader_ids), 2)

    def test_passwords_are_the_logins(self):
        for person in cast.PEOPLE:
            user = self.env.ref(f"sales_plan.demo_user_{person.code}")
            credential = {"type": "password", "login": person.code, "password": person.code}
            info = user.with_user(user)._check_credentials(credential, {"interactive": False})
            self.assertEqual(info["uid"], user.id)
