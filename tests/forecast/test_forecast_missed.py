from odoo.tests import tagged

from ..common.forecast import ForecastCommon


class MissedCommon(ForecastCommon):
    """In March the salesperson closed 820 of 1,000, the colleague 700 of 700; North's target is
    2,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # where a rule tells of them, no message does
        cls.env["sales.alert.rule"].search([("kind", "=", "missed")]).active = False
        cls.promise(cls.salesperson, 820, "closed", "2026-03-02", team=cls.team_north)
        cls.promise(cls.salesperson, 500)
        cls.promise(cls.colleague, 700, "closed", "2026-03-05", team=cls.team_north)
        cls.year = cls.plan("team", "salesperson", year=2026, basis="won")
        cls.north = cls.row(cls.year, cls.team_north)
        cls.mine, cls.other = cls.rows(cls.north, cls.salesperson, cls.colleague)
        cls.target(cls.north, 2000, 3)
        cls.target(cls.mine, 1000, 3)
        cls.target(cls.other, 700, 3)

    def tell(self, moment="2026-04-01 10:00:00"):
        """Run the scheduled action of a day and return who was told what."""
        before = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        self.env.flush_all()
        with self.freeze(moment), self.enter_registry_test_mode():
            self.env.ref("sales_plan.ir_cron_forecast_missed").method_direct_trigger()
        self.env.invalidate_all()
        messages = self.env["mail.message"].sudo()
        messages = messages.search(
            [("id", ">", before.id), ("body", "like", 'href="/odoo/forecast"')]
        )
        return {
            message.notified_partner_ids.name: str(message.body).partition("</p>")[0][3:]
            for message in messages
        }

    def confirm(self):
        self.year.with_user(self.manager).action_confirm()


@tagged("post_install", "-at_install")
class TestForecastMissed(MissedCommon):
    """P28: who missed the target of a period is told when it is over."""

    def test_who_is_told_what(self):
        """People their own figures, leaders those of the team; who reached the target nothing."""
        self.confirm()
        told = {
            name: text.replace("\xa0", " ").replace("&nbsp;", " ")
            for name, text in self.tell().items()
        }
        self.assertEqual(
            told,
            {
                "Salesperson": "Won $ 820.00 of the target of $ 1,000.00 in Mar 2026 (Plan): "
                "$ 180.00 are missing, 82% are reached.",
                "Leader": "North: Won $ 1,520.00 of the target of $ 2,000.00 in Mar 2026 (Plan): "
                "$ 480.00 are missing, 76% are reached.",
            },
        )

    def test_once(self):
        self.confirm()
        self.assertEqual(self.tell("2026-03-31 10:00:00"), {})
        self.assertEqual(len(self.tell()), 2)
        self.assertEqual(self.tell("2026-04-02 10:00:00"), {})

    def test_not_of_long_ago(self):
        self.confirm()
        self.assertEqual(self.tell("2026-04-09 10:00:00"), {})

    def test_nothing_without_a_target(self):
        """Nor of one that is not published yet; a target of zero cannot be missed."""
        self.mine.target_ids.amount = 0
        self.year.is_cascaded = True
        self.confirm()
        self.assertEqual(self.tell(), {})

    def test_zero(self):
        self.mine.target_ids.amount = 0
        self.confirm()
        self.assertEqual(list(self.tell()), ["Leader"])

    def test_sum_below(self):
        """A leader whose row has no target of its own answers for the sum below it."""
        self.north.target_ids.unlink()
        self.confirm()
        told = self.tell()
        self.assertEqual(set(told), {"Salesperson", "Leader"})
        self.assertIn("1,520.00 of the target of", told["Leader"])
        self.assertIn("1,700.00", told["Leader"])

    def measured_by(self, basis, **values):
        self.year.write({"basis": basis, **values})
        self.confirm()
        return {name: text.replace("\xa0", " ") for name, text in self.tell().items()}

    def test_reached_by_invoices(self):
        """Who invoiced what they had to is told nothing, whatever they won."""
        self.bill(self.salesperson, 1200)
        self.bill(self.colleague, 800)
        self.assertEqual(self.measured_by("invoiced"), {})

    def test_missed_by_invoices(self):
        """Who won enough and invoiced less is told what was invoiced."""
        self.bill(self.salesperson, 700)
        told = self.measured_by("invoiced")
        self.assertEqual(set(told), {"Salesperson", "Colleague", "Leader"})
        self.assertEqual(
            told["Salesperson"].replace("&nbsp;", " "),
            "Invoiced $ 700.00 of the target of $ 1,000.00 in Mar 2026 (Plan): $ 300.00 are "
            "missing, 70% are reached.",
        )
        self.assertIn("North: Invoiced", told["Leader"])

    def test_by_orders(self):
        """Invoices are no orders: nothing was ordered."""
        self.bill(self.salesperson, 1200)
        told = self.measured_by("ordered")
        self.assertRegex(told["Salesperson"], r"^Ordered .*0\.00 of the target of .*1,000\.00")

    def test_by_payments(self):
        """An invoice that is not paid yet is not collected."""
        self.bill(self.salesperson, 1200)
        told = self.measured_by("collected")
        self.assertRegex(told["Salesperson"], r"^Collected .*0\.00 of the target of .*1,000\.00")

    def test_by_pieces(self):
        """Pieces and documents are no money that could be missing."""
        self.assertEqual(self.measured_by("invoiced", measure="quantity"), {})

    def test_by_documents(self):
        self.assertEqual(self.measured_by("won", measure="count"), {})

    def bill(self, user, price):
        self.invoice(
            self.acme,
            "2026-03-10",
            (self.screw, price),
            team_id=self.team_north.id,
            invoice_user_id=user.id,
        )

    def test_share_of_a_longer_period(self):
        """A plan by quarters has no target of March: the message says of what this is a part."""
        plan = self.plan("salesperson", year=2026, basis="won", period_type="quarter")
        row = self.row(plan, self.salesperson)
        self.target(row, 9000, 1)
        plan.with_user(self.manager).action_confirm()
        told = self.tell()["Salesperson"].replace("\xa0", " ").replace("&nbsp;", " ")
        self.assertEqual(
            told,
            "Won $ 820.00 of the target of $ 3,100.00 in Mar 2026 (Plan, with the share of "
            "calendar days of Q1 2026): $ 2,280.00 are missing, 26% are reached.",
        )

    def test_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesperson.lang = "fr_FR"
        self.confirm()
        self.assertIn(
            "1 000,00",
            self.tell()["Salesperson"]
            .replace("\u202f", " ")
            .replace("\xa0", " ")
            .replace("&nbsp;", " "),
        )
