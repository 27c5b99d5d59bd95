from odoo.tests import Form, tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestNativePipeline(SalesPlanCommon):
    """What Odoo itself does for capabilities of the pipeline, with the add-on installed."""

    @property
    def leads(self):
        """Deals as the salesperson's menu makes them."""
        return (
            self.env["crm.lead"]
            .with_user(self.salesperson)
            .with_context(default_type="opportunity")
        )

    def test_from_prospect_to_customer(self):
        """R5, S18: a lead is qualified, converted, won; its customer is made on the way."""
        lead = self.leads.create(
            {"name": "Asked for screws", "type": "lead", "partner_name": "Newcomer Ltd"}
        )
        self.assertEqual((lead.type, lead.partner_id.id), ("lead", False))
        dialog = self.env["crm.lead2opportunity.partner"].with_user(self.salesperson)
        dialog = dialog.with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        ).create({"name": "convert", "action": "create"})
        dialog.action_apply()
        self.assertEqual((lead.type, lead.partner_id.name), ("opportunity", "Newcomer Ltd"))
        lead.action_set_won_rainbowman()
        self.assertEqual((lead.won_status, lead.probability), ("won", 100))
        self.assertTrue(lead.date_closed)

    def test_any_number_from_the_customer(self):
        """R6, R7, R25: the customer's button leads to its deals and adds any number of them."""
        action = self.acme.with_user(self.salesperson).action_view_opportunity()
        self.assertEqual(action["res_model"], "crm.lead")
        leads = self.env["crm.lead"].with_user(self.salesperson)
        # the button's own context, see crm.view_partners_form_crm1
        button = {"default_partner_id": self.acme.id, "default_type": "opportunity"}
        for number in range(3):
            with Form(leads.with_context(**action["context"], **button)) as form:
                self.assertEqual(form.partner_id, self.acme)
                form.name = f"Deal {number}"
        self.acme.invalidate_recordset(["opportunity_count"])
        self.assertEqual(self.acme.with_user(self.salesperson).opportunity_count, 3)
        found = leads.search(action["domain"])
        self.assertEqual(set(found.mapped("name")), {"Deal 0", "Deal 1", "Deal 2"})

    def test_from_the_main_menu(self):
        """R25: the pipeline is on the main menu, and so are deals by forecast category."""
        menus = self.env["ir.ui.menu"].with_user(self.salesperson)
        visible = menus._visible_menu_ids()
        for name in ("crm.menu_crm_opportunities", "sales_plan.sales_plan_menu_opportunities"):
            self.assertIn(self.env.ref(name).id, visible, name)

    def test_name_follows_the_customer(self):
        """R8: the name is proposed from the customer's and can be changed."""
        form = Form(self.leads)
        form.partner_id = self.acme
        self.assertEqual(form.name, "Acme's opportunity")
        form.name = "Screws for Acme"
        form.partner_id = self.bolt
        self.assertEqual(form.name, "Screws for Acme")
        self.assertEqual(form.save().name, "Screws for Acme")

    def test_statuses_are_a_list(self):
        """R10, R33: stages are added, ordered and kept to a team by sales managers."""
        manager = self._make_user("sales_boss", "sales_team.group_sale_manager")
        stages = self.env["crm.stage"].with_user(manager)
        trial = stages.create(
            {"name": "Trial", "sequence": 2, "team_ids": self.team_north.ids, "requirements": "Go"}
        )
        deal = self.deal(self.acme, 100)
        deal.with_user(self.salesperson).stage_id = trial
        self.assertEqual(deal.stage_id, trial)
        grouped = self.leads.with_context(default_team_id=self.team_north.id)._read_group(
            [("type", "=", "opportunity")], ["stage_id"], ["__count"]
        )
        self.assertIn(trial, [stage for stage, __ in grouped])
        trial.name = "Pilot"
        self.assertEqual(deal.stage_id.name, "Pilot")

    def test_probability_means_status(self):
        """R13: 0 % and archived is lost, 100 % is won, anything between is open."""
        deal = self.deal(self.acme, 100, probability=40).with_user(self.salesperson)
        for probability in (1, 50, 99):
            deal.probability = probability
            self.assertEqual(deal.won_status, "pending", probability)
        deal.action_set_lost()
        self.assertEqual((deal.probability, deal.won_status, deal.active), (0, "lost", False))
        deal.action_unarchive()
        deal.action_set_won()
        self.assertEqual((deal.probability, deal.won_status), (100, "won"))
        self.assertTrue(deal.stage_id.is_won)

    def test_weighted_and_unweighted(self):
        """R14, R15: what deals are worth, and that times their probability, side by side."""
        for revenue, probability in ((100, 40), (50, 10)):
            self.deal(self.acme, revenue, probability=probability)
        [(whole, weighted)] = self.leads._read_group(
            [("partner_id", "=", self.acme.id)],
            [],
            ["expected_revenue:sum", "prorated_revenue:sum"],
        )
        self.assertEqual((whole, weighted), (150, 45))
        arch = self.leads.get_view(self.env.ref("crm.crm_case_tree_view_oppor").id)["arch"]
        for name in ("expected_revenue", "prorated_revenue"):
            self.assertIn(f'<field name="{name}"', arch)

    def test_loss_reasons_are_a_list(self):
        """R18: reasons are edited by sales managers and chosen when a deal is lost."""
        manager = self._make_user("sales_boss", "sales_team.group_sale_manager")
        reason = self.env["crm.lost.reason"].with_user(manager).create({"name": "Too dear"})
        reason.name = "Price"
        deal = self.deal(self.acme, 100)
        dialog = self.env["crm.lead.lost"].with_user(self.salesperson)
        dialog.create(
            {"lead_ids": deal.ids, "lost_reason_id": reason.id, "lost_feedback": "20 % above"}
        ).action_lost_reason_apply()
        self.assertEqual((deal.won_status, deal.lost_reason_id.name), ("lost", "Price"))

    def test_description(self):
        """R19: a deal is described in as many words as needed."""
        with Form(self.deal(self.acme, 100).with_user(self.salesperson)) as form:
            form.description = "<p>They want <b>long</b> screws</p>"
        self.assertIn("<b>long</b>", form.record.description)

    def test_source(self):
        """R17, S19: sources are a list; deals and leads are counted by them."""
        fair = self.env["utm.source"].with_user(self.manager).create({"name": "Trade fair"})
        self.deal(self.acme, 100, source_id=fair.id)
        self.deal(self.bolt, 50, source_id=fair.id, type="lead")
        [(source, count, revenue)] = self.env["crm.lead"]._read_group(
            [("source_id", "=", fair.id)], ["source_id"], ["__count", "expected_revenue:sum"]
        )
        self.assertEqual((source, count, revenue), (fair, 2, 150))

    def test_products_are_a_list(self):
        """R22: products that can be sold are offered, archived ones are not."""
        products = self.env["product.product"].with_user(self.salesperson)
        self.assertIn(self.screw, products.search([("sale_ok", "=", True)]))
        self.screw.active = False
        self.assertNotIn(self.screw, products.search([("sale_ok", "=", True)]))

    def test_probability_by_odoo_or_by_hand(self):
        """S9: Odoo scores deals; a probability by hand stays until it is reset."""
        deal = self.deal(self.acme, 100).with_user(self.salesperson)
        deal.action_set_automated_probability()
        self.assertTrue(deal.is_automated_probability)
        deal.probability = deal.automated_probability + 7
        self.assertFalse(deal.is_automated_probability)
        deal.priority = "2"
        self.assertEqual(deal.probability, deal.automated_probability + 7)
        deal.action_set_automated_probability()
        self.assertEqual(deal.probability, deal.automated_probability)
