import functools
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...queries.dimensions import WON
from ...tools.lags import LAG_KINDS
from ..org.raised import raised
from ..plan.lifecycle import IN_FORCE

#: What is learned of a company: how deals end, how long documents take, what came on which day,
#: and of the rows of a plan what came in which month.
HAZARDS, LAGS, DAYS, MONTHS = "hazards", "lags", "days", "months"
#: What is older than so many days is not read any more: the nightly job has not run.
DAYS_KEPT = 7
#: Raised when something is learned in another way: what is kept is then learned anew.
WAY_LEARNED = 1


class SalesLandingLearned(models.Model):
    """What was learned of a company's history up to the end of a day.

    It takes as long as all the rest of a landing and is the same all day, so it is learned once, at
    night. Who reads takes the latest, or learns at once what is not there. As what happened before
    the end of a day does not change, nor does what is kept, unless the past itself is rebuilt.
    """

    _name = "sales.landing.learned"
    _description = "Learned for Landings"
    _inherit = ["sales.company.day.mixin", "sales.guarded.mixin"]
    _order = "day desc, id"
    _rec_name = "kind"
    _client_fields = frozenset()  # all of it is written by code

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            (HAZARDS, "How Deals End"),
            (LAGS, "How Long Documents Take"),
            (DAYS, "What Came on Which Day"),
            (MONTHS, "What Came in Which Month"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(readonly=True, help="Which documents it is of.")
    day = fields.Date(required=True, readonly=True)
    way = fields.Integer(readonly=True, aggregator=None)
    # as text: what a field of JSON is read of is copied value by value
    content = fields.Text(readonly=True, help="What was learned, as JSON.")

    _place = models.UniqueIndex("(company_id, kind, COALESCE(key, ''))")

    @api.model
    def _find(self, company_id, kind, key, day):
        """Return what was kept, as it was learned; None where nothing of that is.

        :param day: the last day that may have been learned from
        """
        found = self.search_fetch(
            Domain("company_id", "=", company_id)
            & Domain("kind", "=", kind)
            & Domain("key", "=", key or False)
            & Domain("way", "=", WAY_LEARNED)
            & Domain("day", "<=", day)
            & Domain("day", ">", day - timedelta(days=DAYS_KEPT)),
            ["content"],
            limit=1,
        )
        return json.loads(found.content) if found else None

    @api.model
    def _cron_learn(self):
        """Learn what is to be known tomorrow, one company after the other."""
        plans = self.env["sales.plan"].search(Domain("state", "in", IN_FORCE))
        companies = self.env["res.company"].search(Domain("parent_id", "=", False))
        self.env["sales.failure"]._work_off(
            "sales_plan.ir_cron_landing_learned",
            companies | plans.company_id,
            lambda company: self.with_env(company.env)._keep(company),
        )

    @api.model
    def _keep(self, company):
        """Keep what the history of a company tells up to the end of yesterday.

        What is there of that day stays; what is older goes.
        """
        landing = self.env["sales.landing"]
        asked = landing._ask(company, *[company._get_today()] * 2)
        of_company = self.search_fetch(
            Domain("company_id", "=", company.id), ["kind", "key", "day", "way"]
        )
        fresh = of_company.filtered(
            lambda kept: (kept.day, kept.way) == (asked.learned_day, WAY_LEARNED)
        )
        there = {(kept.kind, kept.key or "") for kept in fresh}
        raised(of_company - fresh).unlink()
        raised(self).create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "key": key or False,
                    "day": asked.learned_day,
                    "way": WAY_LEARNED,
                    "content": json.dumps(learn()),
                }
                for (kind, key), learn in self._get_lessons(landing, asked).items()
                if (kind, key) not in there
            ]
        )

    @api.model
    def _get_lessons(self, landing, asked):
        """Return what can be learned of a company: ``{(kind, key): function that learns it}``."""
        company, day = asked.company, asked.learned_day
        lessons = {(HAZARDS, ""): lambda: landing._learn_hazards(asked).get_values()}
        for name in LAG_KINDS:
            lessons[LAGS, name] = lambda name=name: landing._learn_lags(company, name, day)
        plans = self.env["sales.plan"].search(
            Domain("company_id", "=", company.id)
            & Domain("state", "in", IN_FORCE)
            & Domain("date_to", ">=", asked.day)
            & Domain("basis", "!=", WON)
        )
        for frame in self.env["sales.plan.figures"]._get_frames(plans).values():
            lessons[DAYS, landing._get_days_key(frame, day)] = functools.partial(
                landing._learn_days, frame, day
            )
            lessons[MONTHS, landing._get_months_key(frame, day)] = functools.partial(
                landing._learn_months, frame, day
            )
        return lessons


class CrmLeadHistory(models.Model):
    """What was learned from another past is forgotten."""

    _inherit = "crm.lead.history"

    @api.model
    def _react_to_rebuilding(self):
        result = super()._react_to_rebuilding()
        kept = raised(self.env["sales.landing.learned"])
        kept.search(Domain("kind", "in", (HAZARDS, LAGS))).unlink()
        return result
