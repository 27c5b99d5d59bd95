from odoo.tests import tagged

from ..common.cascade import CascadeCommon
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestTableCandidates(TableCommon):
    """What *Add Rows* lists, and in which order: P24."""

    def page(self, row, **options):
        self.env.flush_all()
        self.env.invalidate_all()
        return table_of(row.plan_id.with_user(self.manager)).candidates(row.id, **options)

    def names(self, row, **options):
        return [record["name"] for record in self.page(row, **options)["records"]]

    def test_customers_of_the_salesperson_first_then_by_last_year(self):
        plan = self.plan("salesperson", "customer", name="By salesperson", year=2026)
        row = self.row(plan, self.salesperson)
        self.bolt.user_id = self.coil.user_id = self.salesperson
        self.acme.user_id = False
        self.invoice(self.acme, "2025-04-10", (self.screw, 900))
        self.invoice(self.coil, "2025-04-10", (self.screw, 10))
        # neither what others sold nor what was sold in another year
        self.invoice(self.bolt, "2025-04-10", (self.screw, 5000), invoice_user_id=self.leader.id)
        self.invoice(self.drip, "2024-04-10", (self.screw, 5000))
        page = self.page(row)
        found = {record["name"]: record for record in page["records"]}
        self.assertEqual(page["belonging"], "Customers of Salesperson")
        self.assertEqual(list(found)[:3], ["Coil", "Bolt", "Acme"])
        self.assertEqual([found[name]["belongs"] for name in ("Bolt", "Acme")], [True, False])
        self.assertEqual(
            [found[name]["amount"] for name in ("Coil", "Bolt", "Acme")], [10, None, 900]
        )

    def test_members_of_the_team_first(self):
        plan = self.plan("team", "salesperson", name="By team", year=2026)
        row = self.row(plan, self.team_north)
        members = self.team_north.crm_team_member_ids.user_id
        page = self.page(row)
        belonging = {record["id"] for record in page["records"] if record["belongs"]}
        self.assertEqual(belonging, set(members.ids))
        self.assertEqual(page["belonging"], "Members of North")
        first = {record["id"] for record in page["records"][: len(members)]}
        self.assertEqual(first, belonging)

    def test_customers_of_a_teams_members(self):
        self.coil.user_id = self.salesperson
        page = self.page(self.north)
        self.assertEqual(page["records"][0]["name"], "Coil")
        self.assertEqual(page["belonging"], "Customers of North")

    def test_categories_count_with_all_below(self):
        plan = self.plan("product_category", name="By category", year=2026)
        self.invoice(self.acme, "2025-01-10", (self.screw, 100), (self.advice, 30))
        records = self.page(plan.root_id)["records"]
        amounts = {record["id"]: record["amount"] for record in records}
        self.assertEqual(amounts[self.goods.id], 130)
        self.assertEqual(amounts[self.hardware.id], 100)
        self.assertEqual(amounts[self.services.id], 30)
        self.assertEqual(records[0]["amount"], max(filter(None, amounts.values())))

    def test_pages_follow_each_other(self):
        """Each record is on exactly one page, in the order of the whole list."""
        whole = self.page(self.north, limit=None)
        self.assertEqual(whole["total"], len(whole["records"]))
        pages = []
        for offset in range(0, whole["total"], 2):
            page = self.page(self.north, limit=2, offset=offset)
            self.assertEqual(page["total"], whole["total"])
            pages += page["records"]
        self.assertEqual(pages, whole["records"])

    def test_pages_have_a_bound(self):
        """Whoever asks for all records gets no more than a page of them."""
        self.env["res.partner"].create([{"name": f"Zed {number}"} for number in range(210)])
        plan = self.plan("customer", name="By customer", year=2026)
        for limit, count in ((None, 200), (0, 200), (1_000_000, 200), (7, 7)):
            page = self.page(plan.root_id, limit=limit)
            self.assertEqual(len(page["records"]), count)
            self.assertGreater(page["total"], 200)

    def test_search(self):
        self.drip.city = "Ghent"
        page = self.page(self.north, text="dri")
        self.assertEqual([record["name"] for record in page["records"]], ["Drip"])
        self.assertEqual(page["total"], 1)
        self.assertEqual(self.page(self.north, text="%")["records"], [])

    def test_same_names_are_told_apart_as_in_the_rows(self):
        twin = self.drip.copy({"name": "Drip", "city": "Bruges"})
        self.drip.city = "Ghent"
        records = self.page(self.north, text="dri")["records"]
        names = {record["id"]: record["name"] for record in records}
        self.assertEqual(names, {self.drip.id: "Drip (Ghent)", twin.id: "Drip (Bruges)"})

    def test_those_that_are_there_already_are_not_offered(self):
        self.assertNotIn("Acme", self.names(self.north))
        self.assertIn("Acme", self.names(self.south))

    def test_more_records_do_not_take_more_queries(self):
        counts = []
        for number in (3, 6):
            self.env["res.partner"].create(
                [{"name": f"Many {number} {each}", "is_company": True} for each in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            table = table_of(self.north.plan_id.with_user(self.manager))
            table.candidates(self.north.id, text=f"Many {number}")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = table.candidates(self.north.id, text=f"Many {number}")
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(found["total"], number)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestTableCandidatesInCascade(CascadeCommon):
    """Who may not add rows learns no figures: P24."""

    def test_figures_are_for_who_splits_the_row(self):
        self.invoice(self.coil, "2025-02-10", (self.screw, 70))
        self.publish(self.manager, "total", "north")
        for user, is_told in ((self.leader, True), (self.manager, True), (self.auditor, False)):
            with self.subTest(user=user.login):
                table = table_of(self.plan_of(user))
                records = table.candidates(self.tree["salesperson"].id)["records"]
                told = any(record["amount"] for record in records)
                self.assertEqual(told, is_told)
