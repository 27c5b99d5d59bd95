from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...models.org.numbers import format_number
from ...queries import cleaning as queries
from ...tools.cleaning import Document, find_caps, find_one_offs
from ...tools.spreading import to_decimal

#: Choices of cleaning, for the key of a preview.
CHOICES = (
    "drops_one_offs",
    "one_off_percent",
    "drops_lost",
    "lost_months",
    "caps_potential",
    "moves_history",
)
#: Months without a purchase after which a customer can be called lost, at most.
MOST_MONTHS = 120
#: Digits of amounts that were cut: no cent is lost by them.
_FINE = Decimal(1).scaleb(-12)


class SalesPlanLoad(models.TransientModel):
    """Cleans a history of what is no measure of what is to come, before anything is planned of it.

    In this order: orders that happen once are left out, and customers who are lost; products become
    their successors; sales move to who has their customers today; and who bought more than they
    can is cut down to that. Each says in the preview what it changed.
    """

    _inherit = "sales.plan.load"

    drops_one_offs = fields.Boolean(
        "Leave Out One-Off Orders",
        help="Documents that are much larger than is usual for their customer. It takes three of "
        "them to know what is usual: the one in the middle.",
    )
    one_off_percent = fields.Float(
        "Larger Than (%)",
        default=300,
        digits=(16, 1),
        help="Of what is usual for the customer: 300% is three times as much.",
    )
    drops_lost = fields.Boolean(
        "Leave Out Lost Customers",
        help="Those who have bought nothing for a number of months, up to today.",
    )
    lost_months = fields.Integer("Without a Purchase For", default=12)
    caps_potential = fields.Boolean(
        "Cap by Potential",
        help="No customer's history counts for more than their annual potential, where that is "
        "known, by the length of the plan. The rise comes on top.",
    )
    successor_ids = fields.One2many(
        "sales.plan.load.successor", "load_id", "Successor Products", copy=True
    )
    moves_history = fields.Selection(
        [
            ("sold", "As on the documents"),
            ("salesperson", "To today's salesperson of the customer"),
            ("team", "To today's team of the salesperson"),
        ],
        "Whose Sales",
        required=True,
        default="sold",
        help="Sales can move to the person who has the customer today, with their team, or to the "
        "team that the seller is in today. Those without one stay as they are.",
    )
    cleaning_ids = fields.One2many("sales.plan.load.cleaning", "load_id", readonly=True)
    cleaning_description = fields.Text("Cleaned", readonly=True)

    def _check_cleaning(self):
        """Raise one sentence about a choice of cleaning that is wrong."""
        if self.drops_one_offs and self.one_off_percent < 100:
            raise UserError(
                self.env._("One-off orders are larger than 100% of what is usual, or more.")
            )
        if self.drops_lost and not 1 <= self.lost_months <= MOST_MONTHS:
            raise UserError(self.env._("Customers are lost after 1 to %s months.", MOST_MONTHS))
        if self.caps_potential and self.measure != "revenue":
            raise UserError(
                self.env._("Potentials are money: only plans of revenue are capped by them.")
            )
        self.successor_ids._check_choices()

    def _get_cleaning_codes(self):
        """Return the dimensions that cleaning needs to know of sales, besides those of the plan."""
        codes = []
        if self.drops_lost or self.caps_potential or self.moves_history == "salesperson":
            codes.append("customer")
        if self.moves_history != "sold":
            codes.append("salesperson")
        if self.successor_ids:
            codes.append("product")
        return codes

    # -------------------------------------------------------------------------
    # Cleaning
    # -------------------------------------------------------------------------

    def _clean(self, sales, spans, codes):
        """Return sales without what is left out, of whom and what they are to be planned for.

        :param sales: ``[(place of the span, values, amount), …]``
        :param codes: the dimensions of the values
        :return: such sales, and what was changed: ``[(kind, number of what, name, text, amount
            before, amount after), …]``
        """
        told = []
        if self.drops_one_offs:
            sales = [*sales, *self._take_one_offs(spans, codes, told)]
        if self.drops_lost:
            sales = self._drop_lost(sales, spans, codes, told)
        if self.successor_ids:
            sales = self._follow_products(sales, codes, told)
        if self.moves_history != "sold":
            sales = self._follow_people(sales, codes, told)
        return sales, told

    def _get_facts_of(self, spans):
        """Return the question for the plan's facts in spans of days."""
        frame = self.env["sales.plan.figures"]._get_frames(self.plan_id)[self.plan_id.id]
        self.env["sales.actual"]._flush_sources()
        return frame.facts(
            {"customer"},
            basis=self.basis,
            date_from=min(first for first, __ in spans),
            date_to=max(last for __, last in spans),
        )

    def _take_one_offs(self, spans, codes, told):
        """Return the sales of one-off orders, negative, so that they take these away."""
        query = self._get_facts_of(spans)
        numbered = [(place, *span) for place, span in enumerate(spans)]
        rows = [
            (number, reference, customer, Decimal(amount))
            for number, reference, customer, amount in self.env.execute_query(
                queries.documents(query, numbered)
            )
        ]
        times = to_decimal(self.one_off_percent) / 100
        usual = find_one_offs(
            (Document(number, customer, amount) for number, __, customer, amount in rows), times
        )
        if not usual:
            return []
        names = self._name_customers({customer for __, __, customer, __ in rows})
        for number, reference, customer, amount in rows:
            if number in usual:
                text = self.env._(
                    "%(customer)s; usual is %(usual)s",
                    customer=names[customer],
                    usual=self._format_amount(usual[number]),
                )
                told.append(("one_off", number, reference or "", text, amount, 0))
        found = self.env.execute_query(queries.sales_of_documents(query, numbered, codes, usual))
        return [(place, tuple(values), -Decimal(amount)) for place, amount, *values in found]

    def _drop_lost(self, sales, spans, codes, told):
        """Return the sales without those of customers who have not bought for long."""
        today = self.company_id._get_today()
        query = queries.last_purchases(self._get_facts_of(spans), today)
        bought = dict(self.env.execute_query(query))
        since = fields.Date.subtract(today, months=self.lost_months)
        at = codes.index("customer")
        lost, kept = defaultdict(Decimal), []
        for place, values, amount in sales:
            customer = values[at]
            day = bought.get(customer)
            if customer and (day is None or day < since):
                lost[customer] += amount
            else:
                kept.append((place, values, amount))
        names = self._name_customers(lost)
        for customer, amount in lost.items():
            day = bought.get(customer)
            text = (
                self.env._("last purchase on %s", format_date(self.env, day))
                if day
                else self.env._("no purchase")
            )
            told.append(("lost", customer, names[customer], text, amount, 0))
        return kept

    def _follow_products(self, sales, codes, told):
        """Return the sales of products as those of their successors, with the categories of
        these."""
        lines = {line.product_id.id: line.successor_id for line in self.successor_ids}
        places = {code: at for at, code in enumerate(codes)}
        moved, found = defaultdict(Decimal), []
        for place, values, amount in sales:
            product = values[places["product"]]
            if product in lines:
                successor = lines[product]
                moved[product] += amount
                changed = list(values)
                changed[places["product"]] = successor.id
                if "product_category" in places:
                    changed[places["product_category"]] = successor.categ_id.id
                found.append((place, tuple(changed), amount))
            else:
                found.append((place, values, amount))
        for line in self.successor_ids:
            text = self.env._("counts as %s", line.successor_id.display_name)
            amount = moved[line.product_id.id]
            name = line.product_id.display_name
            told.append(("successor", line.product_id.id, name, text, amount, amount))
        return found

    def _follow_people(self, sales, codes, told):
        """Return the sales as those of who has their customers today, or of today's teams."""
        places = {code: at for at, code in enumerate(codes)}
        people = self._get_people_of(sales, places)
        moved, found = defaultdict(Decimal), []
        for place, values, amount in sales:
            user, team = self._find_today(values, places, people)
            changed = list(values)
            if user:
                changed[places["salesperson"]] = user
                if "team" in places and team:
                    changed[places["team"]] = team
            if changed != list(values):
                moved[values[places["salesperson"]], user, team] += amount
            found.append((place, tuple(changed), amount))
        self._tell_moved(moved, told)
        return found

    def _get_people_of(self, sales, places):
        """Return ``{id: (salesperson, team)}`` of today, by customer or by who sold."""
        code = "customer" if self.moves_history == "salesperson" else "salesperson"
        ids = {values[places[code]] for __, values, __ in sales} - {None}
        # sudo: who has which customers, and in which team people are, is no secret of plans
        records = self.env["res.partner" if code == "customer" else "res.users"].sudo()
        found = {}
        for record in records.browse(sorted(ids)):
            user = record.user_id if code == "customer" else record
            found[record.id] = (user.id or None, user.sale_team_id.id or None)
        return found

    def _find_today(self, values, places, people):
        code = "customer" if self.moves_history == "salesperson" else "salesperson"
        return people.get(values[places[code]], (None, None))

    def _tell_moved(self, moved, told):
        ids = {user for users in moved for user in users[:2]} - {None}
        # sudo: names of people who sold, and of teams, that rows of the plan are of
        users = {user.id: user.name for user in self.env["res.users"].sudo().browse(sorted(ids))}
        teams = self.env["crm.team"].sudo().browse(sorted({key[2] for key in moved} - {None}))
        names = {team.id: team.name for team in teams}
        for (before, user, team), amount in moved.items():
            text = self.env._("to %s", users[user])
            if team:
                text = self.env._("to %(person)s, %(team)s", person=users[user], team=names[team])
            name = users.get(before) or self.env._("No salesperson")
            told.append(("moved", user, name, text, amount, amount))

    def _cap(self, sales, codes, takes, told):
        """Return the sales of customers cut down to what they can buy in the time of the plan."""
        at, shares = codes.index("customer"), defaultdict(Fraction)
        for take in takes:
            for place, share in take.items():
                shares[place] += share
        history = defaultdict(Fraction)
        for place, values, amount in sales:
            if values[at]:
                history[values[at]] += Fraction(amount) * shares[place]
        most = self._read_most(history)
        factors = find_caps(history, most)
        names = self._name_customers(factors)
        for customer in factors:
            told.append(
                (
                    "potential",
                    customer,
                    names[customer],
                    self.env._("potential %s", self._format_amount(most[customer])),
                    history[customer],
                    Fraction(most[customer]),
                )
            )
        return [
            (place, values, self._cut(amount, factors.get(values[at])))
            for place, values, amount in sales
        ]

    @staticmethod
    def _cut(amount, factor):
        if factor is None:
            return amount
        exact = Fraction(amount) * factor
        return (Decimal(exact.numerator) / exact.denominator).quantize(_FINE)

    def _read_most(self, customers):
        """Return what customers can buy in the time of the plan, where that is known."""
        plan, length = self.plan_id, self._get_length()
        potentials = self.env["sales.customer.potential"].search(
            [
                ("partner_id", "in", list(customers)),
                ("company_id", "=", plan.company_id.root_id.id),
                ("year", "<=", plan.date_to.year),
            ],
            order="year, id",
        )
        latest = {potential.partner_id.id: potential.amount for potential in potentials}
        step = self._get_step()
        return {
            customer: Decimal(round(Fraction(to_decimal(amount)) * length / Fraction(step))) * step
            for customer, amount in latest.items()
        }

    def _get_length(self):
        """Return how many years a plan is long."""
        first, last = self.plan_id.date_from, self.plan_id.date_to
        year = (fields.Date.add(first, years=1) - first).days
        return Fraction((last - first).days + 1, year)

    def _name_customers(self, ids):
        # sudo: reads only names of customers that rows of the plan may stand for
        customers = self.env["res.partner"].sudo().browse(sorted(ids))
        return {customer.id: customer.display_name for customer in customers}

    # -------------------------------------------------------------------------
    # Telling
    # -------------------------------------------------------------------------

    def _describe_cleaning(self, told):
        """Yield a sentence for each way of cleaning that changed something."""
        if not told and (self.drops_one_offs or self.drops_lost or self.caps_potential):
            yield self.env._("There was nothing to clean.")
        sums = defaultdict(lambda: [0, 0])
        for kind, *__, before, after in told:
            sums[kind][0] += 1
            sums[kind][1] += before - after if kind != "moved" else before
        sentences = {
            "one_off": self.env._("One-off orders left out: %(count)s, %(amount)s."),
            "lost": self.env._("Lost customers left out: %(count)s, %(amount)s."),
            "successor": self.env._("Products that count as their successors: %(count)s."),
            "moved": self.env._("Sales moved to people or teams of today: %(amount)s."),
            "potential": self.env._(
                "Customers cut down to their potential: %(count)s, by %(amount)s."
            ),
        }
        for kind, (count, amount) in sums.items():
            yield sentences[kind] % {
                "count": format_number(self.env, count),
                "amount": self._format_amount(amount),
            }
