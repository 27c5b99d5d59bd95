"""SQL text, days and moments: what reads documents, deals and plans.

May use ``tools``; takes an env only to flush and to execute. No model is defined here.
Entry points: ``facts/read.py``, ``deals.py``, ``plans.py``, ``time.py``, ``dimensions.py``.
Nouns: node (a row of a plan in SQL), moment (in UTC), day (in the time zone of a company).
"""
