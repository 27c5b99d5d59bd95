"""Reports on forecasts and on the history of deals; they have no tables, but queries.

May use models and what is below them; nothing in models needs them.
Entry points: ``sales.forecast.analysis``, ``flow``, ``conversion``, ``calibration`` and
``accuracy``, and ``sales.landing.accuracy``, as pivot, graph and list;
``sales.forecast.xlsx``, ``sales.forecast.report.xlsx`` and
``sales.landing.accuracy.xlsx`` for downloads.
Nouns: step (what became of a deal between two moments), waterfall (steps as bars), visit (what a
deal did in a stage), horizon (how long before its end a forecast is looked at).
"""

from . import (
    sales_deal_report_mixin,
    sales_accuracy_mixin,
    sales_forecast_analysis,
    sales_forecast_flow,
    sales_forecast_report_xlsx,
    report_landing,
    waterfall,
    sales_forecast_conversion,
    sales_forecast_accuracy,
    sales_landing_accuracy,
    sales_forecast_calibration,
    sales_forecast_xlsx,
    sales_landing_accuracy_xlsx,
)
