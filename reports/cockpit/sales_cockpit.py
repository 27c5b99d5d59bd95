from math import floor

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.fact.sales_actual import BASIS_SELECTION
from ...models.org.arguments import takes
from ...models.org.numbers import format_number
from .request import A_COCKPIT


class SalesCockpit(models.AbstractModel):
    """The page that a person opens in the morning: where do I stand, where will I land, what
    should I do next.

    Its figures are those of rows of one plan in force in one span: of the user's own rows, of the
    plan's total for who sees whole plans, or of any other row that they see. Who sees a row sees
    its figures; documents, deals, activities and money obey their own rules.

    Amounts are in the plan's unit, rounded to its currency; ratios are numbers (0.12 for 12 %),
    days are ``YYYY-MM-DD``; what is unknown or not planned is None.
    """

    _name = "sales.cockpit"
    _description = "Cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_open(self, request=None):
        """Return what the page shows first.

        :param request: ``{plan_id, row_id, unit: year, quarter, month or own, day: a day of the
            span, basis: what counts as actual}``, all of them optional
        :return: ``{"request": all of its values, "plan", "plans", "units", "span", "breadcrumb",
            "figures": see :meth:`_prepare_figures`, "verdict", "chart": see
            :meth:`_prepare_chart`, "bases", "reports"}``; without any plan in force that has a
            row for the user ``{"empty": what to do then, in words}``
        :raise UserError: for a plan or row that is not there for the user
        """
        standing = self._stand(request)
        if standing is None:
            return {
                "empty": self._describe_nothing(),
                "may_plan": self._may_plan(),
                "can_act": self._can_act(),
            }
        read = self._read_standing(standing)
        figures = self._prepare_figures(standing, read)
        return {
            "request": self._prepare_request(standing),
            **self._prepare_place(standing),
            "figures": figures,
            "verdict": self._prepare_verdict(standing, figures),
            "chart": self._prepare_chart(standing, read),
            "bases": self._prepare_bases(standing, read, figures),
            "reports": self._prepare_reports(standing, read),
            "week": self._prepare_week(standing, read),
        }

    @api.model
    def _may_plan(self):
        return self.env["sales.plan"].has_access("create")

    @api.model
    def _describe_nothing(self):
        """Say what to do where no plan in force has a row for the user."""
        if not self._can_act():
            return self.env._("No plan is in force yet. Once one is, it is shown here.")
        if self._may_plan():
            return self.env._(
                "No plan is in force yet. Confirm one, and everybody finds here where they stand."
            )
        return self.env._(
            "No target is published to you yet. Once one is, you are told, and find here where "
            "you stand. Until then keep your deals up to date: they are the first thing to count."
        )

    # Where it is --------------------------------------------------------------

    @api.model
    def _prepare_request(self, standing):
        """Return what to ask for to see the same again, by whoever may."""
        return {
            "plan_id": standing.plan.id,
            "row_id": standing.row.id or False,
            "unit": standing.unit,
            "day": fields.Date.to_string(standing.first),
            "basis": standing.basis if standing.basis != standing.plan.basis else False,
        }

    @api.model
    def _prepare_place(self, standing):
        """Describe the plan, the span, what else can be chosen, and the way up."""
        plan, place = standing.plan, standing.spans.index(standing.span)
        units = self._get_spans(plan)
        return {
            "title": self._get_title(standing),
            "plan": {
                "id": plan.id,
                "name": plan.with_env(self.env).sudo().name,
                "basis": standing.basis,
                "own_basis": plan.basis,
                "measure": plan.measure,
                "currency_id": plan.unit_currency_id.id,
                "digits": plan._get_digits(),
            },
            "plans": [{"id": other.id, "name": other.name} for other in standing.plans],
            "countable": [
                {"basis": basis, "label": self._name_basis(basis)}
                for basis in self._get_actual_bases(plan)
            ],
            "basis_note": self._describe_basis(standing),
            "units": list(units),
            "span": {
                "name": self._name_span(standing.span),
                "first": fields.Date.to_string(standing.first),
                "last": fields.Date.to_string(standing.last),
                "today": fields.Date.to_string(standing.today),
                "is_over": standing.is_over,
                "is_ahead": standing.is_ahead,
                "earlier": self._get_day_of(standing.spans, place - 1),
                "later": self._get_day_of(standing.spans, place + 1),
            },
            "breadcrumb": self._prepare_breadcrumb(standing),
            "can_act": self._can_act(),
        }

    @api.model
    def _can_act(self):
        """Whether the user may do anything from here: auditors only look."""
        return self.env.user.has_group("sales_plan.group_sales_plan_user")

    @api.model
    def _get_day_of(self, spans, place):
        """Return the first day of a span by its place; False where there is none."""
        if 0 <= place < len(spans):
            return fields.Date.to_string(spans[place].date_from)
        return False

    @api.model
    def _get_title(self, standing):
        """Return whose figures they are: the name of the row, of all rows where they are few."""
        rows = standing.rows
        if len(rows) > 1:
            return ", ".join(row.name for row in rows[:3]) + (" …" if len(rows) > 3 else "")
        # sudo: whether it is the plan's total is no secret to who sees the row
        if rows and not rows.sudo().parent_id:
            return standing.company.name
        return rows.name

    @api.model
    def _prepare_breadcrumb(self, standing):
        """Return the rows above the one that was asked for, as far as the user sees them, from the
        top down; the first one is what is their own."""
        if not standing.row:
            return []
        # sudo: reads only which rows are above this one
        above = standing.row.sudo()._get_ancestors().ids
        seen = self.env["sales.plan.allocation"].search(Domain("id", "in", above))
        seen = seen.sorted(lambda row: above.index(row.id))
        own = self._get_own_rows(standing.plan)
        if standing.row in own:
            return []
        steps = [{"row_id": row.id, "name": row.name} for row in seen if row not in own]
        return [{"row_id": False, "name": self.env._("Overview")}, *steps]

    @api.model
    def _describe_basis(self, standing):
        """Say that something else counts than in the plan, and whose documents are not listed;
        False where neither is so."""
        said = []
        if standing.basis != standing.plan.basis:
            said.append(
                self.env._(
                    "Counted here: %(basis)s. The plan itself counts: %(own)s.",
                    basis=self._name_basis(standing.basis),
                    own=self._name_basis(standing.plan.basis),
                )
            )
        companies = standing.plan._get_companies()
        if unlisted := companies.filtered(lambda one: one.id not in standing.listed_ids):
            said.append(
                self.env._(
                    "Figures count all companies of the plan; lists of deals and invoices leave "
                    "out those of other currencies: %s.",
                    ", ".join(unlisted.mapped("name")),
                )
            )
        return " ".join(said) or False

    # Words and numbers --------------------------------------------------------

    @api.model
    def _name_basis(self, basis):
        labels = self.env["sales.actual"]._fields["basis"]._description_selection(self.env)
        return dict(labels)[basis]

    @api.model
    def _format_amount(self, standing, amount):
        """Return an amount in whole units, as its reader writes it."""
        if not standing.plan.unit_currency_id:
            return format_number(self.env, self._get_whole(amount))
        return self._format_money(amount, standing.plan.unit_currency_id)

    @api.model
    def _format_money(self, amount, currency):
        text = format_number(self.env, self._get_whole(amount))
        symbol = currency.symbol
        return (
            f"{symbol}\N{NO-BREAK SPACE}{text}"
            if currency.position == "before"
            else (f"{text}\N{NO-BREAK SPACE}{symbol}")
        )

    @api.model
    def _get_whole(self, amount):
        """Return an amount in whole units, halves rounded up as on the screen."""
        return floor(amount + 0.5)

    @api.model
    def _get_bases(self):
        """Return the bases from the farthest to money."""
        return [basis for basis, __ in (BASIS_SELECTION[-1], *BASIS_SELECTION[:-1])]
