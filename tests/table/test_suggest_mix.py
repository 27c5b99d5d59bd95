from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common.suggest import SuggestCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 10:00:00")
class TestSuggestMix(SuggestCommon):
    """S3, S12: a split goes by several criteria at once, each with its share.

    ======= ======== ========== =========
            history  pipeline   people
    ======= ======== ========== =========
    north        300        50         3
    south        100       150         1
    ======= ======== ========== =========
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(cls.acme, "2025-01-10", (None, 300))
        cls.invoice(cls.coil, "2025-02-10", (None, 100), team_id=cls.team_south.id)
        cls.deal(cls.acme, 50, date_deadline="2026-06-10")
        cls.deal(cls.coil, 150, date_deadline="2026-06-10", team_id=cls.team_south.id)

    def mix(self, **shares):
        shares = {"history": 0, "pipeline": 0, "capacity": 0, "equal": 0, **shares}
        values = {f"share_{name}": share for name, share in shares.items()}
        return self.suggest(method="mix", **values)

    def test_weights_are_percentages(self):
        self.type((self.total, self.january, "1000"))
        suggest = self.mix(history=50, pipeline=30, equal=20)
        self.assertEqual(self.shown_lines(suggest, "weight"), [55, 45])
        self.assertEqual(
            self.words(suggest)[0],
            "50%: A history of $ 300.00\n30%: $ 50.00 expected to close until 12/31/2026\n"
            "20%: 1 of 2",
        )
        self.assertEqual(self.shown_lines(suggest), [550, 450])

    def test_it_is_one_step_to_the_cent_and_undone_as_any(self):
        self.type((self.total, self.january, "100.01"), (self.total, self.february, "0.03"))
        before = self.targets()
        suggest = self.mix(history=2, pipeline=1)
        self.assertApplied(suggest)
        self.assertEqual(round(sum(line.suggested_amount for line in suggest.line_ids), 2), 100.04)
        self.assertEqual(
            self.last_label(),
            "Spread Total over the rows below by history (2%) and by open pipeline (1%)",
        )
        self.undo()
        self.assertEqual(self.targets(), before)

    def test_one_criterion_is_as_it_is_alone(self):
        self.type((self.total, self.january, "1000"))
        alone = self.shown_lines(self.suggest(method="history"))
        self.assertEqual(self.shown_lines(self.mix(history=100)), alone)

    def test_what_says_nothing_leaves_its_share_to_the_others(self):
        self.env["crm.lead"].search([("team_id", "in", self.team_north.ids)]).unlink()
        self.env["crm.lead"].search([("team_id", "in", self.team_south.ids)]).unlink()
        self.type((self.total, self.january, "1000"))
        suggest = self.mix(history=50, pipeline=50)
        self.assertEqual(self.shown_lines(suggest, "weight"), [75, 25])
        self.assertTrue(self.words(suggest)[0].startswith("100%: A history"))

    def test_shares_are_typed_in_the_dialog(self):
        self.type((self.total, self.january, "1000"))
        suggest = self.mix(history=100)
        with Form(suggest) as form:
            form.share_history = 0
            form.share_pipeline = 100
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.suggested_amount, 250)

    def test_bad_shares_are_refused_in_a_sentence(self):
        self.type((self.total, self.january, "1000"))
        with self.assertRaisesRegex(UserError, "Give a share to at least one"):
            self.mix().action_apply()
        with self.assertRaisesRegex(ValidationError, "shares of zero or more"):
            self.mix(history=-5, equal=10)
