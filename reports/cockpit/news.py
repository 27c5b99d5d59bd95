from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...models.org.arguments import takes
from ...queries.cockpit import labelled_sums
from .figures import DAYS_OF_NEWS
from .request import A_COCKPIT

#: What becomes of deals, in the order in which it is told.
STEPS_TOLD = ("won", "lost", "new", "reopened", "grown", "shrunk", "pushed_out", "pulled_in")


class SalesCockpit(models.AbstractModel):
    """What changed since a week ago, and since somebody last looked."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_news(self, request=None):
        """Return what changed since the last day before today on which the user looked at the
        plan, that day included.

        :param request: as for :meth:`cockpit_open`
        :return: ``{"since": day, "amount": what counted since then, None outside of the span,
            "steps": [{step, label, count, amount}, …], None for who may not see deals}``; nothing
            where they have not looked before
        """
        standing = self._stand(request)
        day = standing and self.env["sales.plan.visit"]._get_last_day(standing.plan)
        if not day:
            return {}
        return {
            "since": fields.Date.to_string(day),
            "amount": self._read_new(standing, day),
            "steps": self._prepare_news(standing, day),
        }

    @api.model
    def _get_week(self, standing):
        """Return the first of the last days that are told of as new."""
        return standing.today - timedelta(days=DAYS_OF_NEWS - 1)

    @api.model
    def _read_new(self, standing, since):
        """Return what counted in the span from a day until today; None outside of the span."""
        if standing.is_over or standing.is_ahead:
            return None
        span = {"date_from": max(since, standing.first), "date_to": standing.today}
        questions = [("new", frame.facts((), **span)) for frame in self._get_frames(standing)]
        self.env["sales.actual"]._flush_sources()
        found = self.env.execute_query(labelled_sums(questions))
        return standing.currency.round(sum(amount or 0.0 for __, __, amount in found))

    @api.model
    def _get_flow(self, standing, since):
        """Return the flow of the pipeline since the beginning of a day."""
        return self.env["sales.forecast.flow"].with_context(
            flow_from=fields.Date.to_string(fields.Date.subtract(since, days=1)),
            flow_to=fields.Date.to_string(standing.today),
        )

    @api.model
    def _prepare_news(self, standing, since):
        """Return what became of deals since the beginning of a day; None for who may not see
        deals."""
        flow = self._get_flow(standing, since).with_context(flow_changed=True)
        if not flow.has_access("read"):
            return None
        domain = self._get_domain_of(standing, "partner_id.commercial_partner_id")
        groups = flow._read_group(
            domain & Domain("step", "in", STEPS_TOLD),
            ["step"],
            ["amount:sum", "deal_number:count_distinct"],
        )
        found = {step: (amount, count) for step, amount, count in groups}
        labels = dict(flow._fields["step"]._description_selection(self.env))
        rounded = standing.company.currency_id.round
        return [
            {
                "step": step,
                "label": labels[step],
                "count": found[step][1],
                "amount": rounded(abs(found[step][0])),
            }
            for step in STEPS_TOLD
            if step in found
        ]
