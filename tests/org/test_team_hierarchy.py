from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from psycopg2 import IntegrityError

from ..common.table_calls import table_of
from ..common.teams import TeamsCommon


@tagged("post_install", "-at_install")
class TestTeamHierarchy(TeamsCommon):
    """S4: teams are part of other teams, and who leads them is known."""

    def test_leaders(self):
        """S4: the leaders of a team are its own and those of the teams above."""
        self.assertEqual(self.europe.leader_ids, self.director)
        self.assertEqual(self.team_north.leader_ids, self.leader | self.director)
        self.assertEqual(self.harbour.leader_ids, self.leader | self.director)
        self.assertFalse(self.overseas.leader_ids)

    def test_leaders_follow(self):
        """S4: another leader or another place is known at once, all the way down."""
        self.europe.user_id = self.rover
        self.assertEqual(self.harbour.leader_ids, self.leader | self.rover)
        self.europe.parent_id = self.overseas
        self.overseas.user_id = self.director
        self.assertEqual(self.harbour.leader_ids, self.leader | self.rover | self.director)
        self.harbour.parent_id = False
        self.assertFalse(self.harbour.leader_ids)
        self.assertEqual(self.harbour.parent_path, f"{self.harbour.id}/")
        found = self.env["crm.team"].search([("leader_ids", "in", self.rover.ids)])
        self.assertEqual(found, self.europe | self.team_north | self.team_south)

    def test_leaders_have_their_role(self):
        """S3: a salesperson who comes to lead a team may split its targets, without more."""
        role = "sales_plan.group_sales_plan_leader"
        plain = self._make_user("plain", "base.group_user")
        self.assertFalse(self.rover.has_group(role))
        boss = self._make_user("boss", "sales_team.group_sale_manager")
        self.overseas.with_user(boss).user_id = self.rover
        self.assertTrue(self.rover.has_group(role))
        teams = self.env["crm.team"].with_user(boss)
        teams.create({"name": "Docks", "company_id": False, "user_id": self.docker.id})
        self.assertTrue(self.docker.has_group(role))
        self.overseas.user_id = plain
        self.assertFalse(plain.has_group("sales_plan.group_sales_plan_user"))
        self.assertTrue(self.rover.has_group(role), "a role is taken away by who gives roles")

    def test_leaders_of_before(self):
        """S3: who led a team before the add-on came has the role as well, archived teams or not."""
        role = self.env.ref("sales_plan.group_sales_plan_leader")
        leaders = (self.director | self.leader).sudo()
        leaders.write({"group_ids": [Command.unlink(role.id)]})
        self.europe.active = False
        self.env["crm.team"]._give_role_to_leaders()
        for leader in leaders:
            self.assertTrue(leader.has_group("sales_plan.group_sales_plan_leader"), leader.name)

    def test_places_of_existing_teams(self):
        """S4: all teams have their place, those too that were there before the add-on."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM crm_team WHERE parent_path IS NULL OR "
            "(parent_id IS NULL AND parent_path <> id || '/')"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        self.env.cr.execute(
            "SELECT count(*) FROM crm_team team WHERE user_id IS NOT NULL AND NOT EXISTS ("
            "SELECT FROM sales_plan_crm_team_leader_rel leads "
            "WHERE leads.team_id = team.id AND leads.user_id = team.user_id)"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_no_circle(self):
        """S4: a team is no part of itself, nor of its own teams."""
        for team, parent in (
            (self.europe, self.europe),
            (self.europe, self.team_north),
            (self.europe, self.harbour),
        ):
            self.assertRefused(
                f"{team.name} cannot be part of {parent.name}: that would go round in a circle",
                team.write,
                {"parent_id": parent.id},
            )

    def test_moved_together(self):
        """S4: teams below each other can leave at once."""
        (self.team_north | self.harbour).parent_id = False
        self.assertEqual(self.harbour.parent_path, f"{self.harbour.id}/")
        self.assertEqual(self.team_north.parent_path, f"{self.team_north.id}/")
        (self.harbour | self.team_north).parent_id = self.europe
        self.assertEqual(self.harbour.parent_path, f"{self.europe.id}/{self.harbour.id}/")

    def test_companies(self):
        """S4, S16: a team is part of a team of its own company or of one of all companies."""
        other = self.make_other_company()
        foreign = self.env["crm.team"].create({"name": "Foreign", "company_id": other.id})
        self.europe.parent_id = self.overseas
        for team, values in (
            (self.europe, {"parent_id": foreign.id}),
            (self.overseas, {"parent_id": foreign.id}),
            (self.harbour, {"company_id": False}),
            (self.harbour, {"company_id": other.id}),
            (self.overseas, {"company_id": other.id}),
        ):
            self.assertRefused("cannot be part of", team.write, values)
        self.overseas.company_id = self.company
        self.assertEqual(self.europe.parent_id, self.overseas)

    def test_company_of_archived_team(self):
        """S16: teams in the archive keep their region's company too."""
        other = self.make_other_company()
        region = self.env["crm.team"].create({"name": "Alone", "company_id": self.company.id})
        part = region.create({"name": "Part", "company_id": region.company_id.id})
        part.write({"parent_id": region.id, "active": False})
        self.assertRefused("Part cannot be part of Alone", region.write, {"company_id": other.id})

    def test_removing(self):
        """S4: a region with teams is not deleted."""
        self.assertRefused("crm_team_parent_id_fkey", self.europe.unlink, error=IntegrityError)

    def test_who_may_change(self):
        """S4: only sales managers build the hierarchy."""
        with self.assertRaises(AccessError):
            self.harbour.with_user(self.leader).parent_id = self.europe

    def test_form(self):
        """S4: the form of a team says which one it is part of."""
        with Form(self.harbour) as form:
            form.parent_id = self.europe
        self.assertEqual(self.harbour.leader_ids, self.director)

    def test_region_stands_for_its_teams(self):
        """P3: a row of a region counts what its teams sold; archived ones too."""
        self.sell()
        plan = self.plan("team", "salesperson")
        row = self.row(plan, self.europe)
        self.target(row, 500)
        self.assertEqual(row.actual_amount, 435.51)
        self.assertEqual(self.opened(row), 435.51)
        self.assertEqual(plan.root_id.unplanned_amount, 20)
        self.assertEqual(plan.root_id.unassigned_amount, 9)
        self.assertEqual(self.opened(plan.root_id, "unplanned"), 20)
        self.harbour.active = False
        self.env.invalidate_all()
        self.assertEqual(row.actual_amount, 435.51)
        self.assertEqual(self.opened(row), 435.51)
        scoped = self.plan("salesperson", team_id=self.team_north.id)
        self.assertEqual(scoped.root_id.actual_amount, 260.01)
        self.assertEqual(self.opened(scoped.root_id), 260.01)

    def test_overlap(self):
        """P3: a region and one of its teams are no rows side by side."""
        plan = self.plan("team")
        self.row(plan, self.team_north)
        for team in (self.europe, self.harbour):
            self.assertRefused("count the same sales twice", self.row, plan, team)

    def test_addable(self):
        """S16: teams of other companies cannot be added, and are not named."""
        other = self.make_other_company()
        foreign = self.env["crm.team"].create({"name": "Foreign", "company_id": other.id})
        plan = self.plan("team").with_user(self.manager)
        root = plan.root_id
        domain = root._get_addable()["domain"]
        addable = self.env["crm.team"].search(domain)
        self.assertIn(self.overseas, addable)
        self.assertNotIn(foreign, addable)
        edit = {"kind": "add_rows", "parent": root.id, "values": foreign.ids}
        sentence = "What you chose cannot be added below Total"
        self.assertRefused(sentence, root._add_rows, foreign.ids, error=UserError)
        self.assertRefused(sentence, table_of(plan).edit, edit, 0, "test:1", error=UserError)
        root._add_rows(self.team_north.ids)
        sentence = "North cannot be added below Total"
        self.assertRefused(sentence, root._add_rows, self.team_north.ids, error=UserError)
        addable = self.env["crm.team"].search(root._get_addable()["domain"])
        self.assertIn(self.team_south, addable)
        self.assertFalse(addable & (self.europe | self.team_north | self.harbour))
