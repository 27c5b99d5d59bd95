"""What helps who mends a problem: versions, counts and timings of a database, no business data.

May use models and what is below them.
Entry points: ``sales.problem.report``, the address ``/sales_plan/problem_report``.
Nouns: facts (what is told; names, texts and amounts of a business are never among them).
"""

from . import sales_problem_report
