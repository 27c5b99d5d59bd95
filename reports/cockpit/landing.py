from math import sqrt

from odoo import api, fields, models

from ...models.landing.answer import get_precision
from ...models.org.arguments import takes
from ...models.org.numbers import format_number
from ...tools import cockpit
from ...tools.landing import PRECISION
from ...tools.landing_parts import add_parts
from .lists import MOST_SHOWN
from .request import A_COCKPIT

#: A deal that was put off so often is worth a word.
PUSHED_FROM = 2


class SalesCockpit(models.AbstractModel):
    """Where a standing and the rows below it will end up, and the deals that decide it."""

    _inherit = "sales.cockpit"

    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_landing(self, request=None):
        """Return where what is looked at will end up, which takes longer than the rest.

        :param request: as for :meth:`cockpit_open`
        :return: ``{"own": landing, "rows": {row id: landing}, "deals": {count, rows: [{id, name,
            amount, chance, day, to_do: [text, …], partner, partner_id, phone, email, can_move},
            …]}}``, see
            ``sales.landing._prepare_answer``; None for what has nothing to land, all of them
            where the span is over
        """
        standing = self._stand(request)
        return self._land_standing(standing, MOST_SHOWN)

    @api.model
    def _land_standing(self, standing, most):
        """Return what :meth:`cockpit_landing` does.

        :param most: how many of its deals are listed, at most; None for all
        """
        if standing is None or standing.is_over:
            return {"own": None, "rows": {}, "deals": None}
        landing = self.env["sales.landing"]
        asked = landing._ask(standing.company, standing.first, standing.last)
        below = self._get_below(standing)
        wanted = [*standing.rows.ids, *below.ids]
        parts, known = landing._gather_rows(standing.plan, asked, wanted, standing.basis)
        own = [parts[row_id] for row_id in standing.rows.ids if row_id in parts]
        precision = get_precision(len(wanted))
        targets, pieces = self._read_targets(standing.plan, wanted), self._get_pieces(standing)

        def land(found, row_ids, tells):
            amounts = self._add_up_targets(targets, row_ids)
            target = cockpit.planned(pieces, amounts)
            return landing._prepare_answer(
                found,
                target,
                standing.currency,
                known,
                tells=tells,
                precision=PRECISION if tells else precision,
            )

        return {
            "own": land(own, standing.rows.ids, True) if own else None,
            "rows": {
                row_id: land(parts[row_id], [row_id], False)
                for row_id in below.ids
                if row_id in parts
            },
            "deals": (
                self._prepare_deals(standing, add_parts(own).deals, known, most) if own else None
            ),
        }

    @api.model
    def _get_part_labels(self):
        """Return what the parts of a landing are called, in their order: ``{part: label}``."""
        return {
            "certain": self.env._("Certain"),
            "committed": self.env._("Committed"),
            "deals": self.env._("Open deals"),
            "to_come": self.env._("Still to come"),
        }

    # Deals --------------------------------------------------------------------

    @api.model
    def _prepare_deals(self, standing, deals, known, most=MOST_SHOWN):
        """Return the open deals whose outcome moves the landing most, with what to do.

        :param deals: amount and chance to count in the span, by number
        :param known: what is known of open deals by number, see ``queries.landing.OpenDeal``
        :param most: how many are listed, at most; None for all
        """
        leads = self.env["crm.lead"]
        if not leads.has_access("read"):
            return None
        moved = {
            number: abs(amount) * sqrt(max(chance * (1 - chance), 0.0))
            for number, (amount, chance) in deals.items()
        }
        order = sorted(moved, key=lambda number: (-moved[number], number))
        readable = set(leads.search([("id", "in", order)]).ids)
        shown = leads.browse([number for number in order if number in readable][:most])
        movable = set(shown._filtered_access("write").ids) if self._can_act() else set()
        rounded = standing.currency.round
        return {
            "count": len(readable),
            "rows": [
                {
                    **self._describe_customer(lead.partner_id),
                    "id": lead.id,
                    "name": lead.name,
                    "amount": rounded(deals[lead.id][0]),
                    "chance": deals[lead.id][1],
                    "day": fields.Date.to_string(lead.date_deadline) or False,
                    "to_do": self._get_to_do(standing, lead, known.get(lead.id)),
                    "phone": lead.phone or lead.partner_id.phone or False,
                    "email": lead.email_from or False,
                    "can_move": lead.id in movable,
                }
                for lead in shown
            ],
        }

    @api.model
    def _describe_late(self, days):
        if days == 1:
            return self.env._("should have closed yesterday")
        return self.env._("should have closed %s days ago", format_number(self.env, days))

    @api.model
    def _get_to_do(self, standing, lead, known):
        """Say what is to be done about a deal, the most urgent first."""
        found = []
        if lead.date_deadline and lead.date_deadline < standing.today:
            found.append(self._describe_late((standing.today - lead.date_deadline).days))
        elif not lead.date_deadline:
            found.append(self.env._("no expected closing"))
        if lead.activity_state == "overdue":
            found.append(self.env._("an activity is late"))
        elif not lead.activity_ids:
            found.append(self.env._("no activity planned"))
        if known and (known.pushed or 0) >= PUSHED_FROM:
            times = format_number(self.env, known.pushed)
            found.append(self.env._("put off %s times", times))
        if not lead.next_step:
            found.append(self.env._("no next step"))
        return found
