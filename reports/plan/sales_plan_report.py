from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...models.fact.sales_actual import BASIS_SELECTION
from ...models.org.arguments import check_one
from ...models.org.nullable import NullableMonetary, Ratio
from ...models.plan.sales_plan import MEASURES
from ...queries.dimensions import BASES, BY_CODE, DIMENSIONS
from ...queries.facts.question import AT_DOCUMENT_RATES
from ...queries.facts.read import fact_query
from ...queries.plans import (
    deepest_row,
    period_join,
    planned_value,
    row_joins,
    targets_of,
)
from ...queries.request import ReportRequest

#: The measures of facts that are told at the rates of their documents' days.
_DATED = {
    "dated_amount": SQL("fact.at_document_rates"),
    "currency_effect_amount": SQL("fact.at_document_rates - fact.value"),
}
#: Ids of rows are made of the fact's or target's own number, of its kind (a basis or a target) and
#: of its plan.
KIND_OF_TARGETS = len(BASES)
PLAN_SLOTS = 1024
_NUMBERS = (1 << 40) - 1


class SalesPlanReport(models.Model):
    """Plan and facts side by side, for pivot, graph and list.

    Its records are of two kinds. Targets are the unallocated amounts of the plan's rows, so that
    any grouping of a plan adds up to its total exactly once, however deep its tree is. Facts each
    name the deepest row that they fall under and, if the plan is broken down by a hierarchy, the
    planned value. A fact counts once in each plan whose scope and days it falls in.

    Records are generated for what is asked for, see ``queries/request.py``; ratios are sum over
    sum. A target has the first day of its period.
    """

    _name = "sales.plan.report"
    _description = "Plan versus Actual"
    _inherit = ["sales.plan.dimension.mixin", "sales.company.day.mixin"]
    _auto = False
    _rec_name = "reference"
    _order = "date desc, id"

    plan_id = fields.Many2one("sales.plan", readonly=True)
    allocation_id = fields.Many2one("sales.plan.allocation", "Row", readonly=True)
    period_id = fields.Many2one("sales.plan.period", readonly=True)
    date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    kind = fields.Selection([("target", "Target"), ("fact", "Actual")], readonly=True)
    basis = fields.Selection(BASIS_SELECTION, readonly=True)
    measure = fields.Selection(
        MEASURES,
        readonly=True,
        help="What the plan counts. Amounts of several measures, such as money and pieces, do not "
        "add up: where they meet, no total is shown.",
    )
    target_amount = NullableMonetary("Target", readonly=True)
    history_amount = NullableMonetary("History", readonly=True)
    actual_amount = NullableMonetary(
        "Actual", readonly=True, help="What the plan is measured by: its own basis and measure."
    )
    gap_amount = NullableMonetary("Gap", readonly=True, help="Actual less target.")
    compared_amount = NullableMonetary(
        "Target and Actual",
        readonly=True,
        help="The target of rows of the plan, the actual of documents: to be grouped by “Kind”, so "
        "that a graph shows both.",
    )
    dated_amount = NullableMonetary(
        "Actual at Documents' Rates",
        readonly=True,
        help="In plans of companies of several currencies: the actual at the rates that Odoo has "
        "for the days of the documents, in place of those of the plan.",
    )
    currency_effect_amount = NullableMonetary(
        "Currency Effect",
        readonly=True,
        help="How much more the actual is at the rates of the documents' days than at those of the "
        "plan.",
    )
    is_counted = fields.Boolean(
        "Counted",
        readonly=True,
        help="Targets, and documents of the basis that their plan is measured by.",
    )
    attainment = Ratio(readonly=True, aggregator="avg", help="Actual by target.")
    won_amount = NullableMonetary("Won", readonly=True)
    ordered_amount = NullableMonetary("Ordered", readonly=True)
    invoiced_amount = NullableMonetary("Invoiced", readonly=True)
    collected_amount = NullableMonetary("Collected", readonly=True)
    pipeline_amount = NullableMonetary("Pipeline", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model", readonly=True)
    reference = fields.Char("Document", readonly=True)

    _depends = {
        "sales.actual": ["reference"],
        "sales.plan": ["company_id", "date_from", "date_to", "measure", "basis", "state"],
        "sales.plan.level": ["plan_id", "dimension", "sequence"],
        "sales.plan.period": ["plan_id", "date_from", "date_to"],
        "sales.plan.allocation": ["plan_id", "parent_id", "responsible_id", "is_published"],
        "sales.plan.target": ["allocation_id", "period_id", "plan_id", "amount", "history_amount"],
    }

    @property
    def _table_query(self) -> SQL:
        request = self._get_request()
        plans = self.env["sales.plan"].search(request.plan_domain)
        figures = self.env["sales.plan.figures"]
        frames = list(figures._get_frames(plans, request.as_of).values())
        sources = self._get_sources(frames, request)
        return SQL(" UNION ALL ").join(sources) if sources else self._no_rows()

    @api.model
    def _get_sources(self, frames, request: ReportRequest) -> list[SQL]:
        """Return the queries whose rows together are those of the report.

        Hook: other capabilities add rows of their own; see :meth:`_get_columns` for their columns.
        """
        sources = self._get_target_sources(frames, request)
        for frame in frames:
            for basis in self._get_bases(frame, request):
                sources.append(self._get_fact_source(frame, basis, request))
        return sources

    # Columns ------------------------------------------------------------------

    @api.model
    def _get_columns(self, given: dict[str, SQL]) -> SQL:
        """Return the one column list of all sources, NULL where a source says nothing."""
        columns = []
        for name, field in self._fields.items():
            if field.store and field.column_type:
                expression = given.get(name, SQL("NULL"))
                columns.append(
                    SQL(
                        "(%s)::%s AS %s",
                        expression,
                        SQL("bigint" if name == "id" else field.column_type[1]),
                        SQL.identifier(name),
                    )
                )
        return SQL(", ").join([*columns, SQL("%s AS rows", given.get("rows", SQL("1")))])

    @api.model
    def _no_rows(self) -> SQL:
        return SQL("SELECT %s WHERE FALSE", self._get_columns({}))

    @api.model
    def _row_id(self, number: SQL, kind: int, plan_id: int) -> SQL:
        """An id of 53 bits that does not change between reads.

        Plans whose ids differ by a multiple of 1,024 share a slot; reading by id looks into
        all plans of the slot.
        """
        return SQL(
            "((%s) & %s) * %s + %s",
            number,
            _NUMBERS,
            8 * PLAN_SLOTS,
            kind * PLAN_SLOTS + plan_id % PLAN_SLOTS,
        )

    # Plan side ----------------------------------------------------------------

    @api.model
    def _get_target_source(self, frame, request: ReportRequest) -> SQL:
        given = {
            "id": self._row_id(SQL("net.id::bigint"), KIND_OF_TARGETS, frame.plan_id),
            "plan_id": SQL("%s", frame.plan_id),
            "allocation_id": SQL("net.allocation_id"),
            "period_id": SQL("net.period_id"),
            "date": SQL("period.date_from"),
            "company_id": SQL("%s", frame.company_id),
            "currency_id": SQL("%s", frame.currency_id),
            "measure": SQL("%s", frame.measure),
            "kind": SQL("'target'"),
            "rows": SQL("net.own::integer"),
            "is_counted": SQL("TRUE"),
            **self._get_target_values(frame, request),
        }
        for dimension in DIMENSIONS:
            given[dimension.field] = SQL.identifier("allocation", dimension.field)
        targets = targets_of(frame, self._get_visible(frame))
        return SQL(
            """SELECT %s FROM (%s) net
                 JOIN sales_plan_period period ON period.id = net.period_id
                 JOIN sales_plan_allocation allocation ON allocation.id = net.allocation_id
                WHERE %s""",
            self._get_columns(given),
            targets,
            self._date_condition(SQL("period.date_from"), request),
        )

    @api.model
    def _get_target_values(self, frame, request: ReportRequest) -> dict[str, SQL]:
        """Return the measures of a target.

        Hook: other capabilities add measures of their own.
        """
        return {
            "target_amount": SQL("net.amount"),
            "history_amount": SQL("net.net_history_amount"),
            "gap_amount": SQL("-net.amount"),
            "compared_amount": SQL("net.amount"),
        }

    @api.model
    def _get_visible(self, frame) -> SQL | None:
        """The rows of a plan that the user may see, as a subquery; None for those who see all.

        To others the plan is as if it had no hidden rows: remainders and facts that fall under
        them stay with the visible row above, as its own target and actual do.
        """
        if self.env["sales.plan"]._sees_whole_plans():
            return None
        allocations = self.env["sales.plan.allocation"]
        return allocations._search([("plan_id", "=", frame.plan_id)]).subselect()

    @api.model
    def _date_condition(self, day: SQL, request: ReportRequest) -> SQL:
        conditions = [SQL("TRUE")]
        if request.date_from:
            conditions.append(SQL("%s >= %s", day, request.date_from))
        if request.date_to:
            conditions.append(SQL("%s <= %s", day, request.date_to))
        return SQL(" AND ").join(conditions)

    # Actual side --------------------------------------------------------------

    @api.model
    def _get_bases(self, frame, request: ReportRequest):
        """The bases to read for a plan; its own only once where it is asked by name too."""
        if request.bases is None:
            return BASES
        return [
            basis
            for basis in BASES
            if basis in request.bases or self._is_own(frame, basis, request)
        ]

    @staticmethod
    def _is_own(frame, basis, request):
        return None in request.bases and basis == frame.basis

    @api.model
    def _get_fact_source(self, frame, basis: str, request: ReportRequest) -> SQL:
        """Facts of one basis that count in one plan: raw, or summed by what is asked."""
        codes, mapped = self._fact_dimensions(frame, request)
        grain = self._fact_grain(frame, request)
        facts = frame.facts(
            codes,
            basis=basis,
            grain=grain,
            date_from=max(filter(None, (frame.date_from, request.date_from))),
            date_to=min(filter(None, (frame.date_to, request.date_to))),
        )
        if dated := self._is_dated(frame, basis, request):
            facts = replace(facts, beside=(AT_DOCUMENT_RATES,))
        given = {
            "plan_id": SQL("%s", frame.plan_id),
            "company_id": SQL("%s", frame.company_id),
            "currency_id": SQL("%s", frame.currency_id),
            "measure": SQL("%s", frame.measure),
            "kind": SQL("'fact'"),
            "basis": SQL("%s", basis),
            "date": SQL("fact.date") if grain else SQL("NULL"),
            **self._fact_values(frame, basis),
            **(_DATED if dated else {}),
            **self._mapped_dimensions(frame, codes, mapped),
        }
        joins = [row_joins(frame)] if mapped else []
        if request.is_raw:
            facts = facts.as_raw()
            given["id"] = self._row_id(SQL("fact.id >> 3"), BASES.index(basis), frame.plan_id)
            given["res_model"] = SQL("fact.res_model")
            named = self._may_name_documents()
            given["res_id"] = SQL("CASE WHEN %s THEN fact.res_id END", named)
            given["reference"] = SQL("CASE WHEN %s THEN fact.reference END", named)
        else:
            given["rows"] = SQL("fact.rows")
        if grain and (request.is_raw or "period_id" in request.columns):
            given["period_id"] = SQL("period.id")
            joins.append(period_join(frame))
        return SQL(
            "SELECT %s FROM (%s) fact %s",
            self._get_columns(given),
            fact_query(facts),
            SQL(" ").join(joins),
        )

    @api.model
    def _may_name_documents(self) -> SQL:
        """Condition on facts whose documents the user may know; the rules of ``sales.actual``.

        Of other facts below a visible row only the amounts are seen, as parts of its actual.
        """
        if self.env.su:
            return SQL("TRUE")
        return self.env["sales.plan.figures"]._get_seen_condition() or SQL("TRUE")

    @staticmethod
    def _is_dated(frame, basis: str, request: ReportRequest) -> bool:
        """Whether facts are told at the rates of their documents' days, too: what is money in plans
        that have rates of their own."""
        has_rates = frame.exchange and frame.currency_id and basis == frame.basis
        return bool(has_rates) and request.asks_for("dated_amount", "currency_effect_amount")

    @api.model
    def _fact_values(self, frame, basis: str) -> dict[str, SQL]:
        value = SQL("fact.value")
        values = {f"{basis}_amount": value, "is_counted": SQL("FALSE")}
        if basis == frame.basis:
            own = dict.fromkeys(("actual_amount", "gap_amount", "compared_amount"), value)
            values.update(own, is_counted=SQL("TRUE"))
        return values

    @api.model
    def _fact_dimensions(self, frame, request: ReportRequest):
        """Return the dimensions by which facts are needed, and whether their rows must be found."""
        if request.is_raw:
            return set(BY_CODE), True
        codes = {code for code, dim in BY_CODE.items() if dim.field in request.columns}
        planned = {code for code in frame.levels if BY_CODE[code].hierarchical}
        mapped = "allocation_id" in request.columns or bool(codes & planned)
        return (codes | set(frame.levels) if mapped else codes), mapped

    @api.model
    def _mapped_dimensions(self, frame, codes, mapped) -> dict[str, SQL]:
        """The dimensions of a fact; of a planned hierarchy the planned value it falls under."""
        given = {BY_CODE[code].field: SQL.identifier("fact", BY_CODE[code].field) for code in codes}
        if not mapped:
            return given
        visible = self._get_visible(frame)
        given["allocation_id"] = deepest_row(frame, visible)
        for depth, code in enumerate(frame.levels, start=1):
            if BY_CODE[code].hierarchical:
                planned = planned_value(frame, depth, visible)
                field = BY_CODE[code].field
                given[field] = SQL("COALESCE(%s, %s)", planned, given[field])
        return given

    @api.model
    def _fact_grain(self, frame, request: ReportRequest):
        if request.is_raw:
            return "day"
        if "date" in request.columns and request.grain == "day":
            return "day"
        if "period_id" in request.columns:
            return frame.period_grain
        return "month" if "date" in request.columns else None

    def action_open_document(self):
        """Open the document or the plan that this row comes from."""
        check_one(self)
        if self.kind == "target":
            return self.plan_id._get_records_action(name=self.plan_id.display_name)
        if not self.res_id:
            raise UserError(self.env._("The sale of somebody else is behind this figure."))
        return self.env[self.res_model].browse(self.res_id)._get_records_action(name=self.reference)

    def action_write_owners(self):
        """Open a message to the owners of the rows that these lines fall under."""
        return self._get_followed_rows().action_write_owners()

    def action_schedule(self):
        """Open the dialog that plans an activity on the rows that these lines fall under."""
        return self._get_followed_rows().action_schedule()

    def action_open_deals(self):
        """Open the open deals of the rows that these lines fall under."""
        return self._get_followed_rows().action_open_deals()

    def _get_followed_rows(self):
        """Return the rows that these lines fall under, each once."""
        self.check_access("read")
        return self.allocation_id
