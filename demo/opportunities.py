"""Opportunities: won, lost and open."""

from collections import defaultdict

from .records import find_source


def create_opportunities(cast, deals):
    """Create the opportunities of ``deals``. Returns them in the same order."""
    stages = cast.env["crm.stage"].search([("team_ids", "=", False)])
    leads = cast.env["crm.lead"].create(
        [_prepare_lead_values(cast, deal, stages) for deal in deals]
    )
    for lead, deal in zip(leads, deals, strict=True):
        if deal.status == "lost":
            reason = cast.env.ref(deal.lost_reason, raise_if_not_found=False)
            lead.action_set_lost(lost_reason_id=reason.id if reason else False)
            # Losing sets the closing date to now.
            lead.date_closed = deal.closed
    return leads


def find_opportunities(cast, deals):
    """Return the opportunities of ``deals`` that an earlier installation left, and those deals."""
    leads = cast.env["crm.lead"].with_context(active_test=False)
    partners = [customer.id for customer in cast.customers.values()]
    left = defaultdict(list)
    for lead in leads.search([("partner_id", "in", partners)], order="id"):
        left[lead.name, lead.partner_id].append(lead)
    found = {}
    for deal in deals:
        same = left[deal.subject, cast.customers[deal.customer]]
        if same:
            found[deal] = same.pop(0)
    return leads.union(*found.values()), list(found)


def _prepare_lead_values(cast, deal, stages):
    """``create_date`` is taken while a module is being installed, as Odoo's own demo does."""
    partner = cast.customers[deal.customer]
    return {
        "type": "opportunity",
        "name": deal.subject,
        "partner_id": partner.id,
        "user_id": cast.users[deal.salesperson].id,
        "team_id": cast.get_team(deal.customer).id,
        "company_id": cast.company.id,
        "stage_id": choose_stage(deal, stages).id,
        "probability": deal.probability,
        "expected_revenue": deal.revenue,
        "date_deadline": deal.deadline,
        "create_date": deal.created,
        "date_open": deal.created,
        "date_closed": deal.closed,
        "source_id": find_source(cast.env, deal.source).id,
        "priority": str(min(3, deal.revenue // 8_000)),
    }


def choose_stage(deal, stages):
    """Return the stage of a deal, or of a step on its way, by its status and probability."""
    if deal.status == "won":
        return stages.filtered("is_won")[:1]
    open_stages = stages.filtered(lambda stage: not stage.is_won)
    return open_stages[min(deal.probability * len(open_stages) // 90, len(open_stages) - 1)]
