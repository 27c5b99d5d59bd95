from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common.cascade import CascadeCommon


@tagged("post_install", "-at_install")
class TestFollowUp(CascadeCommon):
    """P23: from a row that is behind one writes, plans something, or looks at its deals."""

    def setUp(self):
        super().setUp()
        self.publish(self.manager, "north", below=True)

    def open(self, user, action):
        """Open the dialog of an action and fill it in."""
        model = self.env[action["res_model"]].with_user(user).with_context(**action["context"])
        return Form(model)

    def test_write(self):
        """The message is on the row, and its owner is told."""
        row = self.row_of("salesperson", self.leader)
        action = row.action_write_owners()
        self.assertEqual(action["name"], "Write to Salesperson")
        dialog = self.open(self.leader, action)
        dialog.body = "What do you need?"
        dialog.save()._action_send_mail()
        message = row.sudo().message_ids[0]
        self.assertIn("What do you need?", message.body)
        self.assertEqual(message.author_id, self.leader.partner_id)
        self.assertIn(self.salesperson.partner_id, message.notified_partner_ids)
        self.assertIn("need", message.with_user(self.salesperson).body)

    def test_write_about_several(self):
        """Each row keeps the message; their owners are told."""
        rows = self.tree["salesperson"] | self.tree["colleague"]
        action = rows.with_user(self.leader).action_write_owners()
        owners = (self.salesperson | self.colleague).partner_id
        self.assertEqual(set(action["context"]["default_partner_ids"]), set(owners.ids))
        self.assertEqual(action["context"]["default_res_ids"], rows.ids)

    def test_nobody_to_write_to(self):
        with self.assertRaisesRegex(UserError, "Nobody else answers"):
            self.row_of("salesperson", self.salesperson).action_write_owners()
        with self.assertRaisesRegex(UserError, "South is not published"):
            self.row_of("south", self.manager).action_write_owners()
        with self.assertRaisesRegex(UserError, "Choose the rows"):
            self.env["sales.plan.allocation"].with_user(self.manager).action_schedule()
        with self.assertRaises(AccessError):
            self.row_of("colleague", self.salesperson).action_schedule()

    def test_schedule(self):
        """An activity on the row, for its owner."""
        row = self.row_of("salesperson", self.leader)
        dialog = self.open(self.leader, row.action_schedule())
        self.assertEqual(dialog.activity_user_id, self.salesperson)
        dialog.summary = "Call the five largest"
        dialog.save().action_schedule_activities()
        activity = row.sudo().activity_ids
        self.assertEqual((activity.user_id, activity.automated), (self.salesperson, False))
        self.assertEqual(activity.summary, "Call the five largest")

    @freeze_time("2026-02-01")
    def test_deals(self):
        """Open ones of the row: of its team, its person, its customer."""
        own = self.deal(self.acme, 10) | self.deal(self.bolt, 20)
        others = self.deal(self.acme, 30, user_id=self.colleague.id)
        self.deal(self.acme, 40, won="2026-01-10 10:00:00")
        leads = self.env["crm.lead"].with_user(self.manager)

        def found(name, user=None):
            row = self.row_of(name, user or self.manager)
            return leads.with_user(user or self.manager).search(row.action_open_deals()["domain"])

        self.assertEqual(found("salesperson").sorted("id"), own)
        self.assertEqual(found("acme"), own[0])
        self.assertEqual(found("north").sorted("id"), own | others)
        self.assertEqual(found("salesperson", self.salesperson).sorted("id"), own)
        rows = self.tree["acme"] | self.tree["colleague"]
        action = rows.with_user(self.manager).action_open_deals()
        self.assertEqual(leads.search(action["domain"]).sorted("id"), own[0] | others)
        self.assertEqual(action["display_name"], "Open Deals of Several Rows")

    @freeze_time("2026-02-01")
    def test_deals_of_two_companies(self):
        """The deals of each row are those of its own company; without rows there are none."""
        other = self.make_other_company()
        self.manager.company_ids |= other
        elsewhere = self.plan("customer", name="Elsewhere", company_id=other.id)
        rows = self.tree["acme"] | self.row(elsewhere, self.bolt)
        own = self.deal(self.acme, 10)
        self.deal(self.bolt, 20)
        theirs = self.deal(self.bolt, 30, company_id=other.id, team_id=False, user_id=False)
        self.deal(self.acme, 40, company_id=other.id, team_id=False, user_id=False)
        companies = (self.company | other).ids
        seen = rows.with_user(self.manager).with_context(allowed_company_ids=companies)
        found = seen.env["crm.lead"].search(seen.action_open_deals()["domain"])
        self.assertEqual(found.sorted("id"), own | theirs)
        with self.assertRaisesRegex(UserError, "Choose the rows"):
            seen.browse().action_open_deals()

    @freeze_time("2026-02-01")
    def test_from_the_pivot(self):
        """The lines that a figure of the pivot opens lead to the same."""
        lines = self.env["sales.plan.report"].with_user(self.manager)
        lines = lines.search([("allocation_id", "=", self.tree["salesperson"].id)])
        self.assertTrue(lines)
        self.assertEqual(lines.action_write_owners()["name"], "Write to Salesperson")
        action = lines.action_schedule()
        self.assertEqual(action["context"]["active_ids"], self.tree["salesperson"].ids)
        title = "Open Deals of North / Salesperson"
        self.assertEqual(lines.action_open_deals()["display_name"], title)


@tagged("post_install", "-at_install")
class TestPlanOpens(CascadeCommon):
    """P8, S1: plan versus actual opens to date, once there is something to date."""

    @freeze_time("2026-06-15")
    def test_to_date(self):
        context = self.cascade.action_open_report()["context"]
        self.assertTrue(context["search_default_until_today"])
        later = self.plan("team", year=2027, name="Later")
        self.assertFalse(later.action_open_report()["context"]["search_default_until_today"])
        both = (self.cascade | later).action_open_report()["context"]
        self.assertTrue(both["search_default_until_today"])

    def test_breakdown(self):
        self.assertEqual(self.cascade.breakdown, "Sales Team › Salesperson › Customer")
