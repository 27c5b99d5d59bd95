"""What people say they will sell: worksheets, adjustments, submissions.

May use the organisation, deals, facts and plans.
Entry points: the ``worksheet_*`` methods of ``sales.forecast``, for clients;
``sales.forecast.period._ensure``, ``sales.forecast._read_state`` and ``_submit``.
Nouns: seat (a person or a team that forecasts), tree (who reports to whom), state (all that
figures of a period are made of), opened (a worksheet as somebody sees it), adjustment,
submission (what was said, frozen), standing (what still counts of it), likely (what a forecast may
become, by what became of earlier ones).
"""

from . import (
    sales_forecast_frozen,
    sales_forecast_visible_mixin,
    sales_forecast_period,
    sales_forecast_report,
    sales_forecast,
    people,
    figures,
    standing,
    target,
    landing,
    landing_rows,
    landing_trend,
    deal_chance,
    sales_landing_record,
    own_past,
    sales_forecast_notice,
    sales_forecast_adjustment,
    sales_forecast_submission,
    sales_forecast_submission_line,
    sales_forecast_submission_row,
    request,
    deals,
    worksheet,
    likely,
    missed,
    reminding,
    submit,
    comparison,
    totals,
)
