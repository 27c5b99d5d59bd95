from odoo import api, models

from ..org.numbers import format_number

#: A feature that changes a chance by less than this factor is not worth a word.
TOLD_FROM = 1.15
#: No more than so many are told of each kind.
MOST_TOLD = 3


class SalesLanding(models.AbstractModel):
    """Why a deal's chance is another than that of a usual deal, in words."""

    _inherit = "sales.landing"

    @api.model
    def _explain_chance(self, asked, learned, deal, stages):
        """Return what raises a deal's chance within a span, and what lowers it.

        :param deal: see ``queries.landing.OpenDeal``
        :param stages: names of stages by id
        :return: ``(texts, texts)``, the strongest first
        """
        if not learned.enough:
            return [], []
        raising, lowering = [], []
        for feature, level, factor in learned.explain(
            *self._get_place(deal, asked.weeks_left, asked)
        ):
            text = self._say_feature(feature, level, deal, stages)
            if text and max(factor, 1 / factor) >= TOLD_FROM:
                (raising if factor > 1 else lowering).append(text)
        return raising[:MOST_TOLD], lowering[:MOST_TOLD]

    @api.model
    def _say_feature(self, feature, level, deal, stages):
        """Return what a feature says of a deal; empty where there is nothing to say."""
        if level is None:
            return ""
        say = getattr(self, f"_describe_{feature}")
        return say(level, deal, stages)

    @api.model
    def _describe_age(self, level, deal, stages):
        weeks = round(deal.age)
        if weeks < 2:
            return self.env._("open for a week") if weeks else self.env._("open since this week")
        return self.env._("open for %s weeks", format_number(self.env, weeks))

    @api.model
    def _describe_stage(self, level, deal, stages):
        return self.env._("in %s", stages[level]) if level in stages else ""

    @api.model
    def _describe_stage_age(self, level, deal, stages):
        weeks = round(deal.stage_age)
        if weeks < 2:
            return (
                self.env._("in its stage for a week")
                if weeks
                else self.env._("in its stage since this week")
            )
        return self.env._("in its stage for %s weeks", format_number(self.env, weeks))

    @api.model
    def _describe_pushed(self, level, deal, stages):
        if not level:
            return self.env._("closing never put off")
        if level == 1:
            return self.env._("closing put off once")
        return self.env._("closing put off %s times or more", format_number(self.env, level))

    @api.model
    def _describe_due(self, level, deal, stages):
        near = {
            -1: self.env._("expected to close yesterday"),
            0: self.env._("expected to close today"),
            1: self.env._("expected to close tomorrow"),
        }
        if deal.due_in in near:
            return near[deal.due_in]
        days = format_number(self.env, abs(deal.due_in))
        if deal.due_in < 0:
            return self.env._("expected to close %s days ago", days)
        return self.env._("expected to close in %s days", days)

    @api.model
    def _describe_size(self, level, deal, stages):
        return [
            self.env._("smaller than most deals"),
            self.env._("as large as most deals"),
            self.env._("larger than most deals"),
        ][level]

    @api.model
    def _describe_quarter(self, level, deal, stages):
        return [
            self.env._("the quarter has just begun"),
            self.env._("the middle of the quarter"),
            self.env._("the end of the quarter"),
        ][level]
