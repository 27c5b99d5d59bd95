from lxml import etree
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common.deal_history import DealHistoryCommon

MODELS = ("conversion", "calibration", "accuracy")


@tagged("post_install", "-at_install")
class TestForecastAnalysisViews(DealHistoryCommon):
    """R33, S9, N5: conversion, probabilities and accuracy as their views read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        periods = cls.env["sales.forecast.period"]._ensure(cls.company)
        cls.env["sales.forecast"]._ensure_all(cls.company, periods)
        # the last but two before the current one
        over = periods.filtered(lambda period: period._is_over()).sorted("date_from")[-3]
        # before all moments of the month that accuracy looks at
        made = Date.subtract(over.date_from, days=5)
        deal = cls.made(f"{made}", 100, probability=90, date_deadline=over.date_to)
        cls.changed(f"{made} 03:00:00", deal, stage_id=cls.qualified.id)
        cls.won(f"{over.date_to} 00:00:00", deal)

    def models(self):
        for name in MODELS:
            yield self.env[f"sales.forecast.{name}"].with_user(self.manager)

    def filters(self, model, kind):
        view = model.get_view(view_type="search")
        for item in etree.fromstring(view["arch"]).iter("filter"):
            if item.get(kind):
                yield item.get("name"), safe_eval(item.get(kind), {"uid": model.env.uid})

    def measures(self, model):
        names = {
            item.get("name")
            for item in etree.fromstring(model.get_view(view_type="pivot")["arch"]).iter("field")
            if item.get("type") == "measure"
        }
        return [f"{name}:{model._fields[name].aggregator}" for name in sorted(names)]

    def test_every_filter_and_grouping_reads(self):
        for model in self.models():
            measures = self.measures(model)
            self.assertGreaterEqual(len(measures), 5)
            self.assertTrue(model.search([]), model._name)
            for name, domain in self.filters(model, "domain"):
                with self.subTest(model=model._name, filter=name):
                    model.formatted_read_group(domain, [], measures)
            for name, context in self.filters(model, "context"):
                with self.subTest(model=model._name, grouping=name):
                    groups = model.formatted_read_group([], [context["group_by"]], measures)
                    rows = model.search(groups[0]["__extra_domain"])
                    self.assertEqual(len(rows), self.count(model, context["group_by"]))

    def count(self, model, grouping):
        """Return how many rows the first group has."""
        return model._read_group([], [grouping], ["__count"])[0][1]

    def test_actions_open_with_data(self):
        """What is looked at first is not empty where there is something."""
        for name in MODELS:
            action = self.env.ref(f"sales_plan.sales_forecast_{name}_action")
            model = self.env[action.res_model].with_user(self.manager)
            domains = dict(self.filters(model, "domain"))
            domain = [
                condition
                for key in safe_eval(action.context)
                for condition in domains[key.removeprefix("search_default_")]
            ]
            self.assertTrue(model.search(domain), name)
