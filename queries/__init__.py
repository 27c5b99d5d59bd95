"""SQL and time: what reads documents, deals, plans and forecasts; no model of Odoo is defined here.

May use ``tools``, and an environment only to flush, to execute, and for records of others such as
a company's calendar.
Entry points: ``facts.read.fact_query``, ``plans.node_actuals`` and ``net_targets``,
``deals.deals_now`` and ``deals_as_of``, ``forecast.read_sums``, ``flow.flow_query``,
``accuracy.accuracy_query``, ``request.read_request``.
Nouns: relation (a SELECT with documented columns), source (one FROM of such a SELECT), fact (a
line sold, ordered, paid or expected), version (a deal as it was for a while), node (a plan's row
that facts fall under).
"""
