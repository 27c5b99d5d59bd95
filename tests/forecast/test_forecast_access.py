from functools import partial

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common.forecast import ForecastCommon

MODELS = ("", ".adjustment", ".submission", ".submission.line", ".submission.row")


@tagged("post_install", "-at_install", "sales_plan")
class TestForecastAccess(ForecastCommon):
    """Who sees and does what, also past the worksheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.salesperson, cls.colleague, cls.leader, cls.stranger, cls.docker):
            cls.promise(user, 100)
        test = cls()
        for user in (cls.salesperson, cls.docker, cls.stranger):
            test.adjust(user, None, "commit", 1, f"Own of {user.name}")
            test.submit(user)
        test.adjust(cls.leader, f"person-{cls.salesperson.id}", "commit", 2, "Of the leader")
        test.submit(cls.leader)
        test.adjust(cls.director, f"team-{cls.team_north.id}", "commit", 3, "Of the director")
        test.submit(cls.director)

    def found(self, user, model, **context):
        """Return whose records of a model a user reads."""
        records = self.forecasts(user, **context).env[f"sales.forecast{model}"].search([])
        if model.startswith(".submission."):
            forecasts = records.sudo().submission_id.forecast_id
        else:
            forecasts = records.sudo().forecast_id if model else records.sudo()
        return {(forecast.user_id or forecast.team_id).name for forecast in forecasts}

    def test_who_reads_what(self):
        north = {"Leader", "Salesperson", "Docker", "North", "Harbour"}
        europe = {*north, "Director", "Europe", "Stranger"}
        for user, below in (
            (self.salesperson, {"Salesperson"}),
            (self.colleague, set()),
            (self.leader, north),
            (self.other_leader, {"Stranger"}),
            (self.director, europe),
            (self.chief, europe),
            (self.manager, europe),
            (self.auditor, europe),
        ):
            for model in MODELS:
                with self.subTest(user=user.name, model=model):
                    found = self.found(user, model)
                    self.assertLessEqual(found, below)
                    if model == ".submission":
                        # nobody submitted for Harbour
                        self.assertEqual(found, below - {"Harbour"})

    def test_no_sales_role(self):
        for model in MODELS:
            with self.subTest(model), self.assertRaises(AccessError):
                self.forecasts(self.clerk).env[f"sales.forecast{model}"].search([])
        for user in (self.clerk, self.visitor):
            with self.assertRaises(AccessError):
                self.open(user)

    def test_other_companies(self):
        """Forecasts are of a company: managers elsewhere see none of them."""
        other = self.make_other_company()
        self.manager.write({"company_ids": [Command.link(other.id)]})
        for model in MODELS:
            with self.subTest(model):
                found = self.found(self.manager, model, allowed_company_ids=other.ids)
                self.assertFalse(found)
        with self.assertRaisesRegex(UserError, "no such forecast period"):
            self.forecasts(self.manager, allowed_company_ids=other.ids).worksheet_open(
                {"period_id": self.march.id}
            )

    def test_branch_manager(self):
        """A manager of a branch alone does not see the whole company."""
        branch = self.make_branch()
        manager = self._make_user("branch_manager", "sales_plan.group_sales_plan_manager")
        manager.write({"company_id": branch.id, "company_ids": [Command.set(branch.ids)]})
        self.assertFalse(self.found(manager, ".submission"))
        with self.assertRaises(AccessError):
            self.open(manager, self.team_north)

    def test_opening(self):
        for user, of in (
            (self.salesperson, self.colleague),
            (self.salesperson, self.team_north),
            (self.salesperson, self.leader),
            (self.leader, self.director),
            (self.leader, self.europe),
            (self.leader, self.team_south),
            (self.leader, self.stranger),
            (self.other_leader, self.team_north),
            (self.manager, self.visitor),
        ):
            with self.subTest(user=user.name, of=of.name):
                self.assertUnchanged(AccessError, "those of the teams", self.open, user, of)
        # once out of the team, out of sight
        self.team_north.member_ids -= self.salesperson
        self.assertUnchanged(
            AccessError, "those of the teams", self.open, self.leader, self.salesperson
        )
        with self.assertRaises(AccessError):
            self.forecasts(self.leader, active_test=False).worksheet_open(
                {"user_id": self.salesperson.id}
            )

    def test_leading_needs_the_role(self):
        """Who leads a team without being a planning leader sees their own forecast only."""
        self.team_south.user_id = self.stranger
        role = self.env.ref("sales_plan.group_sales_plan_leader")
        self.stranger.sudo().group_ids = [Command.unlink(role.id)]
        self.assertEqual(self.open(self.stranger)["forecast"]["kind"], "person")
        with self.assertRaises(AccessError):
            self.open(self.stranger, self.team_south)

    def test_who_may_change(self):
        """Managers and auditors look; who answers for a forecast adjusts and submits it."""
        for user, of, may in (
            (self.salesperson, self.salesperson, True),
            (self.leader, self.salesperson, False),
            (self.manager, self.salesperson, False),
            (self.auditor, self.salesperson, False),
            (self.leader, self.team_north, True),
            (self.director, self.team_north, False),
            (self.manager, self.team_north, False),
            (self.auditor, self.team_north, False),
            (self.leader, self.harbour, True),
            (self.director, self.harbour, False),
            (self.manager, self.harbour, True),
            (self.auditor, self.harbour, False),
            (self.manager, self.overseas, True),
        ):
            with self.subTest(user=user.name, of=of.name):
                sheet = self.open(user, of)
                self.assertEqual(sheet["forecast"]["can_adjust"], may)
                self.assertEqual(sheet["forecast"]["can_submit"], may)
                key = "own" if of._name == "res.users" else "others"
                if may:
                    self.adjust(user, key, "pipeline", 1, of=of)
                    continue
                call = self.forecasts(user)
                number = sheet["forecast"]["id"]
                self.assertUnchanged(
                    AccessError, "is not yours", call.worksheet_adjust, number, key, "commit", 1
                )
                self.assertUnchanged(AccessError, "is not yours", call.worksheet_submit, number)

    def test_auditor_who_sells(self):
        """Whoever also sells forecasts their own."""
        self.auditor.group_ids += self.env.ref("sales_team.group_sale_salesman")
        self.assertTrue(self.as_person(self.auditor)["forecast"]["can_submit"])

    def test_hidden_forecasts(self):
        """Ids that somebody guessed tell and change nothing."""
        theirs = self.env["sales.forecast"].search([("user_id", "=", self.stranger.id)])
        submission = theirs.submission_ids[0]
        forecasts = self.forecasts(self.salesperson)
        sentence = "those of the teams"
        self.assertUnchanged(
            AccessError, sentence, forecasts.worksheet_adjust, theirs.id, None, "commit", 1, "x"
        )
        self.assertUnchanged(AccessError, sentence, forecasts.worksheet_submit, theirs.id)
        self.assertUnchanged(AccessError, sentence, forecasts.worksheet_compare, submission.id)
        mine = self.env["sales.forecast"].search([("user_id", "=", self.salesperson.id)])
        self.assertUnchanged(
            AccessError,
            sentence,
            forecasts.worksheet_compare,
            mine.submission_ids[0].id,
            submission.id,
        )
        dialogs = forecasts.env["sales.forecast.compare"]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            dialogs.create({"submission_id": submission.id})
        wizard = dialogs.create({"submission_id": mine.submission_ids[0].id})
        with self.assertRaises(AccessError):
            wizard.other_id = submission
        wizard.sudo().other_id = submission
        with self.assertRaises(AccessError):
            wizard.read(["comparison"])

    def test_direct_writes(self):
        """Nobody writes forecasts past the worksheet, whatever their role."""
        for model in MODELS:
            for user in (self.salesperson, self.leader, self.manager, self.auditor):
                records = self.forecasts(user).env[f"sales.forecast{model}"]
                found = records.search([], limit=1)
                with self.subTest(user=user.name, model=model):
                    if not found:
                        self.assertEqual(user, self.salesperson)
                        continue
                    with self.assertRaises(UserError), self.cr.savepoint():
                        found.write({"company_id": False})
                    with self.assertRaises(UserError), self.cr.savepoint():
                        found.unlink()
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        records.create({})

    def test_context_decides_nothing(self):
        """Who submits and when is not for a client to say."""
        forecasts = self.forecasts(
            self.colleague,
            default_user_id=self.leader.id,
            default_date="2020-01-01 00:00:00",
            default_target=5,
            default_row_user_id=self.leader.id,
            default_date_to="2020-01-01 00:00:00",
        )
        sheet = forecasts.worksheet_open()
        forecasts.worksheet_adjust(sheet["forecast"]["id"], None, "commit", 1, "So")
        forecasts.worksheet_submit(sheet["forecast"]["id"])
        submission = self.env["sales.forecast.submission"].search([], limit=1, order="id desc")
        self.assertEqual(submission.user_id, self.colleague)
        self.assertEqual(str(submission.date), "2026-03-16 10:00:00")
        self.assertFalse(submission.has_target)
        self.assertEqual(submission.adjustments[0]["row_user_id"], False)

    # Arguments ----------------------------------------------------------------

    def test_requests(self):
        wrong = (
            "x",
            [],
            [1],
            {"period_id": 10**30},
            {"period_id": "1"},
            {"period_id": -1},
            {"period_id": 1.5},
            {"period_id": [1]},
            {"period_id": 2**31 - 1},
            {"kind": "company"},
            {"kind": {}},
            {"kind": []},
            {"user_id": True},
            {"user_id": float("nan")},
            {"team_id": "0"},
            {"as_of": "yesterday"},
            {"as_of": "2026-02-30"},
            {"as_of": "2026-03-01 10:00:00"},
            {"as_of": 5},
            {"as_of": ["2026-03-01"]},
            {"as_of": "\0"},
            {"as_of": "9999-12-31"},
            {"as_of": "0001-01-01"},
            {"live": 1},
            {"live": "yes"},
        )
        for request in wrong:
            with self.subTest(request=request):
                call = self.forecasts(self.leader).worksheet_open
                self.assertUnchanged(UserError, r"\.$", call, request)
        with self.assertRaisesRegex(UserError, "You lead no team"):
            self.open(self.salesperson, kind="team")

    def test_long_ago(self):
        """A day before everything is answered like any other."""
        sheet = self.open(self.leader, as_of="1900-01-01")
        self.assertColumns(sheet["figures"], 0, 0, 0, 0, 0)

    def test_adjustments(self):
        """NaN, texts, huge numbers, blank notes: one sentence each, and nothing changed."""
        forecasts = self.forecasts(self.leader)
        number = forecasts.worksheet_open()["forecast"]["id"]
        key = f"person-{self.salesperson.id}"
        right = {"forecast_id": number, "row": key, "role": "commit", "amount": 1, "note": "x"}
        wrong = {
            "forecast_id": (None, 0, -1, "1", [1], 2**40, True, float("nan")),
            "row": ("", "person-0", f"person-{self.stranger.id}", 5, [], {}, "team-x", "\0"),
            "role": ("closed", "omitted", "", None, [], {}, 1),
            "amount": (
                float("nan"),
                float("inf"),
                -float("inf"),
                "5",
                "abc",
                [1],
                {},
                True,
                1e12,
                -1e300,
                10**400,
            ),
            "note": ("", "  \n", None, False, 5, ["x"], {}, "x" * 2001, "\0", "\ud800"),
        }
        for name, values in wrong.items():
            for value in values:
                with self.subTest(name, value=str(value)[:20]):
                    arguments = {**right, name: value}
                    call = forecasts.worksheet_adjust
                    self.assertUnchanged(UserError, r"[.?]$", partial(call, **arguments))
        for value in ("x", {"period_id": "x"}, {"as_of": "2026-03-40"}):
            arguments = {**right, "request": value}
            self.assertUnchanged(UserError, r"\.$", partial(call, **arguments))
            self.assertUnchanged(UserError, r"\.$", forecasts.worksheet_submit, number, value)

    def test_submitting_arguments(self):
        forecasts = self.forecasts(self.leader)
        for value in (None, 0, "1", [1], 2**40, float("nan"), {}):
            with self.subTest(value=value):
                for call in (forecasts.worksheet_submit, forecasts.worksheet_compare):
                    self.assertUnchanged(UserError, r"\.$", call, value)
