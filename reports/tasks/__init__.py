"""Open tasks of a period: activities with the amounts behind them.

May use models and what is below them; nothing in models needs it.
Entry points: ``sales.open.task``.
Nouns: task (an open activity on a deal, an invoice, a plan, a row, a customer plan).
"""

from . import sales_open_task
