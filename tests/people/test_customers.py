from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..common.customers import CustomerChangeCommon

#: What hangs on a row and is read by who reads the row.
HANGING = ("sales.plan.target", "sales.plan.report")


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 06:00:00")
class TestCustomersChangeHands(CustomerChangeCommon):
    """Who becomes the salesperson of a customer reads targets for it once somebody who decides
    about them has seen it."""

    # What a plain user may write opens nothing

    def test_taken_by_oneself(self):
        """Neither the customer's rows nor what hangs on them, in any plan."""
        before = {model: self.seen(self.stranger, model) for model in HANGING}
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertEqual(self.acme.user_id, self.stranger)
        self.assertFalse(self.seen(self.stranger))
        for model in HANGING:
            self.assertEqual(self.seen(self.stranger, model), before[model], model)
        plans = self.env["sales.plan"].with_user(self.stranger)
        self.assertFalse(plans.search([]))
        self.assertEqual(self.flat_acme.responsible_id, self.salesperson)
        self.assertIn(self.flat_acme, self.seen(self.salesperson))
        self.assertIn(self.flat_screw, self.seen(self.salesperson))

    def test_every_way_of_writing(self):
        """Several at once, an import, a customer of nobody, and for somebody else."""
        self.take(self.acme | self.bolt | self.coil, self.stranger, by=self.stranger)
        self.assertFalse(self.seen(self.stranger))
        self.env.flush_all()
        self.env["ir.model.data"].create(
            {"name": "bolt", "module": "test", "model": "res.partner", "res_id": self.bolt.id}
        )
        partners = self.env["res.partner"].with_user(self.salesperson)
        loaded = partners.load(["id", "user_id/.id"], [["test.bolt", str(self.salesperson.id)]])
        self.assertFalse([one for one in loaded["messages"] if one["type"] == "error"])
        self.assertEqual(self.bolt.user_id, self.salesperson)
        self.assertNotIn(self.flat_bolt, self.seen(self.salesperson))
        self.take(self.acme, self.colleague, by=self.stranger)
        self.assertNotIn(self.flat_acme, self.seen(self.colleague))

    def test_raised_rights(self):
        """Code of Odoo that writes for a plain user with raised rights decides nothing either."""
        self.acme.with_user(self.stranger).sudo().user_id = self.stranger
        self.assertFalse(self.seen(self.stranger))

    def test_beside_odoo(self):
        """What is written past the ORM, by scripts, waits, too."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET user_id = %s WHERE id = %s", [self.stranger.id, self.acme.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.seen(self.stranger))
        self.assertIn(self.flat_acme, self.waiting(self.manager))

    def test_what_is_computed_anew_later(self):
        """A row is not given away by anything else that makes Odoo compute its owner anew."""
        self.take(self.acme, self.stranger, by=self.stranger)
        rows = self.env["sales.plan.allocation"].search([("partner_id", "=", self.acme.id)])
        self.env.add_to_compute(rows._fields["responsible_id"], rows)
        rows.modified(["partner_id", "parent_id"])
        self.flat.responsible_id = self.leader
        self.assertFalse(self.seen(self.stranger))

    def test_part_of_the_own_company(self):
        """Nor by making a customer part of one's own customer, nor an address of it."""
        own = self.env["res.partner"].create(
            {"name": "Own", "is_company": True, "user_id": self.stranger.id}
        )
        self.acme.with_user(self.stranger).parent_id = own
        self.coil.with_user(self.stranger).write({"parent_id": own.id, "is_company": False})
        self.assertFalse(self.seen(self.stranger))

    def test_archived_and_back(self):
        self.take(self.acme, self.stranger, by=self.stranger)
        self.acme.with_user(self.stranger).action_archive()
        self.assertFalse(self.seen(self.stranger))
        self.acme.with_user(self.stranger).action_unarchive()
        self.assertFalse(self.seen(self.stranger))

    def test_drafts_and_revisions(self):
        """What waits, waits in drafts, copies and revisions, too: confirming them gives nothing
        away that nobody has seen."""
        draft = self.plan("customer", name="Draft", year=2027)
        row = self.row(draft, self.bolt)
        self.target(row, 5)
        self.take(self.acme | self.bolt, self.stranger, by=self.stranger)
        self.assertIn(row, self.waiting(self.manager))
        self.flat.with_user(self.manager).action_revise()
        revision = self.flat.revision_ids
        copied = self.flat.with_user(self.manager).copy({"name": "Copy"})
        (draft | revision | copied).with_user(self.manager).action_confirm()
        self.assertFalse(self.seen(self.stranger))
        rows = (revision | copied).allocation_ids.filtered("partner_id")
        self.assertEqual(len(rows), 8)
        self.assertFalse(rows.responsible_id & self.stranger)
        self.assertLess(
            set(rows.filtered(lambda row: row.partner_id == self.bolt)),
            set(self.waiting(self.manager)),
        )

    def test_scope_of_a_plan(self):
        """The total of a plan for one customer is a row of the customer."""
        plan = self.plan("product", name="Acme Only", year=2026, partner_id=self.acme.id)
        self.target(plan, 10)
        plan.action_confirm()
        self.assertIn(plan.root_id, self.seen(self.salesperson))
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertFalse(self.seen(self.stranger))
        self.assertIn(plan.root_id, self.waiting(self.manager))
        copied = plan.copy({"name": "Again"})
        copied.action_confirm()
        self.assertFalse(self.seen(self.stranger))

    def test_rows_below_made_later(self):
        """A row for a product of the customer is the customer's, as the row above it."""
        self.take(self.acme, self.stranger, by=self.stranger)
        draft = self.flat.copy({"name": "Draft"})
        above = draft.allocation_ids.filtered(
            lambda row: row.partner_id == self.acme and not row.product_id
        )
        self.target(self.row(above, self.nail), 1, 7)
        draft.action_confirm()
        self.assertFalse(self.seen(self.stranger))

    def test_merged_into_the_own_customer(self):
        """A merge takes the row along, not the right to read it."""
        own = self.env["res.partner"].create(
            {"name": "Own", "is_company": True, "user_id": self.stranger.id}
        )
        self.merge(own, self.acme, user=self.stranger)
        self.assertEqual(self.flat_acme.partner_id, own)
        self.assertFalse(self.seen(self.stranger))
        self.assertIn(self.flat_acme, self.waiting(self.manager))

    def test_merged_with_a_row_of_ones_own(self):
        """The sum would tell the other target: who decides about both merges them."""
        with self.assertRaisesRegex(UserError, "targets of different people"):
            self.merge(self.acme, self.bolt, user=self.salesperson)
        self.assertTrue(self.bolt.exists())
        self.assertEqual(sum(self.flat_acme.target_ids.mapped("amount")), 100)
        self.manager.group_ids |= self.env.ref("base.group_partner_manager")
        self.merge(self.acme, self.bolt, user=self.manager)
        self.assertEqual(sum(self.flat_acme.target_ids.mapped("amount")), 200)

    def test_merged_rows_of_one_owner(self):
        self.take(self.bolt, self.salesperson, by=self.env.user)
        self.person_bolt.responsible_id = self.colleague
        self.merge(self.acme, self.bolt, user=self.salesperson)
        self.assertEqual(sum(self.flat_acme.target_ids.mapped("amount")), 200)

    def test_teams_are_not_written_by_salespeople(self):
        """Who leads a team, is a member of it or stands above it is for sales managers."""
        for user in (self.stranger, self.other_leader):
            team = self.team_north.with_user(user)
            for values in (
                {"user_id": user.id},
                {"parent_id": self.team_south.id},
                {"member_ids": [Command.link(user.id)]},
                {"crm_team_member_ids": [Command.create({"user_id": user.id})]},
            ):
                with self.assertRaises(AccessError):
                    team.write(values)
            members = self.env["crm.team.member"].with_user(user)
            with self.assertRaises(AccessError):
                members.create({"crm_team_id": team.id, "user_id": user.id})
            member = self.team_north.crm_team_member_ids[0].with_user(user)
            for values in ({"user_id": user.id}, {"crm_team_id": self.team_south.id}):
                with self.assertRaises(AccessError):
                    member.write(values)
            own = self.env["res.users"].with_user(user).browse(user.id)
            for name in ("sale_team_id", "crm_team_ids", "crm_team_member_ids", "group_ids"):
                with self.assertRaises(AccessError):
                    own.write({name: self.team_north.id if name == "sale_team_id" else []})
            with self.assertRaises(AccessError):
                self.salesperson.with_user(user).sale_team_id = self.team_south

    def test_actuals_are_of_documents(self):
        """Documents of a customer belong to who is named in them, in Odoo as here."""
        self.invoice(self.acme, "2026-06-01", (self.screw, 10))
        self.deal(self.acme, 500, won="2026-06-02 10:00:00")
        self.order(self.acme, "2026-06-03 10:00:00", (self.nail, 3))
        self.env.flush_all()
        facts = self.env["sales.actual"].with_user(self.stranger)
        moves = self.env["account.move"].with_user(self.stranger)
        ours = [("partner_id", "=", self.acme.id)]
        self.assertFalse(facts.search(ours))
        self.take(self.acme, self.stranger, by=self.stranger)
        self.assertFalse(facts.search(ours))
        self.assertFalse(moves.search([*ours, ("invoice_user_id", "=", self.salesperson.id)]))
        report = self.env["sales.plan.report"].with_user(self.stranger)
        [[amount]] = report._read_group(ours, [], ["actual_amount:sum"])
        self.assertFalse(amount)
