from dataclasses import replace

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...queries.facts.read import fact_query
from ...queries.plans import node_actuals
from ...tools.rates import get_crossed
from ..common.group import ODOO_RATES, PLANNED, GroupCommon


@tagged("post_install", "-at_install")
class TestGroup(GroupCommon):
    """Plans of several companies of different currencies, against what is worked out by hand."""

    def figures(self, plan):
        self.env.invalidate_all()
        return self.env["sales.plan.figures"]._read_figures(plan)

    # What counts ----------------------------------------------------------------

    def test_every_basis_by_hand(self):
        """Each fact is worth what it was at the plan's rate of its day, rounded to the cent."""
        for basis in ("invoiced", "ordered", "won", "collected"):
            plan = self.group_plan(basis=basis, name=basis)
            with self.subTest(basis):
                self.assertTrue(self.sum_by_hand(basis))
                self.assertEqual(plan.actual_amount, self.sum_by_hand(basis))

    def test_measures(self):
        """Margins are converted, pieces and documents are not."""
        margin = self.group_plan(measure="margin").actual_amount
        costs = [
            replace(fact, revenue=fact.revenue - fact.margin)
            for fact in self.by_hand
            if fact.basis == "invoiced"
        ]
        self.assertEqual(
            margin,
            float(
                sum(self.in_dollars(fact) for fact in self.by_hand if fact.basis == "invoiced")
                - sum(self.in_dollars(fact) for fact in costs)
            ),
        )
        for measure in ("quantity", "count"):
            expected = sum(
                getattr(fact, measure) for fact in self.by_hand if fact.basis == "invoiced"
            )
            self.assertEqual(self.group_plan(measure=measure).actual_amount, round(expected, 2))

    def test_every_row_ties(self):
        """Rows and what is unplanned below them add up to the cent, by customer and by product."""
        plan = self.group_plan("customer", "product")
        acme, bolt = self.rows(plan, self.acme, self.bolt)
        screw, nail = self.rows(acme, self.screw, self.nail)
        found = self.figures(plan)
        for row, wanted in (
            (plan.root_id, {}),
            (acme, {"partner_id": self.acme}),
            (bolt, {"partner_id": self.bolt}),
            (screw, {"partner_id": self.acme, "product_id": self.screw}),
            (nail, {"partner_id": self.acme, "product_id": self.nail}),
        ):
            self.assertEqual(found[row.id].actual, self.sum_by_hand(**wanted), row.display_name)
        self.assertEqual(
            round(found[screw.id].actual + found[nail.id].actual + found[acme.id].unplanned, 2),
            found[acme.id].actual,
        )

    def test_documents_behind_a_row(self):
        """What opens is what counts: the same documents, in the currencies of their companies."""
        plan = self.group_plan("customer")
        acme = self.row(plan, self.acme)
        wanted = [
            fact
            for fact in self.by_hand
            if fact.basis == "invoiced" and fact.falls_under({"partner_id": self.acme})
        ]
        self.assertEqual(self.opened(acme), round(sum(fact.revenue for fact in wanted), 2))

    def test_days_outside_of_the_plan(self):
        """Days before the first rate have the first, those after the last one the last."""
        plan = self.group_plan(year=2026, rates=[("2026-02-01", "3"), ("2026-03-01", "5")])
        past = self.env["sales.plan.figures"]._read_period_actuals(plan, years=1)
        self.assertEqual(
            round(sum(map(float, past.values())), 2),
            self.sum_by_hand(rates=[("2026-02-01", "3")]),
        )

    def test_one_company_is_asked_as_before(self):
        """A plan of one company needs no rates: its invoices are read from their headers."""
        plan = self.plan("customer")
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        self.assertFalse(frame.exchange or frame.excluded)
        self.assertFalse(frame.facts(frame.levels).by_product)
        code = node_actuals(frame, by_period=True).code
        for word in ("width_bucket", "COALESCE(move.commercial_partner_id NOT IN", "res_company"):
            self.assertNotIn(word, code)
        group = self.env["sales.plan.figures"]._get_frames(self.group_plan("customer"))
        [frame] = group.values()
        self.assertIn("width_bucket", fact_query(frame.facts(())).code)

    def test_companies_of_one_currency(self):
        """A further company of the same currency needs no rate, and headers serve it."""
        plan = self.plan(further_company_ids=[Command.link(self.third.id)])
        self.assertFalse(plan.rates_warning)
        frame = self.env["sales.plan.figures"]._get_frames(plan)[plan.id]
        self.assertFalse(frame.exchange)
        here = self.company | self.third
        expected = sum(
            fact.revenue
            for fact in self.by_hand
            if fact.basis == "invoiced" and fact.company in here
        )
        self.assertEqual(plan.actual_amount, round(expected, 2))
        self.assertFalse(plan.dated_amount)

    def test_sales_within_the_group(self):
        """Sales to the plan's companies, their branches and their contacts can be left out."""
        contact = self.env["res.partner"].create(
            {"name": "Buyer of Other", "parent_id": self.other.partner_id.id}
        )
        everything = self.group_plan(name="Everything")
        without = self.group_plan(name="Without", leaves_out_group=True)
        before = everything.actual_amount
        for partner, amount in (
            (contact, 500),
            (self.other_branch.partner_id, 600),
            (self.third.partner_id, 700),
        ):
            self.invoice(partner, "2025-05-05", (self.screw, amount))
        self.env.invalidate_all()
        self.assertEqual(everything.actual_amount, before + 1800)
        self.assertEqual(without.actual_amount, before)
        alone = self.plan(leaves_out_group=True)
        self.assertEqual(alone.actual_amount, self.plan().actual_amount)
        self.assertEqual(
            self.opened(without.root_id), round(self.opened(everything.root_id) - 1800, 2)
        )

    def test_sales_within_the_group_on_every_basis(self):
        partner = self.third.partner_id
        self.pay(self.invoice(partner, "2025-05-05", (self.screw, 500)), "2025-05-06")
        self.order(partner, "2025-05-05 10:00:00", (self.screw, 500))
        self.deal(partner, 500, won="2025-05-05 10:00:00")
        for basis in ("invoiced", "ordered", "won", "collected"):
            counted, without = (
                self.group_plan(basis=basis, leaves_out_group=left_out, name=basis).actual_amount
                for left_out in (False, True)
            )
            self.assertEqual(round(counted - without, 2), 500, basis)

    # Currency effect ------------------------------------------------------------

    def test_currency_effect(self):
        """The actual at the rates of the documents' days, beside that at the plan's."""
        plan = self.group_plan()
        dated = self.sum_by_hand(rates=ODOO_RATES)
        self.assertEqual(plan.dated_amount, dated)
        self.assertEqual(plan.currency_effect_amount, round(dated - self.sum_by_hand(), 2))

    def test_currency_effect_in_the_report(self):
        plan = self.group_plan("customer")
        self.rows(plan, self.acme, self.bolt)
        rows = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id)],
            ["partner_id"],
            ["actual_amount:sum", "dated_amount:sum", "currency_effect_amount:sum"],
        )
        for partner, actual, dated, effect in rows:
            of_partner = {"partner_id": partner}
            self.assertEqual(round(actual, 2), self.sum_by_hand(**of_partner))
            self.assertEqual(round(dated, 2), self.sum_by_hand(rates=ODOO_RATES, **of_partner))
            self.assertEqual(round(effect, 2), round(dated - actual, 2))
        lines = self.env["sales.plan.report"].search([("plan_id", "=", plan.id)])
        self.assertEqual(round(sum(lines.mapped("dated_amount")), 2), plan.dated_amount)
        self.assertEqual(lines.currency_id, self.company.currency_id)
        alone = self.plan(name="Alone")
        self.assertFalse(
            self.env["sales.plan.report"]
            .search([("plan_id", "=", alone.id)])
            .filtered("dated_amount")
        )

    def test_split_by_company(self):
        """P3-P7: companies are a level like others; branches count with the company above."""
        plan = self.group_plan("company", "customer")
        other, third = self.rows(plan, self.other, self.third)
        acme = self.row(other, self.acme)
        found = self.figures(plan)
        for row, wanted in (
            (other, {"selling_company_id": self.other}),
            (third, {"selling_company_id": self.third}),
            (acme, {"selling_company_id": self.other, "partner_id": self.acme}),
        ):
            self.assertEqual(found[row.id].actual, self.sum_by_hand(**wanted))
        own = self.sum_by_hand(selling_company_id=self.company)
        self.assertEqual(round(found[plan.root_id.id].unplanned, 2), own)
        addable = plan.root_id._get_addable()
        companies = self.env["res.company"].sudo().search(addable["domain"])
        self.assertEqual(companies, self.company)
        stranger = self._create_company(name="Stranger")
        with self.assertRaisesRegex(ValidationError, "no company of this plan"):
            self.row(plan, stranger)

    def test_company_of_every_basis(self):
        for basis in ("invoiced", "ordered", "won", "collected"):
            plan = self.group_plan("company", basis=basis, name=basis)
            rows = self.rows(plan, self.company, self.other, self.third)
            self.assertEqual(
                [row.actual_amount for row in rows],
                [
                    self.sum_by_hand(basis, selling_company_id=row.selling_company_id)
                    for row in rows
                ],
                basis,
            )

    def test_odoo_has_the_same_rates(self):
        """Rates of days are those that Odoo converts with: a company's own before shared ones."""
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.francs.id, "company_id": False, "name": day, "rate": rate}
                for day, rate in (("2024-06-01", 7), ("2025-06-01", 9))
            ]
        )
        euros = self.env["res.currency.rate"].search([("currency_id", "=", self.euro.id)])
        self.assertTrue(euros)
        figures = self.env["sales.plan.figures"]
        known = figures._read_known_rates(
            self.company, self.francs | self.euro | self.company.currency_id
        )
        for one, two in ((self.francs, self.euro), (self.euro, self.company.currency_id)):
            first, last = self.day("2023-01-01"), self.day("2025-12-31")
            lines = get_crossed(first, last, known[one], known[two])
            for text in ("2023-01-01", "2024-06-30", "2025-01-01", "2025-03-31", "2025-07-01"):
                day = self.day(text)
                [*__, (__, rate)] = [line for line in lines if line[0] <= day]
                odoo = one._get_conversion_rate(one, two, self.company, day)
                self.assertAlmostEqual(float(rate), odoo, 9)

    # Rates ----------------------------------------------------------------------

    def test_without_a_rate(self):
        """A company without a rate does not count, the plan says so, and is not confirmed."""
        plan = self.group_plan(rates=())
        self.target(plan, 100)
        here = self.company | self.third
        expected = sum(
            fact.revenue
            for fact in self.by_hand
            if fact.basis == "invoiced" and fact.company in here
        )
        self.assertEqual(plan.actual_amount, round(expected, 2))
        self.assertIn("CHF", plan.rates_warning)
        self.assertIn("Other", plan.rates_warning)
        refused = self.assertRaisesRegex(UserError, "no rate for CHF, the currency of Other")
        with refused, self.cr.savepoint():
            plan.action_confirm()
        self.env.invalidate_all()
        plan.action_take_rates()
        self.assertFalse(plan.rates_warning)
        plan.action_confirm()
        self.assertEqual(plan.state, "confirmed")

    def test_odoos_rates(self):
        plan = self.group_plan(rates=())
        plan.action_take_rates()
        self.assertEqual(
            plan.rate_ids.mapped(lambda line: (line.date_from, line.rate)), [(False, 1.25)]
        )
        plan.with_context(sales_plan_by_period=True).action_take_rates()
        self.assertEqual(
            [round(rate, 6) for rate in plan.rate_ids.sorted("id").mapped("rate")],
            [1.25, *[2] * 11],
        )
        self.assertEqual(plan.rate_ids.sorted("id")[1].date_from, self.day("2025-02-01"))
        self.assertEqual(plan.actual_amount, self.sum_by_hand(rates=ODOO_RATES))
        self.assertEqual(plan.currency_effect_amount, 0)

    def test_odoo_has_no_rates(self):
        self.env["res.currency.rate"].search([("currency_id", "=", self.francs.id)]).unlink()
        plan = self.group_plan(rates=())
        with self.assertRaisesRegex(UserError, "Odoo has no rates of CHF"):
            plan.action_take_rates()

    def test_no_effect_of_what_odoo_has_no_rates_of(self):
        """Then the plan's rates are all that is known: one to one would be made up."""
        self.env["res.currency.rate"].search([("currency_id", "=", self.francs.id)]).unlink()
        plan = self.group_plan()
        self.assertEqual(plan.dated_amount, self.sum_by_hand())
        self.assertEqual(plan.currency_effect_amount, 0)

    def test_rates_are_settled(self):
        """A plan in force keeps its companies and rates; its revision begins with them."""
        plan = self.group_plan()
        self.target(plan, 100)
        plan.action_confirm()
        for change in (
            lambda: plan.rate_ids[0].write({"rate": 9}),
            plan.rate_ids[0].unlink,
            lambda: plan.write({"further_company_ids": [Command.clear()]}),
            lambda: plan.write({"leaves_out_group": True}),
            plan.action_take_rates,
            lambda: self.env["sales.plan.rate"].create(
                {"plan_id": plan.id, "currency_id": self.euro.id, "rate": 1}
            ),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        revision = self.env["sales.plan"].browse(plan.action_revise()["res_id"])
        self.assertEqual(revision.further_company_ids, self.other | self.third)
        self.assertEqual(revision.actual_amount, plan.actual_amount)

    @mute_logger("odoo.sql_db")
    def test_refused_rates(self):
        plan = self.group_plan()
        for values in (
            {"currency_id": self.company.currency_id.id, "rate": 2},
            {"currency_id": self.euro.id, "rate": 0},
            {"currency_id": self.euro.id, "rate": -1},
            {"currency_id": self.francs.id, "rate": 2, "date_from": PLANNED[0][0]},
        ):
            with self.assertRaises(Exception) as caught, self.cr.savepoint():
                self.env["sales.plan.rate"].create({"plan_id": plan.id, **values})
            self.assertNotIsInstance(caught.exception, AccessError)

    # Companies ------------------------------------------------------------------

    def test_refused_companies(self):
        for company, sentence in (
            (self.other_branch, "is a branch: choose Other"),
            (self.company, "own company already"),
        ):
            with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                self.plan(further_company_ids=[Command.link(company.id)])

    def test_values_of_all_companies(self):
        """Teams and customers of each company of the plan can be its rows; people who work in its
        own one, others would not see it."""
        team = self.env["crm.team"].create({"name": "Abroad", "company_id": self.other.id})
        expat = self._make_user(
            "expat",
            "sales_team.group_sale_salesman",
            company_id=self.other_branch.id,
            company_ids=[Command.set(self.other_branch.ids)],
        )
        plan = self.group_plan("team", "salesperson").with_context(
            allowed_company_ids=(self.group | self.other_branch).ids
        )
        addable = plan.root_id._get_addable()
        self.assertIn(team, plan.env["crm.team"].search(addable["domain"]))
        row = self.row(plan, team)
        with self.assertRaisesRegex(UserError, "cannot be added"), self.cr.savepoint():
            row._add_rows([expat.id])
        with self.assertRaisesRegex(ValidationError, "does not work for"), self.cr.savepoint():
            self.row(row, expat)
        expat.company_ids |= self.company
        row._add_rows([expat.id])
        self.assertEqual(row.child_ids.user_id, expat)
        alone = self.plan("team")
        with self.assertRaisesRegex(ValidationError, "does not belong"), self.cr.savepoint():
            self.row(alone, team)

    # Who may --------------------------------------------------------------------

    def test_companies_that_are_not_open(self):
        """A plan counts all of its companies also after somebody read it who has not all open; it
        tells who may enter them, without names of others."""
        plan = self.group_plan()
        self.manager.company_ids |= self.other
        self.env.invalidate_all()
        as_manager = plan.with_user(self.manager).with_context(allowed_company_ids=self.company.ids)
        self.assertFalse(as_manager.further_company_ids)
        self.assertEqual(as_manager.actual_amount, self.sum_by_hand())
        self.assertIn("Other, companies that you may not enter", as_manager.companies_notice)
        self.assertFalse(as_manager.rates_warning)
        self.assertEqual(plan._get_companies(), self.group)
        as_manager.name = "Renamed"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(plan.is_of_group)
        self.assertEqual(plan.further_company_ids, self.other | self.third)

    def test_who_sees_what(self):
        """People see their rows with what all companies sold, who plans and audits the rates."""
        plan = self.group_plan("salesperson")
        row = self.row(plan, self.salesperson)
        self.target(row, 10)
        plan.action_confirm()
        self.env.invalidate_all()
        as_salesperson = row.with_user(self.salesperson)
        self.assertEqual(as_salesperson.actual_amount, self.sum_by_hand(user_id=self.salesperson))
        self.assertFalse(as_salesperson.plan_id.dated_amount)
        # who asks for all of a plan gets the rest
        self.assertNotIn("rate_ids", as_salesperson.plan_id.read()[0])
        self.assertIn("rate_ids", plan.with_user(self.auditor).read()[0])
        for user, may in (
            (self.manager, True),
            (self.auditor, True),
            (self.salesperson, False),
            (self.leader, False),
            (self.clerk, False),
        ):
            self.assertEqual(plan.rate_ids.with_user(user).has_access("read"), may, user.login)
        for user in (self.auditor, self.salesperson, self.leader):
            self.assertFalse(plan.rate_ids.with_user(user).has_access("write"))
        shown = self.env["sales.actual"].with_user(self.manager)
        shown = shown.search(row.with_user(self.manager).action_open_actuals()["domain"])
        self.assertEqual(shown.company_id, self.company)

    def test_queries(self):
        """As many queries for several plans of groups as for one."""
        plans = [self.group_plan(name=str(number)) for number in range(4)]
        counts = []
        for some in (plans, plans[:2], plans):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["sales.plan"].browse([plan.id for plan in some]).mapped("actual_amount")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
