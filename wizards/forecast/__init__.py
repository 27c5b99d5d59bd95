"""The dialog that compares two submissions, or one with the forecast as it is.

May use models, reports and what is below them; nothing below knows of it.
Entry points: ``sales.forecast.compare``.
Nouns: submission, side (what stands on the left or the right).
"""

from . import sales_forecast_compare
