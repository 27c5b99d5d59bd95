from odoo import api, models
from odoo.tools import format_date

from ...queries.dimensions import BY_CODE, BY_FIELD, COLLECTED, INVOICED, ORDERED, WON

#: Bases that a kind of document can count in.
BASES_BY_MODEL = {
    "account.move": (INVOICED, COLLECTED),
    "sale.order": (ORDERED,),
    "crm.lead": (WON,),
}
#: How many plans that miss a document by date or company are named.
_NEAR_MISSES = 5


class SalesPlanExplainReasons(models.AbstractModel):
    """The sentences that say why a document counts in a plan or does not."""

    _name = "sales.plan.explain.reasons"
    _description = "Reasons of Sales Plan Explanations"

    # What is wrong with the document itself --------------------------------------

    @api.model
    def _get_obstacle(self, document):
        """Return why the document counts in no plan at all, False if nothing is in its way."""
        find = {
            "account.move": self._get_invoice_obstacle,
            "sale.order": self._get_order_obstacle,
            "crm.lead": self._get_lead_obstacle,
        }[document._name]
        return find(document)

    @api.model
    def _get_invoice_obstacle(self, move):
        name = move.display_name
        if not move.is_sale_document(include_receipts=True):
            if move.is_purchase_document(include_receipts=True):
                return self.env._("%s is a vendor bill: only what is sold counts.", name)
            return self.env._("%s is no customer invoice: only those count.", name)
        if move.state == "draft":
            return self.env._("%s is a draft: it counts once it is posted.", name)
        if move.state == "cancel":
            return self.env._("%s is cancelled: it does not count.", name)
        return False

    @api.model
    def _get_order_obstacle(self, order):
        name = order.display_name
        if order.state == "cancel":
            return self.env._("%s is cancelled: it does not count.", name)
        if order.state != "sale":
            return self.env._("%s is a quotation: it counts once it is confirmed.", name)
        return False

    @api.model
    def _get_lead_obstacle(self, lead):
        name = lead.display_name
        if lead.won_status == "lost":
            return self.env._("%s is lost: it does not count.", name)
        if lead.type != "opportunity":
            return self.env._("%s is a lead: it counts once it is a won opportunity.", name)
        if lead.won_status != "won":
            return self.env._("%s is open: it is in the pipeline and counts once it is won.", name)
        if not lead.closed_at:
            return self.env._("%s is won, but without a date: it does not count.", name)
        return False

    # Why a plan that covers the document's date does not count it ------------------

    @api.model
    def _get_reason(self, plan, facts, is_hidden):
        """Return why a plan that covers the date of ``facts`` shows the user none of them.

        :param is_hidden: whether they count in rows that the user may not see
        """
        if is_hidden:
            return self.env._("It counts in none of the rows that you can see.")
        if plan.basis not in BASES_BY_MODEL[facts[0].res_model]:
            return self.env._("The plan counts other documents: %s.", self._get_label(plan))
        if plan.basis not in facts.mapped("basis"):
            return self.env._("Nothing is paid on it yet.")
        if within := facts.partner_id.filtered(
            lambda customer: customer.id in plan._get_group_customer_ids()
        ):
            return self.env._(
                "%s is part of the group: the plan leaves out sales within it.",
                self._join_names(within),
            )
        missed = self._get_missed_scope(plan, facts.filtered(lambda f: f.basis == plan.basis))
        if missed:
            return missed
        return self._describe_dates(plan, facts.filtered(lambda f: f.basis == plan.basis))

    @api.model
    def _get_label(self, plan):
        return dict(plan._fields["basis"]._description_selection(self.env))[plan.basis]

    @api.model
    def _get_missed_scope(self, plan, facts):
        """Return which part of the plan's scope no fact has, False if all are met."""
        for name in plan._get_dimension_values():
            if any(self._falls_under(name, fact[name], plan[name]) for fact in facts):
                continue
            values = {
                "dimension": self._get_dimension_label(name),
                "wanted": plan[name].display_name,
                "found": self._join_names(facts[name]),
            }
            if facts[name]:
                return self.env._(
                    "The plan is for %(dimension)s “%(wanted)s” only; here it is “%(found)s”.",
                    **values,
                )
            return self.env._(
                "The plan is for %(dimension)s “%(wanted)s” only; here there is none.", **values
            )
        return False

    @api.model
    def _falls_under(self, name, value, planned):
        """Whether a fact's value is the planned one or, in a hierarchy, below it."""
        if value == planned or not BY_FIELD[name].hierarchical:
            return value == planned
        return bool(value and value.parent_path.startswith(planned.parent_path))

    @api.model
    def _get_dimension_label(self, name):
        fields_get = self.env["sales.plan.dimension.mixin"].fields_get([name], ["string"])
        return fields_get[name]["string"]

    @api.model
    def _join_names(self, records):
        names = records[:3].mapped("display_name")
        return ", ".join(names) + ("…" if len(records) > 3 else "")

    # Where the document counts ----------------------------------------------------

    @api.model
    def _describe_counted(self, row, amount, facts):
        """Return what is to be said about a row that counts the document, False if nothing."""
        if amount is None:
            return self.env._("Its cost is not known, so it adds nothing to the margin.")
        # sudo: values of the rows below, only compared with the document's own
        hidden = row.sudo()
        level = hidden._get_child_level()
        if not level:
            return self._describe_draft(row)
        name = BY_CODE[level.dimension].field
        planned = set(hidden._get_planned_ids(name))
        matching = {key: hidden._get_matching_ids(key) for key in hidden._get_dimension_values()}
        own = facts.filtered(lambda fact: all(fact[key].id in ids for key, ids in matching.items()))
        values = own[name].filtered(lambda value: value.id not in planned)
        label = self._get_dimension_label(name)
        if values:
            return self.env._(
                "Unplanned: no row below is for %(dimension)s “%(value)s”.",
                dimension=label,
                value=self._join_names(values),
            )
        return self.env._("Unassigned: it names no %s.", label)

    @api.model
    def _describe_draft(self, row):
        return self.env._("The plan is a draft.") if row.plan_id.state == "draft" else False

    # Plans that miss the document ---------------------------------------------------

    @api.model
    def _get_days(self, plan, facts):
        """The days on which a plan would count the facts; of other bases if it has none."""
        own = facts.filtered(lambda fact: fact.basis == plan.basis) or facts
        is_invoiced = plan.basis == "invoiced"
        day = plan.invoice_date_basis if is_invoiced else "date"
        return [fact[day] for fact in own if fact[day]]

    @api.model
    def _is_covering(self, plan, facts):
        """Whether a plan's company and span take any of the facts in."""
        # sudo: the companies above the document's own
        companies = facts.sudo().company_id.parent_ids
        days = self._get_days(plan, facts)
        return bool(plan._get_counted_companies() & companies) and any(
            plan.date_from <= day <= plan.date_to for day in days
        )

    @api.model
    def _describe_no_plan(self, facts):
        return self.env._(
            "No plan that you can see covers %s.", self._join_days(facts.mapped("date"))
        )

    @api.model
    def _describe_dates(self, plan, facts):
        return self.env._(
            "The plan runs from %(first)s to %(last)s; this counts on %(day)s.",
            first=format_date(self.env, plan.date_from),
            last=format_date(self.env, plan.date_to),
            day=self._join_days(self._get_days(plan, facts)),
        )

    @api.model
    def _join_days(self, days):
        days = sorted({day for day in days if day})
        return ", ".join(format_date(self.env, day) for day in days[:3])

    @api.model
    def _prepare_near_misses(self, plans, facts):
        """Lines for plans of the document's kind that are for other dates or companies."""
        bases = BASES_BY_MODEL[facts[0].res_model]
        near = plans.filtered(lambda plan: plan.basis in bases)[:_NEAR_MISSES]
        # sudo: the companies above the document's own
        companies = facts.sudo().company_id.parent_ids
        lines = []
        for plan in near:
            counted = plan._get_counted_companies()
            if counted & companies:
                reason = self._describe_dates(plan, facts)
            else:
                reason = self.env._(
                    "The plan is for %(planned)s; this belongs to %(company)s.",
                    planned=self._join_names(counted),
                    # sudo: as for the companies above it
                    company=facts.sudo().company_id.display_name,
                )
            lines.append({"plan_id": plan.id, "reason": reason})
        return lines
