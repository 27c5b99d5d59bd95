from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ...queries.dimensions import ACTUAL_BASES, PIPELINE

ONE_DAY = timedelta(days=1)
#: Four days of the year.
DAYS = ((1, 20), (4, 30), (8, 17), (12, 29))
#: Figures that there are none of where nothing is planned.
NEEDS_TARGET = (
    "target",
    "gap",
    "attainment",
    "expected",
    "behind",
    "pace",
    "per_day",
    "coverage",
)
MOVES = ("out_invoice", "out_refund", "out_receipt")
#: Which rows of the plan each of them stands in: a salesperson, the leader of a team, the leader of
#: several, a manager, an auditor.
STANDS_IN = {
    "priya": ["Priya Raman"],
    "sofia": ["Europe"],
    "marcus": ["Key Accounts", "North America", "Online Partners"],
    "helen": ["Total"],
    "victor": ["Total"],
}


@tagged("post_install", "-at_install", "-standard", "sales_plan_demo")
class TestDemoCockpit(TransactionCase):
    """P25–P27, N2: the cockpit of the demo company, figure by figure, against documents that are
    gone through one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.today = cls.env["sales.plan.demo"]._get_install_date()
        cls.plan = cls.env["sales.plan"].search(
            [
                ("company_id", "=", cls.company.id),
                ("state", "=", "confirmed"),
                ("basis", "=", "invoiced"),
                ("measure", "=", "revenue"),
                ("date_from", "=", f"{cls.today.year}-01-01"),
                ("date_to", "=", f"{cls.today.year}-12-31"),
                ("period_type", "=", "month"),
            ],
            limit=1,
        )
        cls.users = {
            login: cls.env["res.users"].search([("login", "=", login)]) for login in STANDS_IN
        }
        cls.facts = {
            "invoiced": cls._invoiced(),
            "ordered": cls._ordered(),
            "won": cls._won(),
            "collected": cls._collected(),
            PIPELINE: cls._open(),
        }
        cls.rows = cls._stand_in(cls.plan)
        cls.facts_of = {login: cls._facts_of(rows) for login, rows in cls.rows.items()}

    @classmethod
    def _stand_in(cls, plan):
        """Return the rows of a plan that each of them stands in."""
        return {
            login: plan.allocation_ids.filtered(lambda row, names=names: row.name in names)
            for login, names in STANDS_IN.items()
        }

    @classmethod
    def _build_like(cls, name, depth, amount):
        """Put a plan in force that has the rows of the demo plan down to some levels.

        :param amount: what becomes of a target, None for not planned
        """
        levels = cls.plan.level_ids[:depth]
        plan = cls.env["sales.plan"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "date_from": cls.plan.date_from,
                "date_to": cls.plan.date_to,
                "basis": cls.plan.basis,
                "level_ids": [
                    Command.create({"dimension": level.dimension, "sequence": number})
                    for number, level in enumerate(levels)
                ],
            }
        )
        made = {cls.plan.root_id: plan.root_id}
        rows = cls.plan.root_id | cls.plan.allocation_ids.filtered(
            lambda row: row.level_id in levels
        ).sorted("parent_path")
        for row in rows - cls.plan.root_id:
            values = {field: row[field].id for field in ("team_id", "user_id", "partner_id")}
            made[row] = made[row.parent_id].create({**values, "parent_id": made[row.parent_id].id})
        periods = dict(zip(cls.plan.period_ids, plan.period_ids, strict=True))
        cls._copy_targets(made, periods, amount)
        plan.action_confirm()
        return plan

    @classmethod
    def _copy_targets(cls, made, periods, amount):
        cls.env["sales.plan.target"].create(
            [
                {
                    "allocation_id": made[row].id,
                    "period_id": periods[target.period_id].id,
                    "amount": amount(target),
                }
                for row in made
                for target in row.target_ids
                if amount(target) is not None
            ]
        )

    # What there is, one by one ------------------------------------------------

    @classmethod
    def _day(cls, moment):
        zone = ZoneInfo(cls.company.resource_calendar_id.tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

    @classmethod
    def _moves(cls):
        domain = [("company_id", "=", cls.company.id), ("state", "=", "posted")]
        return cls.env["account.move"].search([*domain, ("move_type", "in", MOVES)])

    @classmethod
    def _invoiced(cls):
        return [
            (move.date, move.team_id, move.invoice_user_id, -line.balance)
            for move in cls._moves()
            for line in move.line_ids
            if line.display_type == "product"
        ]

    @classmethod
    def _ordered(cls):
        orders = cls.env["sale.order"].search(
            [("company_id", "=", cls.company.id), ("state", "=", "sale")]
        )
        return [
            (cls._day(order.date_order), order.team_id, order.user_id, line.price_subtotal)
            for order in orders
            for line in order.order_line
            if not line.display_type and not line.is_downpayment
        ]

    @classmethod
    def _won(cls):
        leads = cls.env["crm.lead"].with_context(active_test=False).search([])
        return [
            (cls._day(lead.date_closed), lead.team_id, lead.user_id, lead.expected_revenue)
            for lead in leads
            if lead.type == "opportunity" and lead.won_status == "won"
        ]

    @classmethod
    def _open(cls):
        return [
            (lead.date_deadline, lead.team_id, lead.user_id, lead.expected_revenue)
            for lead in cls.env["crm.lead"].search([("type", "=", "opportunity")])
            if lead.won_status == "pending" and lead.date_deadline
        ]

    @classmethod
    def _collected(cls):
        """Of each settlement what it adds to the invoice's settled share, rounded."""
        found = []
        for move in cls._moves():
            lines = move.line_ids.filtered(lambda line: line.display_type == "payment_term")
            parts = [
                (part.max_date, part.id, part.debit_amount_currency)
                for part in lines.matched_credit_ids
            ] + [
                (part.max_date, part.id, -part.credit_amount_currency)
                for part in lines.matched_debit_ids
            ]
            settled = before = 0.0
            for day, _id, amount in sorted(parts):
                settled += amount
                share = settled / move.amount_total_in_currency_signed
                after = round(move.amount_untaxed_signed * share, 2)
                found.append((day, move.team_id, move.invoice_user_id, after - before))
                before = after
        return found

    # What is looked at --------------------------------------------------------

    @classmethod
    def _facts_of(cls, rows):
        """Return what falls under any of some rows: ``{basis: [(day, amount), …]}``."""
        teams = {
            row: cls.env["crm.team"].search([("id", "child_of", row.team_id.id)]) for row in rows
        }
        return {
            basis: [
                (day, amount)
                for day, team, user, amount in found
                if any(
                    (not row.team_id or team in teams[row])
                    and (not row.user_id or user == row.user_id)
                    for row in rows
                )
            ]
            for basis, found in cls.facts.items()
        }

    def total(self, basis, login, first, last):
        facts = self.facts_of[login][basis]
        return round(sum(amount for day, amount in facts if first <= day <= last), 2)

    def expect(self, rows, login, first, last, today, basis):
        """Return the figures on top, worked out as somebody with pen and paper would."""
        targets = rows.target_ids.filtered(
            lambda target: first <= target.period_id.date_from <= last
        )
        actual, pipeline = (self.total(one, login, first, last) for one in (basis, PIPELINE))
        left = self.working_days(max(first, today), last)
        known = {"actual": actual, "days_left": left, "pipeline": pipeline}
        if not targets:
            return known | dict.fromkeys(NEEDS_TARGET)
        target = round(sum(targets.mapped("amount")), 2)
        due = round(sum(t.amount * self.elapsed(t.period_id, today) for t in targets), 2)
        missing = round(target - actual, 2)
        return {
            **known,
            "target": target,
            "gap": -missing,
            "attainment": actual / target if target else None,
            "expected": due,
            "behind": round(actual - due, 2),
            "pace": actual / due if due else None,
            "per_day": round(max(missing, 0) / left, 2) if left else None,
            "coverage": pipeline / missing if missing > 0 else None,
        }

    def working_days(self, first, last):
        weekdays, holidays = (
            self.company._get_working_days(first, last) if first <= last else ((), ())
        )
        days = [first + ONE_DAY * number for number in range((last - first).days + 1)]
        return sum(day.weekday() in weekdays and day not in holidays for day in days)

    def elapsed(self, period, today):
        if today > period.date_to:
            return 1
        whole = self.working_days(period.date_from, period.date_to)
        return self.working_days(period.date_from, today - ONE_DAY) / whole

    # Tests ---------------------------------------------------------------------

    def test_figures(self):
        """Four days of the year, one before it and one after it, for each role and all bases; in
        a year, a quarter, a month, the latter by what the plan counts."""
        for login, names in STANDS_IN.items():
            self.assertEqual(sorted(self.rows[login].mapped("name")), names)
        year, own = self.today.year, [self.plan.basis]
        for today in (date(year, *day) for day in DAYS):
            self.check(today, {"year": ACTUAL_BASES, "quarter": own, "month": own})
        for today in (date(year - 1, 12, 3), date(year + 1, 1, 15)):
            self.check(today, {"year": ACTUAL_BASES, "month": own})

    def check(self, today, units):
        with freeze_time(f"{today} 12:00:00"):
            for login in STANDS_IN:
                self.env.invalidate_all()
                for unit, bases in units.items():
                    for basis in bases:
                        with self.subTest(login=login, today=today, unit=unit, basis=basis):
                            self.check_page(self.plan, self.rows, login, today, unit, basis)

    def check_page(self, plan, rows, login, today, unit, basis):
        asked = {"plan_id": plan.id, "unit": unit, "day": str(today), "basis": basis}
        opened = self.env["sales.cockpit"].with_user(self.users[login]).cockpit_open(asked)
        first, last = (date.fromisoformat(opened["span"][name]) for name in ("first", "last"))
        expected = self.expect(rows[login], login, first, last, today, basis)
        for name, amount in expected.items():
            found = opened["figures"][name]
            if amount is None:
                self.assertIsNone(found, name)
            else:
                self.assertAlmostEqual(found, amount, 2, name)
        bars = {bar["basis"]: bar["amount"] for bar in opened["bases"]["bars"]}
        for each in self.facts:
            self.assertAlmostEqual(bars[each], self.total(each, login, first, last), 2, each)
        year = relativedelta(years=1)
        before = self.total(basis, login, first - year, last - year)
        self.assertAlmostEqual((opened["chart"]["last_year"] or [0])[-1], before, 2)
        return opened

    def check_each(self, plan, unit="year", days=DAYS):
        """Check a plan for each role on four days, of which each sees another basis, so that each
        role sees all of them; return the verdicts."""
        rows, verdicts = self._stand_in(plan), set()
        for number, login in enumerate(STANDS_IN):
            self.assertEqual(sorted(rows[login].mapped("name")), STANDS_IN[login])
            for place, day in enumerate(days):
                today = date(self.today.year, *day)
                basis = ACTUAL_BASES[(number + place) % len(ACTUAL_BASES)]
                case = {"login": login, "today": today, "basis": basis}
                with freeze_time(f"{today} 12:00:00"), self.subTest(**case):
                    self.env.invalidate_all()
                    page = self.check_page(plan, rows, login, today, unit, basis)
                    verdicts.add(page["verdict"]["text"])
        return verdicts

    def test_zero_targets(self):
        """All targets are zero: what is reached is above them, and no share of them."""
        plan = self._build_like("Zero", 3, lambda target: 0.0)
        year = self.today.year
        self.assertEqual(self.check_each(plan), {f"The target of {year} is zero."})

    def test_no_targets(self):
        """All rows are there, and nothing is planned before the last month."""
        last = self.plan.period_ids.sorted("date_from")[-1]
        plan = self._build_like(
            "Empty", 3, lambda target: target.amount if target.period_id == last else None
        )
        told = self.check_each(plan, "month", [*DAYS[:-1], (11, 15)])
        months = [f"{name} {self.today.year}" for name in ("Jan", "Apr", "Aug", "Nov")]
        self.assertEqual(told, {f"Nothing is planned for {month}." for month in months})

    def test_no_customers(self):
        """A plan down to salespeople: customers are those who bought, without a target."""
        plan = self._build_like("People", 2, lambda target: target.amount)
        self.check_each(plan)
        year, user = self.today.year, self.users["priya"]
        bought = {}
        for move in self._moves().filtered(lambda move: move.invoice_user_id == user):
            if move.date.year == year:
                partner = move.commercial_partner_id.id
                bought[partner] = bought.get(partner, 0.0) + move.amount_untaxed_signed
        asked = {"plan_id": plan.id, "unit": "year", "day": f"{year}-06-01"}
        listed = self.env["sales.cockpit"].with_user(user).cockpit_lists(asked)["customers"]
        self.assertEqual(listed["count"], len(bought))
        for row in listed["rows"]:
            self.assertAlmostEqual(row["actual"], bought[row["partner_id"]], 2)
            self.assertEqual((row["target"], row["gap"], row["row_id"]), (None, None, False))

    def test_without_a_plan(self):
        """Who has no target is told what comes, and nobody is told anything of others."""
        user = self.env["res.users"].create(
            {
                "name": "New",
                "login": "new",
                "group_ids": [(6, 0, self.env.ref("sales_plan.group_sales_plan_user").ids)],
            }
        )
        opened = self.env["sales.cockpit"].with_user(user).cockpit_open()
        self.assertIn("No target is published to you yet", opened["empty"])
        self.assertNotIn("figures", opened)

    def test_without_any_plan(self):
        """No plan is in force: each role is told what it can do about it."""
        self.env["sales.plan"].search([]).write({"active": False})
        told = {
            login: self.env["sales.cockpit"].with_user(user).cockpit_open()["empty"]
            for login, user in self.users.items()
        }
        self.assertIn("Confirm one", told["helen"])
        self.assertNotIn("Confirm one", told["victor"])
        for login in ("priya", "sofia", "marcus"):
            self.assertIn("No target is published to you yet", told[login])
