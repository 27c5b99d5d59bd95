"""What counts as sold, and by what it is told apart.

May use deals and the organisation; the facts themselves are read by ``queries.facts``.
Entry points: ``sales.actual`` (facts as records, and what to flush before they are read),
``sales.plan.dimension.mixin`` (the fields of all dimensions), ``sales.figure.mixin`` (the documents
behind a figure).
Nouns: fact, basis (which documents are counted), dimension (team, customer, product and so on),
stamp (what a product cost when it was sold).
"""

from . import (
    account_move,
    account_move_line,
    mail_tracking_value,
    sale_order,
    sale_order_line,
    sales_figure_mixin,
    sales_plan_dimension_mixin,
    sales_actual,
)
