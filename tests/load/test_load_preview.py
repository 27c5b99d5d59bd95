from markupsafe import Markup
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common.load import LoadCommon


@tagged("post_install", "-at_install")
class TestLoadPreview(LoadCommon):
    """What the wizard shows before it writes, and what it tells afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan_2026 = cls.plan("customer", "product")

    def test_defaults_let_one_press_preview_at_once(self):
        action = self.plan_2026.with_user(self.manager).action_open_load()
        form = Form(
            self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        )
        self.assertEqual(form.history_description, "01/01/2025 to 12/31/2025")
        load = form.save()
        self.assertEqual(load.level_line_ids.mapped("dimension"), ["customer", "product"])
        self.assertEqual(len(load.period_line_ids), 12)
        action = load.action_preview()
        self.assertEqual((action["res_model"], action["res_id"]), (load._name, load.id))
        self.assertEqual(load.state, "preview")
        load.action_back()
        self.assertEqual(load.state, "choices")

    def test_preview_writes_nothing(self):
        before = self.snapshot(self.plan_2026)
        self.wizard(self.plan_2026).action_preview()
        self.assertEqual(self.snapshot(self.plan_2026), before)

    def test_rows(self):
        self.target(self.row(self.plan_2026, self.acme), 100, number=5)
        load = self.wizard(self.plan_2026, uplift_percent=10)
        load.action_preview()
        self.assertEqual(
            load.row_ids.mapped(
                lambda row: (
                    row.name,
                    row.parent_name,
                    row.history_amount,
                    row.target_amount,
                    row.current_amount,
                    row.change_amount,
                )
            )[:4],
            [
                ("Total", False, 710, 781, 0, 781),
                ("Acme", False, 350.01, 385.01, 100, 285.01),
                ("Advice", "Acme", 200.01, 220.01, 0, 220.01),
                ("Screw", "Acme", 100, 110, 0, 110),
            ],
        )
        self.assertEqual(load.row_ids.mapped("dimension")[:3], [False, "customer", "product"])

    def test_totals(self):
        load = self.wizard(self.plan_2026, uplift_percent=10)
        self.limit(load, "customer", top=2)
        load.action_preview()
        self.assertEqual(
            load.total_ids.mapped(
                lambda total: (
                    total.name,
                    total.row_count,
                    total.history_amount,
                    total.target_amount,
                    total.uplift_amount,
                    total.left_out_count,
                    total.left_out_amount,
                )
            ),
            [
                ("Total", 1, 710, 781, 71, 0, 0),
                ("Customer", 2, 650.01, 715.01, 65, 1, 65.99),
                ("Product", 4, 650.01, 715.01, 65, 0, 0),
            ],
        )
        self.assertEqual(load.left_out_count, 1)

    def test_preview_again_replaces_the_last_one(self):
        load = self.wizard(self.plan_2026)
        load.action_preview()
        count = len(load.row_ids)
        load.action_preview()
        self.assertEqual(len(load.row_ids), count)
        self.assertEqual(len(load.total_ids), 3)

    def test_choices_changed_after_the_preview_count(self):
        load = self.wizard(self.plan_2026)
        load.action_preview()
        load.uplift_percent = 100
        load.action_load()
        self.assertEqual(self.plan_2026.target_amount, 1420)
        load.action_preview()
        self.limit(load, "customer", top=1)
        load.action_load()
        self.assertEqual(self.plan_2026.root_id.child_ids.mapped("name"), ["Acme"])

    def test_plan_changed_after_the_preview_counts(self):
        load = self.wizard(self.plan_2026)
        load.action_preview()
        self.plan_2026.industry_id = self.food
        load.action_load()
        self.assertEqual(self.plan_2026.root_id.child_ids.mapped("name"), ["Coil"])

    def test_documents_posted_after_the_preview_do_not_change_what_is_loaded(self):
        load = self.wizard(self.plan_2026)
        load.action_preview()
        self.invoice(self.acme, "2025-04-04", (self.screw, 1000))
        load.action_load()
        self.assertEqual(self.plan_2026.target_amount, 710)

    def test_steps(self):
        load = self.wizard(self.plan_2026)
        progress = load.preview_step(start=True)
        self.assertEqual(progress, {"done": 10, "total": 10})
        self.assertEqual(load.state, "preview")
        action = load.action_preview_in_steps()
        self.assertEqual(action["params"]["load_id"], load.id)
        self.assertEqual(action["params"]["next"]["res_id"], load.id)

    def test_chatter(self):
        self.acme.name = "Acme <b>bold</b>"
        load = self.wizard(
            self.plan_2026,
            [("customer", self.acme, 5, -20)],
            uplift_percent=10,
            uplift_amount=12.5,
            rounding="10",
        )
        self.limit(load, "product", top=1, smallest=60)
        load.action_load()
        message = self.plan_2026.message_ids[0]
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertIn("Posted Invoices, 01/01/2025 to 12/31/2025", message.body)
        for text in (
            "Raised by 10%",
            "Acme &lt;b&gt;bold&lt;/b&gt;: +5%",
            "Spread over periods: as in history",
            "Rounded to 10",
            "Product: the 1 largest",
            "Product: 3 left out",
            "Existing targets: keep held ones, replace the rest",
            "Rows: 6 new, 0 removed.",
        ):
            self.assertIn(text, message.body)
        self.assertIsInstance(message.body, Markup)

    def test_chatter_names_weights_and_percentages(self):
        load = self.wizard(self.plan_2026, history="mean2", weight_1=3, shape="own")
        load.action_load()
        body = self.plan_2026.message_ids[0].body
        self.assertIn("weighted 3 : 1", body)
        self.assertIn("Jan 2026 8.34%", body)

    def test_form_of_an_exception(self):
        form = Form(
            self.env["sales.plan.load"]
            .with_user(self.manager)
            .with_context(default_plan_id=self.plan_2026.id)
        )
        form.uplift_percent = 4
        with form.override_ids.new() as line:
            self.assertEqual((line.dimension, line.percent), ("customer", 4))
            line.value_id = self.acme.id
            line.dimension = "industry"
            self.assertFalse(line.value_id)
            line.value_id = self.metal.id
        load = form.save()
        self.assertEqual(load.override_ids._get_value(), self.metal)

    def test_levels_are_the_plans(self):
        load = self.wizard(self.plan_2026)
        load.level_line_ids.flush_recordset()
        self.plan_2026.level_ids = [Command.create({"dimension": "country", "sequence": 9})]
        self.assertRefused("The levels of the plan have changed: start loading again.", load)
