"""What lead sources bring and what they cost.

May use models and what is below them; nothing in models needs it.
Entry points: ``sales.source.return``.
Nouns: touch (the source of a sale: the last is the document's own, the first that of the customer's
first lead), return (what is earned by what is spent).
"""

from . import sales_source_return
