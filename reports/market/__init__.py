"""Segments of the market: how large they are, and what we make of them.

May use models and what is below them; nothing in models needs them.
Entry points: ``sales.market.report``, as list, pivot and bubbles.
Nouns: unused (what a segment buys of others), bubble (a segment in the chart of share and growth).
"""

from . import (
    sales_market_report,
    bubbles,
)
