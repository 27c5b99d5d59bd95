"""The pipeline at a glance, for clients.

May use models and what is below them, and the reports on forecasts.
Entry points: the ``dashboard_*`` methods of ``sales.pipeline.dashboard``.
Nouns: request (what is looked at), funnel (open deals by stage), grid (deals by salesperson and
period).
"""

from . import (
    sales_pipeline_dashboard,
    dashboard_cell,
)
